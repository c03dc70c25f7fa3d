"""The report on children attended: right figures, for the right reader, the same on every face."""

import csv
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Level
from accounts.roles import OrgType, Role
from audit.models import Event, Kind
from cases.models import Case, Notification
from reports import faces, queries, rules
from reports.queries import Group
from reports.question import Scope
from tests.factories import (
    CaseFactory,
    ChildFactory,
    ChildIdentityFactory,
    NotificationFactory,
    OrganisationFactory,
    UserFactory,
    grant,
    local_today,
)

pytestmark = pytest.mark.django_db
ZONE = "America/Hermosillo"
SINCE, UNTIL = datetime(2019, 1, 1, 7, tzinfo=UTC), datetime(2019, 11, 1, 7, tzinfo=UTC)  # local midnights
DECLARED = {"birth_date": None, "birth_precision": "declared_age", "declared_on": date(2018, 6, 1)}
CHOICE = {"measure": "notified", "since": "2019-01", "until": "2019-10"}


@pytest.fixture
def unit():
    return OrganisationFactory()


@pytest.fixture
def supervisor(unit):
    return UserFactory(organisation=unit, role=Role.SUPERVISOR)


def at(month, day, hour=18):
    return datetime(2019, month, day, hour, tzinfo=UTC)


def notified(unit, when, **facts):
    """A child notified to `unit` at `when`."""
    accompaniment = facts.pop("accompaniment", "unaccompanied")
    child = facts.pop("child", None) or ChildFactory(**facts)
    return NotificationFactory(receiving_unit=unit, received_at=when, located_at=when, child=child, accompaniment=accompaniment)


def count(measure, organisation, **more):
    return queries.children(measure=measure, scope=Scope(organisation, **more), since=SINCE, until=UNTIL, zone=ZONE)


def group_of(child, accompaniment, when):
    """What Python's own rules make of a child: the independent computation."""
    return Group(child.nationality, child.sex, accompaniment, child.age_on(when.astimezone(ZoneInfo(ZONE)).date()).years)


def test_counts_equal_an_independent_computation(unit):
    chance = random.Random(20191113)  # noqa: S311 - the same population every time
    for _ in range(150):
        when = datetime(2018, 12, 25, tzinfo=UTC) + timedelta(hours=chance.randrange(24 * 330))
        child = ChildFactory(
            sex=chance.choice(["female", "male", "unknown"]),
            nationality=chance.choice(["HN", "GT", ""]),
            **chance.choice(
                [
                    {"birth_date": date(2019, 1, 1) - timedelta(days=chance.randrange(20 * 365)), "birth_precision": "exact"},
                    {"birth_date": date(chance.randrange(2001, 2019), 1, 1), "birth_precision": "year"},
                    {
                        "birth_date": None,
                        "birth_precision": "declared_age",
                        "declared_age": chance.randrange(18),
                        "declared_on": date(2018, 6, 1),
                    },
                    {"birth_date": None, "birth_precision": "unknown"},
                ]
            ),
        )
        for _ in range(chance.choice([1, 1, 2])):
            notified(unit, when, child=child, accompaniment=chance.choice(["unaccompanied", "separated"]))
            when += timedelta(days=chance.randrange(200))
    expected, seen = Counter(), set()
    for row in Notification.objects.select_related("child").order_by("received_at", "id"):
        if SINCE <= row.received_at < UNTIL and row.child_id not in seen:
            seen.add(row.child_id)
            expected[group_of(row.child, row.accompaniment, row.received_at)] += 1
    assert sum(expected.values()) > 50
    assert count("notified", unit) == expected


def test_child_known_already_counts_once_and_a_second_sending_not_at_all(unit, supervisor):
    known = ChildFactory()
    notified(unit, at(2, 1), child=known)
    notified(unit, at(3, 1), child=ChildFactory(merged_into=known))  # the child of a notification that was linked
    again = notified(unit, at(4, 1))
    Notification.objects.filter(pk=again.pk).update(triage_result="duplicate", triaged_by=supervisor, triaged_at=at(4, 2))
    assert sum(count("notified", unit).values()) == 1


def test_child_who_began_to_be_attended_counts_when_the_case_was_opened(unit):
    for opened in (at(1, 1), at(10, 31), at(11, 1, hour=8), None):
        CaseFactory(unit=unit, notified_at=at(1, 1), opened_at=opened)
    Case.objects.filter(pk=CaseFactory(unit=unit, opened_at=at(5, 5)).pk).update(
        step="closed", status="closed", closed_at=at(5, 6), closure_reason="opened_in_error"
    )
    assert sum(count("attended", unit).values()) == 2


def test_period_begins_and_ends_at_midnight_of_the_reader(unit):
    notified(unit, SINCE - timedelta(seconds=1))
    notified(unit, SINCE)
    notified(unit, UNTIL - timedelta(seconds=1))
    notified(unit, UNTIL)
    assert sum(count("notified", unit).values()) == 2


def test_age_is_counted_on_the_day_of_the_event(unit):
    notified(unit, at(3, 1), birth_date=date(2007, 3, 2))  # 12 tomorrow
    notified(unit, at(3, 2), birth_date=date(2007, 3, 2))
    assert {group.age for group in count("notified", unit)} == {11, 12}


def test_reader_counts_own_unit_and_below_only(unit):
    below = OrganisationFactory(parent=unit, level=Level.MUNICIPALITY, org_type=OrgType.PROTECTION_AUTHORITY_MUNICIPAL)
    for place in (unit, below, OrganisationFactory()):
        notified(place, at(2, 2))
    assert sum(count("notified", unit).values()) == 2
    assert sum(count("notified", below).values()) == 1


def test_caseworker_counts_own_cases_only(unit):
    worker = UserFactory(organisation=unit, role=Role.CASEWORKER)
    mine, _theirs = (CaseFactory(unit=unit, opened_at=at(2, 2)) for _ in range(2))
    grant(mine, worker, since=timezone.now())
    assert sum(count("attended", unit, own_cases_of=worker).values()) == 1


def page(client, reader, name="reports:attended", **choice):
    client.force_login(reader)
    return client.get(reverse(name), CHOICE | choice)


def fill(unit):
    for number, (nationality, sex) in [(14, ("HN", "male")), (8, ("HN", "female")), (9, ("GT", "male")), (3, ("SV", "female"))]:
        for _ in range(number):
            notified(unit, at(5, 5), nationality=nationality, sex=sex, birth_date=date(2005, 1, 1))


def test_page_and_file_print_the_same_figures(client, unit, supervisor):
    fill(unit)
    answer = page(client, supervisor, by_sex="on")
    report = answer.context["report"]
    rows = list(csv.reader(page(client, supervisor, "reports:attended_csv", by_sex="on").content.decode().splitlines()))
    printed = [row[2:] for row in rows[rows.index([]) + 2 :]]
    html = answer.content.decode()
    expected = []
    for table in report.tables:
        for line in table.lines:
            figures = [faces.written(figure, 5) for figure in (line.total, *line.cells)]
            expected.append([line.label, figures[0], faces.percent(line.share), *(text.replace("–", "") for text in figures[1:])])
            assert line.label in html
    assert printed == expected
    assert ["Honduras", "22", "", "8", "14"] not in printed  # SV is 3: the next smallest, GT, is hidden with it
    assert [row[:2] for row in printed[:4]] == [["Honduras", "22"], ["Guatemala", "s"], ["El Salvador", "<5"], ["Nicaragua", "0"]]
    assert "&lt;5" in html


def test_nothing_small_is_printed_anywhere(client, unit, supervisor):
    fill(unit)
    for by_sex in ("on", ""):
        for table in page(client, supervisor, by_sex=by_sex).context["report"].tables:
            for line in table.lines:
                assert [figure.value for figure in (line.total, *line.cells) if figure.value in (1, 2, 3, 4)] == []


def secretary(parent, **organisation):
    kind = {"level": Level.UNIT, "org_type": OrgType.SIPINNA_SECRETARIAT}
    return UserFactory(organisation=OrganisationFactory(parent=parent, **kind, **organisation), role=Role.REPORT_VIEWER)


@pytest.mark.parametrize(("state", "children"), [("SON", 34), ("OAX", 0), ("", 68)])
def test_secretariat_counts_its_own_state_or_the_nation(client, state, children):
    country = OrganisationFactory(level=Level.COUNTRY, org_type=OrgType.PROTECTION_AUTHORITY_FEDERAL, state="")
    sonora, chiapas = OrganisationFactory(parent=country, state="SON"), OrganisationFactory(parent=country, state="CHP")
    fill(sonora)
    fill(chiapas)
    answer = page(client, secretary(country, state=state))
    assert answer.context["report"].base.value == children
    if state:
        assert page(client, secretary(country, state=state), place=str(chiapas.pk)).status_code == 422


def test_reader_from_outside_has_the_higher_threshold(client, unit):
    country = OrganisationFactory(level=Level.COUNTRY, org_type=OrgType.PROTECTION_AUTHORITY_FEDERAL)
    state = OrganisationFactory(parent=country)
    reader = secretary(country)
    fill(state)
    answer = page(client, reader)
    assert answer.context["report"].base.value == 34
    assert "&lt;10" in answer.content.decode()
    assert rules.threshold_for(OrgType.PROTECTION_AUTHORITY_STATE, 3) == 5
    assert rules.threshold_for(OrgType.PROTECTION_AUTHORITY_STATE, 8) == 8


def test_too_few_children_print_no_table(client, unit, supervisor):
    notified(unit, at(5, 5))
    answer = page(client, supervisor)
    assert answer.context["report"].tables == []
    assert "So few children" in answer.content.decode()
    assert "No child in this period" in page(client, supervisor, until="2019-04").content.decode()


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"since": "2019-05", "until": "2019-04"}, "The period ends before it begins."),
        ({"until": "2190-01"}, "This month lies in the future."),
        ({"since": "2190-01", "until": "2190-02"}, "This month lies in the future."),
        ({"since": "2019-13"}, "Write a month as year and month"),
        ({"since": "=1+1"}, "Write a month as year and month"),
        ({"since": ""}, "This field is required."),
        ({"measure": "everything"}, "Select a valid choice"),
    ],
)
@pytest.mark.parametrize("name", ["reports:attended", "reports:attended_csv"])
def test_bad_choice_is_refused_beside_its_field(client, supervisor, name, choice, sentence):
    answer = page(client, supervisor, name, **choice)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Event.objects.filter(action__startswith="report.").exists()


def test_jurisdiction_outside_the_readers_own_is_refused(client, unit, supervisor):
    assert page(client, supervisor, place=str(OrganisationFactory().pk)).status_code == 422
    below = OrganisationFactory(parent=unit)
    assert page(client, supervisor, place=str(below.pk)).context["report"].place == below.name


def test_first_visit_shows_the_year_so_far(client, supervisor):
    client.force_login(supervisor)
    answer = client.get(reverse("reports:attended"))
    assert answer.status_code == 200
    assert answer.context["report"].period.first == local_today().replace(month=1, day=1)
    assert "The period is not over" in answer.content.decode()


READERS = {
    Role.SUPERVISOR,
    Role.AUTHORITY_APPROVER,
    Role.CASEWORKER,
    Role.REPORT_VIEWER,
    Role.DATA_PROTECTION_OFFICER,
}


@pytest.mark.parametrize("name", ["reports:attended", "reports:attended_csv"])
@pytest.mark.parametrize("role", Role)
def test_who_reads_reports(client, role, name):
    kind = {
        Role.MIGRATION_NOTIFIER: OrgType.MIGRATION_AUTHORITY,
        Role.SHELTER_MANAGER: OrgType.CAS_PRIVATE,
        Role.SHELTER_STAFF: OrgType.CAS_PRIVATE,
        Role.FOSTER_COORDINATOR: OrgType.FOSTER_PROGRAMME,
    }.get(role, OrgType.PROTECTION_AUTHORITY_STATE)
    answer = page(client, UserFactory(organisation=OrganisationFactory(org_type=kind), role=role), name)
    expected = 404 if role == Role.MIGRATION_NOTIFIER else 200 if role in READERS else 403
    assert answer.status_code == expected


def test_reading_and_downloading_are_on_record(client, supervisor):
    page(client, supervisor)
    page(client, supervisor, "reports:attended_csv")
    read, taken = Event.objects.filter(action__startswith="report.").order_by("id")
    assert (read.kind, taken.kind) == (Kind.READ, Kind.EXPORT)
    assert read.subjects == taken.subjects == []
    assert read.detail == {"measure": "notified", "since": "2019-01", "until": "2019-10", "by_sex": False}
    assert len(taken.detail["sha256"]) == 64


@pytest.mark.parametrize("children", [0, 50])
def test_report_asks_the_database_a_fixed_number_of_times(client, unit, supervisor, children, django_assert_max_num_queries):
    for number in range(children):
        notified(unit, at(2, 2), nationality=["HN", "GT", "EC", "CU"][number % 4])
    client.force_login(supervisor)
    with django_assert_max_num_queries(8):
        client.get(reverse("reports:attended"), CHOICE | {"by_sex": "on"})


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_file_has_no_cell_that_a_spreadsheet_would_run(client, start):
    unit = OrganisationFactory(name=f"{start}HYPERLINK(1)")
    reader = UserFactory(organisation=unit, role=Role.SUPERVISOR)
    rows = csv.reader(page(client, reader, "reports:attended_csv").content.decode().splitlines(keepends=True))
    assert [cell for row in rows for cell in row if cell.startswith(faces.FORMULA_STARTS)] == []


def test_file_has_a_byte_order_mark_on_request(client, supervisor):
    assert page(client, supervisor, "reports:attended_csv", bom="1").content.startswith(b"\xef\xbb\xbf")
    assert not page(client, supervisor, "reports:attended_csv").content.startswith(b"\xef\xbb\xbf")


def test_file_with_the_mark_needs_no_choice(client, supervisor):
    client.force_login(supervisor)
    assert client.get(reverse("reports:attended_csv"), {"bom": "1"}).content.startswith(b"\xef\xbb\xbf")


def test_form_that_lacks_its_months_comes_back(client, supervisor):
    client.force_login(supervisor)
    assert client.get(reverse("reports:attended"), {"measure": "attended"}).status_code == 422


def test_identity_is_never_joined(client, unit, supervisor, django_assert_max_num_queries):
    identity = ChildIdentityFactory(given_names="Canario")
    for _ in range(12):
        notified(unit, at(2, 2))
    notified(unit, at(2, 2), child=identity.child)
    client.force_login(supervisor)
    with django_assert_max_num_queries(12) as queries_made:
        client.get(reverse("reports:attended"), CHOICE)
    assert not any("childidentity" in query["sql"] for query in queries_made.captured_queries)

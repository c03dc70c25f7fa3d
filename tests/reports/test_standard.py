"""The standard reports: right figures, for the right reader, the same on every face."""

import csv
import hashlib
import io
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Level
from accounts.roles import OrgType, Role
from audit.models import Event, Kind
from cases.models import Case, Notification
from reports import queries, rules
from reports.faces import sheets, words
from reports.queries import Group
from reports.question import Question, Scope
from reports.standard import STANDARD, open_to
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
    return queries.children(Question(Scope(organisation, **more), SINCE, UNTIL, ZONE), measure=measure)


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


def page(client, reader, name="report", key="R1", **choice):
    client.force_login(reader)
    return client.get(reverse(f"reports:{name}", args=[key]), CHOICE | choice)


def tables(answer) -> list:
    """The parts that count children by something."""
    return [part for part in answer.context["report"].parts if part.key.startswith("by-")]


def file_lines(answer) -> dict[tuple[str, str, str], str]:
    """What the CSV says: (table, code of the line, column) -> value."""
    rows = list(csv.reader(answer.content.decode().splitlines()))
    return {(row[0], row[4], row[6]): row[7] for row in rows[rows.index([]) + 2 :]}


def fill(unit):
    for number, (nationality, sex) in [(14, ("HN", "male")), (8, ("HN", "female")), (9, ("GT", "male")), (3, ("SV", "female"))]:
        for _ in range(number):
            notified(unit, at(5, 5), nationality=nationality, sex=sex, birth_date=date(2005, 1, 1))


def test_a_small_number_and_the_next_are_hidden_on_page_and_in_file(client, unit, supervisor):
    fill(unit)
    answer = page(client, supervisor, by=["nationality", "sex"])
    [part] = tables(answer)
    printed = [(row.label, *(words.written(cell, 5) for cell in row.cells[:2])) for row in part.rows]
    assert printed[:4] == [
        ("Honduras", "22", "64.7\u00a0%"),
        ("Guatemala", "s", "–"),  # SV is 3: the next smallest is hidden with it
        ("El Salvador", "<5", "–"),
        ("Nicaragua", "0", "0.0\u00a0%"),
    ]
    html = answer.content.decode()
    assert "&lt;5" in html
    assert "Nationality by sex at registration" in html
    file = file_lines(page(client, supervisor, "csv", by=["nationality", "sex"]))
    assert [file[part.title, code, "Children"] for code in ("HN", "GT", "SV", "NI")] == ["22", "s", "<5", "0"]


@pytest.mark.parametrize("by", [[], ["nationality", "sex"], ["age", "accompaniment"], ["nationality", "sex", "age"]])
def test_nothing_small_is_printed_anywhere(client, unit, supervisor, by):
    fill(unit)
    for part in page(client, supervisor, by=by).context["report"].parts:
        assert [cell.value for row in part.rows for cell in row.cells if cell.unit == "" and cell.value in (1, 2, 3, 4)] == []


def secretary(parent, **organisation):
    kind = {"level": Level.UNIT, "org_type": OrgType.SIPINNA_SECRETARIAT}
    return UserFactory(organisation=OrganisationFactory(parent=parent, **kind, **organisation), role=Role.REPORT_VIEWER)


@pytest.mark.parametrize(("state", "children"), [("SON", 34), ("OAX", 0), ("", 68)])
def test_secretariat_counts_its_own_state_or_the_nation(client, state, children):
    country = OrganisationFactory(level=Level.COUNTRY, org_type=OrgType.PROTECTION_AUTHORITY_FEDERAL, state="")
    sonora, chiapas = OrganisationFactory(parent=country, state="SON"), OrganisationFactory(parent=country, state="CHP")
    fill(sonora)
    fill(chiapas)
    answer = page(client, secretary(country, state=state), key="R3", period="2019")
    assert answer.context["report"].base.value == children
    if state:
        assert page(client, secretary(country, state=state), key="R3", place=str(chiapas.pk)).status_code == 422


def test_reader_from_outside_has_the_higher_threshold(client, unit):
    country = OrganisationFactory(level=Level.COUNTRY, org_type=OrgType.PROTECTION_AUTHORITY_FEDERAL)
    state = OrganisationFactory(parent=country)
    reader = secretary(country)
    fill(state)
    answer = page(client, reader, key="R3", period="2019")
    assert answer.context["report"].base.value == 34
    assert "&lt;10" in answer.content.decode()
    assert rules.threshold_for(OrgType.PROTECTION_AUTHORITY_STATE, 3) == 5
    assert rules.threshold_for(OrgType.PROTECTION_AUTHORITY_STATE, 8) == 8


def test_too_few_children_print_no_table(client, unit, supervisor):
    notified(unit, at(5, 5))
    answer = page(client, supervisor)
    assert tables(answer) == []
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
        ({"period": "2026-Q5", "since": ""}, "Write a month as year and month"),
        ({"by": ["nationality", "age", "sex", "accompaniment"]}, "At most three at once"),
        ({"by": ["name"]}, "Select a valid choice"),
        ({"measure": "everything"}, "Select a valid choice"),
    ],
)
@pytest.mark.parametrize("name", ["report", "csv", "xlsx", "pdf"])
def test_bad_choice_is_refused_beside_its_field(client, supervisor, name, choice, sentence):
    answer = page(client, supervisor, name, **choice)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Event.objects.filter(action__startswith="report.").exists()


def test_jurisdiction_outside_the_readers_own_is_refused(client, unit, supervisor):
    assert page(client, supervisor, place=str(OrganisationFactory().pk)).status_code == 422
    below = OrganisationFactory(parent=unit)
    assert page(client, supervisor, place=str(below.pk)).context["report"].place == below.name


def test_first_visit_shows_the_usual_period(client, supervisor):
    client.force_login(supervisor)
    usual = rules.usual_periods(local_today())
    for key, name in [("R1", "last_month"), ("R2", "last_quarter"), ("R8", "last_year")]:
        answer = client.get(reverse("reports:report", args=[key]))
        assert answer.status_code == 200
        assert answer.context["report"].since == f"{usual[name].first:%Y-%m}"


def test_a_period_that_is_not_over_says_so(client, supervisor):
    this_month = f"{local_today():%Y-%m}"
    assert "The period is not over" in page(client, supervisor, since=this_month, until=this_month).content.decode()
    assert "The period is not over" not in page(client, supervisor).content.decode()


READERS = {
    Role.SUPERVISOR: {"R1", "R2", "R3", "R4", "R5", "R7", "R8"},
    Role.AUTHORITY_APPROVER: {"R1", "R2", "R3", "R4", "R5", "R7", "R8"},
    Role.CASEWORKER: {"R1", "R7"},
    Role.REPORT_VIEWER: {"R1", "R2", "R3", "R4", "R5", "R7", "R8"},
    Role.DATA_PROTECTION_OFFICER: {"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"},
    Role.AUDITOR: {"R6"},
}
KIND = {
    Role.MIGRATION_NOTIFIER: OrgType.MIGRATION_AUTHORITY,
    Role.SHELTER_MANAGER: OrgType.CAS_PRIVATE,
    Role.SHELTER_STAFF: OrgType.CAS_PRIVATE,
    Role.FOSTER_COORDINATOR: OrgType.FOSTER_PROGRAMME,
}


@pytest.mark.parametrize("role", Role)
def test_who_reads_which_report(client, role):
    kind = KIND.get(role, OrgType.PROTECTION_AUTHORITY_STATE)
    reader = UserFactory(organisation=OrganisationFactory(org_type=kind), role=role)
    client.force_login(reader)
    shut = 404 if role == Role.MIGRATION_NOTIFIER else 403
    listed = client.get(reverse("reports:index"))
    assert listed.status_code == (200 if role in READERS else shut)
    if role in READERS:
        assert {one["report"].key for one in listed.context["reports"]} == READERS[role]
    for key in STANDARD:
        expected = 200 if key in READERS.get(role, ()) else shut
        assert {page(client, reader, name, key).status_code for name in ("report", "csv")} == {expected}, key


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (OrgType.SIPINNA_SECRETARIAT, {"R3", "R4", "R7", "R8"}),
        (OrgType.HUMAN_RIGHTS_BODY, {"R3", "R4", "R7", "R8"}),
        (OrgType.OTHER, {"R3", "R7", "R8"}),
        (OrgType.CAS_PRIVATE, set()),
    ],
)
def test_readers_from_outside_have_fewer_reports(kind, keys):
    reader = UserFactory(organisation=OrganisationFactory(org_type=kind), role=Role.REPORT_VIEWER)
    assert {report.key for report in open_to(reader)} == keys


@pytest.mark.parametrize(("role", "is_led"), [(Role.SUPERVISOR, True), (Role.REPORT_VIEWER, False)])
def test_who_may_see_cases_is_led_from_the_counts_to_the_events(client, unit, role, is_led):
    reader = UserFactory(organisation=unit, role=role)
    assert (f'href="{reverse("liberty:wall")}"' in page(client, reader, key="R4").content.decode().partition("<main")[2]) == is_led


def test_no_such_report_is_not_found(client, supervisor):
    assert page(client, supervisor, key="R9").status_code == 404
    client.force_login(supervisor)
    assert client.get(reverse("reports:chart", args=["R1", "by-name"])).status_code == 404


def test_reading_and_downloading_are_on_record(client, supervisor):
    page(client, supervisor)
    files = [page(client, supervisor, name) for name in ("csv", "xlsx", "pdf")]
    read, *taken = Event.objects.filter(action__startswith="report.").order_by("id")
    choice = {"report": "R1", "measure": "notified", "since": "2019-01", "until": "2019-10", "by": []}
    assert (read.kind, read.subjects, read.detail) == (Kind.READ, [], choice)
    for event, file in zip(taken, files, strict=True):
        assert (event.kind, event.subjects) == (Kind.EXPORT, [])
        assert choice.items() <= event.detail.items()
        assert event.detail["sha256"] == hashlib.sha256(file.content).hexdigest()


MOST_QUERIES = 8 + 2 * 2 * len(STANDARD["R1"].indicators)  # each indicator twice, for its period and the one before


@pytest.mark.parametrize("children", [0, 50])
def test_report_asks_the_database_a_fixed_number_of_times(client, unit, supervisor, children, django_assert_max_num_queries):
    for number in range(children):
        notified(unit, at(2, 2), nationality=["HN", "GT", "EC", "CU"][number % 4])
    client.force_login(supervisor)
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse("reports:report", args=["R1"]), CHOICE)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_file_has_no_cell_that_a_spreadsheet_would_run(client, start):
    unit = OrganisationFactory(name=f"{start}HYPERLINK(1)")
    reader = UserFactory(organisation=unit, role=Role.SUPERVISOR)
    rows = csv.reader(page(client, reader, "csv").content.decode().splitlines(keepends=True))
    assert [cell for row in rows for cell in row if cell.startswith(sheets.FORMULA_STARTS)] == []
    book = openpyxl.load_workbook(io.BytesIO(page(client, reader, "xlsx").content))
    cells = [cell for sheet in book for row in sheet for cell in row if isinstance(cell.value, str)]
    assert [cell for cell in cells if cell.value.startswith(sheets.FORMULA_STARTS) or cell.data_type == "f"] == []


def test_file_has_a_byte_order_mark_on_request(client, supervisor):
    assert page(client, supervisor, "csv", bom="1").content.startswith(b"\xef\xbb\xbf")
    assert not page(client, supervisor, "csv").content.startswith(b"\xef\xbb\xbf")


def test_file_has_tags_for_machines_on_request(client, unit, supervisor):
    fill(unit)
    rows = list(csv.reader(page(client, supervisor, "csv", hxl="1").content.decode().splitlines()))
    at = rows.index(list(sheets.TAGS))
    assert at < 25  # where readers of HXL look for the tags
    assert len(rows[at - 1]) == len(rows[at]) == len(rows[at + 1])
    assert list(sheets.TAGS) not in csv.reader(page(client, supervisor, "csv").content.decode().splitlines())


def test_identity_is_never_joined(client, unit, supervisor, django_assert_max_num_queries):
    identity = ChildIdentityFactory(given_names="Canario")
    for _ in range(12):
        notified(unit, at(2, 2))
    notified(unit, at(2, 2), child=identity.child)
    client.force_login(supervisor)
    with django_assert_max_num_queries(MOST_QUERIES) as queries_made:
        client.get(reverse("reports:report", args=["R1"]), CHOICE)
    assert not any("childidentity" in query["sql"] for query in queries_made.captured_queries)

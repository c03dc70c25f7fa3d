"""Who has seen a file, and who is told of a child: INV-53, DP-3, DP-5."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event, Kind
from audit.services import record, record_read
from cases.choices import Because, Step
from cases.models import CaseGrant
from cases.prints.child import WORDS, child_recipients_sheet, spoken, words_in
from cases.record import recipients
from cases.sections import ACTS, Section, acts_in, section_of
from cases.timeline import titles_on_record
from tests.cases.pages import address, browser, post, text_of
from tests.factories import CaseFactory, OrganisationFactory, UserFactory, grant, local_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(team):
    return CaseFactory(unit=team.unit, step=Step.EVALUATION)


@pytest.mark.parametrize(
    ("action", "section"),
    [
        ("case.read", "file"),
        ("case.search", "file"),
        ("evaluation.read", "file"),
        ("family.read", "family"),
        ("wellbeing.chart", "psychology"),
        ("measure.read", "legal"),
        ("measure_order.print", "legal"),
        ("placement.read", "location"),
        ("care_sheet.print", "care"),
        ("referral.packet", "packet"),
        ("determination.read", "dossier"),
        ("transfer.read", "transfer"),
        ("case.access_log", "access"),
        ("case.recipients", "access"),
    ],
)
def test_each_act_belongs_to_one_section(action, section):
    assert section_of(action) == section


def test_what_the_page_says_of_an_act_is_what_its_filter_finds(case):
    """The table read twice, by Python and by the database: every act that has a name falls into the same section."""
    for action in titles_on_record():
        record(actor=None, action=action, subjects=[case.pk])
    for section in Section:
        found = set(Event.objects.filter(acts_in(section)).values_list("action", flat=True))
        assert found == {action for action in titles_on_record() if section_of(action) == section}, section
    assert set(ACTS.values()) >= {*Section} - {Section.FILE, Section.HEALTH, Section.VIOLENCE}


def shown(client, case, **asked) -> list[tuple]:
    page = client.get(address("access_log", case.code), asked).context["page"]
    return [(act.who, str(act.section), act.action) for act in page.rows if act.action != "case.access_log"]


def test_the_record_is_narrowed_by_person_section_kind_and_day(case, team):
    other = team.person(Role.PSYCHOLOGIST)
    record_read(actor=team.caseworker, action="case.search", subjects=[case.pk])
    record_read(actor=other, action="family.read", subjects=[case, case.child_id])
    record(actor=other, action="plan.print", subjects=[case.child_id], kind=Kind.EXPORT)
    client = browser(team.supervisor)
    every = shown(client, case)
    assert [action for _who, _section, action in every] == ["plan.print", "family.read", "case.search"]
    assert shown(client, case, person=str(team.caseworker.pk)) == every[2:]
    assert shown(client, case, section="family") == every[1:2]
    assert shown(client, case, kind="export") == every[:1]
    assert shown(client, case, since=(local_today() + timedelta(days=1)).isoformat()) == []
    assert shown(client, case, until=local_today().isoformat()) == every
    assert shown(client, case, person="nobody") == every, "what is no choice narrows nothing"


@pytest.mark.parametrize("role", [Role.DATA_PROTECTION_OFFICER, Role.AUDITOR])
def test_who_watches_over_the_record_reads_it_and_never_the_file(case, team, role):
    record_read(actor=team.caseworker, action="case.read", subjects=[case, case.child_id], target=case)
    client = browser(team.person(role))
    assert client.get(address("detail", case.code)).status_code == 404
    found = post(client, address("record"), code=case.code.lower())
    assert (found.status_code, found.url) == (302, address("access_log", case.code))
    page = text_of(client.get(found.url))
    assert team.caseworker.full_name in page
    assert case.child.identity.surname_1 not in page
    foreign = CaseFactory()
    assert post(client, address("record"), code=foreign.code).status_code == 422
    assert client.get(address("access_log", foreign.code)).status_code == 404


def test_a_long_record_asks_no_more_than_a_short_one(case, team, django_assert_max_num_queries):
    client = browser(team.supervisor)
    for count in (3, 30):
        for _time in range(count):
            record_read(actor=UserFactory(), action="case.read", subjects=[case, case.child_id])
        with django_assert_max_num_queries(10):
            client.get(address("access_log", case.code))


def test_dp_5_recipients_are_organisations_and_never_people(case, team):
    clinic = OrganisationFactory(name="Clínica del Mar")
    now = timezone.now()
    grant(case, team.caseworker)
    grant(case, team.supervisor, Because.INTAKE, until=now)
    for starts, ends in ((now - timedelta(days=9), now - timedelta(days=8)), (now - timedelta(days=3), None)):
        CaseGrant.objects.create(case=case, unit=clinic, because=Because.REFERRAL, sections=["packet"], starts_at=starts, ends_at=ends)
    found = recipients(case)
    of_clinic = [one for one in found if one.organisation == "Clínica del Mar"]
    assert [(one.because, one.since, one.until) for one in of_clinic] == [("referral", now - timedelta(days=9), None)]
    assert {one.because for one in found if one.organisation == team.unit.name} == {"supervision", "designation", "intake"}
    page = text_of(browser(team.supervisor).get(address("recipients", case.code)))
    main = page[page.index("<main") : page.index("</main>")]
    assert "Clínica del Mar" in main
    assert team.caseworker.full_name not in main


@pytest.mark.parametrize("language", sorted(path.stem for path in WORDS.glob("*.toml")))
def test_dp_5_the_childs_own_list_in_every_language_of_its_papers(case, team, language):
    case.child.primary_language = language
    grant(case, team.caseworker)
    sheet = child_recipients_sheet(case, recipients(case))
    assert sheet.language == language
    words = words_in(language)
    assert sheet.values["title"] == words["recipients"]["title"]
    assert words["because"]["designation"] in [row["why"] for row in sheet.values["rows"]]
    assert {*Because.values, "disclosure", "other"} <= {*words["because"], *Because.values}
    assert {*Because.values} <= words["because"].keys()
    assert team.caseworker.full_name not in str(sheet.values["rows"])


def test_dp_5_it_prints(case, team):
    assert {"es", "en"} <= set(spoken())
    grant(case, team.caseworker)
    answer = browser(team.caseworker).get(address("recipients_print", case.code))
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    event = Event.objects.get(action="child_recipients.print")
    assert set(event.subjects) == {case.pk, case.child_id}

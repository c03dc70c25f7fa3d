"""A file opened in an emergency: DP-4, DP-17, INV-15, INV-53, INV-55."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.roles import CAPABILITIES, OrgType, Role, may
from audit.alarms import MANY, alarms
from audit.models import Event, Kind
from audit.services import record
from cases import emergency_rules, oversight, services, worklist
from cases.choices import Because, Step
from cases.models import Case, Emergency
from tests.cases.pages import address, browser, post, text_of
from tests.factories import CaseFactory, OrganisationFactory, Team, UserFactory, grant, walk_to

pytestmark = pytest.mark.django_db
WHY = "Llegó herida al hospital y nadie de su equipo contesta el teléfono."


@pytest.fixture
def case(team):
    return CaseFactory(unit=team.unit, step=Step.EVALUATION)


@pytest.fixture
def stranger():
    return UserFactory(organisation=OrganisationFactory(state="OAX"), role=Role.CASEWORKER)


def opened(case, by, now=None, **fields) -> Emergency:
    return services.open_in_emergency(**{"code": case.code, "reason": WHY, "by": by, "now": now or timezone.now()} | fields)


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("abc", False),
        ("", False),
        ("." * 60, False),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaa", False),
        ("asdf asdf asdf asdf asdf asdf", False),
        ("urgente urgente urgente urgente", False),
        ("12345678901234567890 1234 123 12", False),
        ("necesitoelexpedienteahoramismo", False),
        (WHY, True),
        ("The child is in hospital and nobody answers.", True),
        ("Ñandú, está en el hospital: ¿alergias?", True),
    ],
)
def test_dp_4_what_is_a_reason(reason, says):
    assert emergency_rules.says_why(reason) is says


def test_dp_4_who_may_open_a_file_in_an_emergency():
    may_open = {role for role, capabilities in CAPABILITIES.items() if "case.break_glass" in capabilities}
    team = {Role.CASEWORKER, Role.SUPERVISOR, Role.AUTHORITY_APPROVER, Role.PSYCHOLOGIST, Role.LAWYER, Role.HEALTH_STAFF}
    assert may_open == team
    judges = {role for role, capabilities in CAPABILITIES.items() if "emergency.review" in capabilities}
    assert judges == {Role.SUPERVISOR, Role.AUTHORITY_APPROVER, Role.DATA_PROTECTION_OFFICER}


@pytest.mark.promise(21)
def test_dp_4_it_opens_for_four_hours_and_ends_by_itself(case, stranger):
    now = timezone.now()
    assert not Case.objects.visible_to(stranger).exists()
    made = opened(case, stranger, now)
    assert Case.objects.visible_to(stranger).get() == case
    assert (made.grant.because, made.ends_at - now, made.grant.ends_at) == (Because.BREAK_GLASS, timedelta(hours=4), made.ends_at)
    stranger.refresh_from_db()
    assert [one["code"] for one in stranger.emergencies_at(now + timedelta(hours=3, minutes=59))] == [case.code]
    assert stranger.emergencies_at(now + timedelta(hours=4)) == []
    other = opened(CaseFactory(), stranger, now - timedelta(hours=5)).case
    assert not Case.objects.visible_to(stranger).filter(pk=other.pk).exists()


def test_dp_4_three_business_days_to_judge_it_in_the_calendar_of_the_place(case, stranger):
    friday = datetime(2026, 3, 13, 18, 0, tzinfo=UTC)  # Monday 16 March is a holiday in Mexico
    due = opened(case, stranger, friday).review_due_at
    assert due.astimezone(UTC).date().isoformat() in ("2026-03-19", "2026-03-20")
    assert case.unit.day_of(due).isoformat() == "2026-03-19"


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"reason": "abc"}, "DP-4"), ({"code": "SON-2026-999999-1"}, "no file"), ({"code": "SON-2026"}, "no file")],
)
def test_dp_17_only_the_exact_code_and_a_reason_open(case, stranger, fields, words):
    with pytest.raises(ValidationError, match=words):
        opened(case, stranger, **fields)
    assert not Emergency.objects.exists()


def test_who_sees_a_file_already_opens_nothing(case, team):
    with pytest.raises(ValidationError, match="already"):
        opened(case, team.supervisor)


@pytest.mark.parametrize("org_type", [OrgType.ATD_CSO, OrgType.CAS_PRIVATE, OrgType.FOREIGN_PROTECTION_AUTHORITY])
def test_only_authorities_that_protect_children_open(case, org_type):
    with pytest.raises(PermissionDenied):
        opened(case, UserFactory(organisation=OrganisationFactory(org_type=org_type), role=Role.CASEWORKER))


def test_a_file_of_another_country_is_not_opened(stranger):
    with pytest.raises(ValidationError, match="no file"):
        opened(CaseFactory(unit=OrganisationFactory(country="GT")), stranger)


@pytest.mark.promise(21)
def test_dp_4_it_is_to_read_and_to_change_nothing(stranger, team):
    case = walk_to(Step.PLAN_EXECUTION, team)
    opened(case, stranger)
    stranger.refresh_from_db()
    now = timezone.now()
    with pytest.raises(ValidationError, match="DP-4"):
        services.add_contact_note(case=case, by=stranger, now=now, at=now, place_type="phone", text="Nota")
    with pytest.raises(ValidationError, match="DP-4"):
        services.set_statuses(case=case, migration_status="irregular", asylum_status="applied", by=stranger, now=now)
    grant(case, stranger)
    assert services.add_contact_note(case=case, by=stranger, now=now, at=now, place_type="phone", text="Nota")


@pytest.mark.promise(21)
def test_inv_53_the_pages_say_it_and_every_reading_carries_the_reason(case, stranger):
    client = browser(stranger)
    assert client.get(address("detail", case.code)).status_code == 404
    answer = post(client, address("emergency_open"), code=case.code.lower(), reason=WHY)
    assert (answer.status_code, answer.url) == (302, address("detail", case.code))
    for url in (address("detail", case.code), address("evaluation", case.code), "/"):
        assert "Opened in an emergency" in text_of(client.get(url)), url
    reads = Event.objects.filter(actor=stranger.pk, kind=Kind.READ, subjects__contains=[case.pk])
    assert [event.action for event in reads.order_by("at")] == ["case.read", "evaluation.read"]
    assert {(event.reason, event.detail.get("because")) for event in reads} == {(WHY, "break_glass")}
    refused = post(client, address("contact_note_add", case.code), at="2026-03-02T10:00", place_type="phone", text="Nota")
    assert (refused.status_code, "DP-4" in text_of(refused)) == (422, True)


@pytest.mark.parametrize("typed", [{"reason": "abc"}, {"reason": WHY, "code": "SON-2026-999999-1"}, {"reason": ""}])
def test_what_is_refused_is_shown_again_and_counted(case, stranger, typed):
    client = browser(stranger)
    answer = post(client, address("emergency_open"), **({"code": case.code} | typed))
    assert answer.status_code == 422
    assert typed["reason"] in text_of(answer)
    assert [(one.actor, one.subjects) for one in Event.objects.filter(kind=Kind.REFUSED, action="emergency.refuse")] == [(stranger.pk, [])]


def test_a_code_that_is_not_there_is_answered_as_one_of_another_country(stranger):
    client, abroad = browser(stranger), CaseFactory(unit=OrganisationFactory(country="GT"))
    answers = [text_of(post(client, address("emergency_open"), code=code, reason=WHY)) for code in (abroad.code, "SON-2026-999999-1")]
    assert len({"no file of exactly this code" in answer for answer in answers}) == 1


def home(user, now) -> list:
    """Return what the home page shows to `user` of this app."""
    return [*oversight.sections(user, now), *worklist.sections(user, now)]


def judges(team) -> dict:
    return {role: team.person(role) for role in (Role.SUPERVISOR, Role.DATA_PROTECTION_OFFICER, Role.AUTHORITY_APPROVER)}


@pytest.mark.promise(21)
def test_the_supervisor_and_the_data_protection_officer_are_told_and_the_head_when_it_is_late(case, team, stranger):
    made, people = opened(case, stranger), judges(team)
    now = timezone.now()

    def told(at) -> set:
        return {role for role, person in people.items() for one in home(person, at) if one.key == "emergencies"}

    assert told(now) == {Role.SUPERVISOR, Role.DATA_PROTECTION_OFFICER}
    [section] = [one for one in home(people[Role.DATA_PROTECTION_OFFICER], now) if one.key == "emergencies"]
    [row] = section.rows
    assert case.code not in f"{row.title} {row.hint}"
    assert (row.due_at, row.tint) == (made.review_due_at, "attention")
    late = made.review_due_at + timedelta(hours=1)
    assert services.escalate_unreviewed(now=late) == 1
    assert services.escalate_unreviewed(now=late) == 0
    assert told(late) == set(people)
    assert oversight.waiting(people[Role.AUTHORITY_APPROVER], late) == {"emergencies": 1, "alarms": 0}
    assert Event.objects.filter(action="emergency.escalate", actor=None).count() == 1


@pytest.mark.promise(20)
def test_inv_15_nobody_judges_their_own(case):
    other = Team(state="OAX")
    made = opened(case, other.supervisor)
    given = {"emergency": made, "verdict": "justified", "review_text": "Hubo emergencia.", "now": timezone.now()}
    with pytest.raises(ValidationError, match="INV-15"):
        services.review_emergency(by=other.supervisor, **given)
    with pytest.raises(PermissionDenied):
        services.review_emergency(by=other.caseworker, **given)
    with pytest.raises(Emergency.DoesNotExist):
        services.review_emergency(by=Team(state="YUC").supervisor, **given)
    for field, text in (("verdict", "perhaps"), ("review_text", " ")):
        with pytest.raises(ValidationError) as refusal:
            services.review_emergency(by=other.approver, **given | {field: text})
        assert field in refusal.value.error_dict
    assert services.review_emergency(by=other.approver, **given).verdict == "justified"
    with pytest.raises(ValidationError, match="already"):
        services.review_emergency(by=other.approver, **given)


def test_what_was_not_justified_ends_at_once(case, team, stranger):
    made = opened(case, stranger)
    services.review_emergency(emergency=made, verdict="not_justified", review_text="Curiosidad.", by=team.supervisor, now=timezone.now())
    assert not Case.objects.visible_to(stranger).exists()
    stranger.refresh_from_db()
    assert stranger.emergencies == []


def test_the_page_of_the_judgement_shows_what_was_read(case, team, stranger):
    made = opened(case, stranger)
    browser(stranger).get(address("evaluation", case.code))
    officer = team.person(Role.DATA_PROTECTION_OFFICER)
    client = browser(officer)
    page = text_of(client.get(address("emergency_review", made.pk)))
    assert WHY in page
    assert "The evaluation" in page
    assert case.child.identity.surname_1 not in page
    assert made.person.full_name in text_of(client.get(address("emergency_list")))
    assert post(client, address("emergency_review", made.pk), verdict="justified").status_code == 422
    done = post(client, address("emergency_review", made.pk), verdict="justified", review_text="Hubo emergencia.")
    assert (done.status_code, done.url) == (302, address("emergency_list"))
    assert "Justified" in text_of(client.get(address("emergency_list")))


def test_a_long_list_asks_no_more_than_a_short_one(team, django_assert_max_num_queries):
    client = browser(team.supervisor)
    for count in (3, 12):
        for _one in range(count):
            opened(CaseFactory(unit=team.unit), UserFactory())
        with django_assert_max_num_queries(9):
            client.get(address("emergency_list"))


BROKEN = {
    "emergency_says_why": "reason = 'abc'",
    "emergency_lasts_hours": "ends_at = opened_at + interval '5 hours'",
    "emergency_four_eyes": "reviewer_id = person_id, reviewed_at = now(), verdict = 'justified', review_text = 'x'",
    "emergency_judged_whole": "verdict = 'justified'",
    "emergency_verdict_known": "verdict = 'perhaps', review_text = 'x'",
}


@pytest.mark.parametrize("constraint", BROKEN)
def test_the_database_holds_what_an_emergency_is(constraint, case, stranger):
    made = opened(case, stranger)
    with pytest.raises(IntegrityError, match="emergency_"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_emergency SET {BROKEN[constraint]} WHERE id = %s", [made.pk])


def test_who_probes_raises_an_alarm_for_the_data_protection_officer(team):
    officer, now = team.person(Role.DATA_PROTECTION_OFFICER), timezone.now()

    def refuse(times):
        for _time in range(times):
            record(actor=team.notifier, action="firewall.refuse", kind=Kind.REFUSED, now=now)

    refuse(MANY - 1)
    assert alarms(now) == []
    refuse(1)
    [alarm] = alarms(now)
    assert (alarm.actor, alarm.count) == (team.notifier.pk, MANY)
    [section] = [one for one in home(officer, now) if one.key == "alarms"]
    assert (section.rows[0].title, section.rows[0].hint) == (team.migration.name, f"{MANY} attempts")
    assert not may(team.supervisor, "record.read")
    assert not {one.key for one in home(team.supervisor, now)} & {"alarms", "emergencies"}
    assert team.notifier.full_name in text_of(browser(officer).get(address("record")))
    assert alarms(now + timedelta(days=8)) == []

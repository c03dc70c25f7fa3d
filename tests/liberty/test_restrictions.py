"""The verbs on restrictions: only on a ground, for a time, with a remedy; reviewed by somebody else; never more than the list."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import CAPABILITIES, Role
from audit.models import Event, Kind
from cases import companions
from cases.models import Case, Task
from liberty import services
from liberty.forbidden import ForbiddenKind
from liberty.models import MissedContact, Restriction
from liberty.restriction_choices import RestrictionState, RestrictionType, Standing
from liberty.restriction_workflow import MOVES, may_move, mermaid, standing
from tests.factories import NOW, CaseFactory, UserFactory, demanded, fresh, grant
from tests.liberty.restrictions import DAY, GIVEN, INFORMED, REVIEWED, TODAY, recorded
from tests.reports.figures import figures

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=10)


@pytest.fixture
def lawyer(team):
    return team.person(Role.LAWYER)


@pytest.fixture
def case(team, lawyer):
    case = CaseFactory(unit=team.unit)
    for person in (lawyer, team.caseworker):
        grant(case, person)
    return case


def review(restriction, by, outcome="keep", *, now=LATER, **fields):
    given = REVIEWED | {"held_on": TODAY + 9 * DAY, "next_review_date": TODAY + 39 * DAY}
    return services.review_restriction(restriction=restriction, outcome=outcome, by=by, now=now, **(given | fields))


def appeal(restriction, by, **fields):
    given = {"filed_on": TODAY, "filed_by": "Su representante", "before": "Juzgado", "grounds": "No es necesaria."}
    return services.file_appeal(restriction=restriction, by=by, now=NOW, **(given | fields))


def answered(one, by, outcome):
    return services.answer_appeal(appeal=one, outcome=outcome, decided_on=TODAY + 5 * DAY, decision="Se resuelve.", by=by, now=LATER)


# How one stands on a day


@pytest.mark.parametrize(
    ("state", "days", "stands"),
    [
        ("active", 1, Standing.IN_EFFECT),
        ("active", 0, Standing.IN_EFFECT),
        ("active", -1, Standing.WITHOUT_EFFECT),
        ("recorded", -1, Standing.NOT_YET),
        ("proposed", 1, Standing.PROPOSED),
        ("ended", -1, Standing.ENDED),
    ],
)
def test_after_its_review_date_a_restriction_is_without_effect(state, days, stands):
    assert standing(state, TODAY + days * DAY, TODAY) == stands


def test_without_a_review_date_nothing_is_in_effect():
    assert standing("active", None, TODAY) == Standing.WITHOUT_EFFECT


def test_every_state_is_reached_and_the_end_is_the_end():
    assert {move.target for move in MOVES.values()} | {RestrictionState.PROPOSED} == set(RestrictionState)
    assert not any(may_move(RestrictionState.ENDED, name) for name in MOVES)
    assert "proposed --> recorded: record" in mermaid()


# Recording


@pytest.mark.parametrize("role", Role)
def test_only_lawyer_and_head_of_the_authority_record(role):
    assert ("restriction.record" in CAPABILITIES[role]) == (role in (Role.LAWYER, Role.AUTHORITY_APPROVER))


def test_a_restriction_is_in_effect_once_the_child_knows(case, lawyer):
    one = services.record_restriction(case=case, by=lawyer, now=NOW, **GIVEN)
    assert one.standing_on(TODAY) == Standing.NOT_YET
    one = services.inform_child(restriction=one, by=lawyer, now=NOW, **INFORMED)
    assert (one.standing_on(TODAY), one.recorded_by, one.counts_from) == (Standing.IN_EFFECT, lawyer, TODAY)


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"type": "video"}, "type", "INV-07"),
        ({"legal_basis": " "}, "legal_basis", "asked for"),
        ({"necessity": ""}, "necessity", "asked for"),
        ({"less_restrictive": ""}, "less_restrictive", "asked for"),
        ({"imposed_by": ""}, "imposed_by", "asked for"),
        ({"review_date": None}, "review_date", "INV-08"),
        ({"review_date": TODAY + 31 * DAY}, "review_date", "2026-04-01"),
        ({"review_date": TODAY - DAY}, "review_date", "INV-08"),
        ({"starts_on": TODAY + DAY}, "starts_on", "future"),
        ({"starts_on": TODAY - 40 * DAY, "review_date": TODAY - 20 * DAY}, "review_date", "passed"),
        ({"appeal_route": ""}, "appeal_route", "INV-08"),
        ({"appeal_deadline": None}, "appeal_deadline", "INV-08"),
        ({"appeal_deadline": TODAY - DAY}, "appeal_deadline", "INV-08"),
        ({"contact_every": ""}, "contact_every", "how often"),
        ({"support_provided": []}, "support_provided", "cost the child nothing"),
        ({"support_provided": ["transport"]}, "support_provided", "A telephone, Telephone credit"),
        ({"support_provided": ["phone", "money"]}, "support_provided", "list"),
        ({"child_views": ""}, "child_views", "INV-21"),
        ({"child_views": "", "no_views_reason": "communication_barrier_pending"}, "child_views", "INV-21"),
        ({"child_disagrees": True}, "disagreement", "disagrees"),
        ({"informed_on": TODAY, "informed_language": "", "informed_by": "X"}, "informed_language", "asked for"),
        ({"informed_on": TODAY + DAY, "informed_language": "es", "informed_by": "X"}, "informed_on", "future"),
    ],
)
def test_a_record_lacks_nothing(case, lawyer, fields, field, words):
    with pytest.raises(ValidationError) as refusal:
        services.record_restriction(case=case, by=lawyer, now=NOW, **(GIVEN | fields))
    assert [*refusal.value.message_dict] == [field]
    assert words in refusal.value.message_dict[field][0]
    assert not Restriction.objects.exists()


def test_who_may_not_record_is_told_so_and_who_does_not_see_the_case_finds_none(case, team):
    with pytest.raises(PermissionDenied):
        recorded(case, team.caseworker)
    with pytest.raises(Case.DoesNotExist):
        recorded(case, UserFactory(role=Role.LAWYER))


def test_nothing_is_asked_of_a_child_whose_case_is_closed(case, lawyer):
    Case.objects.filter(pk=case.pk).update(status="closed", step="closed", closed_at=NOW, closure_reason="plan_objectives_met")
    with pytest.raises(ValidationError, match="closed"):
        recorded(case, lawyer)


# What is forbidden


@pytest.mark.parametrize("kind", ForbiddenKind)
def test_no_forbidden_kind_is_a_type(case, lawyer, kind):
    assert kind not in RestrictionType.values
    with pytest.raises(ValidationError, match="INV-07"):
        recorded(case, lawyer, type=kind.value)
    [event] = Event.objects.filter(action="restriction.forbidden")
    assert (event.kind, event.detail, event.target_id) == (Kind.REFUSED, {"kind": kind.value, "field": "type"}, str(case.pk))


@pytest.mark.parametrize("field", ["text", "imposed_by", "legal_basis", "necessity", "less_restrictive", "appeal_route", "informed_by"])
def test_a_forbidden_text_is_refused_in_every_field_and_what_was_typed_is_kept_nowhere(case, lawyer, field):
    with pytest.raises(ValidationError, match="INV-07") as refusal:
        recorded(case, lawyer, **{field: "Usará un brazalete  g.p.s."})
    assert [*refusal.value.message_dict] == [field]
    [event] = Event.objects.filter(action="restriction.forbidden")
    assert event.detail == {"kind": "electronic_tag", "field": field}
    assert "brazalete" not in str(vars(event))


def test_what_the_child_says_is_never_refused(case, lawyer):
    one = recorded(case, lawyer, child_views="No quiero un brazalete con GPS.", child_disagrees=True, disagreement="Con el GPS.")
    assert one.pk
    assert not Event.objects.filter(kind=Kind.REFUSED).exists()


def test_an_attempt_is_counted_also_where_all_else_is_undone(case, lawyer):
    with pytest.raises(ValidationError, match="INV-07"):
        recorded(case, lawyer, text="GPS")
    assert Event.objects.filter(action="restriction.forbidden").count() == 1
    assert not Restriction.objects.exists()
    assert not Event.objects.filter(action="restriction.record").exists()


def test_a_proposal_has_no_effect_and_is_declined_or_recorded(case, lawyer):
    given = {"case": case, "type": "address_notice", "imposed_by": "Instituto de Migración", "by": lawyer, "now": NOW}
    with pytest.raises(ValidationError, match="INV-07"):
        services.propose_restriction(**given, text="Firma semanal en migración")
    first, second = (services.propose_restriction(**given, text="Avisar de su domicilio.") for _n in range(2))
    assert first.standing_on(TODAY) == Standing.PROPOSED
    services.end_restriction(restriction=first, ended_on=TODAY, end_cause="declined", end_reason="Sin fundamento.", by=lawyer, now=NOW)
    one = recorded(case, lawyer, restriction=second)
    assert (one.pk, one.standing_on(TODAY)) == (second.pk, Standing.IN_EFFECT)


# Reviews


def test_a_review_counts_from_its_own_day(case, team, lawyer):
    one = recorded(case, lawyer)
    review(one, team.supervisor)
    one.refresh_from_db()
    assert (one.counts_from, one.review_date) == (TODAY + 9 * DAY, TODAY + 39 * DAY)


def test_who_recorded_it_does_not_review_it(case, team):
    one = recorded(case, team.approver)
    with pytest.raises(ValidationError, match="INV-15"):
        review(one, team.approver)
    assert review(one, team.supervisor).pk  # nobody outranks a head: anybody else who may review


def test_the_reviewer_is_of_the_authority_responsible(case, team, lawyer):
    one = recorded(case, lawyer)
    other = UserFactory(role=Role.SUPERVISOR)
    grant(case, other)
    with pytest.raises(ValidationError, match="INV-16"):
        review(one, other)
    with pytest.raises(PermissionDenied):
        review(one, team.caseworker)


def test_a_review_relaxes_or_lifts(case, team, lawyer):
    one = recorded(case, lawyer)
    with pytest.raises(ValidationError, match="lighter"):
        review(one, team.supervisor, "relax")
    first = review(one, team.supervisor, "relax", new_contact_every="monthly")
    one.refresh_from_db()
    assert (one.contact_every, one.text, first.text_before) == ("monthly", GIVEN["text"], GIVEN["text"])
    review(one, team.supervisor, "lift", held_on=TODAY + 10 * DAY, child_told_on=TODAY + 10 * DAY)
    one.refresh_from_db()
    assert (one.state, one.end_cause, one.ended_on) == ("ended", "lifted", TODAY + 10 * DAY)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"next_review_date": TODAY + 40 * DAY}, "next_review_date"),
        ({"next_review_date": None}, "next_review_date"),
        ({"held_on": TODAY - DAY}, "held_on"),
        ({"held_on": TODAY + 11 * DAY}, "held_on"),
        ({"child_told_on": None}, "child_told_on"),
        ({"child_told_on": TODAY + 8 * DAY}, "child_told_on"),
        ({"reasons": ""}, "reasons"),
        ({"child_views": ""}, "child_views"),
        ({"new_text": "Con GPS", "outcome": "relax"}, "new_text"),
    ],
)
def test_a_review_lacks_nothing(case, team, lawyer, fields, field):
    one = recorded(case, lawyer)
    with pytest.raises(ValidationError) as refusal:
        review(one, team.supervisor, fields.pop("outcome", "keep"), **fields)
    assert [*refusal.value.message_dict] == [field]


def test_the_clock_of_the_review_is_met_by_the_review_and_runs_again(case, team, lawyer):
    one = recorded(case, lawyer)
    reviews = Task.objects.filter(case=case, kind="restriction_review").order_by("due_at")
    assert [(task.due_at.date() - DAY, task.closed_at) for task in reviews.all()] == [(TODAY + 30 * DAY, None)]  # the last second, UTC-7
    held = review(one, team.supervisor)
    assert [task.evidence for task in reviews.all()] == [f"RestrictionReview {held.pk}", ""]
    review(one, team.supervisor, "lift", held_on=TODAY + 10 * DAY, child_told_on=TODAY + 10 * DAY)
    assert [task.closed_at is None for task in reviews.all()] == [False, False]


# Appeals


def test_an_appeal_runs_beside_and_ends_the_restriction_where_it_is_granted(case, team, lawyer):
    one = recorded(case, lawyer)
    filed = appeal(one, lawyer)
    with pytest.raises(ValidationError, match="pending"):
        appeal(one, lawyer)
    review(one, team.supervisor)  # the review does not wait for it
    answered(filed, lawyer, "upheld")
    one.refresh_from_db()
    assert (one.state, one.end_cause) == ("ended", "appeal")


def test_an_appeal_granted_in_part_is_reviewed_now(case, lawyer):
    one = recorded(case, lawyer)
    answered(appeal(one, lawyer), lawyer, "modified")
    one.refresh_from_db()
    assert one.standing_on(TODAY + 6 * DAY) == Standing.WITHOUT_EFFECT


def test_a_rejected_appeal_changes_nothing_and_another_may_follow(case, lawyer):
    one = recorded(case, lawyer)
    answered(appeal(one, lawyer), lawyer, "rejected")
    assert one.standing_on(TODAY) == Standing.IN_EFFECT
    assert appeal(one, lawyer).is_pending


# A missed contact


def test_a_missed_contact_asks_how_the_child_is_and_changes_nothing_else(case, team, lawyer):
    """INV-10: whatever was before is after; there is one more task, and the record."""
    one = recorded(case, lawyer)
    before = {model: list(model.objects.order_by("pk").values()) for model in (Case, Restriction, Task)}
    for hours in (1, 2):
        missed_at = NOW - timedelta(minutes=hours)
        services.record_missed_contact(restriction=one, missed_at=missed_at, by=team.caseworker, now=NOW)
    after = {model: list(model.objects.order_by("pk").values()) for model in (Case, Restriction, Task)}
    assert after[Case] == before[Case]
    assert after[Restriction] == before[Restriction]
    [task] = [row for row in after[Task] if row not in before[Task]]
    assert (task["kind"], task["is_urgent"]) == ("welfare_check", False)
    assert [row for row in after[Task] if row in before[Task]] == before[Task]
    assert MissedContact.objects.count() == 2
    assert demanded(case) == ["welfare_check"]


def test_only_a_contact_can_be_missed(case, team, lawyer):
    one = recorded(case, lawyer, type="address_notice", contact_every="", support_provided=[])
    with pytest.raises(ValidationError, match="missed"):
        services.record_missed_contact(restriction=one, missed_at=NOW, by=team.caseworker, now=NOW)


# What it stands in the way of, and what is counted


def test_no_case_is_closed_over_a_restriction_or_an_appeal(case, lawyer):
    one = recorded(case, lawyer)
    filed = appeal(one, lawyer)

    def criteria():
        return [one.criterion for one in companions.blockers(fresh(case), "submit_closure")]

    assert {"restriction", "appeal"} <= set(criteria())
    answered(filed, lawyer, "upheld")
    assert {"restriction", "appeal"}.isdisjoint(criteria())


def test_the_bar_says_what_is_without_effect(case, lawyer):
    recorded(case, lawyer)
    labels = [str(fact.value) for fact in companions.bar(fresh(case), NOW + timedelta(days=30))]
    assert Standing.WITHOUT_EFFECT.label not in labels
    labels = [str(fact.value) for fact in companions.bar(fresh(case), NOW + timedelta(days=31))]
    assert Standing.WITHOUT_EFFECT.label in labels


def test_figures_count_what_stands_what_is_late_and_what_was_refused(case, team, lawyer):
    recorded(case, lawyer)
    for _attempt in range(2):
        with pytest.raises(ValidationError):
            recorded(case, lawyer, text="tobillera electronica")
    stranger = CaseFactory()
    grant(stranger, lawyer)
    with pytest.raises(ValidationError):
        recorded(stranger, lawyer, text="GPS")
    month = NOW - timedelta(days=1), NOW + timedelta(days=1)
    assert figures("I-30", team.unit, *month) == {"in_effect": 1, "overdue": 0, "appealed": 0, "lifted": 0, "blocked": 2}
    later = NOW - timedelta(days=1), NOW + timedelta(days=31)
    assert figures("I-30", team.unit, *later)["overdue"] == 1


def test_a_screened_form_is_counted_and_a_stranger_counts_nothing(case, lawyer):
    with pytest.raises(ValidationError, match="INV-07"):
        services.screen_restriction(case=case, fields={"text": "GPS"}, by=lawyer, now=NOW)
    with pytest.raises(Case.DoesNotExist):
        services.screen_restriction(case=case, fields={"text": "GPS"}, by=UserFactory(role=Role.LAWYER), now=NOW)
    assert Event.objects.filter(action="restriction.forbidden").count() == 1


def test_within_a_transaction_that_is_undone_the_caller_counts(case, lawyer):
    """Outside of a request an attempt is written where the caller stands: still within its transaction."""
    with pytest.raises(ValidationError), transaction.atomic():
        recorded(case, lawyer, text="GPS")
    assert not Event.objects.filter(action="restriction.forbidden").exists()

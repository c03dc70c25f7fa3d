"""What must hold after every step, read from the database alone; and what a refusal must say."""

import re

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Count, F, Q

from accounts.roles import PROTECTION_AUTHORITIES, RANK, OrgType, Role
from cases.choices import (
    INVALID_INTERVIEW_PLACES,
    Answer,
    AsylumStatus,
    ClosureReason,
    DocumentState,
    Element,
    InterpreterKind,
    InterviewKind,
    NoViewsReason,
    ReviewOutcome,
    Status,
    Step,
    TaskKind,
    TaskOutcome,
    TaskSource,
)
from cases.choices_family import HomeStudyResult, Safe, Wish
from cases.companions import Blocked
from cases.models import AssistedReturn, Relative, RelativeContact
from cases.procedure_workflow import needs_humanitarian_status
from cases.rules import is_treated_as_child, latest_review_date
from cases.workflow import TRANSITIONS
from determinations.choices import TAKEN, SessionKind
from determinations.facts import solutions_in, triggers_of
from determinations.models import Decision, Session
from determinations.rules import is_covered, level_needed
from liberty.forbidden import find_forbidden
from liberty.models.restriction import LONGEST
from liberty.restriction_choices import RestrictionState, RestrictionType, Standing
from placements.choices import HOLDING, MISSING, RESIDENTIAL, PlacementType, State
from placements.models import Placement
from protocols import packs
from protocols.choices import DeadlineKey, Level

NAMED = re.compile(r"^(INV-\d\d|T\d{1,2}|D\d|F\d)\b")
DOCUMENTS = ("evaluation", "plan", "closureproposal")


def assert_says_why(refusal) -> None:
    """A refusal by the rules names its rule, its criterion or the field that it is about, in a sentence."""
    if isinstance(refusal, Blocked):
        assert refusal.blockers
        assert all(blocker.criterion and str(blocker.message).strip() for blocker in refusal.blockers)
    elif isinstance(refusal, ValidationError):
        errors = refusal.error_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.error_list}
        for field, found in errors.items():
            for error in found:
                text = " ".join(error.messages)
                assert text.strip()
                assert field != NON_FIELD_ERRORS or NAMED.match(text) or error.code != "refused", text


def assert_all_hold(world, now, *, is_judged) -> None:
    """Check what must hold at every instant; and where `is_judged`, also the records that are made once and stay."""
    for check in (*STANDING, *(LASTING if is_judged else ())):
        check(world, world.case, now)


def of_steps(world, case, now):
    """INV-17: every row of the history is a row of the table, and each begins where the one before ended."""
    step = Step.INTAKE
    for row in case.history.exclude(move="triage"):
        assert row.left == step, "INV-17"
        assert step in TRANSITIONS[row.move].sources, "INV-17"
        assert row.entered == TRANSITIONS[row.move].target, "INV-17"
        assert row.reason.strip() or not TRANSITIONS[row.move].needs_reason, "INV-17"
        step = row.entered
    assert case.step == step, "INV-17"


def of_people(world, case, now):
    """INV-11, INV-12: one person, free of conflict and not of the migration authority, after the designation."""
    active = list(case.designations.filter(ended_at=None).select_related("person__organisation"))
    assert len(active) <= 1, "INV-11"
    if case.step not in (Step.INTAKE, Step.DESIGNATION, Step.CLOSED):
        assert len(active) == 1, "INV-11"
        assert active[0].accepted_at, "INV-11"
    for designation in active:
        assert designation.person.organisation.org_type != OrgType.MIGRATION_AUTHORITY, "INV-12"
        assert designation.no_conflict, "INV-12"
    held = {grant.user_id for grant in case.grants.filter(ends_at=None, because="designation")}
    assert held == {designation.person_id for designation in active}, "DP-3"


def of_documents(world, case, now):
    """INV-15, 16, 19, 20: who approved what, and what it had to have; its text is kept for INV-18."""
    for name in DOCUMENTS:
        documents = getattr(case, f"{name}s").filter(state__in=[DocumentState.APPROVED, DocumentState.SUPERSEDED])
        for document in documents.select_related("author", "reviewer"):
            assert document.reviewer_id != document.author_id, "INV-15"
            assert RANK[document.reviewer.role] > RANK[document.author.role], "INV-16"
            assert case.unit.path.startswith(document.reviewer.organisation.path), "INV-16"
            if document.pk not in world.approved:
                world.approved[document.pk] = document.as_text()
                if name == "plan":
                    of_a_plan_just_approved(case, document)


def assert_nothing_approved_has_changed(world) -> None:
    """INV-18: at the end of the walk every approved text reads as on the day of its approval."""
    for name in DOCUMENTS:
        for document in getattr(world.case, f"{name}s").filter(pk__in=world.approved):
            assert document.as_text() == world.approved[document.pk], "INV-18"


def of_a_plan_just_approved(case, plan):
    for line in plan.line_list:
        assert line.actions.all() or line.no_action_reason.strip(), "INV-19"
    covered = {(line.subject, line.code) for line in plan.line_list}
    evaluation = case.approved_evaluation
    assert {("right", code) for code in evaluation.restricted_rights} <= covered, "INV-19"
    assert {("concern", code) for code in evaluation.high_concerns} <= covered, "INV-19"
    latest = latest_review_date(case.unit.day_of(plan.reviewed_at), case.risk_level, packs.of_case(case.protocol))
    assert plan.review_date <= latest, "INV-20"
    levels = packs.of_case(case.protocol).determination.levels
    taken = case.determinations.filter(state__in=TAKEN)
    for solution in solutions_in(plan):
        level = level_needed(triggers_of(case, {solution}), levels)
        is_taken = any(is_covered(solution, level, chosen=one.chosen, level_taken=one.level) for one in taken)
        is_of_its_head = level == Level.AUTHORITY_PLAN and plan.reviewer.role == Role.AUTHORITY_APPROVER
        assert level is None or is_taken or is_of_its_head, "INV-48"


def of_participation(world, case, now):
    """INV-06, 21, 22, 23: the child was heard, where and through whom it is allowed, before anything was approved."""
    evaluating = case.interviews.filter(kind=InterviewKind.EVALUATION)
    assert not evaluating.filter(place_type__in=INVALID_INTERVIEW_PLACES).exists(), "INV-06"
    barred = [InterpreterKind.RELATIVE, InterpreterKind.RESIDENT, InterpreterKind.CONSULAR_OR_MIGRATION]
    assert not evaluating.filter(interpreter_kind__in=barred).exists(), "INV-22"
    for name in DOCUMENTS:
        for document in getattr(case, f"{name}s").filter(state=DocumentState.APPROVED):
            if name == "closureproposal" and document.reason in UNHEARD:
                continue
            heard = document.child_views.strip() or document.no_views_reason not in ("", NoViewsReason.COMMUNICATION_BARRIER_PENDING)
            assert heard, "INV-21"
    for review in case.reviews.all():
        assert review.child_views.strip() or review.no_views_reason, "INV-21"


FIT_HOME = (HomeStudyResult.FAVOURABLE, HomeStudyResult.CONDITIONS)
UNHEARD = (ClosureReason.DIED, ClosureReason.DUPLICATE_MERGED, ClosureReason.OPENED_IN_ERROR)


def of_liberty_and_care(world, case, now):
    """INV-01 to 05, 27, 36, 39, D7: held is urgent, a place of care is no place of detention, a bed is one child's."""
    ongoing = list(case.deprivations.filter(ended_at=None))
    urgent = set(case.tasks.open().filter(kind=DeadlineKey.CHANNEL_TO_CARE, is_urgent=True).values_list("subject", flat=True))
    if not case.closed_at:
        assert urgent == {str(event.pk) for event in ongoing}, "INV-04"
    assert not case.deprivations.filter(ended_at__lt=F("started_at")).exists(), "INV-03"
    assert case.placements.filter(state__in=[State.ACTIVE, State.ABSENT]).count() <= 1, "INV-39"
    is_missing = case.absences.filter(state__in=MISSING).exists()
    assert case.closed_at or is_missing == (case.status == Status.SUSPENDED_ABSENT), "D7"
    for stay in case.placements.exclude(starts_at=None):
        assert stay.placement_type not in RESIDENTIAL or stay.reason_family_based_not_possible.strip(), "INV-27"
        held = case.deprivations.filter(started_at__lt=stay.starts_at, ended_at__gt=stay.starts_at)
        assert not held.exists(), "INV-05"
    taken = Placement.objects.filter(profile=world.profile, place_number__isnull=False, state__in=HOLDING).count()
    assert taken <= world.profile.places, "INV-36"


def of_restrictions(world, case, now):
    """INV-07, 08, 10, 15: nothing beyond the list, never in effect without a review ahead, reviewed by another person."""
    today = case.unit.day_of(now)
    for one in case.restrictions.all():
        assert one.type in RestrictionType.values, "INV-07"
        assert find_forbidden(one.text) is None, "INV-07"
        if one.standing_on(today) == Standing.IN_EFFECT:
            assert one.review_date >= today, "INV-08"
            assert one.review_date - one.counts_from <= LONGEST, "INV-08"
            assert one.informed_on, "INV-23"
        assert all(review.reviewer_id != one.recorded_by_id for review in one.reviews.all()), "INV-15"
        assert not case.closed_at or one.state == RestrictionState.ENDED, "D1"
    assert case.tasks.open().filter(kind=TaskKind.WELFARE_CHECK).count() <= case.restrictions.count(), "INV-10"


def of_closing(world, case, now):
    """INV-04, 32, 40, 41: what a closed case cannot have."""
    if not case.closed_at:
        assert not case.closure_reason, "T13"
        return
    assert not case.grants.filter(ends_at=None).exists(), "DP-3"
    if case.closure is None:  # ended at intake
        return
    assert case.reviews.filter(outcome=ReviewOutcome.CLOSE).exists() or case.closure_reason in UNHEARD, "T13"
    if case.closure_reason == ClosureReason.DETERMINED_ADULT_FINAL:
        assert not is_treated_as_child(case.child.age_status), "INV-40"
    if now == case.closed_at:
        assert case.asylum_status not in ("applied", "appeal") or case.closure_reason in UNHEARD, "INV-32"
        assert not case.deprivations.filter(ended_at=None).exists(), "INV-04"
        assert not case.placements.filter(state=State.ACTIVE).exists(), "D1"


def of_deadlines(world, case, now):
    """INV-43, 45: met by evidence, never moved back, each once."""
    deadlines = list(case.tasks.filter(source=TaskSource.DEADLINE))
    for task in deadlines:
        assert task.outcome != TaskOutcome.DONE or task.evidence, "INV-45"
        assert task.due_at <= world.due.get(task.pk, task.due_at), "INV-43"
        world.due[task.pk] = min(world.due.get(task.pk, task.due_at), task.due_at)
    twice = case.tasks.filter(source=TaskSource.DEADLINE).values("kind", "subject").annotate(n=Count("pk")).filter(n__gt=1)
    assert not twice, "INV-45"
    due = [task.due_at for task in deadlines if task.kind in KIND_OF_STEP.get(case.step, ()) and not task.closed_at]
    assert case.step_due_at == min(due, default=None), "INV-43"


KIND_OF_STEP = {
    Step.INTAKE: (DeadlineKey.RAPID_ASSESSMENT,),
    Step.DESIGNATION: (DeadlineKey.DESIGNATION,),
    Step.EVALUATION: (DeadlineKey.EVALUATION,),
    Step.PLAN_DESIGN: (DeadlineKey.PLAN,),
    Step.PLAN_EXECUTION: (DeadlineKey.FIRST_VISIT,),
    Step.FOLLOW_UP: (DeadlineKey.PLAN_REVIEW,),
}


def of_family(world, case, now):
    """INV-28, 29, 31, 32: who is contacted, to whom a child is released or returned."""
    for contact in RelativeContact.objects.filter(relative__child=case.child_id):
        assert contact.decision or (contact.was_safe == Safe.YES and contact.was_wished != Wish.NO), "INV-28"
    for stay in case.placements.filter(placement_type=PlacementType.KINSHIP_CARE).exclude(pk__in=world.seen):
        world.seen.add(stay.pk)
        checked = Relative.objects.filter(child=case.child_id, home_studies__result__in=FIT_HOME)
        assert checked.exclude(Q(identity_seen="") | Q(kinship_verification="") | Q(child_view="")).exists(), "INV-29"
    for gone in AssistedReturn.objects.filter(case=case).exclude(pk__in=world.seen):
        world.seen.add(gone.pk)
        assert case.approved_evaluation.return_risk == Answer.NO, "INV-31"
        assert all([gone.officer, gone.receiving_official, gone.receiver_verified]), "INV-31"
        assert gone.child_views.strip() or gone.no_views_reason, "INV-31"
        assert case.asylum_status not in (AsylumStatus.APPLIED, AsylumStatus.APPEAL), "INV-32"


def of_status(world, case, now):
    """INV-35: a child who is alone has a status that protects, or somebody is asked to see to it."""
    facts = {"accompaniment": case.accompaniment, "nationality": case.child.nationality, "country": case.unit.country}
    if not case.closed_at and needs_humanitarian_status(migration_status=case.migration_status, **facts):
        assert case.tasks.open().filter(kind=TaskKind.HUMANITARIAN_STATUS).exists(), "INV-35"


def of_determinations(world, case, now):
    """INV-49, 50: who sat when the panel opened its session, and what a decision has to say."""
    for session in Session.objects.filter(determination__case=case, opened_at__isnull=False).exclude(pk__in=world.seen):
        world.seen.add(session.pk)
        of_a_session_just_opened(case, session)
    for decision in Decision.objects.filter(dossier__determination__case=case).exclude(pk__in=world.seen):
        world.seen.add(decision.pk)
        assert decision.dossier.options.count() >= 2, "INV-50"
        assert {row.element for row in decision.comparisons.all() if row.text.strip()} == set(Element), "INV-50"
        assert all([decision.reasons.strip(), decision.appeal_information.strip()]), "INV-50"


def of_a_session_just_opened(case, session):
    present = [one.seat for one in session.attendances.filter(has_conflict=False).select_related("seat__person__organisation")]
    voting = [seat for seat in present if seat.has_vote]
    assert len(voting) >= 3, "INV-49"
    variety = [{seat.discipline for seat in voting}, {seat.person.organisation_id for seat in voting}]
    assert session.kind == SessionKind.URGENT or max(map(len, variety)) >= 3, "INV-49"
    assert [seat for seat in voting if seat.is_chair and seat.person.organisation.org_type in PROTECTION_AUTHORITIES], "INV-49"
    barred = {session.determination.requested_by_id, *case.designations.values_list("person", flat=True)}
    barred |= set(session.determination.dossiers.values_list("author", flat=True))
    assert not barred & {seat.person_id for seat in present}, "INV-49"
    assert not [seat for seat in present if seat.person.organisation.org_type == OrgType.MIGRATION_AUTHORITY], "INV-49"


def of_procedures(world, case, now):
    """INV-51: a resolution was compared with the plan; where it does not agree, people were alarmed."""
    for procedure in case.procedures.exclude(resolution=""):
        assert all([procedure.is_consistent, procedure.consistency_reason.strip()]), "INV-51"
        if procedure.is_consistent != Answer.YES:
            assert case.tasks.filter(kind=TaskKind.COMPARE_PLAN).exists(), "INV-51"


STANDING = (of_people, of_liberty_and_care, of_restrictions, of_deadlines, of_status)
LASTING = (of_steps, of_documents, of_participation, of_closing, of_family, of_determinations, of_procedures)

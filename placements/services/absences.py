"""A child is gone, is looked for, comes back or is found. Never a sanction: what follows is a conversation and a new evaluation."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.choices import Risk, Status, TaskKind, TaskOutcome
from cases.companions import Blocked, Blocker
from cases.models import Case
from cases.services import close_tasks, raise_task
from cases.services.base import locked, note, refuse, refuse_future, refuse_if_over
from papers.choices import PaperKind
from papers.models import Letter
from papers.services import number_letter
from placements.choices import AbsenceState, EndReason, State
from placements.models import Absence, Placement, Profile, ReturnInterview, SearchEntry
from placements.services.base import free_number
from placements.services.lapses import end_override, give_up_at_once
from placements.services.stays import end_stay, refuse_while_held
from placements.workflow import ABSENCE, may_move
from protocols import packs
from protocols.choices import NOTICES, DeadlineKey, SearchStep


@verb
def report_absence(*, case: Case, type: str, starts_at: datetime, last_seen: str, by: User, now: datetime, **fields) -> Absence:
    """Record that a child is gone: by the team, or by the home for a child in its care. The search begins.

    The case is suspended and its risk high, the place is kept for the pack's `bed_held_after_absence`, every notice is a task.
    `fields`: clothing, circumstances.
    """
    require(by, "absence.record")
    case = _locked_case(case, by)
    refuse_if_over(case)
    if standing := case.absences.missing().first():
        refuse(_("The child is recorded as absent already. Add to that search what is new."), code=f"absent {standing.pk}")
    if starts_at is None:
        refuse(_("Say when."), field="starts_at")
    refuse_future("starts_at", starts_at, now)
    if not type:
        refuse(_("Say what is believed to have happened."), field="type")
    if not last_seen.strip():
        refuse(_("Write where and with whom the child was last seen."), field="last_seen")
    stay = case.placements.living().select_related("facility").first()
    if stay is not None and starts_at < stay.starts_at:
        refuse(_("At that time the child did not live there yet."), field="starts_at")
    absence = Absence.objects.create(
        case=case,
        placement=stay,
        type=type,
        starts_at=starts_at,
        reported_at=now,
        reported_by=by,
        last_seen=last_seen.strip(),
        status_before=case.status,
        created_by=by,
        **fields,
    )
    if stay is not None:
        _keep_place(stay, case.due(DeadlineKey.BED_HELD_AFTER_ABSENCE, starts_at), now)
    _set_status(case, Status.SUSPENDED_ABSENT, Risk.HIGH)
    _ask_for_notices(absence, by, now)
    note(by=by, action="absence.report", case=case, target=absence, detail={"type": str(type)}, now=now)
    return absence


def _locked_case(case: Case, by: User) -> Case:
    """Return the case locked, if `by` sees it or cares for the child; otherwise raise DoesNotExist."""
    cared_for = Placement.objects.cared_for_by(by).values("case")
    seen = Case.objects.filter(Q(pk__in=Case.objects.visible_to(by)) | Q(pk__in=cared_for))
    return seen.select_for_update(of=("self",)).select_related("child", "unit").get(pk=case.pk)


def _set_status(case: Case, status: str, risk: str) -> None:
    case.status, case.risk_level = status, risk
    case.version += 1
    case.save(update_fields=["status", "risk_level", "version"])


def _keep_place(stay: Placement, until: datetime | None, now: datetime) -> None:
    """The stay goes on without the child; its place is kept so long, or is free at once where that time is over already."""
    is_kept = stay.place_number is not None and until is not None and until > now
    stay.state = State.ABSENT
    stay.held_until, stay.place_number = (until, stay.place_number) if is_kept else (None, None)
    stay.save(update_fields=["state", "held_until", "place_number"])
    if not is_kept:
        end_override(stay, now)


def _ask_for_notices(absence: Absence, by: User, now: datetime) -> None:
    """Every notice of the pack beside the report itself, which is a deadline, is an urgent task."""
    case = absence.case
    due_at = case.due(DeadlineKey.MISSING_CHILD_REPORT, absence.starts_at) or now
    url = reverse("placements:absence", args=[absence.pk])
    for step in packs.of_case(case.protocol).search.steps:
        if step in NOTICES and step != SearchStep.NOTICE_POLICE:
            text = str(SearchStep(step).label)
            given = {"due_at": due_at, "text": text, "subject": str(step), "url": url, "is_urgent": True}
            raise_task(case=case, kind=TaskKind.NOTIFY_ABSENCE, by=by, now=now, **given)


@verb
def log_search(*, absence: Absence, kind: str, at: datetime, by: User, now: datetime, **fields) -> SearchEntry:
    """Add to the search what was done; a notice with whom it was given to. Nothing of it is ever changed.

    `fields`: recipient, reference, text.
    """
    require(by, "absence.record")
    absence = _locked_absence(absence, by)
    _refuse_unless(absence, "search", _("Nobody is looked for any more: %(state)s."))
    refuse_future("at", at, now)
    if at < absence.starts_at:
        refuse(_("At that time the child was still there."), field="at")
    if kind in NOTICES and not fields.get("recipient", "").strip():
        refuse(_("Write to whom the notice was given."), field="recipient")
    if kind not in NOTICES and not fields.get("text", "").strip():
        refuse(_("Write what came of it."), field="text")
    entry = SearchEntry.objects.create(absence=absence, kind=kind, at=at, by=by, created_by=by, **fields)
    absence.state = AbsenceState.SEARCHED
    absence.save(update_fields=["state"])
    close_tasks(case=absence.case, kind=TaskKind.NOTIFY_ABSENCE, subject=str(kind), now=now)
    note(by=by, action="absence.search", case=absence.case, target=entry, detail={"kind": str(kind)}, now=now)
    return entry


@verb
def issue_report(*, absence: Absence, addressee: str, by: User, now: datetime) -> Letter:
    """Return the report by which the authority asks somebody to search, with its number; that it was given is logged apart."""
    require(by, "absence.record")
    locked(absence.case, by)
    absence = _locked_absence(absence, by)
    _refuse_unless(absence, "search", _("Nobody is looked for any more: %(state)s."))
    if not addressee.strip():
        refuse(_("Say to whom the letter goes."), field="addressee")
    case = absence.case
    given = {"subject": absence, "about": [case, case.child_id], "place": case.unit, "by": by, "now": now}
    return number_letter(kind=PaperKind.ABSENCE_REPORT, addressee=addressee.strip(), **given)


def _locked_absence(absence: Absence, by: User) -> Absence:
    """Return the absence locked with its case, if `by` may see it; otherwise raise DoesNotExist."""
    seen = Absence.objects.visible_to(by).get(pk=absence.pk)
    case = Case.objects.select_for_update(of=("self",)).select_related("child", "unit").get(pk=seen.case_id)
    absence = Absence.objects.select_for_update().get(pk=seen.pk)
    absence.case = case
    return absence


def _refuse_unless(absence: Absence, move: str, message: str) -> None:
    if not may_move(ABSENCE, absence.state, move):
        refuse(message % {"state": absence.get_state_display()}, code="state")


@verb
def record_return(*, absence: Absence, ends_at: datetime, outcome: str, by: User, now: datetime) -> Absence:
    """The child came back: the suspension is lifted, the stay goes on, a conversation and a new evaluation are due (INV-47).

    Where the place was given to another child meanwhile, the stay ends and another bed is looked for. No restriction follows.
    """
    absence = _end_absence(absence, "come_back", ends_at, outcome, by, now)
    stay = _stay_of(absence)
    if stay is not None and not _takes_back(stay, now):
        end_stay(stay, ends_at, EndReason.ABSENCE, by, now)
        stay = None
    if stay is None:
        raise_task(case=absence.case, kind=TaskKind.FIND_BED, due_at=now, is_urgent=True, by=by, now=now)
    note(by=by, action="absence.return", case=absence.case, target=absence, now=now)
    return absence


@verb
def record_located(*, absence: Absence, ends_at: datetime, outcome: str, by: User, now: datetime) -> Absence:
    """The child was found elsewhere and does not come back for now: the suspension is lifted and the stay ends."""
    absence = _end_absence(absence, "locate", ends_at, outcome, by, now)
    if (stay := _stay_of(absence)) is not None:
        end_stay(stay, ends_at, EndReason.ABSENCE, by, now)
    raise_task(case=absence.case, kind=TaskKind.FIND_BED, due_at=now, by=by, now=now)
    note(by=by, action="absence.locate", case=absence.case, target=absence, now=now)
    return absence


def _end_absence(absence: Absence, move: str, ends_at: datetime, outcome: str, by: User, now: datetime) -> Absence:
    require(by, "absence.record")
    absence = _locked_absence(absence, by)
    refuse_if_over(absence.case)
    _refuse_unless(absence, move, _("The end of this absence is on record already: %(state)s."))
    refuse_future("ends_at", ends_at, now)
    if ends_at < absence.starts_at:
        refuse(_("This lies before the child was missed."), field="ends_at")
    if not outcome.strip():
        refuse(_("Write how the child came back or was found, and with whom."), field="outcome")
    if move == "come_back":
        refuse_while_held(absence.case, ends_at, by)
    absence.state, absence.ends_at, absence.outcome = ABSENCE[move].target, ends_at, outcome.strip()
    absence.save(update_fields=["state", "ends_at", "outcome"])
    case = absence.case
    if case.status == Status.SUSPENDED_ABSENT:
        _set_status(case, absence.status_before, case.risk_level)
    case.tasks.open().filter(kind=TaskKind.NOTIFY_ABSENCE).update(closed_at=now, outcome=TaskOutcome.DROPPED)
    due_at = case.due(DeadlineKey.EVALUATION, ends_at) or now
    raise_task(case=case, kind=TaskKind.REASSESS, due_at=max(due_at, now), text=str(absence.get_type_display()), by=by, now=now)
    return absence


def _stay_of(absence: Absence) -> Placement | None:
    """Return the stay that the absence interrupts, locked with its house, if it goes on."""
    stay = Placement.objects.filter(pk=absence.placement_id, state=State.ABSENT).select_related("facility__organisation").first()
    if stay is not None:
        stay.case = absence.case
    return stay


def _takes_back(stay: Placement, now: datetime) -> bool:
    """Let the child live there again: in the place that was kept, else in a free one; False where there is none or the doors are closed."""
    if stay.facility is not None:
        if not stay.facility.is_open_door:
            return False
        if stay.place_number is None:
            profile = Profile.objects.select_for_update().get(pk=stay.profile_id)
            give_up_at_once(profile=profile, child=stay.child, now=now)
            stay.place_number = free_number(profile, stay.adults + 1)
            if stay.place_number is None:
                return False
    stay.state, stay.held_until = State.ACTIVE, None
    stay.save(update_fields=["state", "held_until", "place_number"])
    return True


@verb
def hold_interview(*, absence: Absence, held_at: datetime, by: User, now: datetime, **fields: str) -> ReturnInterview:
    """Record what the child says after coming back, to somebody of the team and not of the home; nothing is decided by it.

    `fields`: why_left or no_views_reason, what_happened, what_helps, wants_to_live.
    """
    require(by, "case.work")
    absence = _locked_absence(absence, by)
    _refuse_unless(absence, "interview", _("A conversation is recorded once a child came back: %(state)s."))
    refuse_future("held_at", held_at, now)
    if held_at < absence.ends_at:
        refuse(_("At that time the child had not come back yet."), field="held_at")
    if not fields.get("why_left", "").strip() and not fields.get("no_views_reason"):
        refuse(_("INV-21: write what the child says, or why the child was not heard."), field="why_left")
    interview = ReturnInterview.objects.create(absence=absence, held_at=held_at, interviewer=by, created_by=by, **fields)
    absence.state = ABSENCE["interview"].target
    absence.save(update_fields=["state"])
    note(by=by, action="absence.interview", case=absence.case, target=interview, now=now)
    return interview


@verb
def give_up_search(*, absence: Absence, search_summary: str, by: User, now: datetime) -> Absence:
    """End a search that did not find the child: the supervisor, after the pack's least days, with every step done (INV-46).

    The case stays suspended; only then may it be closed as an absence.
    """
    require(by, "case.approve")
    absence = _locked_absence(absence, by)
    _refuse_unless(absence, "give_up", _("Only a search under way is ended: %(state)s."))
    if lacks := lacks_to_give_up(absence, now):
        raise Blocked(lacks)
    if not search_summary.strip():
        refuse(_("Write what the search found, and why it ends."), field="search_summary")
    if (stay := _stay_of(absence)) is not None:
        end_stay(stay, now, EndReason.ABSENCE, by, now)
    absence.state, absence.searched_until, absence.given_up_by = ABSENCE["give_up"].target, now, by
    absence.search_summary = search_summary.strip()
    absence.save(update_fields=["state", "searched_until", "given_up_by", "search_summary"])
    note(by=by, action="absence.give_up", case=absence.case, target=absence, now=now)
    return absence


def lacks_to_give_up(absence: Absence, now: datetime) -> list[Blocker]:
    """Return what stands between a search and its end: days, and steps of the pack that nobody took (INV-46)."""
    case, search = absence.case, packs.of_case(absence.case.protocol).search
    days, found = (case.unit.day_of(now) - case.unit.day_of(absence.starts_at)).days, []
    if days < search.least_days:
        message = _("INV-46: the search has lasted %(days)s days; before %(least)s no absence closes a case.")
        found.append(Blocker("INV-46", message % {"days": days, "least": search.least_days}))
    done = {entry.kind for entry in absence.search.all()}
    for step in search.steps:
        if step not in done:
            message = _("INV-46: nothing on record yet: %(step)s.") % {"step": SearchStep(step).label}
            found.append(Blocker("INV-46", message, "placements:absence_log", (absence.pk,), ("absence.record",)))
    return found

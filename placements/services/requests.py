"""A bed is asked for, accepted, given above capacity, declined, withdrawn. The first acceptance withdraws the other requests."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import may, require
from audit.wall import verb
from cases.choices import TaskKind
from cases.models import Case
from cases.services import close_tasks, raise_task
from cases.services.base import locked, note, refuse, refuse_if_over
from placements import rules
from placements.choices import HOLDING, LIVING, DeclineReason, State, WithdrawalReason
from placements.models import CapacityOverride, Facility, Placement, Profile
from placements.services.base import (
    end_grant,
    free_number,
    give_grant,
    locked_placement,
    of_cases_seen,
    refuse_facility,
    refuse_misfit,
    refuse_unless,
    require_placer,
)
from placements.services.facilities import make_room
from placements.services.lapses import give_up_at_once
from protocols.choices import DeadlineKey

LATE = timedelta(hours=1)  # how long ago the child may have been expected: a form takes its time


@verb
def request_bed(*, case: Case, facility: Facility, by: User, now: datetime, expected_at: datetime | None = None, **fields) -> Placement:
    """Ask the facility's organisation for a bed; its reply is due by the pack's `placement_reply`. Several may be asked at once.

    `fields`: urgent_needs, message, adults, reason_family_based_not_possible, child_views, no_views_reason. Refuses by field.
    """
    require_placer(by)
    case = locked(case, by)
    refuse_if_over(case)
    facility = Facility.objects.visible_to(by).select_related("organisation").get(pk=facility.pk)
    refuse_facility(facility, facility.organisation.day_of(max(expected_at or now, now)))
    age = case.child.age_for_care_on(facility.organisation.day_of(now))
    fitting = [profile for profile in facility.profiles.all() if not rules.misfit(profile, case.child.sex, age)]
    if not fitting:
        refuse(_("No profile of this place takes a child of this sex and age."), code="profile")
    if fields.get("adults") and not any(profile.takes_families for profile in fitting):
        refuse(_("This place has no family room for this child."), field="adults")
    if expected_at and expected_at < now - LATE:
        refuse(_("This lies in the past."), field="expected_at")
    refuse_unheard(fields)
    _refuse_residential(facility.facility_type, fields, age, by)
    _refuse_doubles(case, facility, now)
    placement = Placement.objects.create(
        case=case,
        child=case.child,
        facility=facility,
        placement_type=facility.facility_type,
        expected_at=expected_at,
        requested_by=by,
        requested_at=now,
        reply_due_at=case.due("placement_reply", now),
        created_by=by,
        **fields,
    )
    note(by=by, action="placement.request", case=case, target=placement, detail={"facility": str(facility.pk)}, now=now)
    return placement


def refuse_unheard(fields: dict) -> None:
    """Refuse to move a child who was neither heard nor is said why not (INV-21); a bed tonight does not wait for an interpreter."""
    if not fields.get("child_views", "").strip() and not fields.get("no_views_reason"):
        refuse(_("INV-21: write what the child says, or why the child was not heard."), field="child_views")


def _refuse_residential(placement_type: str, fields: dict, age: int | None, by: User) -> None:
    if not rules.is_residential(placement_type):
        return
    if not fields.get("reason_family_based_not_possible", "").strip():
        refuse(_("INV-27: say why care in a family is not possible."), field="reason_family_based_not_possible")
    if age is not None and age < rules.UNDER_APPROVAL and not may(by, "placement.override"):
        refuse(_("INV-27: for a child under three, only the head of the authority asks for residential care."))


def _refuse_doubles(case: Case, facility: Facility, now: datetime) -> None:
    standing = case.placements.filter(state__in=[State.REQUESTED, *HOLDING]).select_related("facility")
    for other in standing:
        if other.state == State.REQUESTED and other.facility_id == facility.pk:
            refuse(_("This place was asked already and has not answered yet."), code="state")
        if other.state in LIVING and other.facility_id == facility.pk:
            refuse(_("The child lives there already."), code="state")
        if other.state == State.ACCEPTED and other.reserved_until > now:
            refuse(
                _("A bed is reserved already at %(place)s. Withdraw it before you ask elsewhere.") % {"place": other.place}, code="state"
            )


@verb
def accept_request(*, placement: Placement, profile: Profile, by: User, now: datetime, answer_note: str = "") -> Placement:
    """Reserve a place of `profile` for the child and open the care sheet to the home; the other requests are withdrawn and told so.

    The last place goes to whoever comes first: the other one is refused at once (INV-36).
    """
    placement = _to_answer(placement, by)
    refuse_facility(placement.facility, placement.facility.organisation.day_of(now))
    give_up_at_once(profile=profile, child=placement.child, now=now)
    profile = Profile.objects.select_for_update().get(pk=profile.pk, facility=placement.facility_id)
    refuse_misfit(placement, profile, now)
    number = free_number(profile, placement.adults + 1)
    if number is None:
        refuse(_("INV-36: no place of this profile is free any more. Decline with “no free place” or choose another."), field="profile")
    _reserve(placement, profile, number, answer_note, by, now)
    note(by=by, action="placement.accept", case=placement.case, target=placement, detail={"profile": str(profile.pk)}, now=now)
    return placement


@verb
def override_capacity(*, placement: Placement, profile: Profile, reason: str, until: datetime, by: User, now: datetime) -> Placement:
    """Give the child a place above the capacity of a full profile, for 72 hours at most: the head of the authority alone (INV-36).

    The house, the supervisor and the team see it at once; the first regular place that becomes free is the child's.
    """
    require(by, "placement.override")
    placement = locked_placement(placement, of_cases_seen(by))
    refuse_unless(placement, "override", _("Only a request that waits for its answer is given a place: %(state)s."))
    refuse_facility(placement.facility, placement.facility.organisation.day_of(now))
    if not reason.strip():
        refuse(_("Say why there is no other way: it is counted in the reports."), field="reason")
    latest = placement.case.due(DeadlineKey.CAPACITY_OVERRIDE, now)
    if not now < until <= latest:
        refuse(_("INV-36: capacity is overridden for 72 hours at most."), field="until")
    give_up_at_once(profile=profile, child=placement.child, now=now)
    profile = Profile.objects.select_for_update().get(pk=profile.pk, facility=placement.facility_id)
    refuse_misfit(placement, profile, now)
    if free_number(profile, placement.adults + 1) is not None:
        refuse(_("A place of this profile is free: the home accepts the request, nothing is overridden."), field="profile")
    make_room(profile, profile.places)
    number = 1 + sum(one.adults + 1 for one in profile.placements.holding())
    CapacityOverride.objects.create(placement=placement, reason=reason.strip(), approved_by=by, approved_at=now, until=until, created_by=by)
    _reserve(placement, profile, number, "", by, now)
    note(by=by, action="placement.override", case=placement.case, target=placement, reason=reason, now=now)
    return placement


def _reserve(placement: Placement, profile: Profile, number: int, answer_note: str, by: User, now: datetime) -> None:
    """Keep the place for the child, open the care sheet to the home, and tell the other homes."""
    give_grant(placement, now)
    placement.state, placement.profile, placement.place_number = State.ACCEPTED, profile, number
    placement.answered_by, placement.answered_at, placement.answer_note = by, now, answer_note
    placement.reserved_until = placement.case.due("placement_reservation", max(placement.expected_at or now, now))
    placement.save()
    _withdraw_rest(placement, by, now)
    close_tasks(case=placement.case, kind=TaskKind.FIND_BED, now=now)


def _to_answer(placement: Placement, by: User) -> Placement:
    """Return the locked request if `by` may answer it and nobody has, or refuse saying what happened."""
    require(by, "placement.answer")
    placement = locked_placement(placement, Placement.objects.asked_of(by))
    if placement.state == State.WITHDRAWN:
        refuse(_("This request was withdrawn: %(reason)s.") % {"reason": placement.get_withdrawal_reason_display()}, code="state")
    if placement.state == State.EXPIRED and placement.answered_at is None:
        refuse(_("This request lapsed without an answer; the team that asked was told and looks elsewhere."), code="state")
    refuse_unless(placement, "accept", _("This request was answered already: %(state)s."))
    return placement


def _withdraw_rest(accepted: Placement, by: User, now: datetime) -> None:
    for other in Placement.objects.filter(case=accepted.case_id, state=State.REQUESTED):
        _withdraw(other, WithdrawalReason.ACCEPTED_ELSEWHERE, by, now)


def _withdraw(placement: Placement, reason: str, by: User, now: datetime) -> None:
    placement.state, placement.withdrawal_reason, placement.withdrawn_at = State.WITHDRAWN, reason, now
    placement.save(update_fields=["state", "withdrawal_reason", "withdrawn_at"])
    end_grant(placement, now)
    note(by=by, action="placement.withdraw", case=placement.case, target=placement, detail={"reason": str(reason)}, now=now)


@verb
def decline_request(*, placement: Placement, decline_reason: str, by: User, now: datetime, answer_note: str = "") -> Placement:
    """Decline with a coded reason; for want of a place, or where no other request waits, the team must find another bed."""
    placement = _to_answer(placement, by)
    if not decline_reason:
        refuse(_("Say why the child is not accepted."), field="decline_reason")
    if decline_reason == DeclineReason.OTHER and not answer_note.strip():
        refuse(_("Write what the other reason is."), field="answer_note")
    placement.state, placement.decline_reason, placement.answer_note = State.DECLINED, decline_reason, answer_note
    placement.answered_by, placement.answered_at = by, now
    placement.save(update_fields=["state", "decline_reason", "answer_note", "answered_by", "answered_at"])
    waits = placement.case.placements.filter(state__in=[State.REQUESTED, State.ACCEPTED]).exists()
    if decline_reason == DeclineReason.NO_CAPACITY or not waits:
        raise_task(case=placement.case, kind=TaskKind.FIND_BED, due_at=now, text=placement.facility.name, by=by, now=now)
    note(by=by, action="placement.decline", case=placement.case, target=placement, detail={"reason": str(decline_reason)}, now=now)
    return placement


@verb
def withdraw_request(*, placement: Placement, withdrawal_reason: str, by: User, now: datetime) -> Placement:
    """Take back a request that waits, or a bed that is reserved: the place is free again and the home is told."""
    require_placer(by)
    placement = locked_placement(placement, of_cases_seen(by))
    refuse_unless(placement, "withdraw", _("There is nothing to withdraw: %(state)s."))
    if not withdrawal_reason:
        refuse(_("Say why the request is withdrawn."), field="withdrawal_reason")
    _withdraw(placement, withdrawal_reason, by, now)
    return placement

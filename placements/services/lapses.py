"""What the clock does to beds: unanswered requests lapse, reservations lapse, places kept for absent children are given up."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from audit.wall import verb
from cases.choices import TaskKind
from cases.models import Case, Child
from cases.services import raise_task
from cases.services.base import note
from placements.choices import State
from placements.models import CapacityOverride, Placement, Profile
from placements.services.base import end_grant
from placements.services.facilities import make_room


def give_up_at_once(*, profile: Profile, child: Child, now: datetime) -> None:
    """Give up what was kept too long in this profile or for this child, unless somebody is at work on it right now."""
    over = Placement.objects.filter(Q(profile=profile.pk) | Q(child=child.pk)).filter(_kept_too_long(now))
    for pk, case in over.values_list("pk", "case"):
        _give_up(pk, case, now)


def run_clocks(*, now: datetime) -> int:
    """Let everything lapse whose time is over, and end the overrides that a regular place has made needless; return how many."""
    late = Placement.objects.filter(_kept_too_long(now) | Q(state=State.REQUESTED, reply_due_at__lte=now))
    given_up = sum(_give_up(pk, case, now) for pk, case in late.values_list("pk", "case"))
    return given_up + sum(_regularise(pk, now) for pk in CapacityOverride.objects.in_force().values_list("pk", flat=True))


def _kept_too_long(now: datetime) -> Q:
    return Q(state=State.ACCEPTED, reserved_until__lte=now) | Q(state=State.ABSENT, held_until__lte=now)


@verb
def _give_up(pk: UUID, case_pk: UUID, now: datetime) -> bool:
    """Let one placement lapse by what it is now; False where somebody is at work on its case, or was meanwhile."""
    case = Case.objects.select_for_update(skip_locked=True, of=("self",)).select_related("child", "unit").filter(pk=case_pk).first()
    placement = Placement.objects.filter(pk=pk).select_related("facility").first()
    if case is None or placement.state not in LAPSE:
        return False
    placement.case = case
    LAPSE[placement.state](placement, now)
    return True


def _expire(request: Placement, now: datetime) -> None:
    """Nobody answered: the team is told to look elsewhere, the home sees that it was too late."""
    request.state = State.EXPIRED
    request.save(update_fields=["state"])
    raise_task(case=request.case, kind=TaskKind.FIND_BED, due_at=now, text=request.facility.name, by=None, now=now)
    note(by=None, action="placement.expire", case=request.case, target=request, now=now)


def _lapse(reserved: Placement, now: datetime) -> None:
    """The child did not come: the place is free, the care sheet is closed, the team is told to look again."""
    reserved.state = State.EXPIRED
    reserved.save(update_fields=["state"])
    end_grant(reserved, now)
    end_override(reserved, now)
    raise_task(case=reserved.case, kind=TaskKind.FIND_BED, due_at=now, by=None, now=now)
    note(by=None, action="placement.lapse", case=reserved.case, target=reserved, now=now)


def _release(absent: Placement, now: datetime) -> None:
    """The place is free for another child; this one is still absent, and still a child of the house."""
    absent.place_number = absent.held_until = None
    absent.save(update_fields=["place_number", "held_until"])
    end_override(absent, now)
    note(by=None, action="placement.give_up", case=absent.case, target=absent, now=now)


LAPSE = {State.REQUESTED: _expire, State.ACCEPTED: _lapse, State.ABSENT: _release}


def end_override(placement: Placement, now: datetime) -> None:
    """A place above capacity is used no longer."""
    CapacityOverride.objects.in_force().filter(placement=placement.pk).update(ended_at=now)


@verb
def _regularise(pk: UUID, now: datetime) -> bool:
    """Give a child who lives above capacity the regular place that became free; False where there is none."""
    override = CapacityOverride.objects.in_force().select_related("placement").filter(pk=pk).first()
    if override is None:
        return False
    cases = Case.objects.select_for_update(skip_locked=True, of=("self",)).select_related("child", "unit")
    case = cases.filter(pk=override.placement.case_id).first()
    if case is None:
        return False
    profile = Profile.objects.select_for_update().get(pk=override.placement.profile_id)
    if make_room(profile, profile.places, 0) is None:
        return False
    end_override(override.placement, now)
    note(by=None, action="placement.override_end", case=case, target=override.placement, now=now)
    return True

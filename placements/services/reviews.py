"""Somebody sees how the child lives in the place: within three days, within a fortnight, every month."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.choices import TaskKind
from cases.services import raise_task
from cases.services.base import note, refuse, refuse_future, refuse_mute_disagreement
from placements.choices import LIVING, ReviewOutcome
from placements.models import Placement, PlacementReview
from placements.services.base import locked_placement, of_cases_seen
from placements.services.requests import refuse_unheard


@verb
def review_placement(*, placement: Placement, held_at: datetime, outcome: str, by: User, now: datetime, **fields) -> PlacementReview:
    """Record a review of the stay; one that says the child needs another place raises the task to find it.

    `fields`: findings, heard_alone, siblings (of brothers and sisters who live apart), child_views and what belongs to them.
    """
    require(by, "case.work")
    placement = locked_placement(placement, of_cases_seen(by))
    if placement.state not in LIVING:
        refuse(_("Only a stay that goes on is reviewed: %(state)s.") % {"state": placement.get_state_display()}, code="state")
    refuse_future("held_at", held_at, now)
    if held_at < placement.starts_at:
        refuse(_("At that time the child did not live there yet."), field="held_at")
    if fields.get("heard_alone") and not fields.get("child_views", "").strip():
        refuse(_("Write what the child said when heard alone."), field="child_views")
    refuse_unheard(fields)
    refuse_mute_disagreement(fields)
    if not fields.get("findings", "").strip():
        refuse(_("Write what was found."), field="findings")
    review = PlacementReview.objects.create(placement=placement, held_at=held_at, outcome=outcome, created_by=by, **fields)
    if outcome == ReviewOutcome.CHANGE:
        raise_task(case=placement.case, kind=TaskKind.FIND_BED, due_at=now, text=placement.place, by=by, now=now)
    note(by=by, action="placement.review", case=placement.case, target=review, detail={"outcome": str(outcome)}, now=now)
    return review

"""Which deadlines requests, stays and absences set running, and which record met each (INV-45)."""

from collections.abc import Iterator

from django.db.models import Prefetch, prefetch_related_objects

from cases.clocks import evidence
from cases.companions import Clock
from placements.choices import LIVING, MISSING, AbsenceState, PlacementType, State
from placements.models import Absence, Placement
from placements.rules import is_residential
from placements.unity import entry_measure
from protocols.choices import DeadlineKey, SearchStep

STAYS = Prefetch("placements", Placement.objects.select_related("facility", "sibling_exception", "capacity_override"))
ABSENCES = Prefetch("absences", Absence.objects.select_related("interview"))
LIVED = (*LIVING, State.ENDED)
RETURNED = (AbsenceState.RETURNED, AbsenceState.INTERVIEWED)


def clocks(case) -> list[Clock]:
    """Return every deadline of the child's places and absences, met or not."""
    prefetch_related_objects([case], STAYS, ABSENCES)
    stays = sorted((one for one in case.placements.all() if one.state in LIVED), key=lambda one: one.starts_at)
    if stays:
        prefetch_related_objects(stays, "reviews")
    if absences := list(case.absences.all()):
        prefetch_related_objects(absences, "search")
    return [
        *(clock for one in case.placements.all() for clock in _of_request(case, one)),
        *(clock for one in stays for clock in _of_stay(case, one)),
        *_of_measures(case, stays),
        *(clock for one in absences for clock in _of_absence(one)),
    ]


def _of_request(case, one) -> Iterator[Clock]:
    """Every request for a bed waits for an answer, an accepted bed for the child, a place above capacity for its end."""
    if one.requested_at and one.reply_due_at:
        answered = one.answered_at or one.withdrawn_at or (one.reply_due_at if one.state == State.EXPIRED else None)
        yield _clock(DeadlineKey.PLACEMENT_REPLY, case, one, one.requested_at, answered, one.reply_due_at)
    if one.reserved_until and one.state in (State.ACCEPTED, *LIVED):
        arrived = one.starts_at or one.withdrawn_at
        yield _clock(DeadlineKey.PLACEMENT_RESERVATION, case, one, one.answered_at, arrived, one.reserved_until)
    if override := getattr(one, "capacity_override", None):
        given = {"due_at": override.until, "view": "placements:find", "is_urgent": True}
        yield _clock(DeadlineKey.CAPACITY_OVERRIDE, case, one, override.approved_at, override.ended_at, **given)


def _of_stay(case, one) -> Iterator[Clock]:
    """First reception ends, every stay out of the own family is reviewed, and so is the parting of brothers and sisters."""
    if one.placement_type == PlacementType.FIRST_RECEPTION_CENTRE:
        yield _clock(DeadlineKey.FIRST_RECEPTION_MAX, case, one, one.starts_at, one.ends_at)
    reviews = list(one.reviews.all())
    if one.placement_type != PlacementType.OWN_FAMILY_COMMUNITY:
        yield from _series(one, DeadlineKey.PLACEMENT_REVIEW, one.starts_at, reviews)
    if split := getattr(one, "sibling_exception", None):
        since = max(split.approved_at, one.starts_at)
        yield from _series(one, DeadlineKey.SIBLINGS_SPLIT_REVIEW, since, [review for review in reviews if review.siblings.strip()])


def _series(stay, key, since, reviews) -> Iterator[Clock]:
    """The first counts from `since`, each later one from the review before, as long as the child lives there."""
    link = {"view": "placements:review", "args": (stay.pk,)}
    counted = [review for review in reviews if review.held_at >= since]
    for nth, review in enumerate(counted):
        yield Clock(key, since, review.held_at, evidence(review), f"{stay.pk} {nth}", nth=nth, **link)
        since = review.held_at
    if stay.state in LIVING:
        yield Clock(key, since, subject=f"{stay.pk} {len(counted)}", nth=len(counted), **link)


def _of_measures(case, stays) -> Iterator[Clock]:
    """A residential stay that began in an emergency waits for its measure; moving within the house begins nothing anew (INV-38)."""
    since, before = None, None
    for one in stays:
        if not (before and before.facility_id == one.facility_id and before.ends_at == one.starts_at):
            since = one.starts_at
        before = one
        measure = entry_measure(case, since) if is_residential(one.placement_type) else None
        if not is_residential(one.placement_type) or measure and measure.ordered_at <= since:
            continue
        link = {"view": "cases:measure_add", "args": (case.code,)}
        if measure and (one.ends_at is None or measure.ordered_at <= one.ends_at):
            yield Clock(DeadlineKey.PLACEMENT_MEASURE, since, measure.ordered_at, evidence(measure), str(one.pk), **link)
        elif one.state in LIVING:
            yield Clock(DeadlineKey.PLACEMENT_MEASURE, since, subject=str(one.pk), **link)


def _of_absence(one) -> Iterator[Clock]:
    """The report is due within the hour; the kept place ends; whoever came back is listened to. No clock stops for an absence (INV-47)."""
    link = {"view": "placements:absence", "args": (one.pk,), "subject": str(one.pk)}
    report = next((entry for entry in one.search.all() if entry.kind == SearchStep.NOTICE_POLICE), None)
    if report or one.state in MISSING:
        met = {"met_at": report.at, "evidence": evidence(report)} if report else {}
        yield Clock(DeadlineKey.MISSING_CHILD_REPORT, one.starts_at, **met, is_urgent=True, **link)
    if one.placement_id:
        ended = one.ends_at or one.searched_until
        met = {"met_at": ended, "evidence": evidence(one)} if ended else {}
        yield Clock(DeadlineKey.BED_HELD_AFTER_ABSENCE, one.starts_at, **met, **link)
    if one.ends_at and one.state in RETURNED:
        interview = getattr(one, "interview", None)
        met = {"met_at": interview.held_at, "evidence": evidence(interview)} if interview else {}
        yield Clock(DeadlineKey.RETURN_INTERVIEW, one.ends_at, **met, **link)


def _clock(key, case, placement, since, met_at, due_at=None, view="cases:detail", is_urgent=False) -> Clock:
    proof = evidence(placement) if met_at else ""
    return Clock(key, since, met_at, proof, str(placement.pk), due_at, view=view, args=(case.code,), is_urgent=is_urgent)

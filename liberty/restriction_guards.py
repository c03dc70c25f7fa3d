"""What a restriction stands in the way of, which review is due, and what is shown of it beside a case."""

from collections.abc import Iterator

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.clocks import end_of, evidence, noon_of
from cases.companions import Blocker, Clock, Fact, Panel
from cases.sections import Section
from liberty.models import Restriction
from liberty.restriction_choices import RestrictionState, Standing
from liberty.restriction_workflow import APPEAL, RECORD, REVIEW
from liberty.services.restrictions import refuse_imposed
from protocols.choices import DeadlineKey

RELATED = {"restrictions": Restriction.objects.all()}
TITLES = {
    "restriction.propose": _("An authority asks for a restriction"),
    "restriction.record": _("A restriction was recorded"),
    "restriction.inform": _("The child was informed of a restriction"),
    "restriction.review": _("A restriction was reviewed"),
    "restriction.appeal": _("A restriction was appealed"),
    "restriction.appeal_decided": _("An appeal against a restriction was decided"),
    "restriction.missed_contact": _("A contact did not take place"),
    "restriction.end": _("A restriction ended"),
    "restriction.forbidden": _("Something forbidden was asked for as a restriction"),
    "restriction.read": _("A restriction"),
    "restriction.form": _("A form on a restriction"),
    "restriction.overdue": _("The restrictions without effect"),
}
CLOSING = frozenset({"submit_closure", "close", "end_at_intake"})


def restrictions_of(case) -> list[Restriction]:
    """Return the restrictions of a case, newest first, with reviews and appeals where there are any."""
    prefetch_related_objects([case], "restrictions")
    found = sorted(case.restrictions.all(), key=lambda one: one.created_at, reverse=True)
    if found:
        prefetch_related_objects(found, "reviews", "appeals")
    return found


def blockers(case, move) -> list[Blocker]:
    """No case is closed while something is asked of the child, or an appeal waits for its decision."""
    return list(_closing(case)) if move in CLOSING else []


def parts(case, section) -> list[Fact]:
    """What is asked of the child, and its remedies, belong to the part on law."""
    if section != Section.LEGAL:
        return []
    return [Fact(one.get_type_display(), one.get_state_display()) for one in restrictions_of(case)]


def _closing(case) -> Iterator[Blocker]:
    for one in restrictions_of(case):
        if any(appeal.is_pending for appeal in one.appeals.all()):
            message = _("An appeal against a restriction waits for its decision: %(restriction)s.") % {"restriction": one}
            yield Blocker("appeal", message, "liberty:restriction", (one.pk,), ("case.read",))
        if one.state != RestrictionState.ENDED:
            message = _("A restriction stands: %(restriction)s. Lift or end it first.") % {"restriction": one}
            yield Blocker("restriction", message, "liberty:restriction", (one.pk,), ("case.read",))


def clocks(case) -> list[Clock]:
    """Every restriction is told to the child, and reviewed again and again until it ends (INV-08, INV-23)."""
    recorded = [one for one in restrictions_of(case) if one.recorded_at]
    return [clock for one in recorded for clock in (*_of_telling(case, one), *_of_reviews(case, one))]


def _of_telling(case, one) -> Iterator[Clock]:
    told = one.informed_on or one.ended_on
    met = {"met_at": max(one.recorded_at, noon_of(case, told)), "evidence": evidence(one)} if told else {}
    yield Clock(DeadlineKey.EXPLAIN_DECISION, one.recorded_at, **met, subject=str(one.pk), view="liberty:restriction", args=(one.pk,))


def _of_reviews(case, one) -> Iterator[Clock]:
    link = {"view": "liberty:restriction", "args": (one.pk,)}
    since, reviews = noon_of(case, one.starts_on), list(one.reviews.all())
    for nth, review in enumerate(reviews):
        held = noon_of(case, review.held_on)
        yield Clock(DeadlineKey.RESTRICTION_REVIEW, since, max(held, since), evidence(review), f"{one.pk} {nth}", **link)
        since = held
    if one.stands:
        due_at = end_of(case, one.review_date)
        yield Clock(DeadlineKey.RESTRICTION_REVIEW, since, subject=f"{one.pk} {len(reviews)}", due_at=due_at, **link)
    elif not reviews or reviews[-1].next_review_date:
        ended = max(noon_of(case, one.ended_on), since)
        yield Clock(DeadlineKey.RESTRICTION_REVIEW, since, ended, evidence(one), f"{one.pk} {len(reviews)}", **link)


def panels(case, user, now) -> list[Panel]:
    """Show what is asked of the child, and in which state each is today: what is overdue is never shown as in effect."""
    today = case.unit.day_of(now)
    rows = [(one, one.standing_on(today), any(appeal.is_pending for appeal in one.appeals.all())) for one in restrictions_of(case)]
    context = {
        "case": case,
        "rows": [row for row in rows if row[1] != Standing.ENDED],
        "ended": [row[0] for row in rows if row[1] == Standing.ENDED],
        "is_overdue": any(row[1] == Standing.WITHOUT_EFFECT for row in rows),
        "may_record": may(user, RECORD) and not case.closed_at,
        "may_review": may(user, REVIEW),
        "may_appeal": may(user, APPEAL),
    }
    return [Panel("liberty/_restrictions.html", context)]


def bar(case, now) -> list[Fact]:
    """Say of a restriction whose review is overdue that it is without effect, since when."""
    today = case.unit.day_of(now)
    late = [one for one in restrictions_of(case) if one.standing_on(today) == Standing.WITHOUT_EFFECT]
    if not late:
        return []
    since = min(end_of(case, one.review_date) for one in late)
    return [Fact(_("Restriction"), Standing.WITHOUT_EFFECT.label, "high", since)]


def refuse_forbidden(case, by, now, texts) -> None:
    """INV-07: no protective measure and no plan asks of a child what no restriction may ask; the attempt is counted."""
    refuse_imposed(case=case, fields=texts, by=by, now=now)

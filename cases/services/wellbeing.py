"""How the child is: one measure at a time, never changed afterwards."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.choices import Respondent
from cases.models import Case, WellbeingMeasure
from cases.services.base import locked, note, refuse, refuse_future_day, refuse_if_over
from protocols import packs


@verb
def record_wellbeing(
    *, case: Case, measured_on: date, phase: str, respondent: str, scores: dict[str, int], by: User, now: datetime, text: str = ""
) -> WellbeingMeasure:
    """Record a measure with the instrument of the case's pack; a domain that nobody answered for is left out."""
    require(by, "case.work")
    case = locked(case, by)
    refuse_if_over(case)
    refuse_future_day("measured_on", measured_on, case.unit.day_of(now))
    if measured_on < case.unit.day_of(case.notified_at):
        refuse(_("This lies before the notification of the child."), field="measured_on")
    instrument = packs.of_case(case.protocol).instruments["wellbeing"]
    if not scores:
        refuse(_("Answer for at least one area."), code="scores")
    if unknown := scores.keys() - {domain.code for domain in instrument.domains}:
        refuse(_("The instrument does not ask about: %(areas)s.") % {"areas": ", ".join(sorted(unknown))}, code="scores")
    if any(type(score) is not int or not 1 <= score <= 5 for score in scores.values()):
        refuse(_("Every answer is a whole number from 1 to 5."), code="scores")
    measure = WellbeingMeasure.objects.create(
        case=case,
        measured_on=measured_on,
        phase=phase,
        respondent=respondent,
        instrument=instrument.key,
        instrument_version=instrument.version,
        scores=scores,
        note=text,
        created_by=by,
    )
    note(by=by, action="wellbeing.record", case=case, target=measure, detail={"phase": phase}, now=now)
    return measure


def too_young_to_answer(measure: WellbeingMeasure) -> int | None:
    """Return the age from which the instrument asks the child itself, where the child who answered is surely younger; otherwise None."""
    age = measure.case.child.age_on(measure.measured_on)
    least = packs.of_case(measure.case.protocol).instruments["wellbeing"].child_answers_from
    is_too_young = measure.respondent == Respondent.CHILD and age.years is not None and age.years < least
    return least if is_too_young else None

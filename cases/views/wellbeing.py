"""How the child is: a measure recorded, and the change over time as a table and a picture."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.roles import may, require
from accounts.submissions import once
from cases import charts, services
from cases.choices import Respondent, Status, Step, WellbeingPhase
from cases.forms.wellbeing import WellbeingForm, said
from cases.models import WellbeingMeasure
from cases.pages import read, visible_case
from cases.refusals import is_done
from cases.rules import Change, wellbeing_change
from cases.views.documents import WRITE, document_page
from protocols import packs

UNDERSTANDS = "information_say"  # the question whether the child knows what happens, and is listened to


@dataclass(frozen=True)
class Area:
    """One row of the table: an area of life, its scores in the order of the measures, and how it changed."""

    label: str | Promise
    scores: list
    change: float | None


@require_safe
def wellbeing(request, code):
    """Every measure of the case side by side, and the change from the first to the last."""
    case = visible_case(request, code)
    require(request.user, "case.read")
    measures = measures_of(request.user, case)
    change = wellbeing_change((measure.measured_on, measure.scores) for measure in measures)
    read(request, case, "wellbeing.read")
    return document_page(
        request,
        case,
        "cases/wellbeing.html",
        title=_("Wellbeing"),
        measures=measures,
        areas=areas_of(instrument_of(case), measures, change),
        change=change,
        answered_by_one=len({measure.respondent for measure in measures}) < 2,
        may_work=may(request.user, "case.work") and case.status != Status.CLOSED,
    )


def instrument_of(case):
    """The instrument of the pack that the case pinned."""
    return packs.of_case(case.protocol).instruments["wellbeing"]


def measures_of(user, case) -> list[WellbeingMeasure]:
    """The measures of the case by the pack's present instrument, oldest first: another's are not compared."""
    return list(WellbeingMeasure.objects.visible_to(user).filter(case=case, instrument=instrument_of(case).key))


def areas_of(instrument, measures: list[WellbeingMeasure], change: Change | None) -> list[Area]:
    """One row an area, in the instrument's order, and the mean of all areas."""
    by_domain = change.by_domain if change else {}
    rows = [
        Area(said(domain.label), [measure.scores.get(domain.code) for measure in measures], by_domain.get(domain.code))
        for domain in instrument.domains
    ]
    return [*rows, Area(_("All areas, mean"), [round(measure.mean, 1) for measure in measures], change.overall if change else None)]


@require_safe
def wellbeing_chart(request, code):
    """The same change as a picture: the mean of all areas, and the lowest of them."""
    case = visible_case(request, code)
    require(request.user, "case.read")
    measures = measures_of(request.user, case)
    lines = {
        _("All areas, mean"): [(measure.measured_on, measure.mean) for measure in measures],
        _("The lowest area"): [(measure.measured_on, min(measure.scores.values())) for measure in measures],
    }
    if understood := next((one for one in instrument_of(case).domains if one.code == UNDERSTANDS), None):
        told = [(measure.measured_on, measure.scores[UNDERSTANDS]) for measure in measures if UNDERSTANDS in measure.scores]
        lines[said(understood.label)] = told
    labels = {measure.measured_on: date_format(measure.measured_on, "SHORT_DATE_FORMAT") for measure in (measures[:1] + measures[1:][-1:])}
    read(request, case, "wellbeing.chart")
    return HttpResponse(charts.lines_over_time(lines, labels, lowest=1, highest=5), content_type="image/svg+xml")


@WRITE
@once
def wellbeing_add(request, code):
    """Record how the child is today."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    form = WellbeingForm(request.POST or None, instrument=instrument_of(case), initial=proposed(request.user, case))
    if form.is_valid() and is_done(form, lambda: record(request, case, form)):
        return redirect("cases:wellbeing", code=code)
    read(request, case, "wellbeing.form")
    context = {"form": form, "title": _("How the child is"), "back": reverse("cases:wellbeing", args=[code])}
    return document_page(request, case, "cases/wellbeing_form.html", status=422 if form.errors else 200, **context)


def proposed(user, case) -> dict:
    """What the form proposes: today, and the phase that the case is in."""
    has_baseline = bool(measures_of(user, case))
    phase = WellbeingPhase.ENDPOINT if case.step == Step.FOLLOW_UP else WellbeingPhase.PERIODIC
    today = case.unit.day_of(timezone.now())
    respondent = (
        Respondent.CHILD if (case.child.age_on(today).years or 0) >= instrument_of(case).child_answers_from else Respondent.CAREGIVER
    )
    return {"measured_on": today, "phase": phase if has_baseline else WellbeingPhase.BASELINE, "respondent": respondent}


def record(request, case, form):
    """Record the measure; who seems too young to answer is said aloud, never refused: who knows the child decides."""
    measure = services.record_wellbeing(case=case, by=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("The measure is on record."))
    if least := services.too_young_to_answer(measure):
        young = ngettext(
            "The child answered and is younger than %(count)d: read the answers with care, and ask somebody who knows the child well too.",
            "The child answered and is younger than %(count)d: read the answers with care, and ask somebody who knows the child well too.",
            least,
        )
        messages.warning(request, young % {"count": least})

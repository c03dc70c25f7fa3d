"""Protective measures beside a case: what is in force, which court is silent, whose clock runs."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.choices_execution import Decided
from cases.clocks import evidence
from cases.companions import Clock, Decision, Fact, Panel
from cases.models import ProtectiveMeasure

TITLES = {
    "measure.propose": _("A protective measure was proposed"),
    "measure.order": _("A protective measure was ordered"),
    "measure.withdraw": _("The proposal of a protective measure was withdrawn"),
    "measure.notify": _("Court and prosecutor were notified of a measure"),
    "measure.prosecutor_answer": _("The prosecutor answered on a measure"),
    "measure.confirm": _("The court confirmed a measure"),
    "measure.modify": _("The court modified a measure"),
    "measure.cancel": _("The court cancelled a measure"),
    "measure.lapse": _("The court did not rule on a measure in time"),
    "measure.comply": _("A measure was carried out"),
    "measure.report_noncompliance": _("An authority does not comply with a measure"),
    "measure.end": _("A measure was ended"),
    "measure.read": _("A protective measure"),
    "measure.form": _("A form on protective measures"),
}


def measures_of(case) -> list[ProtectiveMeasure]:
    """Return the measures of a case, newest first: one query while the object lives, none on its page."""
    prefetch_related_objects([case], "measures")
    return list(case.measures.all())


def decisions(case) -> list[Decision]:
    """Every measure that was ordered is explained to the child."""
    return [Decision(Decided.MEASURE, one.pk, str(one), one.ordered_at) for one in measures_of(case) if one.ordered_at]


def clocks(case) -> list[Clock]:
    """The court's day and the prosecutor's hours run from their notices; what ends before they act stops them."""
    found = []
    for measure in measures_of(case):
        page = {"subject": str(measure.pk), "evidence": evidence(measure), "view": "cases:measure", "args": (case.code, measure.pk)}
        if measure.court_due_at:
            ruled = measure.ruled_at or measure.ended_at
            found.append(Clock("urgent_measure_court_ruling", measure.court_notified_at, ruled, is_urgent=True, **page))
        if measure.is_urgent and measure.prosecutor_notified_at:
            answered = measure.prosecutor_answered_at or measure.ended_at
            found.append(Clock("urgent_measure_prosecutor", measure.prosecutor_notified_at, answered, is_urgent=True, **page))
    return found


def bar(case, now) -> list[Fact]:
    """A court that is silent stands on top until it rules; the alert itself stays in the panel."""
    silent = [one for one in measures_of(case) if one.is_open and one.ruled_at is None and one.is_court_silent(now)]
    return [Fact(_("Urgent measure"), _("The court did not rule in time"), "high")] if silent else []


def panels(case, user, now) -> list[Panel]:
    """Show the measures that stand, and those that ended only where a court had been silent."""
    found = measures_of(case)
    rows = [{"measure": one, "is_silent": one.is_court_silent(now)} for one in found]
    shown = [row for row in rows if row["measure"].is_open or row["is_silent"]]
    context = {
        "case": case,
        "rows": shown,
        "ended": len(found) - len(shown),
        "may_propose": may(user, "measure.propose") and not case.closed_at,
        "is_alarmed": any(row["is_silent"] and row["measure"].is_open for row in rows),
    }
    return [Panel("cases/_measures.html", context)]

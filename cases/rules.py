"""What the procedure says, as pure functions of plain values. Now and today are arguments."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from cases.choices import (
    INVALID_INTERVIEW_PLACES,
    AgeStatus,
    BirthPrecision,
    InterpreterKind,
    InterviewKind,
    NoViewsReason,
    Step,
)
from protocols.packs import Pack

OLDEST_ACCEPTED = 25  # years: above it a birth date is a slip of the pen, not a disputed age


@dataclass(frozen=True)
class Age:
    """Completed years, or None if nothing is known; `is_exact` only where a full date of birth is."""

    years: int | None
    is_exact: bool


def age_on(day: date, *, birth_date: date | None, precision: str, declared_age: int | None, declared_on: date | None) -> Age:
    """Return the age in completed years on `day`.

    A birth date known by year or by month gives the age as if born on its first day, not exact; an age only
    declared grows from the day it was declared. What is not known is never made up.
    """
    if birth_date and precision in (BirthPrecision.EXACT, BirthPrecision.YEAR_MONTH, BirthPrecision.YEAR):
        return Age(completed_years(birth_date, day), precision == BirthPrecision.EXACT)
    if declared_age is not None:
        return Age(declared_age + (completed_years(declared_on, day) if declared_on else 0), False)
    return Age(None, False)


def completed_years(start: date, day: date) -> int:
    """Return the whole years from `start` to `day`; someone born on 29 February has the birthday on 1 March in other years."""
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


def is_treated_as_child(age_status: str) -> bool:
    """Tell whether every rule for children applies: always, except for an adult by a final determination (INV-40)."""
    return age_status != AgeStatus.DETERMINED_ADULT_FINAL


def is_birth_date_plausible(birth_date: date, today: date) -> bool:
    """Tell whether the date lies in the past and gives an age of at most 25 years."""
    return birth_date <= today and completed_years(birth_date, today) <= OLDEST_ACCEPTED


def is_place_valid(kind: str, place_type: str) -> bool:
    """Tell whether such a contact may be held there: no evaluation in the hands of migration or police (INV-06)."""
    return kind != InterviewKind.EVALUATION or place_type not in INVALID_INTERVIEW_PLACES


def is_interpreter_valid(kind: str, interpreter_kind: str, *, needs_interpreter: bool) -> bool:
    """Tell whether the language was covered as an evaluation demands: independently, whenever needed (INV-22)."""
    if kind != InterviewKind.EVALUATION or interpreter_kind in (InterpreterKind.INDEPENDENT, InterpreterKind.NOT_NEEDED):
        return True
    return interpreter_kind == InterpreterKind.NONE and not needs_interpreter


def are_views_recorded(child_views: str, no_views_reason: str) -> bool:
    """Tell whether the child was heard or a reason stands that allows a decision (INV-21)."""
    return bool(child_views.strip()) or no_views_reason not in ("", NoViewsReason.COMMUNICATION_BARRIER_PENDING)


DEADLINE_OF_STEP = {
    Step.INTAKE: "rapid_assessment",
    Step.DESIGNATION: "designation",
    Step.EVALUATION: "evaluation",
    Step.PLAN_DESIGN: "plan",
    Step.PLAN_EXECUTION: "first_visit",
    Step.FOLLOW_UP: "plan_review",
}


def latest_review_date(today: date, risk: str, pack: Pack) -> date:
    """Return the last day on which the plan may be reviewed for the first time (INV-20)."""
    return pack.due_day("plan_review", today, risk) or date.max


def hours_between(start: datetime, end: datetime) -> float:
    """Return elapsed hours, rounded to hundredths as the indicators print them."""
    return round((end - start).total_seconds() / 3600, 2)


def searchable(name: str) -> str:
    """Return a name in lower case without accents, spaces made single: "María  Pérez" -> "maria perez"."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def reasons_alike(child, other, likeness: float, today: date) -> list[str]:
    """Return why two children may be one: names alike in so many per cent (trigrams), birth, age, nationality, language."""
    reasons = [_("names alike: %(percent)s %%") % {"percent": round(likeness * 100)}]
    if child.birth_date and (child.birth_date, child.birth_precision) == (other.birth_date, other.birth_precision):
        reasons.append(_("same date of birth"))
    elif child.age_on(today).years is not None and child.age_on(today).years == other.age_on(today).years:
        reasons.append(_("same age"))
    if child.nationality and child.nationality == other.nationality:
        reasons.append(_("same nationality"))
    if child.primary_language == other.primary_language:
        reasons.append(_("same language"))
    return reasons


def differences(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Return (label, before, after) for every labelled text that differs, in the order of `after`, then what was dropped."""
    old, new = dict(before), dict(after)
    labels = [label for label, text in after] + [label for label, text in before if label not in new]
    return [(label, old.get(label, ""), new.get(label, "")) for label in labels if old.get(label, "") != new.get(label, "")]

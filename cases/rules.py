"""What the procedure says, as pure functions of plain values. Now and today are arguments."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import mean

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.choices import (
    INVALID_INTERVIEW_PLACES,
    AgeStatus,
    Answer,
    AsylumStatus,
    BirthPrecision,
    Consent,
    InterpreterKind,
    InterviewKind,
    NoViewsReason,
    Step,
)
from cases.choices_family import Safe, Wish
from protocols.choices import Right
from protocols.packs import Pack

OLDEST_ACCEPTED = 25  # years: above it a birth date is a slip of the pen, not a disputed age
MOST_CASES = 25  # at work, of one caseworker (INV-13)
MOST_CASEWORKERS = 6  # of one supervisor (INV-14)


@dataclass(frozen=True)
class Age:
    """Completed years, or None if nothing is known; `is_exact` only where a full date of birth is.

    Where year or month of birth alone are known, `years` is the most and `at_least` the least that it may be.
    """

    years: int | None
    is_exact: bool
    at_least: int | None = None


def age_on(day: date, *, birth_date: date | None, precision: str, declared_age: int | None, declared_on: date | None) -> Age:
    """Return the age in completed years on `day`.

    A birth date known by year or by month gives the age as if born on its first day, not exact; an age only
    declared grows from the day it was declared. What is not known is never made up.
    """
    if birth_date and precision in (BirthPrecision.EXACT, BirthPrecision.YEAR_MONTH, BirthPrecision.YEAR):
        latest = _last_of(birth_date, precision)
        return Age(completed_years(birth_date, day), precision == BirthPrecision.EXACT, max(completed_years(latest, day), 0))
    if declared_age is not None:
        return Age(declared_age + (completed_years(declared_on, day) if declared_on else 0), False)
    return Age(None, False)


def completed_years(start: date, day: date) -> int:
    """Return the whole years from `start` to `day`; someone born on 29 February has the birthday on 1 March in other years."""
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


@dataclass(frozen=True)
class Birth:
    """Between which days a person was born, both included, as far as is known."""

    earliest: date
    latest: date


def birth_between(*, birth_date: date | None, precision: str, declared_age: int | None, declared_on: date | None) -> Birth | None:
    """Return between which days the birth lies: one day, a month, a year, or the year that a declared age allows; None if not known."""
    if birth_date and precision in (BirthPrecision.EXACT, BirthPrecision.YEAR_MONTH, BirthPrecision.YEAR):
        return Birth(birth_date, _last_of(birth_date, precision))
    if declared_age is not None and declared_on:
        eldest = declared_on - relativedelta(years=declared_age + 1) + timedelta(days=1)
        return Birth(eldest, declared_on - relativedelta(years=declared_age))
    return None


def _last_of(birth_date: date, precision: str) -> date:
    """Return the last day that a birth date of this precision may mean."""
    last: date = birth_date
    if precision == BirthPrecision.YEAR:
        last = birth_date + relativedelta(month=12, day=31)
    elif precision == BirthPrecision.YEAR_MONTH:
        last = birth_date + relativedelta(day=31)
    return last


def day_of_transition(birth: Birth | None, pack: Pack) -> date | None:
    """Return the earliest day on which the plan for adult life may be due (17 years and 6 months); None if nothing is known (INV-41).

    A month that lacks the day ends on its last: born on 31 August, due on the last of February.
    """
    return pack.due_day("transition_plan", birth.earliest) if birth else None


def adult_since(birth: Birth | None) -> date | None:
    """Return the day on which the eighteenth birthday has surely passed; whoever was born on 29 February has it on 1 March."""
    return _birthday(birth.latest, 18) if birth else None


def _birthday(born: date, years: int) -> date:
    day: date = born + relativedelta(years=years)
    return day if day.day == born.day else day + timedelta(days=1)


def kept_until(birth: Birth | None, pack: Pack) -> date | None:
    """Return the last day on which a closed file is kept for sure and may be reopened; None where no birth date sets an end."""
    since = adult_since(birth)
    return pack.due_day("retention", since) if since else None


def is_adult_beyond_margin(range_low: int, margin: int) -> bool:
    """Tell whether an assessed age excludes a child: its lower end in years, less the margin of error, is 18 or more (D8)."""
    return range_low - margin >= 18


def age_for_care(age: Age, age_status: str) -> int | None:
    """Return the years by which a place is chosen: whose age is disputed, or was determined to be a child's, is never an adult (INV-40)."""
    if age.years is not None and age.years >= 18 and age_status in (AgeStatus.DISPUTED, AgeStatus.DETERMINED_CHILD):
        return 17
    return age.years


def is_treated_as_child(age_status: str) -> bool:
    """Tell whether every rule for children applies: always, except for an adult by a final determination (INV-40)."""
    return age_status != AgeStatus.DETERMINED_ADULT_FINAL


def is_birth_date_plausible(birth_date: date, today: date) -> bool:
    """Tell whether the date lies in the past and gives an age of at most 25 years."""
    return birth_date <= today and completed_years(birth_date, today) <= OLDEST_ACCEPTED


def is_place_valid(kind: str, place_type: str) -> bool:
    """Tell whether such a contact may be held there: no evaluation in the hands of migration or police (INV-06)."""
    return kind != InterviewKind.EVALUATION or place_type not in INVALID_INTERVIEW_PLACES


def is_interpreter_valid(kind: str, interpreter_kind: str, *, needs_interpreter: bool, speaks: bool) -> bool:
    """Tell whether the language was covered as an evaluation demands: independently, whenever needed (INV-22).

    `speaks`: the interviewer speaks the language of the conversation; only then can a child who needs an interpreter do without.
    """
    if kind != InterviewKind.EVALUATION or interpreter_kind == InterpreterKind.INDEPENDENT:
        return True
    if interpreter_kind not in (InterpreterKind.NOT_NEEDED, InterpreterKind.NONE):
        return False
    return not needs_interpreter or (interpreter_kind == InterpreterKind.NOT_NEEDED and speaks)


def may_contact_relative(safe: str, wish: str, *, is_decided: bool) -> bool:
    """Tell whether a relative may be contacted: it is safe and the child is not opposed, or an evaluation decides so (INV-28)."""
    return is_decided or (safe == Safe.YES and wish != Wish.NO)


PROTECTED = frozenset(
    {
        AsylumStatus.INDICATED_NOT_APPLIED,
        AsylumStatus.APPLIED,
        AsylumStatus.RECOGNISED,
        AsylumStatus.COMPLEMENTARY_PROTECTION,
        AsylumStatus.APPEAL,
    }
)


def may_reach_origin(answer: str, consent_by: str, asylum_status: str = "") -> bool:
    """Tell whether authorities of the child's country, a consulate among them, may be contacted (INV-30).

    answer         to whether anything points to a need of international protection; "" while nobody has answered
    consent_by     who consented to this contact, "" for nobody: nothing less than the child and the representative opens it
    asylum_status  of the case: a procedure that was begun, or protection that was given, is an answer too
    """
    return consent_by == Consent.BOTH or (answer == Answer.NO and asylum_status not in PROTECTED)


RELEASE_NEEDS = {
    "identity_seen": gettext_lazy("INV-29: the identity of the adult was not checked."),
    "kinship_verification": gettext_lazy("INV-29: the kinship was not verified."),
    "home_study": gettext_lazy("INV-29: there is no favourable home study whose conditions are met."),
    "child_view": gettext_lazy("INV-29: it is not recorded what the child says of living there."),
}


def lacks_for_release(*, identity_seen: str, kinship_verification: str, is_home_fit: bool, child_view: str) -> list[str]:
    """Return what is missing before a child goes to live with this adult, as keys of RELEASE_NEEDS, in order (INV-29)."""
    met = {
        "identity_seen": bool(identity_seen.strip()),
        "kinship_verification": bool(kinship_verification),
        "home_study": is_home_fit,
        "child_view": bool(child_view.strip()),
    }
    return [need for need in RELEASE_NEEDS if not met[need]]


def union_of_rights(lists: Iterable[Iterable[str]]) -> list[str]:
    """Return every right that one of the lists names, each once, in the order of Right."""
    named = {right for rights in lists for right in rights}
    return [right.value for right in Right if right in named]


def are_views_recorded(child_views: str, no_views_reason: str) -> bool:
    """Tell whether the child was heard or a reason stands that allows a decision (INV-21)."""
    return bool(child_views.strip()) or no_views_reason not in ("", NoViewsReason.COMMUNICATION_BARRIER_PENDING)


def visits_missing(due: Iterable[date], held: Iterable[date], *, early: int) -> list[date]:
    """Return the due days that no visit meets: each visit meets one, from `early` days before it on, however late."""
    left, missing = sorted(held), []
    for day in sorted(due):
        met = next((visit for visit in left if visit >= day - timedelta(days=early)), None)
        if met is None:
            missing.append(day)
        else:
            left.remove(met)
    return missing


LEAST_DAYS_OF_CHANGE = 14  # between two measures of wellbeing that may be compared (I-22)


@dataclass(frozen=True)
class Change:
    """How wellbeing changed from the first measure to the last: points on a scale of 1 to 5, by domain and in the mean."""

    by_domain: dict[str, int]
    overall: float


def wellbeing_change(measures: Iterable[tuple[date, Mapping[str, int]]]) -> Change | None:
    """Return last less first over the domains in both; None with fewer than two measures 14 days apart, or no domain in both."""
    in_order = sorted(measures, key=lambda measure: measure[0])
    if not in_order or (in_order[-1][0] - in_order[0][0]).days < LEAST_DAYS_OF_CHANGE:
        return None
    first, last = in_order[0][1], in_order[-1][1]
    by_domain = {domain: last[domain] - first[domain] for domain in first if domain in last}
    return Change(by_domain, float(mean(by_domain.values()))) if by_domain else None


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

"""The country of the child's origin: one question at every door that leads to it (INV-30)."""

from django.utils.translation import gettext as _

from cases import companions, rules
from cases.choices import Answer
from cases.models import Case
from cases.services.base import refuse


def is_of_origin(case: Case, country: str) -> bool:
    """Tell whether an authority of that country is one of the child's own, seen from the country that protects the child."""
    return country == case.child.nationality != case.unit.country


def may_reach_origin(case: Case, consent_by: str | None = None) -> bool:
    """Tell whether authorities of the child's country may be contacted (INV-30).

    consent_by  of the one consent on which the contact stands; None: of whatever consents to such contact are on record
    """
    if consent_by is None:
        consent_by = next(iter(companions.origin_consents(case)), "")
    return rules.may_reach_origin(screening_of(case), consent_by, case.asylum_status)


def screening_of(case: Case) -> str:
    """Return the answer on international protection: whatever is not a no stands, also in an evaluation still being written."""
    answers = [one.international_protection for one in (case.evaluation, case.approved_evaluation) if one is not None]
    return next((answer for answer in answers if answer not in ("", Answer.NO)), next(filter(None, answers), ""))


def refuse_origin(case: Case, *, consent_by: str | None = None, field: str | None = None) -> None:
    """Refuse to contact the child's country while it could endanger the child."""
    if not may_reach_origin(case, consent_by):
        refuse(origin_words(), field=field, code="INV-30")


def origin_words() -> str:
    return _(
        "INV-30: nobody of the child's country is contacted while a need of international protection is open, unless the child"
        " and the representative both consented."
    )

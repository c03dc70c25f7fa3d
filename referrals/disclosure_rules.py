"""What leaves the authority towards those behind the walls: to whom, on which ground, and which words (F3, F7, F8, INV-30, INV-58).

Closed lists: whatever is not here is not told. No field reads a reason, a statement, health, a place or anybody but the child.
"""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import OrgType
from referrals.disclosure_choices import Ground

PROSECUTING = (OrgType.POLICE, OrgType.PROSECUTOR)
DETERMINATIONS = (
    "not_deprived",
    "not_returned",
    "regular_stay",
    "asylum_access",
    "authority_care",
    "represented",
    "assisted_return",
    "with_family",
    "by_safe_way",
)
# To whom, and on which grounds: police and prosecutors only to protect a victim or by order of a court (F7).
GROUNDS: dict[str, frozenset[Ground]] = {
    OrgType.MIGRATION_AUTHORITY: frozenset({Ground.LEGAL_MANDATE, Ground.COURT_ORDER}),
    **dict.fromkeys(PROSECUTING, frozenset({Ground.COURT_ORDER, Ground.VICTIM_PROTECTION})),
    OrgType.COURT: frozenset({Ground.LEGAL_MANDATE, Ground.COURT_ORDER}),
    OrgType.CONSULATE: frozenset({Ground.LEGAL_MANDATE, Ground.CONSENT}),
}
# Which determinations: a consulate hears nothing from which one could tell that the child fears its country (F8).
TELLS: dict[str, frozenset[str]] = {
    OrgType.MIGRATION_AUTHORITY: frozenset(DETERMINATIONS),
    **dict.fromkeys(PROSECUTING, frozenset({"not_deprived", "not_returned", "authority_care", "represented"})),
    OrgType.COURT: frozenset(DETERMINATIONS),
    OrgType.CONSULATE: frozenset({"authority_care", "represented", "assisted_return", "with_family", "by_safe_way"}),
}
FIELDS: dict[str, str | Promise] = {
    "name": pgettext_lazy("of a child", "Name"),
    "birth_date": _("Date of birth"),
    "nationality": _("Nationality"),
    "folio": _("Your notification"),
    "plan": _("Plan and day of its approval"),
}
OF_RECIPIENT: dict[str, frozenset[str]] = {
    OrgType.MIGRATION_AUTHORITY: frozenset({"name", "folio", "plan"}),
    **dict.fromkeys(PROSECUTING, frozenset({"name", "birth_date", "plan"})),
    OrgType.COURT: frozenset({"name", "birth_date", "nationality", "plan"}),
    OrgType.CONSULATE: frozenset({"name", "birth_date", "nationality"}),
}
NEEDED = "name"  # without it nobody knows of whom a determination speaks


def refusal(org_type: str, ground: str) -> str | Promise:
    """Return why such an organisation is told nothing on that ground; "" where it may be."""
    if org_type not in GROUNDS:
        return _(
            "F3: determinations go to the migration authority, the police, a prosecutor, a court or a consulate; others get a referral."
        )
    if ground in GROUNDS[org_type]:
        return ""
    if org_type in PROSECUTING:
        return _("F7: police and prosecutors are told only by order of a court, or to protect the child as a victim.")
    if org_type == OrgType.CONSULATE:
        return _("F8: a consulate is told only where the law demands it or the child and the representative consented.")
    return _("INV-58: on this ground nothing is disclosed to this organisation.")


def strange(org_type: str, fields: Iterable[str], determinations: Iterable[str]) -> list[str]:
    """Return what is asked to be told beyond the lists of that kind of organisation, fields first."""
    beyond = sorted({*fields} - OF_RECIPIENT.get(org_type, frozenset()))
    return beyond + sorted({*determinations} - TELLS.get(org_type, frozenset()))

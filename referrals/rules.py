"""To whom a child may be referred, when somebody must approve it, and until when it is answered."""

from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import CARE_PROVIDERS, PROTECTION_AUTHORITIES, OrgType
from cases.choices_family import Safe, Wish
from protocols.choices import DeadlineKey
from referrals.choices import Reach, ReferralType, Urgency

HEALTH_CARE = frozenset({ReferralType.HEALTH, ReferralType.MENTAL_HEALTH, ReferralType.SRH, ReferralType.SUBSTANCE_USE})
# What does harm where it is known to the wrong people: somebody of higher rank reads it before it leaves.
SENSITIVE = frozenset(
    {
        ReferralType.MENTAL_HEALTH,
        ReferralType.SRH,
        ReferralType.SUBSTANCE_USE,
        ReferralType.TRAFFICKING_VICTIM,
        ReferralType.JUSTICE_COMPLAINT,
        ReferralType.DOCUMENTATION_CONSULAR,
    }
)
NEVER = frozenset({OrgType.MIGRATION_AUTHORITY, OrgType.SIPINNA_SECRETARIAT})
FOR_VICTIMS = frozenset({ReferralType.TRAFFICKING_VICTIM, ReferralType.JUSTICE_COMPLAINT, ReferralType.MISSING_CHILD_SEARCH})
DAY = timedelta(hours=24)
ACCESS = timedelta(days=180)  # how long an accepted referral stays open to its receiver unless it ends before
LINK = timedelta(days=30)  # how long the link of a letter works

_FAMILY_SYSTEM = frozenset({OrgType.DIF_NATIONAL, OrgType.DIF_STATE, OrgType.DIF_MUNICIPAL})
_AUTHORITIES = PROTECTION_AUTHORITIES | _FAMILY_SYSTEM | {OrgType.FOREIGN_PROTECTION_AUTHORITY}
_CIVIL = frozenset({OrgType.ATD_CSO, OrgType.UN_AGENCY})
# Which kinds of organisation serve which need: the order of what is suggested, not a limit.
SERVES: dict[str, frozenset[OrgType]] = {
    ReferralType.HEALTH: frozenset({OrgType.HEALTH_PROVIDER}),
    ReferralType.MENTAL_HEALTH: frozenset({OrgType.HEALTH_PROVIDER}) | _CIVIL,
    ReferralType.EDUCATION: frozenset({OrgType.EDUCATION_PROVIDER}) | _CIVIL,
    ReferralType.LEGAL_REPRESENTATION: frozenset({OrgType.LEGAL_AID_CSO}) | PROTECTION_AUTHORITIES,
    ReferralType.ASYLUM: frozenset({OrgType.ASYLUM_AUTHORITY, OrgType.LEGAL_AID_CSO, OrgType.UN_AGENCY}),
    ReferralType.MIGRATION_REGULARISATION: frozenset({OrgType.LEGAL_AID_CSO}),
    ReferralType.DOCUMENTATION_CONSULAR: frozenset({OrgType.CONSULATE}),
    ReferralType.FAMILY_TRACING: _AUTHORITIES | _CIVIL | {OrgType.SEARCH_COMMISSION},
    ReferralType.HOME_STUDY: _AUTHORITIES,
    ReferralType.INTERPRETATION: _CIVIL | {OrgType.OTHER},
    ReferralType.MATERIAL_AID: _CIVIL | _FAMILY_SYSTEM,
    ReferralType.LIVELIHOOD_TRAINING: _CIVIL | {OrgType.EDUCATION_PROVIDER},
    ReferralType.DISABILITY: frozenset({OrgType.HEALTH_PROVIDER}) | _FAMILY_SYSTEM | _CIVIL,
    ReferralType.SRH: frozenset({OrgType.HEALTH_PROVIDER}) | _CIVIL,
    ReferralType.SUBSTANCE_USE: frozenset({OrgType.HEALTH_PROVIDER}) | _CIVIL,
    ReferralType.TRAFFICKING_VICTIM: frozenset({OrgType.PROSECUTOR, OrgType.HUMAN_RIGHTS_BODY}) | _CIVIL,
    ReferralType.JUSTICE_COMPLAINT: frozenset({OrgType.PROSECUTOR, OrgType.COURT, OrgType.HUMAN_RIGHTS_BODY}),
    ReferralType.MISSING_CHILD_SEARCH: frozenset({OrgType.SEARCH_COMMISSION, OrgType.POLICE, OrgType.PROSECUTOR}),
    ReferralType.AFTER_CARE: _CIVIL | _FAMILY_SYSTEM | CARE_PROVIDERS,
}


def reach_of(own: tuple[str, str], theirs: tuple[str, str]) -> Reach:
    """Return how far it is from one (country, state) to another; an organisation of a whole country is near everywhere in it."""
    (country, state), (other_country, other_state) = own, theirs
    if country != other_country:
        return Reach.ABROAD
    return Reach.OTHER_STATE if other_state and state and other_state != state else Reach.NEAR


def wall(org_type: str, kind: str) -> str | Promise:
    """Return why an organisation of that type may not be told for that purpose; "" where it may (firewall F3, F7, INV-52)."""
    if org_type == OrgType.MIGRATION_AUTHORITY:
        return _("INV-52: nothing is referred to the migration authority. It is told of determinations by an extract of the plan.")
    if org_type in NEVER:
        return _("INV-52: this body reads totals only; nothing of a child is referred to it.")
    if org_type in (OrgType.POLICE, OrgType.PROSECUTOR, OrgType.COURT) and kind not in FOR_VICTIMS:
        return _("F7: police, a prosecutor or a court are told only to protect or search for the child, or by court order.")
    if org_type == OrgType.CONSULATE and kind != ReferralType.DOCUMENTATION_CONSULAR:
        return _("INV-30: a consulate is asked for documents and for nothing else.")
    return ""


def may_name_relative(kind: str, safe: str, wish: str) -> bool:
    """Tell whether a referral may name this relative: one who is visited must be safe to contact, one who is searched for not unsafe."""
    is_safe = safe != Safe.NO if kind == ReferralType.FAMILY_TRACING else safe == Safe.YES
    return is_safe and wish != Wish.NO


def reasons_to_approve(kind: str, reach: str, *, has_protocol: bool, has_files: bool = False) -> list[str | Promise]:
    """Return why somebody of higher rank must approve a referral before it is sent; nothing where it may go at once."""
    found: list[str | Promise] = []
    if kind in SENSITIVE:
        found.append(_("What it is about is sensitive."))
    if reach == Reach.OTHER_STATE:
        found.append(_("It goes to another state."))
    if reach == Reach.ABROAD:
        found.append(_("It leaves the country."))
    if not has_protocol:
        found.append(_("DP-11: no valid agreement on sharing data covers it."))
    if has_files:
        found.append(_("Files of the case go along."))
    return found


def reply_key(kind: str, urgency: str) -> DeadlineKey:
    """Return the pack's deadline for the answer."""
    is_urgent_health = kind in HEALTH_CARE and urgency == Urgency.IMMEDIATE
    return DeadlineKey.HEALTH_REFERRAL_REPLY if is_urgent_health else DeadlineKey.REFERRAL_REPLY


def reply_due(limit: datetime, now: datetime, urgency: str) -> datetime:
    """Return by when the receiver answers: the pack's limit, and within a day for what cannot wait."""
    return limit if urgency == Urgency.NORMAL else min(limit, now + DAY)


def remind_at(sent_at: datetime, due_at: datetime) -> datetime:
    """Return when the receiver is reminded: at the last quarter of the time."""
    return due_at - (due_at - sent_at) / 4


def told_address(text: str, address: str) -> bool:
    """Tell whether a text gives an address away, whatever its case and spaces (INV-56)."""
    plain, secret = (" ".join(words.casefold().split()) for words in (text, address))
    return len(secret) > 3 and secret in plain

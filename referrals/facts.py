"""What a case knows of what a packet may hold, read from its records; and to whom else a child could be referred."""

from django.db.models import Case as Choice
from django.db.models import Exists, OuterRef, Value, When

from accounts.models import Organisation, User
from accounts.roles import CAPABILITIES
from cases.models import Case
from placements.choices import AddressVisibility, PlacementType, State
from referrals.models import Referral, SharingProtocol
from referrals.packets import Facts, compose
from referrals.rules import NEVER, SERVES, reasons_to_approve

MOST_SUGGESTED = 3
ANSWERING = [role for role, capabilities in CAPABILITIES.items() if "referral.answer" in capabilities]


def facts_of(case: Case, relative=None, *, day) -> Facts:
    """Return what a packet about `case` may be composed of, as it is known on `day`."""
    child, notification = case.child, case.notification
    evaluation = case.approved_evaluation or case.evaluation
    designation = case.designation
    contact = " · ".join(filter(None, [designation.person.full_name if designation else "", case.unit.name]))
    return Facts(
        code=child.code,
        name=child.identity.full_name,
        sex=child.sex,
        birth_date=child.birth_date,
        is_birth_date_exact=child.birth_precision == "exact",
        age=child.age_on(day).years,
        nationality=child.nationality,
        language=child.primary_language,
        needs_interpreter=child.needs_interpreter,
        indigenous_people=child.indigenous_people,
        accompaniment=case.accompaniment,
        migration_status=case.migration_status,
        representation=designation.representation if designation else "",
        town=town_of(case),
        entry_date=notification.entry_date if notification else None,
        concerns=tuple(evaluation.high_concerns) if evaluation else (),
        procedures=tuple((one.kind, one.authority, one.file_number) for one in case.procedures.all()),
        contact=contact,
        relative=relative_facts(relative) if relative else None,
    )


def relative_facts(relative) -> dict:
    """Return what may be told of the relative whom a referral is about; the telephone only where calling is safe (INV-28)."""
    phone = relative.phone if relative.safe_to_contact == "yes" else ""
    return {"name": relative.name, "relation": relative.relation, "place": relative.location, "phone": phone}


def town_of(case: Case) -> str:
    """Return the town where the child lives, "" where even that is not told (INV-56)."""
    stay = case.placements.filter(state=State.ACTIVE).select_related("facility__address").first()
    return "" if stay is None or stay.facility is None or _is_secret(stay.facility) else stay.facility.municipality


def _is_secret(facility) -> bool:
    address = getattr(facility, "address", None)
    is_restricted = address is not None and address.visibility == AddressVisibility.RESTRICTED
    return is_restricted or facility.facility_type == PlacementType.SPECIALISED_PROTECTION_SHELTER


def packet_of(referral: Referral, *, now) -> dict[str, object]:
    """Return the packet as it was sent, or, before that, as it would be sent now."""
    if referral.packet is not None:
        return referral.packet
    facts = facts_of(referral.case, referral.relative, day=referral.case.unit.day_of(now))
    return compose(referral.type, referral.reach, referral.packet_fields, facts)


def protocol_for(referral: Referral, day) -> SharingProtocol | None:
    """Return the agreement on sharing data that covers the referral on that day, or None (DP-11)."""
    if referral.to_organisation is None:
        return None
    found = SharingProtocol.objects.between(referral.from_unit, referral.to_organisation)
    return next((one for one in found if one.covers(referral.type, referral.packet_fields, day)), None)


def approval_of(referral: Referral, day) -> list:
    """Return why the referral must be approved before it is sent on that day; nothing where it may go at once."""
    has_protocol = protocol_for(referral, day) is not None
    return reasons_to_approve(referral.type, referral.reach, has_protocol=has_protocol, has_files=bool(referral.file_list))


def who_answers(organisation: Organisation):
    """Return the people who find what is sent to the organisation in their inbox."""
    return User.objects.filter(is_active=True, role__in=ANSWERING, organisation__in=Organisation.objects.above(organisation))


def serving(kind: str, unit: Organisation, besides=()) -> list[Organisation]:
    """Return organisations of the country that serve the need and could answer, the nearest first, without those `besides`."""
    people = User.objects.filter(organisation=OuterRef("pk"), is_active=True, role__in=ANSWERING)
    found = Organisation.objects.filter(Exists(people), is_active=True, country=unit.country, org_type__in=SERVES[kind])
    found = found.exclude(pk__in=[*besides, unit.pk]).exclude(org_type__in=NEVER)
    nearest = Choice(When(state=unit.state, then=Value(0)), default=Value(1))
    return list(found.order_by(nearest, "name")[:MOST_SUGGESTED])


def alternatives(referral: Referral) -> list[Organisation]:
    """Return organisations that serve the same need and were not asked yet."""
    asked, one = [], referral
    while one is not None:
        asked.append(one.to_organisation_id)
        one = one.previous
    return serving(referral.type, referral.from_unit, [pk for pk in asked if pk])

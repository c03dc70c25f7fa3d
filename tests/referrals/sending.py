"""An authority with a child, and a clinic that it refers children to."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Level
from accounts.roles import OrgType, Role
from audit.models import Event
from cases.choices import Step
from cases.models import CaseGrant
from referrals import services
from referrals.models import Referral, SharingProtocol
from referrals.packets import FIELDS, PACKETS
from tests.factories import NOW, CaseFactory, OrganisationFactory, Team, UserFactory, grant

HOUR = timedelta(hours=1)


class Clinic:
    """An organisation with somebody who answers, and somebody who does not."""

    def __init__(self, org_type=OrgType.HEALTH_PROVIDER, role=Role.SERVICE_PROVIDER_USER, **organisation):
        fields = {"org_type": org_type, "level": Level.UNIT, "name": "Clínica de prueba"} | organisation
        self.unit = OrganisationFactory(**fields)
        self.nurse = UserFactory(organisation=self.unit, role=role)


class Desk:
    """The people on both sides, a case of the authority, and an agreement between the two."""

    def __init__(self, *, agreed: bool = True):
        self.team, self.clinic = Team(), Clinic()
        self.case = CaseFactory(unit=self.team.unit, step=Step.EVALUATION)
        grant(self.case, self.team.caseworker)
        if agreed:
            self.agree()

    def agree(self, partner=None, **fields) -> SharingProtocol:
        facts = {
            "organisation": self.team.unit,
            "partner": partner or self.clinic.unit,
            "reference": "Convenio de prueba",
            "purposes": [*PACKETS],
            "fields": [*FIELDS],
            "valid_from": date(2026, 1, 1),
            "valid_to": date(2099, 1, 1),
        }
        return SharingProtocol.objects.create(**(facts | fields))

    def draft(self, kind="health", **fields) -> Referral:
        facts = {
            "to_organisation": None if fields.get("recipient_name") else self.clinic.unit,
            "packet_fields": ["name", "age"],
            "purpose": "Valoración médica completa.",
            "by": self.team.caseworker,
            "now": NOW,
        }
        return services.draft_referral(case=self.case, type=kind, **(facts | fields))

    def send(self, referral=None, *, now=NOW, by=None, **fields) -> Referral:
        one = referral or self.draft(now=now, **fields)
        return services.send_referral(referral=one, version=one.version, by=by or self.team.caseworker, now=now)

    def approve(self, referral, *, now=NOW, by=None, is_approved=True, **fields) -> Referral:
        given = {"version": referral.version, "is_approved": is_approved, "now": now} | fields
        return services.review_referral(referral=referral, by=by or self.team.supervisor, **given)

    def received(self, **fields) -> Referral:
        return services.receive(referral=self.send(**fields), by=self.clinic.nurse, now=fields.get("now", NOW))

    def accepted(self, **fields) -> Referral:
        return services.accept(referral=self.send(**fields), by=self.clinic.nurse, now=fields.get("now", NOW))

    def attended(self, **fields) -> Referral:
        return services.begin(referral=self.accepted(**fields), by=self.clinic.nurse, now=fields.get("now", NOW))


def fresh(referral) -> Referral:
    return Referral.objects.select_related("case", "grant").get(pk=referral.pk)


def refused(act, *args, **arguments) -> str:
    """Return the words of a refusal that wrote nothing."""
    before = (Referral.objects.count(), Event.objects.count(), CaseGrant.objects.count())
    with pytest.raises(ValidationError) as refusal:
        act(*args, **arguments)
    assert (Referral.objects.count(), Event.objects.count(), CaseGrant.objects.count()) == before
    return " ".join(refusal.value.messages)

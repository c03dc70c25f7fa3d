"""To whom a child may be referred, about whom, and on what ground: the wall, consents, agreements."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.roles import OrgType
from cases.models import CaseGrant
from referrals import services
from referrals.choices import State
from referrals.facts import packet_of
from tests.factories import NOW, CaseFactory, relative_of
from tests.referrals.sending import HOUR, Clinic, Desk, fresh, refused

pytestmark = pytest.mark.django_db


def test_inv_52_nothing_goes_to_the_migration_authority(desk):
    assert "INV-52" in refused(desk.draft, to_organisation=desk.team.migration)


def test_f7_a_prosecutor_is_told_only_to_protect(desk):
    office = Clinic(OrgType.PROSECUTOR)
    assert "F7" in refused(desk.draft, to_organisation=office.unit)
    assert desk.draft("justice_complaint", to_organisation=office.unit).state == State.DRAFT


def test_a_recipient_is_one_of_two_and_somebody_must_be_able_to_answer(desk):
    assert "one of the two" in refused(desk.draft, to_organisation=None)
    assert "one of the two" in refused(desk.draft, to_organisation=desk.clinic.unit, recipient_name="Hospital")
    desk.clinic.nurse.is_active = False
    desk.clinic.nurse.save()
    assert "as a letter" in refused(desk.draft)
    assert "your own" in refused(desk.draft, to_organisation=desk.team.unit)


def test_inv_28_a_home_study_names_one_safe_relative_and_nobody_else(desk):
    other = relative_of(desk.case.child, name="Nadie Más", phone="999")
    aunt = relative_of(desk.case.child, phone="662 1", location="Cobán")
    assert "Choose the relative" in refused(desk.draft, "home_study")
    assert "No relative" in refused(desk.draft, "health", relative=aunt)
    assert "Choose the relative" in refused(desk.draft, "home_study", relative=relative_of(CaseFactory().child))
    one = desk.draft("home_study", relative=aunt, packet_fields=["name", "relative", "relative_phone"])
    packet = packet_of(one, now=NOW)
    assert packet["relative"] == {"name": "Rosa Tzi", "relation": "aunt_uncle", "place": "Cobán"}
    assert packet["relative_phone"] == "662 1"
    assert other.name not in str(packet)
    aunt.child_wishes_contact = "no"
    aunt.save()
    assert "INV-28" in refused(desk.draft, "home_study", relative=aunt)
    assert "INV-28" in refused(desk.send, one)  # also what became wrong since it was written


def test_inv_30_the_country_of_origin_is_not_contacted_while_asylum_is_open(desk):
    consulate = Clinic(OrgType.CONSULATE, country="GT", state="")
    ask = {"kind": "documentation_consular", "to_organisation": consulate.unit, "packet_fields": ["name"]}
    assert "INV-30" in refused(desk.draft, **ask)
    given = {"given_on": date(2026, 3, 1), "purposes": ["documentation_consular"], "explained": "En q'eqchi'.", "now": NOW}
    by_child = services.record_consent(case=desk.case, given_by="child", by=desk.team.caseworker, **given)
    assert "INV-30" in refused(desk.draft, **ask, basis="consent", consent=by_child)
    by_both = services.record_consent(case=desk.case, given_by="both", by=desk.team.caseworker, **given)
    assert desk.draft(**ask, basis="consent", consent=by_both).state == State.DRAFT
    letter = {"kind": "family_tracing", "relative": relative_of(desk.case.child), "recipient_name": "PGN", "recipient_country": "GT"}
    assert "INV-30" in refused(desk.draft, **letter, packet_fields=["name", "relative"])


def consent_of(desk, purposes=("health",), **fields):
    facts = {"given_by": "both", "given_on": date(2026, 3, 1), "explained": "Con dibujos.", "now": NOW}
    return services.record_consent(case=desk.case, purposes=purposes, by=desk.team.caseworker, **(facts | fields))


def test_dp_2_consent_is_for_what_it_was_given_and_the_mandate_stands_on_none(desk):
    consent = consent_of(desk, ["education"])
    assert "DP-2" in refused(desk.draft, basis="consent")
    assert "something else" in refused(desk.draft, basis="consent", consent=consent)
    assert "does not stand on consent" in refused(desk.draft, basis="mandate", consent=consent)
    foreign = Desk()
    assert "DP-2" in refused(desk.draft, basis="consent", consent=consent_of(foreign))
    assert "future" in refused(consent_of, desk, given_on=date(2026, 3, 5))


def test_dp_2_a_consent_that_is_taken_back_ends_what_stands_on_it(desk):
    consent = consent_of(desk)
    waiting = desk.send(basis="consent", consent=consent)
    draft = desk.draft(basis="consent", consent=consent)
    attended = desk.attended(basis="consent", consent=consent)
    services.withdraw_consent(consent=consent, withdrawn_on=date(2026, 3, 2), by=desk.team.caseworker, now=NOW + HOUR)
    assert fresh(waiting).state == State.CANCELLED
    assert fresh(attended).state == State.IN_SERVICE
    assert not CaseGrant.objects.in_force(NOW + 2 * HOUR).filter(because="referral").exists()
    assert "taken back" in refused(desk.send, draft)
    assert "already" in refused(
        services.withdraw_consent, consent=consent, withdrawn_on=date(2026, 3, 2), by=desk.team.caseworker, now=NOW + HOUR
    )


def agreement(desk, **fields):
    facts = {
        "organisation": desk.team.unit,
        "partner": desk.clinic.unit,
        "reference": "Convenio 1/2026",
        "purposes": ["health"],
        "fields": ["name"],
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
        "channel": "system",
    } | fields
    return services.save_protocol(protocol=None, version=0, by=desk.team.approver, now=NOW, **facts)


def test_agreements_are_kept_by_the_head_of_the_authority(desk):
    assert agreement(desk).covers("health", ["name"], date(2026, 12, 31))
    assert "your own organisation" in refused(agreement, desk, organisation=desk.clinic.unit)
    assert "two organisations" in refused(agreement, desk, partner=desk.team.unit)
    assert "INV-52" in refused(agreement, desk, partner=desk.team.migration)
    assert "ends before" in refused(agreement, desk, valid_to=date(2025, 1, 1))
    assert "which data" in refused(agreement, desk, fields=["no_such"])
    with pytest.raises(PermissionDenied):
        services.save_protocol(protocol=None, version=0, by=desk.team.supervisor, now=NOW)

"""What the database refuses by itself, whoever writes."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Child
from referrals import services
from referrals.choices import State
from referrals.models import Referral
from tests.factories import NOW, CaseFactory, OrganisationFactory, relative_of
from tests.referrals.sending import Clinic, Desk

pytestmark = pytest.mark.django_db


def refused(sql, *parameters) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
    return str(error.value)


def change(what: str, *parameters) -> str:
    return refused(f"UPDATE referrals_referral SET {what}", *parameters)


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("type = 'care_placement'", "referral_packet_of_its_type"),
        ("type = 'migration_control'", "referral_packet_of_its_type"),
        ("reach = 'moon'", "referral_reach_known"),
        ("urgency = 'soon'", "referral_urgency_known"),
        ("basis = 'habit'", "referral_basis_known"),
        ("basis = 'consent'", "referral_has_its_ground"),
        ("purpose = ''", "referral_says_what_for"),
        ("recipient_name = 'Hospital'", "referral_to_somebody"),
        ("to_organisation_id = NULL", "referral_to_somebody"),
        ("packet_fields = array['code', 'procedures']", "referral_packet_of_its_type"),
        ("packet_fields = array['code', 'sealed_note']", "referral_packet_of_its_type"),
        ("reach = 'abroad', packet_fields = array['code', 'town']", "referral_packet_abroad"),
        ("type = 'home_study', packet_fields = array['code']", "referral_about_a_relative"),
        ("approver_id = author_id", "referral_four_eyes"),
        ("previous_id = id", "referral_follows_another"),
        ("packet = '{}'", "referral_unsent"),
        ("state = 'sent'", "referral_sent_with_its_packet"),
        ("state = 'received'", "D2"),
        ("state = 'completed'", "D2"),
        ("state = 'expired'", "D2"),
    ],
)
def test_a_draft(desk, what, name):
    desk.draft()
    assert name in change(what)


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ('packet = \'{"code": "x"}\'', "immutable"),
        ("packet = NULL", "immutable"),
        ("purpose = 'Otra cosa'", "immutable"),
        ("needs = 'Otra cosa'", "immutable"),
        ("type = 'education'", "immutable"),
        ("sent_at = now()", "immutable"),
        ("state = 'accepted'", "D2"),
        ("state = 'draft'", "D2"),
        ("reach = 'other_state'", "referral_approved_where_due"),
    ],
)
def test_one_that_was_sent(desk, what, name):
    desk.send()
    assert name in change(what)


def test_what_was_sent_goes_to_nobody_else(desk):
    desk.send()
    assert "immutable" in change("to_organisation_id = %s", Clinic().unit.pk)


def test_a_sensitive_one_is_not_sent_unapproved(desk):
    one = desk.draft("mental_health")
    packet = json.dumps({"code": "x"})
    assert "referral_approved_where_due" in change("state = 'sent', packet = %s, sent_at = now(), reply_due_at = now()", packet)
    assert one.state == State.DRAFT


def test_a_packet_holds_no_key_that_was_not_chosen(desk):
    desk.draft()
    packet = json.dumps({"code": "x", "town": "Hermosillo"})
    assert "outside the packet" in change("state = 'sent', packet = %s, sent_at = now(), reply_due_at = now()", packet)


def test_an_ending_says_why(desk):
    services.receive(referral=desk.send(), by=desk.clinic.nurse, now=NOW)
    assert "referral_declined_why" in change("state = 'declined'")
    services.accept(referral=Referral.objects.get(), by=desk.clinic.nurse, now=NOW)
    services.begin(referral=Referral.objects.get(), by=desk.clinic.nurse, now=NOW)
    assert "referral_ends_with_feedback" in change("state = 'completed'")


@pytest.mark.parametrize("org_type", ["migration_authority", "sipinna_secretariat"])
def test_inv_52_nothing_goes_behind_the_wall(desk, org_type):
    desk.draft()
    walled = OrganisationFactory(org_type=org_type)
    assert "INV-52" in change("to_organisation_id = %s", walled.pk)


def test_consent_and_relative_are_of_the_same_child(desk):
    desk.draft()
    other = Desk()
    consent = services.record_consent(
        case=other.case, given_by="both", given_on=NOW.date(), purposes=["health"], explained="Sí.", by=other.team.caseworker, now=NOW
    )
    own = "WHERE case_id = %s"
    assert "another case" in change(f"basis = 'consent', consent_id = %s {own}", consent.pk, desk.case.pk)
    stranger = relative_of(Child.objects.get(pk=CaseFactory().child_id))
    about = f"type = 'home_study', packet_fields = array['code'], relative_id = %s {own}"
    assert "another child" in change(about, stranger.pk, desk.case.pk)


def test_a_referral_begins_as_a_draft(desk):
    desk.send()
    kept = (
        "type, to_organisation_id, recipient_name, recipient_address, recipient_country, recipient_state, reach, urgency, purpose, needs,"
        " basis, packet_fields, packet, sent_at, reply_due_at, decline_reason, answer_note, feedback,"
        " version, author_id, case_id, from_unit_id"
    )
    again = f"SELECT gen_random_uuid(), now(), 'R-X', 'received', {kept} FROM referrals_referral"
    assert "D2" in refused(f"INSERT INTO referrals_referral (id, created_at, number, state, {kept}) {again}")


@pytest.mark.parametrize("statement", ["UPDATE {} SET move = 'accept'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_history_is_only_ever_added_to(desk, statement, as_owner):
    desk.send()
    statement = statement.format("referrals_referralstep")
    refused(statement)
    with pytest.raises(DatabaseError):
        as_owner(statement)


def test_of_two_links_of_a_letter_one_works(desk):
    one = desk.approve(desk.send(recipient_name="Hospital"))
    services.make_link(referral=one, by=desk.team.caseworker, now=NOW)
    again = (
        "INSERT INTO referrals_acknowledgement (id, created_at, referral_id, digest, expires_at)"
        " SELECT gen_random_uuid(), now(), referral_id, %s, now() FROM referrals_acknowledgement"
    )
    assert "acknowledgement_one_unused" in refused(again, "0" * 64)
    assert "acknowledgement_hashed" in refused("UPDATE referrals_acknowledgement SET digest = 'a-token-in-the-open'")


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("valid_to = valid_from - 1", "sharing_ends_after_start"),
        ("partner_id = organisation_id", "sharing_of_two"),
        ("purposes = array['control']", "sharing_purposes_known"),
        ("purposes = array[]::varchar[]", "sharing_purposes_known"),
        ("fields = array['sealed_note']", "sharing_fields_known"),
        ("channel = 'shouting'", "sharingprotocol_channel_known"),
    ],
)
def test_agreement(desk, what, name):
    assert name in refused(f"UPDATE referrals_sharingprotocol SET {what}")

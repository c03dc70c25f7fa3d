"""What the database refuses by itself of a transfer, whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Case
from tests.factories import OrganisationFactory, UserFactory
from tests.referrals.handing import Two

pytestmark = pytest.mark.django_db
UPDATE = "UPDATE referrals_transfer SET "


@pytest.fixture
def two():
    return Two()


def refused(sql: str, *parameters) -> str:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
    return str(refusal.value)


def test_a_case_changes_hands_by_a_transfer_in_effect_alone(two):
    """INV-33: neither a hand on the table nor another authority than the transfer names."""
    move = "UPDATE cases_case SET unit_id = %s WHERE id = %s"
    other = OrganisationFactory()
    assert "INV-33" in refused(move, two.destination.unit.pk, two.case.pk)
    two.handed_over()
    assert "INV-33" in refused(move, two.destination.unit.pk, two.case.pk)
    two2 = two.transfer()
    assert "INV-33" in refused(UPDATE + "state = 'effective', effective_at = now(), origin_id = %s", other.pk)
    assert two2.state == "handover_meeting"
    assert Case.objects.get(pk=two.case.pk).unit == two.origin.unit


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("state = 'given'", "transfer_"),
        ("kind = 'planet'", "transfer_kind_known"),
        ("destination_id = origin_id", "transfer_to_another"),
        ("approved_by_id = proposed_by_id", "transfer_four_eyes"),
        ("reason = ''", "transfer_says_why"),
        ("state = 'offered'", "transfer_approved_first"),
        ("approved_by_id = created_by_id, state = 'effective'", "transfer_"),
        ("state = 'withdrawn'", "transfer_withdrawn_why"),
        ("effective_at = now()", "transfer_effective_after_the_meeting"),
        ("child_views = ''", "transfer_child_heard"),
        ("kind = 'cross_border', state = 'refused', refusal_reason = 'other'", "transfer_"),
    ],
)
def test_a_proposal(two, change, name):
    two.proposed()
    assert name in refused(UPDATE + change)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("state = 'accepted_by_destination'", "transfer_accepted_by_a_named_person"),
        ("state = 'handover_meeting'", "transfer_"),
        ("state = 'refused'", "transfer_refused_why"),
        ("grant_id = NULL", "transfer_offered_first"),
    ],
)
def test_an_offer(two, change, name):
    two.offered()
    assert name in refused(UPDATE + change)


def test_nobody_answers_in_the_name_of_the_destination(two):
    """INV-33: the origin's people and strangers are refused by the database too."""
    two.offered()
    for person in (two.origin.supervisor, UserFactory()):
        assert "INV-33" in refused(UPDATE + "answered_by_id = %s", person.pk)


def test_what_ended_is_not_changed_and_nothing_is_deleted(two):
    two.in_effect()
    assert "INV-33" in refused(UPDATE + "minutes = 'Otra cosa.'")
    assert "INV-33" in refused(UPDATE + "effective_at = now()")
    assert "stays on record" in refused("DELETE FROM referrals_transfer")


def test_two_transfers_of_a_case_are_not_under_way_at_once(two):
    transfer = two.proposed()
    transfer.pk = None
    transfer._state.adding = True
    with pytest.raises(DatabaseError, match="transfer_one_under_way"), transaction.atomic():
        transfer.save(force_insert=True)


def test_the_migration_authority_is_never_responsible(two):
    """INV-12, F5."""
    two.proposed()
    assert "INV-12" in refused(UPDATE + "destination_id = %s", two.origin.migration.pk)

"""A transfer, verb by verb: who may, what is refused, and what changes in the instant it takes effect."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.roles import OrgType, Role
from cases import companions
from cases import services as case_services
from cases.choices import Status, Step, TaskOutcome
from cases.models import Case
from placements.services import record_return, report_absence
from protocols.choices import DeadlineKey
from referrals import services
from referrals.models import LiaisonOfficer, Transfer
from referrals.transfer_choices import TransferKind, TransferState
from referrals.transfer_guards import history_of
from referrals.transfer_workflow import TRANSITIONS
from tests.factories import OrganisationFactory, UserFactory, demanded, fresh
from tests.referrals.handing import HOUR, Two

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return Two()


def sees(user, case) -> bool:
    return Case.objects.visible_to(user).filter(pk=case.pk).exists()


def test_a_case_changes_hands_in_one_instant(two):
    """INV-33: unit, person, access, tasks and deadlines move together; one child, one case, two authorities."""
    before = two.now + 5 * HOUR
    transfer = two.handed_over()
    assert (fresh(two.case).unit, fresh(two.case).status) == (two.origin.unit, Status.PENDING_TRANSFER)
    assert sees(two.origin.caseworker, two.case)
    assert not sees(two.destination.supervisor, two.case)
    transfer = services.take_over(transfer=transfer, by=two.destination.supervisor, now=before)
    case = fresh(two.case)
    assert (case.unit, case.status, case.step) == (two.destination.unit, Status.OPEN, Step.PLAN_EXECUTION)
    assert (case.designation.person, case.designation.designated_at) == (two.destination.caseworker, before)
    for left in (two.origin.caseworker, two.origin.supervisor, two.origin.approver):
        assert not sees(left, case)
    for came in (two.destination.caseworker, two.destination.supervisor, two.destination.approver):
        assert sees(came, case)
    assert not case.grants.filter(ends_at=None).exclude(user=two.destination.caseworker).exists()
    assert [(row["unit"], row["until"]) for row in history_of(case)] == [(two.origin.unit, before), (two.destination.unit, None)]
    assert Case.objects.filter(child=case.child_id).count() == 1
    assert Transfer.objects.visible_to(two.origin.supervisor).get() == transfer  # its own minutes stay with the origin


def test_the_destination_sees_the_packet_and_nothing_else_until_then(two):
    transfer = two.offered()
    assert Transfer.objects.offered_to(two.destination.supervisor).get() == transfer
    assert not sees(two.destination.supervisor, two.case)
    for stranger in (two.destination.caseworker, two.destination.notifier, UserFactory(role=Role.SUPERVISOR)):
        assert not Transfer.objects.visible_to(stranger).exists()
    assert transfer.packet["name"] == two.case.child.identity.full_name
    assert transfer.packet["views"] == "Quiero ir con mi mamá."


def test_a_clock_runs_for_the_answer(two):
    transfer = two.offered()
    task = two.case.tasks.get(kind=DeadlineKey.TRANSFER_REPLY)
    assert (task.due_at, task.closed_at) == (transfer.offered_at + timedelta(days=5), None)
    two.accept(transfer)
    task.refresh_from_db()
    assert (task.outcome, task.closed_at) == (TaskOutcome.DONE, two.now + 3 * HOUR)


def test_the_origin_does_not_accept_its_own_transfer(two):
    """INV-33: nobody accepts in the destination's name: neither the origin nor who stands above both."""
    transfer = two.offered()
    for person in (two.origin.supervisor, two.origin.approver):
        with pytest.raises(ValidationError, match="INV-33"):
            two.accept(transfer, by=person)
    with pytest.raises(PermissionDenied):
        two.accept(transfer, by=two.origin.caseworker)
    assert two.transfer().state == TransferState.OFFERED
    with pytest.raises(ValidationError, match="INV-33"):
        services.confirm_abroad(
            transfer=transfer, receiving_official="X", acceptance_reference="1", by=two.origin.supervisor, now=two.now + 3 * HOUR
        )


def test_only_a_person_of_the_destination_becomes_responsible(two):
    transfer = two.offered()
    untrained = two.destination.person(Role.CASEWORKER, is_trained=False)
    for person in (two.origin.caseworker, two.destination.supervisor, untrained):
        with pytest.raises(ValidationError) as refusal:
            two.accept(transfer, responsible=person)
        assert "responsible" in refusal.value.error_dict
    with pytest.raises(ValidationError, match="INV-12"):
        two.accept(transfer, no_conflict=False)


def test_what_was_answered_is_not_answered_again(two):
    transfer = two.accepted()
    for verb in (two.accept, lambda one: refuse(two, one)):
        with pytest.raises(ValidationError, match="cannot be done now"):
            verb(transfer)


def refuse(two, transfer):
    return services.refuse_transfer(
        transfer=transfer, refusal_reason="no_capacity", refusal_text="En mayo sí.", by=two.destination.supervisor, now=two.now + 3 * HOUR
    )


def test_a_refusal_goes_back_to_the_origin_with_its_reason(two):
    transfer = refuse(two, two.offered())
    case = fresh(two.case)
    assert (transfer.state, case.status, case.unit) == (TransferState.REFUSED, Status.OPEN, two.origin.unit)
    assert demanded(case) == ["transfer_refused"]
    assert not Transfer.objects.visible_to(two.destination.supervisor).exists()
    assert two.proposed().state == TransferState.PROPOSED  # another one may follow


def test_a_transfer_is_withdrawn_by_the_origin_until_it_takes_effect(two):
    transfer = two.handed_over()
    given = {"withdrawal_text": "La niña cambió de opinión.", "now": two.now + 5 * HOUR}
    with pytest.raises(PermissionDenied):
        services.withdraw_transfer(transfer=transfer, by=two.destination.supervisor, **given)
    services.withdraw_transfer(transfer=transfer, by=two.origin.supervisor, **given)
    assert fresh(two.case).status == Status.OPEN
    with pytest.raises(Transfer.DoesNotExist):
        services.take_over(transfer=transfer, by=two.destination.supervisor, now=two.now + 6 * HOUR)


@pytest.mark.parametrize("end", ["withdraw", "refuse"])
def test_a_child_who_returns_after_the_transfer_has_ended_is_with_an_open_case(two, end):
    """The absence remembers what the case was; what it was has ended meanwhile."""
    transfer, worker, back = two.offered(), two.origin.caseworker, two.now + 5 * HOUR
    gone = {"type": "unknown", "starts_at": two.now + 3 * HOUR, "last_seen": "En el patio"}
    absence = report_absence(case=fresh(two.case), by=worker, now=two.now + 3 * HOUR, **gone)
    assert fresh(two.case).status == Status.SUSPENDED_ABSENT
    if end == "withdraw":
        services.withdraw_transfer(transfer=transfer, by=two.origin.supervisor, withdrawal_text="Se fue.", now=two.now + 4 * HOUR)
    else:
        by, now = two.destination.supervisor, two.now + 4 * HOUR
        services.refuse_transfer(transfer=transfer, refusal_reason="other", refusal_text="No está.", by=by, now=now)
    assert fresh(two.case).status == Status.SUSPENDED_ABSENT
    record_return(absence=absence, ends_at=back, outcome="Volvió sola.", by=worker, now=back)
    assert fresh(two.case).status == Status.OPEN


def test_the_origin_approves_with_four_eyes(two):
    """INV-15, INV-16."""
    transfer = two.proposed()
    with pytest.raises(PermissionDenied):
        services.approve_transfer(transfer=transfer, by=two.origin.caseworker, now=two.now)
    with pytest.raises(Transfer.DoesNotExist):
        services.approve_transfer(transfer=transfer, by=two.destination.supervisor, now=two.now)
    services.withdraw_transfer(transfer=transfer, by=two.origin.supervisor, withdrawal_text="Otra vez.", now=two.now)
    own = services.propose_transfer(
        case=fresh(two.case),
        destination=two.destination.unit,
        reason="Su madre.",
        child_views="Sí.",
        by=two.origin.supervisor,
        now=two.now,
    )
    with pytest.raises(ValidationError, match="INV-15"):
        services.approve_transfer(transfer=own, by=two.origin.supervisor, now=two.now)
    with pytest.raises(ValidationError, match="INV-16"):
        services.approve_transfer(transfer=own, by=two.origin.person(Role.SUPERVISOR), now=two.now)
    assert services.approve_transfer(transfer=own, by=two.origin.approver, now=two.now).state == TransferState.APPROVED


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"reason": " "}, "Say why"),
        ({"child_views": ""}, "INV-21"),
        ({"child_disagrees": True}, "disagrees with"),
        ({"org_type": OrgType.MIGRATION_AUTHORITY}, "INV-12"),
        ({"org_type": OrgType.CONSULATE}, "INV-12"),
        ({"org_type": OrgType.PROSECUTOR}, "INV-12"),
        ({"org_type": OrgType.CAS_PRIVATE}, "INV-12"),
        ({"is_active": False}, "INV-12"),
    ],
)
def test_a_proposal_that_may_not_be(two, change, rule):
    fields = {key: value for key, value in change.items() if key in ("reason", "child_views", "child_disagrees")}
    if len(fields) < len(change):
        fields["destination"] = OrganisationFactory(state="OAX", **change)
    with pytest.raises(ValidationError, match=rule):
        two.proposed(**fields)
    assert not Transfer.objects.exists()


def test_neither_to_oneself_nor_twice_at_once_nor_of_an_absent_child(two):
    with pytest.raises(ValidationError, match="INV-33"):
        two.proposed(destination=two.origin.unit)
    two.proposed()
    with pytest.raises(ValidationError, match="INV-33"):
        two.proposed()
    Transfer.objects.filter(case=two.case).update(state="withdrawn", withdrawn_at=two.now, withdrawal_text="-")
    Case.objects.filter(pk=two.case.pk).update(status=Status.SUSPENDED_ABSENT)
    with pytest.raises(ValidationError, match="absent"):
        two.proposed()


def test_a_case_under_transfer_is_not_closed(two):
    two.offered()
    assert [one.criterion for one in companions.blockers(fresh(two.case), "submit_closure") if one.view == "referrals:transfer"] == [
        "INV-33"
    ]


def test_the_minutes_say_who_and_what_and_the_child_is_told_first(two):
    transfer = two.accepted()
    for change in ({"minutes": " "}, {"handed_by": ""}, {"child_told_at": None}, {"meeting_at": two.now}):
        with pytest.raises(ValidationError):
            two.hand_over(transfer, **change)
    with pytest.raises(ValidationError, match="future"):
        two.hand_over(transfer, meeting_at=two.now + 9 * HOUR)
    with pytest.raises(ValidationError, match="cannot be done now"):
        services.take_over(transfer=transfer, by=two.destination.supervisor, now=two.now + 5 * HOUR)
    assert two.hand_over(transfer, by=two.destination.supervisor).state == TransferState.HANDOVER


def test_what_waits_goes_on_with_the_new_person(two):
    """Tasks given to people of the origin are nobody's by name any more, and work goes on at the same step."""
    task = case_services.add_task(
        case=fresh(two.case),
        by=two.origin.caseworker,
        now=two.now,
        text="Llamar",
        due_at=two.now + 9 * HOUR,
        assignee=two.origin.caseworker,
    )
    two.in_effect()
    task.refresh_from_db()
    assert (task.assignee, task.closed_at) == (None, None)
    case = fresh(two.case)
    action = case.approved_plan.action_list[0]
    with pytest.raises(Case.DoesNotExist):
        case_services.record_progress(action=action, status="in_progress", by=two.origin.caseworker, now=two.now + 6 * HOUR)
    case_services.record_progress(action=action, status="in_progress", by=two.destination.caseworker, now=two.now + 6 * HOUR)


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ({"state": "OAX"}, TransferKind.STATE),
        ({"state": "SON", "municipality": "Nogales"}, TransferKind.MUNICIPAL),
        ({"state": "SON", "municipality": "Hermosillo"}, TransferKind.ORGANISATION),
        ({"country": "GT", "state": ""}, TransferKind.CROSS_BORDER),
    ],
)
def test_the_kind_follows_from_the_two_places(place, kind):
    assert Two(step=Step.EVALUATION, name="Otra", **place).proposed().kind == kind


def test_every_move_is_in_the_table(two):
    assert {move.target for move in TRANSITIONS.values()} | {TransferState.PROPOSED} == set(TransferState)


# Across a border


def to_guatemala(**fields) -> Two:
    place = {"name": "Secretaría de Bienestar Social", "country": "GT", "state": ""}
    return Two(org_type=OrgType.FOREIGN_PROTECTION_AUTHORITY, **place, **fields)


@pytest.fixture
def abroad():
    return to_guatemala(solution="reunified_third_country")


def crossing(two, transfer, **fields):
    liaison = LiaisonOfficer.objects.create(name="Lidia Pop", office="SBS", country="GT", email="lidia@example.org")
    given = {
        "document": fresh(two.case).approved_plan.pk,
        "liaison": liaison,
        "basis": "mandate",
        "officer": "Rosa Figueroa",
        "receiver": "Su abuela",
        "receiver_verified": "Acta y visita.",
        "follow_up_by": "Lidia Pop, SBS",
        "follow_up_on": (two.now + timedelta(days=30)).date(),
    }
    return services.prepare_crossing(transfer=transfer, by=two.origin.caseworker, now=two.now, **(given | fields))


def test_a_plan_that_does_not_seek_it_decides_no_crossing():
    """INV-31."""
    two = to_guatemala()
    with pytest.raises(ValidationError) as refusal:
        crossing(two, two.proposed())
    assert set(refusal.value.error_dict) == {"document"}


def test_across_a_border_nothing_is_missing(abroad):
    """INV-31, INV-34: a decision, no risk, a basis, an officer, a liaison officer, a receiver, a follow-up."""
    transfer = abroad.proposed()
    with pytest.raises(ValidationError, match="INV-31"):
        services.approve_transfer(transfer=transfer, by=abroad.origin.supervisor, now=abroad.now)
    with pytest.raises(ValidationError) as refusal:
        crossing(abroad, transfer, basis="", liaison=None, officer=" ", receiver="", follow_up_by="", follow_up_on=None)
    assert set(refusal.value.error_dict) == {"basis", "liaison", "officer", "receiver", "follow_up_by", "follow_up_on"}
    crossing(abroad, transfer)
    assert (
        services.approve_transfer(transfer=abroad.transfer(), by=abroad.origin.supervisor, now=abroad.now).state == TransferState.APPROVED
    )


def test_no_child_crosses_while_asylum_is_pending(abroad):
    """INV-32."""
    Case.objects.filter(pk=abroad.case.pk).update(asylum_status="applied")
    with pytest.raises(ValidationError, match="INV-32"):
        crossing(abroad, abroad.proposed())


def sent_abroad(abroad, note="Le gusta dibujar."):
    crossing(abroad, abroad.proposed())
    transfer = services.approve_transfer(transfer=abroad.transfer(), by=abroad.origin.supervisor, now=abroad.now)
    return services.offer_transfer(transfer=transfer, by=abroad.origin.caseworker, now=abroad.now + HOUR, note_to_destination=note)


def test_the_packet_that_crosses_says_nothing_of_asylum_or_of_others(abroad):
    """INV-34."""
    with pytest.raises(ValidationError, match="INV-34"):
        sent_abroad(abroad, note="Pidió ASILO en marzo.")
    transfer = services.offer_transfer(transfer=abroad.transfer(), by=abroad.origin.caseworker, now=abroad.now + HOUR)
    assert not {"relatives", "measures", "reason", "risk", "placement", "accompaniment"} & set(transfer.packet)


def test_across_a_border_the_case_ends_here_and_word_comes_back(abroad):
    transfer = sent_abroad(abroad)
    letter = {"by": abroad.origin.supervisor, "now": abroad.now + 3 * HOUR}
    with pytest.raises(ValidationError, match="INV-31"):
        services.confirm_abroad(transfer=transfer, receiving_official=" ", acceptance_reference="1", **letter)
    transfer = services.confirm_abroad(transfer=transfer, receiving_official="Ana Sic, SBS", acceptance_reference="SBS-12", **letter)
    transfer = abroad.hand_over(transfer)
    Case.objects.filter(pk=abroad.case.pk).update(asylum_status="appeal")
    with pytest.raises(ValidationError, match="INV-32"):
        services.take_over(transfer=transfer, by=abroad.origin.supervisor, now=abroad.now + 5 * HOUR)
    Case.objects.filter(pk=abroad.case.pk).update(asylum_status="not_applicable")
    transfer = services.take_over(transfer=transfer, by=abroad.origin.supervisor, now=abroad.now + 5 * HOUR)
    case = fresh(abroad.case)
    assert (case.status, case.step, case.closure_reason) == (Status.TRANSFERRED_OUT, Step.CLOSED, "transferred_other_authority_accepted")
    assert (case.unit, case.durable_solution, case.designation) == (abroad.origin.unit, "reunified_third_country", None)
    assert not sees(abroad.destination.supervisor, case)
    assert Transfer.objects.visible_to(abroad.destination.supervisor).exists()
    word = {"follow_up_text": "Va a la escuela.", "by": abroad.origin.supervisor, "now": abroad.now + timedelta(days=30)}
    services.record_word(transfer=transfer, followed_up_at=abroad.now + timedelta(days=29), **word)
    assert case.tasks.get(kind=DeadlineKey.TRANSFER_FOLLOW_UP).outcome == TaskOutcome.DONE
    assert not Transfer.objects.visible_to(abroad.destination.supervisor).exists()

"""Every verb of a referral: what it writes, and what it refuses with which words."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.roles import OrgType, Role
from cases import companions
from cases.choices import Step
from cases.models import Case, CaseGrant, SealedNote, Task
from cases.versioning import Stale
from placements.models import FacilityAddress
from referrals import services
from referrals.choices import State
from referrals.facts import alternatives, packet_of
from referrals.guards import clocks
from referrals.models import Acknowledgement, Referral
from tests.factories import NOW, Team, UserFactory, grant, relative_of, walk_to
from tests.factories import fresh as fresh_case
from tests.placements.homes import FacilityFactory, ProfileFactory
from tests.referrals.sending import HOUR, Clinic, Desk, fresh, refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def open_tasks(case) -> list[str]:
    return sorted(Task.objects.open().filter(case=case).values_list("kind", flat=True))


def test_a_referral_goes_to_the_inbox_of_the_organisation_with_its_packet(desk):
    one = desk.send()
    assert (one.state, one.number[:10], one.reach) == (State.SENT, "R-SON-2026", "near")
    assert one.packet == {
        "code": desk.case.child.code,
        "name": "Yesenia Caal Tzi",
        "age": 15,
        "contact": desk.team.unit.name,
    }
    colleague = UserFactory(organisation=desk.clinic.unit, role=Role.SERVICE_PROVIDER_USER)
    assert [*Referral.objects.asked_of(colleague)] == [*Referral.objects.asked_of(desk.clinic.nurse)] == [one]
    assert not Case.objects.visible_to(desk.clinic.nurse).exists()  # the packet opens nothing else of the case (DP-3)


def test_the_access_is_a_grant_of_the_packet_that_ends_by_itself(desk):
    one = desk.send()
    opened = one.grant
    assert (opened.because, opened.sections, opened.unit, opened.ends_at) == ("referral", ["packet"], desk.clinic.unit, one.reply_due_at)
    services.accept(referral=one, by=desk.clinic.nurse, now=NOW + HOUR)
    opened.refresh_from_db()
    assert opened.ends_at == NOW + HOUR + timedelta(days=180)


@pytest.mark.parametrize("end", ["decline", "cancel", "expire", "complete"])
def test_the_access_ends_with_the_referral(desk, end):
    one, later = desk.send(), NOW + HOUR
    if end == "decline":
        services.decline(referral=one, decline_reason="no_capacity", by=desk.clinic.nurse, now=later)
    elif end == "cancel":
        services.cancel_referral(referral=one, reason="Ya no.", by=desk.team.caseworker, now=later)
    elif end == "expire":
        later = one.reply_due_at + HOUR
        assert services.expire_overdue(now=later) == 1
    else:
        services.accept(referral=one, by=desk.clinic.nurse, now=later)
        services.begin(referral=fresh(one), by=desk.clinic.nurse, now=later)
        services.end_service(referral=fresh(one), move="complete", feedback="Vacunas al día.", by=desk.clinic.nurse, now=later)
    assert not CaseGrant.objects.in_force(later).filter(because="referral").exists()


def test_what_was_sent_stays_as_it_was_sent_whatever_the_case_says_later(desk):
    one = desk.draft()
    before = packet_of(one, now=NOW)
    sent = desk.send(one)
    desk.case.child.identity.given_names = "Otra"
    desk.case.child.identity.save()
    assert packet_of(fresh(sent), now=NOW + DAY) == before


@pytest.mark.parametrize("name", ["procedures", "violence", "relative", "stay", "no_such_field"])
def test_a_field_outside_its_type_is_refused(desk, name):
    assert "does not tell" in refused(desk.draft, packet_fields=["name", name])


def test_inv_34_what_does_not_leave_the_country_is_refused(desk):
    abroad = Clinic(OrgType.UN_AGENCY, country="SV", state="")
    words = refused(desk.draft, to_organisation=abroad.unit, packet_fields=["name", "town", "health"])
    assert "INV-34" in words
    assert desk.draft(to_organisation=abroad.unit, packet_fields=["name"]).reach == "abroad"


def test_sealed_notes_and_asylum_grounds_never_reach_a_packet():
    team = Team()
    case = walk_to(Step.PLAN_DESIGN, team)
    secret = "PALABRA-SECRETA"
    SealedNote.objects.create(case=case, interview=case.interviews.first(), text=secret)
    relative_of(case.child, name=secret)
    clinic = Clinic()
    for kind in ("health", "education", "legal_representation", "missing_child_search"):
        one = services.draft_referral(
            case=case,
            type=kind,
            packet_fields=["name"],
            purpose="Prueba.",
            to_organisation=clinic.unit,
            by=team.caseworker,
            now=case.step_entered_at,
        )
        assert secret not in str(packet_of(one, now=NOW))


def test_inv_56_a_hidden_shelter_is_told_neither_by_address_nor_by_town(desk):
    home = FacilityFactory(facility_type="specialised_protection_shelter")
    profile = ProfileFactory(facility=home)
    desk.case.placements.create(
        child=desk.case.child, facility=home, placement_type=home.facility_type, profile=profile, place_number=1, state="active",
        requested_by=desk.team.caseworker, requested_at=NOW, starts_at=NOW, reason_family_based_not_possible="x", child_views="x",
    )  # fmt: skip
    one = desk.draft(packet_fields=["name", "town"])
    assert "town" not in packet_of(one, now=NOW)
    address = FacilityAddress.objects.get(facility=home).text
    for field in ("purpose", "needs"):
        assert "INV-56" in refused(desk.draft, **{field: f"Vive en {address.upper()}"})
    asked = services.ask(referral=desk.send(one), reason="¿Dónde vive?", by=desk.clinic.nurse, now=NOW)
    assert "INV-56" in refused(services.answer_question, referral=asked, reason=address, by=desk.team.caseworker, now=NOW)


def test_a_town_is_told_where_the_shelter_is_not_hidden(desk):
    profile = ProfileFactory()
    desk.case.placements.create(
        child=desk.case.child, facility=profile.facility, placement_type="residential_cas_public", profile=profile, place_number=1,
        state="active", requested_by=desk.team.caseworker, requested_at=NOW, starts_at=NOW,
        reason_family_based_not_possible="x", child_views="x",
    )  # fmt: skip
    assert packet_of(desk.draft(packet_fields=["town"]), now=NOW)["town"] == "Hermosillo"


# Approval


@pytest.mark.parametrize("why", ["sensitive", "other_state", "abroad", "no_protocol", "protocol_over", "field_not_agreed"])
def test_dp_11_and_d2_what_needs_approval_is_put_before_an_approver(why):
    desk = Desk(agreed=why not in ("no_protocol", "protocol_over", "field_not_agreed"))
    fields = {"kind": "health"}
    if why == "sensitive":
        fields["kind"] = "mental_health"
    elif why == "other_state":
        elsewhere = Clinic(state="OAX")
        desk.agree(elsewhere.unit)
        fields["to_organisation"] = elsewhere.unit
    elif why == "abroad":
        abroad = Clinic(country="SV", state="")
        desk.agree(abroad.unit)
        fields["to_organisation"] = abroad.unit
    elif why == "protocol_over":
        desk.agree(valid_to=date(2026, 2, 1))
    elif why == "field_not_agreed":
        desk.agree(fields=["code", "contact", "name"])
    one = desk.send(**fields)
    assert (one.state, one.packet, one.grant) == (State.PENDING_APPROVAL, None, None)
    assert not Referral.objects.asked_of(desk.clinic.nurse).exists()
    sent = desk.approve(one)
    assert (sent.state, sent.approver) == (State.SENT, desk.team.supervisor)


def test_an_agreement_of_the_authority_above_holds_below_it():
    desk = Desk(agreed=False)
    above = Team(name="Procuraduría federal", state="")
    type(desk.team.unit).objects.filter(pk=desk.team.unit.pk).update(path=f"{above.unit.path}{desk.team.unit.pk.hex}/")
    desk.team.unit.refresh_from_db()
    desk.agree(organisation=above.unit)
    assert desk.send().state == State.SENT


def test_inv_15_and_16_the_approver_is_another_person_of_higher_rank(desk):
    one = desk.send(kind="mental_health", by=desk.team.caseworker)
    with pytest.raises(PermissionDenied):
        desk.approve(one, by=desk.team.caseworker)
    own = desk.draft("mental_health", by=desk.team.supervisor)
    own = desk.send(own, by=desk.team.supervisor)
    assert "INV-15" in refused(desk.approve, own)
    colleague = UserFactory(organisation=desk.team.unit, role=Role.SUPERVISOR)
    assert "INV-16" in refused(desk.approve, own, by=colleague)
    assert desk.approve(own, by=desk.team.approver).state == State.SENT


def test_a_returned_referral_is_a_draft_again_with_the_reason(desk):
    one = desk.send(kind="mental_health")
    assert "Write it down" in refused(desk.approve, one, is_approved=False)
    back = desk.approve(one, is_approved=False, reason="Falta el motivo.")
    assert (back.state, back.steps.last().reason) == (State.DRAFT, "Falta el motivo.")


def test_who_saw_an_older_draft_neither_sends_nor_approves_the_newer(desk):
    one = desk.draft()
    services.save_referral(
        referral=one,
        version=1,
        packet_fields=["name"],
        purpose="Otra cosa.",
        to_organisation=desk.clinic.unit,
        by=desk.team.caseworker,
        now=NOW,
    )
    with pytest.raises(Stale):
        services.send_referral(referral=one, version=1, by=desk.team.caseworker, now=NOW)
    sensitive = desk.send(kind="mental_health")
    with pytest.raises(Stale):
        desk.approve(sensitive, version=1)


# Answers


def test_the_receiver_asks_the_sender_answers_and_the_clock_begins_anew(desk):
    one = services.ask(referral=desk.send(), reason="¿Qué lengua habla?", by=desk.clinic.nurse, now=NOW + DAY)
    assert one.state == State.INFO_REQUESTED
    assert "referral_question" in open_tasks(desk.case)
    assert "already" in refused(services.accept, referral=one, by=desk.clinic.nurse, now=NOW + DAY)
    back = services.answer_question(referral=one, reason="Q'eqchi'.", by=desk.team.caseworker, now=NOW + 2 * DAY)
    assert (back.state, back.reply_due_at) == (State.SENT, NOW + 7 * DAY)
    assert "referral_question" not in open_tasks(desk.case)
    assert services.accept(referral=back, by=desk.clinic.nurse, now=NOW + 3 * DAY).state == State.ACCEPTED


def test_declining_needs_a_reason_and_makes_the_team_find_another_way(desk):
    one = desk.send()
    assert "Say why" in refused(services.decline, referral=one, decline_reason="", by=desk.clinic.nurse, now=NOW)
    assert "other reason" in refused(services.decline, referral=one, decline_reason="other", by=desk.clinic.nurse, now=NOW)
    services.decline(referral=one, decline_reason="no_capacity", by=desk.clinic.nurse, now=NOW)
    assert "refer_elsewhere" in open_tasks(desk.case)
    assert fresh_case(desk.case).unit == desk.team.unit  # responsibility stays where it was


def test_only_the_organisation_that_was_asked_answers(desk):
    one = desk.send()
    for stranger in (Clinic().nurse, desk.team.caseworker):
        with pytest.raises(Referral.DoesNotExist):
            services.accept(referral=one, by=stranger, now=NOW)
    with pytest.raises(PermissionDenied):
        services.accept(referral=one, by=UserFactory(organisation=desk.clinic.unit, role=Role.REPORT_VIEWER), now=NOW)


def test_two_who_answer_at_once_the_first_answer_is_the_answer(desk):
    one = desk.send()
    colleague = UserFactory(organisation=desk.clinic.unit, role=Role.SERVICE_PROVIDER_USER)
    services.accept(referral=one, by=desk.clinic.nurse, now=NOW)
    words = refused(services.decline, referral=one, decline_reason="no_capacity", by=colleague, now=NOW)
    assert "D2" in words
    assert "answered already: “Accepted”" in words


def test_feedback_is_all_that_the_receiver_writes(desk):
    one = desk.attended()
    assert "Write what was done" in refused(
        services.end_service, referral=one, move="complete", feedback=" ", by=desk.clinic.nurse, now=NOW
    )
    assert "Choose how" in refused(services.end_service, referral=one, move="cancel", feedback="x", by=desk.clinic.nurse, now=NOW)
    ended = services.end_service(referral=one, move="complete_in_part", feedback="Faltan vacunas.", by=desk.clinic.nurse, now=NOW)
    assert (ended.state, ended.feedback) == (State.PARTIALLY_COMPLETED, "Faltan vacunas.")
    assert "cannot be done" in refused(services.cancel_referral, referral=ended, reason="x", by=desk.team.caseworker, now=NOW)


# The clock


def test_the_deadline_is_met_by_the_answer_and_by_nothing_else(desk):
    """INV-45."""
    one = desk.send()
    task = Task.objects.get(case=desk.case, kind="referral_reply")
    assert (task.due_at, task.closed_at) == (one.reply_due_at, None)
    services.receive(referral=one, by=desk.clinic.nurse, now=NOW + HOUR)
    task.refresh_from_db()
    assert task.closed_at is None
    services.accept(referral=fresh(one), by=desk.clinic.nurse, now=NOW + 2 * HOUR)
    task.refresh_from_db()
    assert (task.outcome, task.closed_at, task.evidence) == ("done", NOW + 2 * HOUR, f"Referral {one.pk}")


def test_an_urgent_health_referral_is_answered_in_four_hours(desk):
    one = desk.send(urgency="immediate")
    assert one.reply_due_at == NOW + 4 * HOUR
    assert Task.objects.get(case=desk.case, kind="health_referral_reply").is_urgent
    assert desk.send(kind="education", urgency="immediate").reply_due_at == NOW + DAY
    assert desk.send(kind="education").reply_due_at == NOW + 5 * DAY


def test_each_sending_has_its_own_deadline(desk):
    one = services.ask(referral=desk.send(), reason="¿Qué lengua?", by=desk.clinic.nurse, now=NOW + HOUR)
    services.answer_question(referral=one, reason="Q'eqchi'.", by=desk.team.caseworker, now=NOW + 2 * HOUR)
    found = clocks(fresh_case(desk.case))
    assert [(clock.since, clock.met_at) for clock in found] == [(NOW, NOW + HOUR), (NOW + 2 * HOUR, None)]


def test_what_nobody_answers_expires_aloud_and_is_not_accepted_any_more(desk):
    one = desk.send()
    late = one.reply_due_at + timedelta(minutes=1)
    words = refused(services.accept, referral=one, by=desk.clinic.nurse, now=late)  # before the clock's own round
    assert "time for the answer ended" in words
    assert services.expire_overdue(now=late) == 1
    assert services.expire_overdue(now=late) == 0
    one = fresh(one)
    assert one.state == State.EXPIRED
    assert "expired" in refused(services.accept, referral=one, by=desk.clinic.nurse, now=late)
    task = Task.objects.get(case=desk.case, kind="refer_elsewhere")
    assert (task.due_at, task.subject) == (late, str(one.pk))
    assert not Task.objects.open().filter(case=desk.case, kind="referral_reply").exists()
    assert [step.by for step in one.steps.all()][-1] is None


def test_nothing_expires_before_its_time_or_after_an_answer(desk):
    one = desk.send()
    assert services.expire_overdue(now=one.reply_due_at) == 0
    services.accept(referral=one, by=desk.clinic.nurse, now=one.reply_due_at)
    assert services.expire_overdue(now=one.reply_due_at + DAY) == 0


def test_the_receiver_is_reminded_once_in_a_letter_that_says_nothing(desk, mailoutbox):
    one = desk.send()
    assert services.remind(now=NOW + 3 * DAY) == 0
    assert services.remind(now=NOW + 4 * DAY) == 1
    assert services.remind(now=NOW + 4 * DAY) == 0
    [mail] = mailoutbox
    assert mail.to == [desk.clinic.nurse.email]
    for never in (desk.case.child.code, "Yesenia", one.number, str(one.pk)):
        assert never not in mail.body + mail.subject


def test_sent_again_the_chain_is_kept_and_the_task_is_done(desk):
    one = services.decline(referral=desk.send(), decline_reason="no_capacity", by=desk.clinic.nurse, now=NOW)
    other = Clinic(name="Otra clínica")
    Clinic(OrgType.LEGAL_AID_CSO, name="Ajena a la necesidad")
    desk.agree(other.unit)
    assert alternatives(one) == [other.unit]
    again = desk.send(desk.draft(previous=one, to_organisation=other.unit))
    assert (again.previous, again.state) == (one, State.SENT)
    assert "refer_elsewhere" not in open_tasks(desk.case)
    assert alternatives(again) == []
    assert "still under way" in refused(desk.draft, previous=again)
    assert "another case" in refused(Desk().draft, previous=one)


def test_a_case_does_not_close_over_an_open_referral(desk):
    one = desk.send()
    case = fresh_case(desk.case)
    [blocker] = [found for found in companions.blockers(case, "close") if found.criterion == "referral"]
    assert one.number in str(blocker.message)
    assert str(one.pk) in blocker.url
    services.cancel_referral(referral=one, reason="Ya no.", by=desk.team.caseworker, now=NOW)
    assert not [found for found in companions.blockers(fresh_case(desk.case), "close") if found.criterion == "referral"]


# On paper


def test_a_letter_is_numbered_when_it_is_sent_and_its_link_works_once(desk):
    one = desk.approve(desk.send(recipient_name="Hospital General", recipient_address="Dirección médica"))
    assert (one.state, one.grant) == (State.SENT, None)
    made = services.make_link(referral=one, by=desk.team.caseworker, now=NOW)
    token = services.token_of(made)
    assert token not in str(Acknowledgement.objects.values_list().get())
    assert services.acknowledge(token=token[:-1] + "x", now=NOW) == ""
    assert services.acknowledge(token=token, now=NOW + timedelta(days=31)) == ""
    assert services.acknowledge(token=token, now=NOW + HOUR) == one.number
    assert services.acknowledge(token=token, now=NOW + HOUR) == ""
    assert fresh(one).state == State.RECEIVED
    assert "not been acknowledged" in refused(services.make_link, referral=one, by=desk.team.caseworker, now=NOW)


def test_another_link_ends_the_one_before(desk):
    one = desk.approve(desk.send(recipient_name="Hospital General"))
    first = services.token_of(services.make_link(referral=one, by=desk.team.caseworker, now=NOW))
    second = services.token_of(services.make_link(referral=one, by=desk.team.caseworker, now=NOW))
    assert services.acknowledge(token=first, now=NOW) == ""
    assert services.acknowledge(token=second, now=NOW) == one.number


def test_the_sender_writes_down_what_came_on_paper(desk):
    one = desk.approve(desk.send(recipient_name="Hospital General"))
    with pytest.raises(PermissionDenied):
        services.accept(referral=one, by=desk.clinic.nurse, now=NOW)
    services.accept(referral=one, answer_note="Lunes 9:00", by=desk.team.caseworker, now=NOW)
    services.begin(referral=one, by=desk.team.caseworker, now=NOW)
    ended = services.end_service(referral=one, move="not_attended", feedback="No llegó.", by=desk.team.caseworker, now=NOW)
    assert [step.move for step in ended.steps.all()][-4:] == ["receive", "accept", "begin", "not_attended"]
    assert "refer_elsewhere" in open_tasks(desk.case)


def test_only_a_team_of_the_case_refers_and_a_closed_case_is_referred_nowhere(desk):
    stranger = UserFactory(organisation=desk.team.unit, role=Role.CASEWORKER)
    with pytest.raises(Case.DoesNotExist):
        desk.draft(by=stranger)
    grant(desk.case, desk.team.person(Role.PSYCHOLOGIST))
    with pytest.raises(PermissionDenied):
        desk.draft(by=desk.team.expert(Role.PSYCHOLOGIST))
    Case.objects.filter(pk=desk.case.pk).update(status="merged")
    assert "closed" in refused(desk.draft)

"""Story AS-4, Camino a Casa: a boy returned at Nogales goes home to Oaxaca, and the responsibility with him; with its figures."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from audit.models import Event
from cases import services
from cases.choices import Status, Step, TaskOutcome
from cases.companions import Blocked
from cases.models import Case, CaseGrant, Relative
from papers.models import Paper
from placements.choices import State
from placements.services import release_child
from protocols.choices import DeadlineKey
from referrals import services as referrals
from referrals.models import Referral, Transfer
from referrals.packets import FIELDS
from referrals.transfer_guards import history_of
from tests.factories import OPTIONS, Team, elements, fresh, measure_wellbeing, sign_opinions
from tests.referrals.sending import SharingProtocol
from tests.stories.test_as1 import at, home, place

pytestmark = pytest.mark.django_db
HANDED = {
    "place": "Procuraduría de Protección de Oaxaca",
    "handed_by": "Julián Soto, oficial de protección del DIF Sonora",
    "receiver_identity": "Credencial de elector y acta de nacimiento de Jesús",
    "witness": "Lic. Eva Cruz",
    "belongings": "Una mochila, un teléfono.",
    "documents": "Acta de nacimiento, CURP, certificado médico.",
    "child_views": "Ya quiero estar en mi casa.",
}


class Story:
    """Sonora receives the boy; Oaxaca takes him over."""

    def __init__(self):
        self.sonora = Team(name="Procuraduría de Protección de Sonora")
        self.oaxaca = Team(name="Procuraduría de Protección de Oaxaca", state="OAX", time_zone="America/Mexico_City")
        self.eva = self.oaxaca.supervisor
        self.eva.full_name = "Lic. Eva Cruz"
        self.eva.save()
        SharingProtocol.objects.create(
            organisation=self.sonora.unit,
            partner=self.oaxaca.unit,
            reference="Convenio Camino a Casa",
            purposes=["home_study"],
            fields=[*FIELDS],
            valid_from=date(2026, 1, 1),
            valid_to=date(2027, 1, 1),
        )
        self.seen: list[tuple[datetime, object]] = []

    def look(self, now):
        """Write down which authority is responsible now."""
        self.seen.append((now, Case.objects.get().unit))


@pytest.fixture
def story():
    return Story()


def received(story) -> Case:
    """The consulate's list names him; a bed, a person responsible, and a status that says he is a national who was returned."""
    team = story.sonora
    notification = services.notify_child(
        by=team.notifier,
        now=at("04-07", "09:00"),
        child={
            "sex": "male",
            "birth_date": date(2012, 1, 20),
            "birth_precision": "exact",
            "nationality": "MX",
            "primary_language": "zap",
        },
        identity={"given_names": "Jesús", "surname_1": "Ramírez", "surname_2": "Santiago"},
        notification={
            "folio": "NOG-114",
            "notifier_name": "Agente de guardia",
            "receiving_unit": team.unit,
            "located_at": at("04-07", "08:30"),
            "located_place_type": "returned_from_abroad",
            "accompaniment": "unaccompanied",
        },
    )
    case = services.triage_notification(notification=notification, result="open_case", by=team.intake, now=at("04-07", "09:10"))
    services.record_rapid_assessment(
        case=case,
        by=team.intake,
        now=at("04-07", "09:40"),
        done_at=at("04-07", "09:40"),
        urgent_needs_met=True,
        safe_tonight=True,
        where_tonight="Camino a Casa, Nogales",
        risk_level="medium",
        risk_reasons="Viaja solo; su madre lo espera.",
    )
    services.move_case(case=fresh(case), move="open_case", by=team.intake, now=at("04-07", "10:00"))
    ordered = at("04-07", "10:02")
    ground = {"legal_ground": "Ley General de los Derechos de Niñas, Niños y Adolescentes, art. 122", "ordered_at": ordered}
    text = {"text": "Acogimiento en Camino a Casa.", "reasons": "Viaja solo."}
    asked = {"kind": "special", "type": "residential_care", **text}
    measure = services.propose_measure(case=fresh(case), by=team.approver, now=ordered, **asked)
    services.move_measure(measure=measure, move="order", by=team.approver, now=ordered, **ground)
    facility, profile, manager = home("Camino a Casa", "cas_public", "residential_cas_public")
    profile.sex = "male"
    profile.save()
    day = {"asked": at("04-07", "10:05"), "accepted": at("04-07", "10:20"), "arrived": at("04-07", "10:30")}
    place(fresh(case), facility, profile, manager, by=team.intake, **day)
    services.designate(
        case=fresh(case),
        person=team.caseworker,
        representation="substitute",
        no_conflict=True,
        language_covered_by="Habla también español",
        by=team.supervisor,
        now=at("04-07", "11:00"),
    )
    services.accept_designation(case=fresh(case), by=team.caseworker, now=at("04-07", "11:10"), child_told_at=at("04-07", "11:10"))
    services.move_case(case=fresh(case), move="begin_evaluation", by=team.caseworker, now=at("04-07", "11:15"))
    services.set_statuses(
        case=fresh(case), migration_status="returned_national", asylum_status="not_applicable", by=team.caseworker, now=at("04-07", "11:20")
    )
    return fresh(case)


def mother(story, case) -> Relative:
    """She is written down before anybody calls: safe, and he wants it."""
    return services.save_relative(
        case=case,
        by=story.sonora.caseworker,
        now=at("04-07", "12:00"),
        name="Carmen Santiago",
        relation="mother",
        was_caregiver=True,
        whereabouts="known",
        location="Tlacolula, Oaxaca",
        safe_to_contact="yes",
        child_wishes_contact="yes",
        identity_seen="Credencial de elector",
        kinship_verification="documents",
        child_view="Quiero volver con mi mamá.",
    )


def home_study(story, case, relative) -> Referral:
    """Asked of Oaxaca, approved as it leaves the state, answered favourable four days later."""
    sender, now = story.sonora.caseworker, at("04-08", "10:00")
    referral = referrals.draft_referral(
        case=case,
        type="home_study",
        to_organisation=story.oaxaca.unit,
        relative=relative,
        purpose="Visita domiciliaria y estudio socioeconómico de la madre.",
        packet_fields=["name", "age", "relative"],
        by=sender,
        now=now,
    )
    referral = referrals.send_referral(referral=referral, version=referral.version, by=sender, now=now)
    if referral.sent_at is None:
        referral = referrals.review_referral(
            referral=referral, version=referral.version, is_approved=True, by=story.sonora.supervisor, now=now
        )
    referrals.accept(referral=referral, by=story.oaxaca.caseworker, now=at("04-09", "09:00"))
    referrals.begin(referral=referral, by=story.oaxaca.caseworker, now=at("04-10", "09:00"))
    with pytest.raises(ValidationError, match="INV-29"):
        referrals.end_service(referral=referral, move="complete", feedback="Bien.", by=story.oaxaca.caseworker, now=at("04-10", "10:00"))
    referrals.answer_home_study(
        referral=referral,
        result="favourable",
        done_on=date(2026, 4, 11),
        visitor="Trab. Soc. Irma López",
        findings="La madre vive con dos hijas; hay cama, escuela a diez minutos y apoyo de la abuela.",
        by=story.oaxaca.caseworker,
        now=at("04-12", "10:00"),
    )
    referral.refresh_from_db()
    return referral


def evaluated_and_planned(story, case) -> Case:
    team, worker = story.sonora, story.sonora.caseworker
    services.record_interview(
        case=case,
        by=worker,
        now=at("04-08", "12:00"),
        kind="evaluation_interview",
        held_at=at("04-08", "11:00"),
        place_type="care_place",
        interpreter_kind="not_needed",
        language="es",
    )
    services.save_evaluation(
        evaluation=case.evaluation,
        version=case.evaluation.version,
        by=worker,
        now=at("04-12", "11:00"),
        elements=elements(family=["family"]),
        options=OPTIONS,
        child_views="Quiero volver con mi mamá.",
        international_protection="no",
        trafficking="no",
        return_risk="no",
        conclusion="Conviene que vuelva con su madre.",
        risk_level="medium",
        risk_rationale="Tiene a su madre.",
    )
    sign_opinions(case, team, at("04-12", "12:00"))
    services.submit_document(document=case.evaluation, version=case.evaluation.version, by=worker, now=at("04-12", "12:05"))
    services.move_case(case=fresh(case), move="approve_evaluation", by=team.supervisor, now=at("04-12", "16:00"))
    measure_wellbeing(fresh(case), team, at("04-12", "17:00"))
    plan = fresh(case).plan
    for line in plan.line_list:
        services.add_action(
            line=line,
            version=plan.version,
            by=worker,
            now=at("04-13", "09:00"),
            measure_kind="family_reunification",
            description="Volver con su madre en Tlacolula",
            responsible_organisation="Procuraduría de Protección de Oaxaca",
            responsible_person="Lic. Eva Cruz",
            due_on=date(2026, 4, 16),
        )
        plan.refresh_from_db()
    given = {"child_participated": True, "child_views": "Sí, quiero.", "durable_solution": "reunified_other_state"}
    services.save_plan(plan=plan, version=plan.version, by=worker, now=at("04-13", "09:10"), review_date=date(2026, 5, 20), **given)
    services.submit_document(document=fresh(case).plan, version=plan.version, by=worker, now=at("04-13", "09:20"))
    with pytest.raises(Blocked, match="INV-48"):
        services.move_case(case=fresh(case), move="approve_plan", by=team.supervisor, now=at("04-13", "10:00"))
    services.move_case(case=fresh(case), move="approve_plan", by=team.approver, now=at("04-13", "11:00"))
    return fresh(case)


def transferred(story, case, relative) -> Transfer:
    """Offered to Oaxaca, accepted by Eva Cruz, the boy delivered to his mother, and only then in effect."""
    worker, supervisor = story.sonora.caseworker, story.sonora.supervisor
    transfer = referrals.propose_transfer(
        case=case,
        destination=story.oaxaca.unit,
        reason="Vive con su madre en Oaxaca; el seguimiento se hace allá.",
        child_views="Quiero ir con mi mamá.",
        by=worker,
        now=at("04-13", "12:00"),
    )
    referrals.approve_transfer(transfer=transfer, by=supervisor, now=at("04-13", "13:00"))
    referrals.offer_transfer(transfer=transfer, by=worker, now=at("04-13", "14:00"), note_to_destination="Le gusta el futbol.")
    with pytest.raises(ValidationError, match="INV-33"):
        accept(story, transfer, by=supervisor, now=at("04-14", "09:00"))
    accept(story, transfer, by=story.eva, now=at("04-14", "10:00"))
    story.look(at("04-14", "10:00"))
    assert fresh(case).status == Status.PENDING_TRANSFER
    release_child(case=fresh(case), relative=relative, released_at=at("04-16", "11:00"), by=supervisor, now=at("04-16", "11:05"), **HANDED)
    referrals.record_handover(
        transfer=transfer,
        meeting_at=at("04-16", "11:10"),
        child_told_at=at("04-16", "11:10"),
        handed_by="Julián Soto, DIF Sonora",
        received_by="Lic. Eva Cruz, Procuraduría de Oaxaca",
        minutes="Oaxaca visita a los 30 y a los 90 días y apoya la inscripción en la secundaria.",
        documents_handed="Expediente, acta de nacimiento.",
        by=worker,
        now=at("04-16", "11:30"),
    )
    story.look(at("04-16", "11:59"))
    transfer = referrals.take_over(transfer=transfer, by=story.eva, now=at("04-16", "12:00"))
    story.look(at("04-16", "12:00"))
    return transfer


def accept(story, transfer, *, by, now):
    person = story.oaxaca.caseworker
    given = {"responsible": person, "no_conflict": True, "language_covered_by": "Intérprete de zapoteco del valle"}
    return referrals.accept_transfer(transfer=transfer, by=by, now=now, **given)


def followed_up(story, case) -> None:
    """Oaxaca visits at 30 and 90 days, and closes."""
    worker = story.oaxaca.caseworker
    services.record_progress(action=case.approved_plan.action_list[0], status="done", by=worker, now=at("04-17", "10:00"))
    services.move_case(case=fresh(case), move="begin_follow_up", by=worker, now=at("05-15", "09:00"))
    for day, text in (("05-16", "Va a la escuela y ayuda a su mamá."), ("07-15", "Contento; juega futbol los sábados.")):
        services.record_visit(
            case=fresh(case),
            by=worker,
            now=at(day, "12:00"),
            kind="after_reunification",
            held_at=at(day, "11:00"),
            seen_child=True,
            seen_alone=True,
            risk_level="low",
            text=text,
        )


def closed(story, case) -> Case:
    worker, now = story.oaxaca.caseworker, at("07-15", "13:00")
    services.record_review(
        case=fresh(case),
        by=worker,
        now=now,
        held_at=now,
        participants="Jesús, su madre, equipo de Oaxaca",
        decisions="Se cumplieron los objetivos.",
        outcome="close",
        child_views="Estoy bien en mi casa.",
    )
    measure_wellbeing(fresh(case), story.oaxaca, at("07-15", "14:00"), phase="endpoint", score=5)
    proposal = services.propose_closure(
        case=fresh(case),
        by=worker,
        now=at("07-16", "09:00"),
        reason="reunified_followup_completed",
        durable_solution="reunified_other_state",
        summary="Volvió con su madre; dos visitas sin novedad.",
        child_views="Estoy bien.",
        child_informed_on=date(2026, 7, 16),
        contact_route="Procuraduría de Oaxaca, teléfono de prueba",
        papers_back="child",
        **services.receiver_facts(fresh(case)),
    )
    services.submit_document(document=proposal, version=proposal.version, by=worker, now=at("07-16", "09:30"))
    services.move_case(case=fresh(case), move="close", by=story.eva, now=at("07-17", "09:00"))
    return fresh(case)


def test_as4_from_nogales_to_his_mother(story, time_machine):
    time_machine.move_to(at("04-13", "08:00"))
    case = received(story)
    relative = mother(story, case)
    with pytest.raises(Blocked, match="INV-29"):  # before the home study nobody is handed over
        release_child(
            case=case, relative=relative, released_at=at("04-08", "09:00"), by=story.sonora.supervisor, now=at("04-08", "09:00"), **HANDED
        )
    referral = home_study(story, case, relative)
    [study] = relative.home_studies.all()
    assert at("04-12", "10:00") - referral.sent_at == timedelta(days=4)
    assert (study.result, study.organisation, study.reference) == ("favourable", story.oaxaca.unit, referral.number)
    case = evaluated_and_planned(story, case)
    story.look(at("04-13", "11:00"))
    transfer = transferred(story, case, relative)

    assert (transfer.answered_by.full_name, transfer.responsible) == ("Lic. Eva Cruz", story.oaxaca.caseworker)
    sonora, oaxaca = story.sonora.unit, story.oaxaca.unit
    assert [unit for _when, unit in story.seen] == [sonora, sonora, sonora, oaxaca]  # INV-33: Sonora until the very instant
    case = fresh(case)
    history = [(row["unit"], row["since"], row["until"]) for row in history_of(case)]
    effective = at("04-16", "12:00")
    assert history == [(sonora, at("04-07", "09:00"), effective), (oaxaca, effective, None)]
    assert Case.objects.count() == 1
    assert Case.objects.filter(child=case.child).count() == 1
    assert case.placements.get().state == State.ENDED
    assert case.placements.get().end_reason == "reunified"
    assert not Case.objects.visible_to(story.sonora.supervisor).exists()

    followed_up(story, case)
    visits = case.tasks.filter(kind=DeadlineKey.POST_REUNIFICATION).order_by("due_at")
    assert [case.unit.day_of(task.due_at) for task in visits] == [date(2026, 5, 16), date(2026, 7, 15)]
    assert {task.outcome for task in visits} == {TaskOutcome.DONE}
    assert all(task.closed_at <= task.due_at for task in visits)
    assert {visit.created_by for visit in case.visits.all()} == {story.oaxaca.caseworker}
    time_machine.move_to(at("07-16", "09:00"))
    case = closed(story, case)
    assert (case.step, case.durable_solution, case.migration_status) == (Step.CLOSED, "reunified_other_state", "returned_national")
    assert case.unit == oaxaca


def test_as4_tells_the_migration_authority_nothing(story, time_machine):
    """No disclosure, no grant, no page: the door stays one-way."""
    time_machine.move_to(at("04-13", "08:00"))
    case = received(story)
    relative = mother(story, case)
    home_study(story, case, relative)
    case = evaluated_and_planned(story, case)
    transferred(story, case, relative)
    migration = {story.sonora.migration.pk, story.oaxaca.migration.pk}
    assert not CaseGrant.objects.filter(unit__in=migration).exists()
    assert not CaseGrant.objects.filter(user__organisation__in=migration).exists()
    assert not Referral.objects.filter(to_organisation__in=migration).exists()
    assert not Transfer.objects.filter(destination__in=migration).exists()
    assert not Paper.objects.filter(kind="extract").exists()
    told = Event.objects.filter(subjects__contains=[case.pk], organisation__in=migration)
    assert set(told.values_list("action", flat=True)) <= {"notification.create", "notification.notify"}
    for officer in (story.sonora.notifier, story.oaxaca.notifier):
        assert not Case.objects.visible_to(officer).exists()
        assert not Transfer.objects.visible_to(officer).exists()

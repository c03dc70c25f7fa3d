"""The people and things that the access table speaks of: one's own and a foreign one of each."""

import time
import uuid
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import int_to_base36

from accounts.models import User
from accounts.roles import CAPABILITIES, WALLED, Role, may
from accounts.second_factor_rules import FRESH
from cases import services
from cases.choices import Step
from cases.models import Alarm, Case, CaseGrant, Emergency, FormDraft, HomeStudy, Interview, Opinion, PlanAction, Relative, Release
from cases.services.opinions import DISCIPLINE_OF
from cases.services.sealed import seal
from determinations.models import Determination, Dossier, DossierOption, Seat, Session
from files.services import Sent
from liberty.choices import HeldWith, PlaceOfDeprivation, Precision
from liberty.models import DeprivationEvent, RestrictionAppeal, RightsComplaint, Sighting, VisitLog, VoiceEntry
from liberty.services import record_restriction
from papers.services import letters_about, number_letter
from placements.models import Absence, Placement, ReturnInterview
from referrals import services as referral_services
from referrals.models import LiaisonOfficer, Referral, SharingProtocol, Transfer
from reports.models import Export, ReportRun, ScheduledReport
from reports.services.exports import approve_export
from tests.access_table import ACCESS
from tests.factories import NotificationFactory, OrganisationFactory, Team, UserFactory, fresh, grant, local_today, relative_of, walk_to
from tests.files.samples import pdf
from tests.liberty.restrictions import GIVEN, INFORMED
from tests.placements.homes import FacilityFactory, ProfileFactory
from tests.sign_in import security_key

A_MONTH = date(2026, 3, 1)
AN_HOUR = 3600
STEPS = sorted({row.step for row in ACCESS.values()})


@dataclass
class World:
    """An authority, one person a role, and a case at `step` that everybody of its team may read."""

    step: str
    team: Team = field(default_factory=Team)
    people: dict[str, User] = field(default_factory=dict)
    made: dict = field(default_factory=dict)
    cookies: dict[uuid.UUID, dict] = field(default_factory=dict)
    behind: dict[str, User] = field(default_factory=dict)

    def at_every_step(self) -> dict[str, "World"]:
        """Return this authority with a case at each step that the table speaks of; everybody of it is signed in."""
        for user in [*map(self.person, Role), *self.walled.values()]:
            self.browser(user)
        assert self.walled.keys() == WALLED
        worlds = {step: replace(self, step=step, made={}) for step in STEPS}
        assert all(world.case.step == step for step, world in worlds.items())
        return worlds

    def anew(self) -> "World":
        """Return the same people and case for one test, which keeps apart whatever else it makes."""
        return replace(self, made={"case": fresh(self.case)})

    def person(self, role: str) -> User:
        """Return the one person of that role, who belongs to the authority; the migration officer to the migration authority."""
        if role not in self.people:
            kept = {
                Role.INTAKE_OFFICER: self.team.intake,
                Role.CASEWORKER: self.team.caseworker,
                Role.SUPERVISOR: self.team.supervisor,
                Role.AUTHORITY_APPROVER: self.team.approver,
                Role.MIGRATION_NOTIFIER: self.team.notifier,
            }
            self.people[role] = kept.get(role) or UserFactory(organisation=self.team.unit, role=role)
        return self.people[role]

    @property
    def walled(self) -> dict[str, User]:
        """Return somebody of each walled kind of organisation, to whom nothing was ever sent."""
        for org_type in WALLED - self.behind.keys():
            self.behind[org_type] = UserFactory(organisation=OrganisationFactory(org_type=org_type), role=Role.SERVICE_PROVIDER_USER)
        return self.behind

    def client(self, role: str) -> Client:
        """Return a browser of its own in which the person of that role is signed in."""
        return self.browser(self.person(role))

    def browser(self, user: User, *, enforce_csrf_checks: bool = False) -> Client:
        """Return a browser of its own in which `user` is signed in: once for as long as the world stands."""
        client = Client(raise_request_exception=False, enforce_csrf_checks=enforce_csrf_checks)
        if user.pk not in self.cookies:
            client.force_login(user)
            session, now = client.session, time.time()
            session["seen"] = now + AN_HOUR  # a session seen half a minute ago is written again by every request
            [proof] = session[AUTHENTICATION_METHODS_SESSION_KEY]  # and one proof is fresh for five minutes: on a slow machine too short
            session[AUTHENTICATION_METHODS_SESSION_KEY] = [proof | {"at": now + after} for after in range(0, AN_HOUR, FRESH)]
            session.save()
            self.cookies[user.pk] = {name: morsel.value for name, morsel in client.cookies.items()}
        client.cookies.load(self.cookies[user.pk])
        return client

    @property
    def case(self) -> Case:
        if "case" not in self.made:
            self.made["case"] = walk_to(Step(self.step), self.team)
            for role, capabilities in CAPABILITIES.items():
                if "case.read" in capabilities:
                    grant(self.made["case"], self.person(role))
        return self.made["case"]

    def kwargs(self, on: str, actor: User) -> dict:
        """Return what the address of the thing `on` is made of; `actor` is who would own it."""
        return BUILDERS[on](self, actor)


def deprivation(world: World, actor: User) -> dict:
    if "deprivation" not in world.made:
        world.made["deprivation"] = DeprivationEvent.objects.create(
            case=world.case,
            facility_type=PlaceOfDeprivation.values[0],
            authority="INM",
            started_at=timezone.now(),
            started_precision=Precision.MINUTE,
            held_with=HeldWith.UNKNOWN,
            reported_by="Prueba",
        )
    return {"pk": world.made["deprivation"].pk}


def visit(world: World, actor: User) -> dict:
    """Return a visit of the group that visits in the world's state."""
    if "visit" not in world.made:
        group = world.person(Role.MONITOR_VISITOR).organisation
        facts = {"place_type": "immigration_station", "place": "Estación", "visited_at": timezone.now(), "visitors": "Prueba"}
        world.made["visit"] = VisitLog.objects.create(group=group, access="allowed", findings="Prueba", **facts)
    return {"pk": world.made["visit"].pk}


def sighting(world: World, actor: User) -> dict:
    """Return what a visit says of the child of the case."""
    if "sighting" not in world.made:
        visit(world, actor)
        world.made["sighting"] = Sighting.objects.create(visit=world.made["visit"], code=world.case.code, says="Prueba")
    return {"pk": world.made["sighting"].pk}


def voice(world: World, actor: User) -> dict:
    """Return what a child said to `actor`, who took it down."""
    said = {"kind": "complaint", "channel": "box", "text": "Prueba", "about": "process", "received_at": timezone.now()}
    where = {"unit": world.team.unit, "answering": world.team.unit, "due_at": timezone.now()}
    return {"pk": VoiceEntry.objects.create(created_by=actor, **said, **where).pk}


def rights_complaint(world: World, actor: User) -> dict:
    if "rights_complaint" not in world.made:
        deprivation(world, actor)
        texts = {"addressee": "Comisión de prueba", "facts": "Prueba", "violations": "Prueba", "requests": "Prueba"}
        event, author = world.made["deprivation"], world.team.supervisor
        world.made["rights_complaint"] = RightsComplaint.objects.create(case=world.case, event=event, author=author, **texts)
    return {"pk": world.made["rights_complaint"].pk}


def rights_complaint_letter(world: World, actor: User) -> dict:
    kwargs = rights_complaint(world, actor)
    about = {"about": [world.case], "place": world.team.unit, "by": world.team.supervisor, "now": timezone.now()}
    letter = number_letter(kind="rights_complaint", subject=world.made["rights_complaint"], addressee="Prueba", **about)
    return kwargs | {"letter": letter.pk}


def determination(world: World, actor: User) -> dict:
    """Return a question before a panel, its dossier begun, somebody seated and a session called."""
    if "determination" not in world.made:
        now, team = timezone.now(), world.team
        asked = {"triggers": ["return_requested"], "level": "panel", "reason": "Prueba", "state": "dossier_preparation"}
        one = Determination.objects.create(case=world.case, number=1, requested_by=team.supervisor, requested_at=now, since=now, **asked)
        dossier = Dossier.objects.create(determination=one, number=1, author=team.caseworker, evaluation=world.case.evaluation)
        world.made["option"] = DossierOption.objects.create(dossier=dossier, title="Una", pros="Sí", cons="No", risks="Ninguno")
        world.made["seat"] = Seat.objects.create(
            determination=one,
            person=world.person(Role.BID_PANEL_MEMBER),
            discipline="legal",
            seated_at=now,
            grant=CaseGrant.objects.create(
                case=world.case, user=world.person(Role.BID_PANEL_MEMBER), because="panel", sections=["dossier"], starts_at=now
            ),
        )
        world.made["session"] = Session.objects.create(
            determination=one, number=1, scheduled_for=now, place="Sala", convened_by=world.person(Role.BID_COORDINATOR)
        )
        world.made["determination"] = one
    return {"pk": world.made["determination"].pk}


def part_of_determination(name: str):
    """Return the builder of a part that has an address of its own."""

    def build(world: World, actor: User) -> dict:
        determination(world, actor)
        return {"pk": world.made[name].pk}

    return build


def facility(world: World, actor: User) -> dict:
    """Return a house of the authority's own; the foreign one's is abroad, for inside a country authorities see every house."""
    if "facility" not in world.made:
        is_foreign = world.team.unit.state == "OAX"
        abroad = {"organisation": OrganisationFactory(country="GT")} if is_foreign else {"organisation": world.team.unit}
        world.made["facility"] = ProfileFactory(facility=FacilityFactory(**abroad)).facility
    return {"pk": world.made["facility"].pk}


def foster_home(world: World, actor: User) -> dict:
    """Return a foster home that the authority runs itself; the foreign one is another programme's."""
    if "foster_home" not in world.made:
        world.made["foster_home"] = FacilityFactory(organisation=world.team.unit, facility_type="foster_family")
    return {"pk": world.made["foster_home"].pk}


def profile(world: World, actor: User) -> dict:
    facility(world, actor)
    return {"pk": world.made["facility"].profiles.get().pk}


def placement(world: World, actor: User) -> dict:
    """Return a child whom the house accepted."""
    if "placement" not in world.made:
        facility(world, actor)
        house, now = world.made["facility"], timezone.now()
        world.made["placement"] = Placement.objects.create(
            case=world.case,
            child=world.case.child,
            facility=house,
            placement_type=house.facility_type,
            profile=house.profiles.get(),
            place_number=1,
            state="accepted",
            requested_by=world.team.caseworker,
            requested_at=now,
            reply_due_at=now,
            answered_at=now,
            reserved_until=now + timedelta(days=1),
            reason_family_based_not_possible="Prueba",
            child_views="Prueba",
            grant=CaseGrant.objects.create(case=world.case, unit=house.organisation, because="placement", sections=["care"], starts_at=now),
        )
    return {"pk": world.made["placement"].pk}


def transfer(world: World, actor: User) -> dict:
    """Return a transfer that the authority proposed to another one."""
    if "transfer" not in world.made:
        world.made["transfer"] = Transfer.objects.create(
            case=world.case,
            kind="state",
            origin=world.team.unit,
            destination=OrganisationFactory(state="YUC"),
            reason="Prueba",
            proposed_by=world.team.caseworker,
            proposed_at=timezone.now(),
            child_views="Prueba",
        )
    return {"pk": world.made["transfer"].pk}


def transfer_paper(world: World, actor: User) -> dict:
    kwargs = transfer(world, actor)
    found, unit = world.made["transfer"], world.team.unit
    by, now = world.team.supervisor, timezone.now()
    Transfer.objects.filter(pk=found.pk).update(
        meeting_at=now, child_told_at=now, handed_by="Prueba", received_by="Prueba", minutes="Prueba"
    )
    letter = number_letter(kind="handover_minutes", subject=found, about=[world.case], place=unit, by=by, now=now)
    return kwargs | {"letter": letter.pk}


def release(world: World, actor: User) -> dict:
    """Return a child whom the authority handed over to a relative."""
    if "release" not in world.made:
        one = relative_of(world.case.child)
        given = {"place": "Prueba", "handed_by": "Prueba", "receiver_identity": "Prueba", "child_views": "Prueba"}
        made = Release.objects.create(case=world.case, relative=one, receiver=str(one), released_at=timezone.now(), **given)
        about = {"about": [world.case], "place": world.team.unit, "by": world.team.supervisor, "now": timezone.now()}
        number_letter(kind="handover_minutes", subject=made, **about)
        world.made["release"] = made
    return {"code": world.case.code, "pk": world.made["release"].pk}


def attachment(world: World, actor: User) -> dict:
    """Return a file of the case."""
    if "attachment" not in world.made:
        given = {"sent": [Sent("carta.pdf", "", pdf())], "kind": "letter", "by": world.team.supervisor, "now": timezone.now()}
        services.attach(case=world.case, **given)
        world.made["attachment"] = world.case.attachments.get()
    return {"code": world.case.code, "pk": world.made["attachment"].pk}


def liaison(world: World, actor: User) -> dict:
    return {"pk": LiaisonOfficer.objects.create(name="Lidia Pop", office="SBS", country="GT", email="lidia@example.org").pk}


def absence(world: World, actor: User) -> dict:
    """Return the absence of a child who lives in the house."""
    if "absence" not in world.made:
        placement(world, actor)
        now = timezone.now()
        Placement.objects.filter(pk=world.made["placement"].pk).update(state="active", starts_at=now - timedelta(hours=2))
        world.made["absence"] = Absence.objects.create(
            case=world.case,
            placement=world.made["placement"],
            type="unknown",
            starts_at=now - timedelta(hours=1),
            reported_at=now,
            reported_by=world.team.caseworker,
            last_seen="En el patio",
            status_before="open",
        )
    return {"pk": world.made["absence"].pk}


def absence_letter(world: World, actor: User) -> dict:
    kwargs = absence(world, actor)
    about = {"about": [world.case], "place": world.team.unit, "by": world.team.caseworker, "now": timezone.now()}
    letter = number_letter(kind="absence_report", subject=world.made["absence"], addressee="Prueba", **about)
    return kwargs | {"letter": letter.pk}


def absence_interview(world: World, actor: User) -> dict:
    """Return an absence after which the child was heard."""
    kwargs = absence(world, actor)
    now = timezone.now()
    Absence.objects.filter(pk=kwargs["pk"]).update(state="return_interview_done", ends_at=now, outcome="Prueba")
    heard = {"interviewer": world.team.caseworker, "why_left": "Prueba", "held_at": now}
    ReturnInterview.objects.get_or_create(absence=world.made["absence"], defaults=heard)
    return kwargs


def opinion(world: World, actor: User) -> dict:
    """Return an opinion asked of `actor`, of the actor's discipline; of the psychologist for whoever has none."""
    author = actor if actor.role in DISCIPLINE_OF else world.person(Role.PSYCHOLOGIST)
    asked = {"asked_of": author, "asked_by": world.team.supervisor, "asked_at": timezone.now()}
    found, _ = Opinion.objects.get_or_create(
        case=world.case, evaluation=world.case.evaluation, discipline=DISCIPLINE_OF[author.role], defaults=asked
    )
    return {"pk": found.pk}


def draft(world: World, actor: User) -> dict:
    """Return what `actor` typed into a form of the case and did not save: nobody else finds it."""
    path = reverse("cases:contact_note_add", args=[world.case.code])
    found, _ = FormDraft.objects.get_or_create(user=actor, path=path, defaults={"case": world.case, "saved_at": timezone.now()})
    return {"code": world.case.code, "pk": found.pk}


def relative(world: World, actor: User) -> dict:
    if "relative" not in world.made:
        world.made["relative"] = Relative.objects.create(child=world.case.child, name="Rosa Tzi", relation="aunt_uncle")
    return {"code": world.case.code, "pk": world.made["relative"].pk}


def home_study(world: World, actor: User) -> dict:
    relative(world, actor)
    said = {"visitor": "Trabajo Social", "findings": "Hay lugar.", "result": "conditions", "conditions": "Una cama."}
    study = HomeStudy.objects.create(relative=world.made["relative"], organisation=world.team.unit, done_on=local_today(), **said)
    return {"code": world.case.code, "pk": study.pk}


def interview(world: World, actor: User) -> dict:
    if "interview" not in world.made:
        world.made["interview"] = Interview.objects.create(
            case=world.case,
            kind="identification_contact",
            held_at=timezone.now(),
            place_type="care_place",
            interviewer=world.team.caseworker,
            interpreter_kind="none",
        )
    return {"code": world.case.code, "pk": world.made["interview"].pk}


def sealed_note(world: World, actor: User) -> dict:
    """Return a sealed note of which `actor` is the author."""
    if ("sealed", actor.pk) not in world.made:
        world.made.pop("interview", None)
        interview(world, actor)
        given = {"case": world.case, "interview": world.made["interview"], "text": "Prueba", "readers": [world.team.supervisor]}
        world.made["sealed", actor.pk] = seal(by=actor, now=timezone.now(), **given)
    return {"code": world.case.code, "pk": world.made["sealed", actor.pk].pk}


def sealed_reader(world: World, actor: User) -> dict:
    """Return the person responsible on the list of a note that `actor` wrote."""
    sealed_note(world, actor)
    return {"code": world.case.code, "pk": world.made["sealed", actor.pk].list.get(because="responsible").pk}


def plan_line(world: World, actor: User) -> dict:
    return {"code": world.case.code, "pk": world.case.plan.lines.first().pk}


def plan_action(world: World, actor: User) -> dict:
    if "action" not in world.made:
        plan = world.case.plan
        world.made["action"] = PlanAction.objects.filter(line__plan=plan).first() or services.add_action(
            line=plan.lines.first(),
            version=plan.version,
            by=world.team.caseworker,
            now=world.case.step_entered_at,
            measure_kind="school_enrolment",
            description="Inscribir en la escuela",
            responsible_organisation="Secretaría de Educación",
            responsible_person="Directora de prueba",
            due_on=(world.case.step_entered_at + timedelta(days=10)).date(),
        )
    return {"code": world.case.code, "pk": world.made["action"].pk}


def measure(world: World, actor: User) -> dict:
    if "measure" not in world.made:
        now = world.case.step_entered_at
        proposed = services.propose_measure(
            case=world.case, kind="urgent", type="entry_to_centre", text="Ingreso", reasons="Viaja sola.", by=world.team.caseworker, now=now
        )
        world.made["measure"] = services.move_measure(
            measure=proposed, move="order", legal_ground="Ley de prueba, art. 1", ordered_at=now, by=world.team.approver, now=now
        )
    return {"code": world.case.code, "pk": world.made["measure"].pk, "move": "notify"}


def measure_notice(world: World, actor: User) -> dict:
    of_measure = measure(world, actor)
    return {"code": of_measure["code"], "pk": of_measure["pk"], "kind": "notice_court"}


def measure_letter(world: World, actor: User) -> dict:
    of_measure = measure(world, actor)
    [agreement] = letters_about(world.made["measure"])
    return {"code": of_measure["code"], "pk": of_measure["pk"], "letter": agreement.pk}


def procedure(world: World, actor: User) -> dict:
    if "procedure" not in world.made:
        now = world.case.step_entered_at
        fields = {"kind": "regularisation", "authority": "INM", "filed_on": now.date()}
        world.made["procedure"] = services.file_procedure(case=world.case, by=world.team.caseworker, now=now, **fields)
    return {"code": world.case.code, "pk": world.made["procedure"].pk, "move": "decide"}


def service(world: World, actor: User) -> dict:
    if "service" not in world.made:
        now = world.case.step_entered_at
        fields = {"type": "legal", "provider": "Defensoría de prueba", "started_on": now.date()}
        world.made["service"] = services.add_service(case=world.case, by=world.team.caseworker, now=now, **fields)
    return {"code": world.case.code, "pk": world.made["service"].pk}


def task(world: World, actor: User) -> dict:
    """Return a task that was given to `actor`."""
    fields = {"text": "Llamar", "due_at": timezone.now() + timedelta(days=1), "assignee": actor}
    if not Case.objects.visible_to(actor).filter(pk=world.case.pk).exists():
        fields["assignee"] = world.team.caseworker
    return {"code": world.case.code, "pk": services.add_task(case=world.case, by=world.team.caseworker, now=timezone.now(), **fields).pk}


def import_batch(world: World, actor: User) -> dict:
    if "import" not in world.made:
        batch = services.upload_batch(
            by=world.team.supervisor,
            source_org=world.team.migration,
            unit=world.team.unit,
            filename="lista.csv",
            content=b"folio,fecha\n1,2026-02-01\n",
            now=timezone.now(),
        )
        world.made["import"] = services.check_batch(batch=batch, mapping=batch.mapping, by=world.team.supervisor, now=timezone.now())
    return {"pk": world.made["import"].pk}


def age_assessment(world: World, actor: User) -> dict:
    if "age" not in world.made:
        world.made["age"] = services.open_age_assessment(
            case=world.case,
            by=world.team.caseworker,
            now=world.case.step_entered_at,
            reason="Prueba",
            requested_by="Procuraduría",
            method="documents",
            assessors="Equipo de prueba",
            organisation=world.team.unit,
        )
    return {"code": world.case.code, "pk": world.made["age"].pk}


def referral(world: World, actor: User) -> dict:
    """Return a referral that the authority sent to a clinic, on paper."""
    if "referral" not in world.made:
        world.made["referral"] = sent_referral(world, recipient_name="Hospital de prueba")
    return {"pk": world.made["referral"].pk}


def referral_received(world: World, actor: User) -> dict:
    """Return a referral that somebody else sent to the authority."""
    if "referral_received" not in world.made:
        other = World("evaluation", Team(name="Procuraduría que canaliza"))
        world.made["referral_received"] = sent_referral(other, to_organisation=world.team.unit)
    return {"pk": world.made["referral_received"].pk}


def referral_file(world: World, actor: User) -> dict:
    """Return a file that somebody else sent with a referral to the authority."""
    if "referral_file" not in world.made:
        other = World("evaluation", Team(name="Procuraduría que canaliza"))
        attachment(other, actor)
        along = {"to_organisation": world.team.unit, "attachments": [other.made["attachment"]]}
        world.made["referral_file"] = sent_referral(other, **along).files.get()
    return {"pk": world.made["referral_file"].referral_id, "attachment": world.made["referral_file"].attachment_id}


def sent_referral(world: World, **to) -> Referral:
    given = {"purpose": "Prueba", "packet_fields": ["name"], "now": timezone.now()}
    one = referral_services.draft_referral(case=world.case, type="health", by=world.team.caseworker, **given, **to)
    one = referral_services.send_referral(referral=one, version=1, by=world.team.caseworker, now=given["now"])
    return referral_services.review_referral(
        referral=one, version=one.version, is_approved=True, by=world.team.supervisor, now=given["now"]
    )


def acknowledgement(world: World, actor: User) -> dict:
    """Return the link of a letter that was not acknowledged yet."""
    referral(world, actor)
    if "link" not in world.made:
        world.made["link"] = referral_services.make_link(referral=world.made["referral"], by=world.team.caseworker, now=timezone.now())
    return {"token": referral_services.token_of(world.made["link"])}


def consent(world: World, actor: User) -> dict:
    if "consent" not in world.made:
        given = {"given_by": "both", "given_on": local_today(), "purposes": ["health"], "explained": "Prueba"}
        world.made["consent"] = referral_services.record_consent(case=world.case, by=world.team.caseworker, now=timezone.now(), **given)
    return {"pk": world.made["consent"].pk}


def sharing_protocol(world: World, actor: User) -> dict:
    if "sharing" not in world.made:
        today = local_today()
        facts = {"reference": "Convenio", "purposes": ["health"], "fields": ["name"], "valid_from": today, "valid_to": today}
        partner = OrganisationFactory(org_type="health_provider")
        world.made["sharing"] = SharingProtocol.objects.create(organisation=world.team.unit, partner=partner, **facts)
    return {"pk": world.made["sharing"].pk}


def restriction(world: World, actor: User) -> dict:
    """Return a restriction that the head of the authority recorded."""
    if "restriction" not in world.made:
        today = world.team.unit.day_of(timezone.now())
        days = {"starts_on": today, "review_date": today, "appeal_deadline": today, "informed_on": today}
        facts = GIVEN | INFORMED | days
        world.made["restriction"] = record_restriction(case=world.case, by=world.team.approver, now=timezone.now(), **facts)
    return {"pk": world.made["restriction"].pk}


def restriction_appeal(world: World, actor: User) -> dict:
    restriction(world, actor)
    one = world.made["restriction"]
    facts = {"filed_on": one.starts_on, "filed_by": "Prueba", "before": "Juzgado", "grounds": "Prueba"}
    return {"pk": RestrictionAppeal.objects.get_or_create(restriction=one, outcome="pending", defaults=facts)[0].pk}


def opened_parts(world: World, actor: User) -> dict:
    """Return a case of which a part is open to `actor`."""
    opening(world, actor)
    return {"code": world.case.code}


def opening(world: World, actor: User) -> dict:
    """Return an opening of a part of the case to `actor`."""
    if ("opening", actor.pk) not in world.made:
        times = {"starts_at": timezone.now(), "ends_at": timezone.now() + timedelta(days=9)}
        given = {"because": "parts", "sections": ["health"], "given_by": world.team.supervisor, "reason": "Prueba"}
        world.made["opening", actor.pk] = CaseGrant.objects.create(case=world.case, user=actor, **times, **given)
    return {"code": world.case.code, "pk": world.made["opening", actor.pk].pk}


def run(world: World, actor: User) -> dict:
    """Return a report that the worker is to make for `actor`."""
    return {"pk": ReportRun.objects.create(asked_at=timezone.now(), first=A_MONTH, last=A_MONTH, **_asked(actor)).pk}


def schedule(world: World, actor: User) -> dict:
    """Return a report that is made every month for `actor`."""
    return {"pk": ScheduledReport.objects.create(created_at=timezone.now(), next_on=A_MONTH, every="month", **_asked(actor)).pk}


def _asked(actor: User) -> dict:
    report = "R1" if may(actor, "report.read") else "R6"
    own = actor.role == Role.CASEWORKER
    return {"owner": actor, "report": report, "measure": "attended", "place": actor.organisation, "is_own_caseload": own}


def emergency(world: World, actor: User) -> dict:
    """Return a case of the authority that somebody of elsewhere opened in an emergency; nobody has judged it yet."""
    if "emergency" not in world.made:
        now, person = timezone.now(), UserFactory(organisation=OrganisationFactory(state="YUC"))
        opened = CaseGrant.objects.create(
            case=world.case, user=person, because="break_glass", starts_at=now, ends_at=now + timedelta(hours=4)
        )
        times = {"opened_at": now, "ends_at": opened.ends_at, "review_due_at": now + timedelta(days=3)}
        reason = "Llegó herida y nadie responde en su equipo."
        world.made["emergency"] = Emergency.objects.create(case=world.case, person=person, grant=opened, reason=reason, **times)
    return {"pk": world.made["emergency"].pk}


def disclosure(world: World, actor: User) -> dict:
    """Return a draft of what the migration authority is told."""
    if "disclosure" not in world.made:
        told = {"recipient": world.team.migration, "ground": "legal_mandate", "ground_reference": "Ley de prueba, art. 112"}
        world.made["disclosure"] = referral_services.draft_disclosure(
            case=world.case, fields=["name"], determinations=["not_deprived"], by=world.team.caseworker, now=timezone.now(), **told
        )
    return {"pk": world.made["disclosure"].pk}


def disclosure_approved(world: World, actor: User) -> dict:
    """Return one whose letter has its number."""
    kwargs = disclosure(world, actor)
    if world.made["disclosure"].state == "draft":
        given = {"disclosure": world.made["disclosure"], "now": timezone.now()}
        sent = referral_services.submit_disclosure(version=1, by=world.team.caseworker, **given)
        review = {"is_approved": True, "by": world.team.approver, "version": sent.version}
        world.made["disclosure"] = referral_services.review_disclosure(**given, **review)
    return kwargs


def export(world: World, actor: User) -> dict:
    """An export that the actor asked for, or where the actor only decides, the supervisor."""
    return {"pk": exported(actor if may(actor, "export.request") else world.team.supervisor).pk}


def approved_export(world: World, actor: User) -> dict:
    asked = exported(actor if may(actor, "export.request") else world.team.supervisor)
    return {"pk": approve_export(export=asked, by=world.team.approver, now=timezone.now()).pk}


def exported(by: User) -> Export:
    return Export.objects.create(
        organisation=by.organisation,
        since=date(2026, 1, 1),
        until=date(2026, 1, 31),
        purpose="Evaluar los plazos de la procuraduría.",
        requested_by=by,
        requested_at=timezone.now(),
    )


def alarm(world: World, actor: User) -> dict:
    """Return an alarm on the caseworker's reading of the case, which nobody has answered yet."""
    if "alarm" not in world.made:
        now, read = timezone.now(), world.team.caseworker
        given = {"units": [world.case.unit_id], "subjects": [world.case.child_id], "event": 1}
        world.made["alarm"] = Alarm.objects.create(kind="sealed", key=f"test:{read.pk}", at=now, raised_at=now, person=read, **given)
    return {"pk": world.made["alarm"].pk}


BUILDERS = {
    "alarm": alarm,
    "export": export,
    "approved_export": approved_export,
    "disclosure": disclosure,
    "disclosure_approved": disclosure_approved,
    "result": lambda world, actor: {"line": "I-09-affected"},
    "report": lambda world, actor: {"key": "R1"},
    "report_part": lambda world, actor: {"key": "R1", "part": "by-sex"},
    "restriction": restriction,
    "restriction_appeal": restriction_appeal,
    "restriction_paper": lambda world, actor: restriction(world, actor) | {"language": "es"},
    "emergency": emergency,
    "run": run,
    "schedule": schedule,
    "opened_parts": opened_parts,
    "opening": opening,
    "case_on_record": lambda world, actor: {"code": world.case.code},
    "acknowledgement": acknowledgement,
    "case_referral_kind": lambda world, actor: {"code": world.case.code, "kind": "health"},
    "consent": consent,
    "referral": referral,
    "referral_received": referral_received,
    "referral_file": referral_file,
    "sharing_protocol": sharing_protocol,
    "age_assessment": age_assessment,
    "": lambda world, actor: {},
    "case": lambda world, actor: {"code": world.case.code},
    "case_facility": lambda world, actor: {"code": world.case.code} | facility(world, actor),
    "deprivation": deprivation,
    "rights_complaint": rights_complaint,
    "visit": visit,
    "voice": voice,
    "sighting": sighting,
    "rights_complaint_letter": rights_complaint_letter,
    "determination": determination,
    "dossier_option": lambda world, actor: determination(world, actor) | {"option": world.made["option"].pk},
    "seat": part_of_determination("seat"),
    "session": part_of_determination("session"),
    "absence": absence,
    "absence_of_case": absence,
    "absence_letter": absence_letter,
    "absence_interview": absence_interview,
    "facility": facility,
    "foster_home": foster_home,
    "placement": placement,
    "profile": profile,
    "element": lambda world, actor: {"code": world.case.code, "element": "identity"},
    "evaluation_version": lambda world, actor: {"code": world.case.code, "number": world.case.evaluation.number},
    "decision": lambda world, actor: {"code": world.case.code, "decision": "evaluation", "pk": world.case.approved_evaluation.pk},
    "measure": measure,
    "measure_notice": measure_notice,
    "measure_letter": measure_letter,
    "procedure": procedure,
    "draft": draft,
    "attachment": attachment,
    "home_study": home_study,
    "interview": interview,
    "sealed_note": sealed_note,
    "sealed_reader": sealed_reader,
    "relative": relative,
    "liaison": liaison,
    "transfer": transfer,
    "transfer_paper": transfer_paper,
    "release": release,
    "opinion": opinion,
    "service": service,
    "task": task,
    "plan_line": plan_line,
    "plan_action": plan_action,
    "plan_version": lambda world, actor: {"code": world.case.code, "number": world.case.plan.number},
    "import": import_batch,
    "notification": lambda world, actor: {"pk": NotificationFactory(receiving_unit=world.team.unit).pk},
    "notify_step": lambda world, actor: {"step": "found"},
    "organisation": lambda world, actor: {"pk": world.team.unit.pk},
    "receipt": lambda world, actor: {"pk": NotificationFactory(receiving_unit=world.team.unit, created_by=actor).pk},
    "user": lambda world, actor: {"pk": world.team.caseworker.pk},
    "security_key": lambda world, actor: {"pk": security_key(actor).pk},
    "reset_key": lambda world, actor: {"uidb36": int_to_base36(1), "key": "set-password"},
}


def missing(kwargs: dict) -> dict:
    """Return an address of the same shape that names nothing there is."""
    nothing = {"code": "NO-SUCH-1", "pk": 0 if isinstance(kwargs.get("pk"), int) else uuid.UUID(int=0), "number": 999}
    return kwargs | {name: nothing[name] for name in kwargs if name in nothing}


# Things that everybody may find: there is no foreign one.
SHARED = {"", "acknowledgement", "liaison", "organisation", "report", "report_part", "result", "reset_key", "notify_step"}

# Who sees such things of every organisation: there is no foreign one for them.
EVERYWHERE = {("user", Role.SYSTEM_ADMIN)}

# The capability without which nobody sees such a thing, whatever they may do to it.
OF_A_CASE = (
    "absence_of_case",
    "absence_letter",
    "absence_interview",
    "age_assessment",
    "attachment",
    "case",
    "case_facility",
    "case_referral_kind",
    "consent",
    "decision",
    "disclosure",
    "disclosure_approved",
    "deprivation",
    "rights_complaint",
    "sighting",
    "rights_complaint_letter",
    "determination",
    "dossier_option",
    "element",
    "evaluation_version",
    "measure",
    "measure_letter",
    "measure_notice",
    "procedure",
    "draft",
    "home_study",
    "interview",
    "opened_parts",
    "opening",
    "sealed_note",
    "sealed_reader",
    "relative",
    "opinion",
    "service",
    "task",
    "plan_line",
    "plan_action",
    "plan_version",
    "referral",
    "restriction",
    "restriction_appeal",
    "restriction_paper",
    "seat",
    "session",
    "transfer",
    "transfer_paper",
    "release",
)
SEEN_WITH = dict.fromkeys(OF_A_CASE, "case.read")


def foreign_team() -> Team:
    """Another authority, of another state."""
    return Team(state="OAX", name="Procuraduría ajena")

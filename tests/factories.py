"""People, places and cases for the tests: every name is invented."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import factory
from django.contrib.auth.hashers import get_hasher, make_password
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Level, Organisation, User
from accounts.roles import OrgType, Role
from cases import rules, services
from cases.choices import Because, Element, InterpreterKind, InterviewKind, LocatedPlace, Representation, Risk, Step, TaskSource
from cases.models import Case, CaseGrant, Child, ChildIdentity, HomeStudy, Notification, Relative, Task
from protocols import packs
from protocols.choices import Discipline
from tests.replay import replayed

NOW = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)


ZONE = ZoneInfo("America/Hermosillo")


def local_today() -> date:
    """Return the day it is where the authorities of the tests are: for an hour each night not that of the settings' zone."""
    return timezone.now().astimezone(ZONE).date()


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Procuraduría de Protección {n}")
    org_type = OrgType.PROTECTION_AUTHORITY_STATE
    level = Level.STATE
    state = "SON"
    time_zone = ZONE.key


PASSWORD = "a-long-test-password"


@cache
def hashed(password: str, algorithm: str) -> str:
    """Return what is kept of a password: the salt is nobody's concern here, and each would cost a test its own."""
    return make_password(password, hasher=algorithm)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"persona{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Persona {n}")
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.CASEWORKER
    is_trained = True
    language = "en"

    password = factory.Transformer(PASSWORD, transform=lambda given: hashed(given or PASSWORD, get_hasher().algorithm))


class ChildFactory(DjangoModelFactory):
    class Meta:
        model = Child

    code = factory.Sequence(lambda n: f"SON-2026-{n:06d}")
    sex = "female"
    birth_date = date(2010, 5, 4)
    birth_precision = "exact"
    nationality = "GT"


class ChildIdentityFactory(DjangoModelFactory):
    class Meta:
        model = ChildIdentity

    child = factory.SubFactory(ChildFactory)
    given_names = "Yesenia"
    surname_1 = "Caal"
    surname_2 = "Tzi"
    search_name = factory.LazyAttribute(lambda o: rules.searchable(f"{o.given_names} {o.surname_1} {o.surname_2}"))


class NotificationFactory(DjangoModelFactory):
    class Meta:
        model = Notification

    folio = factory.Sequence(lambda n: f"INM-SON-{n}")
    source_org = factory.SubFactory(OrganisationFactory, org_type=OrgType.MIGRATION_AUTHORITY)
    notifier_name = "Agente Prueba"
    receiving_unit = factory.SubFactory(OrganisationFactory)
    child = factory.LazyFunction(lambda: ChildIdentityFactory().child)
    located_at = NOW - timedelta(hours=2)
    received_at = NOW
    located_place_type = LocatedPlace.ROAD_CHECKPOINT


class CaseFactory(DjangoModelFactory):
    """A case as triage leaves it, at `step` without the documents of the steps before; CaseAt walks there in earnest."""

    class Meta:
        model = Case

    child = factory.LazyFunction(lambda: ChildIdentityFactory().child)
    code = factory.LazyAttribute(lambda o: f"{o.child.code}-1")
    unit = factory.SubFactory(OrganisationFactory)
    step = Step.INTAKE
    protocol = packs.load("mx").label
    notified_at = NOW
    step_entered_at = NOW
    step_due_at = NOW + timedelta(hours=24)


def grant(case: Case, user: User, because=Because.DESIGNATION, *, since=NOW, until=None) -> CaseGrant:
    """Let `user` see `case`."""
    return CaseGrant.objects.create(case=case, user=user, because=because, starts_at=since, ends_at=until)


class Team:
    """An authority with the people that a case needs."""

    def __init__(self, **organisation):
        self.unit = OrganisationFactory(**organisation)
        self.migration = OrganisationFactory(org_type=OrgType.MIGRATION_AUTHORITY, name="Instituto de Migración")
        roles = (Role.INTAKE_OFFICER, Role.CASEWORKER, Role.SUPERVISOR, Role.AUTHORITY_APPROVER)
        people = [UserFactory.build(organisation=self.unit, role=role) for role in roles]
        people.append(UserFactory.build(organisation=self.migration, role=Role.MIGRATION_NOTIFIER))
        self.intake, self.caseworker, self.supervisor, self.approver, self.notifier = User.objects.bulk_create(people)

    @property
    def is_plain(self) -> bool:
        """Tell whether nobody else works there yet: who does takes part in a walk, and would be missed by its rows."""
        return not User.objects.filter(organisation=self.unit).exclude(pk__in=self.cast.values()).exists()

    @property
    def cast(self) -> dict[str, str]:
        """Return the keys of its people and organisations by name."""
        return {name: str(one.pk) for name, one in vars(self).items()}

    def person(self, role, **fields) -> User:
        return UserFactory(organisation=self.unit, role=role, **fields)

    def expert(self, role) -> User:
        """Return the team's first person of that role."""
        return User.objects.filter(organisation=self.unit, role=role).order_by("created_at").first() or self.person(role)


OPTIONS = [
    {"solution": "regularised_stay_alternative_care", "speaks_for": "Lo quiere la niña.", "speaks_against": "", "risks": ""},
    {"text": "Reunificación con la tía", "speaks_for": "Vínculo.", "speaks_against": "Sin estudio.", "risks": "Por verificar."},
]
RIGHTS = ["family", "education"]


def walk_to(step: Step, team: Team, *, now: datetime = NOW, risk: Risk = Risk.MEDIUM, case: Case | None = None) -> Case:
    """Return a case that the team brought to `step` through the services, an hour a verb."""
    if case is None:
        return told((step, now, risk), team, lambda: _walk(step, team, now, risk, None))
    return _walk(step, team, now, risk, case)


def told(story: tuple, team: Team, walk: Callable[[], Case]) -> Case:
    """Return the case that `walk` gives the team; by its rows where another team, as plain, has lived the same story before."""
    if not team.is_plain:
        return fresh(walk())
    unit = team.unit
    key = (*story, unit.country, unit.state, unit.time_zone, unit.org_type, local_today())
    return Case.objects.select_related("child", "unit").get(pk=replayed(key, team.cast, lambda: walk().pk))


def _walk(step, team, now, risk, case):
    case = case or CaseFactory(unit=team.unit, notified_at=now, step_entered_at=now)
    if not case.grants.exists():
        grant(case, team.intake, Because.INTAKE)
    with services.deadlines_at_the_end():
        for reached, act in WALK:
            if reached == step:
                break
            now += timedelta(hours=1)
            act(fresh(case), team, now, risk)
    return fresh(case)


def fresh(case: Case) -> Case:
    """Return the case as the database has it, without anything remembered."""
    return Case.objects.select_related("child", "unit").get(pk=case.pk)


def demands(case: Case) -> list[Task]:
    """Return the open tasks that rules raised, without the deadlines."""
    return [task for task in fresh(case).open_tasks if task.source == TaskSource.RULE]


def demanded(case: Case) -> list[str]:
    """Return the kinds of the open tasks that rules raised."""
    return [task.kind for task in demands(case)]


def order_care(case, team, now):
    """Order the measure that a centre asks for before it cares for a child (INV-38)."""
    asked = {"kind": "urgent", "type": "entry_to_centre", "text": "Ingreso a un centro.", "reasons": "Viaja sola."}
    measure = services.propose_measure(case=fresh(case), by=team.approver, now=now, **asked)
    services.move_measure(measure=measure, move="order", legal_ground="Ley de prueba, art. 1", ordered_at=now, by=team.approver, now=now)


def _open(case, team, now, risk):
    services.record_rapid_assessment(
        case=case,
        by=team.intake,
        now=now,
        done_at=now,
        urgent_needs_met=True,
        safe_tonight=True,
        where_tonight="Casa de prueba",
        risk_level=risk,
        risk_reasons="Viaja sola.",
    )
    services.move_case(case=case, move="open_case", by=team.intake, now=now)


def _designate(case, team, now, risk):
    services.designate(
        case=case, person=team.caseworker, representation=Representation.SUBSTITUTE, no_conflict=True, by=team.supervisor, now=now
    )
    services.accept_designation(case=case, by=team.caseworker, now=now, child_told_at=now)
    services.move_case(case=fresh(case), move="begin_evaluation", by=team.caseworker, now=now)


EVALUATED = {
    "child_views": "Quiero estudiar.",
    "international_protection": "no",
    "trafficking": "no",
    "return_risk": "no",
    "conclusion": "Conviene que permanezca.",
    "risk_rationale": "Tiene red de apoyo.",
}


def write_evaluation(case, team, now, risk=Risk.MEDIUM, **fields):
    """Write an evaluation that lacks nothing but what `fields` say otherwise, and send it for review."""
    services.record_interview(
        case=case,
        by=team.caseworker,
        now=now,
        kind=InterviewKind.EVALUATION,
        held_at=now,
        place_type="care_place",
        interpreter_kind=InterpreterKind.NOT_NEEDED,
    )
    evaluation = case.evaluation
    services.save_evaluation(
        evaluation=evaluation,
        version=evaluation.version,
        by=team.caseworker,
        now=now,
        elements=elements(),
        options=OPTIONS,
        risk_level=risk,
        **(EVALUATED | fields),
    )
    sign_opinions(case, team, now, risk)
    return services.submit_document(document=evaluation, version=evaluation.version, by=team.caseworker, now=now)


def elements(**rights) -> dict[str, dict]:
    """Return all seven elements written, each right of RIGHTS at its element; `rights`: other rights by element."""
    rights = rights or {code: [code] for code in RIGHTS}
    return {
        element: {"facts": "Lo que se sabe.", "sources": "La niña.", "restricted_rights": rights.get(element, [])} for element in Element
    }


AUTHORS = {
    Discipline.LEGAL: Role.LAWYER,
    Discipline.PSYCHOLOGICAL: Role.PSYCHOLOGIST,
    Discipline.MEDICAL: Role.HEALTH_STAFF,
}


def sign_opinions(case, team, now, risk=Risk.MEDIUM):
    """Ask for every opinion that the pack demands at that risk, and have each signed by its author."""
    signed = set(case.evaluation.opinions.exclude(signed_at=None).values_list("discipline", flat=True))
    for discipline in packs.of_case(case.protocol).opinions[risk]:
        if discipline in signed:
            continue
        person = team.expert(AUTHORS[discipline]) if discipline in AUTHORS else team.caseworker
        opinion = services.ask_opinion(case=fresh(case), discipline=discipline, person=person, by=team.caseworker, now=now)
        texts = {"findings": "Lo que se encontró.", "recommendation": "Lo que se recomienda."}
        services.write_opinion(opinion=opinion, version=opinion.version, by=person, now=now, is_signed=True, **texts)


def _evaluate(case, team, now, risk):
    write_evaluation(case, team, now, risk)
    services.move_case(case=fresh(case), move="approve_evaluation", by=team.supervisor, now=now)


def write_plan(case, team, now):
    """Write a plan that lacks nothing and send it for review."""
    plan = case.plan
    for line in plan.line_list:
        services.add_action(
            line=line,
            version=plan.version,
            by=team.caseworker,
            now=now,
            measure_kind="school_enrolment",
            description="Inscribir en la escuela",
            responsible_organisation="Secretaría de Educación",
            responsible_person="Directora de prueba",
            due_on=now.date() + timedelta(days=10),
        )
        plan.refresh_from_db()
    services.save_plan(
        plan=plan,
        version=plan.version,
        by=team.caseworker,
        now=now,
        review_date=now.date() + timedelta(days=25),
        child_participated=True,
        child_views="Estoy de acuerdo.",
    )
    return services.submit_document(document=fresh(case).plan, version=plan.version, by=team.caseworker, now=now)


def _plan(case, team, now, risk):
    write_plan(case, team, now)
    services.move_case(case=fresh(case), move="approve_plan", by=team.supervisor, now=now)


def _execute(case, team, now, risk):
    services.record_progress(action=case.approved_plan.action_list[0], status="in_progress", by=team.caseworker, now=now)
    services.move_case(case=fresh(case), move="begin_follow_up", by=team.caseworker, now=now)


def measure_wellbeing(case, team, now, *, phase="baseline", score=3):
    """Measure how the child is, every area alike."""
    domains = packs.of_case(case.protocol).instruments["wellbeing"].domains
    return services.record_wellbeing(
        case=case,
        measured_on=case.unit.day_of(now),
        phase=phase,
        respondent="child",
        scores={domain.code: score for domain in domains},
        by=team.caseworker,
        now=now,
    )


def propose_closure(case, team, now, **fields):
    """Visit, measure, review with the outcome to close, propose a closure that lacks nothing and send it for review."""
    services.record_visit(
        case=case, by=team.caseworker, now=now, kind="in_care", held_at=now, seen_child=True, risk_level="low", text="Está bien."
    )
    services.record_review(
        case=case,
        by=team.caseworker,
        now=now,
        held_at=now,
        participants="Equipo",
        decisions="Se cumplieron los objetivos.",
        outcome="close",
        child_views="Estoy contenta.",
    )
    measure_wellbeing(case, team, now, phase="endpoint")
    texts = {
        "reason": "plan_objectives_met",
        "durable_solution": "asylum_recognised",
        "summary": "Se restituyeron sus derechos.",
        "child_views": "De acuerdo.",
        "child_informed_on": case.unit.day_of(now),
        "contact_route": "Procuraduría, teléfono de prueba",
        "papers_back": "child",
    }
    proposal = services.propose_closure(case=case, by=team.caseworker, now=now, **(texts | fields))
    return services.submit_document(document=proposal, version=proposal.version, by=team.caseworker, now=now)


def _close(case, team, now, risk):
    propose_closure(case, team, now)
    services.move_case(case=fresh(case), move="close", by=team.supervisor, now=now)


def relative_of(child, **fields) -> Relative:
    """Return an aunt who was checked in full: safe, wanted, identified, verified, visited."""
    facts = {
        "name": "Rosa Tzi",
        "relation": "aunt_uncle",
        "safe_to_contact": "yes",
        "child_wishes_contact": "yes",
        "identity_seen": "Credencial de prueba",
        "kinship_verification": "documents",
        "child_view": "Quiero vivir con mi tía.",
    }
    result = fields.pop("home_study_result", "favourable")
    relative = Relative.objects.create(child=child, **(facts | fields))
    unit = child.cases.first().unit if child.cases.exists() else OrganisationFactory()
    HomeStudy.objects.create(
        relative=relative, organisation=unit, done_on=NOW.date(), visitor="Trabajo Social", findings="Hay lugar.", result=result
    )
    return relative


WALK = (
    (Step.INTAKE, _open),
    (Step.DESIGNATION, _designate),
    (Step.EVALUATION, _evaluate),
    (Step.PLAN_DESIGN, _plan),
    (Step.PLAN_EXECUTION, _execute),
    (Step.FOLLOW_UP, _close),
    (Step.CLOSED, None),
)

"""The organisations of the demonstration, their people and their beds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, cycle

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import Level, Organisation, User
from accounts.roles import OrgType, Role
from idc_atd.demo import PASSWORD, email_of, people
from idc_atd.demo.places import FACILITIES, FOUND_OPEN, HOUSEHOLDS, STATES, State
from placements.choices import PlacementType
from placements.models import QUESTIONS, Facility
from placements.services import record_check, record_supervised_visit, save_facility, save_profile
from protocols.choices import Discipline

KIND_OF_CARE = {
    OrgType.CAS_PUBLIC: PlacementType.RESIDENTIAL_CAS_PUBLIC,
    OrgType.CAS_PRIVATE: PlacementType.RESIDENTIAL_CAS_PRIVATE,
    OrgType.FOSTER_PROGRAMME: PlacementType.FOSTER_FAMILY,
    OrgType.ATD_CSO: PlacementType.SUPERVISED_INDEPENDENT_LIVING,
}
LOOKED_AT = timedelta(days=240)  # before now: before the first of the stories
EXPERTISE = {
    Discipline.LEGAL: Role.LAWYER,
    Discipline.PSYCHOLOGICAL: Role.PSYCHOLOGIST,
    Discipline.MEDICAL: Role.HEALTH_STAFF,
}


@dataclass
class Office:
    """A state's authority at work: its units, its people, the migration office that notifies it."""

    state: State
    unit: Organisation
    approver: User
    supervisor: User
    intake: User
    workers: list[User]
    experts: dict[str, User]  # who writes the opinion of which discipline
    notifier: User
    homes: list["Home"]
    coordinator: User
    panel: list[User]  # the chair first
    nurse: User  # of the health service, to which children are referred
    visitor: User  # of the group that visits places of deprivation


@dataclass
class Home:
    """A place of care and who answers for it."""

    facility: Facility
    manager: User


def look(facility: Facility, by: User, held_at: datetime, now: datetime, finding: str, *noes: str) -> None:
    """Record a liberty checklist: yes to everything but the questions named."""
    answers = {question: question not in noes for question in QUESTIONS}
    record_check(facility=facility, held_at=held_at, inspector=by.full_name, finding=finding, by=by, now=now, **answers)


class Country:
    """Organisations and accounts."""

    def __init__(self, now: datetime):
        self.now = now
        self.password = make_password(PASSWORD)
        self.workers = cycle(people.WORKERS)
        self.further = count(1)
        self.licences = count(1)

    @transaction.atomic
    def offices(self) -> list[Office]:
        federal = Organisation.objects.create(
            name="Procuraduría Federal de Protección (demostración)",
            org_type=OrgType.PROTECTION_AUTHORITY_FEDERAL,
            level=Level.COUNTRY,
        )
        migration = Organisation.objects.create(
            name="Autoridad migratoria (demostración)", org_type=OrgType.MIGRATION_AUTHORITY, level=Level.COUNTRY
        )
        self.account(Role.SYSTEM_ADMIN, "Administración del sistema", federal)
        return [self.office(state, position, federal, migration) for position, state in enumerate(STATES)]

    def office(self, state: State, position: int, federal: Organisation, migration: Organisation) -> Office:
        code = f"PPNNA-{state.code}"
        unit = self.organisation(
            f"Procuraduría de Protección de {state.name}", OrgType.PROTECTION_AUTHORITY_STATE, state, federal, letter_code=code
        )
        for municipality in state.municipalities:
            self.organisation(
                f"Procuraduría Municipal de {municipality}", OrgType.PROTECTION_AUTHORITY_MUNICIPAL, state, unit, municipality=municipality
            )
        policy = self.organisation(f"SIPINNA {state.name}", OrgType.SIPINNA_SECRETARIAT, state, federal)
        bureau = self.organisation(f"Oficina migratoria en {state.name}", OrgType.MIGRATION_AUTHORITY, state, migration)
        self.account(Role.REPORT_VIEWER, f"Lectura de informes {state.name}", policy)
        self.account(Role.ORG_ADMIN, f"Administración {state.name}", unit)
        approver = self.account(Role.AUTHORITY_APPROVER, people.APPROVERS[position], unit)
        return Office(
            state=state,
            unit=unit,
            approver=approver,
            supervisor=self.account(Role.SUPERVISOR, people.SUPERVISORS[position], unit),
            intake=self.account(Role.INTAKE_OFFICER, people.INTAKE[position], unit),
            workers=[self.worker(unit, number) for number in range(5)],
            experts={discipline: self.account(role, people.EXPERTS[role][position % 2], unit) for discipline, role in EXPERTISE.items()},
            notifier=self.account(Role.MIGRATION_NOTIFIER, f"Agente de avisos {state.name}", bureau),
            homes=[home for place in FACILITIES[state.code] for home in self.homes(state, *place, approver)],
            coordinator=self.account(Role.BID_COORDINATOR, f"Coordinación de determinaciones {state.name}", unit),
            panel=self.panel(state, unit),
            nurse=self.nurse(state),
            visitor=self.visitor(state),
        )

    def nurse(self, state: State) -> User:
        """Return who answers for the health service of the state."""
        health = self.organisation(f"Servicios de Salud de {state.name}", OrgType.HEALTH_PROVIDER, state, None)
        return self.account(Role.SERVICE_PROVIDER_USER, f"Trabajo social, salud {state.name}", health)

    def visitor(self, state: State) -> User:
        """Return who visits places of deprivation and of care in the state."""
        group = self.organisation(f"Visitas por la Libertad {state.name}", OrgType.VISITOR_GROUP, state, None)
        return self.account(Role.MONITOR_VISITOR, f"Visitadora {state.name}", group)

    def panel(self, state: State, unit: Organisation) -> list[User]:
        """Return the people who sit on panels: of the authority, of the family system, of civil society."""
        family = self.organisation(f"DIF {state.name}", OrgType.DIF_STATE, state, None)
        legal_aid = self.organisation(f"Asistencia jurídica {state.name}", OrgType.LEGAL_AID_CSO, state, None)
        names = zip(people.PANEL[state.code], (unit, family, legal_aid), strict=True)
        return [self.account(Role.BID_PANEL_MEMBER, name, organisation) for name, organisation in names]

    def homes(self, state: State, name: str, org_type: str, capacity: tuple, inspector: User) -> list["Home"]:
        """Return the house of an organisation, or the families of a programme, looked at by somebody of the authority."""
        organisation = self.organisation(name, org_type, state, None)
        is_programme = org_type == OrgType.FOSTER_PROGRAMME
        role = Role.FOSTER_COORDINATOR if is_programme else Role.SHELTER_MANAGER
        manager = self.account(role, f"Coordinación de {name}", organisation)
        if is_programme:
            return [
                self.home(state, home, manager, KIND_OF_CARE[org_type], (places,), inspector, self.family(household))
                for (home, household), places in zip(HOUSEHOLDS[state.code], capacity, strict=True)
            ]
        self.account(Role.SHELTER_STAFF, f"Guardia de {name}", organisation)
        return [self.home(state, name, manager, KIND_OF_CARE[org_type], capacity, inspector)]

    def family(self, household: str) -> dict:
        day = timezone.localdate(self.now)
        terms = {"vetted_on": day - timedelta(days=200), "vetting_valid_to": day + timedelta(days=165)}
        return {"household": household, "accredited_by": "DIF estatal (demostración)"} | terms

    def home(self, state: State, name: str, manager: User, kind: str, capacity: tuple, inspector: User, household=None) -> "Home":
        facility = save_facility(
            facility=None,
            version=1,
            by=manager,
            now=self.now,
            address={"text": f"{state.municipalities[0]}, {state.name}", "visibility": "authority"},
            household=household,
            name=name,
            facility_type=kind,
            state=state.code,
            municipality=state.municipalities[0],
            licence_number=f"DEMO-{state.code}-{next(self.licences):03d}",
            licence_valid_to=timezone.localdate(self.now) + timedelta(days=400),
            languages=["es", "en"],
            services=["formal_education", "basic_psychosocial", "medical"],
        )
        for sex, age_from, age_to, places in capacity:
            save_profile(
                facility=facility,
                profile=None,
                version=1,
                by=manager,
                now=self.now,
                sex=sex,
                age_from=age_from,
                age_to=age_to,
                places=places,
            )
        if household:
            visited = {"visited_on": timezone.localdate(self.now) - timedelta(days=20), "visitor": manager.full_name}
            text = "La familia tiene listo el cuarto; conversamos a solas con cada integrante."
            record_supervised_visit(home=facility.foster_home, by=manager, now=self.now, finding=text, **visited)
        look(facility, inspector, self.now - LOOKED_AT, self.now, FOUND_OPEN)
        return Home(facility, manager)

    def organisation(self, name: str, org_type: str, state: State, parent: Organisation | None, **fields) -> Organisation:
        return Organisation.objects.create(
            name=name,
            org_type=org_type,
            level=Level.MUNICIPALITY if "municipality" in fields else Level.STATE,
            parent=parent,
            state=state.code,
            time_zone=state.time_zone,
            **fields,
        )

    def worker(self, unit: Organisation, number: int) -> User:
        languages = [["es"], ["es", "kek"], ["es", "mam"], ["es", "en"], ["es", "quc"]][number]
        return self.account(Role.CASEWORKER, next(self.workers), unit, languages_spoken=languages)

    def account(self, role: str, name: str, organisation: Organisation, **fields) -> User:
        """Create an account; the first of each role has the address that the newcomer is told."""
        email = email_of(role)
        if User.objects.filter(email=email).exists():
            email = email.replace("@", f".{next(self.further)}@")
        return User.objects.create(
            email=email, full_name=name, organisation=organisation, role=role, is_trained=True, password=self.password, **fields
        )

"""The child, the authority and the strangers of the state machine."""

from datetime import timedelta

from accounts.roles import Role
from cases import services
from cases.models import Case, HomeStudy, Relative
from cases.services.work import urge_humanitarian_status
from liberty.services import record_deprivation
from tests.determinations.panel import Panel
from tests.factories import CaseFactory, NotificationFactory, OrganisationFactory, Team, UserFactory, fresh, grant
from tests.placements.homes import FacilityFactory, ProfileFactory


class Nothing(Exception):
    """There is nothing that the verb could act on."""


def need(found):
    """Return what was found, or give the turn up."""
    if not found:
        raise Nothing
    return found


class World:
    """One case and everybody who might touch it."""

    PEOPLE = ["intake", "caseworker", "other_caseworker", "supervisor", "approver", "psychologist", "home", "notifier", "stranger"]
    PEOPLE += ["coordinator", "member"]

    def __init__(self, risk, held, accompaniment, now):
        self.team, self.risk = Team(), risk
        self.team.other_caseworker = self.team.person(Role.CASEWORKER)
        self.team.psychologist = self.team.person(Role.PSYCHOLOGIST)
        self.facility = FacilityFactory()
        self.profile = ProfileFactory(facility=self.facility, places=1)
        self.team.home = UserFactory(organisation=self.facility.organisation, role=Role.SHELTER_MANAGER)
        self.team.stranger = UserFactory(organisation=OrganisationFactory(), role=Role.SUPERVISOR)
        self.panel = Panel(self.team)
        self.team.coordinator, self.team.member = self.panel.coordinator, self.panel.members[0]
        since, unit = now - timedelta(hours=2), self.team.unit
        told = NotificationFactory(receiving_unit=unit, received_at=now, located_at=since)
        self.case = CaseFactory(
            unit=unit, child=told.child, notification=told, accompaniment=accompaniment, notified_at=now, step_entered_at=now
        )
        grant(self.case, self.team.intake, "intake")
        checked = {"identity_seen": "Pasaporte", "kinship_verification": "documents", "child_view": "Quiere vivir con ella."}
        aunt = Relative.objects.create(child=self.case.child, name="Rosa Tzi", relation="aunt_uncle", safe_to_contact="yes", **checked)
        visit = {"done_on": unit.day_of(now), "visitor": "Trabajo social", "findings": "Casa segura."}
        HomeStudy.objects.create(relative=aunt, organisation=unit, result="favourable", **visit)
        self.due = {}  # task -> the earliest it was ever due
        self.approved = {}  # approved document -> its text
        self.seen = set()  # what a rule judged on the day it was written, for the facts it was judged by may change
        if held:
            place = "immigration_station"
            record_deprivation(case=self.case, by=self.team.intake, now=now, facility_type=place, started_at=since)
        urge_humanitarian_status(self.case, self.team.intake, now)
        services.refresh_deadlines(case=self.case, now=now)

    def person(self, name):
        return getattr(self.team, name)

    def forget(self):
        """Read the case anew: what stands in the database is what counts."""
        self.case = fresh(self.case)

    @property
    def step(self):
        return Case.objects.values_list("step", flat=True).get(pk=self.case.pk)

"""The child, the authority and the strangers of the state machine."""

from datetime import timedelta

from accounts.roles import Role
from cases import services
from cases.models import Case
from liberty.services import record_deprivation
from tests.factories import CaseFactory, NotificationFactory, OrganisationFactory, Team, UserFactory, fresh, grant
from tests.placements.homes import FacilityFactory, ProfileFactory


class World:
    """One case and everybody who might touch it."""

    PEOPLE = ["intake", "caseworker", "other_caseworker", "supervisor", "approver", "psychologist", "home", "notifier", "stranger"]

    def __init__(self, risk, held, now):
        self.team, self.risk = Team(), risk
        self.team.other_caseworker = self.team.person(Role.CASEWORKER)
        self.team.psychologist = self.team.person(Role.PSYCHOLOGIST)
        self.facility = FacilityFactory()
        self.profile = ProfileFactory(facility=self.facility, places=1)
        self.team.home = UserFactory(organisation=self.facility.organisation, role=Role.SHELTER_MANAGER)
        self.team.stranger = UserFactory(organisation=OrganisationFactory(), role=Role.SUPERVISOR)
        since, unit = now - timedelta(hours=2), self.team.unit
        told = NotificationFactory(receiving_unit=unit, received_at=now, located_at=since)
        self.case = CaseFactory(unit=unit, child=told.child, notification=told, notified_at=now, step_entered_at=now)
        grant(self.case, self.team.intake, "intake")
        self.due = {}  # task -> the earliest it was ever due
        self.approved = {}  # approved document -> its text
        if held:
            place = "immigration_station"
            record_deprivation(case=self.case, by=self.team.intake, now=now, facility_type=place, started_at=since)
        services.refresh_deadlines(case=self.case, now=now)

    def person(self, name):
        return getattr(self.team, name)

    def forget(self):
        """Read the case anew: what stands in the database is what counts."""
        self.case = fresh(self.case)

    @property
    def step(self):
        return Case.objects.values_list("step", flat=True).get(pk=self.case.pk)

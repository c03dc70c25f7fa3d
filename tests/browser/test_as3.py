"""Story AS-3, no bed: a full house declines, the page says what else there is, and a family takes him the same day."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Level
from accounts.roles import OrgType, Role
from cases.models import Case
from placements.choices import State
from placements.models import Facility, Placement
from tests.browser.conftest import PASSWORD
from tests.browser.hands import Clock, press, says, words, write
from tests.factories import CaseFactory, ChildIdentityFactory, OrganisationFactory, Team, UserFactory, grant
from tests.placements.homes import FacilityFactory, ProfileFactory

DAY = "2026-03-16"


class Story:
    """Three people at three browsers: the caseworker, the manager of the full house, the coordinator of the families."""

    def __init__(self, visit, clock: Clock, screenshots):
        self.clock, self.take, self.visit, self.seen = clock, screenshots, visit, {}
        self.team = Team(name="Procuraduría de Protección de Sonora")
        self.full = self.place("Casa Adolescentes", "residential_cas_public", OrgType.CAS_PUBLIC, 12, "Adolescentes")
        self.family = self.place("Familia Mezquite", "foster_family", OrgType.FOSTER_PROGRAMME, 1)
        self.place("Hogar Camino", "residential_cas_private", OrgType.CAS_PRIVATE, 8)
        self.people = {
            "worker": self.person(Role.CASEWORKER, "Marcela Ibarra", self.team.unit),
            "manager": self.person(Role.SHELTER_MANAGER, "Irma Valenzuela", self.full.organisation),
            "coordinator": self.person(Role.FOSTER_COORDINATOR, "Olga Bórquez", self.family.organisation),
        }
        self.fill()
        self.case = self.child("Elder Noé", "Ramos", 1, notified_at=clock.now)
        grant(self.case, self.people["worker"], since=clock.now)

    def person(self, role: str, name: str, organisation):
        return UserFactory(role=role, full_name=name, organisation=organisation, language="es", password=PASSWORD)

    def place(self, name: str, kind: str, org_type: str, places: int, room: str = "") -> Facility:
        organisation = OrganisationFactory(name=name, org_type=org_type, level=Level.UNIT)
        facility = FacilityFactory(organisation=organisation, name=name, facility_type=kind)
        facility.profile = ProfileFactory(facility=facility, name=room, sex="male", places=places)
        return facility

    def child(self, given: str, surname: str, number: int, **fields) -> Case:
        names = {"given_names": given, "surname_1": surname, "surname_2": ""}
        child = ChildIdentityFactory(child__code=f"SON-2026-{number:06d}", child__sex="male", child__nationality="HN", **names).child
        return CaseFactory(unit=self.team.unit, child=child, **fields)

    def fill(self):
        for number in range(12):
            case = self.child("Wilmer", "Paz", 100 + number, notified_at=self.clock.now - timedelta(days=40))
            reason = {"reason_family_based_not_possible": "No había familia.", "child_views": "Sí."}
            since = {"requested_at": self.clock.now - timedelta(days=40), "starts_at": self.clock.now - timedelta(days=39)}
            held = {"facility": self.full, "profile": self.full.profile, "place_number": number + 1, "state": State.ACTIVE}
            Placement.objects.create(
                case=case,
                child=case.child,
                placement_type=self.full.facility_type,
                requested_by=self.people["worker"],
                **reason,
                **since,
                **held,
            )

    def at(self, who: str, time: str, url: str):
        self.clock.set(f"{DAY} {time}")
        if who not in self.seen:
            self.seen[who] = self.visit()
            self.seen[who].sign_in(self.people[who])
        person = self.seen[who]
        person.come_at(self.clock.now, url)
        return person

    def shot(self, person, name: str):
        assert person.violations() == [], name
        assert not person.scrolls_sideways()
        self.take(person, name)

    def ask(self, time: str, place: Facility):
        worker = self.at("worker", time, reverse("placements:find", args=[self.case.code]))
        worker.page.click(f"#place-{place.pk} .govuk-button")
        worker.page.locator("main form [name=child_views]").wait_for()
        write(worker, child_views="Quiere un lugar tranquilo.")
        if place.facility_type != "foster_family":
            write(worker, reason_family_based_not_possible="Ninguna familia contesta todavía.")
        press(worker, "Send the request")
        return worker

    def answer(self, who: str, time: str):
        person = self.at(who, time, "/")
        person.page.locator("#main a[href^='/requests/']").first.click()
        person.page.wait_for_load_state()
        return person


@pytest.fixture
def story(visit, screenshots, transactional_db, monkeypatch):
    return Story(visit, Clock(monkeypatch, f"{DAY} 08:00"), screenshots)


def test_as3_no_bed_then_a_family(story):
    story.ask("08:40", story.full)
    manager = story.at("manager", "08:50", reverse("placements:board", args=[story.full.pk]))
    assert manager.page.locator(".place--occupied").count() == 12
    story.shot(manager, "board")
    manager = story.answer("manager", "08:55")
    assert not says(manager, "Accept and reserve the place")
    write(manager, **{"decline-decline_reason": "no_capacity"})
    press(manager, "Decline")

    find = reverse("placements:find", args=[story.case.code])
    worker = story.at("worker", "09:00", reverse("cases:detail", args=[story.case.code]))
    assert "1 h" in worker.page.locator(".moj-identity-bar").inner_text(), "a child without a bed has a running clock"
    worker.page.goto(find)
    told = worker.page.inner_text("#declined")
    assert told.index("Casa Adolescentes") < told.index("Familia Mezquite") < told.index("Hogar Camino")
    assert "override" not in worker.page.content().lower()
    story.shot(worker, "no-bed")
    worker.page.get_by_role("link", name=words("Care in a family"), exact=True).click()
    worker.page.wait_for_load_state()
    assert worker.page.locator(".candidate").count() == 1

    story.ask("09:05", story.family)
    coordinator = story.answer("coordinator", "12:15")
    coordinator.page.locator("[name=accept-profile]").first.check()
    press(coordinator, "Accept and reserve the place")
    assert "Elder Noé Ramos" in coordinator.page.inner_text("h1")
    accepted = Placement.objects.get(state=State.ACCEPTED)
    assert accepted.answered_at - accepted.requested_at == timedelta(hours=3, minutes=10)
    worker = story.at("worker", "13:40", reverse("placements:start", args=[accepted.pk]))
    write(worker, starts_at=f"{DAY}T13:30")
    press(worker, "The child arrived")
    assert "Familia Mezquite" in worker.page.locator(".moj-identity-bar").inner_text()

"""Story AS-5, found in a station: a visitor logs the visit, the supervisor records the event from it, ends it, and complains."""

import pytest
from django.urls import reverse

from accounts.models import Level
from accounts.roles import OrgType, Role
from liberty.models import DeprivationEvent, RightsComplaint, Sighting
from liberty.rules import hours_deprived
from papers.models import Letter
from tests.browser.conftest import PASSWORD
from tests.browser.hands import Clock, press, says, write
from tests.factories import CaseFactory, ChildIdentityFactory, OrganisationFactory, Team, UserFactory

STATION = "Estación migratoria de Hermosillo"


class Story:
    """Two people at two browsers: the visitor of a group, and the supervisor of the authority."""

    def __init__(self, visit, clock: Clock, screenshots):
        self.clock, self.take, self.visit, self.seen = clock, screenshots, visit, {}
        self.team = Team(name="Procuraduría de Protección de Sonora")
        group = OrganisationFactory(name="Visitas por la Libertad", org_type=OrgType.VISITOR_GROUP, level=Level.UNIT)
        self.people = {
            "visitor": UserFactory(role=Role.MONITOR_VISITOR, full_name="Elena Ruiz", organisation=group, language="es", password=PASSWORD),
            "supervisor": UserFactory(
                role=Role.SUPERVISOR, full_name="Rosa Figueroa", organisation=self.team.unit, language="es", password=PASSWORD
            ),
        }
        names = {"given_names": "Brittany", "surname_1": "Pineda", "surname_2": ""}
        child = ChildIdentityFactory(child__code="SON-2026-000008", child__sex="female", child__nationality="HN", **names).child
        self.case = CaseFactory(unit=self.team.unit, child=child, notified_at=clock.now, accompaniment="accompanied_parent")

    def at(self, who: str, time: str, url: str):
        self.clock.set(f"2026-{time}")
        if who not in self.seen:
            self.seen[who] = self.visit()
        person = self.seen[who]
        person.come_in(self.people[who])  # the night between two days ends every session
        person.come_at(self.clock.now, url)
        return person

    def shot(self, person, name: str):
        assert person.violations() == [], name
        assert not person.scrolls_sideways()
        self.take(person, name)


@pytest.fixture
def story(visit, screenshots, transactional_db, monkeypatch):
    return Story(visit, Clock(monkeypatch, "2026-05-04 08:00"), screenshots)


def test_as5_found_in_a_station_and_out_of_it(story):
    visitor = story.at("visitor", "05-06 10:00", reverse("liberty:visit_add"))
    write(visitor, place_type="immigration_station", place=STATION, visited_at="2026-05-06T09:30", findings="Una niña con su madre.")
    visitor.page.check("[name=access][value=allowed]")
    visitor.page.check("[name=urgency][value=urgent]")
    press(visitor, "Put it in the log")
    story.shot(visitor, "visit")
    visitor.page.goto(reverse("liberty:sighting_add", args=[visitor.page.url.rstrip("/").rsplit("/", 1)[1]]))
    write(visitor, code=story.case.code, held_since="2026-05-05T22:15", says="Está con su madre Karla.")
    press(visitor, "Add to the log")
    assert "Brittany" not in visitor.page.content()

    supervisor = story.at("supervisor", "05-06 10:30", "/")
    sighting = Sighting.objects.get()
    supervisor.page.click(f"#main a[href='{reverse('liberty:sighting', args=[sighting.pk])}']")
    supervisor.page.wait_for_load_state()
    assert "Karla" in supervisor.page.content()
    supervisor.page.click(f"#main a[href*='sighting={sighting.pk}']")
    supervisor.page.wait_for_load_state()
    write(supervisor, authority="Instituto Nacional de Migración", held_with="family", separated_from_family="no", lawyer_access="no")
    supervisor.page.check("[name=started_precision][value=minute]")
    press(supervisor, "Record it")
    event = DeprivationEvent.objects.get()
    assert "12 h" in supervisor.page.locator(".moj-identity-bar").inner_text()
    supervisor = story.at("supervisor", "05-07 09:00", reverse("liberty:wall"))
    assert "34 h 45 min" in supervisor.page.inner_text("#main")
    story.shot(supervisor, "held-now")

    supervisor = story.at("supervisor", "05-07 10:00", reverse("liberty:event_end", args=[event.pk]))
    write(supervisor, ended_at="2026-05-07T09:45", release_to="Albergue para familias")
    supervisor.page.check("[name=release_mechanism][value=ngo_request]")
    press(supervisor, "Record the end")
    event.refresh_from_db()
    assert hours_deprived([event.period], story.clock.now) == 35.5
    supervisor.page.goto(reverse("liberty:event", args=[event.pk]))
    assert "35 h 30 min" in supervisor.page.inner_text("#main")
    story.shot(supervisor, "deprivation")
    press(supervisor, "Draft a complaint")
    write(supervisor, addressee="Comisión de Derechos Humanos")
    press(supervisor, "Save the draft")
    press(supervisor, "Issue the letter")
    assert Letter.objects.get(kind="rights_complaint").addressee == "Comisión de Derechos Humanos"
    assert says(supervisor, "The letter, on paper")
    story.shot(supervisor, "complaint")
    supervisor.page.goto(reverse("liberty:complaint_file", args=[RightsComplaint.objects.get().pk]))
    write(supervisor, folio="CNDH/77")
    press(supervisor, "Put on record")
    assert RightsComplaint.objects.get().is_filed

"""Story AS-6, the bracelet: the form refuses it, a weekly call is recorded instead, and the day after its review it has no effect."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from liberty.models import Restriction
from tests.browser.conftest import PASSWORD
from tests.browser.hands import Clock, press, words, write
from tests.factories import CaseFactory, ChildIdentityFactory, Team, UserFactory, grant
from tests.liberty.restrictions import WEEKLY


class Story:
    """A lawyer, a supervisor and the data protection officer of one authority, each at a browser of their own."""

    def __init__(self, visit, clock: Clock, screenshots):
        self.clock, self.take, self.visit, self.seen = clock, screenshots, visit, {}
        self.team = Team(name="Procuraduría de Protección de Sonora")
        self.people = {
            "lawyer": self.person(Role.LAWYER, "Elvira Quijada"),
            "supervisor": self.person(Role.SUPERVISOR, "Rosa Figueroa"),
            "officer": self.person(Role.DATA_PROTECTION_OFFICER, "Saúl Peralta"),
        }
        names = {"given_names": "Dulce María", "surname_1": "Zelaya", "surname_2": ""}
        child = ChildIdentityFactory(child__code="SON-2026-000101", child__nationality="HN", **names).child
        self.case = CaseFactory(unit=self.team.unit, child=child, notified_at=clock.now)
        grant(self.case, self.people["lawyer"], since=clock.now)

    def person(self, role: str, name: str):
        return UserFactory(role=role, full_name=name, organisation=self.team.unit, language="es", password=PASSWORD)

    def at(self, who: str, instant: str, url: str):
        self.clock.set(instant)
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


@pytest.fixture
def story(visit, screenshots, transactional_db, monkeypatch):
    return Story(visit, Clock(monkeypatch, "2026-05-11 09:00"), screenshots)


def test_as6_no_bracelet_and_a_call_that_lapses(story):
    add = reverse("liberty:restriction_add", args=[story.case.code])
    lawyer = story.at("lawyer", "2026-05-11 10:00", add)
    assert lawyer.page.locator("main [name=type][value=electronic_tag]").count() == 0, "the form has no such kind"
    write(lawyer, **(WEEKLY | {"text": "brazalete  g.p.s.", "imposed_by": "Instituto de Migración"}))
    press(lawyer, "Record it")
    assert "INV-07" in lawyer.page.locator(".govuk-error-summary").inner_text()
    assert lawyer.page.input_value("main [name=appeal_route]") == WEEKLY["appeal_route"], "nothing that was typed is lost"
    assert Event.objects.get(action="restriction.forbidden").detail == {"kind": "electronic_tag", "field": "text"}
    story.shot(lawyer, "refused")

    write(lawyer, text=WEEKLY["text"], imposed_by=WEEKLY["imposed_by"])
    press(lawyer, "Record it")
    panel = lawyer.page.locator("#restrictions")
    assert "2026" in panel.inner_text()
    assert Restriction.objects.get().support_provided == ["credit"]
    panel.locator("a").first.click()
    lawyer.page.wait_for_load_state()
    story.shot(lawyer, "in-effect")

    one = reverse("liberty:restriction", args=[Restriction.objects.get().pk])
    lapsed = words("Without effect, pending review", "restriction")
    supervisor = story.at("supervisor", "2026-06-10 22:00", one)
    assert lapsed not in supervisor.page.inner_text("main")
    supervisor = story.at("supervisor", "2026-06-11 08:00", "/")
    assert lapsed in supervisor.page.locator("#restrictions").inner_text()
    story.shot(supervisor, "supervisor-home")
    supervisor.page.locator("#restrictions a").first.click()
    supervisor.page.wait_for_load_state()
    assert lapsed in supervisor.page.inner_text("main")
    story.shot(supervisor, "without-effect")
    officer = story.at("officer", "2026-06-11 08:05", reverse("liberty:restrictions_overdue"))
    told = officer.page.inner_text("main")
    assert story.case.code in told
    assert "Zelaya" not in told
    story.shot(officer, "officer")

    # She reviews it, and lifts it: the child is free of it.
    supervisor = story.at("supervisor", "2026-06-11 09:00", one)
    press(supervisor, "Review the restriction")
    write(supervisor, outcome="lift", reasons="Ya no hace falta.", child_views="Qué bueno.", next_review_date="")
    press(supervisor, "Save")
    assert words("Lifted in a review") in supervisor.page.inner_text("main")
    assert Restriction.objects.get().state == "ended"

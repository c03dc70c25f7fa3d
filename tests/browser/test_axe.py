"""Every page of the access table, in both languages: accessible, within its bounds, and silent in the console."""

from collections import defaultdict

import pytest

from accounts.models import User
from accounts.roles import Role
from cases.choices import Step
from tests.access_table import ACCESS, ANYONE, PUBLIC, Row
from tests.access_world import World
from tests.browser.conftest import NARROW, WIDE
from tests.factories import Team
from tests.test_access import PATTERNS, address, has

# Addresses that answer with something else than a page.
NOT_PAGES = {
    "health_live",
    "health_ready",
    "reports:pdf",
    "reports:export_file",
    "reports:xlsx",
    "reports:csv",
    "reports:run_file",
    "reports:chart",
    "cases:import_errors",
    "cases:wellbeing_chart",
    "cases:plan_extract",
    "cases:attachment",
    "referrals:file",
}
NOT_PAGES |= {name for name in PATTERNS if name.endswith("_print")}
NOT_PAGES |= {"liberty:restriction_paper"}
NOT_PAGES |= {"cases:measure_letter", "placements:absence_letter", "placements:absence_interview_paper", "placements:release_minutes"}
NOT_PAGES |= {"placements:care_sheet", "placements:entry_sheet", "referrals:letter", "referrals:transfer_paper"}
NOT_PAGES |= {"liberty:event_paper", "liberty:complaint_letter", "liberty:visit_paper", "liberty:voice_paper"}
NOT_PAGES |= {"referrals:disclosure_letter"}
# Pages that differ from role to role.
EVERY_ROLE = {"home", "cases:detail"}
# Whose page is the fullest, where several may open it.
FULLEST = [Role.CASEWORKER, Role.SUPERVISOR, Role.SHELTER_MANAGER, *Role]
# One address, several pages.
PARTS = {
    "cases:notify_step": [{"step": step} for step in ("found", "identity", "journey", "needs", "now", "check")],
    "cases:evaluation_element": [{"element": element} for element in ("identity", "views")],
}
NAMES = sorted(name for name in PATTERNS if not name.startswith("api:") and name not in NOT_PAGES)


def is_page(name: str) -> bool:
    return name not in ACCESS or "GET" in ACCESS[name].methods


def readers(name: str, row: Row) -> list[str]:
    """Return the roles whose browser opens the page: one, or each where the page is another for each; "" for who is not signed in."""
    if row.who == PUBLIC and name not in EVERY_ROLE:
        return [""]
    able = [role for role in dict.fromkeys(FULLEST) if has(role, row) and (role != Role.MIGRATION_NOTIFIER or row.who == ANYONE)]
    return able if name in EVERY_ROLE else able[:1]


def addresses(name: str, row: Row, world: World, actor: User | None) -> list[str]:
    kwargs = world.kwargs(row.on, actor or world.team.supervisor)
    return list(dict.fromkeys(address(name, kwargs | part) for part in PARTS.get(name, [{}])))


def rounds(language: str) -> dict[User | None, list[tuple[str, str]]]:
    """Return what each person opens, or who is not signed in: person -> (name, address)."""
    team, people = Team(), {}
    worlds = {step: World(step, team=team, people=people) for step in Step}
    planned = defaultdict(list)
    for name in filter(is_page, NAMES):
        row = ACCESS.get(name)
        if row is None:
            planned[None].append((name, ""))  # fails by its name
            continue
        world = worlds[row.step]
        for role in readers(name, row):
            actor = world.person(role) if role else None
            planned[actor] += [(name, url) for url in addresses(name, row, world, actor)]
    User.objects.update(language=language)
    return planned


def faults_of(person, name: str, url: str) -> list[str]:
    """Open the page and return what is wrong with it, one line each."""
    if not url:
        return [f"{name}: no row in tests/access_table.py says who opens it"]
    answer = person.page.goto(url)
    faults = [] if answer.status == 200 else [f"answers {answer.status}"]
    faults += person.violations()
    faults += [] if person.page.locator("h1").count() == 1 else ["not exactly one h1"]
    person.page.set_viewport_size(NARROW)
    faults += [f"scrolls sideways at 360 px: {one}" for one in person.scrolls_sideways()]
    person.page.set_viewport_size(WIDE)
    faults, person.wrong = faults + person.wrong, []
    return [f"{name} {url}: {fault}" for fault in faults]


@pytest.mark.promise(53)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_is_accessible_and_fits(visit, transactional_db, language):
    faults, opened = [], set()
    for actor, pages in rounds(language).items():
        person = visit(locale={"es": "es-MX", "en": "en-GB"}[language])
        if actor:
            person.come_in(User.objects.get(pk=actor.pk))
        for name, url in pages:
            faults += [f"{actor.role if actor else 'nobody'} {fault}" for fault in faults_of(person, name, url)]
            opened.add(name)
        person.context.close()
    assert not faults, "\n".join(faults)
    assert set(filter(is_page, NAMES)) - opened == set()

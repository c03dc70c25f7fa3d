"""Whatever leaves a demonstration says that it is one: papers, reports, exports, lists, files. Nothing else says so."""

import re

import pytest
from django.http import HttpResponse

from accounts.demonstration import files_say_so
from accounts.roles import Role
from papers import press
from tests.access_table import ACCESS, AS_THEY_CAME, FILES
from tests.reading import parts_of
from tests.test_access import address, has

pytestmark = [pytest.mark.django_db, pytest.mark.promise(74)]
MARKS = (
    "Demonstration: every person and every case here is invented.",
    "Demostración: todas las personas y todos los casos son inventados.",
)


def fetched(name: str, own_world):
    """Return the answer of the address to the first who may fetch it."""
    world = own_world(ACCESS[name].step)
    roles = (Role.CASEWORKER, Role.SUPERVISOR, *Role)
    person = next(world.person(role) for role in roles if has(role, ACCESS[name], ACCESS[name].methods.split()[-1]))
    url = address(name, world.kwargs(ACCESS[name].on, person))
    return world.client(person.role).get(url)


@pytest.mark.parametrize("name", sorted(FILES | AS_THEY_CAME))
def test_every_file_says_so_on_each_of_its_pages(name, own_world, settings):
    settings.DEMO = True
    answer = fetched(name, own_world)
    assert answer.status_code == 200
    assert 'filename="demo-' in answer["Content-Disposition"]
    if name not in AS_THEY_CAME:
        parts = parts_of(answer)
        assert parts
        assert all(any(mark in part for mark in MARKS) for part in parts), parts


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('inline; filename="plan-AAAA.pdf"', 'inline; filename="demo-plan-AAAA.pdf"'),
        ("attachment; filename*=utf-8''a%C3%B1o.pdf", "attachment; filename*=utf-8''demo-a%C3%B1o.pdf"),
    ],
)
def test_the_name_of_a_file_says_so_in_a_demonstration_alone(header, expected, settings):
    answer = files_say_so(lambda request: HttpResponse(headers={"Content-Disposition": header}))
    assert answer(None)["Content-Disposition"] == header
    settings.DEMO = True
    assert answer(None)["Content-Disposition"] == expected


def test_elsewhere_no_file_says_so(own_world):
    for name in ("cases:plan_print", "reports:csv", "reports:xlsx", "cases:import_errors"):
        answer = fetched(name, own_world)
        assert "demo-" not in answer["Content-Disposition"], name
        assert not any(mark in part for mark in MARKS for part in parts_of(answer)), name


def test_no_template_of_a_paper_makes_pages_of_its_own():
    """The mark stands where the pages are made: in the common look, twice."""
    own = [path.name for path in press.TEMPLATES.rglob("*.typ") if "set page" in path.read_text()]
    look = (press.TEMPLATES / press.LOOK).read_text()
    assert own == ["look.typ"]
    assert look.count("set page(") == len(re.findall(r"background: \{\s*invented-mark", look)) == 2

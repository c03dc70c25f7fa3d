"""Every page that shows a child leaves one event that says so; where the record fails, so does the page."""

import uuid

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit import services as audit
from audit.models import Event, Kind
from cases.models import Notification
from tests.access_table import ACCESS, ANYONE, PUBLIC
from tests.access_world import SEEN_WITH, World
from tests.factories import CaseFactory
from tests.test_access import PATTERNS, address, has

pytestmark = pytest.mark.django_db

LISTS = ["cases:list", "cases:notification_list", "liberty:wall", "api:case-list"]
CHILDLESS = {"cases:notify", "cases:notify_step", "cases:receipt_list"}  # forms, and receipts that say nothing of the child
OF_A_CHILD = sorted(
    name
    for name, row in ACCESS.items()
    if name in PATTERNS and "GET" in row.methods and (row.on in SEEN_WITH or row.on == "notification") and row.who not in (ANYONE, PUBLIC)
)


def reader(world: World, name: str):
    """Return somebody to whom the address is open: whose work it is, otherwise a supervisor."""
    return next(world.person(role) for role in (Role.CASEWORKER, Role.SUPERVISOR, *Role) if has(role, ACCESS[name]))


def subjects(world: World) -> set:
    return {world.case.pk, world.case.child_id}


@pytest.mark.parametrize("name", OF_A_CHILD)
def test_a_page_about_a_child_leaves_one_event_with_its_subjects(name, own_world):
    world = own_world(ACCESS[name].step)
    person = reader(world, name)
    kwargs = world.kwargs(ACCESS[name].on, person)
    answer = world.client(person.role).get(address(name, kwargs))
    events = Event.objects.filter(kind__in=[Kind.READ, Kind.EXPORT])  # a print leaves the screen
    if answer.status_code == 302:  # led elsewhere: nothing was shown
        assert not events.exists()
        return
    event = events.get()
    expected = {Notification.objects.get(pk=kwargs["pk"]).child_id} if ACCESS[name].on == "notification" else subjects(world)
    assert (event.actor, event.request_id) == (person.pk, answer["X-Request-ID"])
    assert expected <= set(event.subjects)


@pytest.mark.parametrize("name", [name for name in LISTS if name in PATTERNS])
def test_a_list_leaves_one_event_with_every_row_it_shows(name, own_world):
    world = own_world("evaluation")
    case = world.case
    person = world.team.supervisor
    if name == "liberty:wall":
        world.kwargs("deprivation", person)
    if name == "cases:notification_list":
        world.kwargs("notification", person)
    other = CaseFactory()  # of another authority: not shown, not in the event
    answer = world.client(person.role).get(address(name, {}))
    assert answer.status_code == 200
    event = Event.objects.get(kind=Kind.READ)
    shown = {Notification.objects.get(receiving_unit=world.team.unit).child_id} if name == "cases:notification_list" else {case.pk}
    assert shown <= set(event.subjects)
    assert not {other.pk, other.child_id} & set(event.subjects)


@pytest.mark.parametrize("name", sorted({*OF_A_CHILD, *LISTS} & set(PATTERNS)))
def test_where_the_record_fails_the_page_fails(name, own_world, monkeypatch):
    world = own_world(ACCESS[name].step)
    person = reader(world, name)
    case, url = world.case, address(name, world.kwargs(ACCESS[name].on, person))
    client = world.client(person.role)
    shown = client.get(url).status_code == 200

    def fail(**fields):
        raise RuntimeError("the record cannot be written")

    monkeypatch.setattr(audit.Event.objects, "create", fail)
    answer = client.get(url)
    if shown:
        assert answer.status_code == 500
        assert case.child.identity.given_names not in answer.content.decode()


def test_what_a_write_wrote_is_undone_where_the_record_fails(own_world, monkeypatch):
    world = own_world("evaluation")
    client, url = world.client(Role.CASEWORKER), reverse("cases:status", args=[world.case.code])
    facts = {"migration_status": "in_procedure", "asylum_status": "applied", "submission_key": str(uuid.uuid4())}
    monkeypatch.setattr(audit.Event.objects, "create", lambda **fields: 1 / 0)
    assert client.post(url, facts).status_code == 500
    world.case.refresh_from_db()
    assert world.case.migration_status != "in_procedure"

"""Every page that shows a child leaves one event that says so; where the record fails, so does the page."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.roles import Role
from audit import services as audit
from audit.models import Event, Kind
from cases.models import Notification
from tests.access_table import ACCESS, ANYONE, AS_THEY_CAME, CHILDLESS, FILES, PUBLIC
from tests.access_world import SEEN_WITH, World
from tests.factories import CaseFactory
from tests.test_access import PATTERNS, address, has

pytestmark = pytest.mark.django_db

READS = sorted(name for name, row in ACCESS.items() if name in PATTERNS and "GET" in row.methods)
SIGN_IN = {name for name in READS if name.startswith(("account_", "mfa_"))}  # knows nothing of children
SHOWING = [name for name in READS if name not in CHILDLESS | SIGN_IN]
OF_A_CHILD = [
    name
    for name in SHOWING
    if (ACCESS[name].on in SEEN_WITH or ACCESS[name].on == "notification") and ACCESS[name].who not in (ANYONE, PUBLIC)
]
# What has to be there for a list to show it.
FILLED = {
    "api:restriction-list": "restriction",
    "liberty:wall": "deprivation",
    "cases:notification_list": "notification",
    "cases:emergency_list": "emergency",
    "placements:resident_list": "placement",
}
LISTS = ["cases:list", "api:case-list", "cases:task_list", "home", *FILLED]


def reader(world: World, name: str):
    """Return somebody to whom the address is open: whose work it is, otherwise a supervisor."""
    return next(world.person(role) for role in (Role.CASEWORKER, Role.SUPERVISOR, *Role) if has(role, ACCESS[name]))


def subjects(world: World) -> set:
    return {world.case.pk, world.case.child_id}


def body(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="ignore")


def codes_the_child(world: World, text: str) -> bool:
    return any(code in text for code in (world.case.code, world.case.child.code))


def names_the_child(world: World, text: str) -> bool:
    """Tell whether the page tells who the child of the case is."""
    return codes_the_child(world, text) or world.case.child.identity.given_names in text


def session_of(client) -> str:
    return salted_hmac("audit.session", client.session.session_key, algorithm="sha256").hexdigest()[:16]


def test_the_pages_without_a_child_are_pages_of_the_table():
    assert set(READS) >= CHILDLESS
    assert set(SHOWING) >= set(LISTS)


@pytest.mark.promise(14, 25)
@pytest.mark.parametrize("name", READS)
def test_a_page_leaves_one_event_of_who_read_what_or_shows_no_child(name, own_world):
    world = own_world(ACCESS[name].step)
    person = reader(world, name)
    kwargs = world.kwargs(ACCESS[name].on, person)
    if name in FILLED:
        world.kwargs(FILLED[name], person)
    client = world.client(person.role)
    answer = client.get(address(name, kwargs))
    assert ("Content-Disposition" in answer) == (name in FILES | AS_THEY_CAME | {"api:schema"})
    events = Event.objects.filter(kind__in=[Kind.READ, Kind.EXPORT])  # a print leaves the screen
    if answer.status_code == 302 or name not in SHOWING:  # led elsewhere: nothing was shown
        assert not events.exists()
        assert not names_the_child(world, body(answer))
        return
    event = events.get()
    assert (event.actor, event.request_id, event.session) == (person.pk, answer["X-Request-ID"], session_of(client))
    if name in OF_A_CHILD:
        expected = {Notification.objects.get(pk=kwargs["pk"]).child_id} if ACCESS[name].on == "notification" else subjects(world)
        assert expected <= set(event.subjects)
    elif not name.startswith("liberty:voice") and codes_the_child(world, body(answer)):  # its record names the entry alone (ADR 10)
        assert subjects(world) & set(event.subjects)


@pytest.mark.promise(25)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_leaves_one_event_with_every_row_it_shows(name, own_world):
    world = own_world("evaluation")
    person = reader(world, name)
    if name in FILLED:
        world.kwargs(FILLED[name], person)
    other = CaseFactory()  # of another authority: not shown, not in the event
    assert world.client(person.role).get(address(name, {})).status_code == 200
    event = Event.objects.get(kind=Kind.READ)
    of_notification = Notification.objects.filter(receiving_unit=world.team.unit).values_list("child", flat=True)
    shown = set(of_notification) if name == "cases:notification_list" else subjects(world)
    assert shown & set(event.subjects)
    assert not {other.pk, other.child_id} & set(event.subjects)


@pytest.mark.promise(29)
@pytest.mark.parametrize("name", SHOWING)
def test_where_the_record_fails_the_page_fails(name, own_world, monkeypatch):
    world = own_world(ACCESS[name].step)
    person = reader(world, name)
    case, url = world.case, address(name, world.kwargs(ACCESS[name].on, person))
    client = world.client(person.role)
    shown = client.get(url).status_code == 200 and Event.objects.filter(kind__in=[Kind.READ, Kind.EXPORT]).exists()

    def fail(**fields):
        raise RuntimeError("the record cannot be written")

    monkeypatch.setattr(audit.Event.objects, "create", fail)
    answer = client.get(url)
    if shown:
        assert answer.status_code == 500
        assert case.child.identity.given_names not in body(answer)


@pytest.mark.promise(29)
@pytest.mark.parametrize(
    "failure",
    [
        "REVOKE INSERT ON audit_event FROM idc_atd_app, idc_atd_house",
        "CREATE TRIGGER broken BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION forbid_change()",
    ],
)
@pytest.mark.parametrize("name", ["cases:detail", "cases:list", "cases:evaluation_print", "api:case-detail"])
def test_where_the_database_refuses_the_event_the_page_fails(name, failure, own_world, as_owner):
    world = own_world("evaluation")
    client, url = world.client(Role.CASEWORKER), address(name, world.kwargs(ACCESS[name].on, world.team.caseworker))
    assert client.get(url).status_code == 200
    as_owner(failure)
    with transaction.atomic():
        answer = client.get(url)
        transaction.set_rollback(True)
    assert answer.status_code == 500
    assert not names_the_child(world, body(answer))


@pytest.mark.promise(29)
def test_a_write_whose_event_the_database_refuses_is_undone(own_world, as_owner):
    world = own_world("evaluation")
    client, url = world.client(Role.CASEWORKER), reverse("cases:status", args=[world.case.code])
    as_owner("REVOKE INSERT ON audit_event FROM idc_atd_app, idc_atd_house")
    facts = {"migration_status": "in_procedure", "asylum_status": "applied", "submission_key": str(uuid.uuid4())}
    assert client.post(url, facts).status_code == 500
    world.case.refresh_from_db()
    assert world.case.migration_status != "in_procedure"


@pytest.mark.promise(29)
def test_an_event_that_cannot_be_chained_is_not_written(own_world, as_owner):
    as_owner("SET LOCAL session_replication_role = replica; DELETE FROM audit_head; SET LOCAL session_replication_role = origin")

    def record_and_commit():
        with transaction.atomic(), connection.cursor() as cursor:
            audit.record(actor=None, action="test.happened")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="query returned no rows"):
        record_and_commit()


@pytest.mark.promise(29)
def test_what_a_write_wrote_is_undone_where_the_record_fails(own_world, monkeypatch):
    world = own_world("evaluation")
    client, url = world.client(Role.CASEWORKER), reverse("cases:status", args=[world.case.code])
    facts = {"migration_status": "in_procedure", "asylum_status": "applied", "submission_key": str(uuid.uuid4())}
    monkeypatch.setattr(audit.Event.objects, "create", lambda **fields: 1 / 0)
    assert client.post(url, facts).status_code == 500
    world.case.refresh_from_db()
    assert world.case.migration_status != "in_procedure"

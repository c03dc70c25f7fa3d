"""The second wall: what PostgreSQL shows of a case when the application forgets to ask (promises 15 to 17)."""

import ast
import re
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, models, transaction
from django.test import RequestFactory
from django.urls import reverse

from accounts.roles import Role
from accounts.wall import read_as, second_wall
from audit import wall
from cases.models import Case, CaseGrant, Child, ChildIdentity, Designation, Evaluation, Notification, Task
from tests.access_table import ACCESS
from tests.access_world import BUILDERS, SHARED
from tests.factories import OrganisationFactory, UserFactory
from tests.test_access import address

# Tables that say nothing of one child, though a relation leads to or from one.
EXEMPT: dict[str, str] = {}
# Tables without a relation to a case that hold a child's data all the same.
ALSO = {"cases_familygroup", "cases_importbatch", "liberty_visitlog", "reports_export"}

# Every place that reads as the house, beside the verbs: module -> what it says why.
NAMED: dict[str, set[str]] = {
    "cases/colleagues.py": {"how many cases a colleague has, wherever they are"},
    "cases/filters.py": {"a search among the reader's own cases: no policy lets the index of letters be asked before it"},
    "cases/parts.py": {"the parts of a file that somebody opened to the reader"},
    "cases/services/intake.py": {"children alike by name, of the jurisdiction of whoever decides on a notification"},
    "placements/board.py": {"which of a home's places are taken, whoever has them"},
    "placements/candidates.py": {"where brothers and sisters live"},
    "placements/models/facility.py": {"how many of a home's places are taken, whoever has them"},
    "placements/prints.py": {"what a home must know of the child who lives there"},
    "placements/unity.py": {"where brothers and sisters live"},
    "reports/views/targets.py": {"the lines of a report, none of its figures"},
}


def mine(model) -> bool:
    return model._meta.managed and not model._meta.abstract


def reaching() -> set[type[models.Model]]:
    """Every model from which relations lead to a case or a child."""
    everything = [model for model in apps.get_models(include_auto_created=True) if mine(model)]
    found = {Case, Child}
    while True:
        further = {
            model
            for model in everything
            if any(field.concrete and field.is_relation and field.related_model in found for field in model._meta.get_fields())
        }
        if further <= found:
            return found
        found |= further


def walled_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind IN ('r', 'p')")
        return {name for (name,) in cursor.fetchall()}


WALLED = sorted((model for model in reaching() if model._meta.db_table not in EXEMPT), key=lambda model: model._meta.db_table)
SCOPED = [model for model in WALLED if hasattr(model._default_manager.all(), "visible_to")]


@contextmanager
def page_of(user):
    """Read as a page of `user` would; None: of nobody."""
    if user is None:
        with wall.nobody():
            yield
        return
    try:
        read_as(user)
        yield
    finally:
        wall.leave()


def keys(rows) -> set:
    return set(rows.values_list("pk", flat=True))


@pytest.mark.promise(16)
@pytest.mark.django_db
def test_every_table_that_leads_to_a_child_is_walled_or_says_why_not():
    found = {model._meta.db_table for model in reaching()}
    assert found - walled_tables() - EXEMPT.keys() == set()
    assert EXEMPT.keys() <= found
    assert all(EXEMPT.values())
    assert walled_tables() >= ALSO


@pytest.mark.promise(16)
@pytest.mark.django_db
def test_each_role_is_what_the_wall_needs():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname IN (%s, %s) ORDER BY 1",
            [wall.PAGE, wall.HOUSE],
        )
        assert cursor.fetchall() == [(wall.PAGE, *[False] * 5), (wall.HOUSE, *[False] * 5)]
        cursor.execute(
            "SELECT pg_has_role(%s, %s, 'MEMBER'), pg_has_role(%s, %s, 'MEMBER')", [wall.PAGE, wall.HOUSE, wall.HOUSE, wall.PAGE]
        )
        assert cursor.fetchone() == (False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND pg_get_userbyid(relowner) IN (%s, %s)", [wall.PAGE, wall.HOUSE]
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_the_planner_asks_of_a_child_what_its_other_conditions_leave():
    with connection.cursor() as cursor:
        cursor.execute("SELECT procost FROM pg_proc WHERE proname = 'idc_finds_child'")
        assert cursor.fetchall() == [(1000,)]


@pytest.mark.promise(16)
@pytest.mark.django_db
def test_nobody_in_particular_sees_no_row(own_worlds):
    filled = [table for table in sorted(walled_tables()) if count(table)]
    assert {"cases_case", "cases_child", "cases_childidentity", "cases_evaluation", "cases_plan", "cases_task"} <= set(filled)
    with page_of(None):
        assert {table: count(table) for table in filled} == dict.fromkeys(filled, 0)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


@pytest.mark.promise(16)
@pytest.mark.django_db
@pytest.mark.parametrize("table", ["cases_case", "cases_childidentity", "cases_task", "liberty_deprivationevent", "placements_placement"])
@pytest.mark.parametrize("change", ["INSERT INTO {0} SELECT * FROM {0}", "UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_a_page_writes_nothing_but_through_a_verb(table, change):
    user = UserFactory(role=Role.SUPERVISOR)
    with page_of(user), pytest.raises(DatabaseError, match=f"permission denied for table {table}"), transaction.atomic():
        connection.cursor().execute(change.format(table, "child_id" if "identity" in table else "id"))


@pytest.fixture(scope="module")
def things(own_worlds, foreign_worlds):
    """Two authorities in which every thing of the access table stands."""
    return built(own_worlds), built(foreign_worlds)


def built(worlds: dict) -> dict:
    found = {step: world.anew() for step, world in worlds.items()}
    for on, step in sorted({(row.on, row.step) for row in ACCESS.values() if row.on in BUILDERS}):
        found[step].kwargs(on, found[step].person(Role.SUPERVISOR))
    return found


@pytest.mark.promise(15, 16)
@pytest.mark.django_db
def test_the_wall_shows_each_role_what_the_application_does(things, own_world):
    world, narrow = own_world("evaluation"), []
    for role in Role:
        user = world.person(role)
        said = {model: keys(model.objects.visible_to(user)) for model in SCOPED}
        with page_of(user):
            shown = {model: keys(model.objects.all()) for model in SCOPED}
        narrow += [f"{role} {model.__name__}: {len(said[model] - shown[model])}" for model in SCOPED if said[model] - shown[model]]
    assert narrow == []


@pytest.mark.promise(15, 16)
@pytest.mark.django_db
def test_the_wall_shows_no_role_another_authority_s_rows(things, own_world, foreign_world):
    """What is shown beyond `visible_to` is never a row of another authority's child."""
    world, wide = own_world("evaluation"), []
    theirs = keys(Child.objects.filter(cases__unit=foreign_world("evaluation").team.unit))
    assert theirs
    for role in Role:
        user = world.person(role)
        with page_of(user):
            wide += [f"{role} {name}" for name, rows in of_children(theirs).items() if rows.exists()]
    assert wide == []


def of_children(children: set) -> dict:
    """Rows by which one finds a child, of each kind."""
    return {
        "child": Child.objects.filter(pk__in=children),
        "identity": ChildIdentity.objects.filter(child__in=children),
        "case": Case.objects.filter(child__in=children),
        "notification": Notification.objects.filter(child__in=children),
        "grant": CaseGrant.objects.filter(case__child__in=children),
        "designation": Designation.objects.filter(case__child__in=children),
        "evaluation": Evaluation.objects.filter(case__child__in=children),
        "task": Task.objects.filter(case__child__in=children),
    }


@pytest.fixture
def forgetful(monkeypatch):
    """An application in which every `visible_to` forgets whom it is asked for."""
    for model in apps.get_models():
        rows = type(model._default_manager.all())
        if model._meta.app_label not in ("accounts",) and "visible_to" in dir(rows):
            monkeypatch.setattr(rows, "visible_to", lambda self, user, *rest, **more: self.all())
            if hasattr(type(model._default_manager), "visible_to"):
                monkeypatch.setattr(type(model._default_manager), "visible_to", lambda self, user, *rest, **more: self.all())


GETS = sorted(name for name, row in ACCESS.items() if "GET" in row.methods.split() and row.on in BUILDERS and row.on not in SHARED)


@pytest.mark.promise(15, 16)
@pytest.mark.django_db
@pytest.mark.parametrize(
    "role", [Role.SUPERVISOR, Role.CASEWORKER, Role.AUTHORITY_APPROVER, Role.SHELTER_MANAGER, Role.SERVICE_PROVIDER_USER]
)
def test_an_application_that_forgets_to_ask_shows_no_foreign_child(role, things, forgetful):
    own, foreign = things
    leaks = []
    ChildIdentity.objects.filter(child__cases__unit=foreign["evaluation"].team.unit).update(given_names="Xochiquetzal")
    for name in GETS:
        row = ACCESS[name]
        world, theirs = own[row.step], foreign[row.step]
        signs = [theirs.case.child.code, "Xochiquetzal"]
        client = world.client(role)
        url = address(name, theirs.kwargs(row.on, theirs.person(role)))
        with transaction.atomic():
            answer = client.get(url)
            text = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        if answer.status_code == 200 and any(sign.encode() in text for sign in signs):
            leaks.append(f"{name}: {[sign for sign in signs if sign.encode() in text]}")
    assert leaks == []


# The wall stands for one request

THOUSAND = 1000


@pytest.mark.promise(17)
@pytest.mark.django_db
def test_a_thousand_requests_of_two_authorities_on_one_connection_meet_no_foreign_row(own_world, foreign_world):
    ours, theirs = own_world("evaluation"), foreign_world("evaluation")
    units, told = {None: set()}, []
    for world in (ours, theirs):
        with page_of(world.team.supervisor):
            units[world.team.supervisor.pk] = set(Case.objects.values_list("unit", flat=True))
    assert ours.team.unit.pk in units[ours.team.supervisor.pk] - units[theirs.team.supervisor.pk]
    assert theirs.team.unit.pk in units[theirs.team.supervisor.pk] - units[ours.team.supervisor.pk]

    def answer(request):
        found = set(Case.objects.values_list("unit", flat=True))
        told.append((request.user.pk, found))
        if len(told) % 7 == 0:
            raise RuntimeError("a page that breaks")

    handle = second_wall(answer)
    for nth in range(THOUSAND):
        request = RequestFactory().get("/")
        request.user = (ours.team.supervisor, theirs.team.supervisor, AnonymousUser())[nth % 3]
        try:
            handle(request)
        except RuntimeError:
            assert len(told) % 7 == 0
        assert not connection.is_walled
    assert len(told) == THOUSAND
    assert [one for one in told if one[1] != units[one[0]]] == []


@pytest.mark.promise(17)
@pytest.mark.django_db
def test_requests_through_the_whole_site_take_turns(own_world, foreign_world):
    worlds = [own_world("evaluation"), foreign_world("evaluation")]
    clients = [world.client(Role.SUPERVISOR) for world in worlds]
    for nth in range(10):
        us, them = worlds[nth % 2], worlds[1 - nth % 2]
        text = clients[nth % 2].get(reverse("api:case-list")).content.decode()
        assert us.case.code in text
        assert them.case.code not in text


@pytest.mark.promise(17)
@pytest.mark.django_db
def test_what_a_request_said_of_its_reader_ends_with_it(own_world):
    world = own_world("evaluation")
    with page_of(world.team.supervisor):
        assert connection.is_walled
        assert setting("idc.actor") == str(world.team.supervisor.pk)
        assert setting("role") == wall.PAGE
    assert {setting(name) for name in wall.SETTINGS} == {""}
    assert setting("role") == wall.HOUSE


@pytest.mark.promise(17)
@pytest.mark.django_db
def test_who_is_known_only_by_a_token_is_forgotten_too(own_world, monkeypatch):
    """As in a server, whose connections begin as a page's."""
    world = own_world("evaluation")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "assume_role", wall.PAGE)
    with wall.nobody():
        read_as(world.team.supervisor)
        assert Case.objects.filter(pk=world.case.pk).exists()
    assert not Case.objects.filter(pk=world.case.pk).exists()
    assert {setting(name) for name in wall.SETTINGS} == {""}
    monkeypatch.undo()
    wall.leave()


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        return cursor.fetchone()[0]


# Who may read more


@pytest.mark.promise(16)
@pytest.mark.django_db
def test_a_verb_reads_as_the_house_and_leaves_the_page_walled(own_world):
    world, seen = own_world("evaluation"), []
    stranger = UserFactory(role=Role.SUPERVISOR, organisation=OrganisationFactory())

    @wall.verb
    def act(fails: bool):
        seen.append(Case.objects.filter(pk=world.case.pk).exists())
        if fails:
            raise RuntimeError

    with page_of(stranger):
        for fails in (False, True):
            for is_within in (False, True):
                with transaction.atomic() if is_within else nothing(), pytest.raises(RuntimeError) if fails else nothing():
                    act(fails)
                assert not Case.objects.filter(pk=world.case.pk).exists()
        with wall.house("a test"):
            assert Case.objects.filter(pk=world.case.pk).exists()
        assert not Case.objects.filter(pk=world.case.pk).exists()
    assert seen == [True] * 4


@contextmanager
def nothing():
    yield


def test_whoever_reads_as_the_house_is_on_the_list():
    found: dict[str, set[str]] = {}
    folders = [path.parent for path in settings.BASE_DIR.glob("*/__init__.py") if path.parent.name not in ("tests", "bench")]
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        place, text = path.relative_to(settings.BASE_DIR), path.read_text()
        if place.name == "wall.py" or not re.search(r"house\(|audit\.wall", text):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("house", "wall.house"):
                found.setdefault(str(place), set()).add(ast.literal_eval(node.args[0]))
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".as_house"):
                found.setdefault(str(place), set()).add(ast.literal_eval(node.args[0]))
            if isinstance(node, ast.ImportFrom) and node.module == "audit.wall" and any(name.name == "verb" for name in node.names):
                assert "services" in place.parts or place.name in ("services.py", "digest.py"), place
    assert found == NAMED


@pytest.mark.parametrize("path", sorted(settings.BASE_DIR.glob("*/services*")), ids=lambda path: path.parent.name)
def test_every_act_of_a_service_is_a_verb_of_the_house(path):
    modules = path.rglob("*.py") if path.is_dir() else [path] if path.suffix == ".py" else []
    assert [module.name for module in modules if "@transaction.atomic" in module.read_text()] == []

"""Baselines, targets and what was learnt: written in versions by those who head an authority, printed beside each result."""

import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from reports.models import Target
from reports.services.targets import set_target
from reports.targets import standing
from tests.factories import NOW, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
LINE = "I-09-affected"


@pytest.fixture
def unit():
    return OrganisationFactory()


@pytest.fixture
def supervisor(unit):
    return UserFactory(organisation=unit, role=Role.SUPERVISOR)


def written(by, version=0, **fields):
    return set_target(line=LINE, unit="%", version=version, by=by, now=NOW, **fields)


def test_each_change_is_a_version_and_the_last_one_stands(unit, supervisor):
    written(supervisor, target=Decimal("5.0"))
    written(supervisor, version=1, target=Decimal("3.0"), learning="La casa puente llega a tiempo.")
    assert [one.version for one in Target.objects.all()] == [2, 1]
    assert standing(unit)[LINE].target == Decimal("3.0")
    assert Event.objects.filter(action="target.write").count() == 2


def test_what_was_not_read_is_not_written_over(supervisor):
    written(supervisor, target=Decimal("5.0"))
    with pytest.raises(ValidationError, match="Somebody wrote another version"):
        written(supervisor, target=Decimal("4.0"))


def test_nothing_is_no_target(supervisor):
    with pytest.raises(ValidationError, match="Give a baseline"):
        written(supervisor, learning="")


def test_only_who_heads_an_authority_writes(unit):
    with pytest.raises(PermissionDenied):
        written(UserFactory(organisation=unit, role=Role.CASEWORKER), target=Decimal("1.0"))


def test_the_nearest_target_above_stands(unit, supervisor):
    below = OrganisationFactory(parent=unit)
    written(supervisor, target=Decimal("5.0"))
    assert standing(below)[LINE].target == Decimal("5.0")
    written(UserFactory(organisation=below, role=Role.SUPERVISOR), target=Decimal("2.0"))
    assert (standing(below)[LINE].target, standing(unit)[LINE].target) == (Decimal("2.0"), Decimal("5.0"))
    assert standing(OrganisationFactory()) == {}


def test_the_database_keeps_every_version(supervisor):
    written(supervisor, target=Decimal("5.0"))
    for statement in ("UPDATE reports_target SET target = 1", "DELETE FROM reports_target"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_written_on_its_page_it_stands_in_the_report(client, supervisor):
    client.force_login(supervisor)
    page = reverse("reports:target", args=[LINE])
    assert client.get(page).status_code == 200
    said = {"version": 0, "baseline": "19.7", "target": "0", "learning": "Llamar antes de trasladar.", "submission_key": str(uuid.uuid4())}
    assert client.post(page, said).status_code == 302
    assert client.post(page, said | {"submission_key": str(uuid.uuid4())}).status_code == 422  # another version meanwhile
    report = client.get(reverse("reports:report", args=["R5"])).context["report"]
    [(part, row)] = [(part, row) for part in report.parts for row in part.rows if row.key == LINE]
    cells = dict(zip([column.key for column in part.columns], row.cells, strict=True))
    assert [(cells[key].value, cells[key].unit) for key in ("baseline", "target")] == [(19.7, "%"), (0, "%")]
    assert any("Llamar antes de trasladar." in note for note in part.notes)
    assert "19.7" in client.get(reverse("reports:target_list")).content.decode()


def test_what_is_no_result_has_no_target(client, supervisor):
    client.force_login(supervisor)
    assert client.get(reverse("reports:target", args=["I-99-none"])).status_code == 404

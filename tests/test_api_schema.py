"""The API keeps to its own OpenAPI document, and no input makes it fail."""

import os

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from rest_framework.authtoken.models import Token
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from accounts.roles import Role
from tests.factories import NOW, CaseFactory, NotificationFactory, Team, grant
from tests.liberty.restrictions import recorded

EXAMPLES = int(os.environ.get("EXAMPLES", "10"))  # calls an operation; `make fuzz` takes more, as each role
ROLES = list(Role) if "EXAMPLES" in os.environ else [Role.SUPERVISOR]

schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True))
schema.app = get_wsgi_application()


@pytest.fixture(params=ROLES)
def world(request, db):
    """A token of somebody who may see the case, and a receipt; the WSGI application leaves the test's connection open."""
    team = Team()
    case = CaseFactory(unit=team.unit)
    receipt = NotificationFactory(receiving_unit=team.unit, created_by=team.supervisor)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    of_team = {Role.SUPERVISOR: team.supervisor, Role.MIGRATION_NOTIFIER: team.notifier}  # the one sees it, the other never does
    person = of_team.get(request.param) or team.person(request.param)
    if request.param not in of_team:
        grant(case, person)
    token = Token.objects.create(user=person).key
    limit = recorded(case, team.approver, now=NOW)
    yield {"token": token, "code": case.code, "restrictions": limit.pk, "notifications": receipt.pk, "organisations": team.unit.pk}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.promise(78)
@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_as_documented(case, world):
    aim(case, world)
    with transaction.atomic():
        checks = [not_a_server_error, content_type_conformance, response_schema_conformance]
        case.call_and_validate(checks=checks, headers={"Authorization": f"Bearer {world['token']}"})
        transaction.set_rollback(True)


def aim(case, world) -> None:
    """Point a generated call at rows that exist, or it would learn of 404 alone."""
    if "code" in (case.path_parameters or {}):
        case.path_parameters["code"] = world["code"]
    if "id" in (case.path_parameters or {}):
        case.path_parameters["id"] = str(world[case.path.split("/")[3]])
    if isinstance(case.body, dict) and "receiving_unit" in case.body:
        case.body["receiving_unit"] = str(world["organisations"])


@pytest.mark.django_db
def test_the_document_is_valid_and_complete(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))
    assert "openapi: 3.1" in (tmp_path / "schema.yml").read_text()

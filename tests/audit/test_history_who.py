"""A change names the event of its transaction, and that tells who it was: apart, for a world of a whole module is one transaction."""

import json

import pytest
from django.core.management import call_command

from audit import services as audit
from cases.models import ChildIdentity
from tests.audit.test_history import run
from tests.factories import CaseFactory, Team

pytestmark = pytest.mark.django_db


@pytest.mark.promise(24)
def test_the_event_of_the_same_transaction_tells_who_it_was(capsys):
    team = Team()
    case = CaseFactory(unit=team.unit)
    identity = ChildIdentity.objects.get(child=case.child_id)
    run("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    ChildIdentity.objects.filter(pk=identity.pk).update(given_names="Otra")
    audit.record(actor=team.caseworker, action="test.correct", subjects=[case], reason="Así se llama.")
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("RESET ROLE")
    call_command("audit", "history", "cases_childidentity", str(identity.pk))
    run("SET ROLE idc_atd_house")
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["verb"], list(one["was"])) for one in told] == [("UPDATE", ["given_names"])]
    assert (told[0]["actor"], told[0]["action"], told[0]["reason"]) == (str(team.caseworker.pk), "test.correct", "Así se llama.")

"""What is recorded about a case: every form's effect, its refusals beside the field, once however often it is sent."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from cases.choices import Because, Step
from cases.models import ContactNote, Interview, RapidAssessment
from tests.factories import CaseFactory, ChildIdentityFactory, Team, fresh, grant, walk_to

pytestmark = pytest.mark.django_db


def at(**ago) -> str:
    return timezone.localtime(timezone.now() - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M")


ASSESSMENT = {"urgent_needs_met": "on", "safe_tonight": "on", "where_tonight": "Casa", "risk_level": "high", "risk_reasons": "Viaja sola."}
NOTE = {"place_type": "phone", "text": "Llamó su tía."}
INTERVIEW = {"kind": "evaluation_interview", "place_type": "care_place", "interpreter_kind": "not_needed", "notes": "Quiere estudiar."}
PAGES = {
    "rapid_assessment": ("intake", ASSESSMENT | {"done_at": "now"}),
    "contact_note_add": ("caseworker", NOTE | {"at": "now"}),
    "interview_add": ("caseworker", INTERVIEW | {"held_at": "now"}),
    "status": ("caseworker", {"migration_status": "irregular", "asylum_status": "applied"}),
}


def typed(data, **changes) -> dict:
    return {name: at(hours=2) if value == "now" else value for name, value in (data | changes).items()}


@pytest.fixture
def case(team):
    case = CaseFactory(unit=team.unit)
    grant(case, team.intake, Because.INTAKE)
    grant(case, team.caseworker)
    return case


def send(client, team, case, name, **changes):
    who, data = PAGES[name]
    client.force_login(getattr(team, who))
    return client.post(reverse(f"cases:{name}", args=[case.code]), typed(data, **changes))


@pytest.mark.parametrize("name", PAGES)
def test_form_is_shown_names_the_child_and_is_on_record(client, team, case, name):
    client.force_login(getattr(team, PAGES[name][0]))
    page = client.get(reverse(f"cases:{name}", args=[case.code])).content.decode()
    assert "Yesenia Caal Tzi" in page
    assert "Exit this page" in page
    assert 'name="submission_key"' in page
    assert Event.objects.get(action="case.form").subjects == [case.pk, case.child_id]


@pytest.mark.parametrize("name", PAGES)
def test_form_takes_effect_and_leads_back_to_the_case(client, team, case, name):
    response = send(client, team, case, name)
    assert response.status_code == 302
    assert response.url == reverse("cases:detail", args=[case.code])
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_form_is_not_there_for_a_stranger_nor_for_another_role(client, team, case, name):
    strange = CaseFactory()
    assert send(client, team, strange, name).status_code == 404
    grant(case, psychologist := team.person(Role.PSYCHOLOGIST))
    client.force_login(psychologist)
    assert client.get(reverse(f"cases:{name}", args=[case.code])).status_code == 403


@pytest.mark.parametrize(
    ("name", "changes", "field"),
    [
        ("rapid_assessment", {"done_at": "2999-01-01T10:00"}, "done_at"),
        ("rapid_assessment", {"where_tonight": ""}, "where_tonight"),
        ("rapid_assessment", {"risk_level": "extreme"}, "risk_level"),
        ("rapid_assessment", {"risk_reasons": " "}, "risk_reasons"),
        ("contact_note_add", {"at": "2999-01-01T10:00"}, "at"),
        ("contact_note_add", {"text": ""}, "text"),
        ("interview_add", {"place_type": "immigration_station"}, "place_type"),
        ("interview_add", {"place_type": "vehicle"}, "place_type"),
        ("interview_add", {"interpreter_kind": "relative"}, "interpreter_kind"),
        ("interview_add", {"interpreter_kind": "independent"}, "interpreter_name"),
        ("interview_add", {"held_at": "yesterday"}, "held_at"),
        ("status", {"asylum_status": "deported"}, "asylum_status"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_with_all_that_was_typed(client, team, case, name, changes, field):
    response = send(client, team, case, name, **changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    for word in ("Viaja sola.", "Llamó su tía.", "Quiere estudiar."):
        if word in PAGES[name][1].values() and word not in changes.values() and field not in ("risk_reasons", "text"):
            assert word in response.content.decode()
    assert [model.objects.count() for model in (RapidAssessment, ContactNote, Interview)] == [0, 0, 0]


def test_an_identification_contact_may_be_held_at_a_station(client, team, case):
    assert send(client, team, case, "interview_add", kind="identification_contact", place_type="immigration_station").status_code == 302


def test_a_double_click_writes_one_note(client, team, case):
    key = str(uuid.uuid4())
    for __ in range(2):
        assert send(client, team, case, "contact_note_add", submission_key=key).status_code == 302
    assert ContactNote.objects.count() == 1


def test_a_contact_note_takes_two_pages(client, team, case):
    client.force_login(team.caseworker)
    loads = [client.get(reverse("cases:contact_note_add", args=[case.code]))]
    loads.append(client.post(loads[0].request["PATH_INFO"], typed(PAGES["contact_note_add"][1]), follow=True))
    assert [load.status_code for load in loads] == [200, 200]
    assert "Llamó su tía." in loads[1].content.decode()


def test_five_megabytes_of_note_are_refused_in_plain_words(client, team, case):
    assert send(client, team, case, "contact_note_add", text="a" * 5_000_000).status_code == 413
    assert not ContactNote.objects.exists()


# Designation


@pytest.fixture
def opened(team):
    return walk_to(Step.DESIGNATION, team)


def designate(client, team, case, **changes):
    client.force_login(team.supervisor)
    data = {"person": str(team.caseworker.pk), "representation": "substitute", "no_conflict": "on"}
    return client.post(reverse("cases:designate", args=[case.code]), data | changes)


def test_people_to_designate_are_ones_own_caseworkers_with_their_load(client, team, opened):
    busy = team.person(Role.CASEWORKER, full_name="Ocupada")
    grant(CaseFactory(), busy)
    walk = walk_to(Step.EVALUATION, team)
    assert walk.designation.person == team.caseworker
    client.force_login(team.supervisor)
    page = client.get(reverse("cases:designate", args=[opened.code])).content.decode()
    assert f"{team.caseworker.full_name} · 1 open case" in page
    assert "Ocupada · 0 open cases" in page
    assert Team().caseworker.full_name not in page


def test_the_person_designated_accepts(client, team, opened):
    assert designate(client, team, opened).status_code == 302
    client.force_login(team.caseworker)
    page = client.get(reverse("cases:detail", args=[opened.code])).content.decode()
    assert reverse("cases:designation_accept", args=[opened.code]) in page
    assert client.post(reverse("cases:designation_accept", args=[opened.code]), {}).status_code == 302
    assert fresh(opened).designation.accepted_at
    response = client.post(reverse("cases:designation_accept", args=[opened.code]), {"child_told_at": at(hours=2)})
    assert response.status_code == 302
    assert fresh(opened).designation.child_told_at


def test_nobody_accepts_for_another(client, team, opened):
    designate(client, team, opened)
    client.force_login(team.supervisor)
    assert client.post(reverse("cases:designation_accept", args=[opened.code]), {}).status_code == 403


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"no_conflict": ""}, "INV-12"),
        ({"representation": ""}, "This field is required"),
        ({"person": str(uuid.uuid4())}, "Select a valid choice"),
    ],
)
def test_designation_is_refused_in_words(client, team, opened, changes, words):
    response = designate(client, team, opened, **changes)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert fresh(opened).designation is None


def test_a_language_not_spoken_asks_how_it_is_covered(client, team):
    child = ChildIdentityFactory(child__primary_language="mam").child
    case = walk_to(Step.DESIGNATION, team, case=CaseFactory(unit=team.unit, child=child))
    response = designate(client, team, case)
    assert response.status_code == 422
    assert "language_covered_by" in response.context["form"].errors
    assert designate(client, team, case, language_covered_by="Intérprete de la red").status_code == 302

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from liberty.models import DeprivationEvent
from tests.factories import CaseFactory, grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(team):
    client = Client()
    client.force_login(team.intake)
    return client


def held(case, hours=4) -> DeprivationEvent:
    return DeprivationEvent.objects.create(
        case=case,
        facility_type="immigration_station",
        facility="Estación de prueba",
        authority="INM",
        started_at=timezone.now() - timedelta(hours=hours),
        reported_by="Visitadora",
    )


def fields(**given):
    facts = {
        "submission_key": str(uuid.uuid4()),
        "facility_type": "police_cell",
        "authority": "Policía municipal",
        "started_at": "2026-03-02T06:10",
        "started_precision": "minute",
        "held_with": "alone",
        "reported_by": "Visitadora",
    }
    return facts | given


def text(response) -> str:
    return response.content.decode()


def test_an_event_is_recorded_once_however_often_one_clicks(client, case):
    address, form = reverse("liberty:event_add", args=[case.code]), fields()
    assert client.get(address).status_code == 200
    assert [client.post(address, form).status_code for _click in range(2)] == [302, 302]
    [event] = DeprivationEvent.objects.all()
    assert event.started_at.isoformat() == "2026-03-02T13:10:00+00:00"  # Hermosillo keeps UTC-7


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"started_at": "2999-01-01T00:00"}, "future"),
        ({"ended_at": "2026-03-02T05:00", "release_mechanism": "channelled"}, "INV-03"),
        ({"started_at": "2026-02-31T05:00"}, "valid date"),
        ({"facility_type": "shelter"}, "not one of the available choices"),
        ({"authority": ""}, "required"),
        ({"authority": "x" * 300}, "at most 200"),
    ],
)
def test_what_cannot_be_comes_back_with_all_that_was_typed(client, case, given, sentence):
    answer = client.post(reverse("liberty:event_add", args=[case.code]), fields(facility="Celda 3", **given))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Celda 3" in text(answer)
    assert not DeprivationEvent.objects.exists()


def test_the_end_before_the_start_is_refused_beside_the_field(client, case):
    event = held(case)
    form = {"ended_at": "2026-01-01T00:00", "release_mechanism": "channelled"}
    answer = client.post(reverse("liberty:event_end", args=[event.pk]), form)
    assert (answer.status_code, "INV-03" in text(answer)) == (422, True)
    assert 'id="id_ended_at_error"' in text(answer)


def test_the_clock_runs_on_the_case_page_until_the_end(client, case):
    event, page = held(case, hours=4), reverse("cases:detail", args=[case.code])
    assert "4 h 0 min" in text(client.get(page))
    assert f'data-since="{event.started_at.isoformat()}"' in text(client.get(page))
    form = {"ended_at": f"{timezone.localtime(timezone=None):%Y-%m-%dT%H:%M}", "release_mechanism": "channelled"}
    end = reverse("liberty:event_end", args=[event.pk])
    assert client.get(end).status_code == 200
    now_there = timezone.now() - timedelta(hours=7)  # as the boxes of the reader's zone show it
    assert client.post(end, form | {"ended_at": f"{now_there:%Y-%m-%dT%H:%M}"}).status_code == 302
    assert f'data-since="{event.started_at.isoformat()}"' not in text(client.get(page))


def test_the_wall_shows_the_longest_held_first_and_records_who_was_shown(client, team, case):
    other, foreign = CaseFactory(unit=team.unit), CaseFactory()
    grant(other, team.intake)
    held(case, hours=2), held(other, hours=30), held(foreign, hours=99)
    page = text(client.get(reverse("liberty:wall")))
    assert page.index(other.code) < page.index(case.code)
    assert foreign.code not in page
    event = Event.objects.get(action="liberty.wall")
    assert set(event.subjects) == {case.pk, case.child_id, other.pk, other.child_id}


def test_the_wall_asks_the_database_as_often_for_fifty(client, team, case):
    address = reverse("liberty:wall")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    held(case)
    few = asked()
    for _row in range(50):
        one = CaseFactory(unit=team.unit)
        grant(one, team.intake)
        held(one)
    assert asked() == few <= 12


def test_home_shows_the_running_clocks(client, case):
    held(case)
    assert case.code in text(client.get(reverse("home")))

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event, Kind
from cases.models import CaseGrant
from placements.choices import State
from placements.models import Facility, Placement, Profile
from tests.factories import CaseFactory, UserFactory, fresh, grant, local_today, relative_of, walk_to
from tests.placements.homes import WHY, FacilityFactory, ProfileFactory, live_there, request

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(monkeypatch):
    """The pages live today: so do the children's beds."""
    return timezone.now()


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response) -> str:
    return response.content.decode()


def sent(**fields):
    return {"submission_key": str(uuid.uuid4()), **fields}


def asked(case, home, by):
    """A request as of now, whose clock still runs."""
    placement = request(case, home, by)
    Placement.objects.filter(pk=placement.pk).update(requested_at=timezone.now(), reply_due_at=timezone.now() + timedelta(hours=4))
    return placement


# Asking


def test_a_bed_is_asked_for_in_three_pages_from_the_case(case, team, home):
    client = as_(team.caseworker)
    assert reverse("placements:find", args=[case.code]) in text(client.get(reverse("cases:detail", args=[case.code])))
    found = text(client.get(reverse("placements:find", args=[case.code])))
    address = reverse("placements:request", args=[case.code, home.pk])
    assert address in found
    assert client.get(address).status_code == 200
    answer = client.post(address, sent(child_views="Sí quiero.", reason_family_based_not_possible=WHY), follow=True)
    assert [status for _url, status in answer.redirect_chain] == [302]
    assert home.name in text(answer)
    assert Placement.objects.get().state == State.REQUESTED


def test_find_says_every_reason_and_puts_what_does_not_fit_apart(case, team, home):
    boys = FacilityFactory(name="Casa de muchachos")
    ProfileFactory(facility=boys, sex="male")
    closed = FacilityFactory(name="Casa cerrada", is_open_door=False)
    ProfileFactory(facility=closed)
    page = text(as_(team.caseworker).get(reverse("placements:find", args=[case.code])))
    fitting, unfit = page.split("<details")
    assert home.name in fitting
    assert "2 places free now" in fitting
    assert "Casa de muchachos" in unfit
    assert "Takes the other sex only" in unfit
    assert "INV-01" in unfit
    assert reverse("placements:request", args=[case.code, boys.pk]) not in page


def test_a_full_house_may_be_asked_all_the_same(case, team, home):
    Profile.objects.update(places=0)
    page = text(as_(team.caseworker).get(reverse("placements:find", args=[case.code])))
    assert "No free place in this profile" in page
    assert reverse("placements:request", args=[case.code, home.pk]) in page


def test_what_is_known_is_not_asked_again(case, team, home):
    page = text(as_(team.caseworker).get(reverse("placements:request", args=[case.code, home.pk])))
    assert "Girl, 15 years" in page or "Girl, 16 years" in page
    foster = FacilityFactory(facility_type="foster_family")
    ProfileFactory(facility=foster)
    assert "reason_family_based" not in text(as_(team.caseworker).get(reverse("placements:request", args=[case.code, foster.pk])))


def test_a_refused_request_comes_back_with_all_that_was_typed(case, team, home):
    address = reverse("placements:request", args=[case.code, home.pk])
    answer = as_(team.caseworker).post(address, sent(child_views="", message="Llega cansada.", reason_family_based_not_possible=WHY))
    assert answer.status_code == 422
    assert "INV-21" in text(answer)
    assert "Llega cansada." in text(answer)
    assert not Placement.objects.exists()


def test_a_double_click_asks_once(case, team, home):
    client, address = as_(team.caseworker), reverse("placements:request", args=[case.code, home.pk])
    fields = sent(child_views="Sí.", reason_family_based_not_possible=WHY)
    assert [client.post(address, fields).status_code for _click in range(2)] == [302, 302]
    assert Placement.objects.count() == 1


# Answering


def test_a_request_is_answered_in_two_pages_from_home(case, team, home):
    placement = asked(case, home, team.caseworker)
    client = as_(home.staff)
    address = reverse("placements:request_detail", args=[placement.pk])
    assert address in text(client.get(reverse("home")))
    assert client.get(address).status_code == 200
    answer = client.post(address, sent(answer="accept", **{"accept-profile": str(home.profile.pk)}))
    assert answer.status_code == 302
    placement.refresh_from_db()
    assert placement.state == State.ACCEPTED


def test_a_packet_names_nobody_before_acceptance(case, team, home):
    placement = asked(case, home, team.caseworker)
    client = as_(home.staff)
    for address in (reverse("home"), reverse("placements:request_list"), reverse("placements:request_detail", args=[placement.pk])):
        page = text(client.get(address))
        assert placement.reference in page or address == reverse("home")
        for secret in (case.child.identity.given_names, case.child.identity.surname_1, case.code, case.child.code, placement.child_views):
            assert secret not in page, (address, secret)
    assert client.get(reverse("placements:resident_detail", args=[placement.pk])).status_code == 404
    assert client.get(reverse("placements:start", args=[placement.pk])).status_code == 404
    assert client.get(reverse("cases:detail", args=[case.code])).status_code in (403, 404)


def test_after_acceptance_the_care_sheet_names_the_child_until_the_end(case, team, home):
    placement = live_there(case, home, team.caseworker)
    client, address = as_(home.staff), reverse("placements:resident_detail", args=[placement.pk])
    page = client.get(address)
    assert case.child.identity.full_name in text(page)
    assert case.child.identity.full_name not in page.content.decode().split("</title>")[0]  # what a shared screen's tab shows
    assert case.child.identity.initials in text(client.get(reverse("placements:resident_list")))
    assert client.get(reverse("cases:detail", args=[case.code])).status_code in (403, 404)
    CaseGrant.objects.filter(pk=placement.grant_id).update(ends_at=timezone.now())
    assert client.get(address).status_code == 404


def test_the_home_reads_whom_it_may_call_though_it_sees_nothing_else_of_the_file(team, home):
    case = walk_to("plan_design", team)
    placement = live_there(case, home, team.caseworker)
    page = text(as_(home.staff).get(reverse("placements:resident_detail", args=[placement.pk])))
    assert fresh(case).designation.person.full_name in page


def test_a_decline_without_a_reason_comes_back_beside_the_field(case, team, home):
    placement = asked(case, home, team.caseworker)
    address = reverse("placements:request_detail", args=[placement.pk])
    answer = as_(home.staff).post(address, sent(answer="decline", **{"decline-answer_note": "Lo sentimos."}))
    assert answer.status_code == 422
    assert "Lo sentimos." in text(answer)
    assert as_(home.staff).post(address, sent(answer="decline", **{"decline-decline_reason": "no_capacity"})).status_code == 302
    placement.refresh_from_db()
    assert (placement.state, placement.decline_reason) == (State.DECLINED, "no_capacity")


def test_the_loser_of_the_last_bed_reads_it_at_once(case, team, home):
    Profile.objects.update(places=1)
    other = CaseFactory(unit=team.unit)
    placement = asked(case, home, team.caseworker)
    live_there(other, home, team.supervisor)
    answer = as_(home.staff).post(
        reverse("placements:request_detail", args=[placement.pk]), sent(answer="accept", **{"accept-profile": str(home.profile.pk)})
    )
    assert answer.status_code == 422
    assert "INV-36" in text(answer)


def test_a_full_house_reads_that_no_place_is_free_before_it_accepts(case, team, home):
    Profile.objects.update(places=1)
    placement = asked(case, home, team.caseworker)
    address = reverse("placements:request_detail", args=[placement.pk])
    assert "Accept and reserve" in text(as_(home.staff).get(address))
    live_there(CaseFactory(unit=team.unit), home, team.supervisor)
    assert "Accept and reserve" not in text(as_(home.staff).get(address))


def test_a_withdrawn_request_is_told(case, team, home):
    placement = asked(case, home, team.caseworker)
    answer = as_(team.caseworker).post(
        reverse("placements:withdraw", args=[placement.pk]), sent(withdrawal_reason="no_longer_needed"), follow=True
    )
    assert answer.status_code == 200
    page = text(as_(home.staff).get(reverse("placements:request_list")))
    assert "A bed is no longer needed" in page


# Living there


def test_arrival_while_held_is_refused_with_a_link_to_the_clock(case, team, home):
    client = as_(team.caseworker)
    fields = sent(
        facility_type="immigration_station",
        authority="INM",
        started_at="2026-03-01T06:10",
        started_precision="minute",
        held_with="unknown",
        reported_by="Visitadora",
    )
    assert client.post(reverse("liberty:event_add", args=[case.code]), fields).status_code == 302
    event = case.deprivations.get()
    placement = asked(case, home, team.caseworker)
    Placement.objects.filter(pk=placement.pk).update(
        state="accepted", profile=home.profile, place_number=1, reserved_until=timezone.now() + timedelta(hours=5)
    )
    answer = client.post(reverse("placements:start", args=[placement.pk]), sent(starts_at="2026-03-02T10:55"))
    assert answer.status_code == 422
    assert "INV-05" in text(answer)
    assert reverse("liberty:event_end", args=[event.pk]) in text(answer)


def test_the_team_records_the_end(case, team, home):
    placement = live_there(case, home, team.caseworker)
    address = reverse("placements:end", args=[placement.pk])
    client = as_(team.supervisor)
    assert client.get(address).status_code == 200
    answer = client.post(address, sent(ends_at=f"{local_today():%Y-%m-%dT00:00}", end_reason="reunified"))
    assert answer.status_code == 302
    placement.refresh_from_db()
    assert placement.state == State.ENDED


def test_relatives_are_recorded_by_who_orders(case, team):
    address = reverse("placements:with_family", args=[case.code])
    fields = {"placement_type": "kinship_care", "starts_at": "2026-03-02T10:55", "child_views": "Sí."}
    fields["relative"] = relative_of(case.child).pk
    refused = as_(team.supervisor).post(address, sent(place_name="Estación migratoria", **fields))
    assert (refused.status_code, "INV-02" in text(refused)) == (422, True)
    assert as_(team.supervisor).post(address, sent(place_name="Tía Rosa, Caborca", **fields)).status_code == 302
    assert "Tía Rosa, Caborca" in text(as_(team.caseworker).get(reverse("cases:detail", args=[case.code])))
    assert as_(team.caseworker).get(address).status_code == 403


# Places


def test_a_manager_keeps_profiles_and_is_refused_less_than_is_taken(case, team, home):
    live_there(case, home, team.caseworker)
    client, address = as_(home.manager), reverse("placements:profile_edit", args=[home.profile.pk])
    fields = {"name": "", "sex": "female", "age_from": 12, "age_to": 17, "version": 1}
    refused = client.post(address, sent(places=0, **fields))
    assert (refused.status_code, "INV-36" in text(refused)) == (422, True)
    assert client.post(address, sent(places=7, **fields)).status_code == 302
    stale = client.post(address, sent(places=5, **fields))
    assert stale.status_code == 409
    assert 'value="2"' in text(stale)
    home.profile.refresh_from_db()
    assert home.profile.places == 7


def facility_fields(**fields):
    facts = {
        "name": "Casa Nueva",
        "facility_type": "small_group_home",
        "state": "SON",
        "licence_number": "7",
        "licence_valid_to": "2099-01-01",
        "is_active": "on",
        "languages": ["es", "kek"],
        "text": "Calle 5",
        "visibility": "restricted",
        "version": 0,
    }
    return sent(**(facts | fields))


def test_a_manager_adds_a_place_and_two_editors_see_both_texts(home):
    client = as_(home.manager)
    assert client.post(reverse("placements:facility_add"), facility_fields()).status_code == 302
    added = Facility.objects.get(name="Casa Nueva")
    assert (added.languages, added.address.visibility, added.organisation) == (["es", "kek"], "restricted", home.organisation)
    address = reverse("placements:facility_edit", args=[added.pk])
    assert client.post(address, facility_fields(name="Casa Primera", version=1)).status_code == 302
    stale = client.post(address, facility_fields(name="Casa Segunda", version=1))
    assert stale.status_code == 409
    assert "Casa Primera" in text(stale)
    assert "Casa Segunda" in text(stale)
    detention = client.post(address, facility_fields(name="Estancia provisional", version=2))
    assert (detention.status_code, "INV-02" in text(detention)) == (422, True)


@pytest.mark.parametrize(("role", "is_seen"), [(Role.CASEWORKER, False), (Role.SHELTER_STAFF, True)])
def test_a_restricted_address_is_not_shown_to_who_has_no_child_there(team, home, role, is_seen):
    home.address.visibility = "restricted"
    home.address.save()
    reader = UserFactory(organisation=home.organisation, role=role) if role == Role.SHELTER_STAFF else team.person(role)
    page = as_(reader).get(reverse("placements:facility_detail", args=[home.pk]))
    assert page.status_code == 200
    assert ("Calle de prueba 1" in text(page)) is is_seen


# The record, and the number of queries


@pytest.mark.parametrize(
    ("view", "who", "action"),
    [
        ("find", "team", "placement.find"),
        ("request_list", "home", "placement.inbox"),
        ("request_detail", "home", "placement.packet"),
        ("resident_list", "home", "resident.list"),
        ("resident_detail", "home", "resident.read"),
    ],
)
def test_every_page_with_a_childs_data_records_one_read(case, team, home, view, who, action):
    placement = asked(case, home, team.caseworker) if view.startswith("request") else live_there(case, home, team.caseworker)
    args = {"find": [case.code], "request_detail": [placement.pk], "resident_detail": [placement.pk]}.get(view, [])
    Event.objects.filter(kind=Kind.READ).count()
    before = Event.objects.filter(kind=Kind.READ).count()
    reader = team.caseworker if who == "team" else home.staff
    assert as_(reader).get(reverse(f"placements:{view}", args=args)).status_code == 200
    [event] = Event.objects.filter(kind=Kind.READ).order_by("id")[before:]
    assert (event.action, event.actor) == (action, reader.pk)
    assert {case.pk, case.child_id} <= set(event.subjects)


def queries(client, address) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("view", ["find", "request_list", "resident_list", "facility_list", "home"])
def test_the_number_of_queries_does_not_grow_with_the_rows(case, team, home, view):
    reader = team.caseworker if view == "find" else home.manager
    address = reverse("home") if view == "home" else reverse(f"placements:{view}", args=[case.code] if view == "find" else [])

    def add(number):
        Profile.objects.filter(pk=home.profile.pk).update(places=100)
        for _row in range(number):
            one = CaseFactory(unit=team.unit)
            asked(one, home, team.supervisor)
            live_there(CaseFactory(unit=team.unit), home, team.supervisor)
            ProfileFactory(facility=FacilityFactory(organisation=home.organisation))

    add(1)
    client = as_(reader)
    few = queries(client, address)
    add(12)
    assert queries(client, address) == few
    assert few <= 12


def test_the_home_page_of_a_team_shows_requests_without_an_answer(case, team, home):
    asked(case, home, team.caseworker)
    page = text(as_(team.caseworker).get(reverse("home")))
    assert "Bed requests without an answer" in page
    assert home.name in page


def test_another_caseworker_is_not_shown_requests_of_a_case_not_theirs(case, team, home):
    asked(case, home, team.caseworker)
    stranger = team.person(Role.CASEWORKER)
    grant(CaseFactory(unit=team.unit), stranger)
    assert case.code not in text(as_(stranger).get(reverse("home")))

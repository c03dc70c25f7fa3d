"""The pages of an absence and of what watches over a stay."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from cases.models import Case
from placements import services
from placements.models import Absence, Placement
from tests.factories import CaseFactory, UserFactory
from tests.placements.homes import ProfileFactory, live_there, request
from tests.placements.test_pages import as_, asked, sent, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(case, team, home):
    """The child lives there since three hours ago."""
    placement = live_there(case, home, team.caseworker)
    Placement.objects.filter(pk=placement.pk).update(starts_at=timezone.now() - timedelta(hours=3))
    return placement


def fields(**given):
    return sent(type="left_voluntarily", starts_at=typed(hours=1), last_seen="En la puerta", **given)


def typed(**ago) -> str:
    """Return an instant as its readers type it, where they are."""
    return timezone.localtime(timezone.now() - timedelta(**ago), ZoneInfo("America/Hermosillo")).strftime("%Y-%m-%dT%H:%M")


def reported(case, by):
    gone = timezone.now() - timedelta(hours=1)
    facts = {"type": "unknown", "starts_at": gone, "last_seen": "En el patio"}
    return services.report_absence(case=case, by=by, now=timezone.now(), **facts)


def test_a_home_reports_an_absence_in_two_pages_from_its_first(case, home, stay):
    client, address = as_(home.staff), reverse("placements:absence_from_home")
    assert address in text(client.get("/"))
    assert "Yesenia" in text(client.get(address))  # 1
    answer = client.post(address, fields(placement=stay.pk), follow=True)  # 2
    assert answer.redirect_chain == [(reverse("placements:absence", args=[Absence.objects.get().pk]), 302)]
    assert "Immigration stations and police cells" in text(answer)
    assert "kept" in text(client.get("/"))


def test_the_case_shows_the_running_hours_and_leads_to_the_search(case, team, home, stay):
    client = as_(team.caseworker)
    assert reverse("placements:absence_report", args=[case.code]) in text(client.get(reverse("cases:detail", args=[case.code])))
    absence = reported(case, home.staff)
    page = text(client.get(reverse("cases:detail", args=[case.code])))
    assert 'data-since="' in page
    assert reverse("placements:absence", args=[absence.pk]) in page
    again = client.get(reverse("placements:absence_report", args=[case.code]))
    assert again.url == reverse("placements:absence", args=[absence.pk])


@pytest.mark.parametrize("name", ["absence_log", "absence_return", "absence_located", "absence_give_up"])
def test_every_form_of_an_absence_keeps_what_was_typed(case, team, home, stay, name):
    address = reverse(f"placements:{name}", args=[reported(case, home.staff).pk])
    answer = as_(team.supervisor).post(
        address, sent(at="x", text="Lo que se escribió", outcome="Lo que se escribió", search_summary="Lo que se escribió")
    )
    assert answer.status_code == 422
    assert "Lo que se escribió" in text(answer)


def test_a_home_leaves_the_page_when_the_stay_ends_with_it(case, home, stay):
    absence = reported(case, home.staff)
    found = {"ends_at": typed(), "outcome": "Con su abuela."}
    answer = as_(home.staff).post(reverse("placements:absence_located", args=[absence.pk]), sent(**found))
    assert answer.url == reverse("placements:resident_list")


def test_the_search_asks_the_same_number_of_queries_for_one_entry_and_for_twenty(case, team, home, stay, django_assert_max_num_queries):
    absence, client, counts = reported(case, home.staff), as_(team.caseworker), []
    address = reverse("placements:absence", args=[absence.pk])
    for entries in (1, 19):
        for _entry in range(entries):
            now = timezone.now()
            services.log_search(absence=absence, kind="phone", at=now, text="Nada.", by=home.staff, now=now)
        with django_assert_max_num_queries(12) as counted:
            assert client.get(address).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_inv_36_the_way_to_pass_capacity_is_shown_to_the_head_of_the_authority_alone(case, team, home):
    address = reverse("placements:override", args=[asked(case, home, team.caseworker).pk])
    page = reverse("cases:detail", args=[case.code])
    assert address not in text(as_(team.caseworker).get(page))
    assert address not in text(as_(team.supervisor).get(page))
    assert address in text(as_(team.approver).get(page))


def test_an_override_is_seen_by_the_house_and_the_supervisor(case, team, home):
    for _child in range(2):
        live_there(CaseFactory(unit=team.unit), home, team.supervisor)
    now = timezone.now()
    waiting, until = request(case, home, team.caseworker), now + timedelta(hours=10)
    services.override_capacity(placement=waiting, profile=home.profile, reason="De noche.", until=until, by=team.approver, now=now)
    for reader in (home.staff, team.supervisor):
        assert "Above capacity until" in text(as_(reader).get("/"))


def test_a_review_and_a_move_are_recorded_on_their_pages(case, team, home, stay):
    now = typed(minutes=5)
    review = {"held_at": now, "child_views": "Bien.", "findings": "Duerme bien.", "outcome": "keep"}
    answer = as_(team.caseworker).post(reverse("placements:review", args=[stay.pk]), sent(**review))
    assert answer.url == reverse("cases:detail", args=[case.code])
    move = {"profile": ProfileFactory(facility=home).pk, "starts_at": now, "end_reason": "capacity", "child_views": "Sí."}
    answer = as_(home.staff).post(reverse("placements:change_profile", args=[stay.pk]), sent(**move))
    assert answer.url == reverse("placements:resident_list")
    assert Case.objects.get(pk=case.pk).placements.living().get().profile_id == move["profile"]


def test_a_stranger_finds_no_absence(case, home, stay):
    absence = reported(case, home.staff)
    stranger = UserFactory(organisation=CaseFactory().unit, role=Role.SHELTER_STAFF)
    assert as_(stranger).get(reverse("placements:absence", args=[absence.pk])).status_code == 404

"""The pages of transfers and of liaison officers: refusals keep what was typed, each side sees its own acts."""

import pytest
from django.urls import reverse

from referrals.models import LiaisonOfficer, Transfer
from tests.cases.pages import browser, post, text_of
from tests.referrals.handing import Two

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return Two()


def page(name: str, *args) -> str:
    return reverse(f"referrals:{name}", args=args)


def test_a_proposal_that_is_refused_keeps_what_was_typed(two):
    client, url = browser(two.origin.caseworker), page("transfer_propose", two.case.code)
    typed = {"destination_q": two.destination.unit.name, "reason": "Su madre vive allá."}
    refused = post(client, url, **typed)
    assert (refused.status_code, "INV-21" in text_of(refused), "Su madre vive allá." in text_of(refused)) == (422, True, True)
    assert post(client, url, **typed, child_views="Sí.").status_code == 302
    assert client.get(url).url == page("transfer", Transfer.objects.get().pk)  # one at a time


def test_each_side_is_offered_its_own_acts(two):
    transfer = two.offered()
    ours, theirs = browser(two.origin.supervisor), browser(two.destination.supervisor)
    url = page("transfer", transfer.pk)
    assert page("transfer_accept", transfer.pk) in text_of(theirs.get(url))
    assert page("transfer_accept", transfer.pk) not in text_of(ours.get(url))
    assert page("transfer_withdraw", transfer.pk) in text_of(ours.get(url))
    assert two.case.code not in text_of(theirs.get(url))
    assert url in text_of(theirs.get(reverse("home")))


def test_the_origin_that_accepts_in_the_other_s_name_reads_why_not(two):
    """INV-33."""
    transfer, people = two.offered(), browser(two.origin.supervisor)
    answer = post(people, page("transfer_take_over", transfer.pk))
    assert answer.status_code == 422
    assert Transfer.objects.get().state == "offered"


def test_a_stale_officer_is_not_written_over(two):
    client, officer = (
        browser(two.origin.supervisor),
        LiaisonOfficer.objects.create(name="A", office="B", country="GT", email="a@example.org"),
    )
    typed = {"name": "Lidia Pop", "office": "SBS", "country": "GT", "email": "lidia@example.org", "is_active": "on", "version": 1}
    assert post(client, page("liaison_edit", officer.pk), **typed).status_code == 302
    assert post(client, page("liaison_edit", officer.pk), **typed).status_code == 409


def test_the_list_of_officers_asks_the_same_number_of_questions_for_one_and_for_fifty(two, django_assert_max_num_queries):
    client, counts = browser(two.origin.caseworker), []
    for more in (1, 49):
        for number in range(more):
            LiaisonOfficer.objects.create(name=f"Oficial {number}", office="SBS", country="GT", email="a@example.org")
        with django_assert_max_num_queries(6) as counted:
            assert client.get(page("liaison_list")).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]

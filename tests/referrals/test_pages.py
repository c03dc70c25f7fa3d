"""The pages of referrals: what each side sees, what is refused with all that was typed, how many queries an inbox asks."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from accounts.roles import OrgType, Role
from audit.models import Event, Kind
from papers.models import Letter, Paper
from referrals import services
from referrals.choices import State
from referrals.models import ConsentRecord, Referral, SharingProtocol
from tests.cases.pages import browser, post, text_of
from tests.factories import UserFactory, local_today, relative_of
from tests.referrals.sending import Clinic, fresh

pytestmark = pytest.mark.django_db


def address(name: str, *args) -> str:
    return reverse(f"referrals:{name}", args=args)


def packet_shown(response) -> str:
    """Return the words of the packet on a page, without its markup."""
    found = re.search(r'<article class="sheet-of-paper" id="packet".*?</article>', text_of(response), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


TYPED = {"purpose": "Valoración médica.", "needs": "Alergia a la penicilina.", "urgency": "normal", "basis": "mandate", "version": 0}


def written(desk, **fields):
    """Write a draft on the page and return its address."""
    client = browser(desk.team.caseworker)
    typed = TYPED | {"to_organisation": desk.clinic.unit.pk, "packet_fields": ["name", "age", "language"]} | fields
    answer = post(client, address("draft", desk.case.code, "health"), **typed)
    assert answer.status_code == 302, text_of(answer)
    return client, answer["Location"]


def test_from_the_case_to_a_sent_referral_in_four_pages(desk):
    client = browser(desk.team.caseworker)
    case = text_of(client.get(reverse("cases:detail", args=[desk.case.code])))
    assert address("choose", desk.case.code) in case
    kinds = text_of(client.get(address("choose", desk.case.code)))
    assert address("draft", desk.case.code, "health") in kinds
    assert reverse("placements:find", args=[desk.case.code]) in kinds
    client, page = written(desk)
    assert "this, and nothing else" in text_of(client.get(page)).lower()
    one = Referral.objects.get()
    assert post(client, address("send", one.pk), version=one.version).status_code == 302
    assert fresh(one).state == State.SENT


def test_the_sender_sees_what_the_receiver_will_see_to_the_word(desk):
    client, page = written(desk)
    before = packet_shown(client.get(page))
    one = desk.send(Referral.objects.get(), now=timezone.now())
    received = packet_shown(browser(desk.clinic.nurse).get(address("received", one.pk)))
    assert before == received == packet_shown(client.get(page))
    assert "Alergia a la penicilina" in received
    assert "Yesenia Caal Tzi" in received


def test_opening_it_says_that_it_was_received_and_leaves_an_event(desk):
    one = desk.send(now=timezone.now())
    answer = browser(desk.clinic.nurse).get(address("received", one.pk))
    assert fresh(one).state == State.RECEIVED
    event = Event.objects.get(kind=Kind.READ)
    assert (event.action, event.actor) == ("referral.packet", desk.clinic.nurse.pk)
    assert {desk.case.pk, desk.case.child_id} <= set(event.subjects)
    assert desk.case.code not in text_of(answer)
    assert "received" in text_of(browser(desk.team.caseworker).get(reverse("cases:detail", args=[desk.case.code]))).lower()


def test_every_answer_on_one_page(desk):
    one, client = desk.send(now=timezone.now()), browser(desk.clinic.nurse)
    url = address("received", one.pk)
    assert post(client, url, answer="accept", **{"accept-answer_note": "Lunes 9:00"})["Location"] == address("inbox")
    assert "Lunes 9:00" in text_of(browser(desk.team.caseworker).get(address("detail", one.pk)))
    assert post(client, url, answer="begin").status_code == 302
    empty = post(client, url, answer="end", **{"end-move": "complete", "end-feedback": ""})
    assert empty.status_code == 422
    ended = post(client, url, answer="end", **{"end-move": "complete", "end-feedback": "Vacunas al día."})
    assert ended.status_code == 302
    assert "Vacunas al día." in text_of(browser(desk.team.caseworker).get(address("detail", one.pk)))
    closed = text_of(client.get(url))
    assert "closed again" in closed
    assert "Yesenia" not in closed


@pytest.mark.parametrize(("happened", "words"), [("accept", "answered already"), ("cancel", "cancelled"), ("expire", "expired")])
def test_an_answer_that_comes_too_late_is_told_what_happened(desk, happened, words):
    one, client = desk.send(now=timezone.now()), browser(desk.clinic.nurse)
    now = timezone.now()
    if happened == "accept":
        services.accept(referral=one, by=desk.clinic.nurse, now=now)
    elif happened == "cancel":
        services.cancel_referral(referral=one, reason="Ya no.", by=desk.team.caseworker, now=now)
    else:
        Referral.objects.filter(pk=one.pk).update(reply_due_at=now - timedelta(minutes=1))
        services.expire_overdue(now=now)
    answer = post(client, address("received", one.pk), answer="decline", **{"decline-decline_reason": "no_capacity"})
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_ask_and_answer(desk):
    one = desk.send(now=timezone.now())
    client = browser(desk.clinic.nurse)
    assert post(client, address("received", one.pk), answer="ask", **{"ask-reason": "¿Qué lengua habla?"}).status_code == 302
    sender = browser(desk.team.caseworker)
    assert "¿Qué lengua habla?" in text_of(sender.get(address("answer", one.pk)))
    assert post(sender, address("answer", one.pk), reason="").status_code == 422
    assert post(sender, address("answer", one.pk), reason="Q&#x27;eqchi y español.").status_code == 302
    assert "eqchi" in packet_shown(client.get(address("received", one.pk)))


def test_what_is_refused_keeps_what_was_typed(desk):
    client = browser(desk.team.caseworker)
    url = address("draft", desk.case.code, "health")
    wall = post(client, url, **TYPED, recipient_name="", packet_fields=["name"])
    assert wall.status_code == 422
    assert "one of the two" in text_of(wall)
    assert "Alergia a la penicilina" in text_of(wall)
    forged = post(client, url, **TYPED, to_organisation=desk.clinic.unit.pk, packet_fields=["name", "procedures"])
    assert forged.status_code == 422  # a field outside its type
    migration = post(client, url, **TYPED, to_organisation=desk.team.migration.pk, packet_fields=["name"])
    assert migration.status_code == 422  # INV-52: it is not even found
    assert client.get(address("draft", desk.case.code, "care_placement")).status_code == 404
    assert not Referral.objects.exists()


def test_who_was_second_to_change_a_draft_sees_both_texts(desk):
    client, _page = written(desk)
    one = Referral.objects.get()
    typed = TYPED | {"to_organisation": desk.clinic.unit.pk, "packet_fields": ["name"]}
    assert post(client, address("edit", one.pk), **(typed | {"version": 1})).status_code == 302
    late = post(client, address("edit", one.pk), **(typed | {"purpose": "Otra valoración.", "version": 1}))
    assert late.status_code == 409
    assert "Otra valoración." in text_of(late)
    assert post(client, address("send", one.pk), version=1).status_code == 409


def test_an_approver_reads_the_packet_and_sends_or_returns_it(desk):
    one = desk.send(kind="mental_health", now=timezone.now())
    client = browser(desk.team.supervisor)
    assert address("review", one.pk) in text_of(client.get(reverse("home")))
    page = client.get(address("review", one.pk))
    assert "sensitive" in text_of(page)
    assert packet_shown(page)
    assert post(client, address("review", one.pk), decision="return", version=one.version, reason="").status_code == 422
    assert post(client, address("review", one.pk), decision="approve", version=0).status_code == 409
    assert post(client, address("review", one.pk), decision="approve", version=one.version).status_code == 302
    assert fresh(one).state == State.SENT


def test_an_expired_one_leads_to_others_who_serve_the_need_and_to_the_bed_finder(desk):
    other = Clinic(name="Otra clínica")
    one = desk.send(now=timezone.now() - timedelta(days=9))
    services.expire_overdue(now=timezone.now())
    client = browser(desk.team.caseworker)
    page = text_of(client.get(address("detail", one.pk)))
    assert f"{address('again', one.pk)}?to={other.unit.pk}" in page
    assert reverse("placements:find", args=[desk.case.code]) in page
    form = text_of(client.get(f"{address('again', one.pk)}?to={other.unit.pk}"))
    assert "Otra clínica" in form
    assert "Valoración médica completa." in form
    typed = TYPED | {"to_organisation": other.unit.pk, "packet_fields": ["name"]}
    assert post(client, address("again", one.pk), **typed).status_code == 302
    assert Referral.objects.get(previous=one).recipient == "Otra clínica"
    assert "Otra clínica" in text_of(client.get(address("detail", one.pk)))


def test_home_shows_each_side_its_own(desk):
    one = desk.send(now=timezone.now())
    assert address("received", one.pk) in text_of(browser(desk.clinic.nurse).get(reverse("home")))
    sender = text_of(browser(desk.team.caseworker).get(reverse("home")))
    assert address("detail", one.pk) in sender
    assert address("received", one.pk) not in sender


def test_the_inbox_asks_as_many_queries_for_twenty_as_for_two(desk, django_assert_max_num_queries, django_assert_num_queries):
    client, url = browser(desk.clinic.nurse), address("inbox")
    for _number in range(2):
        desk.send(now=timezone.now())
    with django_assert_max_num_queries(12) as asked:
        client.get(url)
    for _number in range(18):
        desk.send(now=timezone.now())
    with django_assert_num_queries(len(asked.captured_queries)):
        page = client.get(url)
    assert text_of(page).count("/referrals/inbox/") >= 20


def test_the_inbox_shows_the_oldest_due_first_and_no_name(desk):
    late = desk.send(now=timezone.now() - timedelta(days=1))
    urgent = desk.send(urgency="immediate", now=timezone.now())
    page = text_of(browser(desk.clinic.nurse).get(address("inbox")))
    assert page.index(str(urgent.pk)) < page.index(str(late.pk))
    assert "Yesenia" not in page
    assert desk.case.child.code not in page


def test_a_letter_and_its_link(desk):
    one = desk.approve(desk.send(recipient_name="Hospital General", now=timezone.now()), now=timezone.now())
    client = browser(desk.team.caseworker)
    pdf = client.get(address("letter", one.pk))
    assert pdf["Content-Type"] == "application/pdf"
    letter = Letter.objects.get(kind="referral_letter")
    assert Paper.objects.get().subject_id == letter.pk
    client.get(address("letter", one.pk))
    assert Letter.objects.count() == 1
    assert post(client, address("link", one.pk)).status_code == 302
    link = re.search(r"http://[^<]*(/received/[0-9a-f]+/)", text_of(client.get(address("detail", one.pk))))[1]
    stranger = Client()
    first = text_of(stranger.get(link))
    for never in (one.number, "Hospital", "Yesenia", desk.case.code, desk.case.child.code):
        assert never not in first
    done = stranger.post(link)
    assert (done.status_code, one.number in text_of(done)) == (200, True)
    assert "Yesenia" not in text_of(done)
    assert "Hospital" not in text_of(done)
    wrong = (link, link[:-2] + "x/", "/received/nothing/")  # used, altered, never was
    assert len({without_tokens(stranger.get(url)) for url in wrong}) == 1
    assert {without_tokens(stranger.post(url))[:3] for url in wrong} == {"404"}
    assert len({without_tokens(stranger.post(url)) for url in wrong}) == 1
    assert fresh(one).state == State.RECEIVED


def test_who_tries_links_at_random_is_slowed_down(db):
    cache.clear()
    stranger = Client()
    answers = [stranger.post(f"/received/{number}/").status_code for number in range(22)]
    assert answers == [404] * 20 + [429] * 2
    cache.clear()


def without_tokens(response) -> str:
    """A page without what no two answers share, nor its own address."""
    text = re.sub(r'name="(csrfmiddlewaretoken|submission_key)" value="[^"]*"', "", text_of(response)).replace(response["X-Request-ID"], "")
    return f"{response.status_code} " + re.sub(r"/received/\w+/", "", text)


def test_what_an_organisation_without_an_account_answers_is_written_down(desk):
    one = desk.approve(desk.send(recipient_name="Hospital General", now=timezone.now()), now=timezone.now())
    client = browser(desk.team.caseworker)
    assert post(client, address("record", one.pk), answer="decline", **{"decline-decline_reason": "no_capacity"}).status_code == 302
    assert fresh(one).state == State.DECLINED
    inside = desk.send(now=timezone.now())
    assert client.get(address("record", inside.pk)).status_code == 302


def test_a_consent_is_recorded_used_and_taken_back(desk):
    client = browser(desk.team.caseworker)
    typed = {"given_by": "both", "given_on": local_today().isoformat(), "purposes": ["health"], "explained": "Con dibujos."}
    assert post(client, address("consent_add", desk.case.code), **(typed | {"explained": ""})).status_code == 422
    assert post(client, address("consent_add", desk.case.code), **typed).status_code == 302
    consent = ConsentRecord.objects.get()
    written(desk, basis="consent", consent=consent.pk)
    one = desk.send(Referral.objects.get(), now=timezone.now())
    taken = {"withdrawn_on": local_today().isoformat(), "withdrawn_words": "Ya no quiero."}
    assert post(client, address("consent_withdraw", consent.pk), **taken).status_code == 302
    assert fresh(one).state == State.CANCELLED


def test_agreements_are_listed_added_and_changed(desk):
    SharingProtocol.objects.all().delete()
    client = browser(desk.team.approver)
    assert "No agreement is recorded" in text_of(client.get(address("protocol_list")))
    typed = {
        "organisation": desk.team.unit.pk,
        "partner": desk.clinic.unit.pk,
        "reference": "Convenio 7",
        "purposes": ["health"],
        "told": ["code", "name", "contact"],
        "channel": "system",
        "valid_from": "2026-01-01",
        "valid_to": "2020-01-01",
        "version": 0,
    }
    assert post(client, address("protocol_add"), **typed).status_code == 422
    assert post(client, address("protocol_add"), **(typed | {"valid_to": "2027-01-01"})).status_code == 302
    one = SharingProtocol.objects.get()
    assert "Convenio 7" in text_of(client.get(address("protocol_list")))
    change = typed | {"valid_to": "2028-01-01", "version": 1}
    assert post(client, address("protocol_edit", one.pk), **change).status_code == 302
    assert post(client, address("protocol_edit", one.pk), **change).status_code == 409
    assert client.get(address("protocol_list")).status_code == 200


def test_a_home_study_names_the_relative_whom_it_is_about(desk):
    aunt = relative_of(desk.case.child, location="Cobán")
    elsewhere = Clinic(OrgType.PROTECTION_AUTHORITY_STATE, role=Role.CASEWORKER, state="OAX", name="Procuraduría de Oaxaca")
    client = browser(desk.team.caseworker)
    typed = TYPED | {"to_organisation": elsewhere.unit.pk, "packet_fields": ["name", "relative"], "relative": aunt.pk}
    page = post(client, address("draft", desk.case.code, "home_study"), **typed)["Location"]
    assert "Rosa Tzi · Aunt or uncle · Cobán" in packet_shown(client.get(page))
    assert "another state" in text_of(client.get(page))


def test_a_deactivated_receiver_and_another_organisation_find_nothing(desk):
    one = desk.send(now=timezone.now())
    for stranger in (Clinic().nurse, UserFactory(organisation=Organisation.objects.get(pk=desk.team.unit.pk), role=Role.LAWYER)):
        assert browser(stranger).get(address("received", one.pk)).status_code == 404

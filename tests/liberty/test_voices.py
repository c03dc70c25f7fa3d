"""The child's voice: answered in time by somebody it is not about, told to the child, and hidden from whom it speaks of."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import CAPABILITIES, OrgType, Role
from audit.models import Event
from cases.prints.child import spoken
from idc_atd.digest import send_digests
from liberty import services, worklist
from liberty.models import VoiceEntry
from tests.factories import NOW, CaseFactory, OrganisationFactory, UserFactory, grant

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SAID = "Nos gritan en la noche y tengo miedo."


@pytest.fixture
def case(team):
    case = CaseFactory(unit=team.unit)
    for person in (team.intake, team.caseworker):
        grant(case, person)
    return case


def said(by, case=None, now=NOW, **fields) -> VoiceEntry:
    told = {"kind": "complaint", "channel": "in_person", "text": SAID, "language": "es", "about": "process", "received_at": now}
    return services.record_voice(by=by, case=case, now=now, **(told | fields))


def about(person) -> dict:
    return {"about": "person", "about_person": person}


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response) -> str:
    return response.content.decode()


def sees(user, entry) -> bool:
    return VoiceEntry.objects.visible_to(user).filter(pk=entry.pk).exists()


def refused(verb, *args, **given) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        verb(*args, **given)
    return list(getattr(refusal.value, "error_dict", {"": ""}))


# Who answers


def test_an_answer_has_its_limit_in_the_pack_and_thanks_need_none(case, team):
    entry = said(team.intake, case)
    assert entry.due_at.date().isoformat() == "2026-03-17"  # ten business days from Monday the 2nd; the 16th is a holiday
    assert (entry.answering, entry.unit) == (team.unit, team.unit)
    assert said(team.intake, case, kind="thanks").due_at is None
    assert not entry.is_late(entry.due_at)
    assert entry.is_late(entry.due_at + timedelta(seconds=1))


def test_it_is_answered_and_told(case, team):
    entry = said(team.caseworker, case)
    assert refused(services.answer_voice, entry=entry, answer=" ", by=team.supervisor, now=NOW) == ["answer"]
    tell = {"entry": entry, "told_at": NOW + HOUR, "told_how": "La trabajadora, en español.", "by": team.caseworker, "now": NOW + HOUR}
    assert refused(services.tell_answer, **tell) == [""]
    answered = services.answer_voice(entry=entry, answer="Hablamos con la casa.", by=team.supervisor, now=NOW)
    assert (answered.answered_by, answered.answered_at) == (team.supervisor, NOW)
    assert refused(services.answer_voice, entry=entry, answer="Otra vez.", by=team.supervisor, now=NOW) == [""]
    assert refused(services.tell_answer, **(tell | {"told_at": NOW - HOUR})) == ["told_at"]
    assert refused(services.tell_answer, **(tell | {"told_how": " "})) == ["told_how"]
    assert services.tell_answer(**tell).told_by == team.caseworker
    assert refused(services.tell_answer, **tell) == [""]


@pytest.mark.parametrize("role", ["caseworker", "intake"])
def test_only_those_who_supervise_answer(case, team, role):
    entry = said(getattr(team, role), case)
    with pytest.raises(PermissionDenied):
        services.answer_voice(entry=entry, answer="Sí.", by=getattr(team, role), now=NOW)


def test_what_is_about_the_supervisor_goes_to_the_head_of_the_authority(case, team):
    entry = said(team.caseworker, case, **about(team.supervisor))
    peer = team.person(Role.SUPERVISOR)
    assert (sees(team.supervisor, entry), sees(peer, entry), sees(team.approver, entry)) == (False, False, True)
    for person in (team.supervisor, peer):
        with pytest.raises(VoiceEntry.DoesNotExist):
            services.answer_voice(entry=entry, answer="Sí.", by=person, now=NOW)
    assert services.answer_voice(entry=entry, answer="Sí.", by=team.approver, now=NOW).answered_by == team.approver


def test_what_is_about_the_head_goes_to_the_authority_above(case, team):
    above = OrganisationFactory(org_type=OrgType.PROTECTION_AUTHORITY_FEDERAL, name="Federal")
    type(team.unit).objects.filter(pk=team.unit.pk).update(parent=above, path=above.path + team.unit.path)
    case.unit.refresh_from_db()
    head = UserFactory(organisation=above, role=Role.AUTHORITY_APPROVER)
    entry = said(team.caseworker, case, **about(team.approver))
    assert entry.answering == above
    assert (sees(team.approver, entry), sees(team.supervisor, entry), sees(head, entry)) == (False, False, True)


def test_what_is_about_the_authority_itself_goes_above_and_to_nobody_where_there_is_none(case, team):
    entry = said(team.caseworker, case, about="organisation", about_organisation=team.unit)
    assert entry.answering is None
    for person in (team.supervisor, team.approver, team.caseworker, team.intake):
        assert not sees(person, entry), person.role


def test_whoever_took_it_down_about_themselves_does_not_see_it_again(case, team):
    entry = said(team.caseworker, case, **about(team.caseworker))
    assert (sees(team.caseworker, entry), sees(team.supervisor, entry)) == (False, True)


def test_a_house_takes_down_what_is_about_itself_and_the_authority_of_the_state_answers(team):
    house = OrganisationFactory(org_type=OrgType.CAS_PUBLIC, name="Casa", state="SON")
    staff = UserFactory(organisation=house, role=Role.SHELTER_STAFF)
    entry = said(staff, None, is_anonymous=True, about="organisation", about_organisation=house)
    assert (entry.unit, entry.case) == (team.unit, None)
    assert not sees(staff, entry)
    assert not sees(UserFactory(organisation=house, role=Role.SHELTER_MANAGER), entry)
    assert sees(team.supervisor, entry)


def test_without_a_name_nothing_leads_to_the_child(case, team):
    entry = said(team.caseworker, case, is_anonymous=True)
    assert (entry.case, entry.unit) == (None, team.unit)
    assert str(case.pk) not in str(list(Event.objects.filter(action__startswith="voice.").values()))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"about": "person"}, "about_words"),
        ({"about": "organisation"}, "about_organisation"),
        ({"received_at": NOW + HOUR}, "received_at"),
    ],
)
def test_it_says_of_whom_and_not_of_tomorrow(case, team, fields, field):
    assert refused(said, team.caseworker, case, **fields) == [field]
    assert not VoiceEntry.objects.exists()


# Hidden from whom it is about

METHODS = {"liberty:voice": ["get"], "liberty:voice_answer": ["get", "post"], "liberty:voice_tell": ["get", "post"]}
HIDDEN = ("caseworker", "supervisor", "approver", "intake")


@pytest.mark.parametrize("role", HIDDEN)
def test_to_whom_it_is_about_it_does_not_exist_anywhere(case, team, role):
    """Pages with and without the entry are the same, address by address: list, case, home, tasks, search, who has seen the file."""
    person, other = getattr(team, role), team.person(Role.CASEWORKER)
    grant(case, other)
    client, now = client_of(person), timezone.now()
    pages = ["home", "cases:list", "cases:task_list", "cases:team", "liberty:voice_list", "liberty:wall"]
    urls = [reverse(name) for name in pages] + [reverse(name, args=[case.code]) for name in ("cases:detail", "cases:access_log")]
    before = {url: _shown(client, url) for url in urls}
    searched = _shown_text(client.post(reverse("cases:list"), {"q": "gritan"}))
    waits = worklist.waiting(person, now)
    entry = said(other, case, now, **about(person))
    client_of(other).get(reverse("liberty:voice", args=[entry.pk]))
    assert {url: _shown(client, url) for url in urls} == before
    assert _shown_text(client.post(reverse("cases:list"), {"q": "gritan"})) == searched
    assert worklist.waiting(person, now) == waits
    for name in ("liberty:voice", "liberty:voice_answer", "liberty:voice_tell"):
        for method in METHODS[name]:
            answer, nothing = (getattr(client, method)(reverse(name, args=[pk])) for pk in (entry.pk, uuid.uuid4()))
            assert answer.status_code == nothing.status_code in (403, 404), (name, method)


def _shown(client, url) -> tuple:
    answer = client.get(url)
    return answer.status_code, _shown_text(answer)


def _shown_text(answer) -> list[str]:
    """Return what a page says of voices, by what tells them: words, addresses, counts of sections."""
    page = text(answer)
    return [SAID in page, page.count("/voice/"), page.count("<section"), page.count("Complaint"), page.count("voice.")]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MIGRATION_NOTIFIER])
def test_whoever_it_is_about_finds_none_of_its_addresses(case, team, role):
    organisation = OrganisationFactory(org_type=OrgType.VISITOR_GROUP) if role == Role.MONITOR_VISITOR else team.unit
    person = UserFactory(organisation=organisation, role=role)
    if "case.read" in CAPABILITIES[role]:
        grant(case, person)
    by_person = said(team.caseworker, case, **about(person))
    by_place = said(team.caseworker, case, about="organisation", about_organisation=organisation)
    client = client_of(person)
    for entry in (by_person, by_place):
        for name in ("liberty:voice", "liberty:voice_answer", "liberty:voice_tell"):
            for method in METHODS[name]:
                assert getattr(client, method)(reverse(name, args=[entry.pk])).status_code in (403, 404), (name, entry.about)
        if "case.read" in CAPABILITIES[role]:
            assert str(entry.pk) not in text(client.get(reverse("cases:detail", args=[case.code])))
        assert str(entry.pk) not in text(client.get(reverse("home")))


def test_the_record_of_the_case_says_nothing_of_it(case, team):
    entry = said(team.caseworker, case)
    services.answer_voice(entry=entry, answer="Sí.", by=team.supervisor, now=NOW)
    client_of(team.supervisor).get(reverse("liberty:voice", args=[entry.pk]))
    events = Event.objects.filter(action__startswith="voice.")
    assert {tuple(event.subjects) for event in events} == {(entry.pk,)}
    assert events.count() == 3


def test_the_letter_of_the_morning_counts_for_who_answers_alone(case, team, mailoutbox):
    said(team.caseworker, case, **about(team.supervisor))
    at = NOW.replace(hour=13) + timedelta(days=1)  # six in Hermosillo
    send_digests(now=at)
    told = {message.to[0]: message.body for message in mailoutbox}
    assert "1 word of a child waits for your answer" in told[team.approver.email]
    assert "word of a child" not in told.get(team.supervisor.email, "")


def test_home_puts_it_before_who_answers(case, team):
    entry = said(team.caseworker, case, timezone.now())
    address = reverse("liberty:voice", args=[entry.pk])
    assert address in text(client_of(team.supervisor).get(reverse("home")))
    services.answer_voice(entry=entry, answer="Sí.", by=team.supervisor, now=timezone.now())
    assert address not in text(client_of(team.supervisor).get(reverse("home")))


# Pages


def form(**given) -> dict:
    said = {"kind": "complaint", "channel": "box", "text": SAID, "language": "es", "about": "process", "received_at": "2026-03-01T10:00"}
    return said | {"submission_key": str(uuid.uuid4())} | given


def test_from_the_case_to_the_answer_told(case, team):
    worker, supervisor = client_of(team.caseworker), client_of(team.supervisor)
    add = reverse("liberty:voice_add_case", args=[case.code])
    wrong = worker.post(add, form(about="person"))
    assert (wrong.status_code, SAID in text(wrong), "Say of whom" in text(wrong)) == (422, True, True)
    assert worker.post(add, form()).url == reverse("cases:detail", args=[case.code])
    entry = VoiceEntry.objects.get()
    assert reverse("liberty:voice", args=[entry.pk]) in text(worker.get(reverse("liberty:voice_list")))
    assert add in text(worker.get(reverse("cases:detail", args=[case.code])))
    answer = reverse("liberty:voice_answer", args=[entry.pk])
    assert SAID in text(supervisor.get(answer))
    assert supervisor.post(answer, {"answer": " "}).status_code == 422
    assert supervisor.post(answer, {"answer": "Se habló.", "submission_key": str(uuid.uuid4())}).status_code == 302
    now = timezone.localtime(timezone.now(), timezone.get_fixed_timezone(-420))
    told = {"told_at": f"{now:%Y-%m-%dT%H:%M}", "told_how": "En español", "submission_key": str(uuid.uuid4())}
    assert worker.post(reverse("liberty:voice_tell", args=[entry.pk]), told).status_code == 302
    assert "Answered and told" in text(worker.get(reverse("liberty:voice", args=[entry.pk])))
    assert Event.objects.filter(action="case.form", subjects__contains=[case.pk]).exists()


def test_who_is_spoken_of_is_found_by_name(case, team):
    User.objects.filter(pk=team.supervisor.pk).update(full_name="Rosa Figueroa")
    worker = client_of(team.caseworker)
    assert worker.post(reverse("liberty:voice_add"), form(about="person", about_person_q="Figueroa")).status_code == 302
    assert VoiceEntry.objects.get().about_person == team.supervisor


@pytest.mark.parametrize("language", [*spoken(), "kek"])
def test_the_childs_own_form_is_a_paper_in_the_childs_language(team, language):
    answer = client_of(team.caseworker).get(reverse("liberty:voice_paper") + f"?language={language}")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert not Event.objects.filter(action="voice_form.print").exclude(subjects=[]).exists()


def test_the_list_asks_the_database_as_often_for_thirty(case, team, django_assert_max_num_queries):
    for _entry in range(30):
        said(team.caseworker, case)
    client = client_of(team.supervisor)
    with django_assert_max_num_queries(8):
        assert client.get(reverse("liberty:voice_list")).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'x'",
        "due_at = NULL",
        "is_anonymous = true",
        "about = 'person'",
        "about = 'organisation'",
        "answer = 'x'",
        "answered_at = now()",
        "told_at = now()",
        "answer = 'x', answered_at = now(), about_person_id = created_by_id, answered_by_id = created_by_id",
    ],
)
def test_the_database_holds_what_a_voice_is(case, team, change):
    said(team.caseworker, case)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE liberty_voiceentry SET {change}")

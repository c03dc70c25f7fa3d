"""The pages of a determination: what each reader sees, and the whole way by the browser."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event, Kind
from cases.choices import Element, Step
from determinations import services
from determinations.choices import State
from determinations.models import Determination
from tests.determinations.panel import (
    HOUR,
    LATER,
    OPTIONS,
    Panel,
    again,
    asked,
    decided,
    explained,
    in_session,
    prepared,
    seated,
    submitted,
    voted,
)
from tests.factories import fresh, grant, walk_to

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def panel(time_machine):
    time_machine.move_to(LATER + 6 * HOUR, tick=False)
    return Panel()


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(view: str, *args) -> str:
    return reverse(f"determinations:{view}", args=args)


def page(user, one) -> str:
    answer = browser(user).get(at("detail", one.pk))
    assert answer.status_code == 200
    return answer.content.decode()


def send(user, url: str, status: int = 302, **fields) -> str:
    answer = browser(user).post(url, fields)
    assert answer.status_code == status, answer.content.decode()[-4000:]
    return answer.content.decode()


def local(instant) -> str:
    """Return an instant as the reader's box in Hermosillo shows it."""
    return f"{instant - timedelta(hours=7):%Y-%m-%dT%H:%M}"


def test_the_whole_way_by_the_browser(panel):
    team, case = panel.team, walk_to(Step.FOLLOW_UP, panel.team)
    send(team.supervisor, at("request", case.code), triggers=["return_requested"], reason="El consulado lo pide.")
    one = Determination.objects.get()
    assert "Begin the dossier" in page(team.caseworker, one)
    send(team.caseworker, at("dossier_begin", one.pk))
    text = page(team.caseworker, one)
    assert "INV-50" in text
    assert at("option_add", one.pk) in text
    version = again(one).dossier.version
    texts = {"facts": "Hechos.", "relatives": "Verificada.", "recommendation": "Quedarse.", "child_views": "Quiero quedarme."}
    send(team.caseworker, at("dossier", one.pk), version=version, **texts)
    for option in OPTIONS:
        version = again(one).dossier.version
        send(team.caseworker, at("option_add", one.pk), version=version, pros="Sí", cons="No", risks="Pocos", **option)
    assert "Hand in the dossier" in page(team.caseworker, one)
    send(team.caseworker, at("dossier_submit", one.pk), version=again(one).dossier.version)

    assert "INV-49" in page(panel.coordinator, one)
    for person, discipline in zip(panel.everybody, ("legal", "psychological", "social"), strict=True):
        fields = {"person": person.pk, "discipline": discipline, "gender": "unsaid", "has_vote": "on", "no_interest": "on"}
        send(panel.coordinator, at("seat_add", one.pk), **fields | ({"is_chair": "on"} if person == panel.chair else {}))
    tomorrow = timezone.now() + DAY
    send(panel.coordinator, at("convene", one.pk), kind="ordinary", scheduled_for=local(tomorrow), place="Sala")
    session = again(one).session
    for person in panel.everybody:
        assert "Declare whether" in page(person, one)
        send(person, at("declare", session.pk), has_conflict="no")
    send(panel.coordinator, at("guest_add", session.pk), name="Intérprete", kind="interpreter")
    send(panel.coordinator, at("session_open", session.pk))
    first, second = again(one).dossier.option_list
    for person, option in zip(panel.everybody, (first, first, second), strict=True):
        send(person, at("vote", session.pk), option=option.pk, words=f"Palabras de {person.full_name}.")
    texts = (
        {
            "facts_accepted": "Los del expediente.",
            "views_weight": "Gran peso.",
            "reasons": "Protege mejor.",
            "conditions": "Ninguna.",
            "implementer": "Procuraduría",
            "implement_by": f"{tomorrow:%Y-%m-%d}",
            "review_on": f"{tomorrow:%Y-%m-%d}",
            "appeal_information": "En 15 días.",
            "minutes": "Se deliberó.",
            f"rejected_{second.pk}": "No es lo que pide.",
        }
        | {f"{element}_text": "Igual." for element in Element}
        | {f"{element}_favours": "none" for element in Element}
    )
    assert "INV-50" in send(panel.coordinator, at("decide", session.pk), status=422, **(texts | {"health_text": ""}))
    send(panel.coordinator, at("decide", session.pk), **(texts | {"views_favours": first.pk}))
    assert again(one).state == State.DECIDED
    text = page(team.supervisor, one)
    assert "Palabras de Carmen Soto." in text  # the dissent, in her words
    assert "Palabras de Bruno Lara." not in text
    assert reverse("cases:explain", args=[case.code, "determination", again(one).standing_id]) in text


def test_panel_member_reads_the_dossier_and_nothing_else(panel):
    one = seated(panel)
    text = page(panel.members[0], one)
    assert "Vive con una familia de acogida" in text
    assert one.case.child.identity.full_name not in text
    assert one.reason not in text
    assert panel.chair.full_name not in text
    assert reverse("cases:detail", args=[one.case.code]) not in text
    [event] = Event.objects.filter(kind=Kind.READ)
    assert (event.action, event.actor) == ("dossier.read", panel.members[0].pk)
    assert set(event.subjects) == {one.case_id, one.case.child_id}
    assert browser(panel.members[0]).get(reverse("cases:detail", args=[one.case.code])).status_code == 404


def test_panel_member_sees_no_draft_and_no_page_after_the_determination(panel, time_machine):
    one = seated(panel, prepared(panel))
    assert "Vive con una familia" not in page(panel.members[0], one)
    time_machine.move_to(LATER + 2 * DAY)
    services.withdraw(determination=again(one), reason="Se retiró.", is_gone=True, by=panel.team.supervisor, now=LATER + DAY)
    assert browser(panel.members[0]).get(at("detail", one.pk)).status_code == 404


def test_coordinator_reads_no_name(panel):
    one = submitted(panel)
    text = page(panel.coordinator, one)
    assert one.case.child.identity.full_name not in text
    assert one.reason in text


def test_coordinator_finds_members_of_other_organisations_by_name(panel):
    one = submitted(panel)
    answer = send(panel.coordinator, at("seat_add", one.pk), status=422, person_q="Soto", discipline="legal", gender="unsaid")
    assert "Carmen Soto" in answer
    assert "INV-49" in answer  # nobody said that there is no interest


def test_two_who_write_the_dossier_lose_nothing(panel):
    one = prepared(panel)
    stale = {"version": 1, "facts": "Lo que escribí yo.", "relatives": "x", "recommendation": "x", "child_views": "x"}
    text = send(panel.team.caseworker, at("dossier", one.pk), status=409, **stale)
    assert "Lo que escribí yo." in text
    assert "Vive con una familia" in text
    option = one.dossier.option_list[0]
    stale = {"version": 1, "title": "Otra", "solution": "none_yet", "pros": "a", "cons": "b", "risks": "c"}
    assert "Otra" in send(panel.team.caseworker, at("option_edit", one.pk, option.pk), status=409, **stale)
    send(panel.team.caseworker, at("option_edit", one.pk, option.pk), **(stale | {"version": one.dossier.version}))
    send(panel.team.caseworker, at("option_remove", one.pk, option.pk), version=again(one).dossier.version)
    assert len(again(one).dossier.option_list) == 1
    assert "INV-50" in send(panel.team.caseworker, at("dossier_submit", one.pk), status=422, version=again(one).dossier.version)


def test_nothing_is_chosen_for_a_member_who_votes(panel):
    session = in_session(panel)
    text = browser(panel.chair).get(at("vote", session.pk)).content.decode()
    assert "I abstain" in text
    assert " checked" not in text
    assert 'id="id_option_error"' in send(panel.chair, at("vote", session.pk), status=422, words="x")
    send(panel.chair, at("vote", session.pk), option="none", words="No tengo elementos.")
    [mine] = [one for one in session.attendances.all() if one.voted_at]
    assert (mine.option, mine.words) == (None, "No tengo elementos.")


def test_refusals_come_back_beside_their_field(panel):
    one = asked(panel)
    assert "gone" in send(panel.team.supervisor, at("withdraw", one.pk), status=422, reason="Porque sí.")
    case = walk_to(Step.FOLLOW_UP, panel.team)
    answer = send(panel.team.supervisor, at("request", case.code), status=422, reason="x")
    assert 'id="id_triggers_error"' in answer
    assert "INV-48" in answer


def test_one_click_is_one_request(panel):
    case = walk_to(Step.FOLLOW_UP, panel.team)
    form = {"triggers": ["return_requested"], "reason": "x", "submission_key": "6f0c2a52-6a8e-4a6a-9a8e-3f6d3c0d9f11"}
    client = browser(panel.team.supervisor)
    answers = [client.post(at("request", case.code), form) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Determination.objects.count() == 1


def test_case_page_shows_where_the_determination_stands(panel):
    one = asked(panel, is_urgent=True)
    text = browser(panel.team.supervisor).get(reverse("cases:detail", args=[one.case.code])).content.decode()
    assert at("detail", one.pk) in text
    assert "urgent" in text


@pytest.mark.parametrize(
    ("who", "heading"),
    [("coordinator", "Determinations to convene"), ("chair", "Panels you sit on")],
)
def test_home_lists_what_waits(panel, who, heading):
    one = seated(panel)
    text = browser(getattr(panel, who)).get(reverse("home")).content.decode()
    assert heading in text
    assert at("detail", one.pk) in text


def test_home_of_the_supervisor_lists_what_was_explained(panel):
    one = explained(panel)
    assert at("detail", one.pk) in browser(panel.team.supervisor).get(reverse("home")).content.decode()


def test_appeal_by_the_browser(panel, time_machine):
    one = explained(panel)
    time_machine.move_to(LATER + 2 * DAY)
    day = f"{LATER + DAY:%Y-%m-%d}"
    send(panel.team.caseworker, at("appeal_add", one.pk), filed_on=day, appellant="child", ground="No se oyó a la tía.")
    fields = {"outcome": "returned", "resolution": "Se ordena oírla.", "resolved_on": day}
    send(panel.team.supervisor, at("appeal_resolve", one.pk), **fields)
    assert again(one).state == State.RETURNED
    assert "Set aside" in page(panel.team.supervisor, one)


def test_execution_by_the_browser(panel):
    one = explained(panel)
    send(panel.team.caseworker, at("execution_begin", one.pk), execution_note="Empieza.")
    assert "evidence" in send(panel.team.caseworker, at("execution_complete", one.pk), status=422, execution_note=" ")
    send(panel.team.caseworker, at("execution_complete", one.pk), execution_note="Acta.")
    assert again(one).state == State.IMPLEMENTED


def test_page_asks_the_database_as_often_for_many(panel, django_assert_max_num_queries):
    session = voted(panel, in_session(panel), 0, 0, 1)
    one = session.determination
    counts = []
    for more in (0, 20):
        for number in range(more):
            services.add_guest(session=session, name=f"Invitada {number}", kind="expert", by=panel.coordinator, now=LATER)
        client = browser(panel.team.supervisor)
        with django_assert_max_num_queries(15) as captured:
            assert client.get(at("detail", one.pk)).status_code == 200
        counts.append(len(captured))
    print("queries of the page of a determination", counts)
    assert counts[0] == counts[1]


def test_decided_page_asks_the_database_a_fixed_number_of_times(panel, django_assert_max_num_queries):
    one = decided(panel, in_session(panel), 0, 0, 1)
    client = browser(panel.team.supervisor)
    with django_assert_max_num_queries(19) as captured:
        assert client.get(at("detail", one.pk)).status_code == 200
    print("queries of the page of a decided determination", len(captured))


def test_home_asks_as_often_for_many(panel, django_assert_max_num_queries):
    client = browser(panel.coordinator)
    counts = []
    for _turn in range(2):
        for _one in range(3):
            asked(panel)
        with django_assert_max_num_queries(12) as captured:
            client.get(reverse("home"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_grant_of_the_whole_case_does_not_make_a_member_more_than_that(panel):
    one = seated(panel)
    grant(fresh(one.case), panel.members[0])
    assert one.case.child.identity.full_name in page(panel.members[0], one)  # somebody gave the whole case: that is another grant
    assert panel.members[0].role == Role.BID_PANEL_MEMBER

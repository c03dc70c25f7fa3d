"""The list of cases and the page of one: what they show, to whom, with how many queries."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from audit.services import record
from cases import services
from cases.casefile import RELATED, remember, with_names
from cases.choices import Because, Risk, Step
from cases.models import Case, ContactNote, Evaluation, FollowUpVisit, Interview, RapidAssessment, Task
from liberty.models import DeprivationEvent
from tests.factories import NOW, CaseFactory, ChildIdentityFactory, Team, fresh, grant, walk_to

pytestmark = pytest.mark.django_db


def page(client, user, name, *args, **params):
    client.force_login(user)
    return client.get(reverse(f"cases:{name}", args=args), params)


# The list


def test_list_shows_codes_and_initials_of_visible_cases_and_records_it(client, team):
    own, strange = CaseFactory(unit=team.unit), CaseFactory()
    response = page(client, team.supervisor, "list")
    text = response.content.decode()
    assert own.code in text
    assert strange.code not in text
    assert "Y. C. T." in text
    assert "Yesenia" not in text
    assert Event.objects.get(action="case.list").subjects == [own.pk]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, {"intake", "designation", "mine"}),
        ({"step": "designation"}, {"designation"}),
        ({"risk_level": "high"}, {"intake"}),
        ({"status": "all"}, {"intake", "designation", "mine", "closed"}),
        ({"status": "closed"}, {"closed"}),
        ({"overdue": "on"}, {"intake", "designation"}),
        ({"mine": "on"}, set()),
        ({"step": "nonsense"}, {"intake", "designation", "mine"}),
    ],
)
def test_list_is_narrowed_by_the_address(client, team, params, expected):
    cases = {
        "intake": CaseFactory(unit=team.unit, risk_level=Risk.HIGH),
        "designation": CaseFactory(unit=team.unit, step=Step.DESIGNATION),
        "mine": CaseFactory(unit=team.unit, step_due_at=None),
        "closed": CaseFactory(unit=team.unit, step=Step.CLOSED, status="closed", closed_at=NOW, closure_reason="died", step_due_at=None),
    }
    response = page(client, team.supervisor, "list", **params)
    assert {row.pk for row in response.context["page"].rows} == {cases[name].pk for name in expected}


def test_mine_are_the_cases_one_is_responsible_for(client, team):
    case = walk_to(Step.DESIGNATION, team)
    services.designate(case=case, person=team.caseworker, representation="substitute", no_conflict=True, by=team.supervisor, now=NOW)
    grant(CaseFactory(), team.caseworker, Because.REFERRAL)
    assert [row.pk for row in page(client, team.caseworker, "list", mine="on").context["page"].rows] == [case.pk]


@pytest.mark.parametrize("words", ["yesenia", "CAAL", "Yesénia Tzi", "yesennia", "{code}", "{code_end}"])
def test_a_half_remembered_name_or_code_finds_the_case(client, team, words):
    case = CaseFactory(unit=team.unit)
    CaseFactory(unit=team.unit, child=ChildIdentityFactory(given_names="Pedro", surname_1="Ruiz", surname_2="").child)
    client.force_login(team.supervisor)
    words = words.format(code=case.code, code_end=case.code[-8:])
    response = client.post(reverse("cases:list"), {"q": words})
    assert [row.pk for row in response.context["page"].rows] == [case.pk]
    event = Event.objects.get(action="case.search")
    assert event.subjects == [case.pk]
    assert words not in str(event.detail)


def test_search_finds_nothing_that_is_not_visible(client, team):
    CaseFactory()
    client.force_login(team.supervisor)
    response = client.post(reverse("cases:list"), {"q": "Yesenia"}, headers={"HX-Request": "true"})
    assert "No case here" in response.content.decode()
    assert "<html" not in response.content.decode()


def test_list_turns_by_key_and_keeps_the_filters(client, team):
    cases = [CaseFactory(unit=team.unit, risk_level=Risk.HIGH) for __ in range(30)]
    first = page(client, team.supervisor, "list", risk_level="high")
    assert "risk_level=high" in first.context["page"].older
    second = client.get(reverse("cases:list") + first.context["page"].older)
    rows = first.context["page"].rows + second.context["page"].rows
    assert sorted(row.pk for row in rows) == sorted(case.pk for case in cases)


def test_list_asks_the_same_number_of_queries_for_ten_and_for_twenty(client, team, django_assert_max_num_queries):
    client.force_login(team.supervisor)
    counts = []
    for __ in range(2):
        for __ in range(10):
            case = CaseFactory(unit=team.unit, step=Step.DESIGNATION)
            services.designate(case=case, person=team.caseworker, representation="joint", no_conflict=True, by=team.supervisor, now=NOW)
        with django_assert_max_num_queries(6) as captured:  # session, user, cases, who is responsible, parts opened, the record
            client.get(reverse("cases:list"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    print("queries of the list:", counts)


@pytest.mark.parametrize("role", [Role.SHELTER_STAFF, Role.REPORT_VIEWER, Role.ORG_ADMIN])
def test_list_is_refused_to_roles_that_read_no_case(client, team, role):
    assert page(client, team.person(role), "list").status_code == 403


# The page of a case


@pytest.mark.parametrize("step", [Step.INTAKE, Step.DESIGNATION])
def test_case_page_names_the_child_and_the_step(client, team, step):
    case = walk_to(step, team)
    response = page(client, team.supervisor, "detail", case.code)
    text = response.content.decode()
    assert "Yesenia Caal Tzi" in text
    assert case.get_step_display() in text
    assert "Exit this page" in text
    event = Event.objects.get(action="case.read")
    assert event.subjects == [case.pk, case.child_id]


def test_case_page_is_not_there_for_a_stranger(client, team):
    case = CaseFactory()
    for user in (team.supervisor, team.caseworker, team.person(Role.REPORT_VIEWER)):
        assert page(client, user, "detail", case.code).status_code == 404
    assert not Event.objects.filter(action="case.read").exists()


def test_what_is_missing_is_linked(client, team):
    case = CaseFactory(unit=team.unit)
    grant(case, team.intake, Because.INTAKE)
    text = page(client, team.intake, "detail", case.code).content.decode()
    assert "The rapid assessment is not done." in text
    assert reverse("cases:rapid_assessment", args=[case.code]) in text


def test_timeline_shows_notes_with_their_words_and_filters(client, team):
    case = walk_to(Step.DESIGNATION, team)
    grant(case, team.caseworker)
    services.add_contact_note(case=case, by=team.caseworker, now=NOW, at=NOW, place_type="phone", text="Llamó su tía.")
    text = page(client, team.supervisor, "detail", case.code).content.decode()
    assert "Llamó su tía." in text
    assert "Open the case" in text
    notes = page(client, team.supervisor, "detail", case.code, kind="notes").context["timeline"].rows
    assert [entry.text for entry in notes] == ["Llamó su tía."]
    assert notes[0].by == team.caseworker.full_name


def test_timeline_shows_fifty_and_leads_to_older(client, team):
    case = CaseFactory(unit=team.unit)
    grant(case, team.caseworker)
    for number in range(60):
        services.add_contact_note(case=case, by=team.caseworker, now=NOW, at=NOW, place_type="phone", text=f"Nota {number}")
    first = page(client, team.supervisor, "detail", case.code)
    assert len(first.context["timeline"].rows) == 50
    second = client.get(reverse("cases:detail", args=[case.code]) + first.context["timeline"].older)
    shown = {entry.text for response in (first, second) for entry in response.context["timeline"].rows}
    assert {f"Nota {number}" for number in range(60)} <= shown


# The moves


def move(client, case, **data):
    return client.post(reverse("cases:move", args=[case.code]), data)


def test_a_move_takes_effect_once_and_leads_back(client, team):
    case = CaseFactory(unit=team.unit)
    RapidAssessment.objects.create(
        case=case, done_at=NOW, urgent_needs_met=True, safe_tonight=True, where_tonight="Casa", risk_level="low", risk_reasons="Ninguno"
    )
    grant(case, team.intake, Because.INTAKE)
    client.force_login(team.intake)
    key = "0d1f7a4e-8f3b-4f53-9d8f-4d8ad84ac001"
    first, second = (move(client, case, move="open_case", submission_key=key) for __ in range(2))
    assert first.url == second.url == reverse("cases:detail", args=[case.code])
    assert fresh(case).step == Step.DESIGNATION
    assert case.history.count() == 1


def test_a_refused_move_comes_back_with_what_is_missing(client, team):
    case = CaseFactory(unit=team.unit)
    grant(case, team.intake, Because.INTAKE)
    client.force_login(team.intake)
    response = move(client, case, move="open_case")
    assert response.status_code == 422
    summary = response.content.decode().split("There is a problem")[1][:600]
    assert reverse("cases:rapid_assessment", args=[case.code]) in summary
    assert fresh(case).step == Step.INTAKE


def test_a_move_without_its_reason_comes_back_beside_the_field(client, team):
    case = CaseFactory(unit=team.unit)
    client.force_login(team.supervisor)
    response = move(client, case, move="end_at_intake", reason=" ")
    assert response.status_code == 422
    assert "Say why" in response.content.decode()
    assert 'href="#id_end_at_intake_reason"' in response.content.decode()


def test_a_skipped_step_is_refused_in_words(client, team):
    case = CaseFactory(unit=team.unit)
    client.force_login(team.supervisor)
    response = move(client, case, move="approve_plan")
    assert response.status_code == 422
    assert "No step is skipped" in response.content.decode()


def test_a_move_is_not_for_every_role(client, team):
    case = CaseFactory(unit=team.unit)
    grant(case, team.caseworker)
    client.force_login(team.caseworker)
    assert move(client, case, move="end_at_intake", reason="x").status_code == 403
    assert move(client, CaseFactory(), move="open_case").status_code == 404


# Who has seen it


def test_access_log_says_who_saw_the_case(client, team):
    case = walk_to(Step.DESIGNATION, team)
    page(client, team.intake, "detail", case.code)
    text = page(client, team.supervisor, "access_log", case.code).content.decode()
    assert team.intake.full_name in text
    assert team.unit.name in text
    assert Event.objects.filter(action="case.access_log").count() == 1


def test_access_log_is_for_the_supervisor_of_the_case(client, team):
    case = walk_to(Step.DESIGNATION, team)
    assert page(client, team.intake, "access_log", case.code).status_code == 403
    assert page(client, Team().supervisor, "access_log", case.code).status_code == 404
    assert page(client, team.person(Role.AUDITOR), "access_log", case.code).status_code == 200  # of one's own authority
    assert page(client, team.person(Role.AUDITOR), "detail", case.code).status_code == 404
    assert page(client, Team().person(Role.AUDITOR), "access_log", case.code).status_code == 404


@pytest.mark.parametrize("who", ["caseworker", "supervisor"])
@pytest.mark.parametrize("step", [step for step in Step if step not in (Step.CLOSED, Step.DETERMINATION)])
def test_case_page_asks_at_most_eight_or_nine_queries_for_one_and_for_fifty(client, team, step, who, django_assert_max_num_queries):
    case = walk_to(step, team)
    if not case.grants.filter(user=team.caseworker).exists():
        grant(case, team.caseworker)
    client.force_login(getattr(team, who))
    counts = []
    for turns in (range(1), range(1, 50)):
        for turn in turns:
            one_more_of_everything(case, team, turn)
        with django_assert_max_num_queries(9 if step in (Step.EVALUATION, Step.PLAN_DESIGN) else 8) as captured:
            assert client.get(reverse("cases:detail", args=[case.code])).status_code == 200
        counts.append(len(captured))
    print("queries of the case page,", step, who, counts)
    assert counts[0] == counts[1]


def one_more_of_everything(case, team, turn):
    ContactNote.objects.create(case=case, created_by=team.caseworker, at=NOW, place_type="phone", text=f"Nota {turn}")
    record(actor=team.caseworker, action="case.contact_note", target=case.contact_notes.first(), subjects=[case, case.child_id])
    Task.objects.create(case=case, source="person", kind="other", text="Llamar", started_at=NOW, due_at=NOW)
    RapidAssessment.objects.create(case=case, done_at=NOW, risk_level="low", risk_reasons="Otra vez.")
    FollowUpVisit.objects.create(case=case, kind="home", held_at=NOW, seen_child=True, risk_level="low", text="Bien.")
    Interview.objects.create(
        case=case, kind="identification_contact", held_at=NOW, place_type="phone", interviewer=team.caseworker, interpreter_kind="none"
    )
    Evaluation.objects.create(
        case=case, number=100 + turn, state="superseded", author=team.caseworker, reviewer=team.supervisor, reviewed_at=NOW
    )
    DeprivationEvent.objects.create(
        case=case, facility_type="other", started_at=NOW, ended_at=NOW, release_mechanism="other", ended_by=team.caseworker
    )


@pytest.mark.parametrize("step", Step)
def test_parts_fetched_with_the_case_are_those_it_would_ask_for(team, step):
    case = walk_to(step if step != Step.DETERMINATION else Step.EVALUATION, team)
    fetched = remember(with_names(Case.objects.filter(pk=case.pk)).get())
    parts = ("rapid_assessment", "evaluation", "approved_evaluation", "plan", "approved_plan", "closure", "last_review", "last_visit")
    for name in parts:
        one, other = getattr(fetched, name), getattr(case, name)
        assert one == other, name
        for field in other._meta.concrete_fields if other else ():
            assert getattr(one, field.attname) == getattr(other, field.attname), (name, field.attname)
    assert fetched.open_tasks == case.open_tasks
    for name in RELATED:
        assert list(getattr(fetched, name).all()) == list(getattr(case, name).all()), name

"""The opinions of the multidisciplinary team, the options considered, and the grounds of the protection questions."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from cases import companions, services
from cases.choices import Because, Element, Step, TaskKind
from cases.models import Case, EvaluationElement, EvaluationOption, Opinion
from cases.services.opinions import ACCESS_LASTS
from cases.versioning import Stale
from tests.cases.pages import address, browser, post, text_of
from tests.factories import NOW, OPTIONS, elements, fresh, sign_opinions, walk_to, write_evaluation

pytestmark = pytest.mark.django_db
TEXTS = {"findings": "Duerme mal.", "recommendation": "Atención semanal."}


@pytest.fixture
def case(team):
    return walk_to(Step.EVALUATION, team)


@pytest.fixture
def psychologist(team):
    return team.expert(Role.PSYCHOLOGIST)


def ask(case, team, person, discipline="psychological", **fields):
    return services.ask_opinion(case=fresh(case), discipline=discipline, person=person, **({"by": team.caseworker, "now": NOW} | fields))


def write(opinion, by, **fields):
    return services.write_opinion(opinion=opinion, **({"version": opinion.version, "by": by, "now": NOW} | TEXTS | fields))


def criteria(case) -> list[str]:
    return [blocker.criterion for blocker in companions.blockers(fresh(case), "submit_evaluation")]


# Opinions


def test_pack_says_which_opinions_an_evaluation_needs(case, team):
    assert criteria(case).count("opinions") == 3  # legal, psychological, social at medium risk in Mexico
    sign_opinions(case, team, NOW)
    assert "opinions" not in criteria(case)


def test_higher_risk_asks_for_more_opinions(case, team):
    sign_opinions(case, team, NOW)
    evaluation = fresh(case).evaluation
    services.save_evaluation(evaluation=evaluation, version=evaluation.version, by=team.caseworker, now=NOW, risk_level="high")
    [blocker] = [blocker for blocker in companions.blockers(fresh(case), "submit_evaluation") if blocker.criterion == "opinions"]
    assert "Medical" in str(blocker.message)
    assert blocker.url == address("opinion_ask", case.code)


def test_an_opinion_that_is_asked_for_and_not_signed_says_whom_it_waits(case, team, psychologist):
    write(ask(case, team, psychologist), psychologist)
    messages = [str(blocker.message) for blocker in companions.blockers(fresh(case), "submit_evaluation")]
    assert "The opinion is asked for and not signed: Psychological." in messages


def test_evaluation_without_its_opinions_is_neither_sent_nor_approved(case, team):
    write_evaluation(case, team, NOW)
    assert not companions.blockers(fresh(case), "approve_evaluation")
    evaluation = fresh(case).evaluation
    type(evaluation).objects.filter(pk=evaluation.pk).update(risk_level="high")
    with pytest.raises(ValidationError, match="Nobody was asked for the opinion: Medical"):
        services.move_case(case=fresh(case), move="approve_evaluation", by=team.supervisor, now=NOW)


def test_whoever_is_asked_sees_the_opinion_alone_and_for_a_time(case, team, psychologist):
    opinion = ask(case, team, psychologist, now=NOW)
    grant = case.grants.get(because=Because.OPINION)
    assert (grant.user, grant.sections, grant.ends_at) == (psychologist, ["opinion"], NOW + ACCESS_LASTS)
    assert list(Opinion.objects.visible_to(psychologist, at=NOW)) == [opinion]
    assert not Case.objects.visible_to(psychologist).exists()
    assert not Opinion.objects.visible_to(psychologist, at=NOW + ACCESS_LASTS).exists()
    with pytest.raises(Opinion.DoesNotExist):
        write(opinion, psychologist, now=NOW + ACCESS_LASTS)


def test_access_ends_when_somebody_else_is_asked_and_when_the_evaluation_is_approved(case, team, psychologist):
    ask(case, team, psychologist)
    other = team.person(Role.PSYCHOLOGIST)
    opinion = ask(case, team, other, now=NOW + timedelta(hours=1))
    assert opinion.asked_of == other
    assert not Opinion.objects.visible_to(psychologist, at=NOW + timedelta(hours=2)).exists()
    write(opinion, other, now=NOW + timedelta(hours=2), is_signed=True)
    write_evaluation(case, team, NOW + timedelta(hours=3))
    services.move_case(case=fresh(case), move="approve_evaluation", by=team.supervisor, now=NOW + timedelta(hours=4))
    assert not case.grants.in_force(NOW + timedelta(hours=4)).filter(because=Because.OPINION).exists()


@pytest.mark.parametrize(
    ("role", "discipline"), [(Role.LAWYER, "psychological"), (Role.SUPERVISOR, "legal"), (Role.INTAKE_OFFICER, "social")]
)
def test_only_the_role_of_the_discipline_is_asked(case, team, role, discipline):
    with pytest.raises(ValidationError, match="not that of this discipline"):
        ask(case, team, team.person(role), discipline)


def test_f5_nobody_of_the_migration_authority_is_asked(case, team):
    """The accounts hold it too: nobody there has such a role."""
    lawyer = team.person(Role.LAWYER)
    lawyer.organisation = team.migration
    with pytest.raises(ValidationError, match="F5"):
        ask(case, team, lawyer, "legal")


def test_supervisor_may_ask_and_an_intake_officer_may_not(case, team, psychologist):
    assert ask(case, team, psychologist, by=team.supervisor).asked_by == team.supervisor
    with pytest.raises(PermissionDenied):
        ask(case, team, psychologist, by=team.intake)


def test_only_its_author_writes_an_opinion(case, team, psychologist):
    opinion = ask(case, team, psychologist)
    with pytest.raises(PermissionDenied):
        write(opinion, team.caseworker)
    with pytest.raises(PermissionDenied):
        write(opinion, team.supervisor)
    with pytest.raises(Opinion.DoesNotExist):
        write(opinion, team.expert(Role.LAWYER))


@pytest.mark.parametrize("missing", ["findings", "recommendation"])
def test_an_empty_opinion_is_not_signed(case, team, psychologist, missing):
    opinion = ask(case, team, psychologist)
    with pytest.raises(ValidationError) as refusal:
        write(opinion, psychologist, is_signed=True, **{missing: " "})
    assert set(refusal.value.message_dict) == {missing}
    assert write(opinion, psychologist, **{missing: ""}).signed_at is None


def test_a_signed_opinion_never_changes(case, team, psychologist):
    opinion = write(ask(case, team, psychologist), psychologist, is_signed=True)
    with pytest.raises(ValidationError, match="signed and stands"):
        write(opinion, psychologist, findings="Otra cosa.")
    with pytest.raises(ValidationError, match="signed and stands"):
        ask(case, team, team.person(Role.PSYCHOLOGIST))
    for change in (
        lambda: Opinion.objects.filter(pk=opinion.pk).update(findings="Otra cosa."),
        lambda: Opinion.objects.filter(pk=opinion.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="a signed opinion is immutable"), transaction.atomic():
            change()


def test_the_database_holds_one_opinion_a_discipline_and_no_empty_signature(case, team, psychologist):
    opinion = ask(case, team, psychologist)
    with pytest.raises(IntegrityError, match="opinion_signed_says_something"), transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(signed_at=NOW)
    with pytest.raises(IntegrityError, match="opinion_discipline_known"), transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(discipline="astrology")
    opinion.pk = None
    opinion._state.adding = True
    with pytest.raises(IntegrityError, match="opinion_once_a_discipline"), transaction.atomic():
        opinion.save()


def test_an_opinion_is_not_written_while_the_evaluation_is_under_review(case, team):
    medical = ask(case, team, team.expert(Role.HEALTH_STAFF), "medical")
    write_evaluation(case, team, NOW)
    with pytest.raises(ValidationError, match="INV-18"):
        write(medical, team.expert(Role.HEALTH_STAFF))


def test_two_windows_of_one_author_do_not_overwrite_each_other(case, team, psychologist):
    opinion = ask(case, team, psychologist)
    write(opinion, psychologist, findings="Primero.")
    with pytest.raises(Stale):
        write(opinion, psychologist, version=1, findings="Segundo.")


def test_a_new_version_asks_anew_and_starts_from_what_was_signed(team, psychologist):
    case = walk_to(Step.PLAN_DESIGN, team)
    services.move_case(case=case, move="return_to_evaluation", by=team.caseworker, now=case.step_entered_at, reason="Nuevos hechos.")
    evaluation = fresh(case).evaluation
    assert (evaluation.kind, evaluation.opinion_list) == ("reassessment", [])
    opinion = ask(case, team, psychologist, now=case.step_entered_at)
    assert (opinion.findings, opinion.signed_at) == ("Lo que se encontró.", None)


def test_its_author_finds_the_request_and_signs_it_in_two_page_loads(case, team, psychologist):
    opinion = ask(case, team, psychologist, now=fresh(case).step_entered_at, question="¿Puede vivir con su tía?")
    case.grants.filter(because=Because.OPINION).update(ends_at=None)
    client = browser(psychologist)
    url = reverse("cases:opinion", args=[opinion.pk])
    page = text_of(client.get(url))
    assert "¿Puede vivir con su tía?" in page
    assert client.get(address("detail", case.code)).status_code == 404
    response = post(client, url, version=opinion.version, sign="1", **TEXTS)
    assert response.url == url
    opinion.refresh_from_db()
    assert opinion.is_signed
    assert "Sign the opinion" not in text_of(client.get(url))


def test_others_read_a_signed_opinion_and_never_an_unsigned_text(case, team, psychologist):
    opinion = write(ask(case, team, psychologist), psychologist)
    caseworker = browser(team.caseworker)
    url = reverse("cases:opinion", args=[opinion.pk])
    assert "Duerme mal." not in text_of(caseworker.get(url))
    assert post(caseworker, url, version=opinion.version, **TEXTS).status_code == 403
    write(opinion, psychologist, version=opinion.version, is_signed=True)
    assert "Duerme mal." in text_of(caseworker.get(url))


def test_asking_is_one_page_and_says_what_is_needed(case, team, psychologist):
    client, url = browser(team.caseworker), address("opinion_ask", case.code)
    page = text_of(client.get(url))
    assert "Legal" in page
    assert psychologist.full_name in page
    assert post(client, url).status_code == 422
    assert post(client, url, person=str(team.intake.pk)).status_code == 422
    response = post(client, url, person=str(psychologist.pk), question="¿Cómo duerme?")
    assert response.url == address("evaluation", case.code)
    assert Opinion.objects.get().question == "¿Cómo duerme?"


def test_reading_an_opinion_is_on_record_once(case, team, psychologist):
    opinion = ask(case, team, psychologist)
    browser(team.caseworker).get(reverse("cases:opinion", args=[opinion.pk]))
    [event] = Event.objects.filter(action="opinion.read")
    assert set(event.subjects) == {case.pk, case.child_id}


# Options


def test_two_options_or_a_reason_why_there_is_no_choice(case, team):
    def save(**fields):
        evaluation = fresh(case).evaluation
        return services.save_evaluation(evaluation=evaluation, version=evaluation.version, by=team.caseworker, now=NOW, **fields)

    assert "options" in criteria(case)
    save(options=OPTIONS[:1])
    assert "options" in criteria(case)
    save(no_choice_reason="Está con su madre y nadie propone otra cosa.")
    assert "options" not in criteria(case)
    save(no_choice_reason="", options=OPTIONS)
    assert "options" not in criteria(case)
    save(options=OPTIONS[::-1])
    assert [option.text for option in fresh(case).evaluation.option_list] == ["Reunificación con la tía", ""]


def test_options_of_an_approved_evaluation_never_change(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    evaluation = case.approved_evaluation
    for change in (
        lambda: evaluation.options.update(risks="Ninguno."),
        lambda: evaluation.options.all().delete(),
        lambda: EvaluationOption.objects.create(evaluation=evaluation, position=9, text="Otra"),
        lambda: EvaluationElement.objects.filter(evaluation=evaluation).update(restricted_rights=[]),
    ):
        with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
            change()


def test_the_database_holds_that_an_option_says_which_it_is(case):
    with pytest.raises(IntegrityError, match="option_says_which"), transaction.atomic():
        EvaluationOption.objects.create(evaluation=case.evaluation, position=1, risks="Muchos")
    with pytest.raises(IntegrityError, match="evaluationoption_solution_known"), transaction.atomic():
        EvaluationOption.objects.create(evaluation=case.evaluation, position=1, solution="detention")


def test_an_option_without_a_name_is_refused_beside_it(case, team):
    response = post(
        browser(team.caseworker),
        address("evaluation_conclusion", case.code),
        version=fresh(case).evaluation.version,
        option_2_risks="Muchos.",
    )
    assert response.status_code == 422
    assert "Say which option this is." in text_of(response)
    assert 'href="#id_option_2_text"' in text_of(response)


# Rights and grounds


def test_the_evaluation_keeps_the_rights_of_its_elements(case, team):
    evaluation = fresh(case).evaluation
    save = {"by": team.caseworker, "now": NOW}
    services.save_evaluation(
        evaluation=evaluation, version=1, elements=elements(education=["education"], views=["participation", "life"]), **save
    )
    assert fresh(case).evaluation.restricted_rights == ["life", "education", "participation"]
    services.save_evaluation(evaluation=evaluation, version=2, elements={Element.VIEWS: {"restricted_rights": []}}, **save)
    assert fresh(case).evaluation.restricted_rights == ["education"]
    services.save_evaluation(evaluation=evaluation, version=3, conclusion="Otra.", **save)
    assert fresh(case).evaluation.restricted_rights == ["education"]


@pytest.mark.parametrize("answer", ["yes", "unclear"])
@pytest.mark.parametrize("question", ["international_protection", "trafficking", "return_risk"])
def test_an_answer_other_than_no_needs_its_grounds(case, team, question, answer):
    evaluation = fresh(case).evaluation
    answers = {"international_protection": "no", "trafficking": "no", "return_risk": "no"} | {question: answer}
    services.save_evaluation(evaluation=evaluation, version=evaluation.version, by=team.caseworker, now=NOW, **answers)
    assert criteria(case).count("grounds") == 1
    services.save_evaluation(
        evaluation=evaluation, version=evaluation.version, by=team.caseworker, now=NOW, **{f"{question}_grounds": "Amenazas."}
    )
    assert "grounds" not in criteria(case)


def test_what_follows_from_the_answers_is_raised_when_the_evaluation_is_sent(case, team):
    evaluation = fresh(case).evaluation
    services.save_evaluation(
        evaluation=evaluation,
        version=evaluation.version,
        by=team.caseworker,
        now=NOW,
        trafficking_grounds="Deuda.",
        return_risk_grounds="Amenazas.",
    )
    write_evaluation(case, team, NOW, trafficking="yes", return_risk="unclear")
    follows = (TaskKind.SEE_TO_ASYLUM, TaskKind.REFER_TRAFFICKING, TaskKind.PREVENT_RETURN)
    tasks = {task.kind: (task.is_urgent, task.text) for task in fresh(case).open_tasks if task.kind in follows}
    assert tasks == {TaskKind.REFER_TRAFFICKING: (True, ""), TaskKind.PREVENT_RETURN: (False, "Unclear: find out.")}
    page = text_of(browser(team.supervisor).get(address("evaluation_review", case.code)))
    assert "Deuda." in page


def test_a_known_asylum_status_ends_the_task_to_see_to_it(case, team):
    services.raise_task(case=case, kind=TaskKind.SEE_TO_ASYLUM, due_at=NOW, by=team.caseworker, now=NOW)
    for status, is_open in (("indicated_not_applied", True), ("applied", False)):
        services.set_statuses(case=fresh(case), migration_status="unknown", asylum_status=status, by=team.caseworker, now=NOW)
        assert (TaskKind.SEE_TO_ASYLUM in {task.kind for task in fresh(case).open_tasks}) is is_open

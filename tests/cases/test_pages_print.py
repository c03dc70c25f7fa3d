"""Documents of a case on paper: what each says, who may print it, what never stands on it."""

import tomllib
from datetime import date
from io import BytesIO

import pytest
from django.db import DatabaseError
from django.utils import timezone
from pypdf import PdfReader

from accounts.roles import Role
from audit.models import Event, Kind
from cases import services
from cases.choices import DurableSolution, Language, MeasureKind, Step
from cases.models import Case, ClosureProposal, PlanAction
from cases.prints import child, extract
from papers.models import Paper
from protocols import packs
from tests.cases.pages import address, browser, text_of
from tests.factories import NotificationFactory, Team, UserFactory, fresh, propose_closure, walk_to, write_plan
from tests.reading import pages_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team(name="Procuraduría de Sonora")


@pytest.fixture
def caseworker(team):
    return browser(team.caseworker)


@pytest.fixture
def planned(team):
    """A case whose plan is approved."""
    return walk_to(Step.PLAN_EXECUTION, team)


def test_plan_prints_all_that_is_signed(planned, caseworker, team):
    text = words(caseworker.get(address("plan_print", planned.code)))
    plan = planned.plan
    for expected in [
        planned.code,
        "Yesenia Caal Tzi",
        "Procuraduría de Sonora",
        "mx 2026.1",
        "To live in a family",
        "Inscribir en la escuela",
        "School enrolment",
        "Secretaría de Educación",
        "Directora de prueba",
        "12 Mar 2026",
        "Estoy de acuerdo.",
        plan.author.full_name,
        plan.reviewer.full_name,
        "Version 1",
        "approved on 2 March 2026",
    ]:
        assert expected in text, expected
    assert "Draft" not in text


def test_plan_prints_in_the_language_of_the_reader(planned, team):
    team.caseworker.language = "es"
    team.caseworker.save()
    response = browser(team.caseworker).get(address("plan_print", planned.code))
    assert "12 mar 2026" in words(response)
    assert PdfReader(BytesIO(response.content)).trailer["/Root"]["/Lang"] == "es-MX"


def test_a_plan_that_is_not_approved_is_marked_on_every_page(team, caseworker):
    case = walk_to(Step.PLAN_DESIGN, team)
    write_plan(case, team, timezone.now())
    response = caseworker.get(address("plan_print", case.code))
    assert "Draft: not approved" in words(response)
    assert all("Draft" in page for page in pages_of(response.content))


def test_disagreement_of_the_child_is_printed(team, caseworker):
    """INV-24."""
    case = walk_to(Step.PLAN_DESIGN, team)
    plan = case.plan
    services.save_plan(
        plan=plan,
        version=plan.version,
        by=team.caseworker,
        now=timezone.now(),
        child_views="Quiero ir con mi tía.",
        child_disagrees=True,
        disagreement="No quiero vivir en un albergue.",
    )
    text = words(caseworker.get(address("plan_print", case.code)))
    assert "The child disagrees No quiero vivir en un albergue." in text


def test_a_plan_that_was_followed_by_another_says_so(team, caseworker):
    case = walk_to(Step.FOLLOW_UP, team)
    now = timezone.now()
    review = {"held_at": now, "participants": "Equipo", "decisions": "Otra escuela.", "outcome": "revise_plan", "child_views": "Sí."}
    services.record_review(case=case, by=team.caseworker, now=now, **review)
    services.move_case(case=fresh(case), move="revise_plan", by=team.caseworker, now=now, reason="Cambió la escuela.")
    assert "Draft: not approved" in words(caseworker.get(address("plan_print", case.code)))
    first = words(caseworker.get(address("plan_version_print", case.code, 1)))
    assert "Version 1" in first
    assert "Draft" not in first


def test_before_the_plan_begins_its_print_says_which_step_comes_first(team, caseworker):
    case = walk_to(Step.EVALUATION, team)
    page = text_of(caseworker.get(address("plan_print", case.code)))
    assert "The plan begins when the evaluation is approved" in page
    assert not Paper.objects.exists()


def test_the_answer_carries_no_personal_data_beside_the_pages(planned, caseworker):
    response = caseworker.get(address("plan_print", planned.code))
    paper = Paper.objects.get()
    assert response["Content-Disposition"] == f'inline; filename="plan-{paper.code}.pdf"'
    assert response["Cache-Control"] == "no-store"
    information = str(PdfReader(BytesIO(response.content)).metadata)
    assert "Yesenia" not in information
    assert "Caal" not in information


def test_each_print_is_an_export_on_the_case_and_shown_among_who_saw_it(planned, caseworker, team):
    caseworker.get(address("plan_print", planned.code))
    event = Event.objects.get(kind=Kind.EXPORT)
    assert event.action == "plan.print"
    assert {planned.pk, planned.child_id} == set(event.subjects)
    assert "The plan, on paper" in text_of(browser(team.supervisor).get(address("access_log", planned.code)))


def test_a_plan_is_printed_anew_only_when_it_changed(team, caseworker):
    case = walk_to(Step.PLAN_DESIGN, team)
    url = address("plan_print", case.code)
    assert caseworker.get(url).content == caseworker.get(url).content
    write_plan(case, team, timezone.now())
    caseworker.get(url)
    assert list(Paper.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_print_takes_a_fixed_number_of_queries(team, caseworker, django_assert_max_num_queries):
    case = walk_to(Step.PLAN_DESIGN, team)
    write_plan(case, team, timezone.now())
    with django_assert_max_num_queries(22):
        caseworker.get(address("plan_print", fresh(case).code))


def test_the_pages_of_the_plan_offer_its_print(planned, caseworker):
    url = address("plan_version_print", planned.code, 1)
    assert f'href="{url}"' in text_of(caseworker.get(address("plan", planned.code)))
    assert f'href="{url}"' in text_of(caseworker.get(address("plan_version", planned.code, 1)))


def test_a_colleague_without_the_case_finds_nothing(planned, team):
    stranger = UserFactory(organisation=team.unit, role=Role.CASEWORKER)
    assert browser(stranger).get(address("plan_print", planned.code)).status_code == 404
    assert not Paper.objects.exists()


def test_before_its_step_no_document_prints(team, caseworker):
    case = walk_to(Step.INTAKE, team)
    for name in ("evaluation_print", "plan_print", "closure_print", "closure_child_print"):
        assert "text/html" in browser(team.supervisor).get(address(name, case.code))["Content-Type"]
    assert not Paper.objects.exists()


# The evaluation


def test_evaluation_prints_as_its_reviewer_reads_it(planned, caseworker):
    text = words(caseworker.get(address("evaluation_print", planned.code)))
    for expected in ["Quiero estudiar.", "Right to health", "Lo que se sabe.", "Conviene que permanezca.", "Medium", "Tiene red de apoyo."]:
        assert expected in text, expected
    for expected in [
        "Psychological opinion",
        "Lo que se recomienda.",
        "Options considered",
        "2. Reunificación con la tía",
        "Por verificar.",
    ]:
        assert expected in text, expected
    assert "Evaluation interview, Shelter or foster home where the child lives" in text
    assert words(caseworker.get(address("evaluation_version_print", planned.code, 1)))


def test_what_is_not_signed_is_not_printed(team, caseworker):
    case = walk_to(Step.EVALUATION, team)
    now, expert = timezone.now(), team.person(Role.PSYCHOLOGIST)
    opinion = services.ask_opinion(case=case, discipline="psychological", person=expert, by=team.caseworker, now=now)
    services.write_opinion(
        opinion=opinion, version=opinion.version, by=expert, now=now, is_signed=False, findings="A medias", recommendation=""
    )
    text = words(caseworker.get(address("evaluation_print", case.code)))
    assert f"Not signed: asked of {expert.full_name}" in text
    assert "A medias" not in text


# The child's own papers


def test_every_language_has_every_word():
    keys = {language: _keys(tomllib.loads((child.WORDS / f"{language}.toml").read_text())) for language in child.spoken()}
    assert {"es", "en", "fr", "pt"} <= set(keys)
    assert {language: found ^ keys["es"] for language, found in keys.items()} == dict.fromkeys(keys, set())
    assert {f"solution.{code}" for code in DurableSolution.values} <= keys["es"]
    assert set(keys) <= set(Language.values)


def _keys(table: dict, before: str = "") -> set[str]:
    """Return the names of all texts, and within each the places to be filled: "plan.review{day}"."""
    found = set()
    for key, value in table.items():
        name = f"{before}{key}"
        found |= _keys(value, f"{name}.") if isinstance(value, dict) else {name, *_places(name, value)}
    return found


def _places(name: str, text: str) -> set[str]:
    assert text.strip()
    return {f"{name}{part.split('}')[0]}" for part in text.split("{")[1:]}


def in_language(case, language):
    case.child.primary_language = language
    case.child.save()
    return case


@pytest.mark.parametrize(("language", "title"), [("es", "Mi plan"), ("en", "My plan"), ("fr", "Mon plan"), ("pt", "Meu plano")])
def test_the_child_reads_the_plan_in_its_own_language(planned, caseworker, language, title):
    response = caseworker.get(address("plan_child_print", in_language(planned, language).code, 1))
    text = words(response)
    assert title in text
    assert "Inscribir en la escuela" in text
    assert PdfReader(BytesIO(response.content)).trailer["/Root"]["/Lang"].startswith(language)
    assert child.words_in("es")["no_translation"][:20] not in text


@pytest.mark.parametrize("language", ["es", "en", "fr", "pt"])
def test_a_plan_of_six_measures_is_one_page_for_the_child(team, caseworker, language):
    """In the largest letters that keep it to one page; more measures take a second."""
    case = in_language(walk_to(Step.PLAN_DESIGN, team), language)
    write_plan(case, team, timezone.now())
    line = fresh(case).plan.line_list[0]
    add = {"responsible_organisation": "Secretaría de Educación y Cultura", "responsible_person": "Mtra. Lucía Robles"}
    add |= {
        "measure_kind": "school_enrolment",
        "description": "Te inscribimos en la escuela secundaria, con apoyo de una persona intérprete.",
    }
    PlanAction.objects.bulk_create(PlanAction(line=line, due_on=date(2026, 3, 12), **add) for _ in range(4))
    pages = PdfReader(BytesIO(caseworker.get(address("plan_child_print", case.code, 1)).content)).pages
    assert len(pages) == 1
    assert pages[0].extract_text().count("Lucía Robles") == 4
    PlanAction.objects.bulk_create(PlanAction(line=line, due_on=date(2026, 3, 12), **add) for _ in range(20))
    assert len(PdfReader(BytesIO(caseworker.get(address("plan_child_print", case.code, 1)).content)).pages) > 1


def test_the_plan_says_by_what_one_sees_that_a_measure_was_done(team, caseworker):
    case = walk_to(Step.PLAN_DESIGN, team)
    PlanAction.objects.create(
        line=case.plan.line_list[0],
        description="Consulta médica",
        indicator="Cartilla de vacunación",
        measure_kind="health_care",
        responsible_organisation="Centro de Salud",
        responsible_person="Dra. Valle",
        due_on=date(2026, 3, 12),
    )
    text = words(caseworker.get(address("plan_print", case.code)))
    assert "Consulta médica Seen by: Cartilla de vacunación Medical" in text


def test_without_a_translation_the_child_reads_spanish_and_is_told_so(planned, caseworker):
    in_language(planned, "kek")
    text = words(caseworker.get(address("plan_child_print", planned.code, 1)))
    assert "Este papel está en español." in text
    assert "Q'eqchi'" in text
    page = text_of(caseworker.get(address("plan", planned.code)))
    assert "in Spanish: not yet translated into Q&#x27;eqchi&#x27;" in page


def test_the_childs_plan_says_who_when_whom_to_ask_and_how_to_disagree(planned, caseworker, team):
    in_language(planned, "es")
    text = words(caseworker.get(address("plan_child_print", planned.code, 1)))
    for expected in ["Hola, Yesenia:", "Directora de prueba, Secretaría de Educación", "12 de marzo de 2026", "Estoy de acuerdo."]:
        assert expected in text, expected
    assert f"{team.caseworker.full_name}, de Procuraduría de Sonora" in text
    assert "Puedes decir que no" in text


def test_the_childs_plan_names_neither_the_file_nor_more_of_the_child_than_the_first_name(planned, caseworker):
    text = words(caseworker.get(address("plan_child_print", planned.code, 1)))
    for withheld in ["Caal", "Tzi", planned.code, planned.child.code, "INV-"]:
        assert withheld not in text


@pytest.mark.parametrize(("status", "stands"), [("done", True), ("cancelled", False), ("not_possible", False)])
def test_what_will_not_happen_is_not_promised_to_the_child(planned, caseworker, team, status, stands):
    in_language(planned, "es")
    for action in planned.plan.action_list:
        services.record_progress(action=action, status=status, text="Constancia", by=team.caseworker, now=timezone.now())
    text = words(caseworker.get(address("plan_child_print", planned.code, 1)))
    assert ("Inscribir en la escuela" in text) is stands
    assert ("Ya está hecho." in text) is stands


@pytest.mark.parametrize("solution", DurableSolution)
def test_the_child_reads_the_end_of_the_case_in_plain_words(team, solution):
    case = in_language(walk_to(Step.FOLLOW_UP, team), "en")
    propose_closure(case, team, timezone.now(), summary="SOLO PARA EL EXPEDIENTE")
    ClosureProposal.objects.filter(case=case).update(durable_solution=solution)  # of some the panel decides first
    text = words(browser(team.caseworker).get(address("closure_child_print", case.code)))
    assert child.words_in("en")["solution"][solution] in text
    assert "Procuraduría, teléfono de prueba" in text
    assert "SOLO PARA" not in text
    assert "Not final yet" in text


# The summary at the end


@pytest.fixture
def closing(team):
    case = walk_to(Step.FOLLOW_UP, team)
    scores = dict.fromkeys(areas(case), 2)
    services.record_wellbeing(
        case=case, measured_on=date(2026, 3, 5), phase="baseline", respondent="child", scores=scores, by=team.caseworker, now=timezone.now()
    )
    propose_closure(fresh(case), team, timezone.now())
    return fresh(case)


def areas(case) -> list[str]:
    return [domain.code for domain in packs.of_case(case.protocol).instruments["wellbeing"].domains]


def test_closure_prints_way_outcome_wellbeing_contacts_and_who_follows_up(closing, caseworker, team):
    text = words(caseworker.get(address("closure_print", closing.code)))
    for expected in [
        "Objectives of the plan met",
        "Asylum recognised",
        "Se restituyeron sus derechos.",
        "Procuraduría, teléfono de prueba",
        f"{team.caseworker.full_name}, Procuraduría de Sonora",
        "Follow-up and evaluation of the execution",
        "Mean 2.0 3.0 +1.0",
        "Draft: not approved",
    ]:
        assert expected in text, expected


def test_a_case_that_ended_prints_its_summary_as_approved(closing, team):
    services.move_case(case=closing, move="close", by=team.supervisor, now=timezone.now())
    text = words(browser(team.supervisor).get(address("closure_print", closing.code)))
    assert "approved on" in text
    assert "Draft" not in text


def test_without_two_measures_the_summary_says_so(team, caseworker):
    case = walk_to(Step.FOLLOW_UP, team)
    propose_closure(case, team, timezone.now())
    assert "Wellbeing was not measured twice" in words(caseworker.get(address("closure_print", case.code)))


# The extract for the migration authority (F3)


@pytest.fixture
def approver(team):
    return browser(team.approver)


def with_measures(case, team, *kinds):
    """Approve a plan that has a measure of each of `kinds`."""
    write_plan(case, team, timezone.now())
    actions = fresh(case).plan.action_list
    for action, kind in zip(actions, kinds, strict=False):
        type(action).objects.filter(pk=action.pk).update(measure_kind=kind)
    services.move_case(case=fresh(case), move="approve_plan", by=team.supervisor, now=timezone.now())
    return fresh(case)


def test_the_extract_says_what_is_determined(team, approver):
    case = walk_to(Step.PLAN_DESIGN, team)
    case = with_measures(case, team, MeasureKind.REGULARISATION, MeasureKind.ASYLUM_SUPPORT)
    text = words(approver.get(address("plan_extract", case.code)))
    determined = [extract.NOT_DEPRIVED, extract.BY_MEASURE[MeasureKind.REGULARISATION], extract.BY_MEASURE[MeasureKind.ASYLUM_SUPPORT]]
    for sentence in determined:
        assert str(sentence) in text
    assert str(extract.NOT_RETURNED) not in text
    assert team.approver.full_name in text


def test_a_risk_on_return_forbids_the_return_and_says_no_more(team, approver, as_owner):
    case = walk_to(Step.PLAN_EXECUTION, team)
    as_owner("SET LOCAL session_replication_role = replica; UPDATE cases_evaluation SET return_risk = 'yes'")
    assert str(extract.NOT_RETURNED) in words(approver.get(address("plan_extract", case.code)))


@pytest.mark.parametrize("role", ["caseworker", "supervisor"])
def test_only_the_head_of_the_authority_composes_the_extract(planned, team, role):
    assert browser(getattr(team, role)).get(address("plan_extract", planned.code)).status_code == 403
    assert not Paper.objects.exists()


def test_the_extract_is_offered_to_who_may_compose_it(planned, team, approver, caseworker):
    url = address("plan_extract", planned.code)
    assert url in text_of(approver.get(address("plan", planned.code)))
    assert url not in text_of(caseworker.get(address("plan", planned.code)))


def test_without_an_approved_plan_nothing_is_communicated(team, approver):
    case = walk_to(Step.PLAN_DESIGN, team)
    response = approver.get(address("plan_extract", case.code), follow=True)
    assert "F3: determinations are communicated from an approved plan" in text_of(response)
    assert not Paper.objects.exists()


def test_the_reference_is_the_migration_authoritys_own_and_nobody_elses(planned, team, approver):
    theirs = NotificationFactory(child=planned.child, source_org=team.migration, folio="INM-SON-77")
    other = NotificationFactory(child=planned.child, source_org=team.unit, folio="HOSPITAL-9")
    for notification, stands in ((theirs, True), (other, False)):
        Case.objects.filter(pk=planned.pk).update(notification=notification)
        assert (notification.folio in words(approver.get(address("plan_extract", planned.code)))) is stands


CANARY = "KANARI"
SAID_IN_THE_EXTRACT = {("cases_childidentity", "given_names"), ("cases_childidentity", "surname_1"), ("cases_childidentity", "surname_2")}
NEVER_PLANTED = {"path", "code", "protocol", "instrument", "instrument_version"}  # keys, not words


def test_the_extract_holds_nothing_of_the_file(team, approver, as_owner):
    """F3: every other text of the case is a canary, and none of them is on the paper."""
    case = walk_to(Step.FOLLOW_UP, team)
    now = timezone.now()
    services.record_wellbeing(
        case=case,
        measured_on=date(2026, 3, 5),
        phase="baseline",
        respondent="child",
        scores=dict.fromkeys(areas(case), 2),
        by=team.caseworker,
        now=now,
        text="Nota",
    )
    propose_closure(fresh(case), team, now)
    Case.objects.filter(pk=case.pk).update(notification=NotificationFactory(child=case.child, source_org=team.unit))
    planted = plant(fresh(case), as_owner)
    assert {"cases_evaluation", "cases_evaluationelement", "cases_plan", "cases_planline", "cases_planaction"} <= planted
    assert {"cases_interview", "cases_followupvisit", "cases_notification", "cases_closureproposal", "cases_rapidassessment"} <= planted
    response = approver.get(address("plan_extract", case.code))
    text = words(response)
    assert CANARY not in "".join(text.split())
    for withheld in ["To live in a family", "Education", "school", "interview", "Guatemala", "health,"]:
        assert withheld not in text.replace("health, family and the place", ""), withheld


def plant(case, as_owner) -> set[str]:
    """Put a canary into every free text of every row that hangs on the case or on the child; return the tables."""
    tables, seen = set(), set()
    waiting = [(row._meta.model, [row.pk]) for row in (case, case.child, case.child.identity, case.notification)]
    while waiting:
        model, keys = waiting.pop()
        if model in seen or not keys:
            continue
        seen.add(model)
        for field in model._meta.concrete_fields:
            name = (model._meta.db_table, field.column)
            is_text = field.get_internal_type() in ("CharField", "TextField") and not field.choices and not field.unique
            if not is_text or name in SAID_IN_THE_EXTRACT or field.column in NEVER_PLANTED or (field.max_length or 99) < len(CANARY):
                continue
            changed = f'UPDATE "{name[0]}" SET "{name[1]}" = %s WHERE "{model._meta.pk.column}"::text = ANY(%s)'
            try:
                as_owner(f"SET LOCAL session_replication_role = replica; {changed}", [CANARY, [str(key) for key in keys]])
            except DatabaseError:
                continue  # a constraint of the database holds this text empty, or to a list
            tables.add(name[0])
        for relation in model._meta.related_objects:
            if relation.related_model._meta.app_label not in ("papers", "accounts") and relation.field.name not in ("merged_into",):
                rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
                waiting.append((relation.related_model, list(rows.values_list("pk", flat=True))))
    return tables

"""The pages of restrictions: nothing forbidden comes through the form, every attempt is counted, what is overdue is said aloud."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from cases.choices import Language, Step
from cases.columns import COLUMNS
from cases.models import Child
from cases.prints.child import spoken, words_in
from cases.services import add_action
from liberty.models import Restriction, RestrictionAppeal, RestrictionReview
from liberty.restriction_choices import Frequency, RestrictionType, Standing, Support
from liberty.restriction_prints import OFFERED, restriction_sheet
from tests.factories import NOW, CaseFactory, UserFactory, fresh, grant, walk_to
from tests.liberty.restrictions import DAY, GIVEN, INFORMED, TODAY, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def lawyer(team):
    return team.person(Role.LAWYER)


@pytest.fixture
def case(team, lawyer):
    case = CaseFactory(unit=team.unit)
    for person in (lawyer, team.caseworker):
        grant(case, person)
    return case


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(**given) -> dict:
    """Return what a browser sends of a record without anything missing."""
    facts = {name: value for name, value in (GIVEN | INFORMED | given).items() if value is not None}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in facts.items()} | {
        "submission_key": str(uuid.uuid4())
    }


def attempts() -> list[dict]:
    return [event.detail for event in Event.objects.filter(action="restriction.forbidden").order_by("at")]


def text(answer) -> str:
    return answer.content.decode()


def test_a_restriction_is_recorded_once_and_stands_on_the_case_page(case, lawyer):
    client, form = signed_in(lawyer), typed()
    address = reverse("liberty:restriction_add", args=[case.code])
    assert client.get(address).status_code == 200
    assert [client.post(address, form).status_code for _click in range(2)] == [302, 302]
    one = Restriction.objects.get()
    page = text(client.get(reverse("cases:detail", args=[case.code])))
    panel = page.split('id="restrictions"')[1].split("</section>")[0]
    assert str(Standing.IN_EFFECT.label) in panel
    assert reverse("liberty:restriction", args=[one.pk]) in panel


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ({"type": "electronic_tag"}, {"kind": "electronic_tag", "field": "type"}),
        ({"text": "brazalete  g.p.s."}, {"kind": "electronic_tag", "field": "text"}),
        ({"less_restrictive": "Reconocimiento FACIAL"}, {"kind": "facial_recognition", "field": "less_restrictive"}),
        ({"text": "GPS", "review_date": None, "legal_basis": ""}, {"kind": "gps_app", "field": "text"}),  # not fit to be saved anyway
    ],
)
def test_the_form_refuses_what_is_forbidden_keeps_what_was_typed_and_counts(case, lawyer, given, detail):
    answer = signed_in(lawyer).post(reverse("liberty:restriction_add", args=[case.code]), typed(**given))
    assert (answer.status_code, attempts()) == (422, [detail])
    assert "INV-07" in text(answer)
    assert GIVEN["appeal_route"] in text(answer)
    assert not Restriction.objects.exists()


def test_a_type_that_nobody_knows_is_no_attempt(case, lawyer):
    answer = signed_in(lawyer).post(reverse("liberty:restriction_add", args=[case.code]), typed(type="shackles"))
    assert (answer.status_code, attempts()) == (422, [])


def test_a_proposal_is_screened_as_a_record_is(case, lawyer):
    client, address = signed_in(lawyer), reverse("liberty:restriction_propose", args=[case.code])
    asked = {"type": "address_notice", "text": "Firma semanal en el INM", "imposed_by": "INM"}
    assert client.post(address, asked).status_code == 422
    assert attempts() == [{"kind": "sign_in_at_police_or_migration", "field": "text"}]
    assert client.post(address, asked | {"text": "Que avise de su domicilio"}).status_code == 302
    one = Restriction.objects.get()
    assert str(Standing.PROPOSED.label) in text(client.get(reverse("liberty:restriction", args=[one.pk])))
    record = reverse("liberty:restriction_record", args=[one.pk])
    assert "Que avise de su domicilio" in text(client.get(record))
    assert client.post(record, typed(type="address_notice", support_provided=[], contact_every="")).status_code == 302
    one.refresh_from_db()
    assert one.standing_on(TODAY) == Standing.IN_EFFECT


def test_after_its_review_date_every_page_says_that_it_is_without_effect(case, team, lawyer, time_machine):
    one = recorded(case, lawyer)
    officer = UserFactory(organisation=team.unit, role=Role.DATA_PROTECTION_OFFICER)
    pages = {
        "case": (lawyer, reverse("cases:detail", args=[case.code])),
        "restriction": (lawyer, reverse("liberty:restriction", args=[one.pk])),
        "home of the supervisor": (team.supervisor, reverse("home")),
        "home of the officer": (officer, reverse("home")),
    }
    said = str(Standing.WITHOUT_EFFECT.label)
    assert [name for name, (user, url) in pages.items() if said in text(signed_in(user).get(url))] == []
    time_machine.move_to(NOW + 31 * timedelta(days=1))
    assert [name for name, (user, url) in pages.items() if said not in text(signed_in(user).get(url))] == []


def test_who_oversees_data_is_shown_codes_and_no_names(case, team, lawyer, time_machine):
    recorded(case, lawyer)
    recorded(foreign := CaseFactory(), foreign_head := UserFactory(organisation=foreign.unit, role=Role.AUTHORITY_APPROVER))
    time_machine.move_to(NOW + 40 * timedelta(days=1))
    officer = signed_in(UserFactory(organisation=team.unit, role=Role.DATA_PROTECTION_OFFICER))
    for url in (reverse("home"), reverse("liberty:restrictions_overdue")):
        page = text(officer.get(url))
        assert case.code in page
        assert foreign.code not in page
        assert "Yesenia" not in page
        assert reverse("liberty:restriction", args=[Restriction.objects.get(case=case).pk]) not in page
    assert set(Event.objects.filter(action="restriction.overdue").latest("at").subjects) == {case.pk, case.child_id}
    assert foreign.code in text(signed_in(foreign_head).get(reverse("liberty:restrictions_overdue")))


def test_review_appeal_answer_and_missed_contact_each_have_a_page(case, team, lawyer, time_machine):
    one = recorded(case, lawyer)
    time_machine.move_to(NOW + 9 * timedelta(days=1))
    day = TODAY + 9 * DAY
    client = signed_in(team.caseworker)
    missed = {"missed_at": f"{day:%Y-%m-%d}T08:00", "known": "Estaba en la escuela."}
    assert client.post(reverse("liberty:restriction_missed", args=[one.pk]), missed).status_code == 302
    appealed = {"filed_on": day, "filed_by": "Su abogada", "before": "Juzgado", "grounds": "No hace falta."}
    assert client.post(reverse("liberty:restriction_appeal", args=[one.pk]), appealed).status_code == 302
    supervisor = signed_in(team.supervisor)
    held = {"held_on": day, "outcome": "relax", "reasons": "Cumple.", "new_contact_every": "monthly", "child_told_on": day}
    held |= {"next_review_date": day + 30 * DAY, "child_views": "Mejor."}
    assert supervisor.post(reverse("liberty:restriction_review", args=[one.pk]), held).status_code == 302
    appeal = RestrictionAppeal.objects.get()
    decided = {"outcome": "upheld", "decided_on": day, "decision": "Se concede."}
    assert client.post(reverse("liberty:appeal_answer", args=[appeal.pk]), decided).status_code == 302
    page = text(client.get(reverse("liberty:restriction", args=[one.pk])))
    for said in ("Estaba en la escuela.", "No hace falta.", "Se concede.", "Cumple.", str(Standing.ENDED.label)):
        assert said in page
    assert RestrictionReview.objects.get().new_contact_every == "monthly"


def test_the_page_asks_as_often_for_many_reviews(case, team, lawyer, django_assert_max_num_queries):
    one = recorded(case, lawyer)
    for _n in range(30):
        facts = {"outcome": "keep", "reasons": "Sí.", "text_before": "x", "child_views": "Sí.", "child_told_on": TODAY}
        facts |= {"held_on": TODAY, "next_review_date": TODAY + 30 * DAY, "author": lawyer, "reviewer": team.supervisor}
        RestrictionReview.objects.create(restriction=one, **facts)
    client = signed_in(lawyer)
    with django_assert_max_num_queries(14):
        assert client.get(reverse("liberty:restriction", args=[one.pk])).status_code == 200


# The other doors


@pytest.mark.parametrize("text_of_a_measure", ["Se le colocará una tobillera electrónica.", "Toque de queda a las ocho."])
def test_no_protective_measure_asks_for_what_no_restriction_may(case, lawyer, text_of_a_measure):
    asked = {"kind": "special", "type": "social_assistance", "text": text_of_a_measure, "reasons": "Prueba."}
    answer = signed_in(lawyer).post(reverse("cases:measure_add", args=[case.code]), asked)
    assert (answer.status_code, "INV-07" in text(answer)) == (422, True)
    assert [detail["field"] for detail in attempts()] == ["text"]
    assert not case.measures.exists()


def test_no_plan_asks_for_what_no_restriction_may(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    facts = {"measure_kind": "school_enrolment", "description": "Llevará un GPS", "responsible_organisation": "Escuela"}
    facts |= {"responsible_person": "Directora", "due_on": NOW.date() + 9 * DAY}
    with pytest.raises(ValidationError, match="INV-07") as refusal:
        add_action(line=case.plan.line_list[0], version=case.plan.version, by=team.caseworker, now=NOW, **facts)
    assert [*refusal.value.message_dict] == ["description"]


def test_no_column_of_the_import_carries_a_restriction():
    named = {field.name for field in Restriction._meta.get_fields()}
    assert set(COLUMNS) & named == set()


# On paper


@pytest.mark.parametrize("language", ["es", "en", "fr", "pt"])
def test_the_sheet_of_rights_is_said_in_each_language(case, lawyer, language):
    own = words_in(language)["restriction"]
    assert own.keys() == words_in("es")["restriction"].keys()
    assert {*RestrictionType.values, *Support.values, *Frequency.values} <= own.keys()
    sheet = restriction_sheet(recorded(case, lawyer), language)
    assert own["phone_contact"] == sheet.values["asked"]
    assert GIVEN["appeal_route"] in sheet.values["appeal"]
    assert "{" not in str({key: value for key, value in sheet.values.items() if key != "words"}).replace("{'", "")


def test_the_languages_offered_are_those_whose_words_exist():
    assert set(OFFERED) == set(spoken())


def test_the_paper_is_offered_and_printed_in_the_childs_language(case, lawyer):
    Child.objects.filter(pk=case.child_id).update(primary_language=Language.FR)
    one = recorded(fresh(case), lawyer)
    client = signed_in(lawyer)
    page = text(client.get(reverse("liberty:restriction", args=[one.pk])))
    papers = {language: reverse("liberty:restriction_paper", args=[one.pk, language]) for language in ("fr", "es", "en", "pt")}
    assert [language for language, url in papers.items() if url in page] == ["fr", "es", "en"]
    answer = client.get(papers["fr"])
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert client.get(reverse("liberty:restriction_paper", args=[one.pk, "ht"])).status_code == 404
    assert timezone.localdate(NOW) == TODAY

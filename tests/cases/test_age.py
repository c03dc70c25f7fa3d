"""The age: known in part, disputed, assessed, appealed; and what an eighteenth birthday does not do."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.roles import OrgType
from cases import rules, services
from cases.choices import AgeStatus, BirthPrecision, Step
from cases.models import AgeAssessment, Child, TransitionPlan
from cases.rules import Age, Birth
from cases.templatetags.case import age_words
from placements.rules import misfit
from protocols import packs
from tests.cases.pages import address, browser, post, text_of
from tests.factories import NOW, OrganisationFactory, fresh, local_today, walk_to

PACK = packs.load("mx")
DAY = date(2026, 3, 3)
LATER = NOW + timedelta(days=60)


def birth(born=None, precision="exact", declared=None, on=None):
    return rules.birth_between(birth_date=born, precision=precision, declared_age=declared, declared_on=on)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (birth(date(2010, 5, 4)), Birth(date(2010, 5, 4), date(2010, 5, 4))),
        (birth(date(2010, 2, 1), "year_month"), Birth(date(2010, 2, 1), date(2010, 2, 28))),
        (birth(date(2008, 2, 1), "year_month"), Birth(date(2008, 2, 1), date(2008, 2, 29))),
        (birth(date(2010, 1, 1), "year"), Birth(date(2010, 1, 1), date(2010, 12, 31))),
        (birth(None, "declared_age", 15, date(2026, 3, 2)), Birth(date(2010, 3, 3), date(2011, 3, 2))),
        (birth(None, "unknown"), None),
        (birth(None, "declared_age", 15, None), None),
    ],
)
def test_birth_lies_between_the_days_that_are_known(known, expected):
    assert known == expected


@pytest.mark.parametrize(
    ("born", "due"),
    [
        (date(2008, 9, 15), date(2026, 3, 15)),
        (date(2008, 8, 31), date(2026, 2, 28)),
        (date(2006, 8, 31), date(2024, 2, 29)),
        (date(2008, 8, 30), date(2026, 2, 28)),
        (date(2008, 2, 29), date(2025, 8, 29)),
        (date(2008, 12, 31), date(2026, 6, 30)),
    ],
)
def test_the_plan_for_adult_life_is_due_at_17_years_and_6_months(born, due):
    """INV-41; a month without the day ends on its last."""
    assert rules.day_of_transition(birth(born), PACK) == due


def test_the_plan_is_due_on_the_earliest_day_that_it_may_be_and_never_where_nothing_is_known():
    assert rules.day_of_transition(birth(date(2009, 1, 1), "year"), PACK) == date(2026, 7, 1)
    assert rules.day_of_transition(birth(None, "declared_age", 17, date(2026, 3, 2)), PACK) == date(2025, 9, 3)
    assert rules.day_of_transition(None, PACK) is None


@pytest.mark.parametrize(
    ("known", "until"),
    [
        (birth(date(2010, 5, 4)), date(2033, 5, 4)),
        (birth(date(2008, 2, 29)), date(2031, 3, 1)),
        (birth(date(2010, 1, 1), "year"), date(2033, 12, 31)),
        (birth(None, "declared_age", 15, date(2026, 3, 2)), date(2034, 3, 2)),
        (None, None),
    ],
)
def test_a_file_is_kept_five_years_after_the_latest_day_on_which_the_child_may_turn_18(known, until):
    assert rules.kept_until(known, PACK) == until


@pytest.mark.parametrize(
    ("born", "precision", "day", "age"),
    [
        (date(2009, 1, 1), "year", date(2026, 6, 1), Age(17, False, 16)),
        (date(2009, 1, 1), "year", date(2026, 12, 31), Age(17, False, 17)),
        (date(2010, 5, 1), "year_month", date(2026, 5, 10), Age(16, False, 15)),
        (date(2010, 5, 1), "year_month", date(2026, 6, 1), Age(16, False, 16)),
        (date(2010, 5, 4), "exact", date(2026, 5, 4), Age(16, True, 16)),
        (date(2026, 1, 1), "year", date(2026, 3, 1), Age(0, False, 0)),
    ],
)
def test_an_age_known_in_part_says_the_least_and_the_most_it_may_be(born, precision, day, age):
    """INV-42: on the day asked for."""
    assert rules.age_on(day, birth_date=born, precision=precision, declared_age=None, declared_on=None) == age


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"birth_date": date(2009, 1, 1), "birth_precision": "year"}, "between 16 and 17 years"),
        ({"birth_date": date(2009, 1, 1), "birth_precision": "year", "age_status": "disputed"}, "between 16 and 17 years (disputed)"),
        ({"birth_date": date(2010, 6, 1), "birth_precision": "year_month"}, "16 years"),
        ({"birth_date": date(2010, 5, 4), "birth_precision": "exact"}, "16 years"),
        ({"declared_age": 15, "declared_on": date(2026, 6, 1), "birth_precision": "declared_age"}, "15 years (declared)"),
        ({"birth_precision": "unknown"}, "Age not known"),
    ],
)
def test_the_age_shown_never_says_more_than_is_known(fields, words, time_machine):
    time_machine.move_to(date(2026, 8, 3))
    assert age_words(Child(**fields)) == words


@pytest.mark.parametrize("status", AgeStatus)
@pytest.mark.parametrize("years", [15, 17, 18, 19, 24, None])
def test_no_place_for_children_is_refused_for_an_age_in_doubt(status, years):
    """INV-40: whoever disputes it, a bed for children is a bed for this child."""
    offer = type("Offer", (), {"sex": "any", "age_from": 0, "age_to": 17})
    age = rules.age_for_care(Age(years, True), status)
    in_doubt = status in (AgeStatus.DISPUTED, AgeStatus.DETERMINED_CHILD)
    assert bool(misfit(offer, "female", age)) == (years is not None and years >= 18 and not in_doubt)


@pytest.mark.parametrize("precision", BirthPrecision)
def test_no_rule_takes_a_disputed_age_for_an_adult_s(precision):
    """INV-40."""
    born = None if precision in ("declared_age", "unknown") else date(2000, 1, 1)
    child = Child(age_status=AgeStatus.DISPUTED, birth_date=born, birth_precision=precision, declared_age=26, declared_on=date(2026, 1, 1))
    assert rules.is_treated_as_child(child.age_status)
    assert child.age_for_care_on(DAY) == 17


@pytest.mark.parametrize(("low", "margin", "is_adult"), [(18, 0, True), (19, 2, False), (20, 2, True), (17, 0, False)])
def test_the_margin_of_error_counts_for_the_child(low, margin, is_adult):
    assert rules.is_adult_beyond_margin(low, margin) == is_adult


# The services


@pytest.fixture
def case(team):
    return walk_to(Step.PLAN_EXECUTION, team)


def opened(case, team, **fields):
    texts = {
        "reason": "Un papel dice otra fecha.",
        "requested_by": "Procuraduría",
        "method": "documents",
        "assessors": "Trabajo social y psicología",
        "organisation": team.unit,
    }
    return services.open_age_assessment(case=case, by=team.caseworker, now=LATER, **(texts | fields))


FOUND = {
    "range_low": 18,
    "range_high": 20,
    "margin": 0,
    "conclusion": "adult",
    "grounds": "Acta de nacimiento.",
    "consent_by": "child",
    "consented_on": DAY,
    "child_views": "Tengo diecisiete.",
    "concluded_on": DAY,
    "child_told_on": DAY,
    "appeal_deadline": DAY + timedelta(days=20),
}


def concluded(assessment, team, **fields):
    return services.conclude_age_assessment(assessment=assessment, by=team.caseworker, now=LATER, **(FOUND | fields))


def status_of(case):
    return Child.objects.get(pk=case.child_id).age_status


def test_an_assessment_makes_the_age_disputed_and_there_is_one_at_a_time(case, team):
    opened(case, team)
    assert status_of(case) == "disputed"
    with pytest.raises(ValidationError, match="under way"):
        opened(case, team)


def test_the_migration_authority_assesses_nobody(case, team):
    with pytest.raises(ValidationError, match="D8: nobody of the migration authority"):
        opened(case, team, organisation=team.migration)
    kept = opened(case, team)
    with pytest.raises(IntegrityError, match="age_apart_from_migration"), transaction.atomic():
        AgeAssessment.objects.filter(pk=kept.pk).update(organisation_type=OrgType.MIGRATION_AUTHORITY)


TRIED = ["documents", "interview_holistic", "school_records"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"tried_methods": TRIED[:2], "consent_by": "both", "consented_on": DAY}, "the last resort. Not yet tried: School"),
        ({"tried_methods": TRIED}, "without consent there is no examination"),
        ({"tried_methods": TRIED, "consent_by": "both"}, "without consent there is no examination"),
    ],
)
def test_a_medical_examination_is_the_last_resort(case, team, fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        opened(case, team, method="medical_last_resort", **fields)
    opened(case, team, method="medical_last_resort", tried_methods=TRIED, consent_by="both", consented_on=DAY)


@pytest.mark.parametrize("change", [{"tried_methods": TRIED[:2]}, {"consent_by": ""}, {"consented_on": None}])
def test_the_database_knows_the_last_resort_too(case, team, change):
    kept = opened(case, team, method="medical_last_resort", tried_methods=TRIED, consent_by="both", consented_on=DAY)
    with pytest.raises(IntegrityError, match="age_medical_as_last_resort"), transaction.atomic():
        AgeAssessment.objects.filter(pk=kept.pk).update(**change)


@pytest.mark.parametrize("conclusion", ["child", "inconclusive"])
def test_in_doubt_it_is_a_child_at_once(case, team, conclusion):
    kept = concluded(opened(case, team), team, conclusion=conclusion, range_low=None, range_high=None, appeal_deadline=None)
    assert (kept.state, status_of(case)) == ("final", "determined_child")
    assert [task.kind for task in fresh(case).open_tasks if task.kind == "reassess"] == ["reassess"]


def test_that_somebody_is_an_adult_waits_and_is_a_child_meanwhile(case, team):
    assert concluded(opened(case, team), team).state == "concluded"
    assert status_of(case) == "disputed"


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"consent_by": ""}, "consent_by", "D8: without consent"),
        ({"child_views": ""}, "child_views", "INV-21"),
        ({"no_views_reason": "communication_barrier_pending", "child_views": ""}, "child_views", "INV-21"),
        ({"child_told_on": None}, "child_told_on", "INV-23"),
        ({"child_told_on": DAY - timedelta(days=1)}, "child_told_on", "INV-23"),
        ({"range_low": 19, "margin": 2}, "conclusion", "less the margin of error"),
        ({"margin": None}, "conclusion", "less the margin of error"),
        ({"range_low": 21}, "range_high", "above the highest"),
        ({"appeal_deadline": None}, "appeal_deadline", "can be appealed"),
        ({"appeal_deadline": DAY}, "appeal_deadline", "can be appealed"),
        ({"concluded_on": date(2027, 1, 1)}, "concluded_on", "future"),
    ],
)
def test_an_unsound_conclusion_is_refused_beside_its_field(case, team, fields, field, sentence):
    kept = opened(case, team)
    with pytest.raises(ValidationError, match=sentence) as refusal:
        concluded(kept, team, **fields)
    assert set(refusal.value.message_dict) == {field}
    assert (AgeAssessment.objects.get().state, status_of(case)) == ("open", "disputed")


def final(assessment, by, now=LATER):
    return services.make_age_final(assessment=assessment, by=by, now=now)


def test_it_becomes_final_after_the_time_to_appeal_by_a_second_person(case, team):
    kept = concluded(opened(case, team), team)
    with pytest.raises(PermissionDenied):
        final(kept, team.caseworker)
    with pytest.raises(ValidationError, match="can be appealed until"):
        final(kept, team.supervisor, now=NOW + timedelta(days=10))
    assert final(kept, team.supervisor).state == "final"
    assert status_of(case) == "determined_adult_final"
    with pytest.raises(ValidationError, match="neither under appeal nor final"):
        final(kept, team.approver)


def test_who_recorded_it_does_not_make_it_final(case, team):
    """INV-15."""
    kept = concluded(opened(case, team), team)
    team.caseworker.role = "supervisor"
    team.caseworker.save()
    with pytest.raises(ValidationError, match="INV-15"):
        final(kept, team.caseworker)
    with pytest.raises(IntegrityError, match="age_adult_four_eyes"), transaction.atomic():
        AgeAssessment.objects.filter(pk=kept.pk).update(state="final", finalised_by=team.caseworker, finalised_at=LATER)


@pytest.mark.parametrize(
    ("outcome", "state", "status"), [("overturned", "final", "determined_child"), ("confirmed", "concluded", "disputed")]
)
def test_an_appeal_holds_everything_until_its_outcome(case, team, outcome, state, status):
    kept = concluded(opened(case, team), team)
    kept = services.appeal_age_assessment(
        assessment=kept, by=team.caseworker, now=LATER, filed_on=DAY + timedelta(days=1), grounds="El acta es de otra persona."
    )
    with pytest.raises(ValidationError, match="neither under appeal nor final"):
        final(kept, team.supervisor)
    kept = services.decide_age_appeal(assessment=kept, by=team.caseworker, now=LATER, decided_on=DAY + timedelta(days=30), outcome=outcome)
    assert (kept.state, status_of(case)) == (state, status)
    if outcome == "confirmed":
        final(kept, team.supervisor, now=NOW + timedelta(days=31))
        assert status_of(case) == "determined_adult_final"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("age_adult_beyond_margin", {"range_low": 17}),
        ("age_adult_beyond_margin", {"margin": 1}),
        ("age_adult_beyond_margin", {"appeal_deadline": None}),
        ("age_adult_four_eyes", {"state": "final"}),
        ("age_concluded_with_consent", {"consented_on": None}),
        ("age_concluded_with_consent", {"state": "open"}),
        ("age_range_in_order", {"range_high": 17}),
        ("age_appeal_is_filed", {"state": "appealed"}),
    ],
)
def test_the_database_holds_each_rule_of_d8(case, team, name, change):
    kept = concluded(opened(case, team), team)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AgeAssessment.objects.filter(pk=kept.pk).update(**change)


TRANSITION = {
    "living": "Con su familia de acogida.",
    "study_and_work": "Termina la preparatoria.",
    "papers": "Residencia permanente.",
    "people": "Su madrina de acogida.",
    "goes_on": "La beca, hasta terminar.",
    "contact": "Marcela Ibarra, Procuraduría, teléfono de prueba",
    "child_views": "Quiero estudiar enfermería.",
}


@pytest.mark.parametrize("field", ["living", "study_and_work", "papers", "people", "goes_on", "contact", "child_views"])
def test_a_plan_for_adult_life_is_whole_or_refused(case, team, field):
    with pytest.raises(ValidationError) as refusal:
        services.save_transition_plan(case=case, by=team.caseworker, now=LATER, **(TRANSITION | {field: " "}))
    assert set(refusal.value.message_dict) == {field}


def test_a_new_plan_for_adult_life_leaves_the_one_before(case, team):
    for living in ("Con su tía.", "En una vivienda de apoyo."):
        services.save_transition_plan(case=case, by=team.caseworker, now=LATER, **(TRANSITION | {"living": living}))
    assert fresh(case).transition_plan.living == "En una vivienda de apoyo."
    assert TransitionPlan.objects.count() == 2
    with pytest.raises(IntegrityError, match="transition_plan_complete"), transaction.atomic():
        TransitionPlan.objects.update(contact="")


# The pages


def test_the_age_is_assessed_appealed_and_made_final_in_the_pages(case, team):
    caseworker, supervisor = browser(team.caseworker), browser(team.supervisor)
    page = address("age", case.code)
    typed = {"reason": "Duda", "requested_by": "COMAR", "method": "documents", "assessors": "Equipo", "organisation": team.unit.pk}
    assert post(caseworker, address("age_open", case.code), **typed).url == page
    kept = fresh(case).age_assessment
    today = local_today()
    found = {name: value.isoformat() if isinstance(value, date) else value for name, value in FOUND.items()}
    found |= {
        "concluded_on": today.isoformat(),
        "child_told_on": today.isoformat(),
        "appeal_deadline": (today + timedelta(days=5)).isoformat(),
    }
    refused = post(caseworker, address("age_conclude", case.code, kept.pk), **(found | {"range_low": 17}))
    assert refused.status_code == 422
    assert "Tengo diecisiete." in text_of(refused)
    assert post(caseworker, address("age_conclude", case.code, kept.pk), **found).url == page
    refused = post(supervisor, address("age_final", case.code, kept.pk))
    assert (refused.status_code, "can be appealed until" in text_of(refused)) == (422, True)
    assert post(caseworker, address("age_appeal", case.code, kept.pk), filed_on=today.isoformat(), grounds="Error.").url == page
    assert "Appealed" in text_of(supervisor.get(page))
    assert post(caseworker, address("age_outcome", case.code, kept.pk), decided_on=today.isoformat(), outcome="confirmed").url == page
    assert post(supervisor, address("age_final", case.code, kept.pk)).url == page
    assert status_of(case) == "determined_adult_final"


def test_the_page_says_until_when_and_that_nothing_ends_by_itself(case, team):
    text = text_of(browser(team.supervisor).get(address("age", case.code)))
    assert "Nov. 4, 2027" in text
    assert "May 4, 2033" in text
    assert "INV-41" in text
    Child.objects.filter(pk=case.child_id).update(birth_date=None, birth_precision="unknown")
    text = text_of(browser(team.supervisor).get(address("age", case.code)))
    assert "it cannot be excluded that the time still runs" in text


def test_the_plan_for_adult_life_is_written_in_one_page(case, team):
    caseworker = browser(team.caseworker)
    refused = post(caseworker, address("transition", case.code), **(TRANSITION | {"living": ""}))
    assert (refused.status_code, "Termina la preparatoria." in text_of(refused)) == (422, True)
    assert post(caseworker, address("transition", case.code), **TRANSITION).url == address("age", case.code)
    with translation.override("en"):
        assert "Quiero estudiar enfermería." in text_of(caseworker.get(address("age", case.code)))


def test_the_page_of_the_age_asks_the_same_number_of_queries_for_one_and_for_ten(case, team, django_assert_max_num_queries):
    caseworker, counts = browser(team.caseworker), []
    for turns in (1, 10):
        for __ in range(turns):
            concluded(opened(case, team), team, conclusion="child", appeal_deadline=None)
            services.save_transition_plan(case=case, by=team.caseworker, now=LATER, **TRANSITION)
        with django_assert_max_num_queries(12) as captured:
            assert caseworker.get(address("age", case.code)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_assessor_of_another_organisation_is_found_by_name(case, team):
    clinic = OrganisationFactory(org_type=OrgType.HEALTH_PROVIDER, name="Clínica comunitaria")
    assert opened(case, team, organisation=clinic).organisation_type == OrgType.HEALTH_PROVIDER

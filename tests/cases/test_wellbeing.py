"""Wellbeing: what a measure may hold, how change is computed, and the pages."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from cases import rules, services
from cases.choices import Step
from cases.models import Case, Child, WellbeingMeasure
from protocols import packs
from tests.cases.pages import address, browser, post, text_of
from tests.factories import NOW, Team, fresh, local_today, walk_to

pytestmark = pytest.mark.django_db
DOMAINS = [domain.code for domain in packs.load("mx").instruments["wellbeing"].domains]
DAY = date(2026, 3, 2)


@pytest.fixture
def case(team):
    return walk_to(Step.PLAN_EXECUTION, team)


def measure(case, team, day=DAY, score=3, **fields):
    fields = {"phase": "baseline", "respondent": "child", "scores": dict.fromkeys(DOMAINS, score)} | fields
    return services.record_wellbeing(case=case, measured_on=day, by=team.caseworker, now=NOW + timedelta(days=100), **fields)


@pytest.mark.parametrize(
    ("measures", "overall", "by_domain"),
    [
        ([], None, None),
        ([(DAY, {"safety": 3})], None, None),
        ([(DAY, {"safety": 3}), (DAY + timedelta(days=13), {"safety": 5})], None, None),
        ([(DAY, {"safety": 3}), (DAY + timedelta(days=14), {"safety": 5})], 2.0, {"safety": 2}),
        ([(DAY + timedelta(days=14), {"safety": 5}), (DAY, {"safety": 3})], 2.0, {"safety": 2}),
        ([(DAY, {"safety": 4, "hope": 4}), (DAY + timedelta(days=30), {"safety": 3, "health": 5})], -1.0, {"safety": -1}),
        ([(DAY, {"safety": 4}), (DAY + timedelta(days=30), {"health": 5})], None, None),
        (
            [(DAY, {"a": 1, "b": 1}), (DAY + timedelta(days=7), {"a": 5, "b": 5}), (DAY + timedelta(days=20), {"a": 2, "b": 4})],
            2.0,
            {"a": 1, "b": 3},
        ),
    ],
)
def test_change_is_last_less_first_over_the_domains_in_both(measures, overall, by_domain):
    change = rules.wellbeing_change(measures)
    assert (change and change.overall, change and change.by_domain) == (overall, by_domain)


def test_a_measure_keeps_the_instrument_that_was_used(case, team):
    kept = measure(case, team)
    assert (kept.instrument, kept.instrument_version, kept.mean) == ("wellbeing-8", "1", 3)
    assert fresh(case).wellbeing == [kept]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"scores": {}}, "at least one area"),
        ({"scores": {"happiness": 3}}, "does not ask about: happiness"),
        ({"scores": {"safety": 6}}, "from 1 to 5"),
        ({"scores": {"safety": "3"}}, "from 1 to 5"),
        ({"scores": {"safety": True}}, "from 1 to 5"),
        ({"day": date(2027, 1, 1)}, "lies in the future"),
        ({"day": date(2026, 3, 1)}, "before the notification"),
    ],
)
def test_a_measure_that_cannot_be_is_refused(case, team, fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        measure(case, team, **fields)
    assert not WellbeingMeasure.objects.exists()


@pytest.mark.parametrize("scores", [{}, [], 3, {"safety": 0}, {"safety": 6}, {"safety": 2.5}, {"safety": "3"}, {"safety": None}])
def test_the_database_holds_the_scale_too(case, team, scores):
    kept = measure(case, team)
    with pytest.raises(IntegrityError), transaction.atomic():
        WellbeingMeasure.objects.filter(pk=kept.pk).update(scores=scores)


def test_only_who_works_on_the_open_case_measures(case, team):
    with pytest.raises(PermissionDenied):
        services.record_wellbeing(
            case=case, measured_on=DAY, phase="baseline", respondent="child", scores={"safety": 3}, by=team.supervisor, now=NOW
        )
    with pytest.raises(Case.DoesNotExist):
        services.record_wellbeing(
            case=case, measured_on=DAY, phase="baseline", respondent="child", scores={"safety": 3}, by=Team().caseworker, now=NOW
        )


def answers(score="4", **fields):
    return {
        "measured_on": local_today().isoformat(),
        "phase": "baseline",
        "respondent": "child",
        **{f"area_{code}": score for code in DOMAINS},
    } | fields


def test_the_page_records_a_measure_in_one_go(case, team):
    caseworker, url = browser(team.caseworker), address("wellbeing_add", case.code)
    page = text_of(caseworker.get(url))
    assert all(f'name="area_{code}"' in page for code in DOMAINS)
    assert "5: I feel safe where I live" in page
    assert post(caseworker, url, **answers()).url == address("wellbeing", case.code)
    [kept] = fresh(case).wellbeing
    assert kept.scores == dict.fromkeys(DOMAINS, 4)


def test_an_empty_scale_comes_back_with_what_was_typed(case, team):
    caseworker, url = browser(team.caseworker), address("wellbeing_add", case.code)
    response = post(caseworker, url, **(answers(score="") | {"text": "No quiso contestar."}))
    assert response.status_code == 422
    assert "at least one area" in text_of(response)
    assert "No quiso contestar." in text_of(response)


def test_a_very_young_child_s_own_answers_call_for_care_and_are_kept(case, team):
    Child.objects.filter(pk=case.child_id).update(birth_date=local_today() - timedelta(days=6 * 366), birth_precision="exact")
    caseworker = browser(team.caseworker)
    response = post(caseworker, address("wellbeing_add", case.code), **answers())
    assert "younger than 8" in text_of(caseworker.get(response.url))
    assert len(fresh(case).wellbeing) == 1


def test_the_page_shows_every_area_and_its_change(case, team):
    measure(case, team, DAY, 2)
    measure(case, team, DAY + timedelta(days=30), 4, phase="periodic")
    response = browser(team.supervisor).get(address("wellbeing", case.code))
    areas = response.context["areas"]
    assert len(areas) == len(DOMAINS) + 1
    assert {(tuple(area.scores), area.change) for area in areas} == {((2, 4), 2)}
    assert "+2" in text_of(response)
    assert address("wellbeing_chart", case.code) in text_of(response)
    assert "+2" in text_of(browser(team.supervisor).get(address("detail", case.code)))


def test_the_chart_is_a_picture_without_scripts_or_anything_from_elsewhere(case, team):
    measure(case, team, DAY, 2)
    measure(case, team, DAY + timedelta(days=30), 4, phase="periodic")
    response = browser(team.supervisor).get(address("wellbeing_chart", case.code))
    picture = text_of(response)
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert "<script" not in picture
    assert "kozea" not in picture.replace("http://www.pygal.org", "")
    assert "prefers-color-scheme:dark" in picture
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("page", ["wellbeing", "wellbeing_chart", "wellbeing_add"])
def test_pages_ask_the_same_number_of_queries_for_one_and_for_twenty(case, team, page, django_assert_max_num_queries):
    caseworker, counts = browser(team.caseworker), []
    for turns in (range(1), range(1, 20)):
        for turn in turns:
            measure(case, team, DAY + timedelta(days=turn), phase="periodic")
        with django_assert_max_num_queries(12) as captured:
            assert caseworker.get(address(page, case.code)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]

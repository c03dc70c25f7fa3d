"""INV-30: nobody of the child's country is contacted while that could endanger the child; the same answer at every door."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from cases import rules, services
from cases.choices import AsylumStatus, Consent, Step
from cases.choices_family import TO_ORIGIN, Through
from cases.models import Case, Evaluation
from cases.services.origin import is_of_origin, may_reach_origin
from referrals.models import ConsentRecord
from tests.factories import NOW, Team, fresh, relative_of, walk_to

BEGUN = {"indicated_not_applied", "applied", "recognised", "complementary_protection", "appeal"}


@pytest.mark.parametrize("status", AsylumStatus)
@pytest.mark.parametrize("consent", ["", *Consent])
@pytest.mark.parametrize("answer", ["", "yes", "no", "unclear"])
def test_inv_30_the_rule(answer, consent, status):
    expected = consent == "both" or (answer == "no" and status not in BEGUN)
    assert rules.may_reach_origin(answer, consent, status) is expected


@pytest.fixture
def case(db):
    return walk_to(Step.EVALUATION, Team())


def consent_of(case, given_by="both", **fields):
    given = {"given_on": NOW.date(), "purposes": ["documentation_consular"], "explained": "En q'eqchi'."}
    return ConsentRecord.objects.create(case=case, given_by=given_by, **(given | fields))


def answered(case, answer: str) -> Case:
    Evaluation.objects.filter(case=case).update(international_protection=answer)
    return fresh(case)


@pytest.mark.parametrize(
    ("answer", "consents", "may"),
    [
        ("no", [], True),
        ("", [], False),
        ("unclear", [], False),
        ("yes", [{"given_by": "child"}, {"given_by": "representative"}], False),
        ("yes", [{"given_by": "child"}, {}], True),
        ("yes", [{"withdrawn_on": NOW.date()}], False),
        ("yes", [{"purposes": ["health"]}], False),
    ],
)
def test_inv_30_what_is_on_record_is_what_counts(case, answer, consents, may):
    case = answered(case, answer)
    for consent in consents:
        consent_of(case, **consent)
    assert may_reach_origin(case) is may


def test_inv_30_an_evaluation_still_being_written_is_heard(db):
    case = walk_to(Step.PLAN_DESIGN, Team())
    approved = case.approved_evaluation
    said = {"case": case, "number": approved.number + 1, "author": approved.author}
    draft = Evaluation.objects.create(**said)
    assert may_reach_origin(fresh(case)), "a page still blank takes nothing back"
    Evaluation.objects.filter(pk=draft.pk).update(international_protection="unclear")
    assert not may_reach_origin(fresh(case))


def test_inv_30_of_origin_is_the_childs_country_alone(case):
    assert (case.child.nationality, case.unit.country) == ("GT", "MX")
    assert [country for country in ("GT", "HN", "MX") if is_of_origin(case, country)] == ["GT"]


@pytest.mark.parametrize("through", Through)
def test_inv_30_a_relative_is_not_searched_for_through_the_childs_country(case, through):
    caseworker = case.designation.person
    given = {"relative": relative_of(case.child), "at": NOW, "status": "in_progress", "text": "Se preguntó.", "by": caseworker}
    now = NOW + timedelta(days=1)
    closed = answered(case, "yes")
    if through in TO_ORIGIN:
        with pytest.raises(ValidationError, match="INV-30"):
            services.record_tracing(case=closed, through=through, now=now, **given)
    else:
        assert services.record_tracing(case=closed, through=through, now=now, **given).through == through
    assert services.record_tracing(case=answered(case, "no"), through=through, now=now, **given).through == through

"""A story of a disputed age: doubted on the way, treated as a child throughout, appealed, and settled in the child's favour."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.roles import OrgType
from cases import companions, rules, services
from cases.choices import Step
from cases.models import Case, Child, ClosureProposal
from placements.candidates import needs_of
from tests.factories import NOW, OrganisationFactory, Team, fresh, propose_closure, walk_to

pytestmark = pytest.mark.django_db
TRIED = ["documents", "interview_holistic", "school_records"]
DAY = NOW.date()


@pytest.fixture
def team():
    return Team(name="Procuraduría de Protección de Sonora")


@pytest.fixture
def case(team):
    """Melvin says he is sixteen; a paper of the migration authority says nineteen."""
    case = walk_to(Step.FOLLOW_UP, team)
    Child.objects.filter(pk=case.child_id).update(birth_date=date(2007, 1, 1), birth_precision="exact", age_status="declared_accepted")
    return fresh(case)


def assessed(case, team, organisation, **fields):
    texts = {
        "reason": "Un papel de la autoridad migratoria dice 19 años; él dice 16.",
        "requested_by": "Procuraduría de Protección",
        "method": "documents",
        "assessors": "Trabajo social, psicología y antropología",
        "consent_by": "both",
        "consented_on": DAY,
    }
    return services.open_age_assessment(case=case, by=team.caseworker, now=NOW, organisation=organisation, **(texts | fields))


def concluded(assessment, team, **fields):
    found = {
        "range_low": 19,
        "range_high": 20,
        "margin": 1,
        "conclusion": "adult",
        "grounds": "Registro escolar de un homónimo.",
        "child_views": "Ese no soy yo.",
        "concluded_on": DAY,
        "child_told_on": DAY,
        "appeal_deadline": DAY + timedelta(days=15),
    }
    return services.conclude_age_assessment(assessment=assessment, by=team.caseworker, now=NOW, **(found | fields))


def is_a_child(case) -> bool:
    """Every rule that asks takes him for a child: his status, his bed, and the closure of his case."""
    case = fresh(case)
    propose(case)
    refused = {blocker.criterion for blocker in companions.blockers(fresh(case), "submit_closure")}
    bed = needs_of(case, NOW).age
    return rules.is_treated_as_child(case.child.age_status) and bed <= 17 and "INV-40" in refused


def propose(case):
    ClosureProposal.objects.update_or_create(
        case=case,
        number=1,
        defaults={
            "author": case.designation.person,
            "reason": "determined_adult_final",
            "durable_solution": "none_yet",
            "summary": "x",
            "referred_to": "Albergue para personas adultas",
        },
    )


def test_a_disputed_age_stays_a_child_s_until_the_appeal_is_won(case, team):
    clinic = OrganisationFactory(org_type=OrgType.ATD_CSO, name="Casa Alianza")
    with pytest.raises(ValidationError, match="D8: nobody of the migration authority"):
        assessed(case, team, team.migration)
    with pytest.raises(ValidationError, match="the last resort"):
        assessed(case, team, clinic, method="medical_last_resort", tried_methods=TRIED[:1])
    assessment = assessed(case, team, clinic)
    assert is_a_child(case)

    with pytest.raises(ValidationError, match="less the margin of error"):
        concluded(assessment, team, range_low=18)
    assessment = concluded(assessment, team)
    assert is_a_child(case)
    with pytest.raises(ValidationError, match="can be appealed until"):
        services.make_age_final(assessment=assessment, by=team.supervisor, now=NOW)

    assessment = services.appeal_age_assessment(
        assessment=assessment,
        by=team.caseworker,
        now=NOW + timedelta(days=10),
        filed_on=DAY + timedelta(days=10),
        grounds="El registro es de otra persona con el mismo nombre.",
    )
    assert is_a_child(case)
    with pytest.raises(ValidationError, match="neither under appeal nor final"):
        services.make_age_final(assessment=assessment, by=team.supervisor, now=NOW + timedelta(days=60))

    services.decide_age_appeal(
        assessment=assessment, by=team.caseworker, now=NOW + timedelta(days=40), decided_on=DAY + timedelta(days=40), outcome="overturned"
    )
    assert fresh(case).child.age_status == "determined_child"
    assert is_a_child(case)


def test_an_adult_s_age_in_force_lets_the_case_close_with_a_referral(case, team):
    later = NOW + timedelta(days=60)
    propose_closure(case, team, case.step_entered_at)
    assessment = concluded(assessed(case, team, team.unit), team)
    assert services.make_age_final(assessment=assessment, by=team.supervisor, now=later).state == "final"
    seen = {"kind": "in_care", "held_at": later, "seen_child": True, "risk_level": "low", "text": "Está bien."}
    services.record_visit(case=fresh(case), by=team.caseworker, now=later, **seen)
    services.move_case(case=fresh(case), move="return_closure", by=team.supervisor, now=later, reason="Falta la canalización.")
    proposal = fresh(case).closure
    fields = {"reason": "determined_adult_final", "durable_solution": "none_yet"}
    services.propose_closure(case=fresh(case), version=proposal.version, by=team.caseworker, now=later, **fields)
    assert "details" in {blocker.criterion for blocker in companions.blockers(fresh(case), "submit_closure")}
    proposal = fresh(case).closure
    services.propose_closure(
        case=fresh(case), version=proposal.version, by=team.caseworker, now=later, referred_to="Albergue para personas adultas", **fields
    )
    proposal = fresh(case).closure
    services.submit_document(document=proposal, version=proposal.version, by=team.caseworker, now=later)
    services.move_case(case=fresh(case), move="close", by=team.supervisor, now=later)
    assert Case.objects.get(pk=case.pk).closure_reason == "determined_adult_final"

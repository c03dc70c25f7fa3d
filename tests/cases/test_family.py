"""The child's family: who belongs together, who may be contacted, and beginning from what a sibling's case says."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from cases import companions, rules, services
from cases.choices import Step
from cases.choices_family import Safe, Wish
from cases.models import FamilyGroup, FamilyMember, Relative, RelativeContact
from cases.services.family import family_of, follow_merge, join_family
from cases.versioning import Stale
from tests.cases.pages import address, browser, post, text_of
from tests.factories import (
    NOW,
    CaseFactory,
    ChildFactory,
    fresh,
    grant,
    relative_of,
    walk_to,
    write_evaluation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(team):
    return walk_to(Step.EVALUATION, team)


@pytest.fixture
def sibling(team, case):
    """The case of a brother whose plan is approved."""
    other = walk_to(Step.PLAN_EXECUTION, team)
    join_family(case.child, other.child)
    return other


# Who belongs together


def test_two_families_become_one():
    first, second, third, fourth = (ChildFactory() for _ in range(4))
    join_family(first, second)
    join_family(third, fourth)
    group = join_family(second, third)
    assert set(group.members.values_list("child", flat=True)) == {first.pk, second.pk, third.pk, fourth.pk}
    assert FamilyGroup.objects.count() == 1


def test_the_family_follows_a_child_who_was_known_already():
    stub, brother, known = (ChildFactory() for _ in range(3))
    join_family(stub, brother)
    follow_merge(stub, known)
    assert family_of(known) == family_of(brother)
    assert family_of(stub) is None


def test_a_child_notified_for_a_sibling_is_of_the_same_family(team):
    def notify(folio):
        facts = {"receiving_unit": team.unit, "notifier_name": "Agente", "folio": folio, "located_at": NOW, "located_place_type": "street"}
        facts = {"child": {}, "identity": {"given_names": "Ana"}, "notification": facts}
        draft = services.draft_of(team.notifier)
        return services.send_draft(draft=draft, facts=facts, family={"found": {"located_at": "x"}}, by=team.notifier, now=NOW)

    first = notify("A-1")
    assert family_of(first.child) is None
    services.begin_for_sibling(by=team.notifier, now=NOW)
    second = notify("A-2")
    assert family_of(second.child) == family_of(first.child) is not None
    services.begin_for_sibling(by=team.notifier, now=NOW)
    services.begin_anew(by=team.notifier, now=NOW)
    assert family_of(notify("A-3").child) is None


def test_brothers_and_sisters_are_linked_by_whoever_sees_both_cases(case, team):
    other = CaseFactory(unit=team.unit)
    client, url = browser(team.caseworker), address("sibling_add", case.code)
    refused = post(client, url, code=other.code)
    assert (refused.status_code, family_of(case.child)) == (422, None)
    grant(other, team.caseworker)
    assert post(client, url, code=other.code.lower()).status_code == 302
    assert family_of(case.child) == family_of(other.child)
    assert post(client, url, code=case.code).status_code == 422
    page = text_of(client.get(address("family", case.code)))
    assert other.code in page


def test_the_family_s_page_names_no_case_that_the_reader_does_not_see(case, team):
    stranger = CaseFactory()
    join_family(case.child, stranger.child)
    page = text_of(browser(team.caseworker).get(address("family", case.code)))
    assert stranger.code not in page
    assert "One more, whose case you do not see" in page


def test_a_family_is_split_only_with_a_reason(case, team):
    save = {"case": case, "by": team.caseworker, "now": NOW, "adults": "Karla Pineda, madre", "unity_required": False}
    with pytest.raises(ValidationError) as refusal:
        services.save_family(**save, version=1, reason_if_split=" ")
    assert set(refusal.value.message_dict) == {"reason_if_split"}
    group = services.save_family(**save, version=1, reason_if_split="La madre pide que viva con la tía.")
    with pytest.raises(Stale):
        services.save_family(**save, version=7, reason_if_split="Otra.")
    with pytest.raises(IntegrityError, match="family_split_with_reason"), transaction.atomic():
        FamilyGroup.objects.filter(pk=group.pk).update(reason_if_split="")
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyMember.objects.create(group=FamilyGroup.objects.create(), child=case.child)


# Contacts


@pytest.mark.parametrize("is_decided", [False, True])
@pytest.mark.parametrize("wish", Wish)
@pytest.mark.parametrize("safe", Safe)
def test_inv_28_as_a_table(safe, wish, is_decided):
    assert rules.may_contact_relative(safe, wish, is_decided=is_decided) == (is_decided or (safe == Safe.YES and wish != Wish.NO))


def contact(case, team, relative, **fields):
    facts = {"at": NOW + timedelta(days=1), "text": "Llamar para presentarse."}
    return services.record_relative_contact(case=fresh(case), relative=relative, by=team.caseworker, now=NOW, **(facts | fields))


def test_inv_28_a_relative_is_contacted_where_it_is_safe_and_the_child_is_not_opposed(case, team):
    for fields, reason in (({"safe_to_contact": "unknown"}, "not established"), ({"child_wishes_contact": "no"}, "does not want")):
        with pytest.raises(ValidationError, match=f"INV-28.*{reason}"):
            contact(case, team, relative_of(case.child, **fields))
        with pytest.raises(ValidationError, match="INV-28"):
            contact(case, team, relative_of(case.child, **fields), decision="No hay evaluación aprobada todavía.")
    held = contact(case, team, relative_of(case.child, child_wishes_contact="undecided"))
    assert (held.was_safe, held.was_wished) == ("yes", "undecided")
    with pytest.raises(IntegrityError, match="relative_contact_safe_and_wished"), transaction.atomic():
        RelativeContact.objects.filter(pk=held.pk).update(was_safe="no")


def test_inv_28_an_approved_evaluation_may_decide_otherwise(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    relative = relative_of(case.child, child_wishes_contact="no")
    assert contact(case, team, relative, decision="Apartado 3: buscar a la madre.").decision


def test_a_contact_is_refused_on_its_page_with_the_rule(case, team):
    relative = relative_of(case.child, safe_to_contact="no")
    url = address("relative_contact", case.code, relative.pk)
    response = post(browser(team.caseworker), url, at="2026-03-03T10:00", text="Llamar.")
    assert (response.status_code, "INV-28" in text_of(response)) == (422, True)
    assert not RelativeContact.objects.exists()


def test_relatives_are_kept_by_the_child_s_team(case, team):
    client = browser(team.caseworker)
    fields = {"name": "Rosa Tzi", "relation": "aunt_uncle", "whereabouts": "known", "tracing_status": "open", "version": 1}
    fields |= {"safe_to_contact": "unknown", "child_wishes_contact": "undecided"}
    assert post(client, address("relative_add", case.code), **fields).status_code == 302
    relative = Relative.objects.get()
    assert "Not to be contacted" in text_of(client.get(address("family", case.code)))
    edit = address("relative_edit", case.code, relative.pk)
    assert post(client, edit, **fields | {"is_risk": "on"}).status_code == 422
    assert post(client, edit, **fields | {"safe_to_contact": "yes"}).status_code == 302
    assert post(client, edit, **fields).status_code == 409
    assert "May be contacted" in text_of(client.get(address("family", case.code)))
    with pytest.raises(PermissionDenied):
        services.save_relative(case=case, by=team.supervisor, now=NOW, **{"name": "X", "relation": "other"})


def test_the_database_holds_what_is_known_of_relatives(case):
    relative = relative_of(case.child)
    for constraint, change in (
        ("relative_risk_says_which", {"is_risk": True}),
        ("relative_relation_known", {"relation": "boss"}),
        ("relative_safe_to_contact_known", {"safe_to_contact": "maybe"}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Relative.objects.filter(pk=relative.pk).update(**change)


@pytest.mark.parametrize("view", ["family"])
def test_the_family_s_page_asks_the_same_number_of_questions_for_one_and_for_ten(case, team, view, django_assert_max_num_queries):
    client, counts = browser(team.caseworker), []
    for more in (1, 9):
        for _ in range(more):
            contact(case, team, relative_of(case.child))
            other = CaseFactory(unit=team.unit)
            grant(other, team.caseworker)
            join_family(case.child, other.child)
        with django_assert_max_num_queries(12) as counted:
            client.get(address(view, case.code))
        counts.append(len(counted))
    assert counts[0] == counts[1]


# Beginning from a sibling's


def test_an_evaluation_begins_from_a_sibling_s_and_is_checked_before_it_is_sent(case, sibling, team):
    client = browser(team.caseworker)
    assert sibling.code in text_of(client.get(address("evaluation", case.code)))
    response = post(client, address("evaluation_copy", case.code), version=case.evaluation.version)
    assert response.url == address("evaluation_write", case.code)
    evaluation = fresh(case).evaluation
    assert evaluation.copied == ["family", "conclusion", "screening"]
    assert (evaluation.child_views, evaluation.conclusion) == ("", "")
    assert evaluation.elements.get(element="family").facts == "Lo que se sabe."
    assert evaluation.restricted_rights == ["family"]
    assert [option.title for option in evaluation.option_list][1] == "Reunificación con la tía"
    assert [blocker.criterion for blocker in companions.blockers(fresh(case), "submit_evaluation")].count("copied") == 3
    assert "Copied from a sibling" in text_of(client.get(address("evaluation_write", case.code)))
    services.save_evaluation(
        evaluation=evaluation, version=evaluation.version, by=team.caseworker, now=NOW, trafficking="no", trafficking_grounds=""
    )
    assert fresh(case).evaluation.copied == ["family", "conclusion"]
    write_evaluation(fresh(case), team, NOW)
    assert fresh(case).evaluation.copied == []


def test_what_is_written_already_is_never_copied_over(case, sibling, team):
    services.save_evaluation(
        evaluation=case.evaluation,
        version=case.evaluation.version,
        by=team.caseworker,
        now=NOW,
        elements={"family": {"facts": "Solo su padre."}},
        options=[{"text": "Vivir con su padre"}],
        trafficking="unclear",
        trafficking_grounds="Deuda.",
    )
    evaluation = fresh(case).evaluation
    services.begin_evaluation_from_sibling(evaluation=evaluation, version=evaluation.version, by=team.caseworker, now=NOW)
    evaluation = fresh(case).evaluation
    assert (evaluation.copied, evaluation.trafficking, len(evaluation.option_list)) == ([], "unclear", 1)
    assert evaluation.elements.get(element="family").facts == "Solo su padre."


def test_nothing_is_copied_from_a_case_that_one_does_not_see(case, sibling, team):
    sibling.grants.update(ends_at=NOW + timedelta(days=1))
    evaluation = fresh(case).evaluation
    with pytest.raises(ValidationError, match="No brother or sister"):
        services.begin_evaluation_from_sibling(evaluation=evaluation, version=evaluation.version, by=team.caseworker, now=NOW)


def test_a_plan_begins_from_a_sibling_s_and_says_that_it_was_checked(sibling, case, team):
    write_evaluation(fresh(case), team, NOW)
    services.move_case(case=fresh(case), move="approve_evaluation", by=team.supervisor, now=NOW)
    client = browser(team.caseworker)
    assert "Begin from it" in text_of(client.get(address("plan", case.code)))
    assert post(client, address("plan_copy", case.code), version=fresh(case).plan.version).url == address("plan", case.code)
    plan = fresh(case).plan
    assert [line.is_copied for line in plan.line_list] == [True, True]
    assert {action.description for action in plan.action_list} == {"Inscribir en la escuela"}
    assert "copied" in {blocker.criterion for blocker in companions.blockers(fresh(case), "submit_plan")}
    page = client.get(address("plan_details", case.code))
    assert "is checked and fits this child" in text_of(page)
    review = plan.case.unit.day_of(NOW) + timedelta(days=20)
    services.save_plan(plan=plan, version=plan.version, by=team.caseworker, now=NOW, copied_checked=True, review_date=review)
    assert "copied" not in {blocker.criterion for blocker in companions.blockers(fresh(case), "submit_plan")}
    assert "Begin from it" not in text_of(client.get(address("plan", case.code)))

"""Drafts as a person meets them: typed here, kept without a press, there on the next machine."""

from django.urls import reverse
from playwright.sync_api import expect

from cases.choices import Step
from cases.models import FormDraft
from tests.browser.hands import says, write
from tests.factories import Team, walk_to

WORDS = "Quiere vivir con su tía en Monterrey."


def test_what_is_typed_is_there_on_another_machine(transactional_db, visit):
    team = Team()
    team.caseworker.language = "es"
    team.caseworker.save()
    case = walk_to(Step.EVALUATION, team)
    page = reverse("cases:evaluation_views", args=[case.code])
    first = visit()
    first.come_in(team.caseworker)
    first.page.goto(page)
    write(first, child_views=WORDS)
    first.page.locator("[name=disagreement]").focus()  # whoever leaves a field has written something
    expect(first.page.locator("[data-draft-state]")).not_to_be_empty()
    assert first.violations() == []
    assert FormDraft.objects.get().values["child_views"] == [WORDS]
    second = visit()
    second.come_in(team.caseworker)
    second.page.goto(page)
    assert says(second, "You have unsaved text")
    assert second.violations() == []
    second.page.locator("#draft a").click()
    assert second.page.input_value("[name=child_views]") == WORDS
    with second.page.expect_navigation():
        second.page.locator("button[name=leave]").click()
    assert not FormDraft.objects.exists()

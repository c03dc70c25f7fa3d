"""Interrupted work: a refusal takes the focus and keeps every word, a second press has no effect, two writers both see both texts."""

import pytest
from django.urls import reverse

from cases.choices import Step
from cases.models import ContactNote
from tests.browser.hands import press, write
from tests.factories import Team, walk_to


@pytest.fixture
def case(transactional_db):
    team = Team()
    case = walk_to(Step.EVALUATION, team)
    case.worker = team.caseworker
    return case


def at(visit, case, part: str):
    person = visit()
    person.come_in(case.worker)
    person.page.goto(reverse(f"cases:{part}", args=[case.code]))
    return person


def test_a_refused_note_takes_the_focus_and_keeps_every_word_by_keyboard_alone(visit, case):
    person = at(visit, case, "detail")
    page = person.page
    page.locator("main [role=button][hx-target='#note']").focus()
    page.keyboard.press("Enter")
    page.locator("#note form").wait_for()
    assert page.evaluate("document.querySelector('#note').contains(document.activeElement)")
    page.fill("[name=text]", "Habló con su tía.")
    page.fill("[name=at]", "2031-01-01T10:00")
    page.select_option("[name=place_type]", "phone")
    page.locator("#note button").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector(".govuk-error-summary:focus")
    assert page.input_value("[name=text]") == "Habló con su tía."
    assert page.input_value("[name=at]") == "2031-01-01T10:00"
    assert not ContactNote.objects.exists()


def test_a_double_click_writes_one_note(visit, case):
    person = at(visit, case, "contact_note_add")
    write(person, place_type="phone", text="Habló con su tía.")
    with person.page.expect_navigation():
        person.page.locator("main form[data-form] button.govuk-button").first.dblclick()
    assert person.page.locator("#timeline").get_by_text("Habló con su tía.").count() == 1
    assert ContactNote.objects.count() == 1


def test_two_writers_of_one_evaluation_both_see_both_texts(visit, case):
    first, second = (at(visit, case, "evaluation_conclusion") for _writer in range(2))
    write(first, conclusion="Que se quede con su tía.")
    press(first)
    write(second, conclusion="Que siga en Tin Otoch.")
    press(second)
    text = second.page.inner_text("main") + " ".join(box.input_value() for box in second.page.locator("main textarea").all())
    assert "Que se quede con su tía." in text
    assert "Que siga en Tin Otoch." in text
    assert second.violations() == []

"""What a person does at a page: write into fields by their names, press buttons by their words."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from tests.browser.conftest import Visitor

HERMOSILLO = ZoneInfo("America/Hermosillo")


def local(text: str) -> datetime:
    """Return the instant that a clock in Hermosillo shows: local("2026-03-02 08:40")."""
    return datetime.fromisoformat(text).replace(tzinfo=HERMOSILLO)


class Clock:
    """The one clock of the site, which stands where the story is."""

    def __init__(self, monkeypatch, text: str):
        self.now = local(text)
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def set(self, text: str) -> str:
        """Go to that instant; return it as a box for an instant takes it."""
        self.now = local(text)
        return text.replace(" ", "T")


def words(text: str, context: str = "") -> str:
    """Return how the pages say `text` in Spanish."""
    with translation.override("es"):
        return translation.pgettext(context, text) if context else translation.gettext(text)


def write(person: Visitor, /, **fields) -> None:
    """Fill fields by name: text into a box, an option, a radio, True and False or a list of values into boxes to tick."""
    for name, value in fields.items():
        box = person.page.locator(f"main [name='{name}']:visible, main [name='{name}'][type=radio], main [name='{name}'][type=checkbox]")
        match box.first.evaluate("field => field.type"):
            case "radio":
                person.page.check(f"main [name='{name}'][value='{value}']")
            case "checkbox" if isinstance(value, list):
                for one in value:
                    person.page.check(f"main [name='{name}'][value='{one}']")
            case "checkbox":
                box.first.set_checked(value)
            case "select-one":
                box.first.select_option(value)
            case _:
                box.first.fill(value)


def press(person: Visitor, text: str = "") -> None:
    """Press the button or follow the link that says `text`, or the form's own button, and wait for the page it leads to."""
    main = person.page.locator("main")
    name = re.compile(re.escape(words(text)), re.IGNORECASE) if text else None
    own = main.locator("form[data-form] button.govuk-button:not(.govuk-button--secondary)")
    target = (main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)) if text else own).first
    with person.page.expect_navigation():
        target.click()


def says(person: Visitor, text: str) -> bool:
    """Tell whether the page says `text`, in Spanish."""
    return words(text) in person.page.inner_text("body")

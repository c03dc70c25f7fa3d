import pytest
from django.urls import reverse
from django.utils.translation import override

from accounts.roles import Role
from cases.choices import Step
from protocols import packs
from protocols.limits import Limit
from protocols.words import chapters, in_words
from tests.factories import OrganisationFactory, UserFactory

STEPS = {step.value: step.label for step in Step}


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("1h", "1 hour"),
        ("72h", "72 hours"),
        ("30bd", "30 business days"),
        ("1m", "1 month"),
        ("2y", "2 years"),
        ("17y6m", "17 years and 6 months"),
    ],
)
def test_a_limit_is_said_as_people_say_it(limit, words):
    with override("en"):
        assert in_words(Limit.parse(limit)) == words


def lines_of(key) -> dict[str, str]:
    with override("en"):
        return {str(line.label): str(line.text) for chapter in chapters(packs.load(key), STEPS) for line in chapter.lines}


def test_a_deadline_says_how_long_from_when_and_what_meets_it():
    lines = lines_of("mx")
    assert lines["Application for asylum"].startswith("30 business days. From: the entry into the country; met by: the application.")
    assert "reminders after 15 business days, 25 business days" in lines["Application for asylum"].lower()
    assert lines["Plan approved"].startswith("High risk: 3 days; medium risk: 7 days; low risk: 14 days.")
    assert lines["Review of the placement"].startswith("72 hours, 14 days, 30 days; the last one repeats.")
    assert lines["Longest stay in first reception"].startswith("The alarm sounds after 45 days.")
    assert lines["Further days"] == "3 days before Easter Sunday, 2 days before Easter Sunday"


@pytest.mark.parametrize("pack", packs.all_packs(), ids=lambda pack: pack.key)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_rule_of_every_pack_is_said(pack, language):
    with override(language):
        found = chapters(pack, STEPS)
    assert sum(len(chapter.lines) for chapter in found) >= len(pack.deadlines) + len(pack.rights) + len(pack.determination.levels)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "name"),
    [("", "Sonora"), ("?pack=th", "ประเทศไทย"), ("?pack=mx+2026.1", "México"), ("?pack=nowhere", "Sonora"), ("?pack=mx+1", "Sonora")],
)
def test_the_page_shows_the_pack_asked_for_or_that_of_the_place(client, query, name):
    client.force_login(UserFactory(organisation=OrganisationFactory(), role=Role.CASEWORKER))
    answer = client.get(reverse("protocols") + query)
    assert answer.status_code == 200
    assert answer.context["pack"].name == name

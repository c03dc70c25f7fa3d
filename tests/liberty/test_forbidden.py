"""What no restriction may ask for is found however it is written; what is harmless is let through (INV-07, INV-09)."""

from pathlib import Path

import pytest

from liberty.forbidden import ForbiddenKind, find_forbidden, plain

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    """Return the lines of a list that are no comments."""
    return [line.strip() for line in (HERE / name).read_text().splitlines() if line.strip() and not line.startswith("#")]


FORBIDDEN = [tuple(part.strip() for part in line.split("|", 1)) for line in lines("forbidden_phrases.txt")]


def test_every_forbidden_phrase_is_found_as_its_kind():
    found = {phrase: find_forbidden(phrase) for _kind, phrase in FORBIDDEN}
    assert [(kind, phrase, found[phrase]) for kind, phrase in FORBIDDEN if not found[phrase] or found[phrase].kind != kind] == []


def test_the_list_is_long_and_holds_every_kind_in_two_languages():
    assert len(FORBIDDEN) >= 80
    assert {kind for kind, _phrase in FORBIDDEN} == set(ForbiddenKind)


@pytest.mark.parametrize(
    "dress",
    [str.upper, str.title, lambda text: f"«{text}»", lambda text: f"Se acuerda: {text}, sin más", lambda text: text.replace(" ", "  \n")],
)
def test_capitals_quotes_and_lines_hide_nothing(dress):
    assert [phrase for _kind, phrase in FORBIDDEN if find_forbidden(dress(phrase)) is None] == []


def test_no_legitimate_phrase_is_refused():
    phrases = lines("legitimate_phrases.txt")
    assert [(phrase, found) for phrase in phrases if (found := find_forbidden(phrase))] == []
    assert len(phrases) >= 60


@pytest.mark.parametrize("text", ["", " ", "\u200b", "123", "|", "«»", "ñ" * 5000, "a " * 5000])
def test_nothing_and_anything_can_be_asked(text):
    assert find_forbidden(text) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Brazalete  G.P.S.", "brazalete gps"),
        ("el\u200bectrónica", "electronica"),
        ("l0calizador", "localizador"),
        ("Sí. No", "si | no"),
        ("a las 20:30", "a las 20 30"),
    ],
)
def test_a_text_is_made_plain(text, read):
    assert plain(text)[0].removesuffix(" |") == read

"""Badges and instants as tags print what the components print, and escape what they are given."""

from datetime import UTC, datetime

import pytest
from django.template import engines
from django_cotton.compiler_regex import CottonCompiler

from idc_atd.templatetags.marks import badge, instant


def rendered(source: str, **context) -> str:
    return engines["django"].from_string(CottonCompiler().process(source)).render(context).strip()


@pytest.mark.parametrize(
    ("state", "expected"), [("high", '"badge badge--high"'), ("", '"badge"'), ("attention", '"badge badge--attention"')]
)
def test_a_badge_has_a_shape_of_its_own_and_its_word(state, expected):
    made = badge(state, "<b>Riesgo & más</b>")
    assert expected in made
    assert "<span>&lt;b&gt;Riesgo &amp; más&lt;/b&gt;</span>" in made


def test_the_component_is_the_tag():
    assert rendered('<c-badge state="good">Listo</c-badge>') == badge("good", "Listo")


def test_an_instant_stands_with_its_exact_one():
    at = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)
    assert 'datetime="2026-03-01T15:30:00+00:00"' in instant(at)
    assert rendered('<c-clock :at="at" />', at=at) == instant(at)

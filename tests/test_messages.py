"""The catalogues' own tools: what they find in a template, and what they call incomplete."""

import io

import pytest
from babel.messages.catalog import Catalog

from idc_atd.management.commands import messages

TEMPLATE = """
{% load i18n %}
  <p title="{% translate "A title" %}">
      {% blocktranslate trimmed count n=items|length %}
        One item of {{ owner }}
      {% plural %}
        {{ n }} items of {{ owner }}
      {% endblocktranslate %}
{{ name|default:_("Nobody") }} it's a lone apostrophe
    {% translate "May" context "month" %}
"""


def test_templates_give_all_kinds_of_messages():
    found = list(messages.extract_template(io.BytesIO(TEMPLATE.encode()), messages.KEYWORDS, [], {}))
    assert [text for _line, _function, text, _comments in found] == [
        "A title",
        ("One item of %(owner)s", "%(n)s items of %(owner)s", None),
        "Nobody",
        ("month", "May"),
    ]


def catalogue(string, *, message="%(count)s cases", **kwargs) -> Catalog:
    made = Catalog(locale="es")
    made.add(message, string, **kwargs)
    return made


@pytest.mark.parametrize(
    ("rendered", "verdict"),
    [
        (catalogue("%(count)s casos"), []),
        (catalogue(""), ["untranslated: '%(count)s cases'"]),
        (catalogue("otro", message="another"), ["untranslated: '%(count)s cases'"]),
        (catalogue("%(count)s casos", flags=["fuzzy"]), ["fuzzy: '%(count)s cases'"]),
        (catalogue("%(cuenta)s casos"), ["placeholders differ: '%(count)s cases'"]),
        (catalogue("Casos"), ["placeholders differ: '%(count)s cases'"]),
    ],
)
def test_incomplete_catalogue_is_named_by_what_it_lacks(rendered, verdict):
    assert messages.what_lacks(catalogue(""), rendered) == verdict


def test_update_keeps_translations_and_drops_what_is_gone(tmp_path):
    path = tmp_path / "es/LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid ""\nmsgstr ""\n"Language: es\\n"\n\nmsgid "Kept"\nmsgstr "Queda"\n\nmsgid "Gone"\nmsgstr "Se fue"\n')
    source = Catalog()
    source.add("Kept", locations=[("cases/views.py", 7)])
    source.add("New", locations=[("cases/views.py", 9)])
    messages.update(path, source, "es")
    written = path.read_text()
    assert 'msgid "Kept"\nmsgstr "Queda"' in written
    assert 'msgid "New"\nmsgstr ""' in written
    assert "Gone" not in written
    assert "views.py:" not in written
    assert "fuzzy" not in written
    messages.update(path, source, "es")
    assert path.read_text() == written

"""The controls that Django lacks: what they read, and what they give back when it is wrong."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from accounts.models import Organisation
from accounts.roles import OrgType
from accounts.widgets import DayMonthYear, SearchChoiceField
from idc_atd.templatetags.forms import cited


class Born(forms.Form):
    born = forms.DateField(widget=DayMonthYear, required=False)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("born_day=3&born_month=2&born_year=2011", date(2011, 2, 3)),
        ("born=2011-02-03", date(2011, 2, 3)),
        ("born_day=&born_month=&born_year=", None),
    ],
)
def test_day_month_year_reads_a_date(sent, expected):
    form = Born(QueryDict(sent))
    assert form.is_valid()
    assert form.cleaned_data["born"] == expected


@pytest.mark.parametrize("day", ["31", "x-y", "", "<b>"])
def test_day_month_year_gives_back_what_was_typed(day):
    form = Born({"born_day": day, "born_month": "2", "born_year": "2011"})
    assert not form.is_valid()
    page = form["born"].as_widget()
    assert 'value="2"' in page
    assert 'value="2011"' in page
    assert "<b>" not in page


@pytest.fixture
def places(db):
    return [Organisation.objects.create(name=name, org_type=OrgType.CAS_PUBLIC, level="unit") for name in ("CAS Nogales", "CAS Hermosillo")]


def picker(sent):
    class Picker(forms.Form):
        unit = SearchChoiceField(Organisation.objects.all())

    return Picker(QueryDict(sent))


def test_search_choice_takes_the_only_row_found(places):
    form = picker("unit_q=nogales")
    assert form.is_valid()
    assert form.cleaned_data["unit"] == places[0]


def test_search_choice_offers_the_rows_found_when_there_are_several(places):
    form = picker("unit_q=cas")
    assert not form.is_valid()
    assert form["unit"].as_widget().count('type="radio"') == 2


def test_search_choice_keeps_a_chosen_row(places):
    form = picker(f"unit={places[1].pk}&unit_q=cas")
    assert form.is_valid()
    assert form.cleaned_data["unit"] == places[1]


@pytest.mark.parametrize("sent", ["unit_q=", "unit_q=zzz", "unit=not-a-key", ""])
def test_search_choice_refuses_what_is_no_row(places, sent):
    assert not picker(sent).is_valid()


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("INV-04: the child is held. End it first.", "The child is held. End it first. (INV-04)"),
        ("Write when.", "Write when."),
    ],
)
def test_a_refusal_reads_as_a_sentence_before_its_rule(sentence, read):
    assert cited(sentence) == read


class Chosen(forms.Form):
    kind = forms.ChoiceField(choices=[("", "---------"), ("a", "A")])


def test_a_select_without_a_choice_asks_for_one():
    with translation.override("en"):
        page = str(Chosen()["kind"])
    assert "Choose" in page
    assert "-----" not in page

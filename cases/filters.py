"""How the list of cases is narrowed: by closed lists in the address, by name or code only in the body of a POST."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.wall import house
from cases import rules
from cases.choices import Risk, Status, Step
from cases.models import Case
from cases.pagination import first_of

AT_WORK, ALL = "", "all"
NEWEST = ("-notified_at", "-id")


class FilterForm(forms.Form):
    is_draft = True  # nothing here is asked for: no field says that it is optional


class CaseFilter(django_filters.FilterSet):
    step = django_filters.ChoiceFilter(label=_("Step"), choices=Step.choices, empty_label=_("Any"))
    risk_level = django_filters.ChoiceFilter(label=_("Risk"), choices=Risk.choices, empty_label=_("Any"))
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=[*Status.choices, (ALL, _("Any"))], empty_label=_("At work"), method="by_status"
    )
    mine = django_filters.BooleanFilter(label=_("Mine only"), method="only_mine", widget=forms.CheckboxInput)
    overdue = django_filters.BooleanFilter(label=_("Overdue only"), method="only_overdue", widget=forms.CheckboxInput)

    class Meta:
        model = Case
        fields = ("step", "risk_level", "status", "mine", "overdue")
        form = FilterForm

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data.get("status") else queryset.at_work()

    def by_status(self, queryset, name, value):
        return queryset if value == ALL else queryset.filter(status=value)

    def only_mine(self, queryset, name, value):
        mine = self.request.user.designations.filter(ended_at=None).values("case")
        return queryset.filter(pk__in=mine) if value else queryset

    def only_overdue(self, queryset, name, value):
        return queryset.filter(step_due_at__lt=timezone.now()) if value else queryset


def filtered(request) -> tuple[CaseFilter, list, list]:
    """Return the filter as the address fills it, and the parts of the cases that the reader may see: narrowed by it, and whole."""
    seen = [part.select_related("child__identity", "unit").with_person() for part in Case.objects.visible_parts(request.user)]
    filters = [CaseFilter(request.GET, queryset=part, request=request) for part in seen]
    return filters[0], [one.qs for one in filters], seen


def found_among(seen: list, words: str, most: int) -> list:
    """Return the first cases of the parts `seen` in which `words` is found: by their keys first, then the rows as any page reads them."""
    keys = _keys_among(seen, words, most)
    return first_of([part.filter(pk__in=keys) for part in seen], *NEWEST, size=most)


@house("a search among the reader's own cases: no policy lets the index of letters be asked before it")
def _keys_among(seen: list, words: str, most: int) -> list:
    bare = [found_by(part, words).select_related(None).prefetch_related(None) for part in seen]
    return [key for key, _at in first_of([part.values_list("pk", "notified_at") for part in bare], "-notified_at", "-pk", size=most)]


def found_by(queryset, words: str):
    """Narrow to the cases whose code holds `words`, where there is a digit in them; otherwise to those whose child's name does, or
    nearly so: a half-remembered name is enough. Never both at once: each has its index, and an OR of the two tables has none.
    """
    words = words.strip()
    if any(letter.isdigit() for letter in words):
        return queryset.filter(code__contains=words.upper())
    name = rules.searchable(words)
    named = Q(child__identity__search_name__trigram_word_similar=name)
    for word in name.split():
        named |= Q(child__identity__search_name__contains=word) if len(word) > 2 else Q()
    return queryset.filter(named)

"""Form controls that Django lacks. Here because every app that has forms stands above accounts."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MOST_RESULTS = 10


class DayMonthYear(forms.Widget):
    """A date typed in three boxes, for dates people know by heart; what was typed comes back when it is no date."""

    template_name = "forms/widgets/day_month_year.html"
    use_fieldset = True

    def id_for_label(self, id_):
        return f"{id_}_day" if id_ else id_

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        year, month, day = self._parts(value)
        boxes = (("day", _("Day"), day, 2), ("month", _("Month"), month, 2), ("year", _("Year"), year, 4))
        context["widget"]["boxes"] = [{"name": part, "label": label, "value": typed, "width": width} for part, label, typed, width in boxes]
        return context

    def _parts(self, value):
        if isinstance(value, date):
            return value.year, value.month, value.day
        return (*str(value or "").split("-", 2), "", "", "")[:3]

    def value_from_datadict(self, data, files, name):
        if name in data:  # a whole date, as a link or a machine writes it
            return data[name]
        typed = [data.get(f"{name}_{part}", "").strip().replace("-", "/") for part in ("year", "month", "day")]
        return "-".join(typed) if any(typed) else None

    def value_omitted_from_data(self, data, files, name):
        return name not in data and not any(f"{name}_{part}" in data for part in ("year", "month", "day"))


class DateBox(forms.DateInput):
    """The browser's own date box, for dates near today."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeBox(forms.DateTimeInput):
    """The browser's own box for an instant, in the reader's zone, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class SearchSelect(forms.Widget):
    """A text box that finds rows by name and a radio for each one found: as you type with htmx, on sending without."""

    template_name = "forms/widgets/search_select.html"
    use_fieldset = True
    search_url = ""
    field = None

    def id_for_label(self, id_):
        return f"{id_}_q" if id_ else id_

    def value_from_datadict(self, data, files, name):
        return {"chosen": data.get(name, ""), "q": data.get(f"{name}_q", "").strip()}

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}_q" not in data

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        value = value if isinstance(value, dict) else {"chosen": value or "", "q": ""}
        chosen = self.field.row(value["chosen"])
        results = list(self.field.matches(value["q"])) if value["q"] else []
        if chosen and chosen not in results:
            results.insert(0, chosen)
        context["widget"] |= {
            "q": value["q"],
            "results": results,
            "chosen": str(chosen.pk) if chosen else "",
            "search_url": self.search_url,
        }
        return context


class SearchChoiceField(forms.ModelChoiceField):
    """One row out of many, found by a part of its name. Without JavaScript the form comes back with what was found."""

    widget = SearchSelect

    def __init__(self, queryset, *, search_fields=("name",), search_url="", **kwargs):
        self.search_fields = search_fields
        super().__init__(queryset, **kwargs)
        self.widget.search_url = search_url
        self.widget.field = self

    def __deepcopy__(self, memo):
        copy = super().__deepcopy__(memo)
        copy.widget.field = copy
        return copy

    def matches(self, q):
        """Return the first rows whose search fields hold every word of `q`, whatever the case."""
        found = self.queryset
        for word in q.split():
            found = found.filter(_any_of({f"{field}__icontains": word} for field in self.search_fields))
        return found[:MOST_RESULTS]

    def row(self, value):
        """Return the row of that key, or None."""
        if not value:
            return None
        try:
            return self.queryset.get(pk=getattr(value, "pk", value))
        except (self.queryset.model.DoesNotExist, ValueError, ValidationError):
            return None

    def clean(self, value):
        value = value or {"chosen": "", "q": ""}
        if value["chosen"] or not value["q"]:
            return super().clean(value["chosen"])
        found = list(self.matches(value["q"]))
        if len(found) == 1:
            return super().clean(found[0].pk)
        raise ValidationError(_("Choose one of those found.") if found else _("Nothing found under that name. Try another part of it."))

    def has_changed(self, initial, data):
        chosen = data["chosen"] if isinstance(data, dict) else data
        return super().has_changed(initial, chosen)


def _any_of(lookups):
    condition = Q()
    for lookup in lookups:
        condition |= Q(**lookup)
    return condition

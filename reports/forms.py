from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import PROTECTION_AUTHORITIES
from accounts.widgets import SearchChoiceField
from reports import queries, rules
from reports.attended import MEASURES
from reports.question import Scope
from reports.rules import Period


class MonthField(forms.Field):
    """A calendar month; the browser's own box where it has one, otherwise a text like 2026-03."""

    widget = forms.TextInput(attrs={"type": "month", "autocomplete": "off"})

    def to_python(self, value):
        return rules.parse_month(value) if value else None

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else f"{value:%Y-%m}"


class AttendedForm(forms.Form):
    """What is counted, when and where. It is sent by GET: the address holds the choice."""

    measure = forms.ChoiceField(label=_("What is counted"), choices=[(key, title) for key, (title, _text) in MEASURES.items()])
    since = MonthField(label=_("From the month"), help_text=_("Year and month: 2026-03"))
    until = MonthField(label=_("To the month, included"), help_text=_("Year and month: 2026-03"))
    place = SearchChoiceField(None, label=_("Jurisdiction"), required=False, help_text=_("Part of its name. Empty: all you may read."))
    by_sex = forms.BooleanField(label=_("Cross each table with sex"), required=False)

    def __init__(self, *args, reader, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.reader, self.today = reader, today
        self.root = queries.readable_root(reader)
        self.is_own_caseload = queries.counts_own_cases_only(reader)
        authorities = Organisation.objects.visible_to(reader).below(self.root).filter(org_type__in=PROTECTION_AUTHORITIES)
        self.fields["place"].queryset = authorities
        if self.is_own_caseload:
            del self.fields["place"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("since") and cleaned.get("until"):
            rules.refuse_period(cleaned["since"], cleaned["until"], self.today)
        return cleaned

    def question(self) -> dict:
        """Return what the report is asked, from valid choices."""
        place = self.cleaned_data.get("place") or self.root
        return {
            "measure": self.cleaned_data["measure"],
            "period": Period(self.cleaned_data["since"], self.cleaned_data["until"]),
            "scope": Scope(place, self.reader if self.is_own_caseload else None),
            "by_sex": self.cleaned_data["by_sex"],
        }


def first_choice(today) -> dict:
    """Return what is shown to a reader who has not chosen yet: this year so far."""
    return {"measure": "attended", "since": f"{today:%Y}-01", "until": f"{today:%Y-%m}"}

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import CARE_PROVIDERS, PROTECTION_AUTHORITIES
from accounts.widgets import DateBox, SearchChoiceField
from placements.models import Facility
from reports import queries, rules
from reports.dimensions import TITLES
from reports.models import Every, FileFormat, Target
from reports.question import Scope
from reports.rules import INSIDE, Period
from reports.standard import MEASURES, MOST_DIMENSIONS, Choice


class MonthField(forms.Field):
    """A calendar month; the browser's own box where it has one, otherwise a text like 2026-03."""

    widget = forms.TextInput(attrs={"type": "month", "autocomplete": "off"})

    def to_python(self, value):
        return rules.parse_month(value) if value else None

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else f"{value:%Y-%m}"


class TargetForm(forms.ModelForm):
    """Where a result stood, what is to be reached, what was learnt; the version that was read travels with it."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    class Meta:
        model = Target
        fields = ["baseline", "baseline_on", "target", "due_on", "learning"]
        widgets = {"baseline_on": DateBox(), "due_on": DateBox(), "learning": forms.Textarea(attrs={"rows": 5})}


class ReportForm(forms.Form):
    """What a report is asked: when, where and by what. It is sent by GET: the address holds the choice."""

    measure = forms.ChoiceField(label=_("What is counted"))
    since = MonthField(label=_("From the month"), help_text=_("Year and month: 2026-03"))
    until = MonthField(label=_("To the month, included"), help_text=_("Year and month: 2026-03"))
    place = SearchChoiceField(None, label=_("Jurisdiction"), required=False, help_text=_("Part of its name. Empty: all you may read."))
    centre = SearchChoiceField(
        None, label=_("Centre"), required=False, help_text=_("Children who lived there for some of the period. Empty: all children.")
    )
    programme = SearchChoiceField(
        None,
        label=_("Programme: the organisation that gives care"),
        required=False,
        help_text=_("Children in its care for some of the period. Empty: all children."),
    )
    by = forms.MultipleChoiceField(
        label=_("One table by"),
        choices=list(TITLES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At most three, in place of the report's own tables."),
    )

    def __init__(self, data, *, reader, standard, today):
        super().__init__(self.filled(data, standard, today))
        self.reader, self.standard, self.today = reader, standard, today
        self.root = queries.readable_root(reader)
        self.is_own_caseload = queries.counts_own_cases_only(reader)
        self.fields["measure"].choices = [(key, MEASURES[key][0]) for key in standard.measures]
        authorities = Organisation.objects.visible_to(reader).below(self.root).filter(org_type__in=PROTECTION_AUTHORITIES)
        self.fields["place"].queryset = authorities
        self.fields["centre"].queryset = Facility.objects.visible_to(reader)
        self.fields["programme"].queryset = Organisation.objects.visible_to(reader).filter(org_type__in=CARE_PROVIDERS)
        for name in self.needless():
            del self.fields[name]

    def filled(self, data, standard, today):
        """Return what was asked, with what the report is usually asked where the address is silent on it."""
        data = data.copy()
        period = data.pop("period", [""])[-1] if "period" in data else ""
        if period:
            try:
                asked = rules.parse_period(period)
                data["since"], data["until"] = f"{asked.first:%Y-%m}", f"{asked.last:%Y-%m}"
            except ValidationError:
                data["since"] = data["until"] = period
        elif not {"since", "until"} & data.keys():
            usual = rules.usual_periods(today)[standard.usual]
            data["since"], data["until"] = f"{usual.first:%Y-%m}", f"{usual.last:%Y-%m}"
        data.setdefault("measure", standard.measures[0])
        return data

    def needless(self):
        """Yield the fields between which this reader has no choice in this report."""
        if len(self.standard.measures) < 2:
            yield "measure"
        if self.is_own_caseload:
            yield "place"
        if not self.standard.has_centres or self.reader.organisation.org_type not in INSIDE:
            yield from ("centre", "programme")
        if not self.standard.tables:
            yield "by"

    def clean_by(self):
        if len(self.cleaned_data["by"]) > MOST_DIMENSIONS:
            raise ValidationError(_("At most three at once: with a fourth nearly every number is of a single child, and hidden."))
        return self.cleaned_data["by"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("since") and cleaned.get("until"):
            rules.refuse_period(cleaned["since"], cleaned["until"], self.today)
        return cleaned

    def choice(self) -> Choice:
        """Return what the report is asked, from valid choices."""
        said = self.cleaned_data
        own = self.reader if self.is_own_caseload else None
        return Choice(
            self.standard,
            said.get("measure") or self.standard.measures[0],
            Period(said["since"], said["until"]),
            Scope(said.get("place") or self.root, own, said.get("centre"), said.get("programme")),
            tuple(said.get("by") or ()),
        )


class LaterForm(forms.Form):
    """How the worker makes what the address asks for."""

    file_format = forms.ChoiceField(label=_("File"), choices=FileFormat.choices)
    every = forms.ChoiceField(label=_("When"), choices=[("", _("Once, as soon as possible")), *Every.choices], required=False)


class ExportForm(forms.Form):
    """What is asked for, and what for."""

    since = forms.DateField(label=_("Cases opened from"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until, this day included"), widget=forms.DateInput(attrs={"type": "date"}))
    purpose = forms.CharField(
        label=_("What the rows are for"),
        help_text=_("Who will do what with them, and for which decision. Whoever approves reads it, and it stands in the file."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecisionForm(forms.Form):
    """Approve, or refuse with the reason."""

    reason = forms.CharField(label=_("If you refuse: why"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

"""A measure of wellbeing: one page, a scale of 1 to 5 for each area of the pack's instrument."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox
from cases.forms.documents import radios, text
from cases.models import WellbeingMeasure
from cases.refusals import RecordForm

SCALE = [(score, str(score)) for score in range(1, 6)]
PREFIX = "area_"


def said(by_language: dict[str, str]) -> str:
    """Return a text of the pack in the reader's language, English where it lacks it."""
    return by_language.get((get_language() or "en")[:2], by_language["en"])


class WellbeingForm(RecordForm):
    phase = radios(WellbeingMeasure, "phase", required=True)
    respondent = radios(WellbeingMeasure, "respondent", required=True)
    text = forms.CharField(label=_("What explains the answers"), widget=text(3), max_length=20_000, required=False)

    class Meta:
        model = WellbeingMeasure
        fields = ("measured_on", "respondent", "phase")
        widgets = {"measured_on": DateBox}

    def __init__(self, *args, instrument, **kwargs):
        super().__init__(*args, **kwargs)
        explained = self.fields.pop("text")
        for domain in instrument.domains:
            anchors = _("1: %(lowest)s · 3: %(middle)s · 5: %(highest)s") % {
                "lowest": said(domain.lowest),
                "middle": said(domain.middle),
                "highest": said(domain.highest),
            }
            self.fields[f"{PREFIX}{domain.code}"] = forms.TypedChoiceField(
                label=said(domain.label),
                help_text=anchors,
                choices=SCALE,
                coerce=int,
                required=False,
                empty_value=None,
                widget=forms.RadioSelect(attrs={"class": "scale"}),
            )
        self.fields["text"] = explained
        self.either = tuple(name for name in self.fields if name.startswith(PREFIX))
        self.fields["respondent"].help_text = _(
            "A child of %(age)s or more answers for themselves; for a younger child somebody who knows the child well answers better."
        ) % {"age": instrument.child_answers_from}

    def clean(self):
        """Gather the answers of the areas as the service takes them."""
        data = super().clean()
        answers = {name: data.pop(name, None) for name in self.either}
        data["scores"] = {name.removeprefix(PREFIX): score for name, score in answers.items() if score is not None}
        return data

"""What is asked about a deprivation of liberty. Never its hours: those are computed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateTimeBox
from cases.refusals import RecordForm
from liberty.choices import BasisApplied, Confidence, HeldWith, ReleasedTo, ReleaseMechanism, Stated
from liberty.models import DeprivationEvent
from liberty.models.event import END, STATED, TREATMENT, WHERE

UNSAID = dict.fromkeys(STATED, Stated.UNKNOWN) | {
    "held_with": HeldWith.UNKNOWN,
    "legal_basis_applied_to_child": BasisApplied.UNKNOWN,
    "source_confidence": Confidence.CREDIBLE,
}


class EventForm(RecordForm):
    parts = ((_("Where and since when"), WHERE), (_("How the child is treated"), TREATMENT), (_("If it is over"), END))

    class Meta:
        model = DeprivationEvent
        fields = (*WHERE, *TREATMENT, *END)
        widgets = {
            "started_at": DateTimeBox,
            "ended_at": DateTimeBox,
            "started_precision": forms.RadioSelect,
            "mistreatment": forms.Textarea({"rows": 3}),
        }
        help_texts = {
            "started_at": _("The first instant in which the child could not leave. The hours are counted from here."),
            "started_precision": _("It is shown with every figure: what is not known to the minute is said to be about so much."),
            "mistreatment_reported": _("If so, the supervisor is asked at once to protect the child."),
            "ended_at": _("Leave it empty while the child is still held: the clock runs and an urgent task is opened."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in UNSAID:
            self.fields[name].required = False

    def clean(self):
        """Return what was typed; what nobody answered is not known."""
        typed = super().clean()
        return typed | {name: value for name, value in UNSAID.items() if name in typed and not typed[name]}

    @property
    def sections(self) -> list[tuple]:
        """The parts of the form, each a title and its fields."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in self.parts]


class CorrectionForm(EventForm):
    """The whole entry again, over the version that was read, with the reason why it was wrong."""

    either = ("reason",)
    reason = forms.CharField(
        label=_("Why the entry was wrong"),
        help_text=_("What stood there stays on record, with this reason and your name."),
        widget=forms.Textarea({"rows": 2}),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    parts = (
        (_("The reason"), ("reason",)),
        (_("Where and since when"), WHERE),
        (_("How the child was treated"), TREATMENT),
        (_("The end"), END),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        if not self.instance.ended_at:
            for name in END:
                del self.fields[name]


class WithdrawEventForm(forms.Form):
    either = ("reason",)
    reason = forms.CharField(
        label=_("Why this entry is wrong as a whole"),
        help_text=_("The entry stays readable with this reason; its hours count no more."),
        widget=forms.Textarea({"rows": 2}),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(forms.Form):
    ended_at = forms.DateTimeField(label=_("When the child was let go"), widget=DateTimeBox)
    release_mechanism = forms.ChoiceField(label=_("How it ended"), choices=ReleaseMechanism, widget=forms.RadioSelect)
    release_to_kind = forms.ChoiceField(label=_("Let go to"), choices=[("", _("Choose one")), *ReleasedTo.choices], required=False)
    release_to = forms.CharField(label=_("Where the child went"), max_length=200, required=False)

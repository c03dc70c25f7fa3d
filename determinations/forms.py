"""What is asked about a determination. What the record knows already is not asked again."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox, DateTimeBox, SearchChoiceField
from cases.choices import DurableSolution, Element, NoViewsReason
from cases.refusals import RecordForm
from determinations.choices import AppealOutcome, SessionKind
from determinations.models import Appeal, Attendance, Decision, Determination, Dossier, DossierOption, Guest, Seat, Session
from protocols.choices import Trigger

NONE = "none"
YES_NO = [("no", _("No")), ("yes", _("Yes"))]


def text(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def reason(label) -> forms.CharField:
    return forms.CharField(label=label, widget=text(4))


class RequestForm(RecordForm):
    class Meta:
        model = Determination
        fields = ("solution", "reason", "is_urgent")
        widgets = {"reason": text(4)}
        help_texts = {
            "solution": _("What it demands by itself is added to what you tick below."),
            "is_urgent": _("A panel of three then decides at a distance, and the next session ratifies it."),
        }

    triggers = forms.MultipleChoiceField(
        label=_("What demands a determination"),
        help_text=_("Tick all that apply. The highest level that any of them needs is the one that counts."),
        choices=Trigger,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    field_order = ["triggers", "solution", "reason", "is_urgent"]

    def __init__(self, *args, levels, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["triggers"].choices = [(code, f"{label} · {levels[code].label}") for code, label in Trigger.choices]
        self.fields["solution"].choices = [
            ("", _("None, or not decided")),
            *[pair for pair in DurableSolution.choices if pair[0] != DurableSolution.NONE_YET],
        ]


class DossierForm(RecordForm):
    is_draft = True
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Dossier
        fields = ("child_views", "no_views_reason", "child_disagrees", "disagreement", "facts", "relatives", "recommendation")
        widgets = {"child_views": text(5), "disagreement": text(2), "facts": text(6), "relatives": text(4), "recommendation": text(5)}
        help_texts = {
            "child_disagrees": _("Shown to the panel, and printed."),
            "facts": _("Only what the decision needs, each with where it is known from."),
            "relatives": _("Who was found, how it was verified who they are, what they offer, what the child says of them."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["no_views_reason"] = forms.ChoiceField(
            label=_("If the child was not heard, why"), choices=[("", _("The child was heard")), *NoViewsReason.choices], required=False
        )


class VersionForm(forms.Form):
    """Do something to a dossier as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class OptionForm(RecordForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = DossierOption
        fields = ("title", "solution", "pros", "cons", "risks")
        widgets = {"pros": text(4), "cons": text(4), "risks": text(4)}
        help_texts = {"title": _("What would be done, in a few words.")}


class SeatForm(RecordForm):
    class Meta:
        model = Seat
        fields = ("discipline", "gender", "has_vote", "is_chair")
        widgets = {"gender": forms.RadioSelect({"class": "govuk-radios--inline govuk-radios--small"})}
        help_texts = {"gender": _("For the balance that is shown; it bars nobody.")}

    person = SearchChoiceField(None, search_fields=("full_name", "organisation__name"), label=_("Person"))
    no_interest = forms.BooleanField(
        label=_("This person is no relative of the child and has no interest in the outcome"),
        required=False,
        help_text=_("INV-49: declared again in every session."),
    )
    field_order = ["person", "discipline", "gender", "has_vote", "is_chair", "no_interest"]

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["person"].label_from_instance = lambda one: f"{one.full_name} · {one.organisation.name}"
        self.fields["gender"].choices = [pair for pair in self.fields["gender"].choices if pair[0]]


class SessionForm(RecordForm):
    class Meta:
        model = Session
        fields = ("kind", "scheduled_for", "place")
        widgets = {"kind": forms.RadioSelect, "scheduled_for": DateTimeBox}

    def __init__(self, *args, determination, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [SessionKind.ORDINARY, SessionKind.URGENT] if determination.is_urgent else [SessionKind.ORDINARY]
        offered = [SessionKind.RATIFICATION] if determination.is_provisional else offered
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in offered]
        self.initial.setdefault("kind", offered[0].value)


class GuestForm(RecordForm):
    class Meta:
        model = Guest
        fields = ("name", "kind")
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [pair for pair in self.fields["kind"].choices if pair[0]]


class DeclareForm(forms.Form):
    has_conflict = forms.TypedChoiceField(
        label=_("Are you a relative of the child, or have you any interest in the outcome?"),
        choices=YES_NO,
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect({"class": "govuk-radios--inline"}),
    )
    conflict = Attendance._meta.get_field("conflict").formfield(required=False)


class OptionChoice(forms.TypedChoiceField):
    """One of the dossier's options by radios, or none of them where that may be said; nothing is chosen beforehand."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.RadioSelect({"class": "govuk-radios--small"}), **kwargs)

    def offer(self, options, none=None) -> None:
        """Offer these options, and `none` as the word for none of them."""
        found = {str(option.pk): option for option in options} | ({NONE: None} if none else {})
        self.coerce = found.__getitem__
        self.choices = [(key, option.title if option else none) for key, option in found.items()]


class VoteForm(forms.Form):
    option = OptionChoice(label=_("What do you vote for?"))
    words = Attendance._meta.get_field("words").formfield(
        widget=text(5), required=False, help_text=_("If the panel decides otherwise, this is your dissent as it stays on record.")
    )

    def __init__(self, *args, options, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["option"].offer(options, _("I abstain"))


class MinutesForm(forms.Form):
    minutes = Session._meta.get_field("minutes").formfield(widget=text(5), required=True)


class DeferForm(forms.Form):
    missing = Determination._meta.get_field("missing").formfield(
        widget=text(4), required=True, help_text=_("What, from whom, and until when. The case goes back to the evaluation with this.")
    )


class ReasonForm(forms.Form):
    reason = reason(_("Why"))


class WithdrawForm(ReasonForm):
    is_gone = forms.BooleanField(label=_("What demanded the determination is gone"), required=False)


class DecisionForm(RecordForm):
    """The whole decision. Of a panel the votes say which option; of the authority, its head does."""

    is_draft = True  # what must be written is said on top, not box by box

    class Meta:
        model = Decision
        fields = (
            "facts_accepted",
            "views_weight",
            "reasons",
            "conditions",
            "implementer",
            "implement_by",
            "review_on",
            "appeal_information",
        )
        widgets = {
            "facts_accepted": text(4),
            "views_weight": text(3),
            "reasons": text(5),
            "conditions": text(3),
            "appeal_information": text(3),
            "implement_by": DateBox,
            "review_on": DateBox,
        }

    def __init__(self, *args, options, session=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.options, self.session = list(options), session
        if session is None:
            self.fields["option"] = OptionChoice(label=capfirst(Decision._meta.get_field("option").verbose_name))
            self.fields["option"].offer(self.options)
        for element in Element:
            self.fields[f"{element}_favours"] = OptionChoice(label=_("Which option it favours"))
            self.fields[f"{element}_favours"].offer(self.options, _("None more than another"))
            self.fields[f"{element}_text"] = forms.CharField(label=_("Why"), widget=text(2), required=False)
        for option in self.options:
            label = _("Why “%(option)s” was not chosen") % {"option": option.title}
            self.fields[f"rejected_{option.pk}"] = forms.CharField(label=label, widget=text(2), required=False)
        if session is not None:
            self.fields["minutes"] = MinutesForm.base_fields["minutes"]

    @property
    def elements(self):
        """Each element with its two fields."""
        return [(element, [self[f"{element}_favours"], self[f"{element}_text"]]) for element in Element]

    @property
    def rejections(self):
        return [self[f"rejected_{option.pk}"] for option in self.options]

    @property
    def texts(self):
        return [self[name] for name in self._meta.fields]

    def split(self) -> dict:
        """Return what the services take."""
        fields = {name: self.cleaned_data[name] for name in (*self._meta.fields, "option", "minutes") if name in self.cleaned_data}
        fields["compared"] = {
            element: (self.cleaned_data[f"{element}_favours"], self.cleaned_data[f"{element}_text"]) for element in Element
        }
        fields["rejected"] = {option.pk: self.cleaned_data[f"rejected_{option.pk}"] for option in self.options}
        return fields


class ExecutionForm(forms.Form):
    execution_note = Determination._meta.get_field("execution_note").formfield(widget=text(4), required=False)


class ExecutedForm(ExecutionForm):
    either = ("execution_note",)


class AppealForm(RecordForm):
    class Meta:
        model = Appeal
        fields = ("filed_on", "appellant", "appellant_name", "ground")
        widgets = {"filed_on": DateBox, "ground": text(4)}


class ResolveForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=AppealOutcome, widget=forms.RadioSelect)
    resolution = Appeal._meta.get_field("resolution").formfield(widget=text(4), required=True)
    resolved_on = forms.DateField(label=_("Resolved on"), widget=DateBox)

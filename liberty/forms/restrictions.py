"""What is asked about a restriction: all of it on one page, for nobody may impose half of one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox, DateTimeBox
from cases.choices import Language
from cases.refusals import RecordForm
from liberty.forbidden import ForbiddenKind
from liberty.models import MissedContact, Restriction, RestrictionAppeal, RestrictionReview
from liberty.restriction_choices import AppealOutcome, EndCause, Outcome, RestrictionType, Support

UNSAID = ("", _("Choose one"))


def _text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class TypeField(forms.ChoiceField):
    """The closed list. A forbidden kind is let through to the service, which refuses it and counts the attempt (INV-07)."""

    def valid_value(self, value):
        return value in ForbiddenKind.values or super().valid_value(value)


class TypedForm(RecordForm):
    type = TypeField(label=_("What is asked of the child"), choices=RestrictionType, widget=forms.RadioSelect)

    @property
    def typed(self) -> dict:
        """What was typed, fit to be saved or not, by the names of the model's fields."""
        return {name: self.data.get(self.add_prefix(name), "") for name in self.fields}


class ProposalForm(TypedForm):
    field_order = ("type", "text", "imposed_by")

    class Meta:
        model = Restriction
        fields = ("text", "imposed_by")
        labels = {"text": _("What exactly the authority asks for"), "imposed_by": _("Authority that asks for it")}
        widgets = {"text": _text()}


class RestrictionForm(TypedForm):
    """Nothing of it is optional but what the kind does not need; the child may be informed later."""

    either = ("child_views", "no_views_reason")  # one of them is asked for

    support_provided = forms.MultipleChoiceField(
        label=_("What the child is given for it"),
        choices=Support,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A contact costs the child nothing: a telephone or credit for calls, transport or company for going somewhere."),
    )
    field_order = ("type", "text", "contact_every", "support_provided")

    class Meta:
        model = Restriction
        fields = (
            "text",
            "contact_every",
            "imposed_by",
            "legal_basis",
            "necessity",
            "less_restrictive",
            "child_views",
            "no_views_reason",
            "child_disagrees",
            "disagreement",
            "starts_on",
            "review_date",
            "appeal_route",
            "appeal_deadline",
            "informed_on",
            "informed_language",
            "informed_by",
        )
        widgets = {
            **dict.fromkeys(("text", "necessity", "less_restrictive", "child_views", "disagreement"), _text()),
            **dict.fromkeys(("starts_on", "review_date", "appeal_deadline", "informed_on"), DateBox),
        }
        help_texts = {
            "text": _("Tags, tracking, biometrics, curfew, money, taking papers or signing in with the police are refused, and counted."),
            "contact_every": _("For a contact: prefer the telephone, and the longest time between two."),
            "review_date": _("At most 30 days from the beginning. After that day the restriction is without effect until it is reviewed."),
            "appeal_route": _("As the child can follow it: which remedy, before whom, who helps."),
            "informed_on": _("Leave it empty while the child does not know: until then the restriction has no effect."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("legal_basis", "necessity", "less_restrictive", "starts_on", "review_date", "appeal_route", "appeal_deadline"):
            self.fields[name].required = True


class InformForm(RecordForm):
    class Meta:
        model = Restriction
        fields = ("informed_on", "informed_language", "informed_by")
        widgets = {"informed_on": DateBox}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True
        self.fields["informed_language"].choices = [UNSAID, *Language.choices]


class ReviewForm(RecordForm):
    either = ("child_views", "no_views_reason")
    outcome = forms.ChoiceField(label=_("What was decided"), choices=Outcome, widget=forms.RadioSelect)
    field_order = ("held_on", "outcome")

    class Meta:
        model = RestrictionReview
        fields = (
            "held_on",
            "outcome",
            "reasons",
            "new_text",
            "new_contact_every",
            "next_review_date",
            "child_views",
            "no_views_reason",
            "child_disagrees",
            "disagreement",
            "child_told_on",
        )
        widgets = {
            **dict.fromkeys(("reasons", "new_text", "child_views", "disagreement"), _text()),
            **dict.fromkeys(("held_on", "next_review_date", "child_told_on"), DateBox),
        }
        help_texts = {
            "new_text": _("Only where it is relaxed."),
            "new_contact_every": _("Only where it is relaxed."),
            "next_review_date": _("At most 30 days from this review; leave it empty where the restriction is lifted."),
        }


class LiftForm(ReviewForm):
    """For what is not in effect yet: it can only be lifted."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(Outcome.LIFT.value, Outcome.LIFT.label)]


class AppealForm(RecordForm):
    class Meta:
        model = RestrictionAppeal
        fields = ("filed_on", "filed_by", "before", "reference", "grounds")
        widgets = {"filed_on": DateBox, "grounds": _text(4)}


class AnswerForm(RecordForm):
    outcome = forms.ChoiceField(
        label=_("What was decided"),
        choices=[choice for choice in AppealOutcome.choices if choice[0] != AppealOutcome.PENDING],
        widget=forms.RadioSelect,
    )
    field_order = ("outcome", "decided_on", "decision")

    class Meta:
        model = RestrictionAppeal
        fields = ("decided_on", "decision")
        widgets = {"decided_on": DateBox, "decision": _text(4)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True


class MissedForm(RecordForm):
    class Meta:
        model = MissedContact
        fields = ("missed_at", "known")
        widgets = {"missed_at": DateTimeBox, "known": _text(2)}


class EndForm(RecordForm):
    field_order = ("end_cause", "ended_on", "end_reason")

    class Meta:
        model = Restriction
        fields = ("end_cause", "ended_on", "end_reason")
        widgets = {"end_cause": forms.RadioSelect, "ended_on": DateBox, "end_reason": _text()}

    def __init__(self, *args, is_asked: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        causes = (EndCause.DECLINED,) if is_asked else (EndCause.WITHDRAWN, EndCause.NOT_NEEDED)
        self.fields["end_cause"].choices = [(cause.value, cause.label) for cause in causes]
        self.initial.setdefault("end_cause", causes[0].value if is_asked else None)
        for field in self.fields.values():
            field.required = True

"""What is asked about a referral. What the case knows already is not asked again."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox, SearchChoiceField
from cases.countries import country_choices
from cases.models import HomeStudy
from cases.refusals import RecordForm
from placements.choices import DeclineReason
from referrals.choices import Basis, Reach, ReferralType, Urgency
from referrals.models import ConsentRecord, Referral, SharingProtocol
from referrals.packets import ABOUT_A_RELATIVE, ALWAYS, FIELDS, PACKETS, fields_for

UNSAID = ("", "—")


def text(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def columns() -> forms.CheckboxSelectMultiple:
    return forms.CheckboxSelectMultiple({"class": "in-wide-columns"})


class AttachmentsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, attachment):
        day = attachment.dated_on and date_format(attachment.dated_on, "DATE_FORMAT")
        return " · ".join(filter(None, [attachment.get_kind_display(), attachment.description, day]))


class ReferralForm(RecordForm):
    is_draft = True
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    external = ("recipient_name", "recipient_address", "recipient_country", "recipient_state")

    class Meta:
        model = Referral
        fields = (
            "recipient_name",
            "recipient_address",
            "recipient_country",
            "recipient_state",
            "relative",
            "purpose",
            "needs",
            "urgency",
            "basis",
            "consent",
        )
        widgets = {"purpose": text(3), "needs": text(4), "urgency": forms.RadioSelect, "basis": forms.RadioSelect}
        labels = {"basis": _("On which ground the child is spoken of")}
        help_texts = {
            "recipient_name": _("It gets a letter on paper, and you write down what it answers."),
            "purpose": _("One or two sentences: what, and by when the child needs it."),
            "needs": _("Necessary facts only. No address of a shelter, nothing of other people, no reasons for the journey."),
            "basis": _("What the law demands needs no consent; a refusal of what is optional changes nothing in the child's care."),
        }

    to_organisation = SearchChoiceField(None, label=_("To which organisation"), help_text=_("Type a part of its name."), required=False)
    packet_fields = forms.MultipleChoiceField(
        label=_("What it learns of the child"),
        help_text=_("Only what this kind of referral may tell. Untick what it does not need; the code and whom to call always go along."),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    attachments = AttachmentsField(
        None,
        label=_("Which files go along"),
        help_text=_("Only what it needs. Files go to an organisation with an account in this country, after approval."),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    field_order = ["to_organisation"]

    def __init__(self, *args, kind: str, organisations, relatives, consents, attachments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["attachments"].queryset = attachments
        if not attachments:
            self.fields["attachments"].widget = forms.MultipleHiddenInput()
        self.fields["to_organisation"].queryset = organisations
        self.fields["relative"].queryset, self.fields["consent"].queryset = relatives, consents
        self.fields["recipient_country"].widget = forms.Select(choices=[("", _("This country")), *country_choices()])
        self.fields["urgency"].choices, self.fields["basis"].choices = Urgency.choices, Basis.choices
        self.fields["consent"].empty_label = _("None: the law demands it")
        if kind in ABOUT_A_RELATIVE:
            self.fields["relative"].required = True
            self.fields["relative"].empty_label = _("Choose one")
        else:
            del self.fields["relative"]
        near = fields_for(kind, Reach.ABROAD)
        offered = [name for name in PACKETS[kind] if name not in ALWAYS]
        self.fields["packet_fields"].choices = [
            (name, FIELDS[name].label if name in near else _("%(field)s (not abroad)") % {"field": FIELDS[name].label}) for name in offered
        ]
        self.initial.setdefault("packet_fields", offered)

    def main_fields(self):
        """The fields on top: what is asked of an organisation of this system."""
        return [field for field in self.visible_fields() if field.name not in self.external]

    def external_fields(self):
        return [self[name] for name in self.external]


class ReviewForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    reason = forms.CharField(label=_("If you return it: what is to be changed"), widget=text(3), max_length=2000, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(widget=text(4), max_length=2000)

    def __init__(self, *args, label, help_text="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, help_text


class AcceptForm(forms.Form):
    answer_note = forms.CharField(
        label=_("Note to whoever asks"),
        help_text=_("When and where the child is expected."),
        widget=text(2),
        max_length=2000,
        required=False,
    )


class AskForm(forms.Form):
    reason = forms.CharField(label=_("What you need to know"), widget=text(2), max_length=2000)


class DeclineForm(forms.Form):
    decline_reason = forms.ChoiceField(label=_("Why it is not accepted"), choices=[UNSAID, *DeclineReason.choices])
    answer_note = forms.CharField(label=_("Note to whoever asks"), widget=text(2), max_length=2000, required=False)


class BeginForm(forms.Form):
    """Nothing is asked: the button says it."""


class EndForm(forms.Form):
    move = forms.ChoiceField(
        label=_("How it ended"),
        choices=[
            ("complete", _("What was asked for was done")),
            ("complete_in_part", _("It was done in part")),
            ("not_attended", _("The child did not attend")),
        ],
        widget=forms.RadioSelect,
    )
    feedback = Referral._meta.get_field("feedback").formfield(
        widget=text(4), required=True, help_text=_("It is all that the protection authority learns from you. Necessary facts only.")
    )


class StudyForm(RecordForm):
    class Meta:
        model = HomeStudy
        fields = ("done_on", "visitor", "findings", "result", "conditions")
        widgets = {"done_on": DateBox, "findings": text(6), "conditions": text(2)}
        help_texts = {"findings": _("Necessary facts only; no exact address.")}


class ConsentForm(RecordForm):
    purposes = forms.MultipleChoiceField(label=_("To what"), choices=ReferralType.choices, widget=columns())

    class Meta:
        model = ConsentRecord
        fields = ("given_by", "given_on", "explained")
        widgets = {"given_by": forms.RadioSelect, "given_on": DateBox, "explained": text(4)}

    field_order = ["given_by", "given_on", "purposes", "explained"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["given_by"].choices = [choice for choice in self.fields["given_by"].choices if choice[0]]


class WithdrawForm(RecordForm):
    class Meta:
        model = ConsentRecord
        fields = ("withdrawn_on", "withdrawn_words")
        widgets = {"withdrawn_on": DateBox, "withdrawn_words": text(3)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["withdrawn_on"].required = True


class ProtocolForm(RecordForm):
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    organisation = forms.ModelChoiceField(None, label=_("Who tells"), empty_label=None)
    partner = SearchChoiceField(None, label=_("Who is told"), help_text=_("Type a part of its name."))
    purposes = forms.MultipleChoiceField(label=_("For which referrals"), choices=ReferralType.choices, widget=columns())
    told = forms.MultipleChoiceField(
        label=_("Which data"), choices=[(name, field.label) for name, field in FIELDS.items()], widget=columns()
    )

    class Meta:
        model = SharingProtocol
        fields = ("reference", "channel", "valid_from", "valid_to")
        widgets = {"channel": forms.RadioSelect, "valid_from": DateBox, "valid_to": DateBox}

    field_order = ["organisation", "partner", "reference", "purposes", "told", "channel", "valid_from", "valid_to"]

    def __init__(self, *args, own, partners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset, self.fields["partner"].queryset = own, partners
        self.fields["channel"].choices = [choice for choice in self.fields["channel"].choices if choice[0]]

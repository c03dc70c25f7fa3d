"""What is asked about a transfer and about liaison officers. What the record knows already is not asked again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox, DateTimeBox, SearchChoiceField
from cases.choices import Language
from cases.countries import country_choices
from cases.models import Designation
from cases.models.base import HEARD
from cases.refusals import RecordForm
from referrals.models import LiaisonOfficer, Transfer


def text(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class ConfirmForm(forms.Form):
    """Nothing is asked: one button says it."""


class ProposeForm(RecordForm):
    destination = SearchChoiceField(
        None,
        label=_("Authority that would be responsible"),
        help_text=_("Type a part of its name. Whether a state or a national border is crossed follows from it."),
    )

    class Meta:
        model = Transfer
        fields = ("destination", "reason", *HEARD)
        widgets = {"reason": text(4), "child_views": text(3), "disagreement": text(2)}
        help_texts = {"child_views": _("Of living there and of who will be responsible.")}

    def __init__(self, *args, destinations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["destination"].queryset = destinations


class CrossingForm(RecordForm):
    document = forms.TypedChoiceField(
        label=_("Decision in force by which the child goes there"), coerce=str, empty_value=None, required=False
    )

    class Meta:
        model = Transfer
        fields = ("basis", "basis_text", "officer", "liaison", "receiver", "receiver_verified", "follow_up_by", "follow_up_on")
        widgets = {"basis_text": text(2), "receiver_verified": text(3), "follow_up_on": DateBox}

    field_order = ["document", *Meta.fields]
    # The service says at once all that is missing, each beside its field; only the words on the ground may be left out.
    either = tuple(name for name in field_order if name != "basis_text")

    def __init__(self, *args, decisions, officers, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {str(one.document): one.document for one in decisions}
        self.fields["document"].choices = [("", _("Choose one")), *((str(one.document), str(one.label)) for one in decisions)]
        self.fields["document"].coerce = self.known.get
        self.fields["liaison"].queryset = officers
        for field in self.fields.values():
            field.required = False


class OfferForm(RecordForm):
    class Meta:
        model = Transfer
        fields = ("note_to_destination",)
        widgets = {"note_to_destination": text(5)}


class AcceptForm(RecordForm):
    no_conflict = forms.BooleanField(label=Designation._meta.get_field("no_conflict").verbose_name, required=False)

    class Meta:
        model = Transfer
        fields = ("responsible", "language_covered_by", "override_reason")
        widgets = {"override_reason": text(2)}
        help_texts = {"language_covered_by": _("If the person does not speak it: by which interpreter.")}

    field_order = ["responsible", "no_conflict", "language_covered_by", "override_reason"]

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = people
        self.fields["responsible"].required = True
        self.fields["responsible"].label_from_instance = lambda one: one.full_name


class LetterForm(RecordForm):
    either = ("receiving_official", "acceptance_reference")

    class Meta:
        model = Transfer
        fields = ("receiving_official", "acceptance_reference")


class RefuseForm(RecordForm):
    either = ("refusal_reason",)

    class Meta:
        model = Transfer
        fields = ("refusal_reason", "refusal_text")
        widgets = {"refusal_text": text(4)}


class HandoverForm(RecordForm):
    either = ("handed_by", "received_by", "minutes", "child_told_at")

    class Meta:
        model = Transfer
        fields = ("meeting_at", "handed_by", "received_by", "minutes", "documents_handed", "child_told_at")
        widgets = {"meeting_at": DateTimeBox, "child_told_at": DateTimeBox, "minutes": text(6), "documents_handed": text(3)}
        help_texts = {"minutes": _("Visits, school, health, papers, who calls the family: each with a person and a day.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting_at"].required = True


class WithdrawForm(RecordForm):
    either = ("withdrawal_text",)

    class Meta:
        model = Transfer
        fields = ("withdrawal_text",)
        widgets = {"withdrawal_text": text(4)}


class WordForm(RecordForm):
    class Meta:
        model = Transfer
        fields = ("followed_up_at", "follow_up_text")
        widgets = {"followed_up_at": DateTimeBox, "follow_up_text": text(5)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True


class LiaisonForm(RecordForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    country = forms.ChoiceField(label=_("Country"))
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language, required=False, widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"})
    )

    class Meta:
        model = LiaisonOfficer
        fields = ("name", "office", "country", "region", "email", "phone", "languages", "is_active")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_choices()

"""The child's family: what holds for all of it, a relative, a contact with one, a brother or sister."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox, DateTimeBox
from cases.choices_family import Tracing
from cases.forms.documents import DraftForm, radios, text
from cases.models import FamilyGroup, HomeStudy, Relative, RelativeContact, TracingStep
from cases.refusals import RecordForm


class GroupForm(DraftForm):
    class Meta:
        model = FamilyGroup
        fields = ("adults", "unity_required", "reason_if_split")
        widgets = {"adults": text(3), "reason_if_split": text(2)}
        help_texts = {"adults": _("Name and relation: “Karla Pineda, mother”.")}


class RelativeForm(DraftForm):
    safe_to_contact = radios(Relative, "safe_to_contact", required=True)
    child_wishes_contact = radios(Relative, "child_wishes_contact", required=True)

    class Meta:
        model = Relative
        fields = (
            "name",
            "relation",
            "was_caregiver",
            "whereabouts",
            "location",
            "safe_to_contact",
            "child_wishes_contact",
            "phone",
            "is_risk",
            "risk_text",
            "identity_seen",
            "kinship_verification",
            "child_view",
        )
        widgets = {"risk_text": text(2), "child_view": text(3)}
        help_texts = {
            "safe_to_contact": _("For the child and for the relative. Nobody is contacted before this is established (INV-28)."),
            "identity_seen": _("This and what follows is asked for before the child goes to live with this person (INV-29)."),
        }


class ContactForm(RecordForm):
    class Meta:
        model = RelativeContact
        fields = ("at", "text", "decision")
        widgets = {"at": DateTimeBox, "text": text(5), "decision": text(2)}
        help_texts = {"at": _("A day that lies ahead is a contact that is planned.")}


class HomeStudyForm(RecordForm):
    class Meta:
        model = HomeStudy
        fields = ("done_on", "visitor", "findings", "result", "conditions")
        widgets = {"done_on": DateBox, "findings": text(6), "conditions": text(3)}
        help_texts = {"findings": _("Necessary facts only; no exact address.")}


class ConditionsForm(RecordForm):
    either = ("conditions_met",)

    class Meta:
        model = HomeStudy
        fields = ("conditions_met",)
        widgets = {"conditions_met": text(4)}


class TracingForm(RecordForm):
    class Meta:
        model = TracingStep
        fields = ("at", "through", "status", "text")
        widgets = {"at": DateTimeBox, "text": text(4)}
        help_texts = {
            "through": _("Nobody of the child's country while a need of international protection is open (INV-30)."),
            "text": _("Nobody is contacted before it is known that it is safe (INV-28)."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = [choice for choice in Tracing.choices if choice[0] != Tracing.REUNIFIED]
        self.fields["status"].choices = [("", _("Choose one")), *chosen]


class SiblingForm(forms.Form):
    code = forms.CharField(
        label=_("Case of the brother or sister"), help_text=_("Its code, as SON-2026-000123-1: a case that you see."), max_length=24
    )

"""The age in doubt: opened, concluded, appealed; and the plan for adult life."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox, SearchChoiceField
from cases.choices import TRIED_BEFORE_MEDICAL
from cases.forms.documents import HEARD_WIDGETS, radios, reasons_not_heard, text
from cases.models import AgeAssessment, TransitionPlan
from cases.models.base import HEARD
from cases.refusals import RecordForm

REFUSING = _("A child may refuse any examination: that says nothing about the age and changes nothing in the care given.")


class AgeOpenForm(RecordForm):
    method = radios(AgeAssessment, "method", required=True)
    tried_methods = forms.MultipleChoiceField(
        label=_("Methods tried before"),
        choices=[(method.value, method.label) for method in TRIED_BEFORE_MEDICAL],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        required=False,
        help_text=_("A medical examination comes last, when all of these were tried and left the doubt."),
    )
    organisation = SearchChoiceField(None, label=_("Their organisation"))

    class Meta:
        model = AgeAssessment
        fields = ("reason", "requested_by", "method", "tried_methods", "assessors", "organisation", "consent_by", "consented_on")
        widgets = {"reason": text(3), "consented_on": DateBox}
        help_texts = {"consent_by": REFUSING}

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class AgeConclusionForm(RecordForm):
    conclusion = radios(AgeAssessment, "conclusion", required=True)

    class Meta:
        model = AgeAssessment
        fields = (
            "range_low",
            "range_high",
            "margin",
            "conclusion",
            "grounds",
            "consent_by",
            "consented_on",
            *HEARD,
            "concluded_on",
            "child_told_on",
            "appeal_deadline",
        )
        widgets = HEARD_WIDGETS | {
            "grounds": text(4),
            "consented_on": DateBox,
            "concluded_on": DateBox,
            "child_told_on": DateBox,
            "appeal_deadline": DateBox,
        }
        help_texts = {
            "margin": _("How far the method may err, in years up or down. Documents: 0."),
            "consent_by": REFUSING,
            "appeal_deadline": _(
                "Needed where the conclusion is “an adult”: until then, and until an appeal is decided, the person is a child."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["conclusion"].help_text = _("“An adult” only where the lowest age, less the margin of error, is 18 or more.")
        self.fields["no_views_reason"] = reasons_not_heard()
        for name in ("grounds", "concluded_on", "child_told_on"):
            self.fields[name].required = True


class AgeAppealForm(forms.Form):
    filed_on = forms.DateField(label=_("Appeal filed on"), widget=DateBox)
    grounds = forms.CharField(label=_("What the appeal says"), widget=text(4), max_length=20_000)


class AgeOutcomeForm(forms.Form):
    decided_on = forms.DateField(label=_("Decided on"), widget=DateBox)
    outcome = radios(AgeAssessment, "appeal_outcome", required=True)


class AgeFinalForm(forms.Form):
    """A button."""


class TransitionForm(RecordForm):
    class Meta:
        model = TransitionPlan
        fields = ("living", "study_and_work", "papers", "health", "people", "goes_on", "contact", *HEARD, "copy_given_on")
        widgets = HEARD_WIDGETS | {
            "living": text(3),
            "study_and_work": text(3),
            "papers": text(3),
            "health": text(2),
            "people": text(2),
            "goes_on": text(3),
            "copy_given_on": DateBox,
        }
        help_texts = {"goes_on": _("Turning 18 ends nothing by itself: neither the place, nor the case, nor who may see it.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["no_views_reason"] = reasons_not_heard()

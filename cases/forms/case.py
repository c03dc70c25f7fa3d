"""What is written about a case outside its documents: moves, assessment, designation, interviews, notes."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.widgets import DateTimeBox
from cases.choices import EndCause, Language, Representation, Risk
from cases.models import Case, ContactNote, Designation, Interview, RapidAssessment
from cases.refusals import RecordForm


def text(rows: int, **attrs) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": 20_000, **attrs})


class MoveForm(forms.Form):
    """A move of the case; those that need one ask for a reason, and the service refuses without."""

    move = forms.CharField(max_length=40, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class RapidAssessmentForm(RecordForm):
    risk_level = forms.ChoiceField(label=_("Risk"), choices=Risk.choices, widget=forms.RadioSelect)

    class Meta:
        model = RapidAssessment
        fields = ("done_at", "urgent_needs_met", "safe_tonight", "where_tonight", "risk_level", "risk_reasons", "notes")
        widgets = {"done_at": DateTimeBox, "risk_reasons": text(3), "notes": text(5)}


class PersonField(forms.ModelChoiceField):
    """A caseworker, with what speaks for and against the choice (cases.colleagues.candidates)."""

    widget = forms.RadioSelect
    language = ""  # the child's; "" where everybody speaks it

    def label_from_instance(self, person):
        load = ngettext("%(count)d open case", "%(count)d open cases", person.open_cases) % {"count": person.open_cases}
        parts = [person.full_name, load]
        if person.is_full:
            parts.append(_("caseload full"))
        if person.overdue:
            parts.append(ngettext("%(count)d task overdue", "%(count)d tasks overdue", person.overdue) % {"count": person.overdue})
        if self.language:
            words = _("speaks %(language)s") if person.speaks else _("does not speak %(language)s")
            parts.append(words % {"language": Language(self.language).label})
        if not person.is_trained:
            parts.append(_("not trained yet"))
        return " · ".join(map(str, parts))


class DesignationForm(RecordForm):
    person = PersonField(None, label=_("Person responsible"), empty_label=None)
    representation = forms.ChoiceField(
        label=_("Legal representation of the child"), choices=Representation.choices, widget=forms.RadioSelect
    )
    no_conflict = forms.BooleanField(
        label=_("The person declares no conflict of interest"),
        help_text=_(
            "Not of the migration authority, no relative of the child, not of the organisation of anyone said to have harmed the child."
        ),
        required=False,
    )

    class Meta:
        model = Designation
        fields = ("person", "representation", "language_covered_by", "no_conflict", "override_reason")
        widgets = {"override_reason": text(2)}
        help_texts = {"override_reason": _("Only where the caseload is full. The reason stays on record.")}

    def __init__(self, *args, people, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].language = "" if language == Language.ES else language
        self.fields["person"].queryset = people


class HandOverForm(forms.Form):
    cause = forms.ChoiceField(label=_("Why the person changes"), choices=EndCause.choices, widget=forms.RadioSelect)
    minutes = forms.CharField(
        label=_("Minutes of the hand-over"),
        help_text=_("Where the case stands, what is pending and until when, what was agreed with the child, whom to call."),
        widget=text(7),
    )


class AcceptanceForm(RecordForm):
    class Meta:
        model = Designation
        fields = ("child_told_at",)
        labels = {"child_told_at": _("When the child was told who is responsible")}
        help_texts = {"child_told_at": _("May stay empty now and be added later; the evaluation does not begin before.")}
        widgets = {"child_told_at": DateTimeBox}


class StatusForm(RecordForm):
    class Meta:
        model = Case
        fields = ("migration_status", "asylum_status")
        labels = {"migration_status": _("Migration status"), "asylum_status": _("Asylum")}


class InterviewForm(RecordForm):
    class Meta:
        model = Interview
        fields = (
            "kind",
            "held_at",
            "place_type",
            "place",
            "purpose",
            "present",
            "language",
            "interpreter_kind",
            "interpreter_name",
            "interpreter_language",
            "interpreter_declared",
            "information_given",
            "notes",
            "breaks",
            "stopped_for_distress",
            "resumed",
        )
        widgets = {"held_at": DateTimeBox, "notes": text(6)}
        help_texts = {
            "stopped_for_distress": _(
                "Nobody has to finish: a conversation that was broken off does not count for the evaluation by itself."
            ),
        }

    sealed_note = forms.CharField(
        label=_("Sealed note"),
        help_text=_("Said in confidence. Only you, the person responsible and whom you tick below can read it."),
        widget=text(3),
        required=False,
    )
    readers = forms.ModelMultipleChoiceField(
        None,
        label=_("Who else may read the sealed note"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        required=False,
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["readers"].queryset = people


class ContactNoteForm(RecordForm):
    class Meta:
        model = ContactNote
        fields = ("at", "place_type", "text")
        widgets = {"at": DateTimeBox, "text": text(7)}

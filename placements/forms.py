"""What is asked about a bed. Nothing that is already known is asked again."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.widgets import DateBox, DateTimeBox
from cases.choices import Language
from cases.choices_execution import ServiceType
from cases.models import Release
from cases.models.base import HEARD
from cases.refusals import RecordForm
from papers.models import Letter
from placements import rules
from placements.choices import (
    WITH_FAMILY,
    AbsenceType,
    DeclineReason,
    EndReason,
    PreparedFor,
    ReviewOutcome,
    SplitReason,
    WithdrawalReason,
)
from placements.models import (
    CLOSING,
    QUESTIONS,
    Absence,
    Facility,
    FacilityAddress,
    FosterHome,
    LibertyCheck,
    Placement,
    PlacementReview,
    Profile,
    ReturnInterview,
    SearchEntry,
    SiblingException,
    SupervisedVisit,
)

UNSAID = ("", "—")
FAMILY_TYPES = [(kind.value, kind.label) for kind in WITH_FAMILY]
ADDRESS = ("text", "phone", "visibility")
HOUSEHOLD = ("household", "accredited_by", "vetted_on", "vetting_valid_to")


def _several(label, choices, columns="in-wide-columns") -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple({"class": columns})
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget)


class RequestForm(RecordForm):
    either = ("child_views", "no_views_reason")  # one of them is asked for

    class Meta:
        model = Placement
        fields = ("child_views", "no_views_reason", "reason_family_based_not_possible", "urgent_needs", "adults", "expected_at", "message")
        widgets = {
            "child_views": forms.Textarea({"rows": 3}),
            "reason_family_based_not_possible": forms.Textarea({"rows": 3}),
            "urgent_needs": forms.Textarea({"rows": 3}),
            "message": forms.Textarea({"rows": 3}),
            "expected_at": DateTimeBox,
        }
        help_texts = {
            "child_views": _("What the child says about living there; or say below why the child was not heard."),
            "urgent_needs": _("Health, safety, food: what must be ready on arrival. The home reads this."),
            "message": _("The home reads this. No name: it learns the name when it accepts."),
        }

    def __init__(self, *args, facility: Facility, **kwargs):
        super().__init__(*args, **kwargs)
        if rules.is_residential(facility.facility_type):
            self.fields["reason_family_based_not_possible"].required = True
        else:
            del self.fields["reason_family_based_not_possible"]
        if not any(profile.takes_families for profile in facility.profiles.all()):
            del self.fields["adults"]


class AcceptForm(forms.Form):
    """One of the home's own profiles, those that take this child."""

    profile = forms.ModelChoiceField(None, label=_("Where the child will live"), widget=forms.RadioSelect, empty_label=None)
    answer_note = forms.CharField(label=_("Note to whoever asks"), widget=forms.Textarea({"rows": 2}), max_length=2000, required=False)

    def __init__(self, *args, profiles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["profile"].queryset = profiles
        self.fields["profile"].label_from_instance = _with_free
        self.initial["profile"] = next((profile for profile in profiles if _free(profile)), None)

    @property
    def has_room(self) -> bool:
        """Whether a place is free in any of the profiles."""
        return self.initial["profile"] is not None


def _free(profile: Profile) -> int:
    return max(profile.places - profile.occupied - profile.reserved - profile.held, 0)


def _with_free(profile: Profile) -> str:
    return _("%(profile)s: %(free)s of %(places)s free") % {"profile": profile, "free": _free(profile), "places": profile.places}


class DeclineForm(forms.Form):
    decline_reason = forms.ChoiceField(label=_("Why the child is not accepted"), choices=[UNSAID, *DeclineReason.choices])
    answer_note = forms.CharField(label=_("Note to whoever asks"), widget=forms.Textarea({"rows": 2}), max_length=2000, required=False)


class WithdrawForm(forms.Form):
    withdrawal_reason = forms.ChoiceField(
        label=_("Why the request is withdrawn"), choices=WithdrawalReason.choices[1:], widget=forms.RadioSelect
    )


class MoveForm(forms.Form):
    """Why the stay before ends, where there is one: both change at the same instant."""

    previous_end_reason = forms.ChoiceField(label=_("Why the stay before ends"), choices=[UNSAID, *EndReason.choices])

    def __init__(self, *args, before: Placement | None, **kwargs):
        super().__init__(*args, **kwargs)
        if before is None:
            del self.fields["previous_end_reason"]
        else:
            self.fields["previous_end_reason"].help_text = _("The child lives at %(place)s now.") % {"place": before.place}


class StartForm(MoveForm):
    starts_at = forms.DateTimeField(label=_("When the child arrived"), widget=DateTimeBox)
    field_order = ["starts_at"]


class EndForm(forms.Form):
    ends_at = forms.DateTimeField(label=_("When the child left"), widget=DateTimeBox)
    end_reason = forms.ChoiceField(label=_("Why the child left"), choices=[UNSAID, *EndReason.choices])


class FamilyForm(MoveForm):
    placement_type = forms.ChoiceField(
        label=_("Kind of care"),
        choices=FAMILY_TYPES,
        widget=forms.RadioSelect,
    )
    place_name = forms.CharField(label=_("With whom, where"), max_length=200, help_text=_("The relative and the town, no exact address."))
    relative = forms.ModelChoiceField(
        None,
        label=_("Which relative"),
        help_text=_("For the extended family: whose identity, kinship and home were checked, and of whom the child was asked (INV-29)."),
        required=False,
        empty_label=_("Nobody of the extended family"),
    )
    starts_at = forms.DateTimeField(label=_("Since when"), widget=DateTimeBox)
    child_views = Placement._meta.get_field("child_views").formfield(widget=forms.Textarea({"rows": 3}))
    no_views_reason = Placement._meta.get_field("no_views_reason").formfield()
    reason = SiblingException._meta.get_field("reason").formfield(required=False)
    explanation = SiblingException._meta.get_field("explanation").formfield(widget=forms.Textarea({"rows": 2}), required=False)
    contact_plan = SiblingException._meta.get_field("contact_plan").formfield(widget=forms.Textarea({"rows": 2}), required=False)
    field_order = ["placement_type", "relative", "place_name", "starts_at", "previous_end_reason"]

    def __init__(self, *args, relatives, has_siblings=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relative"].queryset = relatives
        if has_siblings:
            self.fields["reason"].label = _("If brothers or sisters live elsewhere, why they live apart")
        else:
            for name in SPLIT:
                del self.fields[name]

    def split(self) -> dict:
        """Return what the service takes: the exception that parts brothers and sisters apart from the rest."""
        fields = dict(self.cleaned_data)
        given = {name: fields.pop(name) for name in SPLIT if name in fields}
        return fields | {"split": given if any(given.values()) else None}


SPLIT = ("reason", "explanation", "contact_plan")


class SiblingExceptionForm(RecordForm):
    """Why brothers and sisters live apart, and how they keep contact."""

    class Meta:
        model = SiblingException
        fields = SPLIT
        widgets = {"explanation": forms.Textarea({"rows": 3}), "contact_plan": forms.Textarea({"rows": 3})}

    reason = forms.ChoiceField(label=_("Why they live apart"), choices=SplitReason.choices, widget=forms.RadioSelect)


class OverrideForm(forms.Form):
    """A place above capacity: where, why, until when."""

    profile = forms.ModelChoiceField(None, label=_("Where the child will live"), widget=forms.RadioSelect, empty_label=None)
    reason = forms.CharField(label=_("Why there is no other way"), widget=forms.Textarea({"rows": 3}), max_length=2000)
    until = forms.DateTimeField(label=_("Until when at most"), widget=DateTimeBox, help_text=_("72 hours at most."))

    def __init__(self, *args, profiles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["profile"].queryset = profiles
        self.fields["profile"].label_from_instance = _with_free


class ChangeProfileForm(forms.Form):
    """The child moves to another profile of the same house."""

    profile = forms.ModelChoiceField(None, label=_("Where the child will live"), widget=forms.RadioSelect, empty_label=None)
    starts_at = forms.DateTimeField(label=_("Since when"), widget=DateTimeBox)
    end_reason = forms.ChoiceField(label=_("Why the child moves"), choices=[UNSAID, *EndReason.choices])
    child_views = Placement._meta.get_field("child_views").formfield(widget=forms.Textarea({"rows": 3}))
    no_views_reason = Placement._meta.get_field("no_views_reason").formfield()

    def __init__(self, *args, profiles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["profile"].queryset = profiles
        self.fields["profile"].label_from_instance = _with_free


class ReviewForm(RecordForm):
    """How the child lives in the place."""

    either = ("child_views", "no_views_reason")
    outcome = forms.ChoiceField(label=_("What follows"), choices=ReviewOutcome.choices, widget=forms.RadioSelect)

    class Meta:
        model = PlacementReview
        fields = ("held_at", "heard_alone", *HEARD, "findings", "siblings", "outcome")
        widgets = {
            "held_at": DateTimeBox,
            "child_views": forms.Textarea({"rows": 3}),
            "disagreement": forms.Textarea({"rows": 2}),
            "findings": forms.Textarea({"rows": 4}),
            "siblings": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args, is_split: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_split:
            del self.fields["siblings"]


class AbsenceForm(RecordForm):
    """What the police will ask: when, where, what the child wore. One minute, no more."""

    type = forms.ChoiceField(label=_("What is believed to have happened"), choices=AbsenceType.choices, widget=forms.RadioSelect)

    class Meta:
        model = Absence
        fields = ("starts_at", "type", "last_seen", "clothing", "circumstances")
        widgets = {"starts_at": DateTimeBox, "circumstances": forms.Textarea({"rows": 3})}


class HomeAbsenceForm(AbsenceForm):
    """The same, with which of the children of the house it is."""

    placement = forms.ModelChoiceField(None, label=_("Who is absent"), empty_label=_("Choose one"))
    field_order = ["placement"]

    def __init__(self, *args, residents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["placement"].queryset = residents
        self.fields["placement"].label_from_instance = _named


def _named(placement: Placement) -> str:
    return f"{placement.child.identity.full_name or placement.child.code} · {placement.facility.name}"


class SearchForm(RecordForm):
    class Meta:
        model = SearchEntry
        fields = ("kind", "at", "recipient", "reference", "text")
        widgets = {"at": DateTimeBox, "text": forms.Textarea({"rows": 3})}
        help_texts = {
            "recipient": _("A notice is given to somebody: which office, which person."),
            "text": _("What they said, what was found. It stays as it is written."),
        }


class ReportForm(RecordForm):
    addressee = forms.CharField(
        label=_("To whom"), max_length=300, help_text=_("The institution as it is written on the letter: no child's name.")
    )

    class Meta:
        model = Letter
        fields = ("addressee",)


class ReturnForm(RecordForm):
    """When and how the child came back, or was found."""

    class Meta:
        model = Absence
        fields = ("ends_at", "outcome")
        widgets = {"ends_at": DateTimeBox, "outcome": forms.Textarea({"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ends_at"].required = self.fields["outcome"].required = True


class InterviewForm(RecordForm):
    either = ("why_left", "no_views_reason")

    class Meta:
        model = ReturnInterview
        fields = ("held_at", "why_left", "no_views_reason", "what_happened", "what_helps", "wants_to_live")
        widgets = {"held_at": DateTimeBox} | dict.fromkeys(
            ("why_left", "what_happened", "what_helps", "wants_to_live"), forms.Textarea({"rows": 3})
        )


class GiveUpForm(RecordForm):
    class Meta:
        model = Absence
        fields = ("search_summary",)
        widgets = {"search_summary": forms.Textarea({"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["search_summary"].required = True


class ReleaseForm(RecordForm):
    class Meta:
        model = Release
        fields = ("relative", "released_at", "place", "handed_by", "receiver_identity", "witness", "belongings", "documents", *HEARD)
        widgets = {
            "released_at": DateTimeBox,
            "belongings": forms.Textarea({"rows": 3}),
            "documents": forms.Textarea({"rows": 3}),
            "child_views": forms.Textarea({"rows": 3}),
            "disagreement": forms.Textarea({"rows": 2}),
        }
        labels = {"relative": _("Who receives the child")}
        help_texts = {"relative": _("Whose identity, kinship and home were checked, and of whom the child was asked (INV-29).")}

    def __init__(self, *args, relatives, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relative"].queryset = relatives


class FacilityForm(RecordForm):
    """What a place says of itself; for a foster home, who the family is and when it was vetted."""

    class Meta:
        model = Facility
        fields = (
            "name",
            "facility_type",
            "state",
            "municipality",
            "licence_number",
            "licence_valid_to",
            "register_number",
            "languages",
            "services",
            "prepared_for",
            "is_active",
        )
        widgets = {"licence_valid_to": DateBox}
        help_texts = {
            "name": _("A foster home has a name of its own, never the family's: whoever looks for a bed reads it."),
            "state": _("By its code: SON, CHP, TAM ..."),
        }

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    languages = _several(_("Languages spoken"), Language.choices, "in-columns")
    services = _several(_("What the place offers"), ServiceType.choices)
    prepared_for = _several(_("Prepared for"), PreparedFor.choices)
    text = FacilityAddress._meta.get_field("text").formfield()
    phone = FacilityAddress._meta.get_field("phone").formfield()
    visibility = FacilityAddress._meta.get_field("visibility").formfield(
        widget=forms.RadioSelect,
        help_text=_("The address of a foster home is always kept to the team of a child who lives there or has a bed reserved."),
    )
    household = FosterHome._meta.get_field("household").formfield(
        widget=forms.Textarea({"rows": 3}),
        required=False,
        help_text=_("For a foster home. Read by your programme, and by the team of a child who lives there or has a bed reserved."),
    )
    accredited_by = FosterHome._meta.get_field("accredited_by").formfield(required=False, help_text=_("For a foster home."))
    vetted_on = FosterHome._meta.get_field("vetted_on").formfield(widget=DateBox, required=False, help_text=_("For a foster home."))
    vetting_valid_to = FosterHome._meta.get_field("vetting_valid_to").formfield(
        widget=DateBox, required=False, help_text=_("For a foster home.")
    )

    def split(self) -> dict:
        """Return what the service takes: the facility's fields, and the address and the household apart."""
        fields = dict(self.cleaned_data)
        address = {name: fields.pop(name) for name in ADDRESS}
        household = {name: fields.pop(name) for name in HOUSEHOLD}
        return fields | {"address": address, "household": household}


class CheckForm(RecordForm):
    """The eight questions, each with yes or no: nothing is taken for granted."""

    class Meta:
        model = LibertyCheck
        fields = ("held_at", "inspector", *QUESTIONS, "finding", "closed_since")
        widgets = {"held_at": DateTimeBox, "closed_since": DateTimeBox, "finding": forms.Textarea({"rows": 4})}
        help_texts = {
            "finding": _("What was seen and who was spoken with. No child's name."),
            "closed_since": _("Only where a “no” above closes the place. Without it, from the moment it was looked at."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in QUESTIONS:
            self.fields[name] = _yes_or_no(LibertyCheck._meta.get_field(name).verbose_name, name in CLOSING)


def _yes_or_no(label, closes: bool) -> forms.TypedChoiceField:
    choices = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
    help_text = _("A “no” closes the place: it takes no child any more.") if closes else ""
    field = forms.TypedChoiceField(label=label, choices=choices, coerce="yes".__eq__, widget=forms.RadioSelect, help_text=help_text)
    field.widget.attrs["class"] = "govuk-radios--inline"
    return field


class VisitForm(RecordForm):
    class Meta:
        model = SupervisedVisit
        fields = ("visited_on", "visitor", "finding", "is_of_concern")
        widgets = {"visited_on": DateBox, "finding": forms.Textarea({"rows": 4})}


class ProfileForm(RecordForm):
    class Meta:
        model = Profile
        fields = ("name", "sex", "age_from", "age_to", "places", "takes_families")
        widgets = {"sex": forms.RadioSelect}
        help_texts = {"places": _("Never below what is occupied or reserved.")}

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def split(self) -> dict:
        return self.cleaned_data

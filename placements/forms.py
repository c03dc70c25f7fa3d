"""What is asked about a bed. Nothing that is already known is asked again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox, DateTimeBox
from cases.choices import Language
from cases.refusals import RecordForm
from placements import rules
from placements.choices import WITH_FAMILY, DeclineReason, EndReason, WithdrawalReason
from placements.models import Facility, FacilityAddress, Placement, Profile

UNSAID = ("", "—")
FAMILY_TYPES = [(kind.value, kind.label) for kind in WITH_FAMILY]


class RequestForm(RecordForm):
    either = ("child_views", "no_views_reason")  # one of them is asked for

    class Meta:
        model = Placement
        fields = ("child_views", "no_views_reason", "reason_family_based_not_possible", "urgent_needs", "expected_at", "message")
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
    return max(profile.places - profile.occupied - profile.reserved, 0)


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
    field_order = ["placement_type", "relative", "place_name", "starts_at", "previous_end_reason"]

    def __init__(self, *args, relatives, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relative"].queryset = relatives


class FacilityForm(RecordForm):
    class Meta:
        model = Facility
        fields = (
            "name",
            "facility_type",
            "state",
            "municipality",
            "licence_number",
            "licence_valid_to",
            "is_open_door",
            "languages",
            "is_active",
        )
        widgets = {"licence_valid_to": DateBox}
        help_texts = {
            "state": _("By its code: SON, CHP, TAM ..."),
            "is_open_door": _("A place that keeps children in is detention, and takes no child here."),
        }

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=Language.choices, required=False, widget=forms.CheckboxSelectMultiple({"class": "in-columns"})
    )
    text = FacilityAddress._meta.get_field("text").formfield()
    phone = FacilityAddress._meta.get_field("phone").formfield()
    visibility = FacilityAddress._meta.get_field("visibility").formfield(widget=forms.RadioSelect)

    def split(self) -> dict:
        """Return what the service takes: the facility's fields, and the address apart."""
        fields = dict(self.cleaned_data)
        address = {name: fields.pop(name) for name in ("text", "phone", "visibility")}
        return fields | {"address": address}


class ProfileForm(RecordForm):
    class Meta:
        model = Profile
        fields = ("name", "sex", "age_from", "age_to", "places")
        widgets = {"sex": forms.RadioSelect}
        help_texts = {"places": _("Never below what is occupied or reserved.")}

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def split(self) -> dict:
        return self.cleaned_data

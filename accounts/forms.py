"""Forms of the people who open and close accounts."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.models import Level, Organisation, User
from accounts.roles import Role, is_role_allowed, may
from accounts.second_factor_rules import KEY, is_demo_address
from accounts.sign_in_rules import Step
from accounts.widgets import SearchChoiceField


def roles_for(admin, organisation=None) -> list[tuple[str, str]]:
    """Return the roles that `admin` may give, in `organisation` where it is known already."""
    roles = [role for role in Role if role != Role.SYSTEM_ADMIN or may(admin, "organisations.manage")]
    return [(role.value, role.label) for role in roles if organisation is None or is_role_allowed(role, organisation.org_type)]


class UserForm(forms.ModelForm):
    """What an administrator may change of a person."""

    class Meta:
        model = User
        fields = ["full_name", "role", "language", "is_trained"]

    def __init__(self, *args, admin, **kwargs):
        super().__init__(*args, **kwargs)
        organisation = self.instance.organisation if self.instance.organisation_id else admin_only(admin)
        self.fields["role"].choices = [("", ""), *roles_for(admin, organisation)]


def admin_only(admin):
    """Return the organisation all new people of `admin` are of a kind with, None for who runs the whole system."""
    return None if may(admin, "organisations.manage") else admin.organisation


class InviteForm(UserForm):
    """A new person, of an organisation that the administrator looks after."""

    class Meta(UserForm.Meta):
        fields = ["email", "full_name", "organisation", "role", "language", "is_trained"]
        field_classes = {"organisation": SearchChoiceField}
        help_texts = {"email": _("The link to choose a password goes there.")}

    def __init__(self, *args, admin, **kwargs):
        super().__init__(*args, admin=admin, **kwargs)
        self.fields["organisation"] = SearchChoiceField(
            Organisation.objects.visible_to(admin).managed_by(admin), label=_("Organisation"), help_text=_("Type a part of its name.")
        )
        self.fields["role"].choices = [("", ""), *roles_for(admin)]

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def validate_unique(self):
        """Left to the service, which says it in the same words to everybody."""


class LettersForm(forms.ModelForm):
    """What a person is written to about."""

    class Meta:
        model = User
        fields = ["wants_digest"]
        labels = {"wants_digest": _("Send me a letter each morning when something waits for me")}
        help_texts = {"wants_digest": _("It says how many things wait, never whose or what, and leads to the sign-in page.")}

    def _post_clean(self):
        """Left to the service: nothing is put on the person before."""


class AccessForm(forms.Form):
    """Whether a person may sign in."""

    is_active = forms.TypedChoiceField(
        label=_("Access"), choices=[("yes", _("May sign in")), ("no", _("May not sign in"))], coerce=lambda value: value == "yes"
    )


class OrganisationForm(forms.ModelForm):
    """A new node of the tree."""

    level = forms.ChoiceField(label=_("Level"), choices=[("", ""), *Level.choices])

    class Meta:
        model = Organisation
        fields = ["name", "org_type", "level", "parent", "country", "state", "municipality", "time_zone", "letter_code"]
        help_texts = {
            "country": _("Two letters: MX."),
            "state": _("The letters of its ISO code: SON."),
            "time_zone": _("As in America/Hermosillo."),
            "letter_code": _("PPNNA-SON gives PPNNA-SON/2026/00001. Without it, letters are numbered by the organisation above."),
        }

    def __init__(self, *args, admin, **kwargs):
        super().__init__(*args, **kwargs)
        above = Organisation.objects.visible_to(admin).managed_by(admin)
        self.fields["parent"] = SearchChoiceField(above, label=_("Part of"), help_text=_("Type a part of its name."), required=False)
        self.order_fields(self.Meta.fields)


WRONG_CODE = _("That is not right, or it was used already. Wait for the next code and type it.")


class CodeForm(forms.Form):
    """The code of the app, or one of the printed ones: right once."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits that the app on your telephone shows."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if settings.DEMO and is_demo_address(user.email):
            self.fields["code"].initial = settings.DEMO_CODE
            self.fields["code"].help_text = _("In this demonstration the code is already there.")

    def clean_code(self):
        now, where = timezone.now(), get_adapter().get_client_ip(context.request)
        attempt = services.begin_attempt(step=Step.CODE, who=str(self.user.pk), where=where, target=self.user, now=now)
        self.kind = services.check_code(user=self.user, code=self.cleaned_data["code"], now=now)
        if self.kind is None:
            raise ValidationError(WRONG_CODE)
        services.attempt_succeeded(attempt)
        return self.cleaned_data["code"]


class SignInCodeForm(CodeForm):
    """The code after the password."""

    def save(self):
        record_authentication(context.request, self.user, "mfa", type=self.kind)


class ConfirmKeyForm(ReauthenticateWebAuthnForm):
    """The key before something grave."""

    kind = KEY


class AddAppForm(forms.Form):
    """What the app shows once it has read the square."""

    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}),
    )


class AddKeyForm(AddWebAuthnForm):
    """A name for the key, and what it answered."""

    name = forms.CharField(
        label=_("What you call it"),
        help_text=_("So that you know which one it is: “blue key”, “office laptop”."),
        max_length=60,
        required=False,
    )


class AskResetForm(forms.Form):
    """Where the link to choose a new password goes, if anybody here has that address."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def save(self, request, **kwargs):
        services.ask_reset(email=self.cleaned_data["email"])

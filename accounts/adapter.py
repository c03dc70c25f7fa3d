from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.models import User
from accounts.second_factor_rules import is_demo_address
from accounts.sessions import kept_form
from accounts.sign_in_rules import Step
from audit.models import Kind
from audit.services import record
from sealing import seal, unseal

PLACE = "mfa_authenticator.data"  # of what the library itself would seal; ours is bound to its person (accounts.services.factors)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in as this house wants it: nobody signs up alone, and every sign-in is on record."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The address or the password is not right."),
        "too_many_login_attempts": _("Too many attempts. Try again in a few minutes."),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_authenticate(self, request, **credentials):
        """Ours count instead (authenticate)."""

    def authenticate(self, request, **credentials):
        """Return whom these credentials are of, None if nobody's; refuse where too many failed before."""
        email = credentials.get("email") or ""
        target, now = User.objects.filter(email__iexact=email).first(), timezone.now()
        where = self.get_client_ip(request)
        attempt = services.begin_attempt(step=Step.PASSWORD, who=email, where=where, target=target, now=now)
        user = super().authenticate(request, **credentials)
        if user:
            services.attempt_succeeded(attempt)
        return user

    def set_password(self, user, password):
        services.set_password(user=user, password=password, now=timezone.now())

    def send_notification_mail(self, *args, **kwargs):
        """Ours tell (accounts.letters)."""

    def authentication_failed(self, request, **credentials):
        """Put the failed attempt on record: on whom, where there is such an account; never what was typed."""
        target = User.objects.filter(email__iexact=credentials.get("email") or "").first()
        record(actor=None, action="account.sign_in_failed", kind=Kind.REFUSED, target=target)
        super().authentication_failed(request, **credentials)

    def post_login(self, request, user, **kwargs):
        used = sorted({one["type"] for one in get_authentication_records(request, user) if one["method"] == "mfa"})
        record(actor=user, action="account.sign_in", target=user, detail={"factors": used})
        response = super().post_login(request, user, **kwargs)
        return HttpResponseRedirect(reverse("accounts:kept")) if kept_form(request) else response


class MFAAdapter(DefaultMFAAdapter):
    """Second factors as this house wants them: nothing of theirs is kept in the clear, and any of them asks for itself at sign-in."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That is not right, or it was used already. Wait for the next code and type it, or use the key again."),
    }

    def encrypt(self, text):
        return seal(text.encode(), PLACE)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text, PLACE).decode()

    def is_mfa_enabled(self, user, types=None):
        """Whoever has any factor is asked for one, and so is every account of a demonstration: its code is on the page."""
        if user.is_anonymous:
            return False
        return (settings.DEMO and is_demo_address(user.email)) or Authenticator.objects.filter(user_id=user.pk).exists()

    def _get_site_name(self):
        return "idc_atd"

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.second_factor_rules import is_demo_address
from audit.models import Kind
from audit.services import record
from sealing import seal, unseal

PLACE = "mfa_authenticator.data"  # of what the library itself would seal; ours is bound to its person (accounts.services.factors)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in as this house wants it: nobody signs up alone, and every sign-in is on record."""

    def is_open_for_signup(self, request):
        return False

    def authentication_failed(self, request, **credentials):
        """Put the failed attempt on record: on whom, where there is such an account; never what was typed."""
        target = User.objects.filter(email__iexact=credentials.get("email") or "").first()
        record(actor=None, action="account.sign_in_failed", kind=Kind.REFUSED, target=target)
        super().authentication_failed(request, **credentials)

    def post_login(self, request, user, **kwargs):
        used = sorted({one["type"] for one in get_authentication_records(request, user) if one["method"] == "mfa"})
        record(actor=user, action="account.sign_in", target=user, detail={"factors": used})
        return super().post_login(request, user, **kwargs)


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

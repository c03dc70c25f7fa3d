from allauth.account.adapter import DefaultAccountAdapter

from accounts.models import User
from audit.models import Kind
from audit.services import record


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
        record(actor=user, action="account.sign_in", target=user)
        return super().post_login(request, user, **kwargs)

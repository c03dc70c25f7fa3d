from allauth.account.adapter import DefaultAccountAdapter

from audit.services import record


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in as this house wants it: nobody signs up alone, and every sign-in is on record."""

    def is_open_for_signup(self, request):
        return False

    def post_login(self, request, user, **kwargs):
        record(actor=user, action="account.sign_in", target=user)
        return super().post_login(request, user, **kwargs)

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from accounts.models import User
from accounts.second_factor_rules import is_demo_address


class Backend(AuthenticationBackend):
    """Signs in by e-mail; a request's user comes with the organisation and those below it, which every page asks for."""

    def authenticate(self, request, **credentials):
        """Outside of a demonstration its accounts do not sign in: anybody knows their password."""
        user = super().authenticate(request, **credentials)
        return None if user and is_demo_address(user.email) and not (settings.DEMO or settings.DEBUG) else user

    def get_user(self, user_id):
        user = User.objects.with_units().filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

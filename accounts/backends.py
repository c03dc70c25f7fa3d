from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class Backend(AuthenticationBackend):
    """Signs in by e-mail; a request's user comes with the organisation and those below it, which every page asks for."""

    def get_user(self, user_id):
        user = User.objects.with_units().filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

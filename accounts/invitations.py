"""The link by which a new person chooses a password. The letter names nobody: its address is all it knows."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User


def send_invitation(request, user: User) -> None:
    """The letter is on its way once the account is saved; nothing is sent if it is not."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    link = get_adapter(request).get_reset_password_from_key_url(key)
    with override(user.language):
        subject, text = _("Choose your password"), render_to_string("accounts/invitation.txt", {"link": link})
    transaction.on_commit(lambda: send_mail(subject, text, None, [user.email]))

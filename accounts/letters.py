"""Letters to a person about their own account: sent by the worker, so that no answer takes longer because a letter is on its way.

The queue keeps whom and which letter, never an address, a code or a link.
"""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from accounts.models import User


def tell(user: User, letter: str, **facts) -> None:
    """Have the letter sent once the transaction stands, or not at all."""
    app.configure_task("accounts.tasks.send_letter").defer(person=str(user.pk), letter=letter, facts=facts)


def subjects() -> dict[str, str]:
    """What each letter is about, in the language of the moment."""
    return {
        "reset": _("Choose a new password"),
        "password_changed": _("Your password was changed"),
        "code_used": _("A printed code was used to sign in"),
        "factors_changed": _("The ways to sign in to your account changed"),
    }


def reset_path(user: User) -> str:
    """Return the address where `user` chooses a new password: it works once. Made when the letter is written, kept nowhere."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=key)


def send_letter(*, person: str, letter: str, facts: dict) -> None:
    """Send it, to whoever still works here."""
    for found in User.objects.filter(pk=person, is_active=True):
        with override(found.language):
            link = settings.SITE_URL.rstrip("/") + (reset_path(found) if letter == "reset" else reverse("mfa_index"))
            text = render_to_string(f"accounts/letters/{letter}.txt", facts | {"link": link})
            send_mail(subjects()[letter], text, None, [found.email])

"""The letter that says that something is ready: its address is all that it tells."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from accounts.models import User


def announce(person: User, view: str, pk) -> None:
    """Have the worker send the letter, with what the transaction keeps or not at all."""
    app.configure_task("reports.tasks.tell_ready").defer(person=str(person.pk), address=reverse(view, args=[pk]))


def tell_ready(*, person, address: str) -> None:
    """Send it, to whoever still works here."""
    for found in User.objects.filter(pk=person, is_active=True):
        with translation.override(found.language):
            text = render_to_string("reports/ready.txt", {"link": settings.SITE_URL.rstrip("/") + address})
            send_mail(_("Something you asked for is ready"), text, None, [found.email])

"""The door that `gunicorn idc_atd.wsgi` opens: nothing is served by an installation that does not keep its own rules."""

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from idc_atd.operations.checks import TAG, role_is_wrong
from idc_atd.operations.startup_rules import OF_A_SERVER_OF_PAGES


def refuse_unsound() -> None:
    """Return if this installation may serve; raise ImproperlyConfigured with all that is wrong, OperationalError if the database rests."""
    tags = [TAG, Tags.database]
    if not (settings.DEMO or settings.DEBUG):
        tags.append(Tags.security)
    found = run_checks(tags=tags, include_deployment_checks=True, databases=["default"])
    wrong = [str(one) for one in found if one.is_serious() or not (settings.DEMO or settings.DEBUG)]
    if not settings.DEBUG:  # `manage.py runserver` is a command: its pages are walled by accounts.wall alone
        wrong += role_is_wrong(OF_A_SERVER_OF_PAGES)
    if wrong:
        raise ImproperlyConfigured("Not served: " + "\n".join(wrong))


class Guarded:
    """The application, once the installation is found sound; a process born while the database rests asks again with each request."""

    def __init__(self, application, ask=refuse_unsound):
        self.application = application
        self.ask = ask
        self.is_sound = False
        self._look()

    def __call__(self, environ, start_response):
        if not self.is_sound:
            self._look()  # what is wrong is raised: the server answers 500 and logs it
        return self.application(environ, start_response)

    def _look(self) -> None:
        try:
            self.ask()
        except OperationalError:
            return  # without a database every page is the one that says so, and the process lives
        self.is_sound = True

import zoneinfo

from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from accounts.fresh import ask
from accounts.roles import WALLED, Role
from accounts.second_factor_rules import Standing
from accounts.sessions import STARTED, begin, drop_sent, end, ended_by_now, standing_of, touch
from audit.models import Kind
from audit.services import record

# All that a migration officer can reach: notify, read their own receipts, and their own account (firewall F1, F2).
OPEN_TO_MIGRATION = frozenset(
    {
        "home",
        "cases:notify",
        "cases:notify_step",
        "cases:receipt_list",
        "cases:receipt_detail",
        "api:notification-list",
        "api:notification-detail",
        "api:notification-addressees",
        "account_login",
        "account_logout",
        "account_change_password",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_index",
        "accounts:session_list",
        "accounts:session_end",
        "accounts:stay",
        "accounts:kept",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
        "set_language",
        "help",
        "papers:verify",
    }
)


def language_of_the_user(get_response):
    """Answer in the language and the time zone of whoever is signed in."""

    def middleware(request):
        user = request.user
        if not user.is_authenticated:
            return get_response(request)
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language
        with timezone.override(zoneinfo.ZoneInfo(user.organisation.time_zone)):
            return get_response(request)

    return middleware


class living_session:  # noqa: N801 - named as the middleware functions beside it
    """End a session that was idle or old, and say so at the sign-in page; what was being sent is kept, sealed, for its person."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if SESSION_KEY in request.session and STARTED not in request.session:  # a machine has a token, and no session
            begin(request)
        return response

    def process_view(self, request, view, args, kwargs):
        """After the check against forged forms: what another site sent is not kept."""
        if not request.user.is_authenticated or STARTED not in request.session:
            return
        if why := ended_by_now(request):
            end(request, why)
        else:
            touch(request)
            drop_sent(request)


def is_behind_the_wall(user, view_name: str) -> bool:
    """Tell whether `user` is a migration officer and `view_name` is not part of the write-only door."""
    return user.is_authenticated and user.role == Role.MIGRATION_NOTIFIER and view_name not in OPEN_TO_MIGRATION


def is_counted(user) -> bool:
    """Tell whether each time `user` meets nothing is on record: whoever probes is found out (audit.alarms)."""
    return user.is_authenticated and (user.role == Role.MIGRATION_NOTIFIER or user.organisation.org_type in WALLED)


class firewall:  # noqa: N801 - named as the middleware functions beside it
    """Answer a migration officer, everywhere but at the write-only door, as for something that does not exist.

    Every such answer is on record, whether the address exists or not: one cannot tell which by the time it takes. So is every
    404 that police, prosecutors and consulates meet, who find nothing of a case either.
    For tokens accounts.machines.InsideTheWall asks the same question, as they are read later than this.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 404 and is_counted(request.user):
            record(actor=request.user, action="firewall.refuse", kind=Kind.REFUSED, detail={"method": request.method})
        return response

    def process_view(self, request, view, args, kwargs):
        if is_behind_the_wall(request.user, request.resolver_match.view_name):
            raise Http404


# What a session reaches that has proved no second factor: nothing but to prove one or to set one up, and the way out.
ALWAYS_OPEN = frozenset({"account_logout", "set_language", "help", "health_live", "health_ready"})
OPEN_TO = {
    Standing.ENROL_APP: "mfa_activate_totp",
    Standing.ENROL_KEY: "mfa_add_webauthn",
    Standing.CONFIRM: "account_reauthenticate",
}


class second_factor:  # noqa: N801 - named as the middleware functions beside it
    """Lead whoever has given a password and nothing else to the page where a second factor is proved or set up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or (stand := standing_of(request)) == Standing.FULL:
            return None
        request.is_confined = True
        name = request.resolver_match.view_name
        if name in ALWAYS_OPEN or name == OPEN_TO[stand]:
            return None
        if request.path.startswith("/api/"):
            raise PermissionDenied
        return ask(request) if stand == Standing.CONFIRM and request.method == "GET" else HttpResponseRedirect(reverse(OPEN_TO[stand]))

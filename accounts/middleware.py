import zoneinfo

from django.http import Http404
from django.utils import timezone, translation

from accounts.roles import Role

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
        "account_login",
        "account_logout",
        "account_change_password",
        "set_language",
        "help",
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


class firewall:  # noqa: N801 - named as the middleware functions beside it
    """Answer a migration officer, everywhere but at the write-only door, as for something that does not exist."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        is_walled = user.is_authenticated and user.role == Role.MIGRATION_NOTIFIER
        if is_walled and request.resolver_match.view_name not in OPEN_TO_MIGRATION:
            raise Http404

"""What a machine meets at the API's door: its token, the wall before the migration authority, pages of at most 50 rows."""

from django.http import Http404
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.throttling import BaseThrottle

from accounts import pace
from accounts.middleware import is_behind_the_wall
from accounts.wall import read_as


class BearerAuthentication(TokenAuthentication):
    """`Authorization: Bearer TOKEN`, as `manage.py api_token` issued it."""

    keyword = "Bearer"

    def authenticate_credentials(self, key):
        user, token = super().authenticate_credentials(key)
        read_as(user)
        return user, token


class InsideTheWall(IsAuthenticated):
    """Let in whoever is signed in; to a migration officer, all but the write-only door does not exist (firewall F1, F2)."""

    def has_permission(self, request, view):
        if is_behind_the_wall(request.user, request.resolver_match.view_name):
            raise Http404
        return super().has_permission(request, view)


class Pace(BaseThrottle):
    """As many requests of one account as accounts.pace says; 429 beyond, with when to come back."""

    def allow_request(self, request, view):
        self.seconds = pace.wait_of(request, "api")
        return not self.seconds

    def wait(self):
        return self.seconds


class Pages(CursorPagination):
    """Rows after rows, by key: 50 a page at most, in the order that the view names."""

    page_size = max_page_size = 50
    page_size_query_param = "page_size"

    def get_ordering(self, request, queryset, view):
        return view.ordering

    def decode_cursor(self, request):
        try:
            return super().decode_cursor(request)
        except NotFound:
            raise Http404

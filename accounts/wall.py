"""Who reads a page, told to the database: the second wall asks it of every row (audit.wall)."""

from accounts.models import MOST_UNITS
from accounts.roles import CAPABILITIES, SUPERVISING, may
from audit import wall


def read_as(user) -> None:
    """Let the database show what `user` may see; what one may see is asked anew for each request."""
    units = getattr(user, "units_below", None)
    wall.enter(
        actor=user.pk,
        organisation=user.organisation_id,
        units=units if units is not None and len(units) <= MOST_UNITS else None,
        is_supervising=user.role in SUPERVISING and may(user, "case.read"),
        may=CAPABILITIES.get(user.role, ()),
    )


def second_wall(get_response):
    """Read as whoever is signed in, for this request alone; as nobody where nobody is."""

    def middleware(request):
        if not request.user.is_authenticated:
            with wall.nobody():
                return get_response(request)
        try:
            read_as(request.user)
            return get_response(request)
        finally:
            wall.leave()

    return middleware

from accounts.sessions import ENDED

CLOSED = "browsing-topics camera clipboard-read display-capture geolocation hid microphone midi payment serial usb"
PERMISSIONS = ", ".join(f"{feature}=()" for feature in CLOSED.split())


def watchers_are_nobody(get_response):
    """Ask for no session where the health of the site is asked: the process lives also while the database rests."""

    def middleware(request):
        if request.path.startswith("/health/"):
            request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return middleware


def privacy_headers(get_response):
    """Close the browser's side doors; keep nothing of a signed-in page or of the API in its cache, nothing at all after signing out."""

    def middleware(request):
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if was_signed_in or request.user.is_authenticated or request.path.startswith("/api/"):
            response["Cache-Control"] = "no-store"
        if was_signed_in and not request.user.is_authenticated:
            # A session that ended by itself leaves one that knows why, and what was typed: a browser drops what comes with the same answer.
            is_ended = ENDED in request.session
            response["Clear-Site-Data"] = '"cache", "storage"' if is_ended else '"cache", "cookies", "storage"'
        return response

    return middleware

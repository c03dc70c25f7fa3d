def privacy_headers(get_response):
    """Close the browser's side doors; keep nothing of a signed-in page in its cache."""

    def middleware(request):
        response = get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        return response

    return middleware

"""What happens around every request of the spine."""

from cases import services


def forget_saved_draft(get_response):
    """When a form was saved (its POST led elsewhere), forget the draft that was kept of it."""

    def answer(request):
        response = get_response(request)
        found = getattr(request, "resolver_match", None)
        is_saved = request.method == "POST" and response.status_code == 302 and found is not None and found.app_name == "cases"
        if is_saved and request.user.is_authenticated:
            services.forget_draft(by=request.user, path=request.path)
        return response

    return answer

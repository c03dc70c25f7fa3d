import uuid

from audit.context import request_id


def request_context(get_response):
    """Give the request an id that the record, the logs and the error pages share."""

    def middleware(request):
        request.id = uuid.uuid4().hex
        token = request_id.set(request.id)
        try:
            response = get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response

    return middleware

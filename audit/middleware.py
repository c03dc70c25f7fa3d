import uuid

from audit.context import refused, request_id, session
from audit.services import record


def request_context(get_response):
    """Give the request an id that the record, the logs and the error pages share; record at its end what it was refused."""

    def middleware(request):
        request.id = uuid.uuid4().hex
        token, waiting, seat = request_id.set(request.id), refused.set([]), session.set(request.session)
        try:
            response = get_response(request)
            for event in refused.get():
                record(**event)
        finally:
            session.reset(seat)
            refused.reset(waiting)
            request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response

    return middleware

import uuid

from django.conf import settings


def site(request):
    """What every page's frame and every form shows. Asks the database nothing."""
    return {"demo": settings.DEMO, "submission_key": uuid.uuid4()}

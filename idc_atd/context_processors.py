from django.conf import settings


def site(request):
    """What every page's frame shows. Asks the database nothing."""
    return {"demo": settings.DEMO}

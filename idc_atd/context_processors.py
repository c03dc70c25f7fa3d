import uuid
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_info

from accounts.sign_in_rules import IDLE, TOUCH
from idc_atd.demo import ACCOUNTS, PASSWORD
from idc_atd.navigation import navigation_of


def site(request):
    """What every page's frame and every form shows. Asks the database nothing."""
    is_confined = getattr(request, "is_confined", False)  # a password alone leads nowhere yet
    return {
        "is_confined": is_confined,
        "demo": settings.DEMO,
        "demo_accounts": ACCOUNTS if settings.DEMO else (),
        "demo_password": PASSWORD if settings.DEMO else "",
        "emergencies": emergencies(request.user),
        "exit_url": settings.EXIT_URL,
        "form_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        "idle_seconds": IDLE - TOUCH,  # the server may have noted the last request half a minute late
        "languages": [get_language_info(code) for code, name in settings.LANGUAGES],
        "navigation": SimpleLazyObject(lambda: {} if is_confined else navigation_of(request.user, request.path)),
        "submission_key": uuid.uuid4(),
    }


def emergencies(user) -> list[dict]:
    """Return the files that `user` has open in an emergency: code, why, until when."""
    if not user.is_authenticated or not user.emergencies:
        return []
    return [one | {"ends_at": datetime.fromisoformat(one["ends_at"])} for one in user.emergencies_at(timezone.now())]

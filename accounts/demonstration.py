"""What marks whatever leaves a demonstration: papers, reports, exports, lists, files. Elsewhere nothing is marked."""

import re

from django.conf import settings
from django.utils.translation import gettext as _

NAME = re.compile(r"""(filename="|filename=(?!")|filename\*=utf-8'')""", re.IGNORECASE)
PREFIX = "demo-"


def mark() -> str:
    """Return the words that stand on a file of a demonstration, in the language of the moment; "" elsewhere."""
    return _("Demonstration: every person and every case here is invented.") if settings.DEMO else ""


def files_say_so(get_response):
    """Call each file that leaves a demonstration "demo-...", whoever made or attached it."""

    def middleware(request):
        response = get_response(request)
        if settings.DEMO and "Content-Disposition" in response:
            response["Content-Disposition"] = NAME.sub(rf"\g<1>{PREFIX}", response["Content-Disposition"])
        return response

    return middleware

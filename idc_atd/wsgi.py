import os

from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idc_atd.settings")
application = get_wsgi_application()
if wrong := [str(one) for one in run_checks(tags=[Tags.database], databases=["default"]) if one.is_serious()]:
    raise ImproperlyConfigured("Not served: " + " ".join(wrong))

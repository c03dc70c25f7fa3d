import os

from django.core.wsgi import get_wsgi_application

from idc_atd.operations.serving import Guarded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idc_atd.settings")
application = Guarded(get_wsgi_application())

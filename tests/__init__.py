"""The environment every test runs in, whatever the machine's own: set here because it is read before any test module."""

import atexit
import logging
import os
import shutil
import tempfile

import django
from django.conf import settings

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "idc_atd.settings",
    "DATABASE_SCRATCH": "1",
    "DATABASE_REPORTS_URL": "",
    "DATABASE_ROLE": "",  # the owner makes the test database; tests/conftest.py then becomes the application
    "DEBUG": "0",
    "DEMO": "0",
    "CLAMAV": "",
    "SECURE_SITE": "0",
    "SECRET_KEY": "tests-only",
    "DATA_KEYS": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
    "LOG_LEVEL": "ERROR",
}

if settings.configured and not ENVIRONMENT.items() <= os.environ.items():  # a worker of pytest-xdist inherits ours
    raise RuntimeError("Unset DJANGO_SETTINGS_MODULE: the tests choose their settings themselves.")
os.environ.update(ENVIRONMENT)
os.environ["FILES_DIR"] = tempfile.mkdtemp(prefix="idc-atd-files-")  # what the tests attach is theirs alone
atexit.register(shutil.rmtree, os.environ["FILES_DIR"], ignore_errors=True)
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; the real one has its own test
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # no collectstatic
settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
django.setup()
logging.getLogger("django").setLevel(ENVIRONMENT["LOG_LEVEL"])  # a line for each 404 would be written, formatted and thrown away

"""The connection that reports and exports read through: that of `DATABASE_REPORTS_URL`, otherwise the one of the pages."""

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

ALIAS = "reports"


def alias() -> str:
    """Return the name of the database that reports read: a replica where the installation names one."""
    return ALIAS if ALIAS in settings.DATABASES else DEFAULT_DB_ALIAS


def cursor():
    """Return a cursor for statements that read and never write."""
    return connections[alias()].cursor()

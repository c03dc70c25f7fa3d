"""Whether this process can serve: one question to the database, nothing of our inside in the answer."""

from django.db import DatabaseError, InterfaceError

from idc_atd.operations import schema


def is_ready() -> bool:
    """Tell whether the database answers and has every migration of this code.

    The age of the oldest job is not asked: a worker at rest must not take the pages away with it (`manage.py health`).
    """
    try:
        return not schema.missing()
    except (DatabaseError, InterfaceError):
        return False

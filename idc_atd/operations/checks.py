"""`manage.py check --deploy --database default`: whether this installation may serve. The server asks the same before it starts."""

import time

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connection

from idc_atd.operations import schema
from idc_atd.operations.startup_rules import OF_A_REAL_DATABASE, OF_THE_DATABASE, OF_THE_INSTALLATION, Installation, Server, wrong_with

TAG = "operations"

WHO_WE_ARE = """
SELECT current_user, mine.rolsuper, mine.rolbypassrls,
    (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relowner = mine.oid),
    session_user, login.rolsuper OR login.rolbypassrls OR EXISTS (
        SELECT FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND pg_has_role(login.oid, relowner, 'MEMBER')),
    (SELECT coalesce(bool_and(relrowsecurity AND relforcerowsecurity), FALSE) FROM pg_class
        WHERE relname = 'cases_case' AND relnamespace = 'public'::regnamespace),
    extract(epoch FROM clock_timestamp())::float8
FROM pg_roles mine, pg_roles login WHERE mine.rolname = current_user AND login.rolname = session_user
"""


@register(TAG, deploy=True)
def installation_is_sound(app_configs=None, **kwargs) -> list[Error]:
    """What the environment says is enough to protect real people."""
    return _errors(wrong_with(installation(), OF_THE_INSTALLATION))


@register(Tags.database, deploy=True)
def database_is_sound(databases=None, **kwargs) -> list[Error]:
    """The database knows us for who we are, is migrated, and tells the same time."""
    if not databases:
        return []
    facts = server()
    return _errors(wrong_with(facts, OF_THE_DATABASE) + (wrong_with(facts, OF_A_REAL_DATABASE) if installation().is_real else []))


def installation() -> Installation:
    """Return what the settings say."""
    return Installation(
        is_debug=settings.DEBUG,
        is_demo=settings.DEMO,
        secret_key=settings.SECRET_KEY,
        hosts=tuple(settings.ALLOWED_HOSTS),
        data_keys=len(settings.DATA_KEYS),
        cache=settings.CACHES["default"]["BACKEND"],
        email=settings.EMAIL_BACKEND,
        site_url=settings.SITE_URL,
    )


def server() -> Server:
    """Return what the database says; its clock is compared in the middle of the question."""
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute(WHO_WE_ARE)
        *who, is_walled, there = cursor.fetchone()
        here = (before + time.time()) / 2
    return Server(*who, missing=schema.missing(), skew=there - here, is_walled=is_walled)


def role_is_wrong(rules) -> list[str]:
    """Return what is wrong with whom the database takes this process for."""
    return [str(error) for error in _errors(wrong_with(server(), rules))]


def _errors(found: list[tuple[str, str]]) -> list[Error]:
    return [Error(words, id=number) for number, words in found]

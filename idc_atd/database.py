"""Where the data live: the server named by DATABASE_URL, or an embedded PostgreSQL under var/."""

from pathlib import Path

import environ
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from audit.wall import HOUSE, PAGE
from idc_atd import embedded

APP_ROLE = PAGE  # what the running application may do; see audit/migrations/0001
HOUSE_ROLE = HOUSE  # what it may do beyond the rows of who reads; see audit/wall.py
OLDEST = 15  # of PostgreSQL: the release from which a new role may not create tables unless told so

# How long a server that does not answer is waited for. DATABASE_URL may say otherwise, as may it name several hosts
# ("a:5432,b:5432") and which of them is meant ("?target_session_attrs=read-write").
PATIENCE = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000}

UNREADABLE = """
SELECT relname FROM pg_class
WHERE relkind IN ('r', 'p', 'v') AND relnamespace = 'public'::regnamespace AND NOT has_table_privilege(%s, oid, 'SELECT')
    AND relname <> 'audit_change'  -- what was overwritten is read by the owner alone
ORDER BY relname
"""


def database_settings(env: environ.Env, var: Path) -> dict:
    """Return Django's settings for the one database.

    With DATABASE_URL that server is used; otherwise PostgreSQL from the wheel is started below `var` (or joined, if
    another process of ours started it) and stopped when its last user ends. DATABASE_SCRATCH takes an embedded server of
    its own whose data may be lost; DATABASE_MEMORY is how much of its rows it keeps in memory. DATABASE_ROLE is the role
    assumed after connecting: the application's by default, empty for the owner, who alone may migrate.
    """
    scratch = env.bool("DATABASE_SCRATCH", default=False)
    memory = env.str("DATABASE_MEMORY", default="")
    major = embedded.VERSION.partition(".")[0]
    folder = var / (f"postgres-{major}-scratch" if scratch else f"postgres-{major}")
    return _settings(env, "DATABASE_URL", env.str("DATABASE_URL", default="") or embedded.join(folder, scratch=scratch, memory=memory))


def databases(env: environ.Env, var: Path) -> dict:
    """Return Django's DATABASES: the one database, and where DATABASE_REPORTS_URL names a replica of it, "reports", which is only read.

    Without that setting there is no second connection: reports read what the same transaction wrote.
    """
    found = {"default": database_settings(env, var)}
    if url := env.str("DATABASE_REPORTS_URL", default=""):
        replica = _settings(env, "DATABASE_REPORTS_URL", url) | {"TEST": {"MIRROR": "default"}}
        replica["OPTIONS"]["assume_role"] = HOUSE_ROLE
        replica["OPTIONS"]["options"] = "-c default_transaction_read_only=on"
        found["reports"] = replica
    return found


def _settings(env: environ.Env, name: str, url: str) -> dict:
    config = env.db_url_config(url)
    if "postgresql" not in config["ENGINE"]:
        raise ImproperlyConfigured(f"{name} must name a PostgreSQL server, version {OLDEST} or later.")
    role = env.str("DATABASE_ROLE", default=APP_ROLE)
    options = config.setdefault("OPTIONS", {})
    if host := options.pop("host", ""):  # a socket directory arrives as ?host=
        config["HOST"] = host
    if role:
        options["assume_role"] = role
    for option, value in PATIENCE.items():
        options.setdefault(option, value)
    return config | {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60}


def become(role: str | None) -> None:
    """Make every connection opened from here on act as `role`; None is the owner."""
    connection.close()
    connection.settings_dict["OPTIONS"]["assume_role"] = role


@register(Tags.database)
def server_is_recent(databases=None, **kwargs) -> list[Error]:
    """A server too old for us is named before it fails halfway."""
    if not databases or connection.pg_version >= OLDEST * 10_000:
        return []
    return [Error(f"PostgreSQL {OLDEST} or later is needed; DATABASE_URL names {connection.pg_version // 10_000}.", id="idc_atd.E001")]


def unreadable_tables() -> list[str]:
    """The tables the application's role has no grant on: none, once the owner has migrated."""
    with connection.cursor() as cursor:
        cursor.execute(UNREADABLE, [APP_ROLE])
        return [name for (name,) in cursor.fetchall()]

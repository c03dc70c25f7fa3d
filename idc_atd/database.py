"""Where the data live: the server named by DATABASE_URL, or an embedded PostgreSQL under var/."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from idc_atd import embedded

APP_ROLE = "idc_atd_app"  # what the running application may do; see audit/migrations/0001


def database_settings(env: environ.Env, var: Path) -> dict:
    """Return Django's settings for the one database.

    With DATABASE_URL that server is used; otherwise PostgreSQL from the wheel is started below `var` (or joined, if
    another process of ours started it) and stopped when its last user ends. DATABASE_SCRATCH takes an embedded server of
    its own whose data may be lost. DATABASE_ROLE is the role assumed after connecting: the application's by default,
    empty for the owner, who alone may migrate.
    """
    scratch = env.bool("DATABASE_SCRATCH", default=False)
    major = embedded.VERSION.partition(".")[0]
    folder = var / (f"postgres-{major}-scratch" if scratch else f"postgres-{major}")
    config = env.db_url_config(env.str("DATABASE_URL", default="") or embedded.join(folder, scratch=scratch))
    if "postgresql" not in config["ENGINE"]:
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL server, version 15 or later.")
    role = env.str("DATABASE_ROLE", default=APP_ROLE)
    options = config.setdefault("OPTIONS", {})
    if host := options.pop("host", ""):  # a socket directory arrives as ?host=
        config["HOST"] = host
    if role:
        options["assume_role"] = role
    return config | {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60}

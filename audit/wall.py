"""The second wall: PostgreSQL itself shows a page only the rows that its reader may see, whatever the page forgot to ask.

Pages are read as the role `idc_atd_app`, to which every table with case data has a policy (`walled`). What knows more than its reader - a
verb that checks rights itself, a report that counts - is read as `idc_atd_house`, and says so by name (`verb`, `house`). Who reads
stands in settings of the connection from the beginning of a request to its end; without them there are no rows.
The reasons are in docs/adr/0012-the-second-wall.md.
"""

import re
from contextlib import contextmanager

from django.db import DatabaseError, connection, migrations, models, transaction
from psycopg.pq import TransactionStatus

PAGE = "idc_atd_app"
HOUSE = "idc_atd_house"

# Who reads, in settings of the session; all of them are empty while nobody does.
SETTINGS = ("idc.actor", "idc.organisation", "idc.units", "idc.supervises", "idc.may")
SWITCH = "SELECT set_config('role', %s, %s)"
ENTER = """
SELECT set_config('role', %(role)s, false),
    set_config('idc.actor', %(actor)s, false),
    set_config('idc.organisation', %(organisation)s, false),
    set_config('idc.supervises', %(supervises)s, false),
    set_config('idc.may', %(may)s, false),
    set_config('idc.units', CASE WHEN %(is_named)s THEN %(units)s ELSE coalesce(
        (SELECT string_agg(below.id::text, ',') FROM accounts_organisation own
            JOIN accounts_organisation below ON starts_with(below.path, own.path)
            WHERE NOT %(is_named)s AND own.id = %(organisation)s::uuid), ''
    ) END, false)
"""
LEAVE = "SELECT set_config('role', %s, false), " + ", ".join(f"set_config('{name}', '', false)" for name in SETTINGS)


def is_walled() -> bool:
    """Tell whether what is read now is read as a page: of its reader's rows alone."""
    return getattr(connection, "is_walled", _home() == PAGE)


def _home() -> str | None:
    """The role in which connections are opened: of pages in a server, of the house in a command, the worker and the tests."""
    return connection.settings_dict["OPTIONS"].get("assume_role")


def _run(statement: str, parameters) -> None:
    """Run a statement that no page counts among its own."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        connection.connection.execute(statement, parameters)


# A request has one reader


def enter(*, actor, organisation, units, is_supervising: bool, may) -> None:
    """Let the pages of this connection show what `actor` may see, until `leave`; one statement.

    units  ids of the actor's organisation and of those below it; None where they are not known, or too many to name
    may    the actor's capabilities
    """
    values = {
        "role": PAGE,
        "actor": str(actor),
        "organisation": str(organisation),
        "supervises": "1" if is_supervising else "",
        "may": ",".join(sorted(may)),
        "units": ",".join(str(unit) for unit in units or ()),
        "is_named": units is not None,
    }
    _run(ENTER, values)
    connection.is_walled = connection.has_reader = True
    connection.is_unsettled = False


def leave() -> None:
    """Let this connection show nothing more: nobody reads. One that cannot be told so is closed."""
    connection.is_walled, connection.has_reader = _home() == PAGE, False
    try:
        if _is_usable():
            _run(LEAVE, [_home() or "none"])
    except DatabaseError:
        connection.close()


def _is_usable() -> bool:
    """Tell whether the connection takes statements: a transaction that failed takes none, and its end undoes the settings."""
    return connection.connection is not None and connection.connection.info.transaction_status != TransactionStatus.INERROR


@contextmanager
def nobody():
    """What is read inside is read by nobody in particular, until `enter`: pages before the sign-in. Without a query nothing is asked."""
    connection.has_reader = False
    if _home() != PAGE:  # in a server every request leaves the connection so
        connection.is_walled = connection.is_unsettled = True
    try:
        with connection.execute_wrapper(_settled):
            yield
    finally:
        if getattr(connection, "is_unsettled", False):
            connection.is_unsettled = connection.is_walled = False
        elif _home() != PAGE or connection.has_reader:
            leave()


def _settled(execute, *args):
    _settle()
    return execute(*args)


def _settle() -> None:
    """Tell the connection, where it was not told yet, that nobody reads."""
    if getattr(connection, "is_unsettled", False):
        connection.is_unsettled = False
        _run(LEAVE, [PAGE])


# What knows more than its reader


@contextmanager
def house(reason: str):
    """Read as the house what the reader's own rows cannot answer; `reason` says what, and tests/test_wall.py holds the list of them all."""
    if not is_walled():
        yield
        return
    _settle()
    _run(SWITCH, [HOUSE, False])
    connection.is_walled = False
    try:
        yield
    finally:
        connection.is_walled = True
        if _is_usable():
            _run(SWITCH, [PAGE, False])


@contextmanager
def _verb():
    if not is_walled():
        with transaction.atomic():
            yield
        return
    _settle()
    is_within = connection.in_atomic_block
    with transaction.atomic():
        _run(SWITCH, [HOUSE, True])
        connection.is_walled = False
        try:
            yield
        finally:
            connection.is_walled = True
        if is_within:  # otherwise the transaction ends with it
            _run(SWITCH, [PAGE, True])


verb = _verb()  # as a decorator: each call is a transaction of its own, of the house, which checks the rights of whoever asks


class HouseRows(models.QuerySet):
    """Rows that the reader sees, with something beside them that only the house can count."""

    _reason = ""

    def as_house(self, reason: str):
        """Return the same rows, read as the house whenever they are read (see `house`)."""
        found = self._chain()
        found._reason = reason
        return found

    def _clone(self):
        copy = super()._clone()
        copy._reason = self._reason
        return copy

    def _fetch_all(self):
        if self._reason and self._result_cache is None:
            with house(self._reason):
                super()._fetch_all()
        super()._fetch_all()

    def iterator(self, *args, **kwargs):
        return iter(self) if self._reason else super().iterator(*args, **kwargs)

    def count(self):
        return len(self) if self._reason else super().count()

    def exists(self):
        return bool(self) if self._reason else super().exists()


# In migrations

# No member of the other: what policies ask of a page would be asked of the house too. The owner, who migrates, may become it.
HOUSE_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'idc_atd_house') THEN
        CREATE ROLE idc_atd_house NOLOGIN;
    END IF;
    EXECUTE format('GRANT idc_atd_house TO %I', CURRENT_USER);
END $$;
"""

# It may do what the application's role may, here and with every table to come.
HOUSE_GRANTS = """
DO $$ DECLARE one record; BEGIN
    FOR one IN
        SELECT c.oid::regclass AS name, privilege, c.relkind FROM pg_class c,
            unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
            AND has_table_privilege('idc_atd_app', c.oid, privilege)
    LOOP
        EXECUTE format('GRANT %s ON %s TO idc_atd_house', one.privilege, one.name);
    END LOOP;
END $$;
GRANT USAGE ON SCHEMA public TO idc_atd_house;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO idc_atd_house;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO idc_atd_house;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO idc_atd_house;
"""

# What policies ask of the reader. Lists are searched as text: an id has one length, and taking a list apart for each row costs more.
READER = """
CREATE FUNCTION idc_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('idc.actor', true), '')::uuid;
CREATE FUNCTION idc_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('idc.organisation', true), '')::uuid;
CREATE FUNCTION idc_is_below(unit uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN strpos(current_setting('idc.units', true), unit::text) > 0;
CREATE FUNCTION idc_supervises(unit uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN current_setting('idc.supervises', true) = '1' AND strpos(current_setting('idc.units', true), unit::text) > 0;
CREATE FUNCTION idc_may(capability text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN strpos(',' || current_setting('idc.may', true) || ',', ',' || capability || ',') > 0;
"""
NO_READER = "DROP FUNCTION idc_may(text), idc_supervises(uuid), idc_is_below(uuid), idc_organisation(), idc_actor();"


def walled(table: str, using: str) -> migrations.RunSQL:
    """Show a page the rows of `table` that are `using` (SQL), and let it write none; the house has them all. The owner is no exception."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY house ON {table} TO {HOUSE} USING (true) WITH CHECK (true);
        CREATE POLICY reader ON {table} FOR SELECT TO {PAGE} USING ({using});
        REVOKE INSERT, UPDATE, DELETE ON {table} FROM {PAGE};
        """,
        f"""
        DO $$ DECLARE privilege text; BEGIN
            FOREACH privilege IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
                IF has_table_privilege('{HOUSE}', '{table}', privilege) THEN
                    EXECUTE format('GRANT %s ON {table} TO {PAGE}', privilege);
                END IF;
            END LOOP;
        END $$;
        DROP POLICY reader ON {table};
        DROP POLICY house ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def door(name: str, table: str, using: str) -> migrations.RunSQL:
    """Show a page also those rows of `table`: how an app opens what stands below it.

    PostgreSQL asks policies in the reverse order of their names: a name before "reader" is asked after the table's own policy.
    """
    return migrations.RunSQL(f"CREATE POLICY {name} ON {table} FOR SELECT TO {PAGE} USING ({using});", f"DROP POLICY {name} ON {table};")


def question(name: str, condition: str, *, of_house: bool = True) -> migrations.RunSQL:
    """Name what a policy asks about the row of a `key`; its plan is kept with the connection.

    Conditions in full would be planned again with each statement, for every table of it. The house answers, so that no policy asks
    another in a circle; with `of_house` false the reader does, and the policies of the tables that are asked count.
    """
    condition = re.sub(r"\b(FROM|JOIN) (\w+)", r"\1 public.\2", condition)  # nobody's temporary table answers instead
    owner = f"""
        GRANT CREATE ON SCHEMA public TO {HOUSE};
        ALTER FUNCTION {name}(uuid) SECURITY DEFINER;
        ALTER FUNCTION {name}(uuid) OWNER TO {HOUSE};
        REVOKE CREATE ON SCHEMA public FROM {HOUSE};
    """
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {name}(key uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 20
            AS $$ BEGIN RETURN coalesce({condition}, false); END $$;
        {owner if of_house else ""}
        """,
        f"DROP FUNCTION {name}(uuid);",
    )

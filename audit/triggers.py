"""Database guards as migration operations: rows that may be added and never changed."""

from django.db import migrations

# The application's role: it serves pages and may add, read and change rows, but owns nothing. The owner, who migrates, may become it.
APPLICATION_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'idc_atd_app') THEN
        CREATE ROLE idc_atd_app NOLOGIN;
    END IF;
    EXECUTE format('GRANT idc_atd_app TO %I', CURRENT_USER);
END $$;
"""

APPLICATION_GRANTS = """
GRANT USAGE ON SCHEMA public TO idc_atd_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO idc_atd_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO idc_atd_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO idc_atd_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO idc_atd_app;
"""

FORBID_CHANGE = """
CREATE OR REPLACE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""


def append_only(table: str) -> migrations.RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE on `table`: by trigger for everyone, by REVOKE for the application's roles."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION forbid_change();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
        REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM idc_atd_app;
        DO $$ BEGIN
            IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'idc_atd_house') THEN
                REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM idc_atd_house;
            END IF;
        END $$;
        """,
        f"""
        DROP TRIGGER {table}_no_change ON {table};
        DROP TRIGGER {table}_no_truncate ON {table};
        GRANT UPDATE, DELETE ON {table} TO idc_atd_app;
        """,
    )

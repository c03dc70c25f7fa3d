"""What was lost is kept: whatever changes or deletes a row, raw SQL included, leaves what the row said before.

One trigger a table writes what an UPDATE overwrote or a DELETE removed into `audit_change`; an INSERT loses nothing. Who did it, in which
request and why, is told by the event of the same transaction, which `audit_link` names. The application can neither read nor write there:
the function is the owner's, and `manage.py audit history` is run by the owner.
"""

import json
from collections.abc import Iterator

from django.db import connection, migrations

# What is not kept, and why. Every other table of ours is (tests/audit/test_history.py).
NOT_KEPT = {
    "auth": "rights are a table of the code; no row is anybody's",
    "contenttypes": "names of tables",
    "sessions": "who is signed in now; that they signed in is on record",
    "account": "addresses of letters, kept with the user",
    "mfa": "secrets: what is replaced must be gone; that it was replaced is on record",
    "authtoken": "secrets: what is replaced must be gone; that it was replaced is on record",
    "audit": "rows that nobody can change",
    "accounts.Submission": "that a form was sent once, for a day",
    "accounts.Attempt": "counts of guesses",
    "accounts.Bucket": "counts of requests",
    "accounts.Session": "who is signed in now, and with what; that they signed in is on record",
    "cases.Alarm": "rows that nobody can change",
    "cases.AlarmAnswer": "rows that nobody can change",
    "cases.AlarmWatch": "how far the watch has come",
    "cases.Counter": "the last number that was given",
    "cases.FormDraft": "what was not sent is forgotten on purpose",
    "cases.NotificationDraft": "what was not sent is forgotten on purpose",
    "reports.KeptAnswer": "figures counted anew each day",
    "reports.ExportFile": "a file that is forgotten after a day",
    "reports.ReportRun": "figures for whoever asked, forgotten after a day",
    "reports.IndicatorSnapshot": "figures, of no child",
}
# Columns of kept tables whose old value must be gone, or says nothing.
BUT = {
    "accounts_user": ("password", "last_login"),
    "cases_importbatch": ("content", "errors"),
    "files_storedfile": ("key",),
    "reports_export": ("key",),
}

KEEP = """
CREATE TABLE audit_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
    began timestamptz NOT NULL DEFAULT now(),
    relation text NOT NULL,
    row_id text NOT NULL,
    verb text NOT NULL,
    was jsonb NOT NULL
);
CREATE INDEX audit_change_row ON audit_change (relation, row_id, id);
REVOKE ALL ON audit_change FROM PUBLIC, idc_atd_app;
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'idc_atd_house') THEN
        REVOKE ALL ON audit_change FROM idc_atd_house;
    END IF;
END $$;
ALTER TABLE audit_link ADD tx xid8, ADD began timestamptz;
ALTER TABLE audit_link ALTER tx SET DEFAULT pg_current_xact_id(), ALTER began SET DEFAULT now();
CREATE INDEX audit_link_tx ON audit_link (began, tx);

CREATE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb;
    was jsonb := before - TG_ARGV[1:];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        after := to_jsonb(NEW);
        SELECT jsonb_object_agg(key, value) INTO was FROM jsonb_each(was) WHERE value IS DISTINCT FROM after -> key;
        IF was IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO audit_change (relation, row_id, verb, was) VALUES (TG_TABLE_NAME, before ->> TG_ARGV[0], TG_OP, was);
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION audit_keep() FROM PUBLIC;

CREATE TRIGGER audit_change_no_change BEFORE UPDATE OR DELETE ON audit_change FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER audit_change_no_truncate BEFORE TRUNCATE ON audit_change FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""

FORGET = """
DROP FUNCTION audit_keep();
DROP TABLE audit_change;
ALTER TABLE audit_link DROP tx, DROP began;
"""

READ = """
SELECT c.at, c.verb, c.was, c.row_id, e.actor, e.action, e.reason, e.request_id
FROM audit_change AS c
LEFT JOIN LATERAL (
    SELECT event_id FROM audit_link AS l WHERE (l.began, l.tx) = (c.began, c.tx) ORDER BY l.number LIMIT 1
) AS link ON true
LEFT JOIN audit_event AS e ON e.id = link.event_id
WHERE c.relation = %s AND c.row_id = %s ORDER BY c.id
"""
COLUMNS = ("at", "verb", "was", "row", "actor", "action", "reason", "request_id")


def keep_history(table: str, pk: str = "id") -> migrations.RunSQL:
    """Keep what is overwritten in and deleted from `table`, whoever does it: the operation that a new table's migration needs."""
    given = ", ".join(f"'{column}'" for column in (pk, *BUT.get(table, ())))
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_keep_updated AFTER UPDATE ON {table}
            FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION audit_keep({given});
        CREATE TRIGGER {table}_keep_deleted AFTER DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_keep({given});
        """,
        f"""
        DROP TRIGGER {table}_keep_updated ON {table};
        DROP TRIGGER {table}_keep_deleted ON {table};
        """,
    )


def is_kept(label: str) -> bool:
    """Tell whether the rows of the model of that label ("cases.Child") leave what they said before."""
    return label not in NOT_KEPT and label.partition(".")[0] not in NOT_KEPT


def changes_of(table: str, row: str) -> Iterator[dict]:
    """Return what the row said before each of its changes, and who made it in which request; for the owner alone."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [table, row])
        for found in cursor.fetchall():
            change = dict(zip(COLUMNS, found, strict=True))
            yield change | {"was": json.loads(change["was"])}  # Django leaves JSON to its fields

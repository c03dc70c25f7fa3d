"""The database's own hold on the numbers of letters: each follows the last of its authority and year, so that none is missing."""

from django.db import migrations

SERIAL_FOLLOWS = """
CREATE FUNCTION letter_serial_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.serial <> 1 + COALESCE(
        (SELECT max(serial) FROM papers_letter WHERE authority_id = NEW.authority_id AND year = NEW.year), 0
    ) THEN
        RAISE EXCEPTION 'letter_serial_follows' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER letter_serial_follows BEFORE INSERT ON papers_letter FOR EACH ROW EXECUTE FUNCTION letter_serial_follows();
"""
DROP = "DROP TRIGGER letter_serial_follows ON papers_letter; DROP FUNCTION letter_serial_follows;"


def serial_follows() -> migrations.RunSQL:
    """Refuse, whoever asks, a letter whose number is not the next one."""
    return migrations.RunSQL(SERIAL_FOLLOWS, DROP)

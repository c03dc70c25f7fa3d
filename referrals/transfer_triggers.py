"""The database's own hold on responsibility: a case changes hands by a transfer in effect and in no other way (INV-33)."""

from django.db import migrations

HOLD = """
CREATE FUNCTION transfer_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unit uuid;
    actor text;
    origin text;
    destination text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a transfer stays on record' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state IN ('effective', 'refused', 'withdrawn')
       AND to_jsonb(NEW) - 'followed_up_at' - 'follow_up_text' - 'version'
           <> to_jsonb(OLD) - 'followed_up_at' - 'follow_up_text' - 'version' THEN
        RAISE EXCEPTION 'INV-33: a transfer that ended is not changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT unit_id INTO unit FROM cases_case WHERE id = NEW.case_id;
    IF NEW.state NOT IN ('refused', 'withdrawn') AND (TG_OP = 'INSERT' OR OLD.state <> NEW.state) AND unit <> NEW.origin_id THEN
        RAISE EXCEPTION 'INV-33: only who is responsible transfers a case' USING ERRCODE = 'check_violation';
    END IF;
    IF (SELECT org_type FROM accounts_organisation WHERE id = NEW.destination_id) = 'migration_authority' THEN
        RAISE EXCEPTION 'INV-12: the migration authority is never responsible for a child' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.answered_by_id IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.answered_by_id IS DISTINCT FROM NEW.answered_by_id) THEN
        SELECT o.path INTO actor FROM accounts_organisation o JOIN accounts_user u ON u.organisation_id = o.id
            WHERE u.id = NEW.answered_by_id;
        SELECT path INTO origin FROM accounts_organisation WHERE id = NEW.origin_id;
        SELECT path INTO destination FROM accounts_organisation WHERE id = NEW.destination_id;
        IF NOT starts_with(actor, destination) OR (starts_with(origin, destination) AND starts_with(actor, origin)) THEN
            RAISE EXCEPTION 'INV-33: nobody answers in the name of the destination' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER referrals_transfer_hold BEFORE INSERT OR UPDATE OR DELETE ON referrals_transfer
    FOR EACH ROW EXECUTE FUNCTION transfer_hold();

CREATE FUNCTION case_unit_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM referrals_transfer t
                   WHERE t.case_id = NEW.id AND t.state = 'effective' AND t.origin_id = OLD.unit_id AND t.destination_id = NEW.unit_id
                     AND t.effective_at = (SELECT max(effective_at) FROM referrals_transfer WHERE case_id = NEW.id)) THEN
        RAISE EXCEPTION 'INV-33: a case changes hands by a transfer in effect' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_case_unit_hold BEFORE UPDATE OF unit_id ON cases_case
    FOR EACH ROW WHEN (OLD.unit_id IS DISTINCT FROM NEW.unit_id) EXECUTE FUNCTION case_unit_hold();
"""

RELEASE = """
DROP TRIGGER cases_case_unit_hold ON cases_case;
DROP TRIGGER referrals_transfer_hold ON referrals_transfer;
DROP FUNCTION case_unit_hold;
DROP FUNCTION transfer_hold;
"""


def hold_responsibility() -> migrations.RunSQL:
    """Refuse, whoever asks, that a case changes hands otherwise."""
    return migrations.RunSQL(HOLD, RELEASE)

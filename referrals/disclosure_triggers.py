"""The database's own hold on disclosures: to whom on which ground, and nothing changed once a letter has left."""

from django.db import migrations

from referrals.disclosure_rules import GROUNDS, OF_RECIPIENT, TELLS

HOLD = """
CREATE OR REPLACE FUNCTION disclosure_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kind text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a disclosure stays on record' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state IN ('approved', 'withdrawn') THEN
        RAISE EXCEPTION 'a disclosure that ended is not changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT org_type INTO kind FROM accounts_organisation WHERE id = NEW.recipient_id;
    IF (kind, NEW.ground) NOT IN (VALUES GROUNDS) THEN
        RAISE EXCEPTION 'INV-58: on this ground nothing is disclosed to this body' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM (VALUES TELLS) AS tells (org_type, fields, codes)
                   WHERE tells.org_type = kind AND NEW.fields::text[] <@ tells.fields AND NEW.determinations::text[] <@ tells.codes) THEN
        RAISE EXCEPTION 'INV-58: this is not told to this body' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.consent_id IS NOT NULL
       AND NEW.case_id IS DISTINCT FROM (SELECT case_id FROM referrals_consentrecord WHERE id = NEW.consent_id) THEN
        RAISE EXCEPTION 'the consent is of another case' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER referrals_disclosure_hold BEFORE INSERT OR UPDATE OR DELETE ON referrals_disclosure
    FOR EACH ROW EXECUTE FUNCTION disclosure_hold();
"""

RELEASE = """
DROP TRIGGER referrals_disclosure_hold ON referrals_disclosure;
DROP FUNCTION disclosure_hold;
"""


def hold_disclosures() -> migrations.RunSQL:
    """Refuse, whoever asks, what no disclosure may be."""
    grounds = ", ".join(f"('{kind}', '{ground.value}')" for kind, found in sorted(GROUNDS.items()) for ground in sorted(found))
    tells = ", ".join(f"('{kind}', {array(OF_RECIPIENT[kind])}, {array(TELLS[kind])})" for kind in sorted(GROUNDS))
    return migrations.RunSQL(HOLD.replace("GROUNDS", grounds).replace("TELLS", tells), RELEASE)


def array(words) -> str:
    return f"ARRAY[{', '.join(repr(word) for word in sorted(words))}]::text[]"

"""The database's own hold on referrals: the table of states, what was sent, and to whom nothing is ever sent."""

from django.db import migrations

from audit.triggers import append_only
from referrals.workflow import TRANSITIONS

HOLD = """
CREATE FUNCTION referral_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state <> 'draft' THEN
        RAISE EXCEPTION 'D2: a referral begins as a draft' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (MOVES) THEN
        RAISE EXCEPTION 'D2: no move leads from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.packet IS NOT NULL AND
       (NEW.packet IS DISTINCT FROM OLD.packet OR NEW.purpose <> OLD.purpose OR NEW.needs <> OLD.needs OR NEW.type <> OLD.type
        OR NEW.to_organisation_id IS DISTINCT FROM OLD.to_organisation_id OR NEW.sent_at IS DISTINCT FROM OLD.sent_at) THEN
        RAISE EXCEPTION 'what was sent is immutable' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.packet IS NOT NULL AND EXISTS (SELECT 1 FROM jsonb_object_keys(NEW.packet) name WHERE name <> ALL (NEW.packet_fields)) THEN
        RAISE EXCEPTION 'a field outside the packet of its type' USING ERRCODE = 'check_violation';
    END IF;
    IF (SELECT org_type FROM accounts_organisation WHERE id = NEW.to_organisation_id) IN ('migration_authority', 'sipinna_secretariat') THEN
        RAISE EXCEPTION 'INV-52: nothing of a child is referred to this body' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.consent_id IS NOT NULL
       AND NEW.case_id IS DISTINCT FROM (SELECT case_id FROM referrals_consentrecord WHERE id = NEW.consent_id) THEN
        RAISE EXCEPTION 'the consent is of another case' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.relative_id IS NOT NULL AND (SELECT child_id FROM cases_relative WHERE id = NEW.relative_id)
       IS DISTINCT FROM (SELECT child_id FROM cases_case WHERE id = NEW.case_id) THEN
        RAISE EXCEPTION 'the relative is of another child' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER referrals_referral_hold BEFORE INSERT OR UPDATE ON referrals_referral
    FOR EACH ROW EXECUTE FUNCTION referral_hold();
"""

RELEASE = """
DROP TRIGGER referrals_referral_hold ON referrals_referral;
DROP FUNCTION referral_hold;
"""


def hold_referrals() -> list[migrations.RunSQL]:
    """Refuse, whoever asks, what no referral may be; its history is only ever added to."""
    pairs = sorted({(source.value, move.target.value) for move in TRANSITIONS.values() for source in move.sources})
    moves = ", ".join(f"('{left}', '{entered}')" for left, entered in pairs)
    return [migrations.RunSQL(HOLD.replace("MOVES", moves), RELEASE), append_only("referrals_referralstep")]


HOLD_FILES = """
CREATE FUNCTION sent_file_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one referrals_sentfile := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (SELECT 1 FROM referrals_referral WHERE id = one.referral_id AND state <> 'draft') THEN
        RAISE EXCEPTION 'what goes along with a referral is chosen while it is a draft' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' AND (SELECT case_id FROM cases_attachment WHERE id = NEW.attachment_id)
       IS DISTINCT FROM (SELECT case_id FROM referrals_referral WHERE id = NEW.referral_id) THEN
        RAISE EXCEPTION 'the file is of another case' USING ERRCODE = 'check_violation';
    END IF;
    RETURN one;
END $$;
CREATE TRIGGER referrals_sentfile_hold BEFORE INSERT OR UPDATE OR DELETE ON referrals_sentfile
    FOR EACH ROW EXECUTE FUNCTION sent_file_hold();
"""


def hold_files() -> migrations.RunSQL:
    """Refuse, whoever asks, a file of another case, and any change of what was sent."""
    return migrations.RunSQL(HOLD_FILES, "DROP TRIGGER referrals_sentfile_hold ON referrals_sentfile; DROP FUNCTION sent_file_hold;")

"""The database's own hold on determinations: who may sit, what was handed in, what was decided."""

from django.db import migrations

from audit.triggers import append_only

HOLD = """
CREATE FUNCTION determination_seat_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_case uuid;
BEGIN
    SELECT case_id INTO of_case FROM determinations_determination WHERE id = NEW.determination_id;
    IF (SELECT o.org_type FROM accounts_organisation o JOIN accounts_user u ON u.organisation_id = o.id WHERE u.id = NEW.person_id)
       = 'migration_authority' THEN
        RAISE EXCEPTION 'INV-49: nobody of the migration authority sits on a panel' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM determinations_dossier WHERE determination_id = NEW.determination_id AND author_id = NEW.person_id) THEN
        RAISE EXCEPTION 'INV-49: who wrote the dossier does not sit' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM cases_designation WHERE case_id = of_case AND person_id = NEW.person_id) THEN
        RAISE EXCEPTION 'INV-49: who was responsible does not sit' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER determinations_seat_hold BEFORE INSERT OR UPDATE OF person_id, determination_id ON determinations_seat
    FOR EACH ROW EXECUTE FUNCTION determination_seat_hold();

CREATE FUNCTION determination_dossier_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.submitted_at IS NOT NULL THEN
        RAISE EXCEPTION 'INV-18: a dossier that was handed in is immutable' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM determinations_seat WHERE determination_id = NEW.determination_id
                                     AND person_id = NEW.author_id AND left_at IS NULL) THEN
        RAISE EXCEPTION 'INV-49: who sits on the panel does not write the dossier' USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER determinations_dossier_hold BEFORE INSERT OR UPDATE OR DELETE ON determinations_dossier
    FOR EACH ROW EXECUTE FUNCTION determination_dossier_hold();

CREATE FUNCTION determination_part_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched jsonb := to_jsonb(COALESCE(NEW, OLD));
BEGIN
    IF (SELECT submitted_at FROM determinations_dossier WHERE id = (touched->>'dossier_id')::uuid) IS NOT NULL THEN
        RAISE EXCEPTION 'INV-18: a part of a dossier that was handed in is immutable' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER determinations_element_hold BEFORE INSERT OR UPDATE OR DELETE ON determinations_dossierelement
    FOR EACH ROW EXECUTE FUNCTION determination_part_hold();
CREATE TRIGGER determinations_option_hold BEFORE INSERT OR UPDATE OR DELETE ON determinations_dossieroption
    FOR EACH ROW EXECUTE FUNCTION determination_part_hold();

CREATE FUNCTION determination_vote_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT closed_at FROM determinations_session WHERE id = OLD.session_id) IS NOT NULL THEN
        RAISE EXCEPTION 'the votes of a closed session are immutable' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER determinations_vote_hold BEFORE UPDATE OR DELETE ON determinations_attendance
    FOR EACH ROW EXECUTE FUNCTION determination_vote_hold();

CREATE FUNCTION determination_decision_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM determinations_dossieroption WHERE dossier_id = NEW.dossier_id) < 2 THEN
        RAISE EXCEPTION 'INV-50: a decision chooses between two options or more' USING ERRCODE = 'check_violation';
    END IF;
    IF (SELECT dossier_id FROM determinations_dossieroption WHERE id = NEW.option_id) <> NEW.dossier_id THEN
        RAISE EXCEPTION 'the option chosen is one of the dossier' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER determinations_decision_hold BEFORE INSERT ON determinations_decision
    FOR EACH ROW EXECUTE FUNCTION determination_decision_hold();
"""

RELEASE = """
DROP TRIGGER determinations_seat_hold ON determinations_seat;
DROP TRIGGER determinations_dossier_hold ON determinations_dossier;
DROP TRIGGER determinations_element_hold ON determinations_dossierelement;
DROP TRIGGER determinations_option_hold ON determinations_dossieroption;
DROP TRIGGER determinations_vote_hold ON determinations_attendance;
DROP TRIGGER determinations_decision_hold ON determinations_decision;
DROP FUNCTION determination_seat_hold;
DROP FUNCTION determination_dossier_hold;
DROP FUNCTION determination_part_hold;
DROP FUNCTION determination_vote_hold;
DROP FUNCTION determination_decision_hold;
"""


def hold_determinations() -> list[migrations.RunSQL]:
    """Refuse, whoever asks, what no panel and no decision may be; a decision is only ever added."""
    decided = ("determinations_decision", "determinations_comparison", "determinations_rejection")
    return [migrations.RunSQL(HOLD, RELEASE), *(append_only(table) for table in decided)]

"""The database's own hold on approved documents: what was approved is never changed, only superseded (INV-18)."""

from django.db import migrations

APPROVED_DOCUMENT = """
CREATE FUNCTION forbid_change_of_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'approved' AND NEW.state = 'superseded'
       AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state' THEN
        RETURN NEW;
    END IF;
    IF OLD.state IN ('approved', 'superseded') THEN
        RAISE EXCEPTION 'an approved % is immutable', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE FUNCTION forbid_change_below_approved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found text;
    row_before jsonb := to_jsonb(OLD);
    row_after jsonb := to_jsonb(NEW);
    touched jsonb;
BEGIN
    FOREACH touched IN ARRAY ARRAY[row_before, row_after] LOOP
        CONTINUE WHEN touched IS NULL;
        IF TG_TABLE_NAME = 'cases_evaluationelement' THEN
            SELECT state INTO found FROM cases_evaluation WHERE id = (touched->>'evaluation_id')::uuid;
        ELSIF TG_TABLE_NAME = 'cases_planline' THEN
            SELECT state INTO found FROM cases_plan WHERE id = (touched->>'plan_id')::uuid;
        ELSE
            SELECT p.state INTO found FROM cases_plan p JOIN cases_planline l ON l.plan_id = p.id
            WHERE l.id = (touched->>'line_id')::bigint;
        END IF;
        IF found IN ('approved', 'superseded') THEN
            RAISE EXCEPTION 'a part of an approved document is immutable' USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN COALESCE(NEW, OLD);
END $$;
"""
DOCUMENTS = ("cases_evaluation", "cases_plan", "cases_closureproposal")
PARTS = ("cases_evaluationelement", "cases_planline", "cases_planaction")


def immutable_once_approved() -> migrations.RunSQL:
    """Refuse, whoever asks, every change to an approved document or to its parts."""
    triggers = [
        f"CREATE TRIGGER {table}_approved BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION forbid_change_of_approved();"
        for table in DOCUMENTS
    ] + [
        f"CREATE TRIGGER {table}_approved BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION forbid_change_below_approved();"
        for table in PARTS
    ]
    drops = [f"DROP TRIGGER {table}_approved ON {table};" for table in DOCUMENTS + PARTS]
    functions = "DROP FUNCTION forbid_change_of_approved; DROP FUNCTION forbid_change_below_approved;"
    return migrations.RunSQL(APPROVED_DOCUMENT + "\n".join(triggers), "\n".join(drops) + functions)


PARTS_OF_EVALUATION = """
CREATE FUNCTION forbid_change_below_approved_evaluation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM cases_evaluation WHERE state IN ('approved', 'superseded')
        AND id IN ((to_jsonb(OLD)->>'evaluation_id')::uuid, (to_jsonb(NEW)->>'evaluation_id')::uuid)
    ) THEN
        RAISE EXCEPTION 'a part of an approved document is immutable' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE FUNCTION forbid_change_of_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a signed opinion is immutable' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER cases_evaluationoption_approved BEFORE INSERT OR UPDATE OR DELETE ON cases_evaluationoption
    FOR EACH ROW EXECUTE FUNCTION forbid_change_below_approved_evaluation();
CREATE TRIGGER cases_opinion_approved BEFORE INSERT OR UPDATE OR DELETE ON cases_opinion
    FOR EACH ROW EXECUTE FUNCTION forbid_change_below_approved_evaluation();
CREATE TRIGGER cases_opinion_signed BEFORE UPDATE OR DELETE ON cases_opinion
    FOR EACH ROW EXECUTE FUNCTION forbid_change_of_signed();
"""
WITHOUT_PARTS_OF_EVALUATION = """
DROP TRIGGER cases_opinion_signed ON cases_opinion;
DROP TRIGGER cases_opinion_approved ON cases_opinion;
DROP TRIGGER cases_evaluationoption_approved ON cases_evaluationoption;
DROP FUNCTION forbid_change_of_signed;
DROP FUNCTION forbid_change_below_approved_evaluation;
"""


def immutable_parts_of_evaluation() -> migrations.RunSQL:
    """Refuse every change to options and opinions of an approved evaluation, and to a signed opinion."""
    return migrations.RunSQL(PARTS_OF_EVALUATION, WITHOUT_PARTS_OF_EVALUATION)

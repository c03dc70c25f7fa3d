"""The database's own hold on beds, whoever writes: places never above capacity, no closed or migration-run place, licence valid."""

from django.db import migrations

HOLD = """
CREATE FUNCTION placement_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    capacity integer;
    of_facility uuid;
    licence date;
    open_door boolean;
    org_type text;
    zone text;
BEGIN
    IF NEW.child_id IS DISTINCT FROM (SELECT child_id FROM cases_case WHERE id = NEW.case_id) THEN
        RAISE EXCEPTION 'the child of a placement is the child of its case' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state NOT IN ('accepted', 'active') OR NEW.facility_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT places, facility_id INTO capacity, of_facility FROM placements_profile WHERE id = NEW.profile_id FOR SHARE;
    IF of_facility IS DISTINCT FROM NEW.facility_id THEN
        RAISE EXCEPTION 'the profile is of another facility' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.place_number > capacity THEN
        RAISE EXCEPTION 'INV-36: place % of % does not exist', NEW.place_number, capacity USING ERRCODE = 'check_violation';
    END IF;
    SELECT f.licence_valid_to, f.is_open_door, o.org_type, o.time_zone INTO licence, open_door, org_type, zone
        FROM placements_facility f JOIN accounts_organisation o ON o.id = f.organisation_id WHERE f.id = NEW.facility_id;
    IF org_type = 'migration_authority' THEN
        RAISE EXCEPTION 'INV-01: the migration authority runs no place of care' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = NEW.state THEN
        RETURN NEW;
    END IF;
    IF NOT open_door THEN
        RAISE EXCEPTION 'INV-01: a closed place takes no child' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'active' AND licence < (NEW.starts_at AT TIME ZONE zone)::date THEN
        RAISE EXCEPTION 'INV-37: the licence ended before the placement starts' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER placements_placement_hold BEFORE INSERT OR UPDATE ON placements_placement
    FOR EACH ROW EXECUTE FUNCTION placement_hold();

CREATE FUNCTION profile_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM placements_placement
               WHERE profile_id = OLD.id AND state IN ('accepted', 'active')
                 AND (place_number > NEW.places OR facility_id <> NEW.facility_id)) THEN
        RAISE EXCEPTION 'INV-36: capacity below occupancy' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER placements_profile_hold BEFORE UPDATE ON placements_profile
    FOR EACH ROW EXECUTE FUNCTION profile_hold();

CREATE FUNCTION facility_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT org_type FROM accounts_organisation WHERE id = NEW.organisation_id) = 'migration_authority' THEN
        RAISE EXCEPTION 'INV-01: the migration authority runs no place of care' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER placements_facility_hold BEFORE INSERT OR UPDATE ON placements_facility
    FOR EACH ROW EXECUTE FUNCTION facility_hold();
"""

RELEASE = """
DROP TRIGGER placements_placement_hold ON placements_placement;
DROP TRIGGER placements_profile_hold ON placements_profile;
DROP TRIGGER placements_facility_hold ON placements_facility;
DROP FUNCTION placement_hold;
DROP FUNCTION profile_hold;
DROP FUNCTION facility_hold;
"""


def hold_beds() -> migrations.RunSQL:
    """Refuse, whoever asks, what no placement may be."""
    return migrations.RunSQL(HOLD, RELEASE)

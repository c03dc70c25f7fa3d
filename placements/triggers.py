"""The database's own hold on beds, whoever writes: places never above capacity, no closed or migration-run place, licence valid.

Once released, a change of a trigger is an operation of its own in a later migration: what was migrated is not rewritten.
"""

from django.db import migrations

PLACES = """
CREATE FUNCTION is_open_by_check(facility uuid) RETURNS boolean LANGUAGE sql AS $$
    SELECT coalesce((SELECT is_open FROM placements_libertycheck WHERE facility_id = facility ORDER BY held_at DESC LIMIT 1), false)
$$;

CREATE FUNCTION facility_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT org_type FROM accounts_organisation WHERE id = NEW.organisation_id) = 'migration_authority' THEN
        RAISE EXCEPTION 'INV-01: the migration authority runs no place of care' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        NEW.is_open_door := false;
    ELSIF NEW.is_open_door <> is_open_by_check(NEW.id) THEN
        RAISE EXCEPTION 'INV-01: whether a place is open follows its latest liberty checklist' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER placements_facility_hold BEFORE INSERT OR UPDATE ON placements_facility
    FOR EACH ROW EXECUTE FUNCTION facility_hold();

CREATE FUNCTION libertycheck_opens_or_closes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE placements_facility SET is_open_door = is_open_by_check(id) WHERE id = NEW.facility_id;
    RETURN NULL;
END $$;
CREATE TRIGGER placements_libertycheck_doors AFTER INSERT ON placements_libertycheck
    FOR EACH ROW EXECUTE FUNCTION libertycheck_opens_or_closes();
"""
UNDO_PLACES = """
DROP TRIGGER placements_facility_hold ON placements_facility;
DROP TRIGGER placements_libertycheck_doors ON placements_libertycheck;
DROP FUNCTION libertycheck_opens_or_closes;
DROP FUNCTION facility_hold;
DROP FUNCTION is_open_by_check;
"""


def hold_doors() -> migrations.RunSQL:
    """Let no migration authority run a place of care, and the latest liberty checklist alone say whether one is open (INV-01)."""
    return migrations.RunSQL(PLACES, UNDO_PLACES)


BEDS = """
CREATE FUNCTION is_overridden(placement uuid) RETURNS boolean LANGUAGE sql AS $$
    SELECT EXISTS (SELECT 1 FROM placements_capacityoverride WHERE placement_id = placement AND ended_at IS NULL)
$$;

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
    IF NEW.state NOT IN ('accepted', 'active', 'absent') OR NEW.facility_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT places, facility_id INTO capacity, of_facility FROM placements_profile WHERE id = NEW.profile_id FOR SHARE;
    IF of_facility IS DISTINCT FROM NEW.facility_id THEN
        RAISE EXCEPTION 'the profile is of another facility' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.place_number > capacity AND NOT is_overridden(NEW.id) THEN
        RAISE EXCEPTION 'INV-36: place % of % does not exist', NEW.place_number, capacity USING ERRCODE = 'check_violation';
    END IF;
    SELECT f.licence_valid_to, f.is_open_door, o.org_type, o.time_zone INTO licence, open_door, org_type, zone
        FROM placements_facility f JOIN accounts_organisation o ON o.id = f.organisation_id WHERE f.id = NEW.facility_id;
    IF org_type = 'migration_authority' THEN
        RAISE EXCEPTION 'INV-01: the migration authority runs no place of care' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'absent' OR (TG_OP = 'UPDATE' AND OLD.state = NEW.state) THEN
        RETURN NEW;
    END IF;
    IF NOT open_door THEN
        RAISE EXCEPTION 'INV-01: a closed place takes no child' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'active' AND (TG_OP = 'INSERT' OR OLD.state <> 'absent') AND licence < (NEW.starts_at AT TIME ZONE zone)::date THEN
        RAISE EXCEPTION 'INV-37: the licence ended before the placement starts' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER placements_placement_hold BEFORE INSERT OR UPDATE ON placements_placement
    FOR EACH ROW EXECUTE FUNCTION placement_hold();

CREATE FUNCTION placement_hold_home() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    capacity integer;
    with_families boolean;
    day date;
    kind text;
    vetted date;
BEGIN
    IF NEW.state NOT IN ('accepted', 'active', 'absent') OR NEW.facility_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT places, takes_families INTO capacity, with_families FROM placements_profile WHERE id = NEW.profile_id;
    IF NEW.adults > 0 AND NOT with_families THEN
        RAISE EXCEPTION 'only a family room takes adults' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.place_number + NEW.adults > capacity AND NOT is_overridden(NEW.id) THEN
        RAISE EXCEPTION 'INV-36: place % of % does not exist', NEW.place_number + NEW.adults, capacity USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'absent' OR (TG_OP = 'UPDATE' AND OLD.state IN (NEW.state, 'absent')) THEN
        RETURN NEW;
    END IF;
    SELECT f.facility_type, (coalesce(NEW.starts_at, NEW.answered_at, now()) AT TIME ZONE o.time_zone)::date INTO kind, day
        FROM placements_facility f JOIN accounts_organisation o ON o.id = f.organisation_id WHERE f.id = NEW.facility_id
        FOR SHARE OF f;
    IF kind = 'foster_family' THEN
        SELECT vetting_valid_to INTO vetted FROM placements_fosterhome WHERE facility_id = NEW.facility_id;
        IF vetted IS NULL OR vetted < day THEN
            RAISE EXCEPTION 'INV-37: the vetting of this foster home is not valid on that day' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER placements_placement_hold_home BEFORE INSERT OR UPDATE ON placements_placement
    FOR EACH ROW EXECUTE FUNCTION placement_hold_home();

CREATE FUNCTION profile_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM placements_placement
               WHERE profile_id = OLD.id AND state IN ('accepted', 'active', 'absent')
                 AND (facility_id <> NEW.facility_id OR place_number > NEW.places AND NOT is_overridden(id))) THEN
        RAISE EXCEPTION 'INV-36: capacity below occupancy' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER placements_profile_hold BEFORE UPDATE ON placements_profile
    FOR EACH ROW EXECUTE FUNCTION profile_hold();

CREATE FUNCTION profile_hold_families() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM placements_placement
               WHERE profile_id = OLD.id AND state IN ('accepted', 'active', 'absent') AND adults > 0
                 AND (place_number + adults > NEW.places OR NOT NEW.takes_families)) THEN
        RAISE EXCEPTION 'INV-36: adults live in this family room' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER placements_profile_hold_families BEFORE UPDATE ON placements_profile
    FOR EACH ROW EXECUTE FUNCTION profile_hold_families();
"""
UNDO_BEDS = """
DROP TRIGGER placements_placement_hold ON placements_placement;
DROP TRIGGER placements_placement_hold_home ON placements_placement;
DROP TRIGGER placements_profile_hold ON placements_profile;
DROP TRIGGER placements_profile_hold_families ON placements_profile;
DROP FUNCTION profile_hold_families;
DROP FUNCTION profile_hold;
DROP FUNCTION placement_hold_home;
DROP FUNCTION placement_hold;
DROP FUNCTION is_overridden;
"""


def hold_beds() -> migrations.RunSQL:
    """Hold placements to places that exist, are open and licensed, homes to their vetting, adults to family rooms (INV-36, INV-37)."""
    return migrations.RunSQL(BEDS, UNDO_BEDS)


OVERRIDES = """
CREATE FUNCTION override_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'ended_at' IS DISTINCT FROM to_jsonb(OLD) - 'ended_at' THEN
        RAISE EXCEPTION 'INV-36: an override is not changed, only ended' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' AND (SELECT role FROM accounts_user WHERE id = NEW.approved_by_id) IS DISTINCT FROM 'authority_approver' THEN
        RAISE EXCEPTION 'INV-36: the head of the authority alone overrides capacity' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER placements_override_hold BEFORE INSERT OR UPDATE ON placements_capacityoverride
    FOR EACH ROW EXECUTE FUNCTION override_hold();
"""
UNDO_OVERRIDES = """
DROP TRIGGER placements_override_hold ON placements_capacityoverride;
DROP FUNCTION override_hold;
"""


def hold_overrides() -> migrations.RunSQL:
    """Let the head of an authority alone pass capacity, and change no override but to end it (INV-36)."""
    return migrations.RunSQL(OVERRIDES, UNDO_OVERRIDES)

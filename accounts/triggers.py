"""The wall before the migration authority, held by the database too (firewall F4, F5)."""

from django.db import migrations

ROLE_FITS = """
CREATE OR REPLACE FUNCTION role_fits_organisation(role text, org_type text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE org_type
        WHEN 'migration_authority' THEN role = 'migration_notifier'
        WHEN 'sipinna_secretariat' THEN role IN ('report_viewer', 'org_admin')
        WHEN 'police' THEN role IN ('service_provider_user', 'org_admin')
        WHEN 'prosecutor' THEN role IN ('service_provider_user', 'org_admin')
        WHEN 'consulate' THEN role IN ('service_provider_user', 'org_admin')
        WHEN 'visitor_group' THEN role IN ('monitor_visitor', 'org_admin')
        ELSE role <> 'migration_notifier'
    END
$$;
"""

FITS_ALWAYS = """
CREATE OR REPLACE FUNCTION accounts_user_role_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT role_fits_organisation(NEW.role, (SELECT org_type FROM accounts_organisation WHERE id = NEW.organisation_id)) THEN
        RAISE EXCEPTION 'user_role_fits_organisation' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION accounts_organisation_type_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM accounts_user WHERE organisation_id = NEW.id AND NOT role_fits_organisation(role, NEW.org_type)) THEN
        RAISE EXCEPTION 'user_role_fits_organisation' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_user_role_fits BEFORE INSERT OR UPDATE OF role, organisation_id ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION accounts_user_role_fits();
CREATE TRIGGER accounts_organisation_type_fits BEFORE UPDATE OF org_type ON accounts_organisation
    FOR EACH ROW EXECUTE FUNCTION accounts_organisation_type_fits();
"""

UNDO = """
DROP TRIGGER accounts_organisation_type_fits ON accounts_organisation;
DROP TRIGGER accounts_user_role_fits ON accounts_user;
DROP FUNCTION accounts_organisation_type_fits();
DROP FUNCTION accounts_user_role_fits();
DROP FUNCTION role_fits_organisation(text, text);
"""


def role_fits_organisation() -> migrations.RunSQL:
    """Refuse a user whose role people of that organisation may not hold: accounts.roles.is_role_allowed, once more."""
    return migrations.RunSQL([ROLE_FITS, FITS_ALWAYS], UNDO)

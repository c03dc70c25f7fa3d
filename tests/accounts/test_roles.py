import pytest

from accounts.roles import OrgType, Role, is_role_allowed

BEHIND = {Role.SERVICE_PROVIDER_USER, Role.ORG_ADMIN}
# The organisations where not everybody may work; everywhere else all roles but the migration officer's.
NARROW = {
    OrgType.MIGRATION_AUTHORITY: {Role.MIGRATION_NOTIFIER},
    OrgType.SIPINNA_SECRETARIAT: {Role.REPORT_VIEWER, Role.ORG_ADMIN},
    OrgType.POLICE: BEHIND,
    OrgType.PROSECUTOR: BEHIND,
    OrgType.CONSULATE: BEHIND,
    OrgType.VISITOR_GROUP: {Role.MONITOR_VISITOR, Role.ORG_ADMIN},
}


@pytest.mark.promise(14)
@pytest.mark.parametrize("org_type", OrgType)
def test_who_may_work_where(org_type):
    allowed = {role for role in Role if is_role_allowed(role, org_type)}
    assert allowed == NARROW.get(org_type, set(Role) - {Role.MIGRATION_NOTIFIER})

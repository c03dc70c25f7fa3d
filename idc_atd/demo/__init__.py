"""The demonstration: invented people in real-looking places. Nothing here is ever loaded outside demo mode and tests."""

from accounts.roles import Role

PASSWORD = "demo-idc-atd-2026"  # noqa: S105 - printed by `make demo`, on its sign-in page and in the README

# The account of each role that has a screen, in the order in which a newcomer would try them.
DEMO_ROLES = (
    Role.MIGRATION_NOTIFIER,
    Role.INTAKE_OFFICER,
    Role.SUPERVISOR,
    Role.CASEWORKER,
    Role.SHELTER_MANAGER,
    Role.SHELTER_STAFF,
    Role.FOSTER_COORDINATOR,
    Role.SERVICE_PROVIDER_USER,
    Role.AUTHORITY_APPROVER,
    Role.BID_COORDINATOR,
    Role.BID_PANEL_MEMBER,
    Role.MONITOR_VISITOR,
    Role.REPORT_VIEWER,
    Role.ORG_ADMIN,
    Role.SYSTEM_ADMIN,
)


def email_of(role: str) -> str:
    """Return the e-mail address of the demo account of `role`."""
    return f"{role.replace('_', '.')}@demo.example"


ACCOUNTS = tuple((role.label, email_of(role)) for role in DEMO_ROLES)

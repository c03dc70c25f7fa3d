"""One organisation and one account per role: enough to sign in as everybody."""

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import Level, Organisation, User
from accounts.roles import OrgType, Role, is_role_allowed

PASSWORD = "demo-demo-demo"  # noqa: S105 - printed by `make demo` and in the README


class Command(BaseCommand):
    help = "Load the demo data into an empty database."

    @transaction.atomic
    def handle(self, **options):
        homes = {
            org_type: Organisation.objects.create(name=name, org_type=org_type, level=Level.STATE, state="SON")
            for org_type, name in [
                (OrgType.PROTECTION_AUTHORITY_STATE, "Procuraduría de Protección de Sonora"),
                (OrgType.MIGRATION_AUTHORITY, "Instituto Nacional de Migración en Sonora"),
            ]
        }
        for role in Role:
            home = next(home for org_type, home in homes.items() if is_role_allowed(role, org_type))
            User.objects.create_user(
                f"{role.replace('_', '.')}@demo.example", PASSWORD, full_name=str(role.label), role=role, organisation=home
            )

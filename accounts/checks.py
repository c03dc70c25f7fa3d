"""The demonstration and real work never share a database: whichever is found in the other's is not served."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from accounts.models import User
from accounts.second_factor_rules import DEMO_DOMAIN


@register(Tags.database)
def demo_is_apart(databases=None, **kwargs) -> list[Error]:
    """Refuse demo mode over real people, and demo accounts, whose password everybody knows, over real work."""
    if not databases:
        return []
    try:
        oldest = User.objects.order_by("created_at").only("email").first()
        has_demo = User.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True).exists()
    except DatabaseError:
        return []  # nothing is migrated yet: there is nobody
    if settings.DEMO and oldest and not oldest.email.endswith(DEMO_DOMAIN):
        return [Error("DEMO=1 names a database that holds real people. Unset DEMO, or name another in DATABASE_URL.", id="accounts.E001")]
    if has_demo and not (settings.DEMO or settings.DEBUG):
        return [Error(f"Accounts of a demonstration ({DEMO_DOMAIN}) can sign in here: anybody knows their password.", id="accounts.E002")]
    return []

"""Who may be asked to sit on a panel: of other organisations too, unlike the colleagues whom a list shows."""

from accounts.models import User
from accounts.roles import CAPABILITIES


def who_may_sit(country: str):
    """Return the active panel members of a country, whatever their organisation."""
    roles = [role for role, capabilities in CAPABILITIES.items() if "determination.vote" in capabilities]
    people = User.objects.filter(role__in=roles, is_active=True, organisation__country=country, organisation__is_active=True)
    return people.select_related("organisation")

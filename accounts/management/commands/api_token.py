"""`manage.py api_token EMAIL`: a machine's key to the API."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services import issue_token, revoke_token


class Command(BaseCommand):
    help = "Issue a token with which a machine acts as this user; an earlier one stops working."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--revoke", action="store_true", help="only end the token there is")

    def handle(self, *, email, revoke, **options):
        user = User.objects.filter(email=email.lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"No active user has the address {email}.")
        if revoke:
            revoke_token(user=user, by=None)
            self.stdout.write("Revoked.")
        else:
            self.stdout.write(issue_token(user=user, by=None))

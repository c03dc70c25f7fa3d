from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from accounts.models import Session


class SessionStore(db.SessionStore):
    """Sessions as rows that know whose they are, so that all of a person's can be listed and ended."""

    @classmethod
    def get_model_class(cls):
        return Session

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.number, row.device = data.get("number"), data.get("device", "")
        row.started_at, row.seen_at = data.get("started"), data.get("seen")
        return row

"""What was counted for reports on a place with very many cases: kept for a day, since counting takes long."""

from django.db import models

from accounts.models import Organisation


class KeptAnswer(models.Model):
    """The rows that one statement gave, before anything is hidden: read where a report is made, and nowhere else."""

    asked = models.CharField(max_length=64, primary_key=True)  # SHA-256 of the statement and its values
    place = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    rows = models.JSONField()
    made_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return self.asked

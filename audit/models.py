"""The append-only record of every write and every read of a person's data. No foreign keys: it outlives what it names."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    READ = "read", _("Read")
    WRITE = "write", _("Write")
    EXPORT = "export", _("Export")
    REFUSED = "refused", _("Refused")


class Event(models.Model):
    """One act: who, when, what, on whom, why. Rows are only ever inserted; a trigger and the role's grants see to it."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind)
    action = models.CharField(max_length=60)  # "case.read", "plan.approve"
    actor = models.UUIDField(null=True)  # null: the system itself
    actor_role = models.CharField(max_length=40, blank=True)
    organisation = models.UUIDField(null=True)
    subjects = ArrayField(models.UUIDField(), default=list)  # ids of the cases and children whose data it concerns
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)  # names of fields and counts; never a person's data
    request_id = models.CharField(max_length=64, blank=True)
    session = models.CharField(max_length=16, blank=True, default="", db_default="")  # a hash of its key; "": none

    class Meta:
        indexes = [
            GinIndex(fields=["subjects"], name="audit_event_subjects"),
            models.Index(fields=["actor", "-at"], name="audit_event_actor"),
            models.Index(fields=["-at"], name="audit_event_at"),
            models.Index(fields=["-at"], name="audit_event_refused", condition=models.Q(kind="refused")),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

"""A list of notifications on its way in: uploaded, its columns named, checked cell by cell, written as one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from accounts.roles import may
from cases.choices import ImportState
from cases.models.base import Record, known
from sealing.fields import SealedBytes


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the lists for the units that `user` imports for."""
        if not may(user, "notification.import"):
            return self.none()
        return self.filter(unit__in=user.own_units())


class ImportBatch(Record):
    """One file. Its content and the errors, which quote it, are kept no longer than until it is written or dropped."""

    source_org = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # whose notifications these are
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # who receives them
    filename = models.CharField(max_length=200)
    content = SealedBytes(default=b"")
    header = models.JSONField(default=list)  # the titles of the columns, from the first
    mapping = models.JSONField(default=dict)  # what we need -> the number of its column, from 0
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.UPLOADED)
    rows_total = models.PositiveIntegerField(default=0)
    rows_known = models.PositiveIntegerField(default=0)  # whose folio is registered already: left as they are
    rows_done = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list)  # [row, letter of the column, its title, value, sentence]
    failure = models.TextField(blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)  # last sign of life of the job that writes
    finished_at = models.DateTimeField(null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            known("state", ImportState),
            models.CheckConstraint(condition=Q(rows_done__lte=F("rows_total")), name="importbatch_done_within_total"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                | ~Q(state__in=[ImportState.CONFIRMED, ImportState.RUNNING, ImportState.DONE]),
                name="importbatch_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ImportState.DONE, ImportState.CANCELLED]) | Q(content=b"", errors=[]),
                name="importbatch_content_dropped",
            ),
        ]

    def __str__(self):
        return self.filename

    @property
    def rows_new(self) -> int:
        return self.rows_total - self.rows_known

    @property
    def is_under_way(self) -> bool:
        return self.state in (ImportState.CONFIRMED, ImportState.RUNNING)

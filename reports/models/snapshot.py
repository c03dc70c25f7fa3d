"""What was printed of reports: kept so that a second print says the same, and that two of them together tell of no child."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from reports.disclosure import LEAST_THRESHOLD


class SnapshotQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to what the organisation of `user` has read."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(organisation=user.organisation_id)

    def standing(self):
        """Narrow to those that answer for everybody who asks the same: published, or read outside once their period was over."""
        return self.filter(Q(is_final=True) | Q(publication__isnull=False))


class IndicatorSnapshot(models.Model):
    """A report as one organisation read it. Rows are only ever added; a trigger and the role's grants see to it.

    `cells` are the numbers that were printed, by what they are of; `before` those of the period that stood beside it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked = models.CharField(max_length=64)  # SHA-256 of report, place, period, choices and threshold
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # of the reader
    report = models.CharField(max_length=8)
    measure = models.CharField(max_length=20)
    scope = models.CharField(max_length=400)  # path of the organisation whose children are counted
    care = models.CharField(max_length=80, blank=True)  # ids of the centre and the programme, "" for all children
    first, last = models.DateField(), models.DateField()  # months, by their first days
    threshold = models.PositiveSmallIntegerField()
    children = models.PositiveIntegerField()  # of the report's tables
    crossed = models.JSONField()  # the second and the third dimensions of its tables
    cells, before = models.JSONField(), models.JSONField()
    prints = models.JSONField(encoder=DjangoJSONEncoder)  # the report by language
    is_final = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        indexes = [
            models.Index(fields=["asked", "-made_at"], name="snapshot_asked"),
            models.Index(fields=["organisation", "measure", "first"], name="snapshot_of_readers"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(threshold__gte=LEAST_THRESHOLD), name="snapshot_threshold_least"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="snapshot_period_in_order"),
            models.CheckConstraint(condition=Q(first__day=1, last__day=1), name="snapshot_whole_months"),
            models.UniqueConstraint(fields=["asked"], condition=Q(is_final=True), name="snapshot_final_once"),
        ]

    def __str__(self):
        return f"{self.report} {self.first:%Y-%m} {self.last:%Y-%m}"


class Publication(models.Model):
    """That somebody who heads an authority published a report: from then on it answers whoever asks the same. Rows are only added."""

    snapshot = models.OneToOneField(IndicatorSnapshot, models.PROTECT, related_name="publication")
    asked = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self):
        return str(self.snapshot)

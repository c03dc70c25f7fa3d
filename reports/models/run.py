"""Reports that the worker makes: asked for once, or every month or quarter; each kept for a day, for the one who asked."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from accounts.roles import may
from cases.models.base import known
from placements.models import Facility
from reports.question import Scope
from reports.rules import Period
from reports.standard import STANDARD, Choice
from sealing.fields import SealedBytes


class FileFormat(models.TextChoices):
    XLSX = "xlsx", "XLSX"
    PDF = "pdf", "PDF"
    CSV = "csv", "CSV"

    @property
    def content_type(self) -> str:
        return {
            FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileFormat.PDF: "application/pdf",
            FileFormat.CSV: "text/csv; charset=utf-8",
        }[self]


class Every(models.TextChoices):
    MONTH = "month", _("Every month, on its first day")
    QUARTER = "quarter", _("Every quarter, on its first day")


class RunState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("report", "Waits for its turn")
    WORKING = "working", pgettext_lazy("report", "Is being made")
    READY = "ready", pgettext_lazy("report", "Ready")
    FAILED = "failed", pgettext_lazy("report", "Could not be made")


class OwnQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to what `user` asked for, as long as they read reports."""
        return self.filter(owner=user) if may(user, "report.read") or may(user, "record.read") else self.none()


class Asked(models.Model):
    """What is asked of a report, but for its period."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    report = models.CharField(max_length=8)
    measure = models.CharField(max_length=20)
    place = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    is_own_caseload = models.BooleanField(default=False)
    centre = models.ForeignKey(Facility, models.PROTECT, related_name="+", null=True, blank=True)
    programme = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True, blank=True)
    by = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    file_format = models.CharField(_("File"), max_length=4, choices=FileFormat, default=FileFormat.XLSX)

    objects = OwnQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.report} {self.pk}"

    @property
    def title(self):
        return STANDARD[self.report].title

    def asked_of(self, period: Period) -> Choice:
        """Return the question for a period."""
        scope = Scope(self.place, self.owner if self.is_own_caseload else None, self.centre, self.programme)
        return Choice(STANDARD[self.report], self.measure, period, scope, tuple(self.by))


class ScheduledReport(Asked):
    """A report that is made by itself on the first day of every month or quarter, of the one that is over."""

    every = models.CharField(_("How often"), max_length=8, choices=Every)
    created_at = models.DateTimeField()
    next_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["next_on"], condition=Q(ended_at=None), name="schedule_due")]
        constraints = [
            known("every", Every),
            known("file_format", FileFormat),
            models.CheckConstraint(condition=Q(next_on__day=1), name="schedule_on_first_days"),
        ]


class ReportRun(Asked):
    """One making of a report by the worker. Its file goes when its day is over; that it was made stays on record."""

    schedule = models.ForeignKey(ScheduledReport, models.PROTECT, related_name="runs", null=True, blank=True)
    first, last = models.DateField(), models.DateField()  # months, by their first days
    state = models.CharField(max_length=8, choices=RunState, default=RunState.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # of one hundred
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)  # for whoever asked, in their language
    name = models.CharField(max_length=80, blank=True)
    content = SealedBytes(null=True, editable=False)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["owner", "-asked_at"], name="run_of_owner")]
        constraints = [
            known("state", RunState),
            known("file_format", FileFormat),
            models.CheckConstraint(condition=Q(last__gte=F("first"), first__day=1, last__day=1), name="run_whole_months"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="run_progress"),
            models.CheckConstraint(
                condition=Q(state=RunState.READY, expires_at__gt=F("done_at")) & ~Q(name="")
                | ~Q(state=RunState.READY) & Q(content__isnull=True, expires_at__isnull=True),
                name="run_ready_for_a_time",
            ),
        ]

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)

    @property
    def is_under_way(self) -> bool:
        return self.state in (RunState.WAITING, RunState.WORKING)

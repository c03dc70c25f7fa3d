"""An export of rows: who asked for it, what for, who approved it, until when it may be fetched (DP-6)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from accounts.roles import may
from cases.models.base import Record, known
from sealing.fields import SealedBytes

LEAST_PURPOSE = 20  # characters
WHOLE = Q(progress__lt=100, content=None) | Q(progress=100, content__isnull=False)


class ExportState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("export", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("export", "Approved")
    REFUSED = "refused", pgettext_lazy("export", "Refused")


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to what `user` asked for; for whoever approves, also to what was asked for in their organisation and below it."""
        if may(user, "export.approve"):
            return self.filter(Q(requested_by=user) | Q(organisation__in=user.own_units()))
        return self.filter(requested_by=user) if may(user, "export.request") else self.none()


class Export(Record):
    """Rows of cases without names. The file is written anew each time it is fetched, with the same pseudonyms; a long one by the worker."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="exports")  # at and below which
    since = models.DateField(_("Opened from"))
    until = models.DateField(_("Opened until, included"))
    purpose = models.TextField(_("What the rows are for"), max_length=2000)
    state = models.CharField(max_length=12, choices=ExportState, default=ExportState.REQUESTED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("Why it is refused"), max_length=2000, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    # Makes the pseudonyms of this export and of no other; forgotten with its end, so that nobody can make them again.
    key = models.BinaryField(null=True, editable=False)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "-requested_at"], name="export_newest"),
            models.Index(fields=["requested_by", "-requested_at"], name="export_of"),
        ]
        constraints = [
            known("state", ExportState),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="export_period_in_order"),
            models.CheckConstraint(condition=GreaterThanOrEqual(Length("purpose"), LEAST_PURPOSE), name="export_says_what_for"),
            models.CheckConstraint(condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")), name="export_two_people"),
            models.CheckConstraint(
                condition=Q(state=ExportState.REQUESTED, decided_by__isnull=True, decided_at__isnull=True, key__isnull=True)
                | ~Q(state=ExportState.REQUESTED) & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="export_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=ExportState.APPROVED, expires_at__isnull=False, expires_at__gt=F("decided_at"))
                | ~Q(state=ExportState.APPROVED) & Q(expires_at__isnull=True, key__isnull=True),
                name="export_ends",
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def reference(self) -> str:
        """What people call it: says nothing of anybody."""
        return self.pk.hex[:6].upper()

    def is_open(self, now) -> bool:
        """Tell whether its file may be fetched at `now`."""
        return self.state == ExportState.APPROVED and self.key is not None and now < self.expires_at

    @property
    def is_long(self) -> bool:
        """Tell whether its file is written by the worker, not when it is fetched."""
        return hasattr(self, "file")

    @property
    def is_being_written(self) -> bool:
        return self.is_long and self.file.progress < 100


class ExportFile(models.Model):
    """The file of a long export, which the worker writes: kept for as long as the export may be fetched."""

    export = models.OneToOneField(Export, models.CASCADE, primary_key=True, related_name="file")
    progress = models.PositiveSmallIntegerField(default=0)  # of one hundred
    rows = models.PositiveIntegerField(default=0)
    content = SealedBytes(null=True, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=WHOLE, name="export_file_whole")]

    def __str__(self):
        return str(self.pk)

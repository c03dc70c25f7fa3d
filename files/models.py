"""What is kept of a file beside its bytes. Whose it is and who may have it is said by the app that keeps it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from files.choices import GIVEN_OUT, FileType, Scan
from files.rules import FORMS


class StoredFile(models.Model):
    """A sealed file: its id is its name on the disk, its key opens it alone, the name it came with is sealed too.

    It names no case, so that no rule of rows hides it from who compares the disk with the rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("Kind of file"), max_length=8, choices=FileType)
    name = models.TextField()  # as it came, sealed
    key = models.TextField()  # of this file alone, sealed
    size = models.PositiveIntegerField()  # bytes as it is given out
    sha256 = models.CharField(max_length=64)  # of the same
    scan = models.CharField(max_length=8, choices=Scan)
    scanned_at = models.DateTimeField(null=True)
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stored_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["stored_by", "stored_at"], name="file_by_person"),
            models.Index(fields=["stored_at"], name="file_waiting", condition=Q(scan=Scan.WAITING)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FileType.values), name="file_kind_known"),
            models.CheckConstraint(condition=Q(scan__in=Scan.values), name="file_scan_known"),
            models.CheckConstraint(condition=Q(name__startswith="v1.", key__startswith="v1."), name="file_sealed"),
            models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty"),
        ]

    def __str__(self):
        return str(self.pk)

    def context(self, column: str) -> str:
        """Return the place to which what is sealed of this row belongs."""
        return f"{self._meta.db_table}|{column}|{self.pk}"

    @property
    def is_given_out(self) -> bool:
        return self.scan in GIVEN_OUT

    @property
    def content_type(self) -> str:
        return FORMS[self.kind].content_type

    @property
    def ending(self) -> str:
        return FORMS[self.kind].endings[0]

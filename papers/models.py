"""What was printed and the numbers of letters. Kept below all that prints; who may have one is said by the app that prints it."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from sealing.fields import SealedBytes


class Letter(models.Model):
    """An official letter and its number: what it is and of which row it speaks, to whom. Rows are only ever added, without gaps.

    What is printed of it are papers whose subject is the letter: each other content a further version under the same number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)  # "measure_order", "referral_letter" ...
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="letters")  # whose register it stands in
    year = models.PositiveSmallIntegerField()  # where the authority is
    serial = models.PositiveIntegerField()  # of that authority and year, from 1 (papers.triggers)
    reference = models.CharField(max_length=40, unique=True)  # as it was printed: "PPNNA-SON/2026/00012"
    addressee = models.CharField(_("To whom"), max_length=300, blank=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["authority", "year", "serial"]
        indexes = [models.Index(fields=["subject_id", "kind"], name="letter_subject")]
        constraints = [
            models.UniqueConstraint(fields=["authority", "year", "serial"], name="letter_serial_once"),
            models.UniqueConstraint(fields=["kind", "subject_type", "subject_id", "addressee"], name="letter_once_to_each"),
        ]

    def __str__(self):
        return self.reference


class Paper(models.Model):
    """A document as one person printed it. Rows are only ever added; a trigger and the role's grants see to it.

    `number` counts the different contents of one document in one language; the same content keeps its number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)  # "plan", "child_plan" ...
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    subject_version = models.PositiveIntegerField()  # of what was printed, as it counts its own edits
    language = models.CharField(max_length=5)
    number = models.PositiveIntegerField()
    content = models.CharField(max_length=64)  # SHA-256 of template, language and values: who printed and when apart
    code = models.CharField(max_length=14, unique=True)  # on every page: tells a print from a forgery, and nothing else
    sha256 = models.CharField(max_length=64)  # of the bytes
    pdf = SealedBytes()
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject_id", "kind"], name="paper_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "language", "content", "printed_by"], name="paper_content_once_a_person"
            ),
            ExclusionConstraint(
                name="paper_number_of_one_content",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("subject_type", RangeOperators.EQUAL),
                    ("subject_id", RangeOperators.EQUAL),
                    ("language", RangeOperators.EQUAL),
                    ("number", RangeOperators.EQUAL),
                    ("content", RangeOperators.NOT_EQUAL),
                ],
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="paper_number_from_one"),
        ]

    def __str__(self):
        return self.code

    @property
    def filename(self) -> str:
        """A name that says nothing of the child."""
        return f"{self.kind.replace('_', '-')}-{self.code}.pdf"

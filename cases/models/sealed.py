"""What a child said in confidence, and the list of those who may read it: nothing else opens it (INV-55)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.choices_access import Listed
from cases.models.base import Record, known
from cases.models.case import Case, Designation
from cases.models.evaluation import Interview


class SealedNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the notes of cases open to `user` on whose list `user` stands; no role and no grant is enough (INV-55)."""
        listed = SealedReader.objects.current().filter(note=OuterRef("pk"), person=user.pk)
        return self.filter(Exists(listed), case__in=Case.objects.visible_to(user))

    def listing_by(self, user):
        """Narrow to the notes whose list `user` keeps: who wrote it, and the person responsible while on the list."""
        if not may(user, "case.work"):
            return self.none()
        responsible = Designation.objects.filter(case=OuterRef("case"), person=user.pk, ended_at=None)
        return self.visible_to(user).filter(Q(created_by=user.pk) | Exists(responsible))


class SealedNote(Record):
    """What was said in confidence: for those on its list, nobody else (INV-55)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="sealed_notes")
    interview = models.OneToOneField(Interview, models.PROTECT, related_name="sealed_note")
    text = models.TextField(_("Sealed note"))

    objects = SealedNoteQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="sealed_note_says_something")]


class SealedReaderQuerySet(models.QuerySet):
    def current(self):
        """Narrow to those on the list now."""
        return self.filter(removed_at=None)

    def visible_to(self, user):
        """Narrow to the lists of the notes that `user` may read: nobody else learns who reads them."""
        return self.filter(note__in=SealedNote.objects.visible_to(user))


class SealedReader(Record):
    """A person on the list of a sealed note: why, since when, and until when. Rows are ended, never deleted."""

    note = models.ForeignKey(SealedNote, models.PROTECT, related_name="list")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    because = models.CharField(max_length=16, choices=Listed)
    reason = models.TextField(blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    removed_reason = models.TextField(blank=True)

    objects = SealedReaderQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            known("because", Listed),
            models.UniqueConstraint(fields=["note", "person", "because"], condition=Q(removed_at=None), name="sealed_reader_once"),
            models.UniqueConstraint(fields=["note"], condition=Q(because=Listed.AUTHOR), name="sealed_one_author"),
            models.UniqueConstraint(
                fields=["note"], condition=Q(because=Listed.RESPONSIBLE, removed_at=None), name="sealed_one_responsible"
            ),
            models.CheckConstraint(condition=~Q(because=Listed.ADDED) | Q(reason__regex=r"\S"), name="sealed_reader_added_for_a_reason"),
            models.CheckConstraint(condition=~Q(because=Listed.AUTHOR) | Q(removed_at=None), name="sealed_author_stays"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None, removed_reason="")
                | Q(removed_at__gte=F("added_at"), removed_by__isnull=False)
                & (Q(because=Listed.RESPONSIBLE) | Q(removed_reason__regex=r"\S")),
                name="sealed_reader_removed_whole",
            ),
        ]

    def __str__(self):
        return f"{self.note_id} {self.person_id}"

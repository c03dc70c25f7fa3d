"""Which files of a case go along with a referral: chosen one by one, and what was sent is never changed."""

from django.db import models

from cases.models import Attachment
from cases.models.base import Record
from referrals.models.referral import Referral


class SentFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to those of the referrals `user` may see."""
        return self.filter(referral__in=Referral.objects.visible_to(user))

    def given_to(self, user, now):
        """Narrow to what the organisation of `user` was sent and may still open: its access lasts, nobody withdrew the file."""
        asked = Referral.objects.asked_of(user).filter(grant__ends_at__gt=now)
        return self.filter(referral__in=asked, attachment__withdrawn_at=None)


class SentFile(Record):
    """One file that goes along with one referral; a trigger refuses any other once it is sent."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="files")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="sent")

    objects = SentFileQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["referral", "attachment"], name="sent_file_once")]

    def __str__(self):
        return f"{self.referral_id}: {self.attachment_id}"

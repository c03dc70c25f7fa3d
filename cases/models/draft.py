"""What somebody has typed into a form of a case and not saved yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.base import Record
from cases.models.case import Case
from cases.models.evaluation import Opinion
from sealing.fields import SealedJSON


class FormDraftQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to one's own drafts, as long as one may see the case or the opinion that they are about."""
        asked = Opinion.objects.visible_to(user).filter(asked_of=user.pk)
        return self.filter(Q(case__in=Case.objects.visible_to(user)) | Q(case__in=asked.values("case")), user=user.pk)


class FormDraft(Record):
    """The fields of one form as they stood when they were last kept; gone once the form is saved."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="form_drafts")
    case = models.ForeignKey(Case, models.CASCADE, related_name="form_drafts")
    path = models.CharField(max_length=300)  # of the page that the form belongs to
    values = SealedJSON(default=dict)  # field -> list of what was typed or chosen
    base_version = models.PositiveIntegerField(null=True, blank=True)  # of the document that it was typed over
    saved_at = models.DateTimeField()

    objects = FormDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="form_draft_once_a_page")]

"""What is attached to a case: signed consents, documents, letters, photographs, recordings."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import may
from cases.choices import Because, Language
from cases.choices_attachments import ATTACHED_TO_CHOICES, AttachmentKind
from cases.models.base import Record, known
from cases.models.case import Case, CaseGrant
from cases.sections import PARTS
from files.choices import GIVEN_OUT
from files.models import StoredFile


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to those of the cases `user` may see, and to those of the parts of a file that are open to `user` (DP-3)."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(case__in=Case.objects.visible_to(user))
        if may(user, "case.read"):
            opened = CaseGrant.objects.in_force().filter(user=user, because=Because.PARTS)
            for part in PARTS:
                seen |= Q(section=part, case__in=opened.filter(sections__contains=[part]).values("case"))
        return self.filter(seen)

    def standing(self):
        """Narrow to those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def given_out(self):
        """Narrow to those that the virus scanner does not hold back."""
        return self.filter(file__scan__in=sorted(GIVEN_OUT))

    def with_file(self):
        """Add what a list says of the file itself."""
        return self.annotate(file_kind=F("file__kind"), file_size=F("file__size"), file_scan=F("file__scan"))


class Attachment(Record):
    """A file of a case and what it is. It is never deleted by hand: what does not belong there is withdrawn, with the reason."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="attachment")
    kind = models.CharField(pgettext_lazy("attachment", "What it is"), max_length=16, choices=AttachmentKind)
    section = models.CharField(_("To which part of the file it belongs"), max_length=12, choices=ATTACHED_TO_CHOICES, default="file")
    dated_on = models.DateField(_("Date of the document"), null=True, blank=True)
    language = models.CharField(_("Language of the document"), max_length=8, choices=Language, blank=True)
    description = models.CharField(_("What it says, in one line"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_because = models.CharField(_("Why it is withdrawn"), max_length=300, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["case", "-created_at"], name="attachment_case")]
        constraints = [
            known("kind", AttachmentKind),
            known("language", Language, blank=True),
            models.CheckConstraint(
                condition=Q(section__in=[code for code, _label in ATTACHED_TO_CHOICES]), name="attachment_section_known"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because=""),
                name="attachment_withdrawn_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}"

    @property
    def filename(self) -> str:
        """A name for whoever fetches it, that says nothing of the child."""
        return f"{self.kind}-{self.pk.hex[:8]}.{self.file.ending}"

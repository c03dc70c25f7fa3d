"""A complaint to the human-rights body about a deprivation of liberty: drafted, issued as a numbered letter, filed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.models.base import CaseChildQuerySet, Record, known
from liberty.choices import ComplaintState
from liberty.models.event import DeprivationEvent

TEXTS = ("addressee", "facts", "violations", "requests")


class RightsComplaint(Record):
    """What the authority complains of; its text changes while it is a draft, and never once it has its number."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="rights_complaints")
    event = models.ForeignKey(DeprivationEvent, models.PROTECT, related_name="complaints")
    addressee = models.CharField(_("To which human-rights body"), max_length=200)
    facts = models.TextField(_("What happened"))
    violations = models.TextField(_("Which rights were violated"))
    requests = models.TextField(_("What is asked of the body"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")  # who wrote it last
    state = models.CharField(max_length=8, choices=ComplaintState, default=ComplaintState.DRAFT)
    issued_at = models.DateTimeField(null=True, blank=True)
    filed_on = models.DateField(_("Filed on"), null=True, blank=True)
    folio = models.CharField(_("Folio or file number that the body gave"), max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            known("state", ComplaintState),
            models.UniqueConstraint(fields=["event"], condition=Q(state=ComplaintState.DRAFT), name="rightscomplaint_one_draft"),
            models.CheckConstraint(
                condition=Q(state=ComplaintState.DRAFT, issued_at__isnull=True)
                | ~Q(state=ComplaintState.DRAFT) & Q(issued_at__isnull=False),
                name="rightscomplaint_issued_once",
            ),
            models.CheckConstraint(
                condition=Q(state=ComplaintState.FILED, filed_on__isnull=False) & ~Q(folio="")
                | ~Q(state=ComplaintState.FILED) & Q(filed_on__isnull=True, folio=""),
                name="rightscomplaint_filed_with_folio",
            ),
        ]

    @property
    def is_draft(self) -> bool:
        return self.state == ComplaintState.DRAFT

    @property
    def is_filed(self) -> bool:
        return self.state == ComplaintState.FILED

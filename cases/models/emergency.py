"""A file that somebody opened in an emergency, who had no access to it: for how long, why, and what others say of it (DP-4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, may
from cases.choices_access import Verdict
from cases.emergency_rules import LEAST_LETTERS, OPEN_FOR
from cases.models.base import Record, known
from cases.models.case import Case, CaseGrant


class EmergencyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to those that `user` judges: of files of one's own units, and of people of one's own units."""
        if not may(user, "emergency.review"):
            return self.none()
        own = user.own_units()
        return self.filter(Q(case__unit__in=own) | Q(person__organisation__in=own))

    def waiting(self):
        """Narrow to those that nobody has judged yet, what is due first on top."""
        return self.filter(reviewed_at=None).order_by("review_due_at", "pk")

    def to_judge_by(self, user):
        """Narrow to those that wait for `user`; whoever heads an authority is asked what others left undone in time."""
        found = self.visible_to(user).waiting().exclude(person=user.pk)
        return found.exclude(escalated_at=None) if user.role == Role.AUTHORITY_APPROVER else found


class Emergency(Record):
    """The glass was broken: one person reads one file for some hours."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="emergencies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="emergencies_opened")
    grant = models.OneToOneField(CaseGrant, models.PROTECT, related_name="emergency")
    reason = models.TextField(_("What the emergency is, and why the file is needed now"), max_length=2000)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    review_due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True, blank=True)  # when the review was overdue and put before the head of the authority
    verdict = models.CharField(_("Was it justified?"), max_length=16, choices=Verdict, blank=True)
    review_text = models.TextField(_("Why"), max_length=2000, blank=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["review_due_at"], condition=Q(reviewed_at__isnull=True), name="emergency_waiting"),
            models.Index(fields=["-opened_at", "-id"], name="emergency_newest"),
        ]
        constraints = [
            known("verdict", Verdict, blank=True),
            models.CheckConstraint(condition=Q(reason__regex=rf".{{{LEAST_LETTERS}}}"), name="emergency_says_why"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at"), ends_at__lte=F("opened_at") + OPEN_FOR), name="emergency_lasts_hours"
            ),
            models.CheckConstraint(condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("person")), name="emergency_four_eyes"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewer__isnull=True, verdict="", review_text="")
                | Q(reviewed_at__isnull=False, reviewer__isnull=False) & ~Q(verdict="") & ~Q(review_text=""),
                name="emergency_judged_whole",
            ),
        ]

    def __str__(self):
        return f"{self.case_id} {self.opened_at:%Y-%m-%d %H:%M}"

    def is_late(self, now) -> bool:
        """Tell whether the time to judge it has passed."""
        return self.reviewed_at is None and self.review_due_at < now

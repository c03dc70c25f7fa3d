"""Where an authority stood in a result, what it wants to reach, and what it learnt."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from reports.queries import readable_root


class TargetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the targets of where `user` may count, and of the authorities above."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        root = readable_root(user)
        return self.filter(Q(organisation__path__startswith=root.path) | Q(organisation__in=Organisation.objects.above(root)))

    def standing(self, organisation):
        """Narrow to what stands for an organisation, one row a line: its own, otherwise that of the nearest above, in the last version."""
        of_it = self.filter(organisation__in=Organisation.objects.above(organisation))
        return of_it.order_by("line", "-organisation__path", "-version").distinct("line")


class Target(models.Model):
    """Where an authority stood in one result, what it wants to reach, and what it learnt. A change is a further version; rows stay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    line = models.CharField(max_length=80)  # of the report on results: "I-11-within_24"
    version = models.PositiveIntegerField()
    unit = models.CharField(max_length=12, blank=True)  # of both numbers: "%", "h", "" for a count
    baseline = models.DecimalField(_("Baseline"), max_digits=9, decimal_places=1, null=True, blank=True)
    baseline_on = models.DateField(_("Day of the baseline"), null=True, blank=True)
    target = models.DecimalField(_("Target"), max_digits=9, decimal_places=1, null=True, blank=True)
    due_on = models.DateField(_("To be reached by"), null=True, blank=True)
    learning = models.TextField(_("What was learnt"), max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["line", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "line", "version"], name="target_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="target_version_from_one"),
            models.CheckConstraint(
                condition=Q(baseline__isnull=False) | Q(target__isnull=False) | ~Q(learning=""), name="target_says_something"
            ),
        ]

    def __str__(self):
        return f"{self.line} v{self.version}"

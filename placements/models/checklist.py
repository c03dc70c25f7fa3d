"""Whether a place keeps children in: eight questions, asked on the spot, never changed afterwards."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.base import Record
from placements.models.facility import Facility

# A "no" to any of these makes a place de facto detention (INV-01).
CLOSING = ("goes_out", "doors_unlocked", "no_guards", "not_migration_run", "free_contact", "stays_by_measure")
QUESTIONS = (*CLOSING[:5], "outside_activities", "told_to_complain", CLOSING[5])


class LibertyCheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the checks of the facilities that `user` may see."""
        return self.filter(facility__in=Facility.objects.visible_to(user))

    def latest_of_each(self):
        """Narrow to the last check of every facility."""
        return self.order_by("facility_id", "-held_at").distinct("facility_id")


class LibertyCheck(Record):
    """Somebody from outside looked whether the place is open. The latest one says it; the earlier ones stay."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="checks")
    held_at = models.DateTimeField(_("When it was looked at"))
    inspector = models.CharField(_("Who looked: name and institution"), max_length=200)
    goes_out = models.BooleanField(_("Children can go out, under rules fit for their age"))
    doors_unlocked = models.BooleanField(_("No door is locked to keep children in"))
    no_guards = models.BooleanField(_("There are no migration officers or police inside"))
    not_migration_run = models.BooleanField(_("The migration authority does not run the place"))
    free_contact = models.BooleanField(_("Children telephone and receive visits freely"))
    outside_activities = models.BooleanField(_("School or activities outside are possible"))
    told_to_complain = models.BooleanField(_("Children were told how to complain"))
    stays_by_measure = models.BooleanField(_("A protective measure decides that a child stays"))
    finding = models.TextField(_("What was found"), max_length=4000)
    closed_since = models.DateTimeField(_("Since when it is proven to be closed, if earlier"), null=True, blank=True)
    is_open = models.GeneratedField(expression=Q(**dict.fromkeys(CLOSING, True)), output_field=models.BooleanField(), db_persist=True)

    objects = LibertyCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-held_at"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "held_at"], name="libertycheck_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(closed_since__isnull=True) | Q(closed_since__lte=models.F("held_at"), is_open=False),
                name="libertycheck_closed_before_found",
            ),
            models.CheckConstraint(condition=~Q(finding="") & ~Q(inspector=""), name="libertycheck_says_what_and_who"),
        ]

    def __str__(self):
        return f"{self.facility_id} {self.held_at:%Y-%m-%d %H:%M}"

    @property
    def answers(self) -> list[tuple[str, bool, bool]]:
        """Each question, its answer, and whether a "no" closes the place."""
        return [(self._meta.get_field(name).verbose_name, getattr(self, name), name in CLOSING) for name in QUESTIONS]

    @property
    def failing(self) -> tuple[str, ...]:
        """What was answered "no" and makes the place a closed one, in words."""
        return tuple(str(label) for label, is_so, closes in self.answers if closes and not is_so)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What was answered "no" and closes nothing, in words."""
        return tuple(str(label) for label, is_so, closes in self.answers if not closes and not is_so)

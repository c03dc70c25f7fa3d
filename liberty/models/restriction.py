"""What is asked of a child who is free: on a ground, for a time, with a remedy; never more than the closed list (INV-07, INV-08)."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.choices import Language
from cases.models import Case, Task
from cases.models.base import CaseChildQuerySet, HeardChild, Record, known
from liberty.restriction_choices import (
    BY_PHONE,
    CONTACTS,
    IN_PERSON,
    STANDING,
    SUPPORT_FOR,
    AppealOutcome,
    EndCause,
    Frequency,
    Outcome,
    RestrictionState,
    RestrictionType,
    Standing,
    Support,
)
from liberty.restriction_workflow import standing

LONGEST = timedelta(days=30)  # without a review, whatever a pack says; a pack may only shorten it
NEVER_RECORDED = Q(state=RestrictionState.PROPOSED) | Q(state=RestrictionState.ENDED, end_cause=EndCause.DECLINED)
IS_HEARD = ~Q(child_views="") | ~Q(no_views_reason="")


def _supported(types) -> Q:
    return ~Q(type__in=types) | Q(support_provided__overlap=list(SUPPORT_FOR[types[0]]))


class RestrictionQuerySet(CaseChildQuerySet):
    def overdue(self, today: date):
        """Narrow to those whose review date passed: they are without effect, and waiting."""
        return self.filter(state=RestrictionState.ACTIVE, review_date__lt=today)

    def seen_by_code(self, user):
        """Narrow to those of the authorities of `user`, who oversees them by their code alone and may not open a case."""
        return self.filter(case__unit__in=user.own_units())


class Restriction(Record, HeardChild):
    """One thing that an authority asks of one child; after its review date it is without effect until it is reviewed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="restrictions")
    type = models.CharField(_("What is asked of the child"), max_length=40, choices=RestrictionType)
    text = models.TextField(_("What exactly the child does, when and with whom"))
    imposed_by = models.CharField(_("Authority that imposes it"), max_length=200)
    legal_basis = models.CharField(_("Legal ground"), max_length=300, blank=True)
    necessity = models.TextField(_("Why it is necessary for this child"), blank=True)
    less_restrictive = models.TextField(_("What less was considered, and why it is not enough"), blank=True)
    contact_every = models.CharField(_("How often"), max_length=16, choices=Frequency, blank=True)
    support_provided = ArrayField(
        models.CharField(max_length=16, choices=Support), verbose_name=_("What the child is given for it"), default=list, blank=True
    )
    starts_on = models.DateField(_("From which day"), null=True, blank=True)
    counts_from = models.DateField(null=True, blank=True)  # the beginning or the last review: the next one counts from here
    review_date = models.DateField(_("To be reviewed by"), null=True, blank=True)
    appeal_route = models.CharField(_("How to appeal, and before whom"), max_length=300, blank=True)
    appeal_deadline = models.DateField(_("Last day to appeal"), null=True, blank=True)
    informed_on = models.DateField(_("On which day the child was informed"), null=True, blank=True)
    informed_language = models.CharField(_("In which language"), max_length=8, choices=Language, blank=True)
    informed_by = models.CharField(_("Who informed the child"), max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=RestrictionState, default=RestrictionState.PROPOSED)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    ended_on = models.DateField(_("On which day it ended"), null=True, blank=True)
    end_cause = models.CharField(_("How it ended"), max_length=12, choices=EndCause, blank=True)
    end_reason = models.TextField(_("Why it ended"), blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["case", "state"], name="restriction_case"),
            models.Index(fields=["review_date"], condition=Q(state=RestrictionState.ACTIVE), name="restriction_review_due"),
        ]
        constraints = [
            known("type", RestrictionType),
            known("state", RestrictionState),
            known("contact_every", Frequency, blank=True),
            known("informed_language", Language, blank=True),
            known("end_cause", EndCause, blank=True),
            models.CheckConstraint(condition=Q(support_provided__contained_by=list(Support.values)), name="restriction_support_known"),
            models.CheckConstraint(
                condition=NEVER_RECORDED
                | Q(recorded_at__isnull=False, recorded_by__isnull=False, starts_on__isnull=False)
                & ~Q(legal_basis="")
                & ~Q(necessity="")
                & ~Q(less_restrictive="")
                & IS_HEARD,
                name="restriction_on_a_ground",
            ),
            models.CheckConstraint(
                condition=NEVER_RECORDED
                | Q(counts_from__isnull=False, review_date__isnull=False, appeal_deadline__isnull=False) & ~Q(appeal_route=""),
                name="restriction_review_and_appeal",
            ),
            models.CheckConstraint(
                condition=Q(review_date__isnull=True)
                | Q(review_date__gte=F("starts_on"), review_date__lte=F("counts_from") + LONGEST, counts_from__gte=F("starts_on")),
                name="restriction_reviewed_in_time",
            ),
            models.CheckConstraint(condition=NEVER_RECORDED | _supported(BY_PHONE) & _supported(IN_PERSON), name="restriction_means_given"),
            models.CheckConstraint(
                condition=NEVER_RECORDED | ~Q(type__in=CONTACTS) | ~Q(contact_every=""), name="restriction_contact_how_often"
            ),
            models.CheckConstraint(
                condition=~Q(state=RestrictionState.ACTIVE) | Q(informed_on__isnull=False) & ~Q(informed_language="") & ~Q(informed_by=""),
                name="restriction_child_informed",
            ),
            models.CheckConstraint(
                condition=Q(state=RestrictionState.ENDED, ended_on__isnull=False, ended_by__isnull=False)
                & ~Q(end_cause="")
                & ~Q(end_reason="")
                | ~Q(state=RestrictionState.ENDED) & Q(ended_on__isnull=True, end_cause="", end_reason=""),
                name="restriction_ended_with_reason",
            ),
        ]

    def __str__(self):
        return self.get_type_display()

    @property
    def stands(self) -> bool:
        """Whether it was recorded and has not ended, in effect or not."""
        return self.state in STANDING

    @property
    def is_contact(self) -> bool:
        return self.type in CONTACTS

    def standing_on(self, today: date) -> Standing:
        return standing(self.state, self.review_date, today)

    @property
    def support_labels(self) -> list[str]:
        return [str(Support(one).label) for one in self.support_provided]


class RestrictionChildQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the rows of the restrictions `user` may see."""
        return self.filter(restriction__in=Restriction.objects.visible_to(user))


class RestrictionReview(Record, HeardChild):
    """Somebody else than who recorded it looked at a restriction again: it is kept, made lighter or lifted (INV-15)."""

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="reviews")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")  # who recorded the restriction
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    held_on = models.DateField(_("On which day it was reviewed"))
    outcome = models.CharField(_("What was decided"), max_length=8, choices=Outcome)
    reasons = models.TextField(_("Why"))
    text_before = models.TextField()
    new_text = models.TextField(_("What the child does from now on"), blank=True)
    new_contact_every = models.CharField(_("How often from now on"), max_length=16, choices=Frequency, blank=True)
    next_review_date = models.DateField(_("To be reviewed again by"), null=True, blank=True)
    child_told_on = models.DateField(_("On which day the child was told the outcome"))

    objects = RestrictionChildQuerySet.as_manager()

    class Meta:
        ordering = ["held_on", "created_at"]
        constraints = [
            known("outcome", Outcome),
            known("new_contact_every", Frequency, blank=True),
            models.CheckConstraint(condition=~Q(reviewer=F("author")), name="restrictionreview_four_eyes"),
            models.CheckConstraint(condition=~Q(reasons="") & IS_HEARD, name="restrictionreview_in_words"),
            models.CheckConstraint(condition=Q(child_told_on__gte=F("held_on")), name="restrictionreview_told_after"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.LIFT, next_review_date__isnull=True)
                | ~Q(outcome=Outcome.LIFT)
                & Q(next_review_date__isnull=False, next_review_date__gte=F("held_on"), next_review_date__lte=F("held_on") + LONGEST),
                name="restrictionreview_next_in_time",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.RELAX) | ~Q(new_text="") | ~Q(new_contact_every=""), name="restrictionreview_relaxes_something"
            ),
        ]


class RestrictionAppeal(Record):
    """The remedy against a restriction; it runs beside it, and ends it where it is granted."""

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="appeals")
    filed_on = models.DateField(_("Filed on"))
    filed_by = models.CharField(_("Who appeals, for the child"), max_length=200)
    before = models.CharField(_("Court or authority that decides"), max_length=200)
    reference = models.CharField(_("File number"), max_length=100, blank=True)
    grounds = models.TextField(_("What is asked for, and why"))
    outcome = models.CharField(_("What was decided"), max_length=12, choices=AppealOutcome, default=AppealOutcome.PENDING)
    decided_on = models.DateField(_("Decided on"), null=True, blank=True)
    decision = models.TextField(_("What the decision says"), blank=True)

    objects = RestrictionChildQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_on", "-created_at"]
        constraints = [
            known("outcome", AppealOutcome),
            models.UniqueConstraint(
                fields=["restriction"], condition=Q(outcome=AppealOutcome.PENDING), name="restrictionappeal_one_pending"
            ),
            models.CheckConstraint(condition=~Q(filed_by="") & ~Q(before="") & ~Q(grounds=""), name="restrictionappeal_in_words"),
            models.CheckConstraint(
                condition=Q(outcome=AppealOutcome.PENDING, decided_on__isnull=True)
                | ~Q(outcome=AppealOutcome.PENDING) & Q(decided_on__isnull=False, decided_on__gte=F("filed_on")) & ~Q(decision=""),
                name="restrictionappeal_decided_in_words",
            ),
        ]

    @property
    def is_pending(self) -> bool:
        return self.outcome == AppealOutcome.PENDING


class MissedContact(Record):
    """A contact that did not take place: somebody asks how the child is, and nothing else follows (INV-10)."""

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="missed_contacts")
    missed_at = models.DateTimeField(_("When the contact was to take place"))
    known = models.TextField(_("What is known of why"), blank=True)
    task = models.ForeignKey(Task, models.PROTECT, related_name="+")  # the welfare check

    objects = RestrictionChildQuerySet.as_manager()

    class Meta:
        ordering = ["-missed_at"]
        constraints = [models.UniqueConstraint(fields=["restriction", "missed_at"], name="missedcontact_once")]

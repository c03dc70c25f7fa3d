"""The case: the spine that everything hangs on, who may see it, and where it has been."""

from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import SUPERVISING, Role, may
from cases.choices import (
    Accompaniment,
    AsylumStatus,
    Because,
    ClosureReason,
    DocumentState,
    DurableSolution,
    EndCause,
    MigrationStatus,
    Representation,
    Risk,
    Status,
    Step,
    VisitKind,
)
from cases.models.base import CaseChildQuerySet, IsAny, Record, known
from cases.models.child import Child
from cases.models.notification import Notification
from cases.sections import GRANTABLE
from protocols import packs

AT_WORK = (Status.OPEN, Status.SUSPENDED_ABSENT, Status.PENDING_TRANSFER)
# What reports ask of every case of a period besides its unit and its opening.
OF_REPORTS = (
    "id",
    "child",
    "status",
    "closure_reason",
    "closed_at",
    "notified_at",
    "notification",
    "risk_level",
    "migration_status",
)
AFTERWARDS = (VisitKind.AFTER_REUNIFICATION, VisitKind.AFTER_RETURN)


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the cases `user` may know exist: the one place this is said."""
        if not may(user, "case.read"):
            return self.none()
        return self.filter(self._granted_to(user) | Q(unit__in=user.supervised_units()))

    def visible_parts(self, user) -> list["CaseQuerySet"]:
        """Return `visible_to` in parts without a row in common: the reader's units, and what else was granted to them.

        A list in order reads each part through an index that has the order; of the two in one condition it would read every case.
        """
        if not may(user, "case.read"):
            return []
        granted = self.filter(self._granted_to(user))
        if user.role not in SUPERVISING:
            return [granted]
        units = user.supervised_units()
        return [self.filter(unit__in=units), granted.exclude(unit__in=units)]

    def on_desk_of(self, user):
        """Return the keys of the cases at work that `user` may see; each part is read through its own index."""
        parts = [part.at_work().order_by().values("pk") for part in self.visible_parts(user)]
        return parts[0].union(*parts[1:], all=True) if parts else self.none().values("pk")

    @staticmethod
    def _granted_to(user) -> Q:
        return Q(IsAny("pk", CaseGrant.objects.in_force().held_by(user).whole().values("case")))

    def with_person(self):
        """Fetch with each case its active designation and the person, as the list `active_designations`."""
        active = Designation.objects.filter(ended_at=None).select_related("person")
        return self.prefetch_related(models.Prefetch("designations", active, to_attr="active_designations"))

    def at_work(self):
        """Narrow to the cases that are not over."""
        return self.filter(status__in=AT_WORK)


class Case(Record):
    """One episode of one child with the protection authority."""

    code = models.CharField(max_length=24, unique=True)  # the child's code and the number of the episode: SON-2026-000123-1
    child = models.ForeignKey(Child, models.PROTECT, related_name="cases")
    notification = models.OneToOneField(Notification, models.PROTECT, related_name="case", null=True, blank=True)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="cases")  # the authority responsible
    step = models.CharField(max_length=16, choices=Step, default=Step.INTAKE)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    risk_level = models.CharField(_("Risk"), max_length=8, choices=Risk, blank=True)  # blank: not yet assessed, treated as high
    accompaniment = models.CharField(max_length=24, choices=Accompaniment, default=Accompaniment.UNKNOWN)
    migration_status = models.CharField(max_length=40, choices=MigrationStatus, default=MigrationStatus.UNKNOWN)
    asylum_status = models.CharField(max_length=40, choices=AsylumStatus, default=AsylumStatus.SCREENING_PENDING)
    protocol = models.CharField(max_length=20)  # pack and version: "mx 2026.1"
    notified_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    step_entered_at = models.DateTimeField()
    step_due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closure_reason = models.CharField(max_length=48, choices=ClosureReason, blank=True)
    durable_solution = models.CharField(max_length=40, choices=DurableSolution, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-notified_at", "-id"]
        indexes = [
            models.Index(fields=["unit", "-notified_at", "-id"], name="case_unit_newest"),
            models.Index(fields=["-notified_at", "-id"], name="case_newest"),
            models.Index(fields=["status", "-notified_at", "-id"], name="case_status_newest"),
            models.Index(fields=["unit", "step_due_at"], name="case_unit_due"),
            # With what reports ask of every case: they read this and not the rows.
            models.Index(fields=["unit", "opened_at"], include=OF_REPORTS, name="case_unit_opened"),
            models.Index(fields=["unit", "closed_at"], name="case_unit_closed"),
            # The lists are of the cases at work, a few of a hundred once there are years of them.
            models.Index(fields=["-notified_at", "-id"], condition=Q(status__in=AT_WORK), name="case_at_work"),
            models.Index(fields=["step", "-notified_at", "-id"], condition=Q(status__in=AT_WORK), name="case_step_at_work"),
            models.Index(fields=["unit", "-notified_at", "-id"], condition=Q(status__in=AT_WORK), name="case_unit_at_work"),
            models.Index(fields=["unit", "step", "-notified_at", "-id"], condition=Q(status__in=AT_WORK), name="case_unit_step_at_work"),
            GinIndex(OpClass("code", name="gin_trgm_ops"), name="case_code_trigrams"),
        ]
        constraints = [
            known("step", Step),
            known("status", Status),
            known("risk_level", Risk, blank=True),
            known("closure_reason", ClosureReason, blank=True),
            models.CheckConstraint(
                condition=Q(step=Step.CLOSED, closed_at__isnull=False) & ~Q(closure_reason="")
                | ~Q(step=Step.CLOSED) & Q(closed_at__isnull=True, closure_reason=""),
                name="case_closed_with_reason",
            ),
            models.UniqueConstraint(
                fields=["child"],
                condition=~Q(status__in=[Status.CLOSED, Status.MERGED, Status.TRANSFERRED_OUT]),
                name="case_one_open_a_child",
            ),
        ]

    def __str__(self):
        return self.code

    def due(self, key: str, since: datetime, nth: int = 0) -> datetime | None:
        """Return the last instant in time for deadline `key`, by the pack that this case pinned and at its risk."""
        return packs.of_case(self.protocol).due(key, since, self.unit.time_zone, self.risk_level, nth)

    # The parts that rules ask about: each is one query at most, kept while this object lives.

    @cached_property
    def designation(self):
        """The active designation, or None."""
        return self.designations.select_related("person", "person__organisation").filter(ended_at=None).first()

    @cached_property
    def rapid_assessment(self):
        """The latest rapid assessment, or None."""
        return self.rapid_assessments.order_by("-done_at").first()

    @cached_property
    def evaluation(self):
        """The evaluation at work, otherwise the approved one, otherwise None."""
        return self._current(self.evaluations.select_related("author", "reviewer"))

    @cached_property
    def approved_evaluation(self):
        return self._approved("evaluation", self.evaluations)

    @cached_property
    def plan(self):
        """The plan at work, otherwise the approved one, otherwise None."""
        return self._current(self.plans.select_related("author", "reviewer"))

    @cached_property
    def approved_plan(self):
        return self._approved("plan", self.plans)

    @cached_property
    def closure(self):
        """The closure proposal at work, otherwise the approved one, otherwise None."""
        return self._current(self.closureproposals.select_related("author", "reviewer"))

    @cached_property
    def open_tasks(self):
        return list(self.tasks.open().for_a_page())

    @cached_property
    def wellbeing(self):
        """Every measure of wellbeing, oldest first."""
        return list(self.wellbeing_measures.all())

    @cached_property
    def age_assessment(self):
        """The latest assessment of the age, or None."""
        return self.age_assessments.order_by("-created_at").first()

    @cached_property
    def transition_plan(self):
        """The latest plan for adult life, or None."""
        return self.transition_plans.order_by("-created_at").first()

    @cached_property
    def visits_after(self):
        """The visits after reunification or return."""
        return list(self.visits.filter(kind__in=AFTERWARDS))

    @cached_property
    def open_on_high_concerns(self):
        """The measures on high concerns of the plan in force that are neither done nor given up."""
        plan = self.approved_plan
        return plan.open_on_high_concerns() if plan else []

    @cached_property
    def last_review(self):
        return self.reviews.order_by("-held_at").first()

    @cached_property
    def last_visit(self):
        return self.visits.order_by("-held_at").first()

    @cached_property
    def last_seen(self):
        """The latest visit in which the child was seen, or None."""
        return self.visits.filter(seen_child=True).order_by("-held_at").first()

    @staticmethod
    def _current(documents):
        return documents.exclude(state=DocumentState.SUPERSEDED).order_by("-number").first()

    def _approved(self, name, documents):
        current = getattr(self, name)
        if current is None or current.state == DocumentState.APPROVED:
            return current
        return documents.filter(state=DocumentState.APPROVED).first()


class CaseGrantQuerySet(models.QuerySet):
    def in_force(self, at=None):
        """Narrow to the grants that hold now, or did not end before the instant `at`."""
        return self.filter(ends_at=None) | self.filter(ends_at__gt=at or models.functions.Now())

    def held_by(self, user):
        """Narrow to the grants given to `user` or to the user's organisation."""
        return self.filter(Q(user=user) | Q(unit=user.organisation_id))

    def whole(self):
        """Narrow to the grants of the whole case: one of some sections opens those alone, elsewhere."""
        return self.filter(sections=[])

    def visible_to(self, user):
        return self.filter(case__in=Case.objects.visible_to(user))


class CaseGrant(models.Model):
    """Somebody may see a case: who, why, which sections, since when, until when."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants", null=True, blank=True)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="grants", null=True, blank=True)
    because = models.CharField(max_length=16, choices=Because)
    sections = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # empty: all
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    # Of parts that somebody opened by hand: who, and why.
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.TextField(blank=True, default="", db_default="")

    objects = CaseGrantQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "case"], name="grant_user_case"),
            models.Index(fields=["unit", "case"], name="grant_unit_case"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(user__isnull=True) ^ Q(unit__isnull=True), name="grant_to_user_or_unit"),
            models.CheckConstraint(condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="grant_ends_after_start"),
            models.CheckConstraint(condition=Q(because__in=Because.values), name="grant_because_known"),
            models.CheckConstraint(condition=Q(sections__contained_by=sorted(GRANTABLE)), name="grant_sections_known"),
            models.CheckConstraint(
                condition=~Q(because=Because.PARTS)
                | Q(user__isnull=False, given_by__isnull=False, ends_at__isnull=False, sections__len__gt=0) & ~Q(reason=""),
                name="grant_of_parts_to_somebody_for_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.case_id}: {self.because}"


class DesignationQuerySet(CaseChildQuerySet):
    def at_work(self):
        """Narrow to the designations in force whose person still works as a caseworker."""
        return self.filter(ended_at=None, person__is_active=True, person__role=Role.CASEWORKER)

    def of_who_left(self):
        """Narrow to those in force whose person no longer works as a caseworker."""
        return self.filter(ended_at=None).filter(Q(person__is_active=False) | ~Q(person__role=Role.CASEWORKER))


class Designation(Record):
    """The person responsible for a case: exactly one at a time (INV-11)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="designations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="designations", verbose_name=_("Person responsible"))
    designated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    designated_at = models.DateTimeField()
    representation = models.CharField(_("Legal representation of the child"), max_length=12, choices=Representation)
    language_covered_by = models.CharField(_("How the child's language is covered"), max_length=200, blank=True)
    no_conflict = models.BooleanField(_("No conflict of interest, no kinship with the child"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    child_told_at = models.DateTimeField(null=True, blank=True)
    override_reason = models.TextField(  # why the person has more cases than the limit (INV-13)
        _("Why this person, though their caseload is full"), blank=True, default="", db_default=""
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_cause = models.CharField(max_length=12, choices=EndCause, blank=True, default="", db_default="")
    end_reason = models.TextField(blank=True)

    objects = DesignationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="designation_one_active"),
            models.CheckConstraint(condition=Q(no_conflict=True), name="designation_without_conflict"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("designated_at")), name="designation_ends_after_start"
            ),
            known("representation", Representation),
            known("end_cause", EndCause, blank=True),
        ]


class RapidAssessment(Record):
    """Preliminary identification and rapid best-interests evaluation: is the child safe tonight, and how great is the risk?"""

    case = models.ForeignKey(Case, models.PROTECT, related_name="rapid_assessments")
    done_at = models.DateTimeField(_("When"))
    urgent_needs_met = models.BooleanField(_("Urgent needs are met, or an urgent measure is ordered"), default=False)
    safe_tonight = models.BooleanField(_("A safe place or the family is confirmed for tonight"), default=False)
    where_tonight = models.CharField(_("Where the child sleeps tonight"), max_length=200, blank=True)
    risk_level = models.CharField(_("Risk"), max_length=8, choices=Risk)
    risk_reasons = models.TextField(_("Why this level of risk"))
    notes = models.TextField(_("What was observed (necessary facts only)"), blank=True)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        constraints = [known("risk_level", Risk)]


class StepHistory(models.Model):
    """One transition of one case; rows are only ever added (a trigger refuses the rest)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="history", db_index=False)  # history_case_entered
    move = models.CharField(max_length=40)
    left = models.CharField(max_length=16, choices=Step, blank=True)
    entered = models.CharField(max_length=16, choices=Step)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["entered", "at"], name="history_entered_at"),
            models.Index(fields=["case", "entered", "at", "id"], name="history_case_entered"),
        ]

    def __str__(self):
        return f"{self.left} > {self.entered}"

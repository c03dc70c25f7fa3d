"""The plan that restores the child's rights: one line a right or concern, its measures under it."""

from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.choices import ActionStatus, Concern, DocumentState, DurableSolution, Language, MeasureKind, Subject
from cases.choices_execution import CaregiverAgreement
from cases.models.base import Record, ReviewedDocument, known
from protocols.choices import Right

# What holds for the whole plan: what a new version begins with, and what is written anew with the child each time.
BEFORE_ALL = ("durable_solution", "is_transition", "legal_ground", "contingency")
TEXTS = (
    "child_views",
    "no_views_reason",
    "disagreement",
    "child_participated",
    "caregiver_agreement",
    "caregiver_words",
    "review_date",
    "child_copy_given_on",
    "child_copy_language",
    "child_copy_format",
)


class Plan(ReviewedDocument):
    """A version of the case's plan. A change after approval is a new version."""

    review_date = models.DateField(_("Next review of the plan"), null=True, blank=True)
    child_participated = models.BooleanField(_("The child took part in making the plan"), default=False)
    child_copy_given_on = models.DateField(_("Copy given to the child on"), null=True, blank=True)
    child_copy_language = models.CharField(_("Language of the copy"), max_length=8, choices=Language, blank=True)
    child_copy_format = models.CharField(_("Form of the copy"), max_length=120, blank=True)
    caregiver_agreement = models.CharField(_("Does the caregiver agree?"), max_length=16, choices=CaregiverAgreement, blank=True)
    caregiver_words = models.TextField(_("Who that is, and what they say"), blank=True)
    durable_solution = models.CharField(_("Durable solution sought"), max_length=40, choices=DurableSolution, blank=True)
    is_transition = models.BooleanField(_("The plan prepares the transition to adult life"), default=False)
    legal_ground = models.CharField(_("Legal ground"), max_length=300, blank=True)
    contingency = models.TextField(_("If something goes wrong"), blank=True)

    class Meta(ReviewedDocument.Meta):
        constraints = [
            *ReviewedDocument.Meta.constraints,
            known("child_copy_language", Language, blank=True),
            known("caregiver_agreement", CaregiverAgreement, blank=True),
            known("durable_solution", DurableSolution, blank=True),
        ]

    @cached_property
    def line_list(self) -> list["PlanLine"]:
        """The lines with their actions and the latest progress of each: three queries."""
        actions = PlanAction.objects.prefetch_related(models.Prefetch("progress", ActionProgress.objects.order_by("-at", "-id")))
        return list(self.lines.prefetch_related(models.Prefetch("actions", actions)))

    @property
    def action_list(self) -> list["PlanAction"]:
        return [action for line in self.line_list for action in line.actions.all()]

    def is_begun(self) -> bool:
        """Tell whether any measure has progress on record: one query."""
        return ActionProgress.objects.filter(action__line__plan=self).exists()

    def open_on_high_concerns(self) -> list["PlanAction"]:
        """Return the measures on high concerns that are neither done nor given up: one query."""
        latest = ActionProgress.objects.filter(action=models.OuterRef("pk")).order_by("-at", "-id").values("status")[:1]
        actions = PlanAction.objects.filter(line__plan=self, line__subject=Subject.CONCERN).annotate(stands=models.Subquery(latest))
        return list(actions.filter(Q(stands=None) | Q(stands__in=[ActionStatus.PENDING, ActionStatus.IN_PROGRESS])))

    def as_text(self) -> list[tuple[str, str]]:
        """Return the plan as (label, text) pairs, for comparing versions."""
        lines = [
            (line.label, "\n".join([line.diagnosis, line.no_action_reason, *map(str, line.actions.all())]).strip())
            for line in self.line_list
        ]
        return self.fields_as_text(*TEXTS, *BEFORE_ALL) + lines

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The parts that a reviewer may comment on, in order: a line each, then what holds for the whole."""
        return [*((line.section, line.label) for line in self.line_list), ("details", _("The child's part, review and copy"))]

    @property
    def comment_on_details(self) -> str:
        return self.comment_on("details")

    @property
    def is_in_force(self) -> bool:
        return self.state == DocumentState.APPROVED


class PlanLine(models.Model):
    """One right or concern of the evaluation: how it stands, and what is done or why nothing is (INV-19)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="lines")
    subject = models.CharField(max_length=8, choices=Subject)
    code = models.CharField(max_length=40)  # of Right or Concern
    diagnosis = models.TextField(_("How this right stands"), blank=True)
    no_action_reason = models.TextField(_("If nothing is to be done, why"), blank=True)
    is_copied = models.BooleanField(default=False)  # from a sibling's plan, not checked yet

    class Meta:
        ordering = ["-subject", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "subject", "code"], name="line_once"), known("subject", Subject)]

    def __str__(self):
        return self.code

    @property
    def section(self) -> str:
        """The line as a reviewer's comment names it, the same in every version."""
        return f"{self.subject}-{self.code}"

    @property
    def comment(self) -> str:
        return self.plan.comment_on(self.section)

    @property
    def label(self) -> str:
        """The right or concern in the reader's language."""
        return (Right if self.subject == Subject.RIGHT else Concern)(self.code).label


class PlanActionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the measures of the cases `user` may see."""
        return self.filter(line__plan__in=Plan.objects.visible_to(user))


class PlanAction(models.Model):
    """A measure: who does what by when."""

    line = models.ForeignKey(PlanLine, models.CASCADE, related_name="actions")
    measure_kind = models.CharField(_("Kind of measure"), max_length=24, choices=MeasureKind)
    description = models.TextField(_("Measure"))
    responsible_organisation = models.CharField(_("Institution"), max_length=200)
    responsible_person = models.CharField(_("Person"), max_length=150)
    due_on = models.DateField(_("By when"))
    indicator = models.CharField(_("How one sees that it was reached"), max_length=300, blank=True)
    serves_solution = models.BooleanField(_("It serves the durable solution"), default=False)

    objects = PlanActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            known("measure_kind", MeasureKind),
            models.CheckConstraint(
                condition=~Q(responsible_organisation="") & ~Q(responsible_person="") & ~Q(description=""), name="planaction_who_and_what"
            ),
        ]

    def __str__(self):
        indicator = f" [{self.indicator}]" if self.indicator else ""
        return f"{self.description} ({self.responsible_organisation}, {self.responsible_person}, {self.due_on}){indicator}"

    @property
    def latest(self):
        """The latest progress, or None. Uses the prefetched rows."""
        rows = list(self.progress.all())
        return rows[0] if rows else None

    @property
    def status(self) -> str:
        return self.latest.status if self.latest else ActionStatus.PENDING

    @property
    def status_label(self) -> str:
        return ActionStatus(self.status).label


class ActionProgress(Record):
    """How a measure of an approved plan goes: the plan itself never changes."""

    action = models.ForeignKey(PlanAction, models.PROTECT, related_name="progress")
    at = models.DateTimeField(_("When"))
    status = models.CharField(_("Progress"), max_length=16, choices=ActionStatus)
    note = models.TextField(_("What happened, with the evidence"), blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [known("status", ActionStatus)]

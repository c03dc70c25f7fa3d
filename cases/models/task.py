"""What is to be done for a case, by whom, until when; and which record showed that it was done."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.choices import TaskKind, TaskOutcome, TaskSource
from cases.models.base import CaseChildQuerySet, Record, known
from cases.models.case import Case
from protocols.choices import DeadlineKey

KINDS = [*DeadlineKey.choices, *TaskKind.choices]


class TaskQuerySet(CaseChildQuerySet):
    def open(self):
        """Narrow to what is still to be done."""
        return self.filter(closed_at=None)

    def of(self, user):
        """Narrow to what waits for `user`: given by name, or to the person responsible for the case."""
        responsible = Q(assignee=None, case__designations__person=user, case__designations__ended_at=None)
        return self.filter(Q(assignee=user) | responsible)


class Task(Record):
    """A deadline of the pack, what a rule demands, or what a person asked for: one list for all three.

    A deadline counts from the evidence at `started_at` and is met by the record named in `evidence`, never by a tick (INV-45).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    source = models.CharField(max_length=8, choices=TaskSource)
    kind = models.CharField(max_length=40, choices=KINDS)
    subject = models.CharField(max_length=40, blank=True)  # which of several of a kind: the id of what it is about
    text = models.CharField(_("What is to be done"), max_length=300, blank=True)
    assignee = models.ForeignKey(  # none: the person responsible for the case
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks", null=True, blank=True, verbose_name=_("For whom")
    )
    is_urgent = models.BooleanField(_("Urgent"), default=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(_("By when"))
    closed_at = models.DateTimeField(null=True, blank=True)  # of a deadline: the instant of its evidence
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=TaskOutcome, blank=True)
    evidence = models.CharField(max_length=80, blank=True)  # "Evaluation 6f0c…": the record that met it
    url = models.CharField(max_length=200, blank=True)  # the page that supplies the evidence
    note = models.TextField(_("What was done"), blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)  # when the supervisor was told that it is overdue
    version = models.PositiveIntegerField(default=1)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "created_at"]
        indexes = [
            models.Index(fields=["case", "due_at"], condition=Q(closed_at__isnull=True), name="task_open"),
            models.Index(fields=["assignee", "due_at"], condition=Q(closed_at__isnull=True), name="task_open_of"),
            models.Index(fields=["due_at"], condition=Q(closed_at__isnull=True, escalated_at__isnull=True), name="task_to_escalate"),
        ]
        constraints = [
            known("source", TaskSource),
            known("outcome", TaskOutcome, blank=True),
            models.CheckConstraint(condition=Q(kind__in=[kind for kind, _label in KINDS]), name="task_kind_known"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="task_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(source=TaskSource.DEADLINE, outcome=TaskOutcome.DONE) | ~Q(evidence=""), name="task_deadline_met_by_evidence"
            ),
            models.CheckConstraint(condition=~Q(source=TaskSource.PERSON) | ~Q(text=""), name="task_of_a_person_says_what"),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="task_due_after_start"),
            models.UniqueConstraint(fields=["case", "kind", "subject"], condition=Q(source=TaskSource.DEADLINE), name="task_deadline_once"),
            models.UniqueConstraint(
                fields=["case", "kind", "subject"], condition=Q(source=TaskSource.RULE, closed_at__isnull=True), name="task_of_a_rule_once"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def title(self) -> str:
        """What is to be done, in the reader's language."""
        return self.text if self.source == TaskSource.PERSON else str(self.get_kind_display())

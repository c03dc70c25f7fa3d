"""What is to be done for a case, by whom, until when; and which record showed that it was done."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cases.choices import Because, TaskKind, TaskOutcome, TaskSource
from cases.models.base import CaseChildQuerySet, IsAny, Record, known
from cases.models.case import Case, CaseGrant, Designation
from protocols.choices import DeadlineKey

KINDS = [*DeadlineKey.choices, *TaskKind.choices]
TICKED_OFF = (  # no record shows by itself that they were done
    TaskKind.PROTECT_MISTREATED,
    TaskKind.REFER_TRAFFICKING,
    TaskKind.PREVENT_RETURN,
    TaskKind.REFER_ELSEWHERE,
    TaskKind.WELFARE_CHECK,
    TaskKind.OTHER,
)


class TaskQuerySet(CaseChildQuerySet):
    def open(self):
        """Narrow to what is still to be done."""
        return self.filter(closed_at=None)

    def of(self, user):
        """Narrow to what waits for `user`: given by name; to the person responsible; before there is one, to whoever took the
        case in; and where nobody at work is responsible, to those who supervise it.
        """
        own = Designation.objects.filter(person=user, ended_at=None).values("case")
        taken_in = CaseGrant.objects.in_force().filter(user=user, because=Because.INTAKE).values("case")
        ownerless = ~Exists(Designation.objects.at_work().filter(case=OuterRef("case")))
        theirs = Q(IsAny("case", own)) | ownerless & (Q(IsAny("case", taken_in)) | Q(case__unit__in=user.supervised_units()))
        return self.filter(Q(assignee=user) | Q(assignee=None) & theirs)

    def for_a_page(self):
        """The urgent ones first, then by what is due first, with the name of whom they were given to as `given_to`."""
        return self.annotate(given_to=F("assignee__full_name")).order_by("-is_urgent", "due_at", "created_at")

    def with_person(self):
        """Add `person_id`: of whom the task waits, by name or as the person responsible; None where nobody is."""
        responsible = Designation.objects.filter(case=OuterRef("case"), ended_at=None).values("person")[:1]
        return self.annotate(person_id=Coalesce(F("assignee"), Subquery(responsible), output_field=models.UUIDField()))


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
            models.Index(fields=["assignee", "due_at", "id"], condition=Q(closed_at__isnull=True), name="task_open_of"),
            models.Index(fields=["due_at"], condition=Q(closed_at__isnull=True, escalated_at__isnull=True), name="task_to_escalate"),
            models.Index(fields=["kind", "due_at"], condition=Q(source=TaskSource.DEADLINE), name="task_deadline_due"),  # reports
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
    def is_ticked_off(self) -> bool:
        """Whether a person says that it is done; all else ends by its evidence (INV-45)."""
        return self.source == TaskSource.PERSON or (self.source == TaskSource.RULE and self.kind in TICKED_OFF)

    @property
    def title(self) -> str:
        """What is to be done, in the reader's language."""
        return self.text if self.source == TaskSource.PERSON else str(self.get_kind_display())

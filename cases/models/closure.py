from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases import closing
from cases.choices import ClosureReason, DocumentState, DurableSolution, KinshipVerification, PapersBack
from cases.models.base import ReviewedDocument, known

DAYS = frozenset({"handed_over_on", "home_study_on", "accepted_on", "died_on", "absent_since"})


def _written(names) -> Q:
    """Every one of the fields holds something."""
    whole = Q()
    for name in names:
        whole &= Q(**{f"{name}__isnull": False}) if name in DAYS else ~Q(**{name: ""})
    return whole


class ClosureProposal(ReviewedDocument):
    """Why a case can end, what was achieved, and whom the child can turn to afterwards. Which fields a reason asks for: cases.closing."""

    reason = models.CharField(_("Reason for closing"), max_length=48, choices=ClosureReason)
    durable_solution = models.CharField(_("Durable solution"), max_length=40, choices=DurableSolution)
    summary = models.TextField(_("Summary of the case and of what was achieved"))
    child_informed_on = models.DateField(_("The child was told on"), null=True, blank=True)
    contact_route = models.CharField(_("Whom the child can turn to afterwards"), max_length=300, blank=True)
    papers_back = models.CharField(_("The child's papers"), max_length=16, choices=PapersBack, blank=True)
    endpoint_not_measured = models.TextField(_("If wellbeing was not measured at the end, why"), blank=True)
    handed_over_on = models.DateField(_("The child went to the family or authority on"), null=True, blank=True)
    receiver_name = models.CharField(_("Who receives the child"), max_length=200, blank=True)
    receiver_relationship = models.CharField(_("Relationship to the child"), max_length=100, blank=True)
    receiver_identity = models.CharField(_("Identity document seen"), max_length=200, blank=True)
    receiver_verified_by = models.CharField(_("How the relationship was verified"), max_length=24, choices=KinshipVerification, blank=True)
    home_study_on = models.DateField(_("Home study of"), null=True, blank=True)
    home_study_by = models.CharField(_("Who made the home study, and what it says"), max_length=300, blank=True)
    child_view_of_receiver = models.TextField(_("What the child says of living there"), blank=True)
    decision_reference = models.CharField(_("Decision that this rests on: which, of when"), max_length=200, blank=True)
    receiving_authority = models.CharField(_("Authority that takes the responsibility"), max_length=200, blank=True)
    accepted_by = models.CharField(_("Who accepted there: name and office"), max_length=200, blank=True)
    accepted_on = models.DateField(_("Accepted on"), null=True, blank=True)
    absent_since = models.DateField(_("Absent since"), null=True, blank=True)
    search_steps = models.TextField(_("Every step of the search, with its date and result"), blank=True)
    died_on = models.DateField(_("Date of death"), null=True, blank=True)
    incident_report = models.TextField(_("Report of what happened: facts, who was told, its number"), blank=True)
    referred_to = models.CharField(_("To whom the person was referred"), max_length=300, blank=True)
    explanation = models.TextField(_("What happened, and how it is known"), blank=True)

    class Meta(ReviewedDocument.Meta):
        constraints = [
            *ReviewedDocument.Meta.constraints,
            known("reason", ClosureReason),
            known("durable_solution", DurableSolution),
            known("papers_back", PapersBack, blank=True),
            known("receiver_verified_by", KinshipVerification, blank=True),
            *[
                models.CheckConstraint(
                    condition=~Q(state=DocumentState.APPROVED, reason=reason) | _written(demands.fields),
                    name=f"closure_whole_{reason.value}"[:60],
                )
                for reason, demands in closing.REASONS.items()
                if demands.fields
            ],
            *[
                models.CheckConstraint(
                    condition=~Q(state=DocumentState.APPROVED, durable_solution=solution) | _written(dict.fromkeys(fields)),
                    name=f"closure_whole_{solution.value}"[:60],
                )
                for solution, fields in closing.SOLUTIONS.items()
            ],
        ]

    @property
    def demanded(self) -> tuple[str, ...]:
        """The fields that its reason and solution ask for."""
        return closing.demanded(self.reason, self.durable_solution)

    @property
    def extras(self) -> list[tuple[str, str]]:
        """(label, text) of what is written beyond what every closure says."""
        return [pair for pair in self.fields_as_text(*closing.EXTRA) if pair[1]]

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The parts that a reviewer may comment on, in order: (key, name)."""
        return [
            ("child", _("What the child says")),
            ("reason", _("Reason for closing")),
            ("summary", _("Summary of the case and of what was achieved")),
            ("afterwards", _("Whom the child can turn to afterwards")),
        ]

    def as_text(self) -> list[tuple[str, str]]:
        """Return the proposal as (label, text) pairs, for comparing versions."""
        heard = ("child_views", "no_views_reason", "disagreement")
        common = ("reason", "durable_solution", "summary", "child_informed_on", "contact_route", "papers_back", "endpoint_not_measured")
        return [*self.fields_as_text(*heard, *common), *self.extras]

"""The evaluation of the child's conditions and needs, and the interviews it stands on."""

from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.choices import (
    INVALID_INTERVIEW_PLACES,
    Answer,
    Concern,
    ContactPlace,
    Element,
    InterpreterKind,
    InterviewKind,
    Risk,
)
from cases.models.base import CaseChildQuerySet, Record, ReviewedDocument, known
from cases.models.case import Case
from protocols.choices import Right

SCREENING_AND_CONCLUSION = (
    "international_protection",
    "trafficking",
    "return_risk",
    "restricted_rights",
    "high_concerns",
    "conclusion",
    "risk_level",
    "risk_rationale",
)


class Interview(Record):
    """The child was spoken with: where, by whom, in which language. Only a valid one counts for the evaluation (INV-06, INV-22)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="interviews")
    kind = models.CharField(_("Kind of contact"), max_length=24, choices=InterviewKind)
    held_at = models.DateTimeField(_("When"))
    place_type = models.CharField(_("Where"), max_length=24, choices=ContactPlace)
    place = models.CharField(_("Name of the place"), max_length=200, blank=True)
    interviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    interpreter_kind = models.CharField(_("Interpreter"), max_length=24, choices=InterpreterKind)
    interpreter_name = models.CharField(_("Name of the interpreter"), max_length=150, blank=True)
    information_given = models.BooleanField(
        _("The child was told, in a way suited to their age, what the conversation is for"), default=False
    )
    stopped_for_distress = models.BooleanField(_("Stopped because the child was in distress"), default=False)
    notes = models.TextField(_("What the child said (necessary facts only)"), blank=True)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["-held_at"]
        constraints = [
            known("kind", InterviewKind),
            known("place_type", ContactPlace),
            known("interpreter_kind", InterpreterKind),
            models.CheckConstraint(
                condition=~Q(kind=InterviewKind.EVALUATION, place_type__in=INVALID_INTERVIEW_PLACES), name="interview_in_a_valid_place"
            ),
            models.CheckConstraint(
                condition=~Q(
                    kind=InterviewKind.EVALUATION,
                    interpreter_kind__in=[InterpreterKind.RELATIVE, InterpreterKind.RESIDENT, InterpreterKind.CONSULAR_OR_MIGRATION],
                ),
                name="interview_with_independent_interpreter",
            ),
        ]


class Evaluation(ReviewedDocument):
    """Evaluation of best interests: seven elements, the child's view, a conclusion and a level of risk."""

    no_interview_reason = models.TextField(_("If there was no interview, why"), blank=True)
    international_protection = models.CharField(
        _("Does anything point to a need of international protection?"), max_length=8, choices=Answer, blank=True
    )
    trafficking = models.CharField(_("Does anything point to trafficking?"), max_length=8, choices=Answer, blank=True)
    return_risk = models.CharField(_("Would the child be at risk on return?"), max_length=8, choices=Answer, blank=True)
    restricted_rights = ArrayField(
        models.CharField(max_length=24, choices=Right), default=list, blank=True, verbose_name=_("Rights restricted")
    )
    high_concerns = ArrayField(
        models.CharField(max_length=40, choices=Concern), default=list, blank=True, verbose_name=_("High protection concerns")
    )
    conclusion = models.TextField(_("Conclusion and reasons"), blank=True)
    risk_level = models.CharField(_("Risk"), max_length=8, choices=Risk, blank=True)
    risk_rationale = models.TextField(_("Why this level of risk"), blank=True)

    class Meta(ReviewedDocument.Meta):
        constraints = [*ReviewedDocument.Meta.constraints, known("risk_level", Risk, blank=True)]

    def as_text(self) -> list[tuple[str, str]]:
        """Return the evaluation as (label, text) pairs, for comparing versions."""
        elements = [
            (element.get_element_display(), "\n".join(filter(None, [element.facts, element.sources, element.weight])))
            for element in self.element_list
        ]
        return (
            self.fields_as_text("child_views", "no_views_reason", "disagreement")
            + elements
            + self.fields_as_text(*SCREENING_AND_CONCLUSION)
        )

    @property
    def right_labels(self) -> list[str]:
        return [Right(code).label for code in self.restricted_rights]

    @property
    def concern_labels(self) -> list[str]:
        return [Concern(code).label for code in self.high_concerns]

    @cached_property
    def element_list(self) -> list["EvaluationElement"]:
        """The elements in the order of General Comment 14, each once."""
        order = {code: position for position, code in enumerate(Element)}
        return sorted(self.elements.all(), key=lambda element: order[element.element])


class EvaluationElement(models.Model):
    """What is known about one of the seven elements, from whom, and how much it weighs."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="elements")
    element = models.CharField(max_length=16, choices=Element)
    facts = models.TextField(_("Facts"), blank=True)
    sources = models.CharField(_("Sources"), max_length=300, blank=True)
    weight = models.TextField(_("Weight in the decision"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "element"], name="element_once"),
            known("element", Element),
        ]

    def __str__(self):
        return self.element

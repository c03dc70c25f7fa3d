"""The evaluation of the child's conditions and needs, and the interviews it stands on."""

from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.choices import (
    INVALID_INTERVIEW_PLACES,
    Answer,
    Because,
    Concern,
    ContactPlace,
    DurableSolution,
    Element,
    EvaluationKind,
    InterpreterKind,
    InterviewKind,
    Language,
    Risk,
)
from cases.models.base import CaseChildQuerySet, Record, ReviewedDocument, known
from cases.models.case import Case, CaseGrant
from protocols.choices import Discipline, Right

# The three protection questions, each with the sentence that a yes or an unclear needs.
GROUNDS = {
    "international_protection": "international_protection_grounds",
    "trafficking": "trafficking_grounds",
    "return_risk": "return_risk_grounds",
}
SCREENING_AND_CONCLUSION = (
    *(name for pair in GROUNDS.items() for name in pair),
    "restricted_rights",
    "high_concerns",
    "resilience",
    "no_choice_reason",
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
    purpose = models.CharField(_("What the conversation was for"), max_length=300, blank=True)
    present = models.CharField(_("Who else was in the room"), max_length=300, blank=True)
    language = models.CharField(_("Language used"), max_length=5, choices=Language, blank=True)
    interviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    interpreter_kind = models.CharField(_("Interpreter"), max_length=24, choices=InterpreterKind)
    interpreter_name = models.CharField(_("Name of the interpreter"), max_length=150, blank=True)
    interpreter_language = models.CharField(_("Language interpreted"), max_length=5, choices=Language, blank=True)
    interpreter_declared = models.BooleanField(
        _("The interpreter declared to be independent: no relative, no resident, not of a consulate or the migration authority"),
        default=False,
    )
    information_given = models.BooleanField(
        _("The child was told, in a way suited to their age, what the conversation is for"), default=False
    )
    breaks = models.CharField(_("Breaks taken"), max_length=200, blank=True)
    stopped_for_distress = models.BooleanField(_("Stopped because the child was in distress"), default=False)
    resumed = models.BooleanField(_("Taken up again when the child wished, and ended calmly"), default=False)
    notes = models.TextField(_("What the child said (necessary facts only)"), blank=True)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["-held_at"]
        indexes = [models.Index(fields=["held_at"], name="interview_held")]
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
            models.CheckConstraint(
                condition=~Q(kind=InterviewKind.EVALUATION, interpreter_kind=InterpreterKind.INDEPENDENT, interpreter_declared=False),
                name="interview_interpreter_declared",
            ),
            models.CheckConstraint(condition=Q(stopped_for_distress=True) | Q(resumed=False), name="interview_resumed_after_a_stop"),
        ]

    @property
    def counts(self) -> bool:
        """Tell whether the evaluation may stand on it: not if it was broken off for the child's distress and never taken up again.

        A child who had to stop was not heard; counting the attempt would let the procedure go on without them.
        """
        return self.kind == InterviewKind.EVALUATION and (self.resumed or not self.stopped_for_distress)


class Evaluation(ReviewedDocument):
    """Evaluation of best interests: seven elements, the child's view, a conclusion and a level of risk."""

    kind = models.CharField(_("Kind of evaluation"), max_length=16, choices=EvaluationKind, default=EvaluationKind.COMPREHENSIVE)
    no_interview_reason = models.TextField(_("If there was no interview, why"), blank=True)
    international_protection = models.CharField(
        _("Does anything point to a need of international protection?"), max_length=8, choices=Answer, blank=True
    )
    international_protection_grounds = models.TextField(_("What points to international protection, or is unclear"), blank=True)
    trafficking = models.CharField(_("Does anything point to trafficking?"), max_length=8, choices=Answer, blank=True)
    trafficking_grounds = models.TextField(_("What points to trafficking, or is unclear"), blank=True)
    return_risk = models.CharField(_("Would the child be at risk on return?"), max_length=8, choices=Answer, blank=True)
    return_risk_grounds = models.TextField(_("What the risk on return is, or what is unclear"), blank=True)
    restricted_rights = ArrayField(
        models.CharField(max_length=24, choices=Right), default=list, blank=True, verbose_name=_("Rights restricted")
    )
    high_concerns = ArrayField(
        models.CharField(max_length=40, choices=Concern), default=list, blank=True, verbose_name=_("High protection concerns")
    )
    resilience = models.TextField(_("What protects the child already: people, abilities, hopes"), blank=True)
    no_choice_reason = models.TextField(_("If there is no choice between options, why"), blank=True)
    conclusion = models.TextField(_("Conclusion and reasons"), blank=True)
    risk_level = models.CharField(_("Risk"), max_length=8, choices=Risk, blank=True)
    risk_rationale = models.TextField(_("Why this level of risk"), blank=True)
    copied = ArrayField(models.CharField(max_length=16), default=list, blank=True)  # sections copied from a sibling, not checked yet

    class Meta(ReviewedDocument.Meta):
        constraints = [
            *ReviewedDocument.Meta.constraints,
            known("kind", EvaluationKind),
            known("risk_level", Risk, blank=True),
            *(known(name, Answer, blank=True) for name in GROUNDS),
        ]

    def as_text(self) -> list[tuple[str, str]]:
        """Return the evaluation as (label, text) pairs, for comparing versions."""
        elements = [(element.get_element_display(), element.as_text()) for element in self.element_list]
        options = [(_("Option %(number)s") % {"number": option.position}, option.as_text()) for option in self.option_list]
        opinions = [(opinion.title, opinion.as_text()) for opinion in self.opinion_list if opinion.is_signed]
        return (
            self.fields_as_text("child_views", "no_views_reason", "disagreement")
            + elements
            + options
            + opinions
            + self.fields_as_text(*SCREENING_AND_CONCLUSION)
        )

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The parts that a reviewer may comment on, in order: (key, name)."""
        elements = [(element.value, element.label) for element in Element if element != Element.VIEWS]
        last = [
            ("screening", _("Protection questions and concerns")),
            ("opinions", _("Opinions of the team")),
            ("conclusion", _("Options, conclusion and risk")),
        ]
        return [("child", _("The child first")), *elements, *last]

    @property
    def alarms(self) -> list[tuple[str, str, str, str]]:
        """The protection questions answered yes or unclear: (name, question, answer, grounds)."""
        return [
            (name, str(self._meta.get_field(name).verbose_name), getattr(self, f"get_{name}_display")(), getattr(self, grounds))
            for name, grounds in GROUNDS.items()
            if getattr(self, name) in (Answer.YES, Answer.UNCLEAR)
        ]

    @property
    def answers(self) -> list[tuple[str, str, str]]:
        """The protection questions in order: (question, answer, grounds)."""
        return [
            (str(self._meta.get_field(name).verbose_name), getattr(self, f"get_{name}_display")(), getattr(self, grounds))
            for name, grounds in GROUNDS.items()
        ]

    @property
    def views_weight(self) -> str:
        """How much the child's view weighs, as its element says (INV-24)."""
        return next((element.weight for element in self.element_list if element.element == Element.VIEWS), "")

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

    @cached_property
    def option_list(self) -> list["EvaluationOption"]:
        """The options considered, in the order in which they were written."""
        return list(self.options.all())

    @cached_property
    def opinion_list(self) -> list["Opinion"]:
        """The opinions asked for, signed or not, in the order of the disciplines."""
        order = {code: position for position, code in enumerate(Discipline)}
        return sorted(self.opinions.select_related("asked_of"), key=lambda opinion: order[opinion.discipline])


class EvaluationElement(models.Model):
    """What is known about one of the seven elements, from whom, how much it weighs, and which rights it shows restricted."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="elements")
    element = models.CharField(max_length=16, choices=Element)
    facts = models.TextField(_("Facts"), blank=True)
    sources = models.CharField(_("Sources"), max_length=300, blank=True)
    weight = models.TextField(_("Weight in the decision"), blank=True)
    restricted_rights = ArrayField(
        models.CharField(max_length=24, choices=Right), default=list, blank=True, verbose_name=_("Rights found restricted here")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "element"], name="element_once"),
            known("element", Element),
        ]

    def __str__(self):
        return self.element

    @property
    def right_labels(self) -> list[str]:
        return [Right(code).label for code in self.restricted_rights]

    def as_text(self) -> str:
        return "\n".join(filter(None, [self.facts, self.sources, self.weight, "; ".join(map(str, self.right_labels))]))


class EvaluationOption(models.Model):
    """One of the ways considered: what speaks for it and against it for this child, and what could go wrong."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    solution = models.CharField(_("Durable solution"), max_length=40, choices=DurableSolution, blank=True)
    text = models.CharField(_("Option, in words"), max_length=300, blank=True)
    speaks_for = models.TextField(_("What speaks for it"), blank=True)
    speaks_against = models.TextField(_("What speaks against it"), blank=True)
    risks = models.TextField(_("Risks"), blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "position"], name="option_position_once"),
            models.CheckConstraint(condition=~Q(solution="") | ~Q(text=""), name="option_says_which"),
            known("solution", DurableSolution, blank=True),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """What the option is: its words, after the durable solution where it names one."""
        return ": ".join(filter(None, [str(self.get_solution_display()), self.text]))

    def as_text(self) -> str:
        return "\n".join(filter(None, [self.title, self.speaks_for, self.speaks_against, self.risks]))


class OpinionQuerySet(models.QuerySet):
    def visible_to(self, user, at=None):
        """Narrow to the opinions on the cases `user` may see, and to those asked of `user` while that access lasts (now, or `at`)."""
        if not may(user, "case.read"):
            return self.none()
        asked = CaseGrant.objects.in_force(at).filter(user=user, because=Because.OPINION)
        return self.filter(Q(case__in=Case.objects.visible_to(user)) | Q(asked_of=user, case__in=asked.values("case")))


class Opinion(Record):
    """What one discipline of the team says about the child: by its own author, in its own section, unchanged once signed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="opinions")
    discipline = models.CharField(_("Opinion"), max_length=16, choices=Discipline)
    asked_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="opinions", verbose_name=_("Asked of"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    question = models.TextField(_("What the opinion is to answer"), blank=True)
    findings = models.TextField(_("What was found, and how"), blank=True)
    recommendation = models.TextField(_("What is recommended for this child"), blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "discipline"], name="opinion_once_a_discipline"),
            known("discipline", Discipline),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | ~Q(findings="") & ~Q(recommendation=""), name="opinion_signed_says_something"
            ),
        ]

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def title(self) -> str:
        return _("%(discipline)s opinion") % {"discipline": self.get_discipline_display()}

    def as_text(self) -> str:
        return "\n".join(filter(None, [self.findings, self.recommendation]))

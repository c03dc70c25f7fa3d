"""The evaluation: six parts, each a short form of its own, or all of them on one page; the child's view first."""

from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import guidance
from cases.choices import Element
from cases.forms.documents import HEARD_WIDGETS, DraftForm, radios, reasons_not_heard, several, text
from cases.models import Evaluation, EvaluationElement, EvaluationOption
from cases.models.base import HEARD
from cases.models.evaluation import GROUNDS

TEXTS = ("facts", "sources", "weight")
OF_ELEMENT = (*TEXTS, "restricted_rights")
OF_OPTION = ("text", "solution", "speaks_for", "speaks_against", "risks")
ROWS = {"facts": 5, "weight": 2, "speaks_for": 2, "speaks_against": 2, "risks": 2}
OPTIONS = range(1, 6)  # as many as one form shows; two are asked for


@dataclass(frozen=True)
class Section:
    """What one part asks, as its page shows it."""

    title: str | Promise
    questions: tuple
    fields: list
    groups: list[tuple]
    options: list[tuple]
    anchor: str
    comment: str = ""


class Part(DraftForm):
    """Some fields of the evaluation itself, some of its seven elements, and perhaps the options considered."""

    elements: tuple[Element, ...] = ()
    title: str | Promise = ""
    anchor = ""
    has_options = False

    class Meta:
        model = Evaluation
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "no_views_reason" in self.fields:
            self.fields["no_views_reason"] = reasons_not_heard()
        for name in (*GROUNDS, "risk_level"):
            if name in self.fields:
                self.fields[name].widget.attrs["class"] = "govuk-radios--inline"
        written = {element.element: element for element in self.instance.element_list}
        for element in self.elements:
            for name in OF_ELEMENT:
                self.fields[f"{element}_{name}"] = _field_of(EvaluationElement, name, written.get(element))
        considered = {option.position: option for option in self.instance.option_list} if self.has_options else {}
        for number in OPTIONS if self.has_options else ():
            for name in OF_OPTION:
                self.fields[f"option_{number}_{name}"] = _field_of(EvaluationOption, name, considered.get(number))

    @classmethod
    def parts(cls) -> tuple[type["Part"], ...]:
        """The parts that this form shows, in order."""
        return (cls,)

    @property
    def sections(self) -> list[Section]:
        """What the page shows: each part with its questions, its fields, its elements and its options."""
        return [
            Section(
                part.title,
                part.questions,
                [self[name] for name in part._meta.fields],
                [self._group(element) for element in part.elements],
                [self._option(number) for number in OPTIONS] if part.has_options else [],
                part.anchor,
                self.instance.comment_on(part.anchor),
            )
            for part in self.parts()
        ]

    def _group(self, element):
        fields = [self[f"{element}_{name}"] for name in TEXTS]
        rights, comment = self[f"{element}_restricted_rights"], self.instance.comment_on(element.value)
        return element, guidance.ELEMENT_QUESTIONS[element], fields, rights, comment

    def _option(self, number):
        fields = [self[f"option_{number}_{name}"] for name in OF_OPTION]
        return number, fields, number <= 2 or any(field.value() for field in fields)

    def own_texts(self) -> dict:
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def element_texts(self) -> dict[str, dict]:
        return {element: {name: self.cleaned_data[f"{element}_{name}"] for name in OF_ELEMENT} for element in self.elements}

    def options(self) -> list[dict] | None:
        """The options that were filled in, in order; None where this part does not ask for any."""
        if not self.has_options:
            return None
        rows = [{name: self.cleaned_data[f"option_{number}_{name}"] for name in OF_OPTION} for number in OPTIONS]
        return [row for row in rows if any(row.values())]

    def clean(self):
        for number in OPTIONS if self.has_options else ():
            row = {name: self.cleaned_data.get(f"option_{number}_{name}") for name in OF_OPTION}
            if any(row.values()) and not row["text"] and not row["solution"]:
                self.add_error(f"option_{number}_text", _("Say which option this is."))
        return super().clean()

    def rows_beside(self, current):
        """Leave out the options that neither text has."""
        return [(label, mine, theirs) for label, mine, theirs in super().rows_beside(current) if label is not None and (mine or theirs)]

    def name_in_full(self):
        for element in self.elements:
            for name in OF_ELEMENT:
                field = self[f"{element}_{name}"]
                field.label = f"{element.label}: {field.label}"
        for number in OPTIONS if self.has_options else ():
            for name in OF_OPTION:
                field = self[f"option_{number}_{name}"]
                field.label = _("Option %(number)s: %(field)s") % {"number": number, "field": field.label}


def _field_of(model, name: str, row) -> forms.Field:
    """The form field of a part's row, with what stands there."""
    initial = getattr(row, name, None)
    if name == "restricted_rights":
        field = several(model, name)
        field.initial = initial or []
        return field
    widget = {"widget": text(ROWS[name])} if name in ROWS else {}
    return model._meta.get_field(name).formfield(initial=initial or "", **widget)


class ViewsPart(Part):
    title = _("The child first")
    anchor = "child"
    questions = guidance.CHILD_FIRST
    elements = (Element.VIEWS,)

    class Meta(Part.Meta):
        fields = (*HEARD, "no_interview_reason")
        widgets = HEARD_WIDGETS | {"no_interview_reason": text(2)}
        help_texts = {
            "child_disagrees": _("Shown to whoever approves, and printed."),
            "no_interview_reason": _("Only where no conversation was possible at all; otherwise record the interview."),
        }


class BelongingPart(Part):
    title = _("Identity and family")
    anchor = "belonging"
    elements = (Element.IDENTITY, Element.FAMILY)


class SafetyPart(Part):
    title = _("Safety and vulnerability")
    anchor = "safety"
    elements = (Element.CARE, Element.VULNERABILITY)

    class Meta(Part.Meta):
        fields = ("resilience",)
        widgets = {"resilience": text(3)}


class GrowingPart(Part):
    title = _("Health and education")
    anchor = "growing"
    elements = (Element.HEALTH, Element.EDUCATION)


class ScreeningPart(Part):
    title = _("Protection questions and concerns")
    anchor = "screening"
    questions = guidance.SCREENING
    international_protection = radios(Evaluation, "international_protection")
    trafficking = radios(Evaluation, "trafficking")
    return_risk = radios(Evaluation, "return_risk")
    high_concerns = several(Evaluation, "high_concerns")

    class Meta(Part.Meta):
        fields = (*(name for pair in GROUNDS.items() for name in pair), "high_concerns")
        widgets = dict.fromkeys(GROUNDS.values(), text(2))
        help_texts = dict.fromkeys(GROUNDS.values(), _("One sentence is enough. Needed with yes and with unclear."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["high_concerns"].help_text = _("Each one you tick gets its own line in the plan.")


class ConclusionPart(Part):
    title = _("Options, conclusion and risk")
    anchor = "conclusion"
    questions = guidance.CONCLUSION
    has_options = True
    risk_level = radios(Evaluation, "risk_level")

    class Meta(Part.Meta):
        fields = ("no_choice_reason", "conclusion", "risk_level", "risk_rationale")
        widgets = {"no_choice_reason": text(2), "conclusion": text(8), "risk_rationale": text(4)}
        help_texts = {"no_choice_reason": _("Only where fewer than two options exist for this child.")}


PARTS: tuple[type[Part], ...] = (ViewsPart, BelongingPart, SafetyPart, GrowingPart, ScreeningPart, ConclusionPart)
PART_OF_ELEMENT = {element: part for part in PARTS for element in part.elements}


class WholeEvaluation(ScreeningPart, ConclusionPart):
    """Everything on one page, for whoever writes it in one sitting."""

    title = _("The whole evaluation")
    elements = tuple(Element)

    class Meta(Part.Meta):
        fields = tuple(name for part in PARTS for name in part._meta.fields)
        widgets = {name: widget for part in PARTS for name, widget in (part._meta.widgets or {}).items()}
        help_texts = {name: text for part in PARTS for name, text in (part._meta.help_texts or {}).items()}

    @classmethod
    def parts(cls):
        return PARTS

"""The evaluation in six short forms, the child's view first."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import guidance
from cases.choices import Element
from cases.forms.documents import HEARD_WIDGETS, DraftForm, radios, reasons_not_heard, several, text
from cases.models import Evaluation, EvaluationElement
from cases.models.base import HEARD

TEXTS = ("facts", "sources", "weight")
ROWS = {"facts": 5, "weight": 2}


class Part(DraftForm):
    """Some fields of the evaluation itself and the texts of some of its seven elements."""

    elements: tuple[Element, ...] = ()
    title: str | Promise = ""

    class Meta:
        model = Evaluation
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        written = {element.element: element for element in self.instance.element_list}
        for element in self.elements:
            for name in TEXTS:
                field = EvaluationElement._meta.get_field(name)
                widget = {"widget": text(ROWS[name])} if name in ROWS else {}
                self.fields[f"{element}_{name}"] = field.formfield(initial=getattr(written.get(element), name, ""), **widget)

    @property
    def groups(self):
        """Each element with its questions and its fields."""
        return [(element, guidance.ELEMENT_QUESTIONS[element], [self[f"{element}_{name}"] for name in TEXTS]) for element in self.elements]

    @property
    def own_fields(self):
        return [self[name] for name in self._meta.fields]

    def own_texts(self) -> dict:
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def element_texts(self) -> dict[str, dict]:
        return {element: {name: self.cleaned_data[f"{element}_{name}"] for name in TEXTS} for element in self.elements}

    def name_in_full(self):
        for element in self.elements:
            for name in TEXTS:
                field = self[f"{element}_{name}"]
                field.label = f"{element.label}: {field.label}"


class ViewsPart(Part):
    title = _("The child first")
    questions = guidance.CHILD_FIRST
    elements = (Element.VIEWS,)

    class Meta(Part.Meta):
        fields = (*HEARD, "no_interview_reason")
        widgets = HEARD_WIDGETS | {"no_interview_reason": text(2)}
        help_texts = {
            "child_disagrees": _("Shown to whoever approves, and printed."),
            "no_interview_reason": _("Only where no conversation was possible at all; otherwise record the interview."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["no_views_reason"] = reasons_not_heard()


class BelongingPart(Part):
    title = _("Identity and family")
    elements = (Element.IDENTITY, Element.FAMILY)


class SafetyPart(Part):
    title = _("Safety and vulnerability")
    elements = (Element.CARE, Element.VULNERABILITY)


class GrowingPart(Part):
    title = _("Health and education")
    elements = (Element.HEALTH, Element.EDUCATION)


class ScreeningPart(Part):
    title = _("Protection questions, rights and concerns")
    questions = guidance.SCREENING
    international_protection = radios(Evaluation, "international_protection")
    trafficking = radios(Evaluation, "trafficking")
    return_risk = radios(Evaluation, "return_risk")
    restricted_rights = several(Evaluation, "restricted_rights")
    high_concerns = several(Evaluation, "high_concerns")

    class Meta(Part.Meta):
        fields = ("international_protection", "trafficking", "return_risk", "restricted_rights", "high_concerns")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("restricted_rights", "high_concerns"):
            self.fields[name].help_text = _("Each one you tick gets its own line in the plan.")
        for name in ("international_protection", "trafficking", "return_risk"):
            self.fields[name].widget.attrs["class"] = "govuk-radios--inline"


class ConclusionPart(Part):
    title = _("Conclusion and risk")
    questions = guidance.CONCLUSION
    risk_level = radios(Evaluation, "risk_level")

    class Meta(Part.Meta):
        fields = ("conclusion", "risk_level", "risk_rationale")
        widgets = {"conclusion": text(8), "risk_rationale": text(4)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["risk_level"].widget.attrs["class"] = "govuk-radios--inline"


PARTS: tuple[type[Part], ...] = (ViewsPart, BelongingPart, SafetyPart, GrowingPart, ScreeningPart, ConclusionPart)
PART_OF_ELEMENT = {element: part for part in PARTS for element in part.elements}

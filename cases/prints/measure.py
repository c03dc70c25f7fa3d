"""The letters of a protective measure: the agreement that orders it, and the notices to court and prosecutor.

What the prosecutor is told is less than what the court is told: the court judges the reasons, the prosecutor acts on the order.
"""

from django.utils.translation import gettext as _

from cases.models import Case, ProtectiveMeasure
from cases.prints.base import Sheet, hour_in_words
from cases.prints.letter import child_facts, ground, letter_sheet, signed_by
from papers.choices import PaperKind
from papers.models import Letter
from papers.services import letters_about
from protocols import packs
from protocols.words import in_words as limit_in_words


def measure_letter_sheet(case: Case, measure: ProtectiveMeasure, letter: Letter) -> Sheet:
    """Return the letter of that kind about the measure."""
    return SHEETS[PaperKind(letter.kind)](case, measure, letter)


def order_sheet(case: Case, measure: ProtectiveMeasure, letter: Letter) -> Sheet:
    """Return the agreement by which the head of the authority orders the measure."""
    title = _("Agreement on an urgent protective measure") if measure.is_urgent else _("Agreement on a protective measure")
    intro = _("This authority orders, in the best interests of the child, the protective measure that follows.")
    parts = [
        {"title": _("Child and measure"), "facts": [*child_facts(case), *_facts(case, measure)]},
        {"title": _("What is to be done, and by whom"), "text": measure.text},
        {"title": _("Why it is needed"), "text": measure.reasons},
        {"title": _("Legal ground"), "text": measure.legal_ground},
    ]
    if measure.is_urgent:
        told = _("The court is given notice of this measure and rules on it: %(limit)s.") % {"limit": _court_limit(case)}
        parts.append({"title": _("Review by the court"), "text": told})
    head = signed_by(measure.ordered_by, _("Orders the measure"))
    return letter_sheet(letter, case, title=title, intro=intro, parts=parts, signatures=[head])


def court_sheet(case: Case, measure: ProtectiveMeasure, letter: Letter) -> Sheet:
    """Return the notice on which the court rules."""
    intro = _("This authority ordered the protective measure that follows, and gives notice of it so that the court may rule on it.")
    asked = _("To confirm, modify or cancel the measure, and to tell this authority in writing: %(limit)s.") % {"limit": _court_limit(case)}
    parts = [
        {"title": _("Child and measure"), "facts": [*child_facts(case), *_facts(case, measure), *_agreement(measure)]},
        {"title": _("What is to be done, and by whom"), "text": measure.text},
        {"title": _("Why it is needed"), "text": measure.reasons},
        ground(case, "notice"),
        {"title": _("What is asked of the court"), "text": asked},
    ]
    return letter_sheet(letter, case, title=_("Notice to the court"), intro=intro, parts=parts, signatures=[_head(measure)])


def prosecutor_sheet(case: Case, measure: ProtectiveMeasure, letter: Letter) -> Sheet:
    """Return the notice on which the prosecutor acts; the reasons stay in the file."""
    intro = _("This authority ordered the protective measure that follows, and gives notice of it so that you do what the law asks of you.")
    asked = _("To act on this notice within what is yours by law, and to tell this authority in writing what was done.")
    if limit := packs.of_case(case.protocol).limit("urgent_measure_prosecutor"):
        asked = " ".join([asked, _("By when: %(limit)s.") % {"limit": limit_in_words(limit)}])
    closed = _(
        "Reasons, statements, health and family stay in the child's file. A child on the move is a victim or a witness, never a suspect."
    )
    parts = [
        {"title": _("Child and measure"), "facts": [*child_facts(case), *_facts(case, measure), *_agreement(measure)]},
        {"title": _("What is to be done, and by whom"), "text": measure.text},
        ground(case, "notice"),
        {"title": _("What is asked of you"), "text": f"{asked}\n\n{closed}"},
    ]
    return letter_sheet(letter, case, title=_("Notice to the prosecutor"), intro=intro, parts=parts, signatures=[_head(measure)])


SHEETS = {PaperKind.MEASURE_ORDER: order_sheet, PaperKind.NOTICE_COURT: court_sheet, PaperKind.NOTICE_PROSECUTOR: prosecutor_sheet}


def _head(measure: ProtectiveMeasure) -> dict:
    return signed_by(measure.ordered_by, _("For the protection authority"))


def _court_limit(case: Case) -> str:
    limit = packs.of_case(case.protocol).limit("urgent_measure_court_ruling")
    return _("within %(limit)s of the notice") % {"limit": limit_in_words(limit)} if limit else _("within the time of the law")


def _facts(case: Case, measure: ProtectiveMeasure) -> list[list[str]]:
    return [[_("Measure"), measure.get_type_display()], [_("Ordered at"), hour_in_words(measure.ordered_at, case)]]


def _agreement(measure: ProtectiveMeasure) -> list[list[str]]:
    agreement = next((letter for letter in letters_about(measure) if letter.kind == PaperKind.MEASURE_ORDER), None)
    return [[_("Agreement"), agreement.reference]] if agreement else []

"""The complaint to the human-rights body as an official letter."""

from django.utils.translation import gettext as _

from cases.prints.base import Sheet
from cases.prints.letter import child_facts, ground, letter_sheet, signed_by
from liberty.models import RightsComplaint
from papers.choices import PaperKind
from papers.models import Letter


def complaint_sheet(complaint: RightsComplaint, letter: Letter) -> Sheet:
    """Return the letter: who the child is, what happened, which rights, what is asked."""
    case = complaint.case
    parts = [
        {"title": _("The child"), "facts": child_facts(case)},
        {"title": _("What happened"), "text": complaint.facts},
        {"title": _("Which rights were violated"), "text": complaint.violations},
        {"title": _("What is asked of the body"), "text": complaint.requests},
        ground(case, "complaint"),
    ]
    intro = _("This authority complains, for a child whom it protects, of the deprivation of liberty that follows.")
    signing = signed_by(letter.issued_by, _("For the protection authority"))
    return letter_sheet(letter, case, title=str(PaperKind.RIGHTS_COMPLAINT.label), intro=intro, parts=parts, signatures=[signing])

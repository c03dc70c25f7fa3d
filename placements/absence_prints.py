"""The papers of an absence: the report by which others are asked to search, and the conversation after the return."""

from django.utils.translation import gettext as _

from cases.prints.base import Sheet, hour_in_words, reader_language
from cases.prints.letter import child_facts, ground, letter_sheet, signed_by
from cases.templatetags.case import country
from papers.choices import PaperKind
from papers.models import Letter
from placements.models import Absence, ReturnInterview
from protocols.choices import SearchStep


def absence_sheet(absence: Absence, letter: Letter) -> Sheet:
    """Return what one must know to find the child, and what is done when the child is found; why the child left stays in the file (F7)."""
    case, child = absence.case, absence.case.child
    searched = [str(SearchStep(kind).label) for kind in dict.fromkeys(absence.search.values_list("kind", flat=True))]
    parts = [
        {
            "title": _("Who is looked for"),
            "facts": [
                *child_facts(case),
                [_("Sex"), child.get_sex_display()],
                [_("Nationality"), country(child.nationality)],
                [_("Absent since"), hour_in_words(absence.starts_at, case)],
                [_("What is believed"), absence.get_type_display()],
                [_("Last seen"), absence.last_seen],
                [_("Clothes and what the child carries"), absence.clothing],
            ],
        },
        {"title": _("What was searched already"), "items": searched} if searched else _nothing_yet(),
        {
            "title": _("What is asked of you"),
            "items": [
                _("To search for the child at once, and to tell this authority in writing what was done and under which number."),
                _("To call this authority as soon as the child is found, at any hour, and to keep the child company until somebody comes."),
                _("Not to lock up the child, nor to hand the child to the migration authority: to be absent is no offence."),
                _("To speak with the child calmly, in the child's language, and to ask only what is needed to be safe."),
            ],
        },
        ground(case, "absence"),
    ]
    intro = _("A child in the care of this authority is absent. This authority reports it and asks for the search.")
    signing = signed_by(letter.issued_by, _("For the protection authority"))
    title = _("Report of an absence and request to search")
    return letter_sheet(letter, case, title=title, intro=intro, parts=parts, signatures=[signing])


def _nothing_yet() -> dict:
    return {"title": _("What was searched already"), "text": _("The search begins with this report.")}


def interview_sheet(interview: ReturnInterview) -> Sheet:
    """Return what the child says of an absence, for the child's own team."""
    absence = interview.absence
    case = absence.case
    parts = [
        {
            "title": _("The conversation"),
            "facts": [
                *child_facts(case),
                [_("Absent since"), hour_in_words(absence.starts_at, case)],
                [_("Came back"), hour_in_words(absence.ends_at, case)],
                [_("Heard"), hour_in_words(interview.held_at, case)],
                [_("By"), interview.interviewer.full_name],
            ],
        },
        {"title": _("Why the child left"), "text": interview.why_left or interview.get_no_views_reason_display()},
        {"title": _("What happened meanwhile"), "text": interview.what_happened},
        {"title": _("What would help"), "text": interview.what_helps},
        {"title": _("Where the child wants to live"), "text": interview.wants_to_live},
        {
            "title": _("What follows"),
            "text": _("A new evaluation. Nothing that was said here is a reason for a sanction or a restriction."),
        },
    ]
    title = _("Conversation after a return")
    document = {"title": title, "subtitle": _("For the child's team alone"), "folio": case.code, "draft": "", "draft-note": ""}
    signatures = [{"label": _("By"), "name": interview.interviewer.full_name, "detail": interview.interviewer.get_role_display()}]
    values = {"document": document, "parts": parts, "signatures": signatures}
    return Sheet(PaperKind.RETURN_INTERVIEW, interview, "papers/sheet.typ", values, reader_language())

"""What is printed, as a closed list: the word that stands in the record of each paper, and what people call it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperKind(models.TextChoices):
    """Documents of the file, sheets of a stay, and official letters, which have a number."""

    EVALUATION = "evaluation", _("The evaluation, on paper")
    PLAN = "plan", _("The plan, on paper")
    CHILD_PLAN = "child_plan", _("The child's own copy of the plan")
    EXTRACT = "extract", _("Determinations for the migration authority")
    CLOSURE = "closure", _("The summary of the case, on paper")
    CHILD_CLOSURE = "child_closure", _("The child's own copy of the closure")
    CHILD_RECIPIENTS = "child_recipients", _("The child's own list of who is told")
    ENTRY_SHEET = "entry_sheet", _("Sheet of entry and exit")
    CARE_SHEET = "care_sheet", _("Care sheet")
    RETURN_INTERVIEW = "return_interview", _("Conversation after a return")
    VOICE_FORM = "voice_form", _("The child's own form")
    VISIT_RECORD = "visit_record", _("Record of a visit")
    DEPRIVATION_REPORT = "deprivation_report", _("Report of a deprivation of liberty")
    RESTRICTION_RIGHTS = "restriction_rights", _("Restriction: notice and sheet of rights")
    REPORT = "report", _("Report of figures")

    MEASURE_ORDER = "measure_order", _("Agreement that orders a protective measure")
    NOTICE_COURT = "notice_court", _("Notice to the court")
    NOTICE_PROSECUTOR = "notice_prosecutor", _("Notice to the prosecutor")
    REFERRAL_LETTER = "referral_letter", _("Letter of referral")
    DISCLOSURE = "disclosure", _("Letter of determinations")
    HANDOVER_MINUTES = "handover_minutes", _("Minutes of the hand-over")
    CROSSING_FILE = "crossing_file", _("File for an authority of another country")
    RIGHTS_COMPLAINT = "rights_complaint", _("Complaint to the human-rights body")
    ABSENCE_REPORT = "absence_report", _("Report of an absence and request to search")


def titles(act: str) -> dict:
    """Return what `act`, "print" or "issue", is called in the record for each kind: action -> words."""
    return {f"{kind.value}.{act}": kind.label for kind in PaperKind}

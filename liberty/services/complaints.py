"""The only writers of complaints to the human-rights body."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.models import Case
from cases.services.base import locked, note, refuse, refuse_future_day
from cases.versioning import save_over
from liberty.choices import ComplaintState
from liberty.complaint_draft import drafted
from liberty.models import DeprivationEvent, RightsComplaint
from liberty.models.complaint import TEXTS
from liberty.services.events import refuse_withdrawn
from papers.choices import PaperKind
from papers.models import Letter
from papers.services import number_letter

WRITE = "rights.complain"


@verb
def begin_complaint(*, event: DeprivationEvent, by: User, now: datetime) -> RightsComplaint:
    """Return the draft of the event's complaint: the one at work, else a new one that says what is on record."""
    require(by, WRITE)
    case = locked(event.case, by)
    event = DeprivationEvent.objects.select_for_update().get(pk=event.pk, case=case)
    refuse_withdrawn(event)
    if draft := event.complaints.filter(state=ComplaintState.DRAFT).first():
        return draft
    event.case = case
    complaint = RightsComplaint.objects.create(case=case, event=event, author=by, created_by=by, **drafted(event, now))
    note(by=by, action="complaint.draft", case=case, target=complaint, now=now)
    return complaint


@verb
def write_complaint(*, complaint: RightsComplaint, version: int, by: User, now: datetime, **texts) -> RightsComplaint:
    """Save the draft over the version that was read; raises Stale if somebody else wrote meanwhile."""
    case, complaint = _locked(complaint, by)
    _refuse_issued(complaint)
    save_over(complaint, version=version, author=by, **{name: texts[name].strip() for name in TEXTS})
    note(by=by, action="complaint.save", case=case, target=complaint, now=now)
    return complaint


@verb
def issue_complaint(*, complaint: RightsComplaint, version: int, by: User, now: datetime) -> Letter:
    """Give the complaint its number: from here on its text stands."""
    case, complaint = _locked(complaint, by)
    _refuse_issued(complaint)
    for name in TEXTS:
        if not getattr(complaint, name).strip():
            refuse(_("Say to whom the letter goes.") if name == "addressee" else _("This part is empty."), field=name)
    save_over(complaint, version=version, state=ComplaintState.ISSUED, issued_at=now)
    given = {"subject": complaint, "about": [case, case.child_id], "place": case.unit, "addressee": complaint.addressee}
    letter = number_letter(kind=PaperKind.RIGHTS_COMPLAINT, by=by, now=now, **given)
    note(by=by, action="complaint.issue", case=case, target=complaint, detail={"reference": letter.reference}, now=now)
    return letter


@verb
def file_complaint(*, complaint: RightsComplaint, filed_on: date, folio: str, by: User, now: datetime) -> RightsComplaint:
    """Record that the human-rights body received the complaint, on which day and under which folio."""
    case, complaint = _locked(complaint, by)
    if complaint.state != ComplaintState.ISSUED:
        refuse(_("A complaint is filed once it is issued, and once only."), code="state")
    refuse_future_day("filed_on", filed_on, case.unit.day_of(now))
    if filed_on < case.unit.day_of(complaint.issued_at):
        refuse(_("It was not filed before it was issued."), field="filed_on")
    if not folio.strip():
        refuse(_("Write down the folio that the body gave: it shows that the complaint was received."), field="folio")
    complaint.state, complaint.filed_on, complaint.folio = ComplaintState.FILED, filed_on, folio.strip()
    complaint.version += 1
    complaint.save(update_fields=["state", "filed_on", "folio", "version"])
    note(by=by, action="complaint.file", case=case, target=complaint, now=now)
    return complaint


def _locked(complaint: RightsComplaint, by: User) -> tuple[Case, RightsComplaint]:
    require(by, WRITE)
    case = locked(complaint.case, by)
    return case, RightsComplaint.objects.select_for_update().get(pk=complaint.pk, case=case)


def _refuse_issued(complaint: RightsComplaint) -> None:
    if not complaint.is_draft:
        refuse(_("INV-18: the complaint has its number; its text does not change any more."), code="state")

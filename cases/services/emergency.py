"""A file that is not one's own is opened in an emergency, and somebody else judges whether it was one (DP-4)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.models import Kind
from audit.services import record, record_each
from audit.wall import verb
from cases import emergency_rules
from cases.choices import Because
from cases.choices_access import Verdict
from cases.models import Case, CaseGrant, Emergency
from cases.services.base import refuse
from protocols import packs

MOST_AT_ONCE = 1_000


@verb
def open_in_emergency(*, code: str, reason: str, by: User, now: datetime) -> Emergency:
    """Open the file of exactly that code to `by`, to read, for four hours; who supervises it and who protects data see it at once."""
    require(by, "case.break_glass")
    if not emergency_rules.may_open_elsewhere(by.organisation.org_type):
        raise PermissionDenied("case.break_glass")
    reason = " ".join(reason.split())
    if not emergency_rules.says_why(reason):
        refuse(
            _("DP-4: write in a sentence what the emergency is and why you need this file now. Others will read it and judge."),
            field="reason",
            code="DP-4",
        )
    case = Case.objects.select_related("unit", "child").filter(code=code.strip().upper(), unit__country=by.organisation.country).first()
    if case is None:
        refuse(_("There is no file of exactly this code that could be opened here."), field="code")
    if Case.objects.visible_to(by).filter(pk=case.pk).exists():
        refuse(_("This file is open to you already: find it among the cases."), field="code", code="state")
    by = User.objects.select_for_update().get(pk=by.pk)
    ends_at = now + emergency_rules.OPEN_FOR
    pack = packs.for_jurisdiction(case.unit.country, case.unit.state)
    due_at = emergency_rules.REVIEW.after(now, case.unit.time_zone, pack.days_off)
    grant = CaseGrant.objects.create(case=case, user=by, because=Because.BREAK_GLASS, starts_at=now, ends_at=ends_at)
    times = {"opened_at": now, "ends_at": ends_at, "review_due_at": due_at}
    emergency = Emergency.objects.create(case=case, person=by, grant=grant, reason=reason, created_by=by, **times)
    kept = {"case": str(case.pk), "child": str(case.child_id), "code": case.code, "ends_at": ends_at.isoformat(), "reason": reason}
    by.emergencies = [*by.emergencies_at(now), kept]
    by.save(update_fields=["emergencies"])
    record(actor=by, action="emergency.open", target=emergency, subjects=[case, case.child_id], reason=reason, now=now)
    return emergency


def count_refused(*, by: User, now: datetime) -> None:
    """Put on record that a file was not opened; not which, for it may not be there."""
    record(actor=by, action="emergency.refuse", kind=Kind.REFUSED, now=now)


@verb
def review_emergency(*, emergency: Emergency, verdict: str, review_text: str, by: User, now: datetime) -> Emergency:
    """Judge whether a file was rightly opened; nobody judges oneself (INV-15)."""
    require(by, "emergency.review")
    seen = Emergency.objects.visible_to(by).get(pk=emergency.pk)
    emergency = Emergency.objects.select_for_update(of=("self",)).select_related("case", "person").get(pk=seen.pk)
    if emergency.person_id == by.pk:
        refuse(_("INV-15: you opened this file. Another person must judge it."), code="INV-15")
    if emergency.reviewed_at:
        refuse(_("Somebody has judged this already."), code="state")
    if verdict not in Verdict:
        refuse(_("Say whether it was justified."), field="verdict")
    if not review_text.strip():
        refuse(_("Write why: the person who opened the file reads it."), field="review_text")
    emergency.verdict, emergency.review_text, emergency.reviewer, emergency.reviewed_at = verdict, review_text.strip(), by, now
    emergency.save(update_fields=["verdict", "review_text", "reviewer", "reviewed_at"])
    if verdict == Verdict.NOT_JUSTIFIED:
        _close(emergency, now)
    about, detail = [emergency.case, emergency.case.child_id], {"verdict": str(verdict)}
    record(actor=by, action="emergency.review", target=emergency, subjects=about, detail=detail, now=now)
    return emergency


def _close(emergency: Emergency, now: datetime) -> None:
    """End the access at once, if it still lasts."""
    CaseGrant.objects.filter(pk=emergency.grant_id, ends_at__gt=now).update(ends_at=now)
    person = User.objects.select_for_update().get(pk=emergency.person_id)
    person.emergencies = [one for one in person.emergencies_at(now) if one["case"] != str(emergency.case_id)]
    person.save(update_fields=["emergencies"])


@verb
def escalate_unreviewed(*, now: datetime) -> int:
    """Put before the head of the authority, once, what nobody judged in time; return how many."""
    late = Emergency.objects.waiting().filter(review_due_at__lt=now, escalated_at=None).select_for_update(of=("self",), skip_locked=True)
    found = list(late.values_list("pk", "case", "case__child")[:MOST_AT_ONCE])
    Emergency.objects.filter(pk__in=[pk for pk, *_rest in found]).update(escalated_at=now)
    acts = [(pk, [case, child], {}) for pk, case, child in found]
    record_each(actor=None, action="emergency.escalate", target_type="cases.emergency", acts=acts, now=now)
    return len(found)

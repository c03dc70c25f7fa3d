"""What is disclosed to those behind the walls: composed of determinations, approved by who heads the authority, sent as a letter."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.roles import OrgType, require
from audit.wall import verb
from cases import companions
from cases.models import Case
from cases.prints.extract import determined, their_reference
from cases.services.base import locked, note, refuse, refuse_if_over, refuse_reviewer
from cases.services.origin import refuse_origin
from cases.versioning import Stale, save_over
from papers.choices import PaperKind
from papers.models import Letter
from papers.services import number_letter
from referrals import disclosure_rules, rules
from referrals.choices import ReferralType
from referrals.disclosure_choices import DisclosureState, Ground
from referrals.disclosure_workflow import TRANSITIONS, may_move
from referrals.models import ConsentRecord, Disclosure

RELATED = ("case__child__identity", "case__unit", "case__notification__source_org", "recipient", "consent", "author")


def determinations_of(case: Case) -> list[str]:
    """Return the codes of what stands decided of the child; nothing before a plan is approved (F3)."""
    plan = case.approved_plan
    return determined(case, plan) if plan is not None else []


@verb
def draft_disclosure(*, case: Case, by: User, now: datetime, **fields) -> Disclosure:
    """Compose a disclosure that nobody has read yet. `fields`: recipient, ground, ground_reference, consent, fields, determinations."""
    require(by, "disclosure.write")
    case = locked(case, by)
    refuse_if_over(case)
    disclosure = Disclosure.objects.create(case=case, author=by, created_by=by, **_checked(case, fields))
    note(by=by, action="disclosure.draft", case=case, target=disclosure, now=now)
    return disclosure


@verb
def save_disclosure(*, disclosure: Disclosure, version: int, by: User, now: datetime, **fields) -> Disclosure:
    """Change a draft; raise Stale if it changed meanwhile. Who saved it last is its author."""
    require(by, "disclosure.write")
    disclosure = _locked(disclosure, by)
    _refuse_move(disclosure, "submit")
    save_over(disclosure, version=version, author=by, **_checked(disclosure.case, fields))
    note(by=by, action="disclosure.save", case=disclosure.case, target=disclosure, now=now)
    return disclosure


@verb
def submit_disclosure(*, disclosure: Disclosure, version: int, by: User, now: datetime) -> Disclosure:
    """Put a draft before who heads the authority."""
    require(by, "disclosure.write")
    disclosure = _locked(disclosure, by)
    _refuse_move(disclosure, "submit")
    _refuse_stale(disclosure, version)
    _recheck(disclosure)
    return _enter(disclosure, "submit", by=by, now=now, submitted_at=now)


@verb
def review_disclosure(*, disclosure: Disclosure, version: int, is_approved: bool, by: User, now: datetime, reason: str = "") -> Disclosure:
    """Approve it, which composes and numbers its letter, or return it: another person, of higher rank (INV-15, INV-16, INV-58)."""
    require(by, "case.disclose")
    disclosure = _locked(disclosure, by)
    _refuse_move(disclosure, "approve")
    refuse_reviewer(by, disclosure.author, disclosure.case.unit)
    _refuse_stale(disclosure, version)
    if not is_approved:
        return _enter(disclosure, "return", by=by, now=now, reason=reason)
    _recheck(disclosure)
    disclosure = _enter(disclosure, "approve", by=by, now=now, approver=by, approved_at=now, told=composed(disclosure))
    number_disclosure(disclosure, by=by, now=now)
    return disclosure


@verb
def withdraw_disclosure(*, disclosure: Disclosure, reason: str, by: User, now: datetime) -> Disclosure:
    """Take back what has not been approved."""
    require(by, "disclosure.write")
    return _enter(_locked(disclosure, by), "withdraw", by=by, now=now, reason=reason)


def number_disclosure(disclosure: Disclosure, *, by: User, now: datetime) -> Letter:
    """Return the letter of an approved disclosure: numbered with its approval, the same ever after."""
    case = disclosure.case
    given = {"subject": disclosure, "about": [case, case.child_id], "place": case.unit, "by": by, "now": now}
    return number_letter(kind=PaperKind.DISCLOSURE, addressee=disclosure.recipient.name, **given)


def composed(disclosure: Disclosure) -> dict[str, str]:
    """Return the fields as they are told: of the child itself, and of nobody and nothing else."""
    case, plan = disclosure.case, disclosure.case.approved_plan
    values = {
        "name": case.child.identity.full_name,
        "birth_date": case.child.birth_date.isoformat() if case.child.birth_date else "",
        "nationality": case.child.nationality,
        "folio": next((folio for _label, folio in their_reference(case)), ""),
        "plan": f"{plan.number} {case.unit.day_of(plan.reviewed_at).isoformat()}" if plan else "",
    }
    return {name: values[name] for name in disclosure_rules.FIELDS if name in disclosure.fields and values[name]}


def _checked(case: Case, fields: dict) -> dict:
    """Return the fields of a draft as they are kept, or refuse what no disclosure may be."""
    recipient, ground = fields["recipient"], fields["ground"]
    consent, reference = fields.get("consent"), " ".join(fields.get("ground_reference", "").split())
    told, chosen = [*dict.fromkeys(fields["fields"])], [*dict.fromkeys(fields["determinations"])]
    _refuse_ground(case, recipient, ground, consent, reference)
    if disclosure_rules.NEEDED not in told:
        refuse(_("INV-58: say of whom it speaks: the name goes along."), field="fields", code="INV-58")
    if not chosen:
        refuse(_("INV-58: choose what was determined; nothing else is told."), field="determinations", code="INV-58")
    if disclosure_rules.strange(recipient.org_type, told, []):
        refuse(_("INV-58: this is not told to such an organisation."), field="fields", code="INV-58")
    if disclosure_rules.strange(recipient.org_type, [], chosen):
        refuse(_("INV-58: this is not told to such an organisation."), field="determinations", code="INV-58")
    if missing := {*chosen} - {*determinations_of(case)}:
        words = _("F3: only what an approved plan or a standing determination decides is told (%(count)s of these is not).")
        refuse(words % {"count": len(missing)}, field="determinations", code="F3")
    given = {"recipient": recipient, "ground": ground, "consent": consent, "ground_reference": reference}
    return given | {"fields": told, "determinations": chosen}


def _refuse_ground(case: Case, recipient: Organisation, ground: str, consent: ConsentRecord | None, reference: str) -> None:
    if blocked := disclosure_rules.refusal(recipient.org_type, ground):
        field = "ground" if recipient.org_type in disclosure_rules.GROUNDS else "recipient"
        refuse(blocked, field=field, code="INV-58")
    if ground == Ground.CONSENT:
        if consent is None or consent.case_id != case.pk or consent.withdrawn_on:
            refuse(_("INV-58: choose a consent that stands."), field="consent", code="INV-58")
        if ReferralType.DOCUMENTATION_CONSULAR not in consent.purposes:
            refuse(_("DP-2: this consent was given for something else."), field="consent", code="DP-2")
        if reference:
            refuse(_("DP-2: what stands on consent names no law. Leave it empty."), field="ground_reference", code="DP-2")
    else:
        if consent is not None:
            refuse(_("DP-2: what the law demands does not stand on consent. Choose one of the two."), field="consent", code="DP-2")
        if not reference:
            refuse(_("INV-58: name the article of the law, or the number of the order."), field="ground_reference", code="INV-58")
        if any(rules.told_address(reference, address) for address in companions.withheld(case)):
            words = _("INV-56: this gives away the address of a shelter that is told to nobody.")
            refuse(words, field="ground_reference", code="INV-56")
    if recipient.org_type == OrgType.CONSULATE:
        refuse_origin(case, consent_by=consent.given_by if consent else "", field="ground")


def _recheck(disclosure: Disclosure) -> None:
    """Refuse what became wrong since it was written: a consent taken back, a determination that stands no more, a case that ended."""
    refuse_if_over(disclosure.case)
    names = ("recipient", "ground", "ground_reference", "consent", "fields", "determinations")
    _checked(disclosure.case, {name: getattr(disclosure, name) for name in names})


def _locked(disclosure: Disclosure, by: User) -> Disclosure:
    """Return the disclosure locked with its case, if `by` may see it; otherwise raise DoesNotExist."""
    seen = Disclosure.objects.visible_to(by).select_related("case").get(pk=disclosure.pk)
    locked(seen.case, by)
    return Disclosure.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=seen.pk)


def _refuse_move(disclosure: Disclosure, move: str) -> None:
    if not may_move(disclosure.state, move):
        words = _("The disclosure is “%(state)s”: this cannot be done now.")
        refuse(words % {"state": disclosure.get_state_display()}, code="state")


def _refuse_stale(disclosure: Disclosure, version: int) -> None:
    if disclosure.version != version:
        raise Stale(disclosure)


def _enter(disclosure: Disclosure, move: str, *, by: User, now: datetime, reason: str = "", **fields) -> Disclosure:
    """Move the disclosure by the table, with the fields that go with it, and put it on record."""
    _refuse_move(disclosure, move)
    if TRANSITIONS[move].needs_reason and not reason.strip():
        refuse(_("Say why: the reason stays on record."), field="reason")
    for name, value in fields.items():
        setattr(disclosure, name, value)
    disclosure.state, disclosure.reason = DisclosureState(TRANSITIONS[move].target), reason.strip()
    disclosure.version += 1
    disclosure.save()
    detail = {"to": str(disclosure.recipient_id), "ground": str(disclosure.ground)}
    note(by=by, action=f"disclosure.{move}", case=disclosure.case, target=disclosure, reason=reason, detail=detail, now=now)
    return disclosure

"""The child's family: children put together, relatives kept, contacts recorded where they may be."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases import rules
from cases.choices_family import Safe
from cases.models import Case, Child, FamilyGroup, FamilyMember, Relative, RelativeContact
from cases.services.base import locked, note, refuse, refuse_if_over
from cases.versioning import save_over


def _working(case: Case, by: User) -> Case:
    require(by, "case.work")
    case = locked(case, by)
    refuse_if_over(case)
    return case


def family_of(child: Child) -> FamilyGroup | None:
    """Return the child's family, or None where nobody belongs to the child yet."""
    return FamilyGroup.objects.filter(members__child=child).first()


def join_family(child: Child, sibling: Child) -> FamilyGroup:
    """Put two children into one family; two families become one."""
    own, other = family_of(child), family_of(sibling)
    group = other or own or FamilyGroup.objects.create()
    if own is not None and own != group:
        own.members.update(group=group)
        own.delete()
    for member in (child, sibling):
        FamilyMember.objects.get_or_create(child=member, defaults={"group": group})
    return group


def follow_merge(stub: Child, known: Child) -> None:
    """Let the family of a notification's child be that of the child it turned out to be."""
    member = FamilyMember.objects.filter(child=stub).select_related("group").first()
    if member is None:
        return
    others = [other.child for other in member.group.members.exclude(child=stub).select_related("child")]
    member.delete()
    for other in others:
        join_family(known, other)


@verb
def link_sibling(*, case: Case, sibling: Case, by: User, now: datetime) -> FamilyGroup:
    """Record that the children of two cases that one sees are brothers or sisters."""
    case = _working(case, by)
    sibling = Case.objects.visible_to(by).select_related("child").get(pk=sibling.pk)
    if sibling.child_id == case.child_id:
        refuse(_("This is the same child."), field="code")
    group = join_family(case.child, sibling.child)
    note(by=by, action="family.link", case=case, target=group, now=now)
    return group


@verb
def save_family(*, case: Case, version: int, by: User, now: datetime, **fields) -> FamilyGroup:
    """Save what holds for the whole family over the version that was read, or raise Stale."""
    case = _working(case, by)
    if not fields["unity_required"] and not fields["reason_if_split"].strip():
        refuse(_("INV-26: say why the family is not to stay together."), field="reason_if_split")
    group = family_of(case.child)
    if group is None:
        group = FamilyGroup.objects.create(created_by=by, **fields)
        FamilyMember.objects.create(group=group, child=case.child)
    else:
        save_over(group, version=version, **fields)
    note(by=by, action="family.save", case=case, target=group, now=now)
    return group


@verb
def save_relative(*, case: Case, by: User, now: datetime, relative: Relative | None = None, version: int = 1, **fields) -> Relative:
    """Add a relative of the child, or save one over the version that was read (Stale otherwise)."""
    case = _working(case, by)
    if fields.get("is_risk") and not fields.get("risk_text", "").strip():
        refuse(_("Say what the danger is."), field="risk_text")
    if relative is None:
        relative = Relative.objects.create(child=case.child, created_by=by, **fields)
    else:
        relative = Relative.objects.get(pk=relative.pk, child=case.child_id)
        save_over(relative, version=version, **fields)
    note(by=by, action="family.relative", case=case, target=relative, now=now)
    return relative


@verb
def record_relative_contact(*, case: Case, relative: Relative, by: User, now: datetime, at: datetime, text: str, decision: str = ""):
    """Record a contact with a relative, held or planned, where it is safe and the child is not opposed (INV-28).

    Otherwise only by the approved evaluation, and then with what it says.
    """
    case = _working(case, by)
    relative = Relative.objects.get(pk=relative.pk, child=case.child_id)
    is_decided = bool(decision.strip()) and case.approved_evaluation is not None
    if not rules.may_contact_relative(relative.safe_to_contact, relative.child_wishes_contact, is_decided=is_decided):
        if relative.safe_to_contact != Safe.YES:
            refuse(_("INV-28: it is not established that contact with this person is safe for the child. Find out first, without them."))
        refuse(_("INV-28: the child does not want this contact, and no approved evaluation decides otherwise."))
    contact = RelativeContact.objects.create(
        relative=relative,
        at=at,
        text=text,
        decision=decision.strip() if is_decided else "",
        was_safe=relative.safe_to_contact,
        was_wished=relative.child_wishes_contact,
        by=by,
        created_by=by,
    )
    note(by=by, action="family.contact", case=case, target=contact, now=now)
    return contact

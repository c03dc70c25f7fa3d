"""A sealed note and the list of who may read it: whoever stands on it, and nobody else whatever they may see (INV-55)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.choices_access import Listed
from cases.colleagues import people_who_see
from cases.models import Case, Interview, SealedNote, SealedReader
from cases.services.base import locked, note, refuse


def seal(*, case: Case, interview: Interview, text: str, readers: Iterable[User], by: User, now: datetime) -> SealedNote:
    """Keep what was said in confidence for its author, the person responsible and those of `readers` who see the case."""
    sealed = SealedNote.objects.create(case=case, interview=interview, text=text, created_by=by)
    responsible = [case.designation.person_id] if case.designation else []
    chosen = people_who_see(case, by).filter(pk__in=[one.pk for one in readers]).exclude(pk__in=[by.pk, *responsible])
    why = [(by.pk, Listed.AUTHOR), *((pk, Listed.RESPONSIBLE) for pk in responsible), *((one.pk, Listed.CHOSEN) for one in chosen)]
    rows = [SealedReader(note=sealed, person_id=pk, because=because, added_at=now, created_by=by) for pk, because in why]
    SealedReader.objects.bulk_create(rows)
    detail = {"readers": sorted({str(pk) for pk, _because in why})}
    note(by=by, action="sealed.write", case=case, target=sealed, detail=detail, now=now)
    return sealed


@verb
def add_sealed_reader(*, sealed: SealedNote, person: User, reason: str, by: User, now: datetime) -> SealedReader:
    """Put a person who sees the case on the list, with the reason."""
    sealed = _kept(sealed, by)
    if not reason.strip():
        refuse(_("INV-55: write why this person needs to read it."), field="reason", code="INV-55")
    if not people_who_see(sealed.case, by).filter(pk=person.pk).exists():
        refuse(_("INV-55: this person does not see the case."), field="person", code="INV-55")
    if sealed.list.current().filter(person=person).exists():
        refuse(_("This person is on the list already."), field="person", code="state")
    given = {"because": Listed.ADDED, "reason": reason.strip(), "added_at": now, "created_by": by}
    reader = SealedReader.objects.create(note=sealed, person=person, **given)
    _on_record("sealed.add_reader", reader, by, reason, now)
    return reader


@verb
def remove_sealed_reader(*, reader: SealedReader, reason: str, by: User, now: datetime) -> SealedReader:
    """Take a person off the list, with the reason; who wrote the note stays on it."""
    sealed = _kept(reader.note, by)
    reader = sealed.list.current().get(pk=reader.pk)
    if reader.because == Listed.AUTHOR:
        refuse(_("INV-55: whoever wrote the note stays on its list."), code="INV-55")
    if not reason.strip():
        refuse(_("INV-55: write why this person should no longer read it."), field="reason", code="INV-55")
    _end(reader, by, now, reason.strip())
    _on_record("sealed.remove_reader", reader, by, reason, now)
    return reader


def pass_seat_on(*, case: Case, by: User, now: datetime) -> None:
    """Put whoever is now responsible where the one before stood as the person responsible; who left is taken off."""
    before = SealedReader.objects.current().filter(note__case=case, because=Listed.RESPONSIBLE).exclude(person=by)
    for reader in before.select_related("note__case"):
        _end(reader, by, now)
        _on_record("sealed.remove_reader", reader, by, "", now)
        given = {"because": Listed.RESPONSIBLE, "added_at": now, "created_by": by}
        _on_record("sealed.add_reader", SealedReader.objects.create(note=reader.note, person=by, **given), by, "", now)


def _kept(sealed: SealedNote, by: User) -> SealedNote:
    """Return the note whose list `by` keeps, its case locked."""
    require(by, "case.work")
    locked(sealed.case, by)
    return SealedNote.objects.listing_by(by).select_related("case__unit").get(pk=sealed.pk)


def _end(reader: SealedReader, by: User, now: datetime, reason: str = "") -> None:
    reader.removed_at, reader.removed_by, reader.removed_reason = now, by, reason
    reader.save(update_fields=["removed_at", "removed_by", "removed_reason"])


def _on_record(action: str, reader: SealedReader, by: User, reason: str, now: datetime) -> None:
    detail = {"person": str(reader.person_id), "because": str(reader.because)}
    note(by=by, action=action, case=reader.note.case, target=reader.note, reason=reason.strip(), detail=detail, now=now)

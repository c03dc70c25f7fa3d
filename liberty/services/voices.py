"""The only writers of the child's voice. What they put on record names the entry alone: the record of the case says nothing of it."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.roles import PROTECTION_AUTHORITIES, OrgType, may, require
from audit.services import record
from audit.wall import verb
from cases.models import Case
from cases.services.base import refuse, refuse_future
from liberty.models import VoiceEntry
from liberty.voice_choices import VoiceAbout, VoiceKind
from protocols import packs
from protocols.choices import DeadlineKey


@verb
def record_voice(*, by: User, now: datetime, case: Case | None = None, **fields) -> VoiceEntry:
    """Take down what a child says; without a case nobody is named. Who answers is found so that nobody answers about themselves."""
    require(by, "voice.record")
    if case is not None:
        case = Case.objects.visible_to(by).select_related("unit").get(pk=case.pk)
    if fields.get("is_anonymous"):
        case_of_answer, case = case, None
    else:
        case_of_answer = case
    refuse_future("received_at", fields["received_at"], now)
    _refuse_about(fields)
    unit = case_of_answer.unit if case_of_answer else authority_for(by.organisation)
    if unit is None:
        refuse(_("No child protection authority answers for this organisation here. Take it to the human-rights body."))
    due_at = None if fields["kind"] == VoiceKind.THANKS else _due_at(case_of_answer, unit, fields["received_at"])
    entry = VoiceEntry.objects.create(case=case, unit=unit, due_at=due_at, created_by=by, **fields)
    entry.answering = answering_for(entry)
    entry.save(update_fields=["answering"])
    record(actor=by, action="voice.record", target=entry, subjects=[entry], detail={"kind": str(entry.kind)}, now=now)
    return entry


@verb
def answer_voice(*, entry: VoiceEntry, answer: str, by: User, now: datetime) -> VoiceEntry:
    """Answer; never whom it is about, nor anybody under them."""
    require(by, "voice.answer")
    entry = VoiceEntry.objects.answerable_by(by).select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.answered_at:
        refuse(_("This is answered already."), code="state")
    if not answer.strip():
        refuse(_("Write the answer."), field="answer")
    entry.answer, entry.answered_at, entry.answered_by = answer.strip(), now, by
    entry.save(update_fields=["answer", "answered_at", "answered_by"])
    record(actor=by, action="voice.answer", target=entry, subjects=[entry], now=now)
    return entry


@verb
def tell_answer(*, entry: VoiceEntry, told_at: datetime, told_how: str, by: User, now: datetime) -> VoiceEntry:
    """Record that the answer was told: to the child, or where it was asked for without a name, in the place."""
    require(by, "voice.record")
    entry = VoiceEntry.objects.visible_to(by).select_for_update(of=("self",)).get(pk=entry.pk)
    if not entry.answered_at or entry.told_at:
        refuse(_("An answer is told once it is there, and once only."), code="state")
    refuse_future("told_at", told_at, now)
    if told_at < entry.answered_at.replace(second=0, microsecond=0):
        refuse(_("It was not told before it was answered."), field="told_at")
    if not told_how.strip():
        refuse(_("Say how the child was told."), field="told_how")
    entry.told_at, entry.told_how, entry.told_by = max(told_at, entry.answered_at), told_how.strip(), by
    entry.save(update_fields=["told_at", "told_how", "told_by"])
    record(actor=by, action="voice.tell", target=entry, subjects=[entry], now=now)
    return entry


def authority_for(organisation: Organisation) -> Organisation | None:
    """Return the protection authority that answers for an organisation: the nearest above it, else that of its state or country."""
    authorities = Organisation.objects.filter(org_type__in=PROTECTION_AUTHORITIES, is_active=True)
    if found := authorities.filter(pk__in=Organisation.objects.above(organisation).values("pk")).order_by("-path").first():
        return found
    here = authorities.filter(country=organisation.country)
    of_state = here.filter(org_type=OrgType.PROTECTION_AUTHORITY_STATE, state=organisation.state)
    return of_state.order_by("path").first() or here.filter(org_type=OrgType.PROTECTION_AUTHORITY_FEDERAL).first()


def answering_for(entry: VoiceEntry) -> Organisation | None:
    """Return the nearest authority, from the child's own upwards, where somebody may answer; None where nobody may."""
    for organisation in Organisation.objects.above(entry.unit):
        people = User.objects.filter(organisation=organisation, is_active=True).select_related("organisation")
        if any(may(one, "voice.answer") and VoiceEntry.objects.answerable_by(one).filter(pk=entry.pk).exists() for one in people):
            return organisation
    return None


def _refuse_about(fields: dict) -> None:
    about = fields["about"]
    if about == VoiceAbout.PERSON and not (fields.get("about_person") or fields.get("about_words", "").strip()):
        refuse(_("Say of whom: whoever it is does not see it."), field="about_words")
    if about == VoiceAbout.ORGANISATION and not fields.get("about_organisation"):
        refuse(_("Say of which place: nobody there sees it."), field="about_organisation")


def _due_at(case: Case | None, unit: Organisation, since: datetime) -> datetime:
    if case is not None:
        return case.due(DeadlineKey.COMPLAINT_ANSWER, since)
    return packs.for_jurisdiction(unit.country, unit.state).due(DeadlineKey.COMPLAINT_ANSWER, since, unit.time_zone)

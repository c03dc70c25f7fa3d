"""A notification while it is being written: saved page by page, begun anew, or begun for a sibling."""

from datetime import datetime, timedelta

from accounts.models import User
from accounts.roles import require
from audit.services import record
from audit.wall import verb
from cases.models import Notification, NotificationDraft
from cases.services.family import join_family
from cases.services.intake import notify_child

SIBLING_WITHIN = timedelta(hours=12)  # after that the family's answers are no longer at hand, and no longer kept


def draft_of(user: User) -> NotificationDraft:
    """Return the user's draft, an empty one that is not saved if there is none."""
    return NotificationDraft.objects.filter(user=user).first() or NotificationDraft(user=user)


@verb
def save_answers(*, page: str, answers: dict, by: User, now: datetime) -> NotificationDraft:
    """Keep what was typed on one page of the notification."""
    require(by, "notification.create")
    draft = draft_of(by)
    draft.answers = draft.answers | {page: answers}
    draft.saved_at = now
    draft.save()
    record(actor=by, action="notification.draft", target=draft, detail={"page": page}, now=now)
    return draft


@verb
def begin_anew(*, by: User, now: datetime) -> None:
    """Forget what was typed and not sent."""
    require(by, "notification.create")
    NotificationDraft.objects.filter(user=by).update(answers={}, saved_at=None, sibling=None)
    record(actor=by, action="notification.begin_anew", target=draft_of(by), now=now)


@verb
def begin_for_sibling(*, by: User, now: datetime) -> NotificationDraft:
    """Begin a notification with the family's answers of the last one sent, if that was a short while ago."""
    require(by, "notification.create")
    draft = draft_of(by)
    if has_family(draft, now):
        draft.answers, draft.saved_at, draft.sibling = draft.family, now, draft.last_child
        draft.save()
        record(actor=by, action="notification.begin_for_sibling", target=draft, now=now)
    return draft


def has_family(draft: NotificationDraft, now: datetime) -> bool:
    """Tell whether the family's answers of the last notification can still be copied."""
    return bool(draft.family) and draft.sent_at is not None and now - draft.sent_at < SIBLING_WITHIN


@verb
def send_draft(*, draft: NotificationDraft, facts: dict[str, dict], family: dict, by: User, now: datetime) -> Notification:
    """Notify the child that the draft describes; the draft is empty afterwards, and keeps what a sibling shares."""
    sent = notify_child(**facts, by=by, now=now)
    if draft.sibling is not None:
        join_family(sent.child, draft.sibling)
    draft.answers, draft.saved_at, draft.sibling = {}, None, None
    draft.family, draft.sent_at, draft.last_child = family, now, sent.child
    draft.save()
    return sent

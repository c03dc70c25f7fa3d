"""Writing the record. Inside the caller's transaction: if the record fails, so does the act."""

from django.utils import timezone
from django.utils.crypto import salted_hmac

from audit.context import refused, request_id, session
from audit.models import Event, Kind


def emergency_reason(actor, subjects: list, now) -> str:
    """Return the reason for which `actor` has the file of one of `subjects` open in an emergency; "" for none (INV-53)."""
    open_now = actor.emergencies_at(now) if actor is not None and actor.emergencies else []
    ids = {str(subject) for subject in subjects}
    return next((one["reason"] for one in open_now if ids & {one["case"], one["child"]}), "")


def session_of_now() -> str:
    """Return what tells the sessions of the record apart, from which no session can be taken up; "" outside of one."""
    key = getattr(session.get(), "session_key", None)
    return salted_hmac("audit.session", key, algorithm="sha256").hexdigest()[:16] if key else ""


def record(
    *, actor, action: str, target=None, subjects=(), kind: Kind = Kind.WRITE, reason: str = "", detail: dict | None = None, now=None
) -> Event:
    """Write one event. `subjects`: cases and children (rows or ids) concerned; `actor` None means the system.

    What is done on a file that is open in an emergency carries the reason for which it was opened.
    """
    now, ids = now or timezone.now(), [getattr(subject, "pk", subject) for subject in subjects]
    if why := emergency_reason(actor, ids, now):
        reason, detail = reason or why, (detail or {}) | {"because": "break_glass"}
    return Event.objects.create(
        at=now,
        kind=kind,
        action=action,
        actor=actor.pk if actor is not None else None,
        actor_role=actor.role if actor is not None else "",
        organisation=actor.organisation_id if actor is not None else None,
        subjects=ids,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        reason=reason,
        detail=detail or {},
        request_id=request_id.get(),
        session=session_of_now(),
    )


def record_refused(*, actor, action: str, target=None, subjects=(), detail: dict | None = None, now=None) -> None:
    """Write that something was refused. Within a request it is written when that ends, for the refusal undoes what the request wrote;
    outside of one at once: by a caller who has left the transaction that it undoes.
    """
    event = {"actor": actor, "action": action, "target": target, "subjects": subjects, "kind": Kind.REFUSED, "detail": detail, "now": now}
    if (waiting := refused.get()) is None:
        record(**event)
    else:
        waiting.append(event)


def record_each(*, actor, action: str, target_type: str, acts, now) -> None:
    """Write one event for each of `acts` (id of the target, ids of the subjects, detail), all at once."""
    who = {
        "actor": actor.pk if actor is not None else None,
        "actor_role": actor.role if actor is not None else "",
        "organisation": actor.organisation_id if actor is not None else None,
    }
    what = {"at": now, "kind": Kind.WRITE, "action": action, "target_type": target_type, "request_id": request_id.get()}
    what |= {"session": session_of_now()}
    Event.objects.bulk_create(
        [Event(**who, **what, target_id=str(pk), subjects=subjects, detail=detail) for pk, subjects, detail in acts], batch_size=500
    )


def record_read(*, actor, action: str, subjects, target=None, kind: Kind = Kind.READ, detail: dict | None = None) -> Event:
    """Write that `actor` was shown the data of `subjects`: one event a page, however many rows it lists."""
    return record(actor=actor, action=action, target=target, subjects=subjects, kind=kind, detail=detail)

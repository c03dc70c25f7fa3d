"""What the home page says of referrals: to answer, to approve, and those sent that wait for an answer or found none."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import SUPERVISING, may
from cases.models import Case
from cases.worklist import MOST_ROWS, Row, Section, cut
from referrals.choices import TAKEN, WAITING, State
from referrals.models import Referral

ALWAYS_SHOWN = ("service_provider_user", "liaison_officer", "asylum_liaison")  # to answer is all their work here


def sections(user, now) -> list[Section]:
    """Return the referrals that wait for `user`: one query a section, at most three sections."""
    found = [_to_answer(user, now)] if may(user, "referral.answer") else []
    if may(user, "referral.approve"):
        found.append(_to_approve(user))
    if may(user, "referral.send"):
        found.append(_sent(user, now))
    return [section for section in found if section.rows or section.key == "referrals" and user.role in ALWAYS_SHOWN]


def waiting(user, now) -> dict[str, int]:
    """Return how many referrals wait for the answer of the user's organisation, and for the user's approval."""
    found = {"referrals": Referral.objects.asked_of(user).waiting().count()}
    if may(user, "referral.approve"):
        found["referrals_to_approve"] = _unapproved(user).count()
    return found


def _to_answer(user, now) -> Section:
    asked = Referral.objects.asked_of(user).filter(state__in=[*WAITING, *TAKEN]).select_related("from_unit")
    rows = [
        Row(
            reverse("referrals:received", args=[one.pk]),
            str(one.get_type_display()),
            one.from_unit.name if one.state in WAITING else f"{one.from_unit.name} · {one.get_state_display()}",
            one.reply_due_at if one.state in WAITING else None,
            "high" if one.is_late(now) else "attention",
            (one.case_id,),
        )
        for one in sorted(asked.order_by("reply_due_at")[: 2 * MOST_ROWS], key=lambda one: one.state not in WAITING)
    ]
    empty = _("No referral waits. When an authority asks something of your organisation for a child, it stands here.")
    return cut("referrals", _("Referrals received"), empty, rows[: MOST_ROWS + 1], reverse("referrals:inbox"))


def _unapproved(user):
    return Referral.objects.filter(state=State.PENDING_APPROVAL, case__in=Case.objects.visible_to(user)).exclude(author=user)


def _to_approve(user) -> Section:
    found = _unapproved(user).select_related("case__child__identity", "to_organisation").order_by("created_at")[: MOST_ROWS + 1]
    rows = [_row(one, "referrals:review", one.created_at, "attention") for one in found]
    return cut("referrals_to_approve", _("Referrals to approve"), "", rows)


def _sent(user, now) -> Section:
    """Those that wait for an answer; for who supervises, only the ones that had none in time."""
    states = [State.EXPIRED] if user.role in SUPERVISING else [*WAITING, State.INFO_REQUESTED, State.EXPIRED]
    found = Referral.objects.filter(state__in=states, following=None, case__in=Case.objects.visible_to(user)).exclude(
        state=State.EXPIRED, case__closed_at__isnull=False
    )
    found = found.select_related("case__child__identity", "to_organisation").order_by("reply_due_at")[: MOST_ROWS + 1]
    rows = [_row(one, "referrals:detail", one.reply_due_at, _tint(one, now)) for one in found]
    return cut("referrals_sent", _("Referrals without an answer"), "", rows)


def _tint(one: Referral, now) -> str:
    return "high" if one.state == State.EXPIRED or one.is_late(now) else "attention" if one.state == State.INFO_REQUESTED else ""


def _row(one: Referral, view: str, at, tint: str) -> Row:
    title = f"{one.case.code} · {one.case.child.identity.initials or '—'}"
    hint = f"{one.get_type_display()} · {one.recipient} · {one.get_state_display()}"
    return Row(reverse(view, args=[one.pk]), title, hint, at, tint, (one.case_id,))

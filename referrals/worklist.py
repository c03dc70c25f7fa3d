"""What the home page says of referrals: to answer, to approve, and those sent that wait for an answer or found none."""

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import SUPERVISING, may
from cases.models import Case
from cases.models.base import IsAny
from cases.worklist import MOST_ROWS, Row, Section, cut
from referrals.choices import TAKEN, WAITING, State
from referrals.models import Referral

ALWAYS_SHOWN = ("service_provider_user", "liaison_officer", "asylum_liaison")  # to answer is all their work here
MOST_FETCHED = 5 * MOST_ROWS
TO_ANSWER = (*WAITING, *TAKEN)


def asking(user, now):
    """Ask for the rows and return the sections (cases.together)."""
    if not may(user, "referral.answer"):
        return []
    states = {State.PENDING_APPROVAL, State.EXPIRED} if user.role in SUPERVISING else {*WAITING, State.INFO_REQUESTED, State.EXPIRED}
    is_followed = Exists(Referral.objects.filter(previous=OuterRef("pk")))
    at_work = IsAny("case", Case.objects.visible_to(user).filter(closed_at=None).values("pk"))
    sent = Q(at_work, ~is_followed, state__in=states)
    theirs = Q(IsAny("pk", Referral.objects.asked_of(user).filter(state__in=TO_ANSWER).values("pk")))
    found = Referral.objects.filter(theirs | sent if may(user, "referral.send") else theirs)
    related = ("case__child__identity", "to_organisation", "from_unit")
    (rows,) = yield [found.select_related(*related).order_by(F("reply_due_at").asc(nulls_first=True), "created_at")[:MOST_FETCHED]]
    own = user.organisation.path
    asked = [one for one in rows if one.to_organisation and one.to_organisation.path.startswith(own) and one.state in TO_ANSWER]
    ours = [one for one in rows if one.from_unit.path.startswith(own) and one.state in states]
    approve = [one for one in ours if one.state == State.PENDING_APPROVAL and one.author_id != user.pk]
    sections = [
        _to_answer(asked, now),
        _listed("referrals_to_approve", _("Referrals to approve"), approve, "referrals:review", now),
        _listed("referrals_sent", _("Referrals without an answer"), [one for one in ours if one.sent_at], "referrals:detail", now),
    ]
    return [section for section in sections if section.rows or section.key == "referrals" and user.role in ALWAYS_SHOWN]


def waiting(user, now) -> dict[str, int]:
    """Return how many referrals wait for the answer of the user's organisation, and for the user's approval."""
    found = {"referrals": Referral.objects.asked_of(user).waiting().count()}
    if may(user, "referral.approve"):
        unapproved = Referral.objects.filter(state=State.PENDING_APPROVAL, case__in=Case.objects.visible_to(user))
        found["referrals_to_approve"] = unapproved.exclude(author=user).count()
    return found


def _to_answer(asked: list[Referral], now) -> Section:
    rows = [
        Row(
            reverse("referrals:received", args=[one.pk]),
            str(one.get_type_display()),
            one.from_unit.name if one.state in WAITING else f"{one.from_unit.name} · {one.get_state_display()}",
            one.reply_due_at if one.state in WAITING else None,
            "high" if one.is_late(now) else "attention",
            (one.case_id,),
        )
        for one in sorted(asked, key=lambda one: one.state not in WAITING)
    ]
    empty = _("No referral waits. When an authority asks something of your organisation for a child, it stands here.")
    return cut("referrals", _("Referrals received"), empty, rows, reverse("referrals:inbox"))


def _listed(key: str, title: str, found: list[Referral], view: str, now) -> Section:
    return cut(key, title, "", [_row(one, view, one.reply_due_at or one.created_at, _tint(one, now)) for one in found])


def _tint(one: Referral, now) -> str:
    if one.state == State.EXPIRED or one.is_late(now):
        return "high"
    return "" if one.state in WAITING else "attention"


def _row(one: Referral, view: str, at, tint: str) -> Row:
    title = f"{one.case.code} · {one.case.child.identity.initials or '—'}"
    hint = f"{one.get_type_display()} · {one.recipient} · {one.get_state_display()}"
    return Row(reverse(view, args=[one.pk]), title, hint, at, tint, (one.case_id,))

"""What referrals stand in the way of, what they show beside a case, and which deadlines they set running."""

from collections.abc import Iterator

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.choices import Consent
from cases.clocks import evidence
from cases.companions import Blocker, Clock, Panel, Waiting
from cases.record import Recipient
from referrals import rules
from referrals.choices import WAITING, ReferralType, State
from referrals.disclosure_choices import DisclosureState
from referrals.disclosure_workflow import TRANSITIONS as DISCLOSURE_MOVES
from referrals.models import ConsentRecord, Disclosure, Referral
from referrals.workflow import ANSWERS, SENDING, TRANSITIONS

TITLES = {
    "referral.draft": _("A referral was drafted"),
    "referral.save": _("The draft of a referral was edited"),
    "referral.link": _("The link of a referral's letter was made"),
    "referral.remind": _("The receiver of a referral was reminded"),
    "disclosure.draft": _("A disclosure was composed"),
    "disclosure.save": _("A disclosure was edited"),
    **{f"disclosure.{name}": move.label for name, move in DISCLOSURE_MOVES.items()},
    "disclosure.read": _("The disclosures"),
    "disclosure.form": _("A form of a disclosure"),
    "consent.record": _("A consent was recorded"),
    "consent.withdraw": _("A consent was taken back"),
    **{f"referral.{name}": move.label for name, move in TRANSITIONS.items()},
    "referral.choose": _("The kinds of referral"),
    "referral.form": _("A form of a referral"),
    "referral.read": _("A referral"),
    "referral.inbox": _("The inbox of referrals"),
    "referral.packet": _("The packet of a referral"),
    "referral.file": _("A file that was sent with a referral"),
}
RELATED = {"referrals": Referral.objects.all(), "disclosures": Disclosure.objects.all()}
CLOSING = frozenset({"submit_closure", "close", "end_at_intake"})
MOST_ENDED = 3


def referrals_of(case) -> list[Referral]:
    """Return the referrals of a case with their history, newest first; they were fetched with the case's page."""
    prefetch_related_objects([case], "referrals")
    found = list(case.referrals.all())
    prefetch_related_objects(found, "to_organisation", "steps")
    return found


def blockers(case, move) -> list[Blocker]:
    """A case ends when no referral is under way any more."""
    if move not in CLOSING:
        return []
    words = _("The referral %(number)s to %(recipient)s is under way: end or cancel it first.")
    return [
        Blocker("referral", words % {"number": one.number, "recipient": one.recipient}, "referrals:detail", (one.pk,), ("case.read",))
        for one in referrals_of(case)
        if one.is_open
    ]


def clocks(case) -> list[Clock]:
    """Each sending waits for an answer; only an answer meets it, and what was cancelled or expired waits for nothing (INV-45)."""
    return [clock for one in referrals_of(case) for clock in _clocks(one, case)]


def _clocks(one: Referral, case) -> Iterator[Clock]:
    sendings = [step for step in one.step_list if step.move in SENDING]
    for number, sending in enumerate(sendings, 1):
        answer = next((step for step in one.step_list if step.pk > sending.pk and step.move in ANSWERS), None)
        if answer is None and one.state not in WAITING:
            continue
        yield Clock(
            rules.reply_key(one.type, one.urgency),
            sending.at,
            answer.at if answer else None,
            evidence(one) if answer else "",
            f"{one.pk} {number}",
            sending.reply_due_at,
            view="referrals:detail",
            args=(one.pk,),
            is_urgent=one.urgency != "normal",
        )


def panels(case, user, now) -> list[Panel]:
    """Show one line a referral: to whom it went and where it stands."""
    found = referrals_of(case)
    may_refer = may(user, "referral.send") and not case.closed_at
    told = list(case.disclosures.all())
    may_disclose = may(user, "disclosure.write") and not case.closed_at
    boxes = [Panel("referrals/_disclosures_panel.html", {"case": case, "count": len(told)})] if told or may_disclose else []
    if not found and not may_refer:
        return boxes
    context = {
        "case": case,
        "now": now,
        "under_way": [(one, stage_of(one, now)) for one in found if one.is_open],
        "ended": [one for one in found if not one.is_open][:MOST_ENDED],
        "may_refer": may_refer,
    }
    return [Panel("referrals/_panel.html", context), *boxes]


def recipients(case) -> list[Recipient]:
    """Return to whom a letter left: of referrals to organisations without an account, and of disclosures (DP-5)."""
    letters = [one for one in referrals_of(case) if one.is_external and one.sent_at]
    told = Disclosure.objects.filter(case=case, state=DisclosureState.APPROVED).select_related("recipient")
    return [
        *(Recipient(one.recipient_name, "referral", one.get_type_display(), one.sent_at) for one in letters),
        *(Recipient(one.recipient.name, "disclosure", _("Was told determinations"), one.approved_at) for one in told),
    ]


def to_review(user) -> list[Waiting]:
    """Return the disclosures that wait for `user` to approve."""
    if not may(user, "case.disclose"):
        return []
    waiting = Disclosure.objects.visible_to(user).filter(state=DisclosureState.SUBMITTED).exclude(author=user.pk)
    return [Waiting("disclosure", _("Disclosure"), "referrals:disclosures", waiting)]


def origin_consents(case) -> list[str]:
    """Return who consented to contact with the child's country, while nobody took it back: both of them first (INV-30)."""
    found = ConsentRecord.objects.filter(case=case, withdrawn_on=None, purposes__contains=[ReferralType.DOCUMENTATION_CONSULAR])
    return sorted(found.values_list("given_by", flat=True), key=lambda given_by: given_by != Consent.BOTH)


def stage_of(referral: Referral, now) -> str:
    """Return the tint of where it stands: late, waiting for somebody here, waiting for somebody there, taken up."""
    if referral.is_late(now):
        return "high"
    if referral.state in (State.INFO_REQUESTED, State.DRAFT, State.PENDING_APPROVAL):
        return "attention"
    return "info" if referral.state in WAITING else "good"

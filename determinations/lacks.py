"""What a dossier, a panel or a session still lacks, each with the page that supplies it: services refuse with it, pages show it."""

from django.utils.translation import gettext as _

from cases import rules as case_rules
from cases.choices import DocumentState, NoViewsReason
from cases.companions import Blocker
from determinations import rules
from determinations.models import Determination, Dossier, Seat, Session
from determinations.rules import Member
from protocols import packs

LEAST_OPTIONS = 2  # INV-50


def lacks_of_dossier(dossier: Dossier) -> list[Blocker]:
    """Return what keeps a dossier from being handed in."""
    here = {"view": "determinations:dossier", "args": (dossier.determination_id,)}
    texts = (
        ("facts", _("The facts are not written.")),
        ("relatives", _("Nothing is written on the verification of the relatives; say so where there are none.")),
        ("recommendation", _("The recommendation and its reasons are not written.")),
    )
    lacks = [Blocker(name, message, **here) for name, message in texts if not getattr(dossier, name).strip()]
    if dossier.no_views_reason == NoViewsReason.COMMUNICATION_BARRIER_PENDING and not dossier.child_views.strip():
        barrier = _("INV-21: the child has not been heard for want of a common language: find an interpreter first.")
        lacks.append(Blocker("INV-21", barrier, **here))
    elif not case_rules.are_views_recorded(dossier.child_views, dossier.no_views_reason):
        lacks.append(Blocker("INV-21", _("INV-21: neither the child's views nor a reason why not are recorded."), **here))
    if len(dossier.options.all()) < LEAST_OPTIONS:
        few = _("INV-50: a decision chooses between two options or more: write each with what speaks for it, against it, and its risks.")
        lacks.append(Blocker("INV-50", few, "determinations:option_add", (dossier.determination_id,)))
    for element in dossier.element_list:
        if not element.facts.strip():
            unsaid = _("The evaluation says nothing about: %(element)s. Whoever convenes asks for more information.")
            lacks.append(Blocker("elements", unsaid % {"element": element.get_element_display()}))
    if dossier.evaluation.state not in (DocumentState.APPROVED, DocumentState.SUPERSEDED):
        unapproved = _("The evaluation is not approved. Whoever convenes asks for more information, and the case goes back to it.")
        lacks.append(Blocker("evaluation", unapproved))
    return lacks


def member_of(seat: Seat) -> Member:
    """Return a seat as the rules of composition see it."""
    organisation = seat.person.organisation
    return Member(
        organisation=organisation.pk,
        org_type=organisation.org_type,
        discipline=seat.discipline,
        gender=seat.gender,
        has_vote=seat.has_vote,
        is_chair=seat.is_chair,
    )


def lacks_of_panel(determination: Determination, *, is_urgent: bool = False) -> list[Blocker]:
    """Return what the panel lacks before a session can be convened; in urgency the chair and two members are enough."""
    demands = packs.of_case(determination.case.protocol).determination
    faults = rules.faults_of_panel(
        [member_of(seat) for seat in determination.seats_now],
        members_needed=demands.urgent_members if is_urgent else demands.panel_members,
        disciplines_needed=1 if is_urgent else demands.panel_disciplines,
    )
    page = ("determinations:seat_add", (determination.pk,), ("determination.convene",))
    return [Blocker("INV-49", fault, *page) for fault in faults]


def lacks_of_session(session: Session) -> list[Blocker]:
    """Return why those who came cannot decide."""
    demands = packs.of_case(session.determination.case.protocol).determination
    present = [member_of(one.seat) for one in session.attendance if not one.has_conflict]
    return [Blocker("INV-49", fault) for fault in rules.faults_of_session(present, quorum=demands.quorum)]

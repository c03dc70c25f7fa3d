"""What the page of a case says of its steps: where it is, what is missing, which moves its reader may make."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.roles import may
from cases import companions
from cases.choices import DocumentState, Step
from cases.companions import Blocker
from cases.models import Case
from cases.workflow import SPINE, Transition, approves, moves_from

FORWARD = {
    Step.INTAKE: "open_case",
    Step.DESIGNATION: "begin_evaluation",
    Step.EVALUATION: "submit_evaluation",
    Step.PLAN_DESIGN: "submit_plan",
    Step.PLAN_EXECUTION: "begin_follow_up",
    Step.FOLLOW_UP: "submit_closure",
}
PAGE_OF = {
    Step.INTAKE: "cases:rapid_assessment",
    Step.EVALUATION: "cases:evaluation",
    Step.PLAN_DESIGN: "cases:plan",
    Step.PLAN_EXECUTION: "cases:plan",
    Step.FOLLOW_UP: "cases:review_add",
}


@dataclass(frozen=True)
class Line:
    """One step of the spine: its name, how it stands, where its work is done, and what it still lacks."""

    number: int
    label: str
    word: str | Promise
    tint: str
    url: str
    missing: list[Blocker]
    due_at: object = None


@dataclass(frozen=True)
class Way:
    """A move that the reader may make, with what stands against it; a review is a page, not a button."""

    name: str
    move: Transition
    blockers: list[Blocker]
    label: str | Promise
    url: str = ""


class Desk:
    """The guards are asked once for every move."""

    def __init__(self, case: Case, user):
        self.case, self.user = case, user
        self._asked: dict[str, list[Blocker]] = {}

    def missing(self, move: str) -> list[Blocker]:
        if move not in self._asked:
            self._asked[move] = [blocker.as_seen_by(self.user) for blocker in companions.blockers(self.case, move)]
        return self._asked[move]

    def lines(self) -> list[Line]:
        """Return the steps in order: done, under way with what is missing, or not yet."""
        step = self.case.step
        here = SPINE.index(Step.FOLLOW_UP if step == Step.DETERMINATION else step)
        return [self._line(position, here, one) for position, one in enumerate(SPINE)]

    def task(self) -> tuple[str | Promise, str] | None:
        """Return what this reader has to do on the case now, and where; None where it is somebody else's turn."""
        case, step = self.case, self.case.step
        designation, document = case.designation, self._document()
        if step == Step.INTAKE and case.rapid_assessment is None and may(self.user, "case.intake"):
            return self._to(_("Do the rapid assessment"), "rapid_assessment")
        if step == Step.DESIGNATION and designation is None and may(self.user, "case.designate"):
            return self._to(_("Designate the person responsible"), "designate")
        if designation is None or designation.person_id != self.user.pk:
            return None
        if designation.accepted_at is None:
            return self._to(_("Accept the designation"), "designation_accept")
        if designation.child_told_at is None:
            return self._to(_("Record that the child was told"), "designation_accept")
        if document is not None and document.is_editable:
            return self._to(*WRITING[step])
        return self._to(*KEEPING[step]) if step in KEEPING and document is None else None

    def _to(self, label, view: str):
        return label, reverse(f"cases:{view}", args=[self.case.code])

    def _line(self, position: int, here: int, step: Step) -> Line:
        label = _("Closure") if step == Step.CLOSED else step.label
        if position < here or step == self.case.step == Step.CLOSED:
            return Line(position, label, pgettext("step", "Done"), "good", self._page(step), [])
        if step != self.case.step:
            return Line(position, label, _("Cannot start yet"), "", "", [])
        if self._waits_for_review():
            return Line(position, label, _("Waits for review"), "attention", self._page(step), [], self.case.step_due_at)
        missing = self.missing(FORWARD[step])
        return Line(position, label, pgettext("step", "Under way"), "info", self._page(step), missing, self.case.step_due_at)

    def _page(self, step: Step) -> str:
        if step == Step.DESIGNATION:
            return ""
        return reverse(PAGE_OF[step], args=[self.case.code]) if step in PAGE_OF and may(self.user, _WRITES.get(step, "case.read")) else ""

    def _document(self):
        name = {Step.EVALUATION: "evaluation", Step.PLAN_DESIGN: "plan", Step.FOLLOW_UP: "closure"}.get(self.case.step)
        return getattr(self.case, name) if name else None

    def _waits_for_review(self) -> bool:
        document = self._document()
        return document is not None and document.state == DocumentState.SUBMITTED

    def ways(self) -> list[Way]:
        """Return the moves the reader's role may make from here; approving and returning are one review page."""
        found = []
        for name, move in moves_from(self.case.step).items():
            if not may(self.user, move.capability) or (move.document and not approves(name)):
                continue
            view = f"cases:{move.document}_review" if move.document else PAGE_OF_MOVE.get(name, "")
            url = reverse(view, args=[self.case.code]) if view else ""
            found.append(Way(name, move, self.missing(name), REVIEWING.get(move.document, move.label), url))
        return found


# What happened is recorded, not only that it did.
PAGE_OF_MOVE = {"report_significant_event": "cases:event_add", "end_designation": "cases:hand_over"}
REVIEWING = {
    "evaluation": _("Review and approve the evaluation"),
    "plan": _("Review and approve the plan"),
    "closure": _("Review and approve the closure"),
}
WRITING = {
    Step.EVALUATION: (_("Go on with the evaluation"), "evaluation"),
    Step.PLAN_DESIGN: (_("Go on with the plan"), "plan"),
    Step.FOLLOW_UP: (_("Go on with the closure proposal"), "closure"),
}
KEEPING = {
    Step.PLAN_EXECUTION: (_("Record the progress of the plan"), "plan"),
    Step.FOLLOW_UP: (_("Review the plan"), "review_add"),
}
_WRITES = {Step.INTAKE: "case.intake", Step.FOLLOW_UP: "case.work"}

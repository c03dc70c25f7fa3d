"""What each reason for closing, and each durable solution, asks of the proposal: one table for form, guard and database."""

from dataclasses import dataclass

from cases.choices import ClosureReason, DurableSolution

# Who takes the child: identity, relationship, home study and the child's view (INV-29).
RECEIVER = (
    "handed_over_on",
    "receiver_name",
    "receiver_relationship",
    "receiver_identity",
    "receiver_verified_by",
    "home_study_on",
    "home_study_by",
    "child_view_of_receiver",
)
# Which authority takes the responsibility, who there said so, and when.
ACCEPTANCE = ("receiving_authority", "accepted_by", "accepted_on")
ABSENCE = ("absent_since", "search_steps")
OTHERS = ("decision_reference", "died_on", "incident_report", "referred_to", "explanation")
EXTRA = tuple(dict.fromkeys((*RECEIVER, *ACCEPTANCE, *ABSENCE, *OTHERS)))  # in the order in which they are asked

EARLY_DAYS = 7  # a visit after reunification held so many days early still counts

# The criteria that a reason waives, by the names that the guard gives them.
NOBODY_TO_ASK = frozenset({"INV-21", "review", "child_informed", "visit", "wellbeing", "high_risk"})
OUT_OF_REACH = frozenset({"child_informed", "visit", "wellbeing"})
TAKEN_OVER = frozenset({"high_risk"})


@dataclass(frozen=True)
class Demands:
    """The fields that must be written, and the criteria that do not apply."""

    fields: tuple[str, ...] = ()
    waived: frozenset[str] = frozenset()


REASONS: dict[str, Demands] = {
    ClosureReason.PLAN_OBJECTIVES_MET: Demands(),
    ClosureReason.REUNIFIED_FOLLOWUP_COMPLETED: Demands(RECEIVER),
    ClosureReason.RETURNED_AND_HANDED_OVER: Demands(),  # the return has its own record (INV-31)
    ClosureReason.TRANSFERRED: Demands(ACCEPTANCE, TAKEN_OVER),
    ClosureReason.BID_EXECUTED: Demands(("decision_reference",)),
    ClosureReason.TURNED_18_TRANSITIONED: Demands(),
    ClosureReason.DETERMINED_ADULT_FINAL: Demands(("referred_to",)),
    ClosureReason.FOUND_NOT_MIGRANT: Demands(ACCEPTANCE, TAKEN_OVER),
    ClosureReason.LEFT_COUNTRY_INFORMED: Demands(("incident_report",), OUT_OF_REACH),
    ClosureReason.ABSENT_SEARCH_EXHAUSTED: Demands(ABSENCE, OUT_OF_REACH),
    ClosureReason.WITHDREW_NO_RISK: Demands(("explanation",)),
    ClosureReason.DIED: Demands(("died_on", "incident_report"), NOBODY_TO_ASK),
    ClosureReason.DUPLICATE_MERGED: Demands(("explanation",), NOBODY_TO_ASK | {"papers"}),
    ClosureReason.OPENED_IN_ERROR: Demands(("explanation",), NOBODY_TO_ASK | {"papers"}),
}
SOLUTIONS: dict[str, tuple[str, ...]] = dict.fromkeys(
    (DurableSolution.REUNIFIED_IN_COUNTRY, DurableSolution.REUNIFIED_OTHER_STATE, DurableSolution.REUNIFIED_THIRD_COUNTRY), RECEIVER
)
RULE_OF = {
    **dict.fromkeys(OTHERS, "details"),
    **dict.fromkeys(ACCEPTANCE, "acceptance"),
    **dict.fromkeys(RECEIVER, "INV-29"),
    **dict.fromkeys(ABSENCE, "INV-46"),
}


def demanded(reason: str, solution: str) -> tuple[str, ...]:
    """Return the fields that closing for `reason` with `solution` asks for, in the order in which they are asked."""
    wanted = {*REASONS.get(reason, Demands()).fields, *SOLUTIONS.get(solution, ())}
    return tuple(name for name in EXTRA if name in wanted)


def offered(reason: str, solution: str) -> tuple[str, ...]:
    """Return the fields that the form shows: what is asked for, and after a reunification the authority that may take over the visits."""
    shown = {*demanded(reason, solution), *(ACCEPTANCE if is_reunification(reason, solution) else ())}
    return tuple(name for name in EXTRA if name in shown)


def waived(reason: str) -> frozenset[str]:
    """Return the criteria that do not apply to `reason`."""
    return REASONS.get(reason, Demands()).waived


def is_reunification(reason: str, solution: str) -> bool:
    """Tell whether the child went to the family in this or a third country, so that the visits afterwards are due."""
    return reason == ClosureReason.REUNIFIED_FOLLOWUP_COMPLETED or solution in SOLUTIONS

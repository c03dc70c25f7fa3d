"""What demands a determination, who may sit, what a vote decides: pure functions of plain values."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from accounts.roles import PROTECTION_AUTHORITIES, OrgType
from cases.choices import Accompaniment, DurableSolution, MeasureKind
from protocols.choices import Level, Trigger

Option = TypeVar("Option")
ALONE = (Accompaniment.UNACCOMPANIED, Accompaniment.SEPARATED)
RANK = {Level.AUTHORITY_PLAN: 1, Level.PANEL: 2}

# Solutions that are one choice: a determination of one of them covers the others of its group.
GROUPS: tuple[frozenset[DurableSolution], ...] = (
    frozenset({DurableSolution.REUNIFIED_IN_COUNTRY, DurableSolution.REUNIFIED_OTHER_STATE}),
    frozenset({DurableSolution.REUNIFIED_THIRD_COUNTRY}),
    frozenset({DurableSolution.LOCAL_INTEGRATION, DurableSolution.REGULARISED_ALTERNATIVE_CARE}),
    frozenset({DurableSolution.RETURN_TO_FAMILY, DurableSolution.RETURN_TO_AUTHORITY}),
    frozenset({DurableSolution.RESETTLEMENT}),
)
# What a solution demands of a child who is alone. Asylum and complementary protection are not here: they are what another
# authority recognises as the child's right, not an option that is chosen for the child; nor is adulthood.
TRIGGER_OF_SOLUTION = {
    DurableSolution.REUNIFIED_IN_COUNTRY: Trigger.REUNIFICATION_IN_COUNTRY,
    DurableSolution.REUNIFIED_OTHER_STATE: Trigger.REUNIFICATION_IN_COUNTRY,
    DurableSolution.REUNIFIED_THIRD_COUNTRY: Trigger.REUNIFICATION_ABROAD,
    DurableSolution.LOCAL_INTEGRATION: Trigger.FAMILY_CARE_AGREED,
    DurableSolution.REGULARISED_ALTERNATIVE_CARE: Trigger.FAMILY_CARE_AGREED,
    DurableSolution.RETURN_TO_FAMILY: Trigger.RETURN,
    DurableSolution.RETURN_TO_AUTHORITY: Trigger.RETURN,
    DurableSolution.RESETTLEMENT: Trigger.DURABLE_SOLUTION,
}
RETURNS = (DurableSolution.RETURN_TO_FAMILY, DurableSolution.RETURN_TO_AUTHORITY)
# What a measure of the plan proposes, in the words of the closure.
SOLUTION_OF_MEASURE = {
    MeasureKind.FAMILY_REUNIFICATION: DurableSolution.REUNIFIED_IN_COUNTRY,
    MeasureKind.REUNIFICATION_ABROAD: DurableSolution.REUNIFIED_THIRD_COUNTRY,
    MeasureKind.LONG_TERM_CARE: DurableSolution.REGULARISED_ALTERNATIVE_CARE,
    MeasureKind.ASSISTED_RETURN: DurableSolution.RETURN_TO_FAMILY,
}


def group_of(solution: str) -> frozenset[DurableSolution]:
    """Return the solutions that are one choice with `solution`; none for one that needs no determination."""
    return next((group for group in GROUPS if solution in group), frozenset())


def solutions_of_measures(kinds: Iterable[str]) -> set[DurableSolution]:
    """Return the durable solutions that measures of these kinds propose."""
    return {SOLUTION_OF_MEASURE[MeasureKind(kind)] for kind in kinds if kind in SOLUTION_OF_MEASURE}


def triggers_found(accompaniment: str, solution: str, *, child_disagrees: bool) -> set[Trigger]:
    """Return what the record itself shows to demand a determination of `solution`, before anybody adds to it.

    A return demands one for every child; every other solution for a child who is unaccompanied or separated; a solution the
    child disagrees with for every child. What only people know (custody, serious doubts, separation) is recorded with the request.
    Source: UNHCR guidelines on best interests (2008, 2021), levels in the pack.
    """
    trigger = TRIGGER_OF_SOLUTION.get(DurableSolution(solution)) if solution else None
    if trigger is None:
        return set()
    found = {trigger} if accompaniment in ALONE or solution in RETURNS else set()
    return found | ({Trigger.CHILD_OBJECTS} if child_disagrees else set())


def level_needed(triggers: Iterable[str], levels: Mapping[Trigger, Level]) -> Level | None:
    """Return the highest level that the pack asks for any of `triggers`; a panel for one it does not name; None without any."""
    needed = [levels.get(Trigger(trigger), Level.PANEL) for trigger in triggers]
    return max(needed, key=RANK.__getitem__, default=None)


def is_covered(solution: str, level: Level, *, chosen: str, level_taken: str) -> bool:
    """Tell whether a decision for `chosen`, taken at `level_taken`, allows `solution`, which needs `level` (INV-48)."""
    return chosen in group_of(solution) and RANK[Level(level_taken)] >= RANK[level]


@dataclass(frozen=True)
class Member:
    """Somebody on the panel, as the rules of its composition see them."""

    organisation: object
    org_type: str
    discipline: str
    gender: str = ""
    has_vote: bool = True
    is_chair: bool = False


def why_not_seated(*, org_type: str, is_author: bool, is_responsible: bool, is_supervisor: bool, is_related: bool) -> str:
    """Return why somebody may not sit on the panel of this case, or "" (INV-49, F5)."""
    if org_type == OrgType.MIGRATION_AUTHORITY:
        return _("INV-49: nobody of the migration authority sits on a panel.")
    if is_author:
        return _("INV-49: this person wrote the dossier. Who writes the report does not decide on it.")
    if is_responsible:
        return _("INV-49: this person is or was responsible for the case.")
    if is_supervisor:
        return _("INV-49: this person supervises the case or approved its documents.")
    if is_related:
        return _("INV-49: a relative of the child, or somebody with an interest in the outcome, does not sit.")
    return ""


def faults_of_panel(members: Collection[Member], *, members_needed: int, disciplines_needed: int) -> list[str]:
    """Return what the panel still lacks to be convened: voting members, variety, a chair of the protection authority (INV-49)."""
    voting = [member for member in members if member.has_vote]
    chairs = [member for member in voting if member.is_chair]
    faults = []
    if len(voting) < members_needed:
        faults.append(_("INV-49: the panel needs %(number)s members with a vote.") % {"number": members_needed})
    variety = max(len({member.discipline for member in voting}), len({member.organisation for member in voting}))
    if variety < disciplines_needed:
        faults.append(
            _("INV-49: the members come from %(number)s different disciplines or organisations.") % {"number": disciplines_needed}
        )
    if not chairs:
        faults.append(_("INV-49: a member with a vote takes the chair."))
    elif not all(chair.org_type in PROTECTION_AUTHORITIES for chair in chairs):
        faults.append(_("INV-49: the chair belongs to the child protection authority."))
    return faults


def faults_of_session(present: Collection[Member], *, quorum: int) -> list[str]:
    """Return why those present without a conflict of interest cannot decide: too few, or nobody in the chair (INV-49)."""
    voting = [member for member in present if member.has_vote]
    faults = []
    if len(voting) < quorum:
        faults.append(
            _("INV-49: %(number)s voting members without a conflict of interest must be present; there are %(present)s.")
            % {"number": quorum, "present": len(voting)}
        )
    if not any(member.is_chair for member in voting):
        faults.append(_("INV-49: the chair is not present."))
    return faults


def balance(members: Iterable[Member]) -> dict[str, int]:
    """Return how many voting members say they are of each gender: a target that is shown, never a bar."""
    return dict(Counter(member.gender for member in members if member.has_vote and member.gender))


def winner(votes: Iterable[Option | None]) -> Option | None:
    """Return the option that more than half of the votes cast choose; None where there is none. None among `votes`: abstained."""
    cast = list(votes)
    counted = Counter(vote for vote in cast if vote is not None)
    if not counted:
        return None
    option, number = counted.most_common(1)[0]
    return option if 2 * number > len(cast) else None

"""How the spine hears from the apps above it: modules named in settings.CASE_GUARDS, as Django names authentication backends.

Each may offer `blockers(case, move) -> list[Blocker]`, `panels(case, user, now) -> list[Panel]` for the case page,
`bar(case, now) -> list[Fact]` for the identity bar, `clocks(case) -> list[Clock]`: the deadlines its records set running,
`decisions(case) -> list[Decision]`: what was decided about the child, to be explained to the child,
`parts(case, section) -> list[Fact]`: what its records add to a part of the file that is opened alone,
`withheld(case) -> list[str]`: words that no letter tells,
`origin_consents(case) -> list[str]`: who consented that the child's country be contacted,
`RELATED`: the rows of its own that are fetched with a case, in the same statement,
and `BESIDE`: those that come with rows of other tables and are fetched for its page, in one statement for all apps.
"""

from dataclasses import dataclass, field, replace
from importlib import import_module

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import Promise

from accounts.roles import may


@dataclass(frozen=True)
class Blocker:
    """One criterion that is not met: its rule, a sentence, and where to mend it."""

    criterion: str  # "INV-21" or a short name
    message: str | Promise
    view: str = ""
    args: tuple = ()
    capabilities: tuple[str, ...] = ("case.work",)  # any of them opens the page that mends it

    @property
    def url(self) -> str:
        """The address of the page that supplies what is missing; "" where there is none."""
        return reverse(self.view, args=self.args) if self.view else ""

    def as_seen_by(self, user) -> "Blocker":
        """Return the same, without the link where the page would refuse `user`."""
        return self if any(may(user, capability) for capability in self.capabilities) else replace(self, view="")


@dataclass(frozen=True)
class Panel:
    """A box beside the case: a template and what it needs."""

    template: str
    context: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """A line of the identity bar: a label, a value, and a tint (high, attention, good, info) where it is a state."""

    label: str | Promise
    value: str | Promise
    tint: str = ""
    since: object = None  # an aware datetime from which a clock runs


@dataclass(frozen=True)
class Clock:
    """A deadline that runs, or ran, for a case: from which evidence it counts and which evidence met it (INV-45)."""

    key: str  # of the pack's deadlines
    since: object  # aware datetime of the evidence it counts from
    met_at: object = None  # aware datetime of the evidence that meets it; None while it runs
    evidence: str = ""  # "Interview 6f0c…": which record that is
    subject: str = ""  # which of several of the same key: the pk of what it is about
    due_at: object = None  # only where the pack does not count it: a date that somebody else set
    assignee: object = None  # id of the user it waits for; None: the person responsible for the case
    view: str = ""  # the page that supplies the evidence
    args: tuple = ()
    is_urgent: bool = False
    nth: int = 0  # of a series of limits

    @property
    def url(self) -> str:
        """The address of the page that supplies the evidence; "" where there is none."""
        return reverse(self.view, args=self.args) if self.view else ""


@dataclass(frozen=True)
class Waiting:
    """Documents of an app above that wait for a reviewer: rows with submitted_at, case and author; the page, by the code of the case."""

    kind: str
    label: str | Promise
    view: str
    rows: object  # a queryset


@dataclass(frozen=True)
class Decision:
    """Something decided about the child: its kind (`cases.choices_execution.Decided`), the id of its record, its name and when."""

    kind: str
    document: object  # uuid
    label: str | Promise
    decided_at: object  # aware datetime


class Blocked(ValidationError):
    """A move that the procedure refuses; `blockers` say why and link to what is missing."""

    def __init__(self, blockers: list[Blocker]):
        self.blockers = blockers
        super().__init__([ValidationError(blocker.message, code=blocker.criterion) for blocker in blockers])


def _ask(question: str, *args) -> list:
    answers = []
    for name in settings.CASE_GUARDS:
        if answer := getattr(import_module(name), question, None):
            answers += answer(*args)
    return answers


def blockers(case, move: str) -> list[Blocker]:
    """Return everything that stands in the way of `move`, from every app."""
    return _ask("blockers", case, move)


def objections(case, move: str, by) -> list[Blocker]:
    """Return why this person may not make `move` though nothing is missing: some moves ask for more than a capability."""
    return _ask("objections", case, move, by)


def panels(case, user, now) -> list[Panel]:
    """Return the boxes that the apps above show beside a case."""
    return _ask("panels", case, user, now)


def bar(case, now) -> list[Fact]:
    """Return the lines that the apps above add to the identity bar."""
    return _ask("bar", case, now)


def parts(case, section: str) -> list[Fact]:
    """Return what the apps above add to a part of the file that is opened alone."""
    return _ask("parts", case, section)


def clocks(case) -> list[Clock]:
    """Return every deadline that the case's records set running, met or not."""
    return _ask("clocks", case)


def decisions(case) -> list[Decision]:
    """Return the decisions in force about the child, from every app, the earliest first."""
    return sorted(_ask("decisions", case), key=lambda decision: decision.decided_at)


def withheld(case) -> list[str]:
    """Return the words that stand on no letter, whoever wrote them where (INV-56)."""
    return _ask("withheld", case)


def solutions(case) -> list[str]:
    """Return the codes of the durable solutions that were determined, stand and are known to the child; nothing of the reasons."""
    return _ask("solutions", case)


def origin_consents(case) -> list[str]:
    """Return who consented that authorities of the child's country be contacted, whoever consented most on top (INV-30)."""
    return _ask("origin_consents", case)


def to_review(user) -> list[Waiting]:
    """Return what waits for `user` to review in the apps above."""
    return _ask("to_review", user)


def recipients(case) -> list:
    """Return to whom the apps above sent a part of the file (cases.record.Recipient)."""
    return _ask("recipients", case)


def decision_of(case, kind: str, document) -> Decision | None:
    """Return the decision of that kind and record, or None where none such is in force."""
    return next((one for one in decisions(case) if (one.kind, one.document) == (kind, document)), None)


def case_created(case, by, now) -> None:
    """Tell the apps above that a case came from a notification, in the same transaction."""
    for name in settings.CASE_GUARDS:
        if hear := getattr(import_module(name), "case_created", None):
            hear(case, by, now)


def decision_explained(case, kind: str, document, by, now) -> None:
    """Tell the apps above that a decision of theirs was explained to the child, in the same transaction."""
    for name in settings.CASE_GUARDS:
        if hear := getattr(import_module(name), "decision_explained", None):
            hear(case, kind, document, by, now)


def related() -> dict:
    """Return what the apps above want fetched with a case: name of the relation -> its rows, from the RELATED of each."""
    found: dict = {}
    for name in settings.CASE_GUARDS:
        found |= getattr(import_module(name), "RELATED", {})
    return found


def beside() -> dict:
    """Return what the apps above want fetched for the page of a case: name of the relation -> its rows, from the BESIDE of each."""
    found: dict = {}
    for name in settings.CASE_GUARDS:
        found |= getattr(import_module(name), "BESIDE", {})
    return found


def refuse_forbidden(case, by, now, **texts) -> None:
    """Let the apps above refuse what nobody may impose on a child, in whichever of these texts it stands, by the field's name (INV-07)."""
    for name in settings.CASE_GUARDS:
        if judge := getattr(import_module(name), "refuse_forbidden", None):
            judge(case, by, now, texts)


def titles() -> dict[str, str | Promise]:
    """Return what the apps above call their acts in the timeline: action -> words, from the TITLES of each."""
    found: dict[str, str | Promise] = {}
    for name in settings.CASE_GUARDS:
        found |= getattr(import_module(name), "TITLES", {})
    return found

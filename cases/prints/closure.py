"""The summary of a case that ends: its way, what came of it, how the child fared, who can be turned to."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.models import Case, ClosureProposal
from cases.prints.base import Sheet, frame, in_words, reader_language, signatures, voice
from cases.prints.plan import child_row, legal_ground
from cases.rules import wellbeing_change
from cases.workflow import TRANSITIONS
from protocols import packs


def closure_sheet(case: Case, closure: ClosureProposal) -> Sheet:
    """Return the proposal to close, or the summary of the case once it is approved, in the reader's language."""
    values = {
        "document": frame(case, closure, _("Summary of the case at its end")),
        "facts": [
            child_row(case),
            [_("Legal ground"), legal_ground(case)],
            [_("Reason for closing"), closure.get_reason_display()],
            [_("Durable solution"), closure.get_durable_solution_display()],
            [_("The child was told on"), in_words(closure.child_informed_on, case)],
            [_("Whom the child can turn to afterwards"), closure.contact_route],
            [_("Who follows up"), follow_up(case, closure)],
            [_("The child's papers"), closure.get_papers_back_display()],
            *closure.extras,
        ],
        "voice": voice(closure),
        "summary": closure.summary,
        "history": history(case),
        "wellbeing": wellbeing(case),
        "signatures": signatures(case, closure),
        "words": {
            "summary": _("Summary of the case and of what was achieved"),
            "history": _("The way of the case"),
            "history_columns": [_("Day"), _("Step"), _("Act"), _("By")],
            "wellbeing": _("Wellbeing"),
            "wellbeing_columns": [
                _("Area of life"),
                pgettext("measure", "First"),
                pgettext("measure", "Last"),
                pgettext("measure", "Change"),
            ],
            "wellbeing_none": closure.endpoint_not_measured or _("Wellbeing was not measured twice, so that no change can be shown."),
            "scale": _("On a scale from 1 to 5, where 5 is best."),
        },
    }
    return Sheet("closure", closure, "cases/papers/closure.typ", values, reader_language())


def follow_up(case: Case, closure: ClosureProposal) -> str:
    """Return who follows up: the authority that took the responsibility, otherwise the person responsible and ours."""
    if closure.receiving_authority:
        return ", ".join(filter(None, [closure.accepted_by, closure.receiving_authority]))
    return ", ".join(filter(None, [case.designation.person.full_name if case.designation else "", case.unit.name]))


def history(case: Case) -> list[list[str]]:
    """Return every step that the case went, oldest first: day, step reached, act, by whom. Reasons stay in the file."""
    return [
        [
            in_words(entry.at, case, length="medium"),
            entry.get_entered_display(),
            str(TRANSITIONS[entry.move].label) if entry.move in TRANSITIONS else _("The case was registered"),
            entry.by.full_name if entry.by else "—",
        ]
        for entry in case.history.select_related("by")
    ]


def wellbeing(case: Case) -> list[list[str]]:
    """Return first and last score of each area with the change, and the mean; empty where it was not measured twice."""
    instrument = packs.of_case(case.protocol).instruments["wellbeing"]
    measures = [measure for measure in case.wellbeing if measure.instrument == instrument.key]
    change = wellbeing_change((measure.measured_on, measure.scores) for measure in measures)
    if change is None:
        return []
    first, last = measures[0], measures[-1]
    language = "es" if reader_language() == "es" else "en"
    rows = [
        [domain.label[language], str(first.scores[domain.code]), str(last.scores[domain.code]), f"{change.by_domain[domain.code]:+d}"]
        for domain in instrument.domains
        if domain.code in change.by_domain
    ]
    return [*rows, [_("Mean"), f"{first.mean:.1f}", f"{last.mean:.1f}", f"{change.overall:+.1f}"]]

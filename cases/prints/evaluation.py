"""The evaluation as its reviewer reads it: the child first, then what is known, what follows from it, who says so."""

from django.utils.translation import gettext as _

from cases.models import Case, Evaluation
from cases.prints.base import Sheet, frame, in_words, reader_language, signatures, voice
from cases.prints.plan import child_row, legal_ground


def evaluation_sheet(case: Case, evaluation: Evaluation) -> Sheet:
    """Return one version of the evaluation, in the reader's language."""
    values = {
        "document": frame(case, evaluation, _("Evaluation of the child's best interests")),
        "facts": [
            child_row(case),
            [_("Kind of evaluation"), evaluation.get_kind_display()],
            [_("Legal ground"), legal_ground(case)],
        ],
        "voice": voice(evaluation),
        "interviews": [interview_line(case, interview) for interview in case.interviews.all()],
        "no_interview": evaluation.no_interview_reason,
        "elements": [
            {
                "title": element.get_element_display(),
                "facts": element.facts,
                "sources": element.sources,
                "weight": element.weight,
                "rights": "; ".join(map(str, element.right_labels)),
            }
            for element in evaluation.element_list
        ],
        "resilience": evaluation.resilience,
        "opinions": [opinion_of(case, opinion) for opinion in evaluation.opinion_list],
        "options": [
            {
                "title": f"{option.position}. {option.title}",
                "facts": [
                    [_("What speaks for it"), option.speaks_for],
                    [_("What speaks against it"), option.speaks_against],
                    [_("Risks"), option.risks],
                ],
            }
            for option in evaluation.option_list
        ],
        "no_choice": evaluation.no_choice_reason,
        "screening": [[question, "\n".join(filter(None, [answer or "—", grounds]))] for question, answer, grounds in evaluation.answers]
        + [
            [_("Rights restricted"), "; ".join(map(str, evaluation.right_labels)) or "—"],
            [_("High protection concerns"), "; ".join(map(str, evaluation.concern_labels)) or "—"],
        ],
        "conclusion": evaluation.conclusion,
        "risk": {"level": evaluation.get_risk_level_display() or "—", "why": evaluation.risk_rationale},
        "signatures": signatures(case, evaluation),
        "words": {
            "interviews": _("Interviews"),
            "no_interview": _("Why there was no interview"),
            "elements": _("The seven elements of best interests"),
            "unwritten": _("Nothing is written yet."),
            "sources": _("Sources"),
            "weight": _("Weight in the decision"),
            "rights": _("Rights found restricted here"),
            "resilience": _("What protects the child already"),
            "screening": _("Protection questions"),
            "opinions": _("Opinions of the team"),
            "no_opinions": _("No opinion was asked for."),
            "recommendation": _("Recommendation"),
            "options": _("Options considered"),
            "no_choice": _("Why there is no choice"),
            "conclusion": _("Conclusion and reasons"),
            "risk": _("Risk"),
        },
    }
    return Sheet("evaluation", evaluation, "cases/papers/evaluation.typ", values, reader_language())


def interview_line(case: Case, interview) -> str:
    """Return one conversation on one line: when, of which kind, where, with which interpreter."""
    place = f"{interview.get_place_type_display()} ({interview.place})" if interview.place else interview.get_place_type_display()
    interpreter = ": ".join(filter(None, [interview.get_interpreter_kind_display(), interview.interpreter_name]))
    line = f"{in_words(interview.held_at, case)}. {interview.get_kind_display()}, {place}. {interpreter}."
    if not interview.stopped_for_distress:
        return line
    if interview.resumed:
        end = _("Stopped for the child's distress and taken up again")
    else:
        end = _("Stopped for the child's distress: it does not count")
    return f"{line} {end}."


def opinion_of(case: Case, opinion) -> dict:
    """Return an opinion that its author signed; of any other no more than of whom it was asked."""
    who = {"person": opinion.asked_of.full_name}
    if not opinion.is_signed:
        line = f"{_('Not signed')}: {_('asked of %(person)s') % who}"
        return {"title": opinion.title, "findings": "", "recommendation": "", "signed": line}
    signed = f"{_('Signed by %(person)s') % who} · {in_words(opinion.signed_at, case)}"
    return {"title": opinion.title, "findings": opinion.findings, "recommendation": opinion.recommendation, "signed": signed}

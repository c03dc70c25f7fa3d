"""The child's own papers: one page in plain words and large letters, in the child's language where the words exist."""

import tomllib
from functools import cache
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from cases.choices import ActionStatus, DurableSolution, Language
from cases.models import Case, ClosureProposal, Plan
from cases.models.base import ReviewedDocument
from cases.prints.base import Sheet, in_words, is_approved

WORDS = Path(__file__).parent / "words"
FALLBACK = "es"
DROPPED = (ActionStatus.NOT_POSSIBLE, ActionStatus.CANCELLED)  # what will not happen is not promised


@cache
def spoken() -> tuple[str, ...]:
    """Return the languages in which the fixed words exist."""
    return tuple(sorted(path.stem for path in WORDS.glob("*.toml")))


@cache
def words_in(language: str) -> dict:
    return tomllib.loads((WORDS / f"{language}.toml").read_text())


def language_of(case: Case) -> str:
    """Return the language of the child's papers: the child's own, or Spanish where its words do not exist yet."""
    return case.child.primary_language if case.child.primary_language in spoken() else FALLBACK


def child_plan_sheet(case: Case, plan: Plan) -> Sheet:
    """Return the plan as the child reads it: what will happen, who does it, when, whom to ask, how to disagree."""
    language = language_of(case)
    w = words_in(language)
    measures = [
        {
            "what": action.description,
            "who": f"{action.responsible_person}, {action.responsible_organisation}",
            "when": in_words(action.due_on, case, language),
            "done": w["plan"]["done"] if action.status == ActionStatus.DONE else "",
        }
        for action in sorted(plan.action_list, key=lambda action: action.due_on)
        if action.status not in DROPPED
    ]
    values = common(case, plan, language) | {
        "title": w["plan"]["title"],
        "what": w["plan"]["what"],
        "measures": measures,
        "review": w["plan"]["review"].format(day=in_words(plan.review_date, case, language)) if plan.review_date else "",
        "words": _own(w) | w["plan"],
    }
    return Sheet("child_plan", plan, "cases/papers/child_plan.typ", values, language)


def child_closure_sheet(case: Case, closure: ClosureProposal) -> Sheet:
    """Return the end of the case as the child reads it: what was decided, whom to turn to afterwards, how to disagree."""
    language = language_of(case)
    w = words_in(language)
    what = w["closure"]["what_done" if is_approved(closure) else "what"]
    values = common(case, closure, language) | {
        "title": w["closure"]["title"],
        "what": what.format(authority=case.unit.name),
        "outcome": w["solution"][closure.durable_solution or DurableSolution.NONE_YET],
        "contact": closure.contact_route,
        "words": _own(w) | w["closure"],
    }
    return Sheet("child_closure", closure, "cases/papers/child_closure.typ", values, language)


def child_recipients_sheet(case: Case, found: list) -> Sheet:
    """Return who is told of the child, as the child reads it: organisations and what they do, since when, and how to object (DP-5)."""
    language = language_of(case)
    w = words_in(language)
    rows = [
        {
            "who": one.organisation,
            "why": w["because"].get(one.because, w["because"]["other"]),
            "when": w["recipients"]["from_until" if one.until else "from"].format(
                since=in_words(one.since, case, language), until=in_words(one.until, case, language)
            ),
        }
        for one in found
    ]
    values = greeting(case, language) | {
        "title": w["recipients"]["title"],
        "what": w["recipients"]["what"],
        "rows": rows,
        "words": _own(w) | w["recipients"],
    }
    return Sheet("child_recipients", case, "cases/papers/child_recipients.typ", values, language)


def childs_own(case: Case) -> str:
    """Return the words of the link to the child's own paper; they say where there is no translation."""
    if language_of(case) == case.child.primary_language:
        return _("For the child")
    return _("For the child, in Spanish: not yet translated into %(language)s") % {"language": own_name(case)}


def common(case: Case, document: ReviewedDocument, language: str) -> dict:
    """Return what the papers of a document say: to whom, the child's own words, and whether it is final."""
    w, is_final = words_in(language), is_approved(document)
    return greeting(case, language) | {
        "draft": "" if is_final else w["draft"],
        "draft-note": "" if is_final else w["draft_note"],
        "said": document.child_views,
        "disagreed": document.disagreement if document.child_disagrees else "",
        "written-in": document.author.language,
    }


def greeting(case: Case, language: str) -> dict:
    """Return what every paper of the child says: to whom, whom to ask, and that the language is not the child's."""
    w, names = words_in(language), case.child.identity
    name = names.known_as or names.given_names
    asked = {"authority": case.unit.name}
    if case.designation:
        ask = w["ask_person"].format(name=case.designation.person.full_name, **asked)
    else:
        ask = w["ask_authority"].format(**asked)
    return {
        "hello": w["hello"].format(name=name) if name else w["hello_unnamed"],
        "notice": "" if language == case.child.primary_language else w["no_translation"].format(language=own_name(case)),
        "draft": "",
        "draft-note": "",
        "said": "",
        "disagreed": "",
        "ask": ask,
        "written-in": language,
    }


def own_name(case: Case) -> str:
    """Return the name of the child's language, as Spanish says it."""
    with translation.override(FALLBACK):
        return str(Language(case.child.primary_language).label)


def _own(w: dict) -> dict:
    return {key: text for key, text in w.items() if isinstance(text, str)}

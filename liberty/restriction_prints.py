"""The notice of a restriction and the sheet of rights: the child's own paper, in the child's language where its words exist."""

from cases.choices import Language
from cases.models import Case
from cases.prints.base import Sheet, in_words
from cases.prints.child import own_name, words_in
from liberty.models import Restriction
from liberty.restriction_choices import RestrictionState
from papers.choices import PaperKind

OFFERED = {"es": "Español", "en": "English", "fr": "Français", "pt": "Português"}  # each as its speakers call it


def restriction_sheet(one: Restriction, language: str) -> Sheet:
    """Return what is asked, why, until when, what the child is given and how to appeal; and what nobody may ask."""
    case, w = one.case, words_in(language)
    own = w["restriction"]
    is_over = one.state == RestrictionState.ENDED
    ends = own["review_ended"].format(day=in_words(one.ended_on, case, language)) if is_over else ""
    values = _greeting(case, language) | {
        "title": own["title"],
        "what": own["what"].format(authority=one.imposed_by),
        "asked": own[one.type],
        "when": own["from_day"].format(day=in_words(one.starts_on, case, language), every=own.get(one.contact_every, "")).strip(),
        "text": one.text,
        "why": one.necessity,
        "ground": own["ground"].format(ground=one.legal_basis),
        "given": [own[means] for means in one.support_provided],
        "ends": ends or own["review"].format(day=in_words(one.review_date, case, language)),
        "appeal": own["appeal"].format(route=one.appeal_route.rstrip(". "), day=in_words(one.appeal_deadline, case, language)),
        "is-contact": one.is_contact,
        "said": one.child_views,
        "disagreed": one.disagreement if one.child_disagrees else "",
        "written-in": one.recorded_by.language,
        "words": {key: text for key, text in w.items() if isinstance(text, str)} | own,
    }
    return Sheet(PaperKind.RESTRICTION_RIGHTS, one, "liberty/papers/restriction.typ", values, language)


def _greeting(case: Case, language: str) -> dict:
    """Return to whom the paper speaks, whom to ask, and that the language is not the child's."""
    w, names = words_in(language), case.child.identity
    name, asked = names.known_as or names.given_names, {"authority": case.unit.name}
    person = case.designation.person.full_name if case.designation else ""
    is_own = language == Language(case.child.primary_language)
    return {
        "hello": w["hello"].format(name=name) if name else w["hello_unnamed"],
        "notice": "" if is_own else w["no_translation"].format(language=own_name(case)),
        "ask": w["ask_person"].format(name=person, **asked) if person else w["ask_authority"].format(**asked),
        "draft": "",
        "draft-note": "",
    }

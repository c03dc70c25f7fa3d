"""The child's own form for complaints, suggestions and thanks: blank, in plain words, in the child's language where the words exist."""

from accounts.models import Organisation
from cases.prints.base import Sheet
from cases.prints.child import words_in
from papers.choices import PaperKind

TEMPLATE = "liberty/papers/voice_form.typ"


def form_sheet(place: Organisation, language: str) -> Sheet:
    """Return the form on the paper of `place`; nothing on it says who fills it in."""
    w = words_in(language)
    own = {key: text for key, text in w.items() if isinstance(text, str)}
    words = own | w["voice"]
    values = {
        "title": words["title"],
        "hello": w["hello_unnamed"],
        "what": words["what"],
        "draft": "",
        "draft-note": "",
        "notice": "",
        "words": words,
    }
    return Sheet(PaperKind.VOICE_FORM, place, TEMPLATE, values, language)

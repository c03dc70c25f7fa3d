"""How a form meets its draft: which forms have one, what is offered again, and how a form is filled with it."""

from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import FormDraft

NOT_TYPED = frozenset({"csrfmiddlewaretoken", "submission_key", "path"})
NAMES: dict[str, str | Promise] = {
    "evaluation_write": _("Evaluation"),
    "evaluation_views": _("Evaluation"),
    "evaluation_element": _("Evaluation"),
    "evaluation_screening": _("Evaluation"),
    "evaluation_conclusion": _("Evaluation"),
    "opinion": _("Opinion"),
    "plan_line": _("Plan"),
    "plan_details": _("Plan"),
    "action_add": _("Measure of the plan"),
    "progress_add": _("Progress of a measure"),
    "interview_add": _("Conversation with the child"),
    "contact_note_add": _("Contact note"),
    "visit_add": _("Follow-up visit"),
    "review_add": _("Review of the plan"),
    "attachment_add": _("File to attach"),
    "closure": _("Proposal to close"),
}


def name_of(path: str) -> str | Promise:
    """What a form is called in a list of drafts."""
    try:
        return NAMES.get(resolve(path).url_name, _("A form of the case"))
    except Resolver404:
        return _("A form of the case")


def belongs_to(path: str, code: str) -> bool:
    """Tell whether the page at `path` is one about the case of that code, or an opinion, whose address has no code."""
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return found.kwargs.get("code") == code or found.view_name == "cases:opinion"


def typed(data: QueryDict) -> dict[str, list[str]]:
    """Return what was typed, field by field, without what forms carry of their own accord."""
    return {name: data.getlist(name) for name in data if name not in NOT_TYPED}


def offered(request, case, form) -> dict:
    """Return what a page says of its reader's kept text: nothing, the offer, or the form filled with it where that was asked for."""
    if form is None or form.is_bound or request.method not in ("GET", "HEAD"):
        return {}
    draft = FormDraft.objects.visible_to(request.user).filter(path=request.path, case=case).first()
    if draft is None:
        return {}
    is_resumed = "draft" in request.GET
    if is_resumed:
        fill(form, draft.values)
    return {"draft": draft, "draft_is_resumed": is_resumed}


def fill(form, values: dict[str, list[str]]) -> None:
    """Let an unsent form show what was kept of it; saved, it is compared with the version that it was typed over."""
    data = QueryDict(mutable=True)
    for name, several in values.items():
        data.setlist(name, several)
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if not field.widget.value_omitted_from_data(data, {}, key):
            form.initial[name] = field.widget.value_from_datadict(data, {}, key)

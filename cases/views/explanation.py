"""A decision told back to the child."""

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.roles import require
from accounts.submissions import once
from cases import companions, services
from cases.forms.explanation import ExplanationForm
from cases.pages import read, visible_case
from cases.views.documents import WRITE, answer, document_page


@WRITE
@once
def explain(request, code, decision, pk):
    """Record what the child was told of a decision, and what the child answered."""
    case = visible_case(request, code)
    require(request.user, "decision.explain")
    taken = companions.decision_of(case, decision, pk)
    if taken is None:
        raise Http404
    today = {"told_on": timezone.localdate(), "told_by": request.user.full_name, "language": case.child.primary_language}
    form = ExplanationForm(request.POST or None, initial=today)

    def save():
        fields = form.cleaned_data | {"decision": decision, "document": pk}
        services.explain_decision(case=case, by=request.user, now=timezone.now(), **fields)
        messages.success(request, _("What the child was told is on record."))

    def again():
        read(request, case, "decision.explain_form", decision=decision)
        day = date_format(case.unit.day_of(taken.decided_at), "DATE_FORMAT")
        caption = _("%(decision)s, decided on %(day)s") % {"decision": taken.label, "day": day}
        context = {"form": form, "title": _("Explained to the child"), "caption": caption, "submit": _("Save")}
        return document_page(request, case, "cases/form.html", status=422 if form.errors else 200, **context)

    return answer(request, form, save, done=lambda: reverse("cases:detail", args=[code]), again=again, stale=again)

"""Cases: the list, the page of one, its moves, and who has seen it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import pace
from accounts.roles import may, require
from accounts.submissions import once
from audit.services import record_read
from cases import companions, services
from cases.casefile import remember, with_names
from cases.choices import Step
from cases.desk import Desk
from cases.filters import filtered, found_among
from cases.forms.case import MoveForm
from cases.forms.record import RecordFilter
from cases.models import Case
from cases.pages import read, visible_case
from cases.pagination import Page, page_of
from cases.parts import opened_to
from cases.prints.child import childs_own
from cases.record import found_on_record, people_on_record, recipients, seen_by
from cases.refusals import add_refusal
from cases.rules import kept_until, wellbeing_change
from cases.timeline import KINDS, timeline
from cases.todo import todo_of
from cases.versioning import Stale
from protocols import packs

MOST_FOUND = 25


@require_http_methods(["GET", "HEAD", "POST"])
def case_list(request):
    """The cases the reader may see: narrowed by the address, or searched by name or code in the body of a POST."""
    require(request.user, "case.read")
    words = request.POST.get("q", "").strip()[:100]
    if words and (seconds := pace.wait_of(request, "search")):
        return pace.refused(request, seconds)
    form, narrowed, seen = filtered(request)
    if words:
        found = found_among(seen, words, MOST_FOUND + 1)
        page, has_more = Page(found[:MOST_FOUND], "", ""), len(found) > MOST_FOUND
    else:
        page, has_more = page_of(narrowed, request.GET, by="notified_at"), False
    record_read(actor=request.user, action="case.search" if words else "case.list", subjects=[case.pk for case in page.rows])
    context = {
        "title": _("Cases"),
        "page": page,
        "opened": [] if words or request.htmx else opened_to(request.user),
        "filter": form,
        "words": words,
        "has_more": has_more,
        "now": timezone.now(),
    }
    return render(request, "cases/case_list.html#results" if request.htmx else "cases/case_list.html", context)


@require_safe
def case_detail(request, code):
    """The page of a case: who, where it stands, what is missing, what can happen next, what happened."""
    return show_case(request, code)


def show_case(request, code, form=None):
    """Return the page of a case; 422 with the form of a refused move."""
    user, now = request.user, timezone.now()
    case = remember(get_object_or_404(with_names(Case.objects.visible_to(user)), code=code))
    desk, kind = Desk(case, user), request.GET.get("kind", "")
    context = {
        "case": case,
        "child": case.child,
        "identity": case.child.identity,
        "steps": desk.lines(),
        "ways": desk.ways(),
        "task": desk.task(),
        "todo": todo_of(case, user, now),
        "move_form": form,
        "facts": companions.bar(case, now),
        "panels": companions.panels(case, user, now),
        "timeline": timeline(case, request.GET, kind),
        "kinds": [(key, label) for key, (label, condition) in KINDS.items()],
        "kind": kind,
        "wellbeing": wellbeing_change((measure.measured_on, measure.scores) for measure in case.wellbeing),
        "kept_until": kept_until(case.child.birth, packs.of_case(case.protocol)),
        "now": now,
        **_may(case, user),
    }
    read(request, case, "case.read")
    return render(request, "cases/case_detail.html", context, status=422 if form else 200)


def _may(case: Case, user) -> dict[str, bool]:
    """What the reader may press on this page."""
    is_open = case.step != Step.CLOSED
    return {
        "may_give_tasks": is_open and may(user, "task.give"),
        "may_work": is_open and may(user, "case.work"),
        "may_assess": is_open and may(user, "case.intake"),
        "may_see_log": may(user, "case.access_log"),
        "may_open_parts": may(user, "case.open_parts"),
    }


@require_POST
@once
def case_move(request, code):
    """Move the case one step; refused, its page comes back with what is missing."""
    case = visible_case(request, code)
    form = MoveForm(request.POST, auto_id=f"id_{request.POST.get('move', '')}_%s")
    if form.is_valid():
        try:
            services.move_case(case=case, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        except Stale:
            form.add_error(None, _("Somebody else changed this meanwhile. Read it again before you decide."))
        else:
            return _after_move(request, case)
    return show_case(request, code, form)


def _after_move(request, case):
    """Lead back to the case; home, where the move ended the reader's own access."""
    messages.success(request, _("It is on record."))
    if Case.objects.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect("cases:detail", code=case.code)
    return redirect("home")


@require_safe
def access_log(request, code):
    """Who has seen this file: for whoever supervises the case."""
    case = found_on_record(request.user, code)
    if case is None:
        raise Http404
    require(request.user, "case.access_log")
    form = RecordFilter(request.GET, people=people_on_record(case))
    page = seen_by(case, request.GET, form.cleaned_data if form.is_valid() else {})
    read(request, case, "case.access_log")
    context = {"title": _("Who has seen this file"), "case": case, "page": page, "form": form}
    context["back"] = reverse("cases:detail", args=[code]) if may(request.user, "case.read") else reverse("cases:record")
    return render(request, "cases/access_log.html", context)


@require_safe
def case_recipients(request, code):
    """Which organisations are told of the child, and as what: what the child may be given (DP-5)."""
    case = visible_case(request, code)
    require(request.user, "case.read")
    read(request, case, "case.recipients")
    context = {"title": _("Who is told of this child"), "case": case, "rows": recipients(case)}
    context |= {"paper": childs_own(case), "back": reverse("cases:detail", args=[code])}
    return render(request, "cases/recipients.html", context)

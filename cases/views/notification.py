"""Notify a child, page by page; the receipts; and the decision of whoever receives the notification."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import require
from accounts.submissions import once
from audit.services import record_read
from cases import services
from cases.forms.notification import PAGES, TriageForm, facts_of, family_of
from cases.models import Case, Notification
from cases.pages import show_form
from cases.pagination import page_of
from cases.refusals import add_refusal
from cases.rules import reasons_alike

CHECK = "check"


@require_http_methods(["GET", "HEAD", "POST"])
@once
def notify(request):
    """Begin a notification: its first page, beside what was left unfinished and the family of the last one sent."""
    require(request.user, "notification.create")
    if request.method == "POST":
        if request.POST.get("begin") == "sibling":
            services.begin_for_sibling(by=request.user, now=timezone.now())
        else:
            services.begin_anew(by=request.user, now=timezone.now())
        return redirect("cases:notify_step", step="found")
    draft = services.draft_of(request.user)
    form = PAGES["found"].from_answers(draft.answers.get("found"), request.user)
    offers = {"has_draft": bool(draft.answers), "has_family": services.has_family(draft, timezone.now())}
    return _show_page(request, "found", form, draft, status=200, resume=_next_page(_pages(request, draft)), **offers)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def notify_step(request, step):
    """One page of the notification, kept as it was typed; the last one shows all answers and sends them."""
    require(request.user, "notification.create")
    draft = services.draft_of(request.user)
    if step == CHECK:
        return _check(request, draft)
    if step not in PAGES:
        raise Http404
    if request.method != "POST":
        return _show_page(request, step, PAGES[step].from_answers(draft.answers.get(step), request.user), draft, status=200)
    form = PAGES[step](request.POST, user=request.user)
    if not form.is_valid():
        return _show_page(request, step, form, draft, status=422)
    draft = services.save_answers(page=step, answers=form.typed(), by=request.user, now=timezone.now())
    return redirect("cases:notify_step", step=_next_page(_pages(request, draft), after=step))


def _next_page(pages: dict, after: str = "") -> str:
    """Return the page to answer next: the first one after `after` that is not answered, then any, then the check."""
    order = list(PAGES)
    later = order[order.index(after) + 1 :] if after else []
    return next((key for key in [*later, *order] if not pages[key].is_valid()), CHECK)


def _pages(request, draft) -> dict:
    return {key: page.from_answers(draft.answers.get(key), request.user) for key, page in PAGES.items()}


def _show_page(request, step, form, draft, *, status, **context):
    order = list(PAGES)
    position = order.index(step)
    context |= {
        "title": form.title,
        "lead": form.lead,
        "form": form,
        "draft": draft,
        "number": position + 1,
        "total": len(order) + 1,
        "action": reverse("cases:notify_step", args=[step]),
        "back": reverse("cases:notify_step", args=[order[position - 1]]) if position else "",
    }
    return render(request, "cases/notify_page.html", context, status=status)


def _check(request, draft):
    pages = _pages(request, draft)
    if (missing := _next_page(pages)) != CHECK:
        return redirect("cases:notify_step", step=missing)
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            sent = services.send_draft(draft=draft, facts=facts_of(pages), family=family_of(pages), by=request.user, now=timezone.now())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("cases:receipt_detail", pk=sent.pk)
    context = {"title": _("Check your answers"), "pages": pages.values(), "number": len(PAGES) + 1, "total": len(PAGES) + 1}
    return show_form(request, form, "cases/notify_check.html", **context)


@require_safe
def receipt_list(request):
    """The receipts of what the reader notified: folio, when and by whom it was received, nothing else."""
    require(request.user, "notification.create")
    sent = Notification.objects.visible_to(request.user).sent_by(request.user).select_related("receiving_unit")
    page = page_of(sent, request.GET, by="received_at")
    return render(request, "cases/receipt_list.html", {"title": _("My receipts"), "page": page})


@require_safe
def receipt_detail(request, pk):
    """The receipt of one notification of the reader's own."""
    sent = Notification.objects.visible_to(request.user).sent_by(request.user).select_related("receiving_unit")
    return render(request, "cases/receipt_detail.html", {"title": _("Receipt"), "receipt": get_object_or_404(sent, pk=pk)})


@require_safe
def notification_list(request):
    """What the reader's units received: first all that waits for a decision, the longest waiting first."""
    require(request.user, "notification.triage")
    is_decided = request.GET.get("show") == "decided"
    received = Notification.objects.visible_to(request.user).received_by(request.user)
    received = received.exclude(triage_result="") if is_decided else received.filter(triage_result="")
    page = page_of(received.select_related("child__identity", "source_org"), request.GET, by="received_at", ascending=not is_decided)
    record_read(actor=request.user, action="notification.list", subjects=[row.child_id for row in page.rows])
    context = {"title": _("Notifications"), "page": page, "is_decided": is_decided, "now": timezone.now()}
    return render(request, "cases/notification_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def notification_detail(request, pk):
    """A notification received, who the child may be, and the decision on it."""
    require(request.user, "notification.triage")
    received = Notification.objects.visible_to(request.user).received_by(request.user)
    notification = get_object_or_404(
        received.select_related("child__identity", "source_org", "receiving_unit", "triaged_by", "case"), pk=pk
    )
    is_open = not notification.triage_result
    matches = services.possible_matches(by=request.user, child=notification.child) if is_open else []
    form = TriageForm(request.POST or None, user=request.user, matches=matches)
    if form.is_valid():
        try:
            case = services.triage_notification(notification=notification, by=request.user, now=timezone.now(), **form.decision())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            return _after_triage(request, notification, case)
    record_read(actor=request.user, action="notification.read", subjects=[notification.child, *matches], target=notification)
    return show_form(
        request, form, "cases/notification_detail.html", **_detail(notification, matches, is_open), opened=_opened(request, notification)
    )


def _opened(request, notification):
    """The case that came of a notification, for those who may see it."""
    if not notification.triage_result:
        return None
    return Case.objects.visible_to(request.user).filter(notification=notification).first()


def _detail(notification, matches, is_open) -> dict:
    now = timezone.now()
    child, today = notification.child, timezone.localdate(now)
    return {
        "title": notification.folio,
        "notification": notification,
        "child": child,
        "age": child.age_on(today),
        "matches": [(match, match.age_on(today), reasons_alike(child, match, match.likeness, today)) for match in matches],
        "is_open": is_open,
    }


def _after_triage(request, notification, case):
    """Lead to the case if the reader may see it, otherwise back to what waits."""
    if case and Case.objects.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect("cases:detail", code=case.code)
    messages.success(request, _("The decision on %(folio)s is on record.") % {"folio": notification.folio})
    return redirect("cases:notification_list")

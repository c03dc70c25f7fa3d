"""The page of a determination and its dossier."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import may, require
from accounts.submissions import once
from cases.pages import read, show_form
from cases.refusals import is_done, shown
from cases.versioning import Stale
from determinations import forms, rules, services
from determinations.choices import Gender, State
from determinations.desk import Desk
from determinations.lacks import member_of
from determinations.models import DossierOption
from determinations.views.pages import WRITE, back_to, page_of, visible_determination


@require_safe
def detail(request, pk):
    """Where a determination stands. Its team and its coordinator see all of it; whoever sits on the panel sees the dossier."""
    require(request.user, "case.read")
    return show(request, visible_determination(request, pk))


def show(request, determination, refused=(), status=200):
    """Return the page; with what was refused on top."""
    desk = Desk(determination, request.user)
    dossier = determination.dossier
    is_shown = dossier is not None and (desk.sees_case or dossier.submitted_at is not None)
    context = {
        "title": _("Best-interests determination"),
        "determination": determination,
        "case": determination.case,
        "child": determination.case.child,
        "desk": desk,
        "dossier": dossier if is_shown else None,
        "may_write": desk.sees_case and may(request.user, "case.work") and determination.state == State.DOSSIER_PREPARATION,
        "missing": desk.missing() if desk.sees_panel else [],
        "ways": desk.ways(),
        "decision": determination.decision if desk.sees_panel else None,
        "due_at": due_at(determination),
        "now": timezone.now(),
        "refused": refused,
    }
    if desk.sees_panel:
        context |= {
            "sessions": determination.sessions.prefetch_related("guests").select_related("convened_by"),
            "appeals": determination.appeals.all(),
            "balance": balance(determination),
        }
    read(request, determination.case, "determination.read" if desk.sees_panel else "dossier.read")
    return render(request, "determinations/detail.html", context, status=status)


def due_at(determination):
    """Return by when it is decided, while it is not."""
    if determination.decided_at is not None or determination.state in (State.WITHDRAWN, State.LAPSED):
        return None
    key = "determination_urgent" if determination.is_urgent else "determination"
    return determination.case.due(key, determination.since)


def balance(determination) -> list[tuple[str, int]]:
    """Return how many voting members say they are of each gender."""
    counted = rules.balance(member_of(seat) for seat in determination.seats_now)
    return [(Gender(code).label, number) for code, number in counted.items()]


@require_POST
@once
def dossier_begin(request, pk):
    """Begin the dossier and go on to write it."""
    determination = visible_determination(request, pk)
    require(request.user, "case.work")
    try:
        services.begin_dossier(determination=determination, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        return show(request, determination, refusal.messages, 422)
    return redirect("determinations:dossier", pk)


@WRITE
@once
def dossier(request, pk):
    """Write the texts of the dossier."""
    determination = visible_determination(request, pk)
    require(request.user, "case.work")
    document = determination.dossier
    if document is None:
        return show(request, determination, [_("Begin the dossier first.")], 409)
    form = forms.DossierForm(request.POST or None, instance=document, initial={"version": document.version})
    return edit(request, determination, form, services.save_dossier, {"dossier": document}, title=_("Dossier"))


@WRITE
@once
def option_add(request, pk):
    """Add an option to the dossier."""
    determination = visible_determination(request, pk)
    require(request.user, "case.work")
    document = determination.dossier
    if document is None:
        return show(request, determination, [_("Begin the dossier first.")], 409)
    form = forms.OptionForm(request.POST or None, initial={"version": document.version})
    return edit(request, determination, form, services.save_option, {"dossier": document}, title=_("Add an option"))


def visible_option(request, pk, option):
    """Return the determination and one option of its dossier."""
    determination = visible_determination(request, pk)
    require(request.user, "case.work")
    found = DossierOption.objects.visible_to(request.user).select_related("dossier__determination")
    return determination, get_object_or_404(found, pk=option, dossier__determination=determination)


@WRITE
@once
def option_edit(request, pk, option):
    """Change an option."""
    determination, row = visible_option(request, pk, option)
    form = forms.OptionForm(request.POST or None, instance=row, initial={"version": row.dossier.version})
    saving = {"dossier": row.dossier, "option": row}
    return edit(request, determination, form, services.save_option, saving, title=_("Change the option"))


@require_POST
@once
def option_remove(request, pk, option):
    """Take an option out."""
    determination, row = visible_option(request, pk, option)
    form = forms.VersionForm(request.POST)
    return press(request, determination, form, services.remove_option, {"option": row}, _("The option was taken out."))


@require_POST
@once
def dossier_submit(request, pk):
    """Hand in the dossier; what is missing comes back as links."""
    determination = visible_determination(request, pk)
    require(request.user, "case.work")
    document = determination.dossier
    if document is None:
        return show(request, determination, [_("Begin the dossier first.")], 409)
    return press(
        request,
        determination,
        forms.VersionForm(request.POST),
        services.submit_dossier,
        {"dossier": document},
        _("The dossier is handed in."),
    )


def press(request, determination, form, verb, given: dict, done: str):
    """Do what one button does; refused (422) or too late (409), the page says why."""
    if not form.is_valid():
        return show(request, determination, [_("This form came without its version. Read the page again and send it anew.")], 422)
    try:
        verb(by=request.user, now=timezone.now(), version=form.cleaned_data["version"], **given)
    except Stale:
        moved = _("Somebody changed this while you read it. This is how it stands now; read it again and send it.")
        return show(request, visible_determination(request, determination.pk), [moved], 409)
    except ValidationError as refusal:
        return show(request, visible_determination(request, determination.pk), refusal.messages, 422)
    messages.success(request, done)
    return back_to(determination)


def edit(request, determination, form, verb, saving: dict, *, title: str):
    """Save a valid form and lead back; show it again where refused (422), both texts where somebody else was first (409)."""
    if request.method == "POST" and form.is_valid():
        try:
            if is_done(form, verb, by=request.user, now=timezone.now(), **saving, **form.cleaned_data):
                messages.success(request, _("Saved."))
                return back_to(determination)
        except Stale as lost:
            return conflict(request, determination, form, lost.current, title)
    read(request, determination.case, "determination.form")
    context = {"determination": determination, "case": determination.case, "title": title, "submit": _("Save")}
    return show_form(request, form, "determinations/act.html", back=page_of(determination), **context)


def conflict(request, determination, form, current, title: str):
    """Show what was typed beside what stands now; the form goes on over the fresh version."""
    row = form.instance
    if isinstance(row, DossierOption):
        row.refresh_from_db()
    stands = type(form)(instance=current if isinstance(form, forms.DossierForm) else row)
    rows = [(field.label, shown(field, field.value()), shown(field, stands[field.name].value())) for field in form.visible_fields()]
    data = request.POST.copy()
    data["version"] = current.version
    read(request, determination.case, "determination.form")
    context = {"title": title, "rows": rows, "form": type(form)(data, instance=row), "back": page_of(determination)}
    return render(request, "conflict.html", context | {"theirs_url": page_of(determination)}, status=409)

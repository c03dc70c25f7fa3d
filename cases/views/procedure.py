"""Migration procedures: filed, read, taken one step on."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import may, require
from accounts.submissions import once
from cases import services
from cases.forms.procedure import FORM_OF, FilingForm
from cases.models import MigrationProcedure
from cases.pages import read, visible_case
from cases.procedure_workflow import MOVES, moves_from
from cases.services.procedures import DAY_OF, RECORD
from cases.views.documents import WRITE, answer, document_page


def page_of(case, procedure) -> str:
    return reverse("cases:procedure", args=[case.code, procedure.pk])


def procedure_of(request, case, pk) -> MigrationProcedure:
    procedure = get_object_or_404(MigrationProcedure.objects.visible_to(request.user), case=case, pk=pk)
    procedure.case = case
    return procedure


@WRITE
@once
def procedure_add(request, code):
    """Record that a procedure was filed."""
    case = visible_case(request, code)
    require(request.user, RECORD)
    form = FilingForm(request.POST or None, initial={"filed_on": timezone.localdate()})
    made = []

    def save():
        made.append(services.file_procedure(case=case, by=request.user, now=timezone.now(), **form.cleaned_data))
        messages.success(request, _("The procedure is on record."))

    def again():
        read(request, case, "procedure.form")
        context = {"form": form, "title": _("Record a migration procedure"), "submit": _("Save")}
        return document_page(request, case, "cases/form.html", status=422 if form.errors else 200, **context)

    return answer(request, form, save, done=lambda: page_of(case, made[0]), again=again, stale=again)


@require_safe
def procedure(request, code, pk):
    """One procedure: where it stands, all that was recorded, what can happen next."""
    case = visible_case(request, code)
    one = procedure_of(request, case, pk)
    moves = moves_from(one.state, needs_ratification=one.needs_ratification) if may(request.user, RECORD) else {}
    read(request, case, "procedure.read", procedure=str(pk))
    context = {"title": str(one), "caption": _("Migration procedure"), "procedure": one, "moves": {} if case.closed_at else moves}
    return document_page(request, case, "cases/procedure.html", **context)


@WRITE
@once
def procedure_move(request, code, pk, move):
    """Take a procedure one step on, with the facts of that step."""
    case = visible_case(request, code)
    if move not in FORM_OF:
        raise Http404
    require(request.user, RECORD)
    one = procedure_of(request, case, pk)
    form = FORM_OF[move](request.POST or None, instance=one, initial={DAY_OF[move][0]: timezone.localdate()})

    def save():
        services.move_procedure(procedure=one, move=move, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("It is on record."))

    def again():
        read(request, case, "procedure.form", procedure=str(pk))
        context = {"form": form, "title": MOVES[move].label, "caption": str(one), "back": page_of(case, one), "submit": _("Save")}
        return document_page(request, case, "cases/form.html", status=422 if form.errors else 200, **context)

    return answer(request, form, save, done=lambda: page_of(case, one), again=again, stale=again)

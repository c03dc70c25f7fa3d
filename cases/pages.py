"""What pages about a case share, here and in the apps above: fetch the visible, show a form, print, keep the record of who read."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.models import Organisation
from audit.services import record_read
from cases import drafting
from cases.models import Case
from cases.prints.base import Sheet
from cases.refusals import shown
from papers.models import Letter
from papers.services import letters_about, print_paper


def visible_case(request, code: str) -> Case:
    """Return the case of that code with child, names and unit, if the reader may see it; otherwise a 404."""
    cases = Case.objects.visible_to(request.user).select_related("child__identity", "unit")
    return get_object_or_404(cases, code=code)


def show_form(request, form, template: str = "forms/page.html", **context):
    """Return the page of a form; 422 while the form has errors, with all that was typed.

    Another page may open the form within itself by htmx: the focus follows, and `action` says where the form belongs.
    """
    if request.htmx and not form.errors:
        form.visible_fields()[0].field.widget.attrs["autofocus"] = True
    kept = drafting.offered(request, context["case"], form) if "case" in context else {}
    return render(request, template, {"form": form, **kept, **context}, status=422 if form.errors else 200)


def both_texts(request, form, again, version: int, *, title: str, back: str):
    """Return what was typed beside what stands now (409); the form goes on over `version`.

    `again` makes the form of what stands: with the data of a request, or as it stands with None.
    """
    stands = again(None)
    rows = [(field.label, shown(field, field.value()), shown(field, stands[field.name].value())) for field in form.visible_fields()]
    data = request.POST.copy()
    data["version"] = version
    context = {"title": title, "rows": rows, "form": again(data), "theirs_url": back, "back": back}
    return render(request, "conflict.html", context, status=409)


def read(request, case: Case, action: str, **detail) -> None:
    """Put on record that the reader was shown this child's data."""
    record_read(actor=request.user, action=action, subjects=[case, case.child_id], target=case, detail=detail)


def letter_about(subject, pk) -> Letter:
    """Return the letter of that id that speaks of `subject`, or answer 404; whether the reader sees the row was asked before."""
    letter = next((one for one in letters_about(subject) if one.pk == pk), None)
    if letter is None:
        raise Http404
    return letter


def printed(request, case: Case, sheet: Sheet, place: Organisation | None = None) -> HttpResponse:
    """Print the sheet, keep it, put it on record, and show it; on the paper of the authority responsible, or of `place`."""
    paper = print_paper(
        kind=sheet.kind,
        subject=sheet.subject,
        about=[case, case.child_id],
        template=sheet.template,
        values=sheet.values,
        language=sheet.language,
        place=place or case.unit,
        by=request.user,
        now=timezone.now(),
    )
    headers = {"Content-Disposition": f'inline; filename="{paper.filename}"'}
    return HttpResponse(bytes(paper.pdf), content_type="application/pdf", headers=headers)

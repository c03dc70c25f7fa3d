"""What pages about a case share, here and in the apps above: fetch the visible, show a form, keep the record of who read."""

from django.shortcuts import get_object_or_404, render

from audit.services import record_read
from cases import drafting
from cases.models import Case


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


def read(request, case: Case, action: str, **detail) -> None:
    """Put on record that the reader was shown this child's data."""
    record_read(actor=request.user, action=action, subjects=[case, case.child_id], target=case, detail=detail)

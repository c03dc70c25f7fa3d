"""Services, significant events, and the assisted return."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import require
from accounts.submissions import once
from cases import services
from cases.forms.execution import EventForm, ReturnForm, ServiceForm
from cases.models import Service
from cases.pages import read, visible_case
from cases.views.documents import WRITE, answer, conflict, document_page


def form_of(request, case, form, action: str, **context):
    read(request, case, action)
    return document_page(request, case, "cases/form.html", status=422 if form.errors else 200, form=form, **context)


@WRITE
@once
def service_add(request, code):
    """A service planned, given, or refused by the child."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    form = ServiceForm(request.POST or None, version=0)
    page = reverse("cases:detail", args=[code])

    def save():
        services.add_service(case=case, by=request.user, now=timezone.now(), **form.texts())
        messages.success(request, _("The service is on record."))

    def again():
        return form_of(request, case, form, "service.form", title=_("Record a service"), submit=_("Save"))

    return answer(request, form, save, done=lambda: page, again=again, stale=again)


@WRITE
@once
def service_edit(request, code, pk):
    """How a service goes."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    service = get_object_or_404(Service.objects.visible_to(request.user), case=case, pk=pk)
    form = ServiceForm(request.POST or None, instance=service)
    page = reverse("cases:detail", args=[code])

    def save():
        given = {"version": form.cleaned_data["version"], "by": request.user, "now": timezone.now()}
        services.save_service(service=service, **given, **form.texts())
        messages.success(request, _("The service is on record."))

    def stale(current):
        return conflict(request, case, form, ServiceForm(instance=current), current, title=str(service), theirs_url=request.path)

    def again():
        return form_of(request, case, form, "service.form", title=str(service), caption=_("Service"), submit=_("Save"))

    return answer(request, form, save, done=lambda: page, again=again, stale=stale)


@WRITE
@once
def event_add(request, code):
    """Something happened after which the child's situation is evaluated again."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    form = EventForm(request.POST or None, initial={"happened_at": timezone.localtime()})
    page = reverse("cases:detail", args=[code])

    def save():
        services.report_event(case=case, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The event is on record; the evaluation is to be made again."))

    def again():
        return form_of(request, case, form, "case.form", title=_("A significant event"), submit=_("Record it and evaluate again"))

    return answer(request, form, save, done=lambda: page, again=again, stale=again)


@WRITE
@once
def return_add(request, code):
    """The child was returned in safety: recorded when nothing is missing."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    form = ReturnForm(request.POST or None, decisions=services.return_decisions(case), initial={"country": case.child.nationality})
    page = reverse("cases:detail", args=[code])

    def save():
        services.record_return(case=case, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The assisted return is on record."))

    def again():
        return form_of(request, case, form, "case.form", title=_("Assisted return"), submit=_("Save"))

    return answer(request, form, save, done=lambda: page, again=again, stale=again)

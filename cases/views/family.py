"""The family of a child: who belongs together, relatives, contacts; and beginning from what a sibling's case says."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import may, require
from accounts.submissions import once
from cases import rules, services
from cases.forms.documents import DraftForm
from cases.forms.family import ConditionsForm, ContactForm, GroupForm, HomeStudyForm, RelativeForm, SiblingForm, TracingForm
from cases.forms.review import SubmitForm
from cases.models import Case, FamilyGroup, HomeStudy, Relative
from cases.pages import read, visible_case
from cases.versioning import Stale
from cases.views.documents import EVALUATION, PLAN, WRITE, answer, conflict, document_page


@require_safe
def family(request, code):
    """Everybody of the child's family, and what is missing before somebody is contacted or the child lives with them."""
    case = visible_case(request, code)
    read(request, case, "family.read")
    group = services.family_of(case.child)
    relatives = list(
        Relative.objects.visible_to(request.user)
        .filter(child=case.child_id)
        .prefetch_related("contacts", "tracing", "home_studies__organisation")
    )
    for relative in relatives:
        relative.lacks = [rules.RELEASE_NEEDS[need] for need in services.release_lacks(relative)]
        relative.may_be_contacted = rules.may_contact_relative(relative.safe_to_contact, relative.child_wishes_contact, is_decided=False)
    siblings = list(services.siblings_of(case, request.user).select_related("child__identity"))
    context = {
        "title": _("Family"),
        "group": group,
        "siblings": siblings,
        "unseen": group.members.exclude(child__in=[case.child_id, *(sibling.child_id for sibling in siblings)]).count() if group else 0,
        "relatives": relatives,
        "may_work": may(request.user, "case.work") and case.closed_at is None,
    }
    return document_page(request, case, "cases/family.html", **context)


def _page(case) -> str:
    return reverse("cases:family", args=[case.code])


def _write(request, case, form, save, *, title, stale=None):
    """Save a form of the family's page and go back to it, or show the form again."""

    def again(current=None):
        read(request, case, "case.form", form=form.__class__.__name__)
        context = {"form": form, "title": title, "back": _page(case), "submit": _("Save")}
        return document_page(request, case, "cases/form.html", status=422 if form.errors else 200, **context)

    return answer(request, form, save, done=lambda: _page(case), again=again, stale=stale or again)


def _given(request, case, form: DraftForm) -> dict:
    return {"case": case, "by": request.user, "now": timezone.now(), **form.cleaned_data}


@WRITE
@once
def family_group(request, code):
    """The adults who came with the children, and whether all are to stay together."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    title = _("What holds for the family")
    form = GroupForm(request.POST or None, instance=services.family_of(case.child) or FamilyGroup())

    def stale(current):
        return conflict(request, case, form, GroupForm(instance=current), current, title=title, theirs_url=_page(case))

    return _write(request, case, form, lambda: services.save_family(**_given(request, case, form)), title=title, stale=stale)


@WRITE
@once
def relative_add(request, code):
    case = visible_case(request, code)
    require(request.user, "case.work")
    form = RelativeForm(request.POST or None, instance=Relative())
    return _write(request, case, form, lambda: services.save_relative(**_given(request, case, form)), title=_("Add a relative"))


@WRITE
@once
def relative_edit(request, code, pk):
    case = visible_case(request, code)
    require(request.user, "case.work")
    relative = _relative(request, case, pk)
    form = RelativeForm(request.POST or None, instance=relative)

    def stale(current):
        return conflict(request, case, form, RelativeForm(instance=current), current, title=relative.name, theirs_url=_page(case))

    def save():
        services.save_relative(relative=relative, **_given(request, case, form))

    return _write(request, case, form, save, title=relative.name, stale=stale)


def _relative(request, case, pk) -> Relative:
    return get_object_or_404(Relative.objects.visible_to(request.user).filter(child=case.child_id), pk=pk)


@WRITE
@once
def relative_contact(request, code, pk):
    """A contact with a relative, held or planned (INV-28)."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    relative = _relative(request, case, pk)
    form = ContactForm(request.POST or None, initial={"at": timezone.localtime().replace(second=0, microsecond=0)})

    def save():
        services.record_relative_contact(relative=relative, **_given(request, case, form))

    return _write(request, case, form, save, title=_("Contact with %(relative)s") % {"relative": relative})


@WRITE
@once
def tracing_add(request, code, pk):
    """A step of the search for a relative."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    relative = _relative(request, case, pk)
    form = TracingForm(request.POST or None, initial={"at": timezone.localtime().replace(second=0, microsecond=0)})

    def save():
        services.record_tracing(relative=relative, **_given(request, case, form))

    return _write(request, case, form, save, title=_("Search for %(relative)s") % {"relative": relative})


@WRITE
@once
def home_study_add(request, code, pk):
    """A visit of our own people to a relative's home (INV-29)."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    relative = _relative(request, case, pk)
    form = HomeStudyForm(request.POST or None)

    def save():
        services.record_home_study(relative=relative, **_given(request, case, form))

    return _write(request, case, form, save, title=_("Home study of %(relative)s") % {"relative": relative})


@WRITE
@once
def home_study_conditions(request, code, pk):
    """How the conditions of a home study were met."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    studies = HomeStudy.objects.visible_to(request.user).select_related("relative").filter(relative__child=case.child_id)
    study = get_object_or_404(studies, pk=pk)
    form = ConditionsForm(request.POST or None)

    def save():
        services.meet_conditions(study=study, **_given(request, case, form))

    return _write(request, case, form, save, title=_("Conditions for living with %(relative)s") % {"relative": study.relative})


@WRITE
@once
def sibling_add(request, code):
    """Say that the child of another case is a brother or sister."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    form = SiblingForm(request.POST or None)

    def save():
        sibling = Case.objects.visible_to(request.user).filter(code=form.cleaned_data["code"].strip().upper()).first()
        if sibling is None:
            raise ValidationError({"code": _("You see no case of this code.")})
        services.link_sibling(case=case, sibling=sibling, by=request.user, now=timezone.now())

    return _write(request, case, form, save, title=_("Add a brother or sister"))


@require_POST
@once
def evaluation_copy(request, code):
    """Begin the evaluation from a sibling's, and go on to the page where all of it is written."""
    return _copy(request, code, EVALUATION, services.begin_evaluation_from_sibling, "cases:evaluation_write")


@require_POST
@once
def plan_copy(request, code):
    """Begin the plan from a sibling's."""
    return _copy(request, code, PLAN, services.begin_plan_from_sibling, "cases:plan")


def _copy(request, code, kind, verb, following):
    case = visible_case(request, code)
    require(request.user, "case.work")
    document, form = getattr(case, kind.name), SubmitForm(request.POST)
    if document is None or not form.is_valid():
        return redirect(kind.page, code=code)
    try:
        verb(**{kind.name: document}, version=form.cleaned_data["version"], by=request.user, now=timezone.now())
    except Stale:
        messages.error(request, _("Somebody changed this while you read it: nothing was copied."))
        return redirect(kind.page, code=code)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(kind.page, code=code)
    messages.success(request, _("Copied from the brother or sister. Check it for this child: what is marked is not sent before."))
    return redirect(following, code=code)

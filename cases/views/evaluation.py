"""The evaluation: a task list, six short forms or one long one, and sending it for review."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import require
from accounts.submissions import once
from cases import companions, services
from cases.choices import Element
from cases.companions import Blocked, Blocker
from cases.forms.evaluation import PART_OF_ELEMENT, PARTS, ConclusionPart, ScreeningPart, ViewsPart, WholeEvaluation
from cases.pages import visible_case
from cases.views.documents import EVALUATION, WRITE, answer, conflict, document_page, may_review, may_write, not_yet, read_document, submit
from cases.views.prints import prints_of

NAMES = {ViewsPart: "cases:evaluation_views", ScreeningPart: "cases:evaluation_screening", ConclusionPart: "cases:evaluation_conclusion"}


@dataclass(frozen=True)
class Row:
    """One part of the evaluation in the task list, with what it lacks."""

    title: str
    url: str
    is_begun: bool = True
    missing: list[Blocker] = field(default_factory=list)
    anchor: str = ""


@require_safe
def evaluation(request, code):
    case = visible_case(request, code)
    if case.evaluation is None:
        return not_yet(request, case, EVALUATION)
    return evaluation_page(request, case)


def evaluation_page(request, case, *, refused=(), status=200):
    document = case.evaluation
    read_document(request, case, EVALUATION, document)
    writing = may_write(request.user, case, EVALUATION, document)
    missing = companions.blockers(case, "submit_evaluation") if writing else []
    return document_page(
        request,
        case,
        "cases/evaluation.html",
        status=status,
        title=EVALUATION.title,
        document=document,
        writing=writing,
        sections=task_list(case, document, missing) if writing else [],
        missing=missing,
        refused=refused,
        sibling=services.sibling_with("evaluation", case, request.user) if writing and not document.copied else None,
        interviews=case.interviews.all(),
        may_submit=writing and document.author_id == request.user.pk,
        may_review=may_review(request.user, case, document),
        prints=prints_of(case, EVALUATION, document, request.user),
        versions=case.evaluations.exclude(pk=document.pk).select_related("reviewer"),
        kind=EVALUATION,
    )


def task_list(case, document, missing) -> list[tuple[str, list[Row]]]:
    """The parts of the evaluation in the order of work, each with what the guards say it lacks."""
    by_url: dict[str, list[Blocker]] = {}
    for blocker in missing:
        by_url.setdefault(blocker.url, []).append(blocker)
    written = {element.element: bool(element.facts) for element in document.element_list}

    def row(title, url, is_begun, anchor=""):
        return Row(title, url, is_begun, by_url.get(url, []), anchor)

    interviews = row(_("Interviews"), reverse("cases:interview_add", args=[case.code]), True)
    child = [row(_("What the child says"), part_url(case, ViewsPart), bool(document.child_views)), interviews, baseline(case)]
    elements = [row(element.label, element_url(case, element), written.get(element), f"#{element.value}") for element in Element]
    opinions = row(_("Opinions of the team"), reverse("cases:opinion_ask", args=[case.code]), bool(document.opinion_list))
    end = [
        row(ScreeningPart.title, part_url(case, ScreeningPart), bool(document.international_protection)),
        opinions,
        row(ConclusionPart.title, part_url(case, ConclusionPart), bool(document.conclusion)),
    ]
    return [(ViewsPart.title, child), (_("The seven elements of best interests"), elements), (_("Answers, opinions and conclusion"), end)]


def baseline(case) -> Row:
    """The child's wellbeing at the beginning: wanted to compare with later, and never in the way of sending."""
    url = reverse("cases:wellbeing_add", args=[case.code])
    unmeasured = Blocker("wellbeing", _("Not measured yet; the evaluation can be sent without it."), "cases:wellbeing_add", (case.code,))
    return Row(_("Wellbeing at the beginning"), url, bool(case.wellbeing), [] if case.wellbeing else [unmeasured])


def part_url(case, part) -> str:
    """The address of a part's form."""
    if part in NAMES:
        return reverse(NAMES[part], args=[case.code])
    return element_url(case, part.elements[0])


def element_url(case, element) -> str:
    """The address of an element's form, as the guards name it."""
    return reverse("cases:evaluation_element", args=[case.code, element.value])


@WRITE
@once
def evaluation_views(request, code):
    return write_part(request, code, ViewsPart)


@WRITE
@once
def evaluation_element(request, code, element):
    if element not in Element.values:
        raise Http404(element)
    return write_part(request, code, PART_OF_ELEMENT[Element(element)])


@WRITE
@once
def evaluation_screening(request, code):
    return write_part(request, code, ScreeningPart)


@WRITE
@once
def evaluation_conclusion(request, code):
    return write_part(request, code, ConclusionPart)


@WRITE
@once
def evaluation_write(request, code):
    """All of it on one page."""
    return write_part(request, code, WholeEvaluation)


def write_part(request, code, part):
    """Show one part and save it; then the next one, or the task list."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    document, page = case.evaluation, reverse("cases:evaluation", args=[code])
    if document is None:
        return not_yet(request, case, EVALUATION)
    if request.method != "POST" and not may_write(request.user, case, EVALUATION, document):
        return redirect(page)
    form = part(request.POST or None, instance=document)
    following = next_part(part)
    last = following is None or not {"leave", "send"}.isdisjoint(request.POST)

    def save():
        services.save_evaluation(
            evaluation=document,
            version=form.cleaned_data["version"],
            by=request.user,
            now=timezone.now(),
            elements=form.element_texts(),
            options=form.options(),
            **form.own_texts(),
        )
        if "send" in request.POST:
            send_if_complete(request, document)

    def again():
        read_document(request, case, EVALUATION, document)
        context = {"form": form, "document": document, "following": following, "step": step_of(part), "steps": len(PARTS)}
        return document_page(
            request, case, "cases/evaluation_part.html", status=422 if form.errors else 200, title=part.title, back=page, **context
        )

    return answer(
        request,
        form,
        save,
        done=lambda: page if last else part_url(case, following),
        again=again,
        stale=lambda current: conflict(
            request, case, form, part(instance=current), current, title=f"{EVALUATION.title}: {part.title}", theirs_url=request.path
        ),
    )


def send_if_complete(request, document) -> None:
    """Send what was just saved for review; where something is missing it stays saved, and the page says what."""
    try:
        services.submit_document(document=document, version=document.version, by=request.user, now=timezone.now())
    except Blocked:
        messages.warning(request, _("Saved, and not sent yet: what is missing stands below, each with the page where you supply it."))
    else:
        messages.success(request, _("Sent for review."))


def step_of(part) -> int | None:
    """Which of the parts this is; None for all of them at once."""
    return PARTS.index(part) + 1 if part in PARTS else None


def next_part(part):
    """The part after this one, or None after the last."""
    place = step_of(part)
    return PARTS[place] if place and place < len(PARTS) else None


@require_POST
@once
def evaluation_submit(request, code):
    """Send the evaluation for review; what is missing comes back as links."""
    return submit(request, visible_case(request, code), EVALUATION, evaluation_page)

"""Pages that belong to no domain app: home by role, language, health."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

import cases.oversight
import cases.worklist
import determinations.worklist
import liberty.restriction_worklist
import liberty.worklist
import placements.worklist
import referrals.transfer_worklist
import referrals.worklist
from accounts.roles import Role
from accounts.services import choose_language
from audit.services import record_read
from cases.choices import Step
from cases.together import together
from idc_atd.glossary import CROSSWALK, GLOSSARY
from idc_atd.navigation import purpose_of
from idc_atd.operations.health import is_ready
from protocols import packs
from protocols.words import chapters, said

WORKLISTS = (
    cases.oversight,
    cases.worklist,
    determinations.worklist,
    liberty.worklist,
    liberty.restriction_worklist,
    placements.worklist,
    referrals.worklist,
    referrals.transfer_worklist,
)  # in the order in which home shows them


@require_safe
def home(request):
    """My work, as the reader's role sees it: what is overdue, due, to be reviewed or waiting."""
    user, now = request.user, timezone.now()
    if user.role == Role.MIGRATION_NOTIFIER:
        return render(request, "home_notifier.html", {"title": _("Notify a child")})
    asked = iter(together(worklist.asking(user, now) for worklist in WORKLISTS if hasattr(worklist, "asking")))
    found = [next(asked) if hasattr(worklist, "asking") else worklist.sections(user, now) for worklist in WORKLISTS]
    sections = [section for of_app in found for section in of_app]
    if subjects := {subject for section in sections for row in section.rows for subject in row.subjects}:
        record_read(actor=user, action="home.read", subjects=sorted(subjects))
    return render(request, "home.html", {"title": _("My work"), "sections": sections, "purpose": purpose_of(user), "now": now})


@require_safe
def help_page(request):
    """The six steps beside the names other guidelines give them, the terms, the languages."""
    return render(request, "help.html", {"title": _("Help"), "crosswalk": CROSSWALK, "glossary": GLOSSARY})


@require_safe
def protocols(request):
    """A pack in plain words: the one asked for as "mx" or as a case pinned it, "mx 2026.1"; otherwise that of the reader's place."""
    wanted, organisation = request.GET.get("pack", ""), request.user.organisation
    try:
        pack = packs.of_case(wanted) if " " in wanted else packs.load(wanted)
    except packs.PackError:
        pack = packs.for_jurisdiction(organisation.country, organisation.state)
    steps = {step.value: step.label for step in Step}
    context = {
        "title": _("The procedure"),
        "pack": pack,
        "source": said(pack.source),
        "packs": packs.all_packs(),
        "chapters": chapters(pack, steps),
    }
    return render(request, "protocols.html", context)


@login_not_required
@require_POST
def language(request):
    """Turn the pages to another language, for this browser and for whoever is signed in."""
    if request.user.is_authenticated:
        choose_language(by=request.user, language=request.POST.get("language", ""))
    return set_language(request)


@login_not_required
@require_safe
def health_live(request):
    """Answer as long as the process lives."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def health_ready(request):
    """Answer whether pages can be served here: two words, and nothing of our inside."""
    if is_ready():
        return HttpResponse("ok", content_type="text/plain")
    return HttpResponse("not ready", status=503, content_type="text/plain", headers={"Retry-After": "5"})

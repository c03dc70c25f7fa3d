"""The dossier: begun from the evaluation, written, handed in; from then on nobody changes it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.choices import Step
from cases.companions import Blocked
from cases.models.base import HEARD
from cases.services.base import note, refuse, refuse_mute_disagreement
from cases.versioning import save_over
from determinations.choices import State
from determinations.lacks import lacks_of_dossier
from determinations.models import Determination, Dossier, DossierElement, DossierOption
from determinations.services.base import enter, locked_determination, refuse_move

TEXTS = ("facts", "relatives", "recommendation")


@verb
def begin_dossier(*, determination: Determination, by: User, now: datetime) -> Dossier:
    """Begin the dossier with the seven elements as the evaluation has them now: what is changed there later does not change it."""
    require(by, "case.work")
    determination = locked_determination(determination, by)
    refuse_move(determination, "begin_dossier")
    case = determination.case
    if case.step != Step.DETERMINATION:
        refuse(
            _("INV-17: the case is now in “%(step)s”; a supervisor takes it to the determination first.")
            % {"step": case.get_step_display()}
        )
    evaluation = case.approved_evaluation or case.evaluation
    if evaluation is None:
        refuse(_("There is no evaluation to take the seven elements from: ask for more information."), code="state")
    dossier = _draft(determination, by)
    dossier.evaluation = evaluation
    for name in HEARD:
        setattr(dossier, name, getattr(evaluation, name))
    dossier.save()
    dossier.elements.all().delete()
    DossierElement.objects.bulk_create(
        DossierElement(dossier=dossier, element=one.element, facts=one.facts, sources=one.sources, weight=one.weight)
        for one in evaluation.elements.all()
    )
    enter(determination, "begin_dossier", by=by, now=now, target=dossier)
    return dossier


def _draft(determination: Determination, by: User) -> Dossier:
    """Return the dossier at work, or a new one that starts from the texts and options of the one before."""
    before = determination.dossiers.order_by("-number").first()
    if before is not None and before.submitted_at is None:
        before.author = by
        return before
    dossier = Dossier(determination=determination, number=before.number + 1 if before else 1, author=by, created_by=by)
    if before is not None:
        for name in TEXTS:
            setattr(dossier, name, getattr(before, name))
        dossier.evaluation = before.evaluation
        dossier.save()
        for option in before.option_list:
            DossierOption.objects.create(
                dossier=dossier,
                title=option.title,
                solution=option.solution,
                pros=option.pros,
                cons=option.cons,
                risks=option.risks,
                created_by=by,
            )
    return dossier


def _at_work(dossier: Dossier, by: User) -> Determination:
    """Return the locked determination of a dossier that `by` may write on now, or refuse."""
    require(by, "case.work")
    determination = locked_determination(dossier.determination, by)
    dossier.refresh_from_db(fields=["submitted_at", "version", "author"])
    if dossier.submitted_at is not None or determination.state != State.DOSSIER_PREPARATION:
        refuse(_("INV-18: the dossier was handed in and is not changed any more."))
    return determination


def _save(dossier: Dossier, by: User, now: datetime, version: int, **fields) -> None:
    determination = _at_work(dossier, by)
    save_over(dossier, version=version, author=by, **fields)
    note(by=by, action="dossier.save", case=determination.case, target=dossier, detail={"fields": sorted(fields)}, now=now)


@verb
def save_dossier(*, dossier: Dossier, version: int, by: User, now: datetime, **fields) -> Dossier:
    """Save texts of the dossier over the version that was read, or raise Stale; whoever saves is its author."""
    refuse_mute_disagreement(fields)
    _save(dossier, by, now, version, **fields)
    return dossier


@verb
def save_option(*, dossier: Dossier, version: int, by: User, now: datetime, option: DossierOption | None = None, **fields) -> DossierOption:
    """Add an option to the dossier, or change one."""
    _save(dossier, by, now, version)
    option = option or DossierOption(dossier=dossier, created_by=by)
    for name, value in fields.items():
        setattr(option, name, value)
    option.save()
    return option


@verb
def remove_option(*, option: DossierOption, version: int, by: User, now: datetime) -> None:
    """Take an option out of a dossier that is still being written."""
    _save(option.dossier, by, now, version)
    option.delete()


@verb
def submit_dossier(*, dossier: Dossier, version: int, by: User, now: datetime) -> Dossier:
    """Hand in a complete dossier, or refuse with everything that it lacks."""
    determination = _at_work(dossier, by)
    if dossier.author_id != by.pk:
        raise PermissionDenied("submit_dossier")
    if lacks := lacks_of_dossier(dossier):
        raise Blocked(lacks)
    save_over(dossier, version=version, submitted_at=now)
    enter(determination, "submit_dossier", by=by, now=now, target=dossier)
    return dossier

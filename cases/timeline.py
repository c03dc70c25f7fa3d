"""What happened in a case, from the record of writes: one query, with who it was and the words of the notes."""

from dataclasses import dataclass

from django.db.models import CharField, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import Event, Kind
from cases import companions
from cases.models import Case, ContactNote, Explanation, FollowUpVisit, Review
from cases.models.base import IsAny
from cases.pagination import Page, page_of
from cases.workflow import TRANSITIONS
from papers.choices import titles as paper_titles

SHOWN = 50
TITLES: dict[str, str | Promise] = {
    **paper_titles("issue"),
    "case.create": _("The case was registered"),
    "case.rapid_assessment": _("Rapid assessment"),
    "case.designate": _("A person responsible was designated"),
    "case.accept_designation": _("The designation was accepted"),
    "case.status": _("Migration and asylum status were recorded"),
    "case.interview": _("Conversation with the child"),
    "case.contact_note": _("Contact note"),
    "case.visit": _("Follow-up visit"),
    "case.review": _("Review of the plan"),
    "evaluation.save": _("The evaluation was edited"),
    "evaluation.submit": _("The evaluation was sent for review"),
    "evaluation.copy": _("The evaluation was begun from a sibling's"),
    "plan.copy": _("The plan was begun from a sibling's"),
    "family.link": _("A brother or sister was put together with the child"),
    "family.save": _("What holds for the family was recorded"),
    "family.relative": _("A relative was recorded"),
    "family.contact": _("Contact with a relative"),
    "family.home_study": _("Home study of a relative"),
    "family.conditions_met": _("The conditions of a home study were met"),
    "family.tracing": _("A step of the search for a relative"),
    "parts.open": _("Parts of the file were opened to somebody"),
    "parts.close": _("Parts of the file were closed again"),
    "file.add": _("A file was attached"),
    "file.withdraw": _("A file was withdrawn"),
    "sealed.write": _("A sealed note was written"),
    "sealed.add_reader": _("Somebody was let read a sealed note"),
    "sealed.remove_reader": _("Somebody was taken off the list of a sealed note"),
    "opinion.ask": _("An opinion was asked for"),
    "opinion.save": _("An opinion was edited"),
    "opinion.sign": _("An opinion was signed"),
    "plan.save": _("The plan was edited"),
    "plan.submit": _("The plan was sent for review"),
    "plan.progress": _("Progress of a measure"),
    "closureproposal.save": _("The closure proposal was edited"),
    "closure.save": _("The closure proposal was edited"),
    "closure.submit": _("The closure was sent for review"),
    "wellbeing.record": _("Wellbeing was measured"),
    "age.open": _("An assessment of the age began"),
    "age.conclude": _("The age was assessed"),
    "age.appeal": _("The conclusion on the age was appealed"),
    "age.appeal_decided": _("The appeal on the age was decided"),
    "age.final": _("That the person is an adult was made final"),
    "transition.save": _("The plan for adult life was written"),
    "task.create": _("A task was raised"),
    "task.add": _("A task was given"),
    "task.reassign": _("A task was given to another person"),
    "task.complete": _("A task was done"),
    "task.escalate": _("An overdue task was put before the supervisor"),
    "case.withdraw_designation": _("A designation was withdrawn before it was accepted"),
    "emergency.open": _("The file was opened in an emergency"),
    "emergency.review": _("It was judged whether the emergency was one"),
    "emergency.escalate": _("Nobody judged an emergency in time: the head of the authority was told"),
    "alarm.answer": _("An alarm on how the file is read was answered"),
    "notification.triage": _("The notification was decided on"),
    **{f"case.{name}": move.label for name, move in TRANSITIONS.items()},
}
NOTES = ("case.contact_note", "case.interview", "case.visit", "case.review")
MOVES = tuple(f"case.{name}" for name in TRANSITIONS)
DOCUMENTS = (
    Q(action__startswith="evaluation.")
    | Q(action__startswith="procedure.")
    | Q(action__startswith="opinion.")
    | Q(action="decision.explain")
    | Q(action__startswith="plan.")
    | Q(action__startswith="file.")
    | Q(action__startswith="closure")
)
KINDS = {
    "notes": (_("Notes and visits"), Q(action__in=NOTES)),
    "moves": (_("Steps"), Q(action__in=(*MOVES, "case.create", "case.designate", "case.accept_designation"))),
    "documents": (_("Documents"), DOCUMENTS),
    "care": (
        _("Care and liberty"),
        Q(action__startswith="measure")
        | Q(action__startswith="placement")
        | Q(action__startswith="liberty")
        | Q(action__startswith="deprivation"),
    ),
}
TINTS = {"case.contact_note": "info", "case.visit": "info", **dict.fromkeys(MOVES, "good")}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    title: str | Promise
    at: object
    by: str
    text: str
    reason: str
    tint: str


def timeline(case: Case, params, kind: str = "") -> Page:
    """Return the newest 50 acts on the case (of one kind, if named) and where older ones are: one query."""
    # First what speaks of the case, then its order: a plan that followed the order would read the record of everybody.
    about = Event.objects.filter(subjects__contains=[case.pk]).order_by().values("pk")
    acts = Event.objects.filter(IsAny("pk", about), kind=Kind.WRITE).exclude(action__startswith="sealed.")  # INV-55
    if kind in KINDS:
        acts = acts.filter(KINDS[kind][1])
    else:
        acts = acts.exclude(action__in=("evaluation.save", "opinion.save", "plan.save", "closureproposal.save", "closure.save"))
    acts = acts.annotate(
        who=_name_of(User, "full_name", "actor"),
        note=_text_of(ContactNote, case, "text"),
        visit=_text_of(FollowUpVisit, case, "text"),
        review=_text_of(Review, case, "decisions"),
        told=_text_of(Explanation, case, "child_answer"),
    )
    page = page_of(acts, params, by="at", size=SHOWN)
    titles = TITLES | companions.titles()
    entries = [
        Entry(
            titles.get(act.action, act.action.replace(".", " ").replace("_", " ")),
            act.at,
            act.who or "",
            act.note or act.visit or act.review or act.told or "",
            act.reason,
            TINTS.get(act.action, ""),
        )
        for act in page.rows
    ]
    return Page(entries, page.newer, page.older)


def titles_on_record() -> dict[str, str | Promise]:
    """Return what every act is called, those of reading too."""
    return TITLES | companions.titles() | READINGS


READINGS = {
    "task.form": _("A form of the case"),
    "wellbeing.read": _("Wellbeing"),
    "wellbeing.chart": _("The chart of wellbeing"),
    "wellbeing.form": _("A form of the case"),
    "age.read": _("The age and adult life"),
    "age.form": _("A form of the case"),
    "case.read": _("The case"),
    "case.list": _("A list of cases"),
    "case.search": _("A search for cases"),
    "case.form": _("A form of the case"),
    "case.access_log": _("Who has seen this file"),
    "case.recipients": _("Who is told of the child"),
    "alarm.read": _("An alarm on how the file is read"),
    "emergency.read": _("A file opened in an emergency"),
    "emergency.list": _("The files opened in an emergency"),
    "evaluation.read": _("The evaluation"),
    "file.list": _("The list of files"),
    "file.form": _("A form of the case"),
    "file.read": _("A file was fetched"),
    "family.read": _("The family"),
    "opinion.read": _("An opinion"),
    "parts.read": _("Parts of the file"),
    "parts.list": _("Who sees parts of the file"),
    "parts.form": _("A form to open parts of the file"),
    "sealed.read": _("A sealed note was opened"),
    "sealed.form": _("The list of a sealed note"),
    "interview.read": _("A conversation with the child"),
    "plan.read": _("The plan"),
    "closure.read": _("The closure proposal"),
    **paper_titles("print"),
    **dict.fromkeys(("closure.form", "review.form", "visit.form"), _("A form of the case")),
    "task.list": _("The list of tasks"),
    "team.read": _("The board of the team"),
    "home.read": _("The list of pending work"),
}
KIND_LABELS = {Kind.READ: _("Read"), Kind.WRITE: _("Changed"), Kind.EXPORT: _("Exported"), Kind.REFUSED: _("Refused")}


def _name_of(model, field: str, reference: str) -> Subquery:
    return Subquery(model.objects.filter(pk=OuterRef(reference)).values(field)[:1])


def _text_of(model, case: Case, field: str) -> Subquery:
    """The words of the row that an event is about; rows of this case only, so that the index on the case serves."""
    rows = model.objects.filter(case=case).annotate(key=Cast("pk", CharField())).filter(key=OuterRef("target_id"))
    return Subquery(rows.values(field)[:1])

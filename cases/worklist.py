"""What waits for a person: the sections of the home page. Each app above adds its own."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case as Choice
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import SUPERVISING, Role, may
from cases import companions
from cases.choices import DocumentState, Step
from cases.drafting import name_of
from cases.models import Case, ClosureProposal, Designation, Emergency, Evaluation, FormDraft, Notification, Opinion, Plan, Task
from cases.todo import OVERDUE, TODAY, WEEK, ends_of
from cases.together import together

MOST_ROWS = 8
AT_WORK = (DocumentState.DRAFT, DocumentState.RETURNED)
BY_DOSSIER = (Role.BID_COORDINATOR, Role.BID_PANEL_MEMBER)  # their work comes as dossiers, not as cases


@dataclass(frozen=True)
class Row:
    """One thing to do: where it is, what it is, until when, and its tint (high, attention, good, info)."""

    url: str
    title: str
    hint: str | Promise = ""
    due_at: datetime | None = None
    tint: str = ""
    subjects: tuple = ()  # ids of the cases and children it shows, for the record of who read


@dataclass(frozen=True)
class Section:
    """A heading with its rows; `empty` is what an empty one says."""

    key: str
    title: str | Promise
    empty: str | Promise
    rows: list[Row] = field(default_factory=list)
    more_url: str = ""
    is_cut: bool = False
    total: int | None = None  # where a row stands for several

    @property
    def count(self) -> str:
        """How many there are: "8+" where the list was cut."""
        if self.total is not None:
            return str(self.total)
        return f"{len(self.rows)}+" if self.is_cut else str(len(self.rows))


def cut(key: str, title, empty, rows: list[Row], more_url: str = "") -> Section:
    """Return the section with its first rows only, and say so."""
    return Section(key, title, empty, rows[:MOST_ROWS], more_url, len(rows) > MOST_ROWS)


def sections(user, now: datetime) -> list[Section]:
    """Return what waits for `user` in the spine, by role, the most urgent first; at most four queries."""
    return together([asking(user, now)])[0]


def asking(user, now: datetime):
    """Ask for what can be asked together with other apps and return the sections (cases.together)."""
    if user.role == Role.CASEWORKER:
        asked, kept = yield [_asked_opinions(user), _kept_drafts(user)]
        return [*_filled(_opinions(asked)), *_of_caseworker(user, now), *_filled(_drafts(kept))]
    if user.role in SUPERVISING:
        (received,) = yield [_untriaged(user)]
        return [_to_review(user), _to_triage(received), *_of_unit(user, now)]
    if user.role == Role.INTAKE_OFFICER:
        (received,) = yield [_untriaged(user)]
        return [_to_triage(received), _in_intake(user, now)]
    if may(user, "opinion.write"):
        asked, kept = yield [_asked_opinions(user), _kept_drafts(user)]
        return [_opinions(asked), _granted(user, now), *_filled(_drafts(kept))]
    if may(user, "case.read") and user.role not in BY_DOSSIER:
        return [_granted(user, now)]
    return []


def waiting(user, now: datetime) -> dict[str, int]:
    """Return how much waits for `user`, by what it is: numbers alone, for the letter of the morning."""
    today, _week = ends_of(now)
    tasks, late = Task.objects.visible_to(user).open(), Count("pk", filter=Q(due_at__lt=now))
    found = tasks.of(user).aggregate(overdue=late, today=Count("pk", filter=Q(due_at__gte=now, due_at__lt=today)))
    found["accept"] = Designation.objects.visible_to(user).filter(person=user, accepted_at=None, ended_at=None).count()
    if user.role in SUPERVISING:
        sent = Q(state=DocumentState.SUBMITTED, case__in=Case.objects.visible_to(user))
        found["review"] = sum(model.objects.filter(sent).count() for model in (Evaluation, Plan, ClosureProposal))
        found["team"] = tasks.exclude(escalated_at=None).count()
    return found


def _of_caseworker(user, now) -> list[Section]:
    own = Designation.objects.visible_to(user).filter(person=user, ended_at=None)
    own = own.select_related("case__child__identity").order_by(F("case__step_due_at").asc(nulls_last=True), "case__code")
    accepted = [designation.case for designation in own if designation.accepted_at]
    waiting = [designation.case for designation in own if not designation.accepted_at]
    tasks, more = _due_this_week(user, waiting, now), reverse("cases:task_list")
    found = [
        Section("accept", _("To accept"), "", [_row(case, "attention", "cases:designation_accept") for case in waiting])
        if waiting
        else None,
        cut("overdue", _("Overdue"), _("Nothing is overdue."), [_task_row(task, "high") for task in tasks[OVERDUE]], more),
        cut("today", _("Today"), _("Nothing falls due today."), [_task_row(task, "attention") for task in tasks[TODAY]], more),
        cut("week", _("This week"), _("Nothing falls due this week."), [_task_row(task) for task in tasks[WEEK]], more),
        Section(
            "mine",
            _("My children"),
            _("You are not responsible for any child yet. Your supervisor designates you; then the child stands here."),
            [_row(case) for case in accepted],
            reverse("cases:list") + "?mine=on",
        ),
    ]
    return [section for section in found if section]


def _filled(section: Section) -> list[Section]:
    """The section, if it has anything."""
    return [section] if section.rows else []


def _asked_opinions(user):
    """What the reader was asked for and has not signed, while the evaluation is at work."""
    asked = Opinion.objects.visible_to(user).filter(asked_of=user, signed_at=None, evaluation__state__in=AT_WORK)
    return asked.select_related("case__child__identity").order_by("case__step_due_at")[: MOST_ROWS + 1]


def _opinions(asked: list[Opinion]) -> Section:
    rows = [
        Row(
            reverse("cases:opinion", args=[one.pk]),
            f"{one.case.code} · {one.case.child.identity.initials or '—'}",
            one.title,
            one.case.step_due_at,
            "attention",
            (one.case_id,),
        )
        for one in asked
    ]
    return cut("opinions", _("Opinions asked of you"), _("Nobody waits for an opinion of yours."), rows)


def _kept_drafts(user):
    """What the reader typed and did not save."""
    return FormDraft.objects.visible_to(user).defer("values").select_related("case__child__identity")[: MOST_ROWS + 1]


def _drafts(kept: list[FormDraft]) -> Section:
    rows = [
        Row(
            f"{one.path}?draft=1",
            f"{one.case.code} · {one.case.child.identity.initials or '—'}",
            name_of(one.path),
            one.saved_at,
            "",
            (one.case_id,),
        )
        for one in kept
    ]
    return cut("drafts", _("Drafts"), "", rows)


def _due_this_week(user, waiting: list[Case], now) -> dict[str, list[Task]]:
    """Return what waits for `user`, by span of time, the first few of each: one query. A case not yet accepted is no work yet."""
    today, week = ends_of(now)
    span = Choice(When(due_at__lt=now, then=Value(OVERDUE)), When(due_at__lt=today, then=Value(TODAY)), default=Value(WEEK))
    tasks = Task.objects.visible_to(user).open().of(user).filter(due_at__lt=week).exclude(case__in=[case.pk for case in waiting])
    tasks = tasks.annotate(span=span).annotate(place=Window(RowNumber(), partition_by=F("span"), order_by=["due_at", "id"]))
    found: dict[str, list[Task]] = {OVERDUE: [], TODAY: [], WEEK: []}
    for task in tasks.filter(place__lte=MOST_ROWS + 1).select_related("case__child__identity").order_by("due_at", "id"):
        found[task.span].append(task)
    return found


def _task_row(task: Task, tint: str = "") -> Row:
    case = task.case
    title = f"{case.code} · {case.child.identity.initials or '—'}"
    return Row(task.url or reverse("cases:detail", args=[case.code]), title, task.title, task.due_at, tint, (case.pk,))


def _row(case: Case, tint: str = "", view: str = "cases:detail") -> Row:
    title = f"{case.code} · {case.child.identity.initials or '—'}"
    return Row(reverse(view, args=[case.code]), title, case.get_step_display(), case.step_due_at, tint, (case.pk,))


def _to_review(user) -> Section:
    """Documents sent for review, the longest waiting first: one query for the three kinds."""
    kinds = (("evaluation", Evaluation), ("plan", Plan), ("closure", ClosureProposal))
    columns = ("submitted_at", "case_id", "case__code", "author__full_name")
    above = {one.kind: one for one in companions.to_review(user)}
    first, *others = (
        *(
            model.objects.on_desk_of(user).filter(state=DocumentState.SUBMITTED).order_by().values_list(Value(kind), *columns)
            for kind, model in kinds
        ),
        *(one.rows.order_by().values_list(Value(one.kind), *columns) for one in above.values()),
    )
    rows = first.union(*others, all=True).order_by("submitted_at")[: MOST_ROWS + 1]
    return cut("review", _("To review"), _("Nothing waits for your review."), [_review_row(above, *row) for row in rows])


def _review_row(above, kind, submitted_at, case_id, code, author) -> Row:
    view = above[kind].view if kind in above else f"cases:{kind}_review"
    labels = {name: one.label for name, one in above.items()} | {"evaluation": _("Evaluation"), "plan": _("Plan"), "closure": _("Closure")}
    hint = _("%(document)s by %(author)s") % {"document": labels[kind], "author": author}
    return Row(reverse(view, args=[code]), code, hint, submitted_at, "info", (case_id,))


def _untriaged(user):
    waiting = Notification.objects.received_by(user).filter(triage_result="").select_related("child__identity", "source_org")
    return waiting.order_by("received_at", "id")[: MOST_ROWS + 1]


def _to_triage(received: list[Notification]) -> Section:
    rows = [
        Row(
            reverse("cases:notification_detail", args=[one.pk]),
            f"{one.child.code} · {one.child.identity.initials or '—'}",
            one.source_org.name,
            one.received_at,
            "high" if one.held_since else "attention" if one.is_urgent else "",
            (one.child_id,),
        )
        for one in received
    ]
    empty = _("No notification waits for a decision.")
    return cut("triage", _("Notifications to decide on"), empty, rows, reverse("cases:notification_list"))


def _of_unit(user, now) -> list[Section]:
    """Cases without a person, what is overdue by person, and files opened in an emergency: one query for all."""
    alone = without_person(user).values_list(Value("alone"), "pk", "code", "step_due_at", Value(0))[: MOST_ROWS + 1]
    name = Coalesce(Subquery(User.objects.filter(pk=OuterRef("person_id")).values("full_name")[:1]), Value(""))
    late = overdue_by_person(user, now).annotate(name=name).order_by("-late", "oldest")
    late = late.values_list(Value("late"), "person_id", "name", "oldest", "late")[: MOST_ROWS + 1]
    opened = Emergency.objects.to_judge_by(user)
    opened = opened.values_list(Value("opened"), "pk", "person__organisation__name", "review_due_at", Value(0))[: MOST_ROWS + 1]
    found: dict[str, list[Row]] = {"alone": [], "late": [], "opened": []}
    for kind, pk, title, due_at, count in alone.union(late, opened, all=True):
        late_row = _late_row(pk, title, due_at, count) if kind == "late" else None
        found[kind].append(late_row or (emergency_row if kind == "opened" else _alone_row)(pk, title, due_at, now))
    more = reverse("cases:list") + "?step=designation"
    return [
        *_filled(to_judge(found["opened"])),
        cut("alone", _("Without a person responsible"), _("Every open case has a person responsible."), found["alone"], more),
        cut("late", _("Overdue by person"), _("Nothing is overdue."), found["late"], reverse("cases:team")),
    ]


def to_judge(rows: list[Row]) -> Section:
    """Return the section of the files that were opened in an emergency; a row says nothing of whom it is about."""
    return cut("emergencies", _("Files opened in an emergency, to judge"), "", rows, reverse("cases:emergency_list"))


def emergency_row(pk, organisation: str, due_at, now) -> Row:
    tint = "high" if due_at < now else "attention"
    return Row(reverse("cases:emergency_review", args=[pk]), _("Opened in an emergency"), organisation, due_at, tint)


def without_person(user):
    """Return the cases in designation for which nobody is named, what is due first on top."""
    has_person = Exists(Designation.objects.filter(case=OuterRef("pk"), ended_at=None))
    alone = Case.objects.visible_to(user).at_work().filter(~has_person, step=Step.DESIGNATION)
    return alone.order_by(F("step_due_at").asc(nulls_last=True), "code")


def overdue_by_person(user, now):
    """Return for each person of the cases that `user` may see how many tasks are overdue (`late`) and since when (`oldest`)."""
    late = Task.objects.visible_to(user).open().filter(due_at__lt=now).with_person()
    return late.order_by().values("person_id").annotate(late=Count("pk"), oldest=Min("due_at"))


def _alone_row(pk, code: str, due_at, now) -> Row:
    tint = "high" if due_at and due_at < now else "attention"
    return Row(reverse("cases:designate", args=[code]), code, Step.DESIGNATION.label, due_at, tint, (pk,))


def _late_row(pk, name: str, oldest, count: int) -> Row:
    words = ngettext("%(count)d task overdue", "%(count)d tasks overdue", count) % {"count": count}
    return Row(reverse("cases:team") + (f"#person-{pk}" if pk else ""), name or _("Nobody"), words, oldest, "high")


def _in_intake(user, now) -> Section:
    cases = Case.objects.visible_to(user).filter(step=Step.INTAKE).select_related("child__identity").order_by("step_due_at")
    rows = [_row(case, _tint(case, now)) for case in cases[: MOST_ROWS + 1]]
    return cut("intake", _("In identification"), _("No case of yours is in identification."), rows, reverse("cases:list"))


def _granted(user, now) -> Section:
    cases = Case.objects.visible_to(user).at_work().select_related("child__identity").order_by("step_due_at")
    rows = [_row(case, _tint(case, now)) for case in cases[: MOST_ROWS + 1]]
    empty = _("Nobody has given you access to a case yet.")
    return cut("granted", _("Children whose case you may see"), empty, rows, reverse("cases:list"))


def _tint(case: Case, now) -> str:
    return "high" if case.step_due_at and case.step_due_at < now else ""

"""What waits for a person: the sections of the home page. Each app above adds its own."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.roles import SUPERVISING, Role, may
from cases.choices import DocumentState, Step
from cases.drafting import name_of
from cases.models import Case, ClosureProposal, Designation, Evaluation, FormDraft, Notification, Opinion, Plan

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
    if user.role == Role.CASEWORKER:
        return [*_filled(_opinions(user)), *_of_caseworker(user, now), *_filled(_drafts(user))]
    if user.role in SUPERVISING:
        return [_to_review(user), _to_triage(user), *_of_unit(user, now)]
    if user.role == Role.INTAKE_OFFICER:
        return [_to_triage(user), _in_intake(user, now)]
    if may(user, "opinion.write"):
        return [_opinions(user), _granted(user, now), *_filled(_drafts(user))]
    if may(user, "case.read") and user.role not in BY_DOSSIER:
        return [_granted(user, now)]
    return []


def _of_caseworker(user, now) -> list[Section]:
    own = Designation.objects.visible_to(user).filter(person=user, ended_at=None)
    own = own.select_related("case__child__identity").order_by(F("case__step_due_at").asc(nulls_last=True), "case__code")
    accepted = [designation.case for designation in own if designation.accepted_at]
    waiting = [designation.case for designation in own if not designation.accepted_at]
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    due = [case for case in accepted if case.step_due_at]
    overdue = [case for case in due if case.step_due_at < now]
    today = [case for case in due if now <= case.step_due_at < midnight]
    week = [case for case in due if midnight <= case.step_due_at < midnight + timedelta(days=6)]
    found = [
        Section("accept", _("To accept"), "", [_row(case, "attention", "cases:designation_accept") for case in waiting])
        if waiting
        else None,
        Section("overdue", _("Overdue"), _("Nothing is overdue."), [_row(case, "high") for case in overdue]),
        Section("today", _("Today"), _("Nothing falls due today."), [_row(case, "attention") for case in today]),
        Section("week", _("This week"), _("Nothing falls due this week."), [_row(case) for case in week]),
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


def _opinions(user) -> Section:
    """What the reader was asked for and has not signed, while the evaluation is at work."""
    asked = Opinion.objects.visible_to(user).filter(asked_of=user, signed_at=None, evaluation__state__in=AT_WORK)
    rows = [
        Row(
            reverse("cases:opinion", args=[one.pk]),
            f"{one.case.code} · {one.case.child.identity.initials or '—'}",
            one.title,
            one.case.step_due_at,
            "attention",
            (one.case_id,),
        )
        for one in asked.select_related("case__child__identity").order_by("case__step_due_at")[: MOST_ROWS + 1]
    ]
    return cut("opinions", _("Opinions asked of you"), _("Nobody waits for an opinion of yours."), rows)


def _drafts(user) -> Section:
    """What the reader typed and did not save."""
    kept = FormDraft.objects.visible_to(user).select_related("case__child__identity")[: MOST_ROWS + 1]
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


def _row(case: Case, tint: str = "", view: str = "cases:detail") -> Row:
    title = f"{case.code} · {case.child.identity.initials or '—'}"
    return Row(reverse(view, args=[case.code]), title, case.get_step_display(), case.step_due_at, tint, (case.pk,))


def _to_review(user) -> Section:
    """Documents sent for review, the longest waiting first: one query for the three kinds."""
    visible = Case.objects.visible_to(user)
    kinds = (("evaluation", Evaluation), ("plan", Plan), ("closure", ClosureProposal))
    columns = ("submitted_at", "case_id", "case__code", "author__full_name")
    first, *others = (
        model.objects.filter(state=DocumentState.SUBMITTED, case__in=visible).order_by().values_list(Value(kind), *columns)
        for kind, model in kinds
    )
    rows = first.union(*others, all=True).order_by("submitted_at")[: MOST_ROWS + 1]
    return cut("review", _("To review"), _("Nothing waits for your review."), [_review_row(*row) for row in rows])


def _review_row(kind, submitted_at, case_id, code, author) -> Row:
    labels = {"evaluation": _("Evaluation"), "plan": _("Plan"), "closure": _("Closure")}
    hint = _("%(document)s by %(author)s") % {"document": labels[kind], "author": author}
    return Row(reverse(f"cases:{kind}_review", args=[code]), code, hint, submitted_at, "info", (case_id,))


def _to_triage(user) -> Section:
    waiting = Notification.objects.received_by(user).filter(triage_result="").select_related("child__identity", "source_org")
    rows = [
        Row(
            reverse("cases:notification_detail", args=[one.pk]),
            f"{one.child.code} · {one.child.identity.initials or '—'}",
            one.source_org.name,
            one.received_at,
            "high" if one.held_since else "attention" if one.is_urgent else "",
            (one.child_id,),
        )
        for one in waiting.order_by("received_at", "id")[: MOST_ROWS + 1]
    ]
    empty = _("No notification waits for a decision.")
    return cut("triage", _("Notifications to decide on"), empty, rows, reverse("cases:notification_list"))


def _of_unit(user, now) -> list[Section]:
    """Cases without a person and cases overdue, in one query: the few that are shown are chosen before anything is joined to them."""
    has_person = Exists(Designation.objects.filter(case=OuterRef("pk"), ended_at=None))
    cases = Case.objects.visible_to(user).at_work().annotate(has_person=has_person)
    wanted = cases.filter(Q(step=Step.DESIGNATION, has_person=False) | Q(step_due_at__lt=now)).order_by("has_person", "step_due_at")
    shown = Case.objects.filter(pk__in=wanted.values("pk")[: 6 * MOST_ROWS]).annotate(has_person=has_person)
    found = list(shown.select_related("child__identity").order_by("has_person", "step_due_at"))
    alone = [case for case in found if case.step == Step.DESIGNATION and not case.has_person]
    overdue = sorted((case for case in found if case.step_due_at and case.step_due_at < now), key=lambda case: case.step_due_at)
    more = reverse("cases:list")
    return [
        cut(
            "alone",
            _("Without a person responsible"),
            _("Every open case has a person responsible."),
            [_row(case, "attention", "cases:designate") for case in alone],
            f"{more}?step=designation",
        ),
        cut("overdue", _("Overdue"), _("Nothing is overdue."), [_row(case, "high") for case in overdue], f"{more}?overdue=on"),
    ]


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

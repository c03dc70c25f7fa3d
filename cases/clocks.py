"""Which deadlines the records of the spine set running, and which record met each (INV-45). Reads `casefile.records_of`."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases import closing, companions, rules
from cases.choices import Step
from cases.companions import Clock
from cases.models.case import AFTERWARDS
from protocols import packs
from protocols.choices import DeadlineKey
from protocols.limits import END_OF_DAY

CARED_FOR = (Step.PLAN_EXECUTION, Step.FOLLOW_UP)  # a plan is in force and being carried out


def clocks(case) -> list[Clock]:
    """Return the deadlines of the spine for a case with its records."""
    return [
        *_of_intake(case),
        *_of_designation(case),
        *_until_approved(case, DeadlineKey.EVALUATION, Step.EVALUATION, "approve_evaluation"),
        *_until_approved(case, DeadlineKey.PLAN, Step.PLAN_DESIGN, "approve_plan"),
        *_of_visits(case),
        *_of_reviews(case),
        *_of_reunification(case),
        *_of_explanations(case),
        *_of_durable_solution(case),
        *_of_retention(case),
    ]


def _of_intake(case) -> Iterator[Clock]:
    if notification := case.notification:
        met = {"met_at": notification.received_at, "evidence": evidence(notification)}
        yield Clock(DeadlineKey.NOTIFY_PROTECTION_AUTHORITY, notification.located_at, **met)
    done = next(iter(case.rapid_assessments.all()), None)
    if done or not case.closed_at:
        met = {"met_at": max(done.done_at, case.notified_at), "evidence": evidence(done)} if done else {}
        yield Clock(DeadlineKey.RAPID_ASSESSMENT, case.notified_at, **met, view="cases:rapid_assessment", args=(case.code,))


def _of_designation(case) -> Iterator[Clock]:
    """From the notification; after a person left, from the day they left. Met when the person accepts."""
    entries = [row for row in case.history.all() if row.entered == Step.DESIGNATION]
    for number, row in enumerate(entries):
        since = row.at if number else case.notified_at
        until = entries[number + 1].at if number + 1 < len(entries) else datetime.max.replace(tzinfo=row.at.tzinfo)
        named = [one for one in case.designations.all() if row.at <= one.designated_at < until]
        accepted = next((one for one in named if one.accepted_at), None)
        met = {"met_at": accepted.accepted_at, "evidence": evidence(accepted)} if accepted else {}
        if met or case.step == Step.DESIGNATION:
            subject = str(row.pk) if number else ""
            view = "cases:designation_accept" if any(one.ended_at is None for one in named) else "cases:designate"
            yield Clock(DeadlineKey.DESIGNATION, since, **met, subject=subject, view=view, args=(case.code,))


def _until_approved(case, key: str, step: str, approval: str) -> Iterator[Clock]:
    """From the first entry into the step to the approval: handing the case over in between stops no clock."""
    began = None
    for row in case.history.all():
        if row.entered == step and row.left != step and began is None:
            began = row
        elif row.move == approval and began is not None:
            yield Clock(key, began.at, row.at, f"StepHistory {row.pk}", str(began.pk))
            began = None
    if began is not None and case.step in (step, Step.DESIGNATION):
        name = approval.removeprefix("approve_")
        yield Clock(key, began.at, subject=str(began.pk), view=f"cases:{name}", args=(case.code,))


def _of_visits(case) -> Iterator[Clock]:
    """The first visit counts from the first approved plan, each later one from the visit before, while the case is at work."""
    approved = next((row.at for row in case.history.all() if row.move == "approve_plan"), None)
    if approved is None:
        return
    link = {"view": "cases:visit_add", "args": (case.code,)}
    since, key, subject = approved, DeadlineKey.FIRST_VISIT, ""
    for visit in (visit for visit in case.visits.all() if visit.seen_child and visit.held_at >= approved):
        yield Clock(key, since, visit.held_at, evidence(visit), subject, **link)
        since, key, subject = visit.held_at, DeadlineKey.NEXT_VISIT, str(visit.pk)
    if not case.closed_at:
        yield Clock(key, since, subject=subject, **link)


def _of_reviews(case) -> Iterator[Clock]:
    """The first review is due on the day that the plan in force names, the next ones from the review before."""
    plan = case.approved_plan
    if plan is None:
        return
    link = {"view": "cases:review_add", "args": (case.code,)}
    since, subject, due_at = plan.reviewed_at, str(plan.pk), end_of(case, plan.review_date)
    for review in (review for review in case.reviews.all() if review.held_at >= plan.reviewed_at):
        yield Clock(DeadlineKey.PLAN_REVIEW, since, review.held_at, evidence(review), subject, due_at, **link)
        since, subject, due_at = review.held_at, str(review.pk), None
    if case.step in CARED_FOR:
        yield Clock(DeadlineKey.PLAN_REVIEW, since, subject=subject, due_at=due_at, **link)


def _of_reunification(case) -> Iterator[Clock]:
    """From the day on which the family received the child, by its hand-over or else as the closure has it: each visit of the series."""
    closure, release = case.closure, next(iter(case.releases.all()), None)
    if closure is not None and all(getattr(closure, name) for name in closing.ACCEPTANCE):
        return
    day = case.unit.day_of(release.released_at) if release else closure.handed_over_on if closure else None
    if day is None:
        return
    since, subject = noon_of(case, day), (release or closure).pk
    held = [visit for visit in case.visits.all() if visit.seen_child and visit.kind in AFTERWARDS]
    deadline = packs.of_case(case.protocol).deadlines.get(DeadlineKey.POST_REUNIFICATION)
    for nth in range(len(deadline.series) if deadline else 0):
        due_at = case.due(DeadlineKey.POST_REUNIFICATION, since, nth)
        counts_from = due_at - timedelta(days=closing.EARLY_DAYS)
        visit = next((visit for visit in held if visit.held_at >= counts_from), None)
        held = [other for other in held if other is not visit]  # each visit meets one
        met = {"met_at": visit.held_at, "evidence": evidence(visit)} if visit else {}
        link = {"view": "cases:visit_add", "args": (case.code,)}
        yield Clock(DeadlineKey.POST_REUNIFICATION, since, **met, subject=f"{subject} {nth + 1}", due_at=due_at, **link)


def _of_explanations(case) -> Iterator[Clock]:
    """Every decision is told to the child; the day of the telling is known, not the hour."""
    told = {(one.decision, one.document): one for one in reversed(case.explanations.all())}  # the first one counts
    for decision in companions.decisions(case):
        found = told.get((decision.kind, decision.document))
        met = {"met_at": max(decision.decided_at, noon_of(case, found.told_on)), "evidence": evidence(found)} if found else {}
        link = {"view": "cases:explain", "args": (case.code, decision.kind, decision.document)}
        yield Clock(DeadlineKey.EXPLAIN_DECISION, decision.decided_at, **met, subject=str(decision.document), **link)


def _of_durable_solution(case) -> Iterator[Clock]:
    met = {"met_at": case.closed_at, "evidence": evidence(case)} if case.closed_at else {}
    yield Clock(DeadlineKey.DURABLE_SOLUTION, case.notified_at, **met)


def _of_retention(case) -> Iterator[Clock]:
    """A closed file is kept until a day that the birth date sets; without one there is none."""
    until = rules.kept_until(case.child.birth, packs.of_case(case.protocol)) if case.closed_at else None
    if until and until > case.unit.day_of(case.closed_at):
        yield Clock(DeadlineKey.RETENTION, case.closed_at, due_at=end_of(case, until))


def evidence(record) -> str:
    """Name a record as the evidence of a deadline: "Interview 6f0c…"."""
    return f"{record._meta.object_name} {record.pk}"


def end_of(case, day: date | None) -> datetime | None:
    """Return the last second of a day where the case is."""
    return datetime.combine(day, END_OF_DAY, ZoneInfo(case.unit.time_zone)) if day else None


def noon_of(case, day: date | None) -> datetime | None:
    """Return the middle of a day of which nobody knows the hour, where the case is."""
    return datetime.combine(day, time(12), ZoneInfo(case.unit.time_zone)) if day else None

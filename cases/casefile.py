"""A case with the parts that its page and its guards ask about, or with the records that its deadlines count from.

Either is one statement, written by the ORM once a process: to compile a dozen sub-queries takes longer than to run them.
"""

from functools import cache
from uuid import UUID

from django.db import connection

from cases import closing, companions
from cases.choices import DocumentState
from cases.models import (
    AgeAssessment,
    Attachment,
    Case,
    ClosureProposal,
    Designation,
    Evaluation,
    Explanation,
    FollowUpVisit,
    Interview,
    MigrationProcedure,
    Opinion,
    Plan,
    ProtectiveMeasure,
    RapidAssessment,
    Release,
    Review,
    Service,
    SignificantEvent,
    StepHistory,
    Task,
    TransitionPlan,
    WellbeingMeasure,
)
from cases.models.case import AFTERWARDS
from cases.together import fetched

DOCUMENTS = {"evaluation": Evaluation.objects.all(), "plan": Plan.objects.all(), "closure": ClosureProposal.objects.all()}
LATEST = {
    "rapid_assessment": RapidAssessment.objects.order_by("-done_at"),
    "last_review": Review.objects.order_by("-held_at"),
    "last_visit": FollowUpVisit.objects.order_by("-held_at"),
    "last_seen": FollowUpVisit.objects.filter(seen_child=True).order_by("-held_at"),
    "age_assessment": AgeAssessment.objects.order_by("-created_at"),
    "transition_plan": TransitionPlan.objects.order_by("-created_at"),
}
LISTS = {
    "open_tasks": Task.objects.open().for_a_page(),
    "wellbeing": WellbeingMeasure.objects.all(),
    "visits_after": FollowUpVisit.objects.filter(kind__in=AFTERWARDS),
}
RELATED = {  # whole, as prefetch_related would fetch them
    "attachments": Attachment.objects.standing().with_file(),
    "explanations": Explanation.objects.all(),
    "measures": ProtectiveMeasure.objects.all(),
    "procedures": MigrationProcedure.objects.all(),
    "interviews": Interview.objects.all(),
    "opinions": Opinion.objects.all(),
    "releases": Release.objects.order_by("-released_at"),
    "services": Service.objects.all(),
    "significant_events": SignificantEvent.objects.all(),
}
PAGE = DOCUMENTS | LATEST | LISTS | RELATED

# What deadlines count from and what meets them: instants and ids, hardly a text.
RECORDED_DOCUMENTS = {
    "evaluation": Evaluation.objects.only("number", "state", "reviewed_at"),
    "plan": Plan.objects.only("number", "state", "reviewed_at", "review_date"),
    "closure": ClosureProposal.objects.only("number", "state", "reviewed_at", "reason", "handed_over_on", *closing.ACCEPTANCE),
}
RECORDED = {
    "history": StepHistory.objects.order_by("at", "id").only("move", "left", "entered", "at"),
    "designations": Designation.objects.order_by("designated_at").only("designated_at", "accepted_at", "ended_at"),
    "rapid_assessments": RapidAssessment.objects.order_by("done_at").only("done_at"),
    "visits": FollowUpVisit.objects.order_by("held_at").only("held_at", "seen_child", "kind"),
    "reviews": Review.objects.order_by("held_at").only("held_at", "outcome"),
    "releases": Release.objects.order_by("-released_at").only("released_at"),
    "explanations": Explanation.objects.only("decision", "document", "told_on"),
    "measures": ProtectiveMeasure.objects.all(),
    "procedures": MigrationProcedure.objects.all(),
    "tasks": Task.objects.all(),
}
RECORDED_LATEST = {"transition_plan": LATEST["transition_plan"]}
GROUPS = {"page": PAGE, "records": RECORDED_DOCUMENTS | RECORDED | RECORDED_LATEST}
ANY_CASE = UUID(int=0)  # stands in the statement for the case that is asked for


def with_names(cases):
    """Add to a queryset of cases the names that the page shows on top."""
    return cases.select_related("child__identity", "assisted_return", "unit", "notification__source_org", "notification__receiving_unit")


def remember(case: Case) -> Case:
    """Fetch the parts of a case's page, in two queries, and put them where the case's own properties keep them, so nobody asks again."""
    parts = _fetched("page", case)
    case.versions = {name: parts[name] for name in DOCUMENTS}
    _remember_documents(case, case.versions)
    case.__dict__.update({name: next(iter(parts[name]), None) for name in LATEST})
    case.__dict__.update({name: parts[name] for name in LISTS})
    for name in (*RELATED, *companions.related()):
        _prefetched(case, name, parts[name])
    _remember_beside(case)
    return case


def _remember_beside(case: Case) -> None:
    """Fetch who is responsible, and what the apps above show beside the case: one query."""
    wanted = {name: rows.filter(case=case) for name, rows in companions.beside().items()}
    people = case.designations.select_related("person", "person__organisation").filter(ended_at=None)
    designations, *others = fetched([people, *wanted.values()])
    case.__dict__["designation"] = next(iter(designations), None)
    for name, rows in zip(wanted, others, strict=True):
        for one in rows:
            one.case = case
        _prefetched(case, name, rows)


def records_of(case: Case) -> Case:
    """Return the case anew, with the records that its deadlines count from, and its tasks: two queries."""
    found = Case.objects.select_related("child", "unit", "notification").get(pk=case.pk)
    parts = _fetched("records", found)
    _remember_documents(found, {name: parts[name] for name in RECORDED_DOCUMENTS})
    found.__dict__.update({name: next(iter(parts[name]), None) for name in RECORDED_LATEST})
    for name in (*RECORDED, *companions.related()):
        _prefetched(found, name, parts[name])
    return found


def _remember_documents(case: Case, versions: dict[str, list]) -> None:
    for name, found in versions.items():
        standing = [version for version in found if version.state != DocumentState.SUPERSEDED]
        case.__dict__[name] = standing[0] if standing else None
        approved = [version for version in found if version.state == DocumentState.APPROVED]
        case.__dict__[f"approved_{name}"] = approved[0] if approved else None


def _prefetched(case: Case, name: str, rows: list) -> None:
    """Let `case.<name>.all()` answer `rows` without asking, as prefetch_related does."""
    if not hasattr(case, "_prefetched_objects_cache"):
        case._prefetched_objects_cache = {}
    found = getattr(case, name).all()
    found._result_cache = rows
    case._prefetched_objects_cache[name] = found


def _fetched(group: str, case: Case) -> dict[str, list]:
    """Return the rows of every part of the group: one query."""
    statement, params = _statement(group)
    with connection.cursor() as cursor:
        cursor.execute(statement, [case.pk if param == ANY_CASE else param for param in params])
        row = cursor.fetchone()
    return {name: _revived(rows, part or [], case) for (name, rows), part in zip(_parts(group).items(), row, strict=True)}


@cache
def _parts(group: str) -> dict:
    """Return the parts of a group with those of the apps above."""
    return GROUPS[group] | companions.related()


@cache
def _statement(group: str) -> tuple[str, list]:
    """Return the statement that fetches the parts of a group as JSON, and its parameters for ANY_CASE."""
    columns, params = [], []
    for name, rows in _parts(group).items():
        part = rows.filter(case=ANY_CASE)
        sql, asked = (part[:1] if name in LATEST else part).query.sql_with_params()
        columns.append(f"(SELECT json_agg(part) FROM ({sql}) part)")  # noqa: S608 - the ORM's own statement
        params += asked
    return f"SELECT {', '.join(columns)}", params


def _revived(queryset, rows: list[dict], case: Case) -> list:
    model, fields = queryset.model, _fields(queryset)
    names = [field.attname for field in fields]
    found = [model.from_db(case._state.db, names, [field.to_python(row[field.column]) for field in fields]) for row in rows]
    for one, row in zip(found, rows, strict=True):
        one.case = case
        for name in queryset.query.annotation_select:
            setattr(one, name, row[name])
    return found


def _fields(queryset) -> list:
    """The columns that are fetched: all of the table's, or those that only() named."""
    named, is_deferred = queryset.query.deferred_loading
    fields = queryset.model._meta.concrete_fields
    return fields if is_deferred else [field for field in fields if field.name in named or field.primary_key]

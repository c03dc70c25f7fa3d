"""A case with the parts that its page and its guards ask about, fetched with it in one query."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from cases.choices import DocumentState
from cases.models import (
    AgeAssessment,
    Case,
    ClosureProposal,
    Evaluation,
    Explanation,
    FollowUpVisit,
    MigrationProcedure,
    Opinion,
    Plan,
    ProtectiveMeasure,
    RapidAssessment,
    Review,
    Service,
    SignificantEvent,
    Task,
    TransitionPlan,
    WellbeingMeasure,
)
from cases.models.case import AFTERWARDS

DOCUMENTS = {"evaluation": Evaluation, "plan": Plan, "closure": ClosureProposal}
LATEST = {
    "rapid_assessment": RapidAssessment.objects.order_by("-done_at"),
    "last_review": Review.objects.order_by("-held_at"),
    "last_visit": FollowUpVisit.objects.order_by("-held_at"),
    "last_seen": FollowUpVisit.objects.filter(seen_child=True).order_by("-held_at"),
    "age_assessment": AgeAssessment.objects.order_by("-created_at"),
    "transition_plan": TransitionPlan.objects.order_by("-created_at"),
}
LISTS = {
    "open_tasks": Task.objects.filter(closed_at=None).order_by("due_at"),
    "wellbeing": WellbeingMeasure.objects.all(),
    "visits_after": FollowUpVisit.objects.filter(kind__in=AFTERWARDS),
}
RELATED = {  # whole, as prefetch_related would fetch them
    "explanations": Explanation.objects.all(),
    "measures": ProtectiveMeasure.objects.all(),
    "procedures": MigrationProcedure.objects.all(),
    "opinions": Opinion.objects.all(),
    "services": Service.objects.all(),
    "significant_events": SignificantEvent.objects.all(),
}
PARTS = {
    **{f"{name}_rows": model.objects.order_by("-number") for name, model in DOCUMENTS.items()},
    **{f"{name}_rows": rows for name, rows in RELATED.items()},
    **{f"{name}_rows": rows for name, rows in LISTS.items()},
}


def with_parts(cases):
    """Add to a queryset of cases what `remember` turns into the cached parts of each."""
    parts = {name: _as_json(rows) for name, rows in PARTS.items()}
    parts |= {f"{name}_rows": _as_json(rows, limit=1) for name, rows in LATEST.items()}
    joined = ("child__identity", "assisted_return", "unit", "notification__source_org", "notification__receiving_unit")
    return cases.select_related(*joined).annotate(**parts)


def remember(case: Case) -> Case:
    """Put the parts where the case's own properties keep them, so that nobody asks for them again."""
    case.versions = {name: _revived(model, getattr(case, f"{name}_rows"), case) for name, model in DOCUMENTS.items()}
    for name, versions in case.versions.items():
        standing = [version for version in versions if version.state != DocumentState.SUPERSEDED]
        case.__dict__[name] = standing[0] if standing else None
        approved = [version for version in versions if version.state == DocumentState.APPROVED]
        case.__dict__[f"approved_{name}"] = approved[0] if approved else None
    for name, rows in LATEST.items():
        found = _revived(rows.model, getattr(case, f"{name}_rows"), case)
        case.__dict__[name] = found[0] if found else None
    for name, rows in LISTS.items():
        case.__dict__[name] = _revived(rows.model, getattr(case, f"{name}_rows"), case)
    for name, rows in RELATED.items():
        _prefetched(case, name, _revived(rows.model, getattr(case, f"{name}_rows"), case))
    return case


def _prefetched(case: Case, name: str, rows: list) -> None:
    """Let `case.<name>.all()` answer `rows` without asking, as prefetch_related does."""
    if not hasattr(case, "_prefetched_objects_cache"):
        case._prefetched_objects_cache = {}
    found = getattr(case, name).all()
    found._result_cache = rows
    case._prefetched_objects_cache[name] = found


def _columns(model) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _as_json(rows, limit: int | None = None):
    row = JSONObject(**{column: column for column in _columns(rows.model)})
    return ArraySubquery(rows.filter(case=OuterRef("pk")).values(row=row)[:limit])


def _revived(model, rows: list[dict], case: Case) -> list:
    fields = model._meta.concrete_fields
    found = [model.from_db(case._state.db, _columns(model), [field.to_python(row[field.attname]) for field in fields]) for row in rows]
    for row in found:
        row.case = case
    return found

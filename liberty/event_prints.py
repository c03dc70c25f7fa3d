"""The report of one deprivation of liberty on paper: what is known, how exactly, and what was put right."""

from datetime import datetime

from django.utils.formats import localize
from django.utils.translation import gettext as _

from cases.prints.base import Sheet, hour_in_words, in_words, reader_language
from cases.prints.letter import child_facts
from liberty import rules
from liberty.choices import Precision
from liberty.models import DeprivationEvent
from liberty.models.event import TREATMENT
from liberty.thresholds import thresholds_of
from papers.choices import PaperKind

TEMPLATE = "papers/sheet.typ"


def event_sheet(event: DeprivationEvent, now: datetime) -> Sheet:
    """Return the report of an event; a wrong entry that was withdrawn says so on every page."""
    case = event.case
    parts = [
        {"title": _("The child"), "facts": child_facts(case)},
        {"title": _("Where and since when"), "facts": held_facts(event, now)},
        {"title": _("How the child is treated"), "facts": [[_label(event, name), _shown(event, name)] for name in TREATMENT]},
        {"title": _("Limits"), "facts": [[hour_in_words(limit.due_at, case), str(limit.words)] for limit in thresholds_of(event, now)]},
        {"title": _("Source"), "facts": [[_label(event, name), _shown(event, name)] for name in ("reported_by", "source_confidence")]},
        *_put_right(event),
    ]
    withdrawn = _("Withdrawn") if event.withdrawn_at else ""
    note = _("Withdrawn as a wrong entry") if event.withdrawn_at else ""
    title = PaperKind.DEPRIVATION_REPORT.label
    document = {"title": str(title), "subtitle": event.place, "folio": case.code, "draft": withdrawn, "draft-note": note}
    signatures = [{"label": _("For the protection authority"), "name": "", "detail": ""}]
    values = {"document": document, "parts": parts, "signatures": signatures}
    return Sheet(PaperKind.DEPRIVATION_REPORT, event, TEMPLATE, values, reader_language())


def held_facts(event: DeprivationEvent, now: datetime) -> list[list[str]]:
    """Return where the child was held, from when to when and for how long, as exactly as it is known."""
    case = event.case
    facts = [
        [_label(event, "facility_type"), _shown(event, "facility_type")],
        [_label(event, "facility"), event.facility or "—"],
        [_label(event, "authority"), event.authority],
        [_label(event, "started_at"), since_in_words(event)],
        [_label(event, "ended_at"), hour_in_words(event.ended_at, case) if event.ended_at else _("still held")],
        [_("Hours"), length_in_words(event, now)],
    ]
    if event.ended_at:
        went = " · ".join(filter(None, [event.get_release_to_kind_display(), event.release_to]))
        facts += [[_label(event, "release_mechanism"), _shown(event, "release_mechanism")], [_label(event, "release_to"), went or "—"]]
    return facts


def since_in_words(event: DeprivationEvent) -> str:
    """Return the beginning as exactly as it is known: to the minute, about the hour, or the day alone."""
    if event.started_precision == Precision.DAY:
        return _("%(day)s, the hour is not known") % {"day": in_words(event.started_at, event.case)}
    words = hour_in_words(event.started_at, event.case)
    return words if event.is_exact else _("about %(hour)s") % {"hour": words}


def length_in_words(event: DeprivationEvent, now: datetime) -> str:
    words = _("%(hours)s h") % {"hours": localize(rules.hours_deprived([event.period], now))}
    return words if event.is_exact else _("about %(length)s") % {"length": words}


def _put_right(event: DeprivationEvent) -> list[dict]:
    made = [
        f"{hour_in_words(one.at, event.case)} · {one.created_by.full_name}: {one.reason}"
        for one in event.corrections.select_related("created_by")
    ]
    return [{"title": _("What was put right"), "items": made}] if made else []


def _label(event: DeprivationEvent, name: str) -> str:
    return str(event._meta.get_field(name).verbose_name)


def _shown(event: DeprivationEvent, name: str) -> str:
    display = getattr(event, f"get_{name}_display", None)
    return str(display() if display else getattr(event, name)) or "—"

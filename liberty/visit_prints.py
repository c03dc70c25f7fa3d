"""The record of one monitoring visit on paper."""

import zoneinfo

from django.utils.translation import gettext as _

from cases.prints.base import Sheet, reader_language
from liberty.models import Sighting, VisitLog
from papers.choices import PaperKind
from papers.services import day_in_words

TEMPLATE = "papers/sheet.typ"


def visit_sheet(visit: VisitLog, sightings: list[Sighting]) -> Sheet:
    """Return the record of the visit as its group reads it."""
    names = ("place_type", "place", "locality", "visitors", "access", "denied_reason", "urgency")
    facts = [[_label(visit, "visited_at"), _hour(visit, visit.visited_at)], *([_label(visit, name), _shown(visit, name)] for name in names)]
    parts = [
        {"title": _("The visit"), "facts": facts},
        {"title": _label(visit, "conditions"), "text": visit.conditions},
        {"title": _label(visit, "findings"), "text": visit.findings},
        *[
            {
                "title": _("Child with the code %(code)s") % {"code": one.code},
                "facts": [
                    [_label(one, "held_since"), _hour(visit, one.held_since) if one.held_since else "—"],
                    [_("What was seen"), one.says],
                ],
            }
            for one in sightings
        ],
    ]
    title = PaperKind.VISIT_RECORD.label
    document = {"title": str(title), "subtitle": visit.group.name, "folio": visit.pk.hex[:8].upper(), "draft": "", "draft-note": ""}
    signatures = [{"label": _("Visitor"), "name": "", "detail": ""}]
    return Sheet(
        PaperKind.VISIT_RECORD, visit, TEMPLATE, {"document": document, "parts": parts, "signatures": signatures}, reader_language()
    )


def _hour(visit: VisitLog, at) -> str:
    local = at.astimezone(zoneinfo.ZoneInfo(visit.group.time_zone))
    return f"{day_in_words(local.date(), reader_language())}, {local:%H:%M}"


def _label(row, name: str) -> str:
    return str(row._meta.get_field(name).verbose_name)


def _shown(row, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else getattr(row, name)) or "—"

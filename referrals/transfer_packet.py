"""What another authority is shown before it is responsible: one table of fields. What crosses a border is marked (INV-34).

Neither asylum, nor health, nor a sealed note, nor where anybody lives is a field here: a packet cannot carry them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from cases.choices import Accompaniment, DurableSolution, Language, NoViewsReason, Risk, Sex, Step
from cases.choices_family import Relation, Safe
from cases.countries import country_name
from cases.models import Relative
from placements.choices import PlacementType, State


@dataclass(frozen=True)
class Field:
    """One field: its label, where its value comes from, whether it may cross a border, and the labels of its codes."""

    section: str
    label: str | Promise
    of: Callable  # (case, transfer) -> a plain value
    is_abroad: bool = False
    said: Callable = str  # the value as people read it


def _labels(choices) -> Callable:
    return lambda value: str(dict(choices.choices).get(value, value))


def _yes_no(value) -> str:
    return now_in_words("Yes") if value else now_in_words("No")


def _lines(values) -> str:
    return "\n".join(values)


def _kin(values) -> str:
    return _lines(f"{name} · {Relation(relation).label}" for name, relation in values)


def _age(case, transfer):
    return case.child.age_on(case.unit.day_of(transfer.offered_at or transfer.proposed_at)).years


def _care(case, transfer):
    stay = case.placements.filter(state=State.ACTIVE).first()
    return stay.placement_type if stay else ""


def _measures(case, transfer):
    return [action.description for action in case.approved_plan.action_list] if case.approved_plan else []


def _relatives(case, transfer):
    safe = Relative.objects.filter(child=case.child_id, safe_to_contact=Safe.YES)
    return [[one.name, one.relation] for one in safe]


SECTIONS = {
    "child": _("The child"),
    "care": _("Care and risk"),
    "plan": _("What was decided"),
    "journey": _("Journey and arrival"),
    "note": _("From the person responsible"),
}
FIELDS: dict[str, Field] = {
    "name": Field("child", _("Name"), lambda case, transfer: case.child.identity.full_name, True),
    "sex": Field("child", _("Sex at registration"), lambda case, transfer: case.child.sex, True, _labels(Sex)),
    "age": Field("child", _("Age"), _age, True),
    "nationality": Field("child", _("Nationality"), lambda case, transfer: case.child.nationality, True, country_name),
    "language": Field("child", _("Language"), lambda case, transfer: case.child.primary_language, True, _labels(Language)),
    "interpreter": Field("child", _("Needs an interpreter"), lambda case, transfer: case.child.needs_interpreter, True, _yes_no),
    "accompaniment": Field("child", _("Travels"), lambda case, transfer: case.accompaniment, False, _labels(Accompaniment)),
    "views": Field("child", _("What the child says of it"), lambda case, transfer: transfer.child_views, True),
    "no_views": Field(
        "child", _("If the child was not heard, why"), lambda case, transfer: transfer.no_views_reason, True, _labels(NoViewsReason)
    ),
    "step": Field("care", _("Step"), lambda case, transfer: case.step, False, _labels(Step)),
    "risk": Field("care", _("Risk"), lambda case, transfer: case.risk_level, False, _labels(Risk)),
    "placement": Field("care", _("Kind of care now"), _care, False, _labels(PlacementType)),
    "relatives": Field("care", _("Relatives who may be contacted"), _relatives, False, _kin),
    "solution": Field(
        "plan",
        _("Durable solution sought"),
        lambda case, transfer: case.approved_plan.durable_solution if case.approved_plan else "",
        True,
        _labels(DurableSolution),
    ),
    "measures": Field("plan", _("Measures of the plan"), _measures, False, _lines),
    "reason": Field("plan", _("Why the responsibility should move"), lambda case, transfer: transfer.reason),
    "officer": Field("journey", _("Child-protection officer who accompanies the child"), lambda case, transfer: transfer.officer, True),
    "receiver": Field("journey", _("Into whose care the child goes"), lambda case, transfer: transfer.receiver, True),
    "follow_up_by": Field("journey", _("Who sees to the child after the arrival"), lambda case, transfer: transfer.follow_up_by, True),
    "note": Field("note", _("What to know first"), lambda case, transfer: transfer.note_to_destination, True),
}


def packet_of(case, transfer) -> dict:
    """Return the values of the fields that this transfer may carry, those that say nothing left out."""
    values = {key: field.of(case, transfer) for key, field in FIELDS.items() if field.is_abroad or not transfer.is_abroad}
    return {key: value for key, value in values.items() if value not in (None, "", [])}


def texts_of(packet: dict) -> list[str]:
    """Return what people wrote freely in the packet, to be looked through before it crosses a border."""
    return [packet[key] for key in ("views", "officer", "receiver", "follow_up_by", "note") if key in packet]


def sections_of(packet: dict) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the packet as its reader sees it: (title, [(label, text)]), empty sections left out."""
    found = []
    for section, title in SECTIONS.items():
        rows = [(str(field.label), field.said(packet[key])) for key, field in FIELDS.items() if field.section == section and key in packet]
        if rows:
            found.append((str(title), rows))
    return found

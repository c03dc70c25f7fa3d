"""The time that leads to adult life: at 17 years and 6 months a plan is due, and nothing else happens by itself (INV-41)."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from cases import rules
from cases.clocks import end_of, evidence
from cases.companions import Clock
from protocols import packs
from protocols.choices import DeadlineKey

MORNING = time(9)


def clocks(case) -> list[Clock]:
    """The plan for adult life is due on the earliest day that 17 years and 6 months may be; where no birth is known, never."""
    birth = case.child.birth
    day = rules.day_of_transition(birth, packs.of_case(case.protocol))
    plan = case.transition_plan
    if day is None or case.closed_at and not plan:
        return []
    zone = ZoneInfo(case.unit.time_zone)
    return [
        Clock(
            DeadlineKey.TRANSITION_PLAN,
            since=datetime.combine(birth.earliest, MORNING, zone),
            met_at=plan.created_at if plan else None,
            evidence=evidence(plan) if plan else "",
            due_at=end_of(case, day),
            view="cases:transition",
            args=(case.code,),
        )
    ]

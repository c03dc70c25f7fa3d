"""What people do in the state machine about restrictions, with doubtful values."""

from datetime import timedelta

from hypothesis import strategies as st

from liberty import services
from tests.liberty.restrictions import GIVEN
from tests.machine.world import need


def impose(world, now, by, data):
    today = world.case.unit.day_of(now)
    doubtful = {
        "review_date": today + timedelta(days=data.draw(st.sampled_from([30, 5, 31, -1]))),
        "text": data.draw(st.sampled_from([GIVEN["text"], GIVEN["text"], "Con brazalete GPS."])),
        "support_provided": data.draw(st.sampled_from([["credit"], ["phone"], []])),
    }
    told = {"informed_on": today, "informed_language": "es", "informed_by": "Prueba"} if data.draw(st.booleans()) else {}
    days = {"starts_on": today, "appeal_deadline": today}
    services.record_restriction(case=world.case, by=by, now=now, **(GIVEN | days | doubtful | told))


def standing(world):
    return need(world.case.restrictions.exclude(state="ended").order_by("-created_at").first())


def look_again(world, now, by, data):
    today = world.case.unit.day_of(now)
    services.review_restriction(
        restriction=standing(world),
        outcome=data.draw(st.sampled_from(["lift", "lift", "keep", "relax"])),
        held_on=today,
        reasons="Se revisó.",
        new_contact_every=data.draw(st.sampled_from(["monthly", ""])),
        next_review_date=today + timedelta(days=data.draw(st.sampled_from([30, 31]))),
        child_views="Está bien.",
        child_told_on=today,
        by=by,
        now=now,
    )


def end_restriction(world, now, by, data):
    given = {"ended_on": world.case.unit.day_of(now), "end_cause": "withdrawn", "end_reason": "La retiró el juzgado."}
    services.end_restriction(restriction=standing(world), by=by, now=now, **given)


def miss_call(world, now, by, data):
    services.record_missed_contact(restriction=standing(world), missed_at=now, by=by, now=now)


VERBS = (impose, look_again, end_restriction, miss_call)

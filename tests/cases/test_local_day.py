"""A day is the day where the authority is: at nine in the evening in Sonora, Greenwich is a day ahead."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from cases import services
from cases.choices import Step
from tests.factories import Team, walk_to

pytestmark = pytest.mark.django_db
NEW_YEARS_EVE = datetime(2027, 1, 1, 4, tzinfo=UTC)  # 21:00 of 31 December in Hermosillo
LAST_DAY, NEXT_DAY = date(2026, 12, 31), date(2027, 1, 1)


def notified(team, **child):
    return services.notify_child(
        child={"sex": "female", "nationality": "GT", **child},
        identity={},
        notification={
            "folio": "A-1",
            "notifier_name": "Agente Prueba",
            "receiving_unit": team.unit,
            "located_at": NEW_YEARS_EVE - timedelta(hours=1),
            "located_place_type": "road_checkpoint",
        },
        by=team.notifier,
        now=NEW_YEARS_EVE,
    )


def test_a_declared_age_and_the_childs_code_are_of_the_authoritys_day():
    child = notified(Team(), declared_age=15).child
    assert child.declared_on == LAST_DAY
    assert child.code.startswith("SON-2026-")


def test_a_birth_date_of_tomorrow_at_the_authority_is_in_the_future():
    with pytest.raises(ValidationError, match="lies in the future"):
        notified(Team(), birth_date=NEXT_DAY, birth_precision="exact")
    assert notified(Team(), birth_date=LAST_DAY, birth_precision="exact").child.birth_date == LAST_DAY


def test_a_plan_may_be_reviewed_on_the_authoritys_own_day_and_its_copy_given_no_later():
    team = Team()
    plan = walk_to(Step.PLAN_DESIGN, team).plan
    saving = {"plan": plan, "by": team.caseworker, "now": NEW_YEARS_EVE}
    services.save_plan(version=plan.version, review_date=LAST_DAY, child_copy_given_on=LAST_DAY, **saving)
    with pytest.raises(ValidationError, match="must lie ahead"):
        services.save_plan(version=plan.version, review_date=LAST_DAY - timedelta(days=1), **saving)
    with pytest.raises(ValidationError, match="lies in the future"):
        services.save_plan(version=plan.version, child_copy_given_on=NEXT_DAY, **saving)

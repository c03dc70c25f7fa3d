"""What the database refuses of a restriction by itself, whoever writes (INV-07, INV-08, INV-15, INV-21)."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.roles import Role
from liberty.forbidden import ForbiddenKind
from liberty.models import MissedContact, Restriction, RestrictionAppeal, RestrictionReview
from tests.factories import NOW, CaseFactory, Team, grant
from tests.liberty.restrictions import DAY, INFORMED, TODAY, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def one():
    team = Team()
    lawyer, case = team.person(Role.LAWYER), CaseFactory(unit=team.unit)
    grant(case, lawyer)
    return recorded(case, lawyer)


def refused(act, *args, **given) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        act(*args, **given)
    return str(error.value)


def change(one, **fields):
    """Write past every service, in raw SQL."""
    names = ", ".join(f"{name} = %s" for name in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE liberty_restriction SET {names} WHERE id = %s", [*fields.values(), one.pk])


@pytest.mark.parametrize("kind", [*ForbiddenKind.values, "other", ""])
def test_no_type_but_those_of_the_list(one, kind):
    assert "restriction_type_known" in refused(change, one, type=kind)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"legal_basis": ""}, "restriction_on_a_ground"),
        ({"necessity": ""}, "restriction_on_a_ground"),
        ({"less_restrictive": ""}, "restriction_on_a_ground"),
        ({"child_views": "", "no_views_reason": ""}, "restriction_on_a_ground"),
        ({"recorded_by_id": None}, "restriction_on_a_ground"),
        ({"review_date": None}, "restriction_review_and_appeal"),
        ({"appeal_route": ""}, "restriction_review_and_appeal"),
        ({"appeal_deadline": None}, "restriction_review_and_appeal"),
        ({"review_date": TODAY + 31 * DAY}, "restriction_reviewed_in_time"),
        ({"review_date": TODAY - DAY}, "restriction_reviewed_in_time"),
        ({"counts_from": TODAY - DAY}, "restriction_reviewed_in_time"),
        ({"support_provided": []}, "restriction_means_given"),
        ({"support_provided": ["transport"]}, "restriction_means_given"),
        ({"support_provided": ["phone", "money"]}, "restriction_support_known"),
        ({"contact_every": ""}, "restriction_contact_how_often"),
        ({"contact_every": "hourly"}, "restriction_contact_every_known"),
        ({"informed_on": None}, "restriction_child_informed"),
        ({"informed_by": ""}, "restriction_child_informed"),
        ({"state": "ended"}, "restriction_ended_with_reason"),
        ({"ended_on": TODAY}, "restriction_ended_with_reason"),
        ({"state": "suspended"}, "restriction_state_known"),
    ],
)
def test_a_restriction_lacks_nothing(one, fields, name):
    assert name in refused(change, one, **fields)


def test_what_is_only_asked_for_needs_no_ground_yet_and_what_is_asked_is_of_the_list(one):
    assert Restriction.objects.create(case=one.case, type="address_notice", text="Avisar.", imposed_by="INM").pk
    made = {"case": one.case, "type": "gps_app", "text": "GPS", "imposed_by": "INM"}
    assert "restriction_type_known" in refused(Restriction.objects.create, **made)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"reviewer": "author"}, "restrictionreview_four_eyes"),
        ({"reasons": ""}, "restrictionreview_in_words"),
        ({"child_views": ""}, "restrictionreview_in_words"),
        ({"next_review_date": None}, "restrictionreview_next_in_time"),
        ({"next_review_date": TODAY + 31 * DAY}, "restrictionreview_next_in_time"),
        ({"outcome": "lift"}, "restrictionreview_next_in_time"),
        ({"outcome": "relax"}, "restrictionreview_relaxes_something"),
        ({"child_told_on": TODAY - DAY}, "restrictionreview_told_after"),
    ],
)
def test_a_review_lacks_nothing(one, fields, name):
    reviewer = one.recorded_by if fields.pop("reviewer", "") else Team().supervisor
    facts = {
        "restriction": one,
        "author": one.recorded_by,
        "reviewer": reviewer,
        "held_on": TODAY,
        "outcome": "keep",
        "reasons": "Sí.",
        "text_before": one.text,
        "child_views": "Sí.",
        "next_review_date": TODAY + 30 * DAY,
        "child_told_on": TODAY,
    }
    assert name in refused(RestrictionReview.objects.create, **(facts | fields))


def test_one_appeal_is_pending_and_a_decision_has_its_day_and_its_words(one):
    facts = {"restriction": one, "filed_on": TODAY, "filed_by": "Su abogada", "before": "Juzgado", "grounds": "No hace falta."}
    RestrictionAppeal.objects.create(**facts)
    assert "restrictionappeal_one_pending" in refused(RestrictionAppeal.objects.create, **facts)
    decided = facts | {"outcome": "rejected"}
    assert "restrictionappeal_decided_in_words" in refused(RestrictionAppeal.objects.create, **decided)
    decided |= {"decided_on": TODAY - DAY, "decision": "No."}
    assert "restrictionappeal_decided_in_words" in refused(RestrictionAppeal.objects.create, **decided)


def test_a_contact_is_missed_once_and_never_without_the_welfare_check(one):
    assert "null value" in refused(MissedContact.objects.create, restriction=one, missed_at=NOW)
    assert INFORMED["informed_on"] == one.informed_on

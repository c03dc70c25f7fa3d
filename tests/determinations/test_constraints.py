"""What the database refuses by itself, whoever asks."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.roles import Role
from cases.models import CaseGrant
from determinations import services
from tests.determinations.panel import LATER, OPTIONS, Panel, again, asked, decided, explained, in_session, prepared, seated, submitted
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel():
    return Panel()


def refused(sql: str, *parameters) -> str:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
    return str(refusal.value)


UPDATE = "UPDATE determinations_determination SET "


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("state = 'open'", "determination_state_known"),
        ("level = 'judge'", "determination_level_known"),
        ("triggers = '{}'", "determination_has_a_trigger"),
        ("triggers = '{whim}'", "determination_has_a_trigger"),
        ("reason = ''", "determination_has_a_trigger"),
        ("state = 'decided'", "determination_decided_by_a_decision"),
        ("state = 'implemented'", "determination_decided_by_a_decision"),
        ("state = 'withdrawn'", "determination_withdrawn_why"),
        ("state = 'deferred_more_information'", "determination_deferred_for_what"),
        ("is_provisional = true, ratified_at = now()", "determination_provisional_until_ratified"),
    ],
)
def test_determination(panel, change, name):
    asked(panel)
    assert name in refused(UPDATE + change)


def test_one_determination_is_under_way(panel):
    asked(panel)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM determinations_determination LIMIT 0")
        names = [column.name for column in cursor.description]
    values = ", ".join({"id": "gen_random_uuid()", "number": "number + 1"}.get(name, name) for name in names)
    copy = f"INSERT INTO determinations_determination ({', '.join(names)}) SELECT {values} FROM determinations_determination"
    assert "determination_one_under_way" in refused(copy)


def test_nobody_sits_who_has_a_part_in_the_case(panel):
    one = seated(panel)
    move = "UPDATE determinations_seat SET person_id = %s WHERE is_chair"
    assert "INV-49" in refused(move, panel.team.notifier.pk)
    assert "INV-49" in refused(move, panel.team.caseworker.pk)
    author = UserFactory(organisation=panel.team.unit)
    other = prepared(Panel())
    other.dossiers.update(author=author)
    grant = CaseGrant.objects.create(case=one.case, user=author, because="panel", starts_at=LATER)
    seat = (
        "INSERT INTO determinations_seat (id, created_at, determination_id, person_id, discipline, gender, has_vote, is_chair, seated_at,"
    )
    seat += " leave_reason, grant_id) VALUES (gen_random_uuid(), now(), %s, %s, 'legal', 'unsaid', true, false, now(), '', %s)"
    assert "wrote the dossier" in refused(seat, other.pk, author.pk, grant.pk)


def test_who_sits_does_not_write_the_dossier(panel):
    one = seated(panel, prepared(panel))
    assert "INV-49" in refused("UPDATE determinations_dossier SET author_id = %s WHERE determination_id = %s", panel.chair.pk, one.pk)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("is_chair = true, has_vote = false WHERE is_chair", "seat_chair_votes"),
        ("is_chair = true", "seat_one_chair"),
        ("left_at = seated_at - interval '1 day'", "seat_left_after_seated"),
        ("discipline = 'magic'", "seat_discipline_known"),
    ],
)
def test_seat(panel, change, name):
    seated(panel)
    assert name in refused("UPDATE determinations_seat SET " + change)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE determinations_dossier SET facts = 'Otra cosa'",
        "DELETE FROM determinations_dossierelement",
        "UPDATE determinations_dossierelement SET facts = 'Otra cosa'",
        "UPDATE determinations_dossieroption SET pros = 'Otra cosa'",
        "DELETE FROM determinations_dossieroption",
        "INSERT INTO determinations_dossieroption SELECT gen_random_uuid(), created_at, 'Otra', solution, pros, cons, risks, created_by_id,"
        " dossier_id FROM determinations_dossieroption",
    ],
)
def test_dossier_that_was_handed_in_is_immutable(panel, statement):
    submitted(panel)
    assert "immutable" in refused(statement)


@pytest.mark.parametrize("table", ["decision", "comparison", "rejection"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_decision_is_only_ever_added(panel, table, verb, as_owner):
    decided(panel)
    statement = verb.format(f"determinations_{table}")
    refused(statement)
    with pytest.raises(DatabaseError):
        as_owner(statement)


def test_decision_chooses_between_two_options(panel):
    one = prepared(panel, options=OPTIONS[:1])
    option = one.dossier.option_list[0]
    decision = (
        "INSERT INTO determinations_decision (id, created_at, dossier_id, option_id, facts_accepted, views_weight, reasons, conditions,"
        " implementer, implement_by, review_on, appeal_information, is_consensus, decided_by_id, decided_at)"
        " VALUES (gen_random_uuid(), now(), %s, %s, 'x', 'x', 'x', 'x', 'x', now(), now(), 'x', true, %s, now())"
    )
    assert "INV-50" in refused(decision, one.dossier.pk, option.pk, panel.team.approver.pk)
    foreign = prepared(Panel()).dossier.option_list[0]
    services.save_option(
        dossier=one.dossier,
        version=one.dossier.version,
        by=panel.team.caseworker,
        now=LATER,
        title="Otra",
        pros="x",
        cons="x",
        risks="x",
    )
    assert "one of the dossier" in refused(decision, one.dossier.pk, foreign.pk, panel.team.approver.pk)
    assert "decision_said_in_full" in refused(decision.replace("'x', true", "'', true"), one.dossier.pk, option.pk, panel.team.approver.pk)


def test_votes_of_a_closed_session_stand(panel):
    decided(panel)
    for statement in ("UPDATE determinations_attendance SET words = 'Otra cosa'", "DELETE FROM determinations_attendance"):
        assert "immutable" in refused(statement)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("has_conflict = true", "attendance_conflict_said"),
        ("has_conflict = true, conflict = 'x', voted_at = now()", "attendance_no_vote_in_conflict"),
    ],
)
def test_attendance(panel, change, name):
    in_session(panel)
    assert name in refused("UPDATE determinations_attendance SET " + change)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("outcome = 'adjourned'", "session_closed_somehow"),
        ("closed_at = now()", "session_closed_somehow"),
        ("outcome = 'decided', closed_at = now(), opened_at = NULL", "session_decides_when_open"),
    ],
)
def test_session(panel, change, name):
    in_session(panel)
    assert name in refused("UPDATE determinations_session SET " + change)


def test_appeal_is_resolved_in_full(panel):
    one = explained(panel)
    day = (LATER + timedelta(days=1)).date()
    services.file_appeal(
        determination=again(one), filed_on=day, appellant="child", ground="x", by=panel.team.caseworker, now=LATER + timedelta(days=1)
    )
    assert "appeal_resolved_in_full" in refused("UPDATE determinations_appeal SET outcome = 'upheld'")
    early = "UPDATE determinations_appeal SET outcome = 'upheld', resolution = 'x', resolved_on = filed_on - 1"
    assert "appeal_resolved_in_full" in refused(early)


def test_a_panel_member_is_no_other_role(panel):
    assert panel.chair.role == Role.BID_PANEL_MEMBER
    assert "user_role_fits_organisation" in refused(
        "UPDATE accounts_user SET role = 'bid_panel_member' WHERE id = %s", panel.team.notifier.pk
    )

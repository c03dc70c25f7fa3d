"""The chain of the record: numbered at the commit, and whatever was changed behind its back is found."""

import os
import random
import re
import threading
import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import chain
from audit.chain_sql import TEXT
from audit.heads import send_head
from audit.models import Event
from audit.services import record, record_each

TAMPERINGS = int(os.environ.get("TAMPERINGS", "30"))
EVENTS = 40


def run(sql: str, *parameters) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def settle() -> None:
    """What the commit would do."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def superuser():
    """Whoever holds the database: no grant, no trigger stands in the way. All is undone afterwards."""
    with transaction.atomic():
        run("RESET ROLE")
        run("SET LOCAL session_replication_role = replica")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def events(db):
    """A record of several transactions."""
    ids = [record(actor=None, action=f"test.{number}", subjects=[uuid.uuid4()], detail={"n": number, "é": None}).pk for number in range(10)]
    settle()
    acts = [(uuid.uuid4(), [uuid.uuid4()], {"n": number}) for number in range(10, EVENTS)]
    record_each(actor=None, action="test.many", target_type="cases.case", acts=acts, now=timezone.now())
    settle()
    return [*ids, *Event.objects.filter(action="test.many").order_by("pk").values_list("pk", flat=True)]


def test_every_event_has_one_link_in_the_order_it_was_written(events):
    assert run("SELECT number, event_id FROM audit_link ORDER BY number") == [*enumerate(events, 1)]
    assert run("SELECT count(*) FROM audit_pending") == [(0,)]
    assert chain.verify([chain.head()]) == chain.Verdict(EVENTS)
    assert chain.head().number == EVENTS


def test_an_event_with_a_number_of_its_own_choice_is_chained_too(events):
    now = {"at": timezone.now(), "kind": "write", "action": "test.early"}
    Event.objects.bulk_create([Event(id=10**9 - number, **now) for number in range(3)])
    settle()
    assert chain.verify() == chain.Verdict(EVENTS + 3)


def test_what_was_undone_leaves_no_gap(events):
    with transaction.atomic():
        record(actor=None, action="test.undone")
        transaction.set_rollback(True)
    record(actor=None, action="test.done")
    settle()
    assert chain.verify() == chain.Verdict(EVENTS + 1)


def test_time_zone_and_date_style_of_the_reader_do_not_matter(events):
    run("SET LOCAL timezone = 'Asia/Kathmandu'")
    run("SET LOCAL datestyle = 'SQL, DMY'")
    assert chain.verify() == chain.Verdict(EVENTS)


def test_the_hash_covers_every_column():
    assert {field.column for field in Event._meta.fields} == set(re.findall(r"\be\.(\w+)", TEXT))


@pytest.mark.promise(26)
@pytest.mark.parametrize(
    "change",
    [
        f"{verb} {table}{rest}"
        for table in ("audit_link", "audit_head", "audit_pending")
        for verb, rest in (("DELETE FROM", ""), ("TRUNCATE", ""), ("INSERT INTO", " SELECT * FROM {0}"), ("UPDATE", " SET {1} = {1}"))
    ],
)
def test_the_application_may_only_read_the_chain(events, change):
    table = change.split()[1] if change.startswith("UPDATE") or change.startswith("TRUNCATE") else change.split()[2]
    column = "event_id" if table == "audit_pending" else "number"
    with pytest.raises(DatabaseError, match=f"permission denied for table {table}"), transaction.atomic():
        run(change.format(table, column))


@pytest.mark.promise(26)
@pytest.mark.parametrize("name", ["audit_link_from(0)", "audit_await()", "audit_chain()"])
def test_the_application_cannot_call_what_chains(events, name):
    with pytest.raises(DatabaseError, match="permission denied for function"), transaction.atomic():
        run(f"SELECT {name}")


def edit(draw, events) -> None:
    """Another value in any column of one event."""
    value = draw.choice(
        [
            ("at", "at + interval '1 microsecond'"),
            ("kind", "'export'"),
            ("action", "action || 'x'"),
            ("actor", "gen_random_uuid()"),
            ("actor_role", "'supervisor'"),
            ("organisation", "gen_random_uuid()"),
            ("subjects", "array_append(subjects, gen_random_uuid())"),
            ("subjects", "array[]::uuid[]" if draw.random() < 0.5 else "array[gen_random_uuid()]"),
            ("target_type", "'cases.child'"),
            ("target_id", "target_id || '1'"),
            ("reason", "reason || ' '"),
            ("detail", "detail || '{\"n\": -1}'"),
            ("request_id", "'forged'"),
            ("session", "'forged'"),
            ("id", "id + 1000000"),
        ]
    )
    run(f"UPDATE audit_event SET {value[0]} = {value[1]} WHERE id = %s", draw.choice(events))


def delete(draw, events) -> None:
    run("DELETE FROM audit_event WHERE id = %s", draw.choice(events))


def delete_with_its_link(draw, events) -> None:
    gone = draw.choice(events)
    run("DELETE FROM audit_event WHERE id = %s", gone)
    run("DELETE FROM audit_link WHERE event_id = %s", gone)


def swap_events(draw, events) -> None:
    one, other = draw.sample(events, 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        run("UPDATE audit_event SET id = %s WHERE id = %s", new, old)


def swap_links(draw, events) -> None:
    one, other = draw.sample(events, 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        run("UPDATE audit_link SET event_id = %s WHERE event_id = %s", new, old)


def insert(draw, events) -> None:
    run(
        "INSERT INTO audit_event SELECT (jsonb_populate_record(e, '{\"id\": 999999999}')).* FROM audit_event AS e WHERE id = %s",
        draw.choice(events),
    )


def insert_with_a_link(draw, events) -> None:
    insert(draw, events)
    run(
        f"""INSERT INTO audit_link SELECT head.number + 1, e.id, head.hash, sha256(head.hash || convert_to({TEXT}, 'UTF8'))
        FROM audit_head AS head, audit_event AS e WHERE e.id = 999999999"""
    )


def cut_the_tail(draw, events) -> None:
    first = draw.choice(events)
    run("DELETE FROM audit_event WHERE id >= %s", first)
    run("DELETE FROM audit_link WHERE event_id >= %s", first)


def cut_the_tail_and_move_the_head(draw, events) -> None:
    cut_the_tail(draw, events)
    run("DELETE FROM audit_head")
    run("INSERT INTO audit_head SELECT true, number, hash FROM audit_link ORDER BY number DESC LIMIT 1")


def alter_link(draw, events) -> None:
    value = draw.choice(
        ["number = -number", "event_id = -event_id", "previous = sha256(previous)", "hash = sha256(hash)", "hash = previous"]
    )
    run("ALTER TABLE audit_link DROP CONSTRAINT audit_link_number_check")
    run(f"UPDATE audit_link SET {value} WHERE event_id = %s", draw.choice(events))


def alter_head(draw, events) -> None:
    run(f"UPDATE audit_head SET {draw.choice(['number = number - 1', 'number = number + 1', 'hash = sha256(hash)', 'number = 0'])}")


def delete_head(draw, events) -> None:
    run("DELETE FROM audit_head")


def edit_and_mend_its_link(draw, events) -> None:
    chosen = draw.choice(events)
    run("UPDATE audit_event SET reason = 'forged' WHERE id = %s", chosen)
    run(
        f"""UPDATE audit_link AS l SET hash = sha256(previous || convert_to({TEXT}, 'UTF8')) FROM audit_event AS e
        WHERE e.id = l.event_id AND e.id = %s""",
        chosen,
    )


def edit_and_chain_all_anew(draw, events) -> None:
    """The most that a superuser can do: nothing inside the database tells, and only a head kept elsewhere does."""
    run("UPDATE audit_event SET reason = 'forged' WHERE id = %s", draw.choice(events))
    run("DELETE FROM audit_link")
    run("UPDATE audit_head SET number = 0, hash = decode(repeat('00', 32), 'hex')")
    run("SELECT audit_link_from(0)")


ROWS = [edit, delete, delete_with_its_link, swap_events, swap_links, insert, insert_with_a_link]
INSIDE = [*ROWS, cut_the_tail, alter_link, alter_head, delete_head]
KEPT = [*INSIDE, edit, edit, edit, cut_the_tail_and_move_the_head, edit_and_mend_its_link, edit_and_chain_all_anew]


@pytest.mark.promise(27)
def test_whatever_a_superuser_changes_is_found(events):
    """`make soak` does 200 of them."""
    kept, unseen = [chain.Head(0, "00" * 32), chain.head()], []
    for seed in range(TAMPERINGS):
        draw = random.Random(seed)  # noqa: S311
        tamper = KEPT[seed % len(KEPT)]
        with superuser():
            tamper(draw, events)
            if chain.verify(kept).broken is None:
                unseen.append((seed, tamper.__name__))
    assert unseen == []
    assert chain.verify(kept) == chain.Verdict(EVENTS)


@pytest.mark.promise(27)
@pytest.mark.parametrize("tamper", INSIDE, ids=lambda one: one.__name__)
def test_what_does_not_rewrite_the_whole_chain_is_found_without_a_head_kept_elsewhere(events, tamper):
    with superuser():
        tamper(random.Random(1), events)  # noqa: S311
        assert chain.verify().broken is not None
    assert chain.verify().broken is None


@pytest.mark.promise(27)
def test_the_command_names_the_first_broken_number_and_fails(events, tmp_path, capsys):
    kept = tmp_path / "heads"
    call_command("audit", "head")
    kept.write_text(capsys.readouterr().out)
    call_command("audit", "verify", "--head", str(kept))
    assert f"The record is whole: {EVENTS} events, 1 heads" in capsys.readouterr().out
    with superuser():
        run("UPDATE audit_event SET reason = 'forged' WHERE id IN (%s, %s)", events[6], events[30])
        with pytest.raises(CommandError, match="broken at 7: the event or its link was changed") as failure:
            call_command("audit", "verify")
        assert failure.value.returncode == 1
    with superuser():
        cut_the_tail_and_move_the_head(random.Random(3), events)  # noqa: S311
        call_command("audit", "verify")
        with pytest.raises(CommandError, match=f"the chain ends before its head, {EVENTS}"):
            call_command("audit", "verify", "--head", str(kept))


@pytest.mark.promise(27)
def test_a_head_that_somebody_else_wrote_is_refused(events, tmp_path):
    forged = tmp_path / "heads"
    forged.write_text(chain.line_of(chain.head(), timezone.now()).replace(f'"number": {EVENTS}', '"number": 3'))
    with pytest.raises(CommandError, match="Not signed by this installation"):
        call_command("audit", "verify", "--head", str(forged))


@pytest.mark.promise(27)
def test_the_head_of_the_day_is_sent_and_kept(events, settings, tmp_path):
    settings.AUDIT_HEAD_TO, settings.AUDIT_HEAD_FILE = ["dpo@example.org"], str(tmp_path / "heads")
    now = timezone.now()
    send_head(now=now)
    send_head(now=now + timedelta(days=1))
    assert chain.heads_in((tmp_path / "heads").read_text()) == [chain.head()] * 2
    assert [letter.to for letter in mail.outbox] == [["dpo@example.org"]] * 2
    assert chain.heads_in(mail.outbox[0].body) == [chain.head()]


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_are_chained_one_by_one():
    def write(nth):
        try:
            for number in range(10):
                with transaction.atomic():
                    record(actor=None, action=f"test.{nth}")
                    record(actor=None, action=f"test.{nth}.{number}")
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=[nth]) for nth in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert chain.verify() == chain.Verdict(80)
    assert run("SELECT count(*) FROM audit_pending") == [(0,)]

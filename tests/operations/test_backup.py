"""A backup comes back whole, into an empty place alone, and is ciphertext all the while."""

import io
import re
import stat
from dataclasses import asdict

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit import chain
from audit.services import record
from cases.models import ChildIdentity
from files import disk, services
from files.models import StoredFile
from idc_atd.database import HOUSE_ROLE, become
from idc_atd.operations import archive, tables
from idc_atd.operations.archive import MARK, PIECE, Opening, Sealing
from idc_atd.operations.restore import wrong_after
from sealing import BadSeal
from sealing.keys import new_key_text
from tests.factories import NOW, CaseFactory, Team
from tests.files import samples

KEY = new_key_text()
NAME = "Xóchitl Ahuizote"


def sealed(plain: bytes, key: str = KEY) -> bytes:
    out = io.BytesIO()
    writer = Sealing(out, [key])
    for start in range(0, len(plain), 300_000):
        writer.write(plain[start : start + 300_000])
    writer.finish()
    return out.getvalue()


def opened(box: bytes, keys=(KEY,)) -> bytes:
    return io.BufferedReader(Opening(io.BytesIO(box), list(keys))).read()


@pytest.mark.promise(40)
@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_is_sealed_comes_back_as_it_was(size):
    plain = bytes(range(256)) * (size // 256 + 1)
    assert opened(sealed(plain[:size])) == plain[:size]


@pytest.mark.promise(40)
def test_an_older_key_still_opens_and_a_strange_one_does_not():
    box = sealed(b"x")
    assert opened(box, [new_key_text(), KEY]) == b"x"
    with pytest.raises(BadSeal, match="not among ours"):
        opened(box, [new_key_text()])


def pieces(box: bytes) -> tuple[bytes, list[bytes]]:
    at, found = len(MARK) + archive.ID_BYTES + archive.SALT_BYTES, []
    header = box[:at]
    while at < len(box):
        end = at + archive.LENGTH.size + archive.LENGTH.unpack(box[at : at + archive.LENGTH.size])[1]
        found.append(box[at:end])
        at = end
    return header, found


HARMS = {
    "cut in a piece": lambda head, all_: head + b"".join(all_)[:-5],
    "cut between pieces": lambda head, all_: head + b"".join(all_[:-1]),
    "pieces swapped": lambda head, all_: head + all_[1] + all_[0] + b"".join(all_[2:]),
    "a piece twice": lambda head, all_: head + all_[0] + b"".join(all_),
    "a piece less": lambda head, all_: head + b"".join(all_[1:]),
    "another end": lambda head, all_: head + b"".join(all_[:-2]) + b"\x01" + all_[-2][1:],
    "one bit": lambda head, all_: head + all_[0][:99] + bytes([all_[0][99] ^ 1]) + all_[0][100:] + b"".join(all_[1:]),
    "another salt": lambda head, all_: head[:-1] + bytes([head[-1] ^ 1]) + b"".join(all_),
    "something after": lambda head, all_: head + b"".join(all_) + b"x",
    "no archive": lambda head, all_: b"PGDMP" + b"".join(all_),
}


@pytest.mark.promise(40)
@pytest.mark.parametrize("harm", HARMS)
def test_what_was_done_to_an_archive_is_seen(harm):
    head, found = pieces(sealed(bytes(3 * PIECE)))
    assert len(found) > 2
    with pytest.raises(BadSeal):
        opened(HARMS[harm](head, found))


@pytest.fixture
def place(settings, tmp_path):
    """Folders for files of their own, and the function that turns to another of them."""

    def turn(name):
        settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path / name}}}

    settings.BACKUP_KEYS = [KEY]
    turn("here")
    return turn


@pytest.fixture
def elsewhere(transactional_db):
    """The function that turns the connection to a second, empty database of the same server; it is dropped at the end."""
    first = connection.settings_dict["NAME"]
    second = f"{first}_restored"
    become(None)
    address = {"host": connection.settings_dict["HOST"], "user": connection.settings_dict["USER"], "dbname": "postgres"}

    def run(statement):
        with psycopg.connect(**address, autocommit=True) as server:
            server.execute(statement)

    def turn():
        connection.close()
        connection.settings_dict["NAME"] = second

    run(f"DROP DATABASE IF EXISTS {second} WITH (FORCE)")
    run(f"CREATE DATABASE {second}")
    become(HOUSE_ROLE)
    yield turn
    connection.close()
    connection.settings_dict["NAME"] = first
    run(f"DROP DATABASE IF EXISTS {second} WITH (FORCE)")
    become(HOUSE_ROLE)


@pytest.fixture
def filled(elsewhere, place):
    team = Team()
    case = CaseFactory(unit=team.unit)
    ChildIdentity.objects.filter(child=case.child).update(given_names=NAME)
    record(actor=team.supervisor, action="test.happened", target=case)
    kept = [services.keep(name=f"{n}.pdf", declared="", content=samples.pdf(), by=team.supervisor, now=NOW).file for n in range(2)]
    return case, kept


def back_up(path) -> str:
    said = io.StringIO()
    call_command("backup", path, stdout=said)
    return said.getvalue()


def restore(path) -> str:
    said = io.StringIO()
    call_command("restore", path, "--verify", stdout=said)
    return said.getvalue()


@pytest.mark.promise(40)
def test_a_backup_comes_back_whole_into_an_empty_place_alone(filled, elsewhere, place, tmp_path):
    case, kept = filled
    path = tmp_path / "night.backup"
    assert "2 files" in back_up(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    assert not [word for word in (NAME.encode(), b"PGDMP", b"cases_case", kept[0].pk.hex.encode(), b"about.json") if word in content]
    assert [one.name for one in tmp_path.glob("night*")] == ["night.backup"]
    with pytest.raises(CommandError, match="not empty: it has"):
        restore(path)
    counts = tables.counts()
    elsewhere()
    with pytest.raises(CommandError, match="folder of files is not empty"):
        restore(path)
    place("there")
    assert re.search(r"Whole: \d+ rows, [1-9]\d* events, 2 files", restore(path))
    assert tables.counts() == counts
    assert {one.pk for one in StoredFile.objects.all()} == {one.pk for one in kept}
    assert services.compared(is_opened=True).is_sound
    with connection.cursor() as cursor:  # the guards came back too
        cursor.execute(f"SET ROLE {HOUSE_ROLE}")
        with pytest.raises(Exception, match="permission denied"):
            cursor.execute("DELETE FROM audit_event")


OWNED = """
DO $$ DECLARE one regclass; BEGIN
    FOR one IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO {}', one);
    END LOOP;
END $$
"""


@pytest.fixture
def plain_owner(filled):
    """The function that turns the connection to an owner of the tables who is no superuser, with the roles it is a member of."""
    given = connection.settings_dict
    user, database = given["USER"], given["NAME"]
    name = f"owner_of_{database}"  # a role belongs to the server, the database to one worker of the tests

    def run(*statements, then=user):
        connection.close()
        given.update(USER=user, NAME=database)
        become(None)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.close()
        given["USER"] = then

    def turn(*roles):
        of = f"IN ROLE {', '.join(roles)}" if roles else ""
        grants = [f"GRANT USAGE, CREATE ON SCHEMA public TO {name}", f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}"]
        run(f"DROP ROLE IF EXISTS {name}", f"CREATE ROLE {name} LOGIN {of}", *grants, OWNED.format(name), then=name)

    yield turn
    run(OWNED.format(user), f"DROP OWNED BY {name}")


@pytest.mark.promise(40)
def test_an_owner_who_is_no_superuser_backs_up_every_row(filled, elsewhere, place, plain_owner, tmp_path):
    become(None)
    counts = tables.counts()
    plain_owner(HOUSE_ROLE)
    assert not tables.passes_policies()
    back_up(tmp_path / "night.backup")
    connection.close()
    connection.settings_dict["USER"] = "postgres"
    elsewhere()
    place("there")
    assert "Whole" in restore(tmp_path / "night.backup")
    assert {name: number for name, number in tables.counts().items() if number != counts[name]} == {}
    assert counts["cases_case"] == 1


@pytest.mark.promise(40)
@pytest.mark.parametrize(
    "narrow", ["", "CREATE POLICY narrow ON cases_case AS RESTRICTIVE USING (false)", "DROP POLICY house ON cases_case"]
)
def test_a_backup_that_might_lack_rows_is_not_made(filled, plain_owner, as_superuser, tmp_path, narrow):
    plain_owner(*[HOUSE_ROLE] if narrow else [])
    as_superuser(narrow)
    with pytest.raises(CommandError, match=r"is not shown every row of \d+ tables, .* `GRANT idc_atd_house TO"):
        back_up(tmp_path / "night.backup")
    assert list(tmp_path.glob("night*")) == []


@pytest.fixture
def as_superuser(transactional_db):
    """The function that changes the rules of rows of cases; they are as they were at the end."""
    given = connection.settings_dict

    def run(*statements):
        with psycopg.connect(host=given["HOST"], user="postgres", dbname=given["NAME"], autocommit=True) as server:
            for statement in filter(None, statements):
                server.execute(statement)

    yield run
    run(
        "DROP POLICY IF EXISTS narrow ON cases_case",
        "DROP POLICY IF EXISTS house ON cases_case",
        "CREATE POLICY house ON cases_case TO idc_atd_house USING (true) WITH CHECK (true)",
    )


@pytest.mark.promise(40)
def test_what_is_lost_after_a_restore_is_named(filled, elsewhere, place, tmp_path):
    _, kept = filled
    path = tmp_path / "night.backup"
    back_up(path)
    (tmp_path / "cut.backup").write_bytes(path.read_bytes()[:-30_000])
    elsewhere()
    place("there")
    with pytest.raises(CommandError, match="Not restored"):
        restore(tmp_path / "cut.backup")
    assert tables.names() == []
    restored = restore(path)
    assert "Whole" in restored
    disk.drop(kept[0].pk.hex)
    disk.path_of(kept[1].pk.hex).write_bytes(b"something else")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)")
    connection.close()
    become(None)
    about = {"counts": tables.counts() | {"cases_case": 2}, "head": asdict(chain.head())}
    wrong = "\n".join(wrong_after(about))
    for words in ("cases_case: 2 rows in the archive, 1 here", "the record is broken", "a file is missing", "a file does not open"):
        assert words in wrong


@pytest.mark.promise(40)
@pytest.mark.django_db
def test_without_a_key_nothing_is_written(place, settings, tmp_path):
    settings.BACKUP_KEYS = []
    with pytest.raises(CommandError, match="nothing is kept in the clear"):
        call_command("backup", tmp_path / "night.backup")
    assert list(tmp_path.glob("night*")) == []
    become(HOUSE_ROLE)


@pytest.mark.promise(40)
def test_a_backup_never_takes_the_place_of_another(tmp_path):
    (tmp_path / "night.backup").write_bytes(b"yesterday")
    with pytest.raises(CommandError, match="exists"):
        call_command("backup", tmp_path / "night.backup")
    assert (tmp_path / "night.backup").read_bytes() == b"yesterday"

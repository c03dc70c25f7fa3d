"""Files on the disk: sealed, whole, and each with its row."""

import errno
import io
import os
import stat
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory

from files import disk, services
from files.choices import Scan
from files.models import StoredFile
from files.refusals import Refused
from files.rules import LARGEST, MEGABYTE
from sealing import BadSeal
from tests.factories import NOW, UserFactory
from tests.files import samples
from tests.files.samples import CANARY, EICAR
from tests.files.scanner import scanner

pytestmark = pytest.mark.django_db
HOUR_AGO = 3_700


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path / "files"}}}
    return tmp_path / "files"


@pytest.fixture
def person():
    return UserFactory()


def keep(person, name="carta.pdf", content=None, now=NOW):
    return services.keep(name=name, declared="", content=content or samples.pdf(), by=person, now=now).file


def crashed(person) -> StoredFile:
    """Keep a file whose row is never written: the process ends before the transaction does."""
    with transaction.atomic():
        lost = keep(person)
        transaction.set_rollback(True)
    return lost


def age(name: str) -> None:
    """Let a file be an hour old."""
    path = disk.path_of(name)
    at = path.stat().st_mtime - HOUR_AGO
    os.utime(path, (at, at))


@pytest.mark.promise(60)
def test_what_is_kept_is_ciphertext_under_a_name_that_says_nothing(person, folder):
    file = keep(person, f"{CANARY.decode()}.m4a", samples.m4a())
    [path] = [found for found in folder.rglob("*") if found.is_file()]
    assert path.name == file.pk.hex
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert not any(word in path.read_bytes() for word in (b"ftyp", b"mdat", CANARY))
    with connection.cursor() as cursor:
        cursor.execute("SELECT files_storedfile::text FROM files_storedfile")
        assert CANARY.decode() not in cursor.fetchone()[0]
    assert services.name_of(file) == f"{CANARY.decode()}.m4a"
    assert services.content_of(file)[4:8] == b"ftyp"


@pytest.mark.promise(60, 69)
def test_each_file_has_a_key_of_its_own_and_opens_in_no_other_place(person):
    one, other = keep(person), keep(person)
    assert one.key != other.key
    disk.path_of(one.pk.hex).write_bytes(disk.get(other.pk.hex))
    with pytest.raises(BadSeal):
        services.opened(one)
    one.key = other.key
    with pytest.raises(BadSeal):
        services.opened(one)
    one.name = other.name
    with pytest.raises(BadSeal):
        services.name_of(one)


@pytest.mark.promise(69)
def test_a_changed_byte_is_found(person):
    file = keep(person)
    box = bytearray(disk.get(file.pk.hex))
    box[len(box) // 2] ^= 1
    disk.path_of(file.pk.hex).write_bytes(box)
    with pytest.raises(BadSeal):
        services.content_of(file)
    assert services.compared(is_opened=True).unreadable == [file.pk.hex]


@pytest.mark.promise(35)
def test_the_file_is_on_the_disk_for_good_before_its_row(person, monkeypatch):
    order = []
    for name in ("fsync", "rename"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *args, name=name, real=real, **given: (order.append(name), real(*args, **given))[1])
    real_save = StoredFile.save
    monkeypatch.setattr(StoredFile, "save", lambda self, **given: (order.append("row"), real_save(self, **given))[1])
    keep(person)
    assert order == ["fsync", "rename", "fsync", "row"]


@pytest.mark.promise(35)
def test_after_a_crash_between_file_and_row_the_two_agree_again(person, capsys):
    kept = keep(person)
    lost = crashed(person)
    assert services.compared().files_without_row == []  # its row may still come
    age(lost.pk.hex)
    with pytest.raises(CommandError, match="do not agree"):
        call_command("files", "check")
    assert f"file without row: {lost.pk.hex}" in capsys.readouterr().out
    call_command("files", "check", "--mend", "--open")
    assert "1 files, 0 rows without file, 0 files without row, 0 that do not open, 1 removed" in capsys.readouterr().out
    assert disk.names() == {kept.pk.hex}


@pytest.mark.promise(35)
def test_a_row_whose_file_is_gone_is_found(person, capsys):
    file = keep(person)
    disk.drop(file.pk.hex)
    with pytest.raises(CommandError):
        call_command("files", "check")
    assert f"row without file: {file.pk.hex}" in capsys.readouterr().out


@pytest.mark.promise(35)
def test_nothing_is_swept_where_no_row_is_seen(person):
    lost = crashed(person)
    age(lost.pk.hex)
    assert services.sweep() == 0
    assert disk.names() == {lost.pk.hex}


@pytest.mark.promise(35)
def test_a_row_that_is_refused_leaves_no_file(person, monkeypatch):
    def refused(self, **given):
        raise IntegrityError

    monkeypatch.setattr(StoredFile, "save", refused)
    with pytest.raises(IntegrityError):
        keep(person)
    assert disk.names() == set()


@pytest.mark.promise(35)
@pytest.mark.parametrize("failing", ["fsync", "rename"])
def test_a_full_disk_leaves_neither_file_nor_row(person, monkeypatch, failing):
    def full(*args, **given):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, failing, full)
        with pytest.raises(disk.NoRoom):
            keep(person)
    assert not list(disk.root().rglob("*.part"))
    assert disk.names() == set()
    assert not StoredFile.objects.exists()
    assert keep(person)  # and goes on once there is room again


@pytest.mark.promise(60)
def test_one_person_sends_so_much_in_a_day_and_no_more(person, settings):
    settings.FILES_A_DAY = 1
    sent = keep(person)
    StoredFile.objects.filter(pk=sent.pk).update(size=1 * MEGABYTE)
    with pytest.raises(Refused, match="as much as one person may in a day: 1 MB"):
        keep(person)
    assert keep(UserFactory())
    assert keep(person, now=NOW + timedelta(days=1))


@pytest.mark.promise(59)
def test_a_virus_is_refused_and_what_is_clean_says_so(person, settings):
    with scanner(settings):
        with pytest.raises(Refused, match="A virus was found"):
            keep(person, content=samples.pdf().replace(b"%%EOF", b"%" + EICAR + b"\n%%EOF"))
        assert keep(person).scan == Scan.CLEAN
    assert StoredFile.objects.count() == 1
    assert keep(person).scan == Scan.NONE


@pytest.mark.promise(59)
def test_what_the_scanner_could_not_be_asked_about_waits_and_is_not_given_out(person, settings):
    settings.CLAMAV = "127.0.0.1:1"
    file = keep(person)
    assert file.scan == Scan.WAITING
    with pytest.raises(ValidationError, match="Not yet scanned"):
        services.content_of(file)
    assert services.scan_waiting(now=NOW) == 0
    with scanner(settings):
        assert services.scan_waiting(now=NOW) == 1
    file.refresh_from_db()
    assert file.scan == Scan.CLEAN
    assert services.content_of(file)


@pytest.mark.promise(59)
@pytest.mark.parametrize("harm", [lambda name: disk.path_of(name).write_bytes(b"something else"), disk.drop])
def test_a_file_that_does_not_open_keeps_no_other_waiting(person, settings, harm, monkeypatch):
    settings.CLAMAV = "127.0.0.1:1"
    first, second, third = keep(person), keep(person, now=NOW + timedelta(seconds=1)), keep(person, now=NOW + timedelta(seconds=2))
    harm(first.pk.hex)
    monkeypatch.setattr(services, "MOST_SCANNED", 1)  # nor does it use up a round
    with scanner(settings):
        assert [services.scan_waiting(now=NOW) for _time in range(3)] == [1, 1, 0]
    assert [StoredFile.objects.get(pk=one.pk).scan for one in (first, second, third)] == [Scan.WAITING, Scan.CLEAN, Scan.CLEAN]


@pytest.mark.promise(59)
def test_nobody_waits_for_the_scanner_with_a_row_locked(person, settings, monkeypatch):
    """All files of a form are looked at before the row of the person is locked for the first of them."""
    asked = []
    monkeypatch.setattr(services.scanning, "scanned", lambda content: asked.append("scan") or Scan.CLEAN)
    monkeypatch.setattr(services, "_refuse_beyond_day", lambda *given: asked.append("lock"))
    sent = [services.Sent(f"{number}.pdf", "", samples.pdf()) for number in range(2)]
    services.keep_all(sent=sent, by=person, now=NOW, field="files")
    assert (asked.count("lock"), asked.index("lock")) == (2, asked.count("scan"))
    assert asked.count("scan") in (2, 4)  # as it was sent, and as it is kept where that is something else


@pytest.mark.promise(59)
def test_a_virus_that_is_found_later_is_never_given_out(person, settings):
    settings.CLAMAV = "127.0.0.1:1"
    file = keep(person, "voz.m4a", _sound())
    with scanner(settings):
        services.scan_waiting(now=NOW)
    file.refresh_from_db()
    assert file.scan == Scan.INFECTED
    with pytest.raises(ValidationError, match="A virus was found"):
        services.content_of(file)


def _sound() -> bytes:
    return samples.m4a().partition(samples.box(b"mdat", bytes(64)))[0] + samples.box(b"mdat", EICAR)


@pytest.mark.promise(60)
@pytest.mark.parametrize("column", ["name", "key"])
def test_the_database_keeps_neither_name_nor_key_in_the_clear(person, column):
    file = keep(person)
    with pytest.raises(IntegrityError, match="file_sealed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE files_storedfile SET {column} = 'acta.pdf' WHERE id = %s", [file.pk])


@pytest.mark.promise(60)
def test_nothing_that_is_sent_is_written_to_a_temporary_file(rf: RequestFactory):
    sent = io.BytesIO(b"a" * (LARGEST + 10))
    sent.name = "grande.pdf"
    file = rf.post("/", {"file": sent}).FILES["file"]
    assert not hasattr(file, "temporary_file_path")
    assert file.size == LARGEST + 10
    assert file.read() == b""  # too large: only its size is held, and the form says so

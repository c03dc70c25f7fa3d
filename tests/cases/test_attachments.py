"""Files of a case: who sends, who is given them, what is on record, what is refused."""

import errno
import os
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event, Kind
from cases import services
from cases.choices import Because, Status
from cases.models import Attachment, Case, CaseGrant
from files import disk
from files.choices import Scan
from files.models import StoredFile
from files.rules import LARGEST, MEGABYTE
from files.services import Sent
from tests.cases.pages import address, browser, post, text_of
from tests.factories import CaseFactory, UserFactory, grant
from tests.files import samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path / "files"}}}


@pytest.fixture
def case(team):
    case = CaseFactory(unit=team.unit)
    grant(case, team.caseworker)
    return case


def attach(case, by, *sent, kind="letter", **fields):
    sent = list(sent) or [Sent("carta.pdf", "application/pdf", samples.pdf())]
    services.attach(case=case, sent=sent, kind=kind, by=by, now=timezone.now(), **fields)
    return case.attachments.order_by("created_at").last()


def upload(name="carta.pdf", content=None, declared="application/pdf"):
    return SimpleUploadedFile(name, samples.pdf() if content is None else content, declared)


FIELDS = {"kind": "consent", "section": "file", "description": "Firmó la madre"}


# Sending


def test_what_is_sent_stands_on_the_page_of_the_case(team, case):
    client = browser(team.caseworker)
    form = text_of(client.get(address("attachment_add", case.code)))
    assert 'capture="environment"' in form
    assert 'enctype="multipart/form-data"' in form
    sent = post(client, address("attachment_add", case.code), files=[upload("acta de Yesenia.pdf"), upload("dos.pdf")], **FIELDS)
    assert sent.url == address("attachments", case.code)
    listed = text_of(client.get(sent.url))
    assert "2 files are attached." in listed
    assert listed.count("Firmó la madre") == 2
    assert "acta de Yesenia.pdf" in listed
    assert "All 2 files" in text_of(client.get(address("detail", case.code)))


def test_a_photograph_of_a_telephone_is_enough(team, case):
    photograph = upload("IMG_1.jpg", samples.picture(), "image/jpeg")
    assert post(browser(team.caseworker), address("attachment_add", case.code), photograph=photograph, **FIELDS).status_code == 302
    assert case.attachments.get().file.kind == "jpeg"


@pytest.mark.promise(59)
@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([], "Choose a file, or take a photograph."),
        ([("carta.pdf", b"MZ")], "This file is not what its name says: PDF."),
        ([("carta.pdf", samples.pdf()), ("virus.exe", b"MZ")], "virus.exe: Files of this kind are not taken."),
        ([("carta.pdf", b"")], "This file is empty."),
        ([("carta.pdf", b"%PDF-" + bytes(LARGEST))], "This file is larger than 20 MB."),
        ([("carta.pdf", samples.pdf())] * 11, "Send 10 files at once at the most."),
    ],
)
def test_refused_files_leave_nothing_and_what_was_typed_stays(team, case, files, sentence):
    page = post(
        browser(team.caseworker), address("attachment_add", case.code), files=[upload(name, content) for name, content in files], **FIELDS
    )
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert "Firmó la madre" in text_of(page)
    assert ("Choose the files again" in text_of(page)) == bool(files)
    assert not Attachment.objects.exists()
    assert not StoredFile.objects.exists()
    assert disk.names() == set()


@pytest.mark.promise(59)
def test_a_refusal_is_in_the_language_of_the_reader(team, case):
    team.caseworker.language = "es"
    team.caseworker.save()
    page = post(browser(team.caseworker), address("attachment_add", case.code), files=[upload(content=b"MZ")], **FIELDS)
    assert "Este archivo no es lo que dice su nombre: PDF." in text_of(page)
    assert "Elija de nuevo los archivos" in text_of(page)


@pytest.mark.promise(35)
def test_a_full_disk_is_told_in_words_and_what_was_typed_stays(team, case, monkeypatch):
    def full(*args, **given):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        page = post(browser(team.caseworker), address("attachment_add", case.code), files=[upload(), upload()], **FIELDS)
    assert page.status_code == 507
    assert "The server has no room for files" in text_of(page)
    assert "Firmó la madre" in text_of(page)
    assert not StoredFile.objects.exists()
    assert disk.names() == set()


@pytest.mark.promise(60)
def test_one_case_holds_so_much_and_no_more(team, case, settings):
    settings.FILES_A_CASE = 1
    attach(case, team.caseworker)
    StoredFile.objects.update(size=1 * MEGABYTE)
    with pytest.raises(ValidationError, match="as many as one case may have: 1 MB"):
        attach(case, team.caseworker)
    assert len(disk.names()) == 1
    other = CaseFactory(unit=team.unit)
    assert attach(other, team.supervisor)


def test_nothing_is_attached_to_a_case_that_has_ended(team, case):
    Case.objects.filter(pk=case.pk).update(status=Status.CLOSED)
    with pytest.raises(ValidationError, match="This case is closed"):
        attach(case, team.caseworker)


def test_who_does_not_see_the_case_or_may_not_send_sends_nothing(team, case):
    with pytest.raises(Case.DoesNotExist):
        attach(case, UserFactory())
    with pytest.raises(PermissionDenied):
        attach(case, team.person(Role.BID_COORDINATOR))


def test_a_day_to_come_is_refused(team, case):
    with pytest.raises(ValidationError, match="future"):
        attach(case, team.caseworker, dated_on=timezone.localdate() + timedelta(days=2))


def test_a_signed_pdf_is_told_of(team, case):
    content = samples.pdf(samples.with_signature)
    page = browser(team.caseworker)
    sent = post(page, address("attachment_add", case.code), files=[upload(content=content)], **FIELDS)
    assert "It was signed electronically." in text_of(page.get(sent.url))


# Fetching


@pytest.mark.promise(60)
def test_a_file_is_fetched_to_be_kept_and_each_time_is_on_record(team, case):
    one = attach(case, team.caseworker, Sent("acta de Yesenia Caal.pdf", "", samples.pdf()))
    for _time in range(2):
        answer = browser(team.caseworker).get(address("attachment", case.code, one.pk))
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == f'attachment; filename="letter-{one.pk.hex[:8]}.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    read = Event.objects.filter(action="file.read")
    assert read.count() == 2
    event = read.first()
    assert (event.kind, event.actor, event.subjects) == (Kind.READ, team.caseworker.pk, [case.pk, case.child_id])
    assert event.detail == {"kind": "letter", "sha256": one.file.sha256}


@pytest.mark.promise(60)
def test_each_hit_asks_again_who_may(team, case):
    one = attach(case, team.caseworker)
    client = browser(team.caseworker)
    url = address("attachment", case.code, one.pk)
    assert client.get(url).status_code == 200
    CaseGrant.objects.update(ends_at=timezone.now())
    assert client.get(url).status_code == 404
    assert browser(UserFactory()).get(url).status_code == 404
    foreign = CaseFactory(unit=team.unit)
    grant(foreign, team.caseworker)
    assert client.get(address("attachment", foreign.code, one.pk)).status_code == 404


@pytest.mark.promise(60)
def test_a_part_that_is_opened_gives_the_files_of_that_part_alone(team, case):
    one, other = attach(case, team.caseworker, kind="medical", section="health"), attach(case, team.caseworker, section="legal")
    doctor = team.person(Role.HEALTH_STAFF)
    part = {"sections": ["health"], "given_by": team.supervisor, "reason": "Prueba", "starts_at": timezone.now()}
    CaseGrant.objects.create(case=case, user=doctor, because=Because.PARTS, ends_at=timezone.now() + timedelta(days=1), **part)
    client = browser(doctor)
    page = text_of(client.get(address("parts", case.code)))
    assert address("attachment", case.code, one.pk) in page
    assert address("attachment", case.code, other.pk) not in page
    assert client.get(address("attachment", case.code, one.pk)).status_code == 200
    assert client.get(address("attachment", case.code, other.pk)).status_code == 404
    assert client.get(address("attachments", case.code)).status_code == 404
    CaseGrant.objects.filter(user=doctor).update(ends_at=timezone.now())
    assert client.get(address("attachment", case.code, one.pk)).status_code == 404


@pytest.mark.promise(59)
@pytest.mark.parametrize(("scan", "words"), [(Scan.WAITING, "Not yet scanned"), (Scan.INFECTED, "A virus was found")])
def test_what_was_not_scanned_is_not_given_out(team, case, scan, words):
    one = attach(case, team.caseworker)
    StoredFile.objects.update(scan=scan)
    client = browser(team.caseworker)
    answer = client.get(address("attachment", case.code, one.pk), follow=True)
    assert answer.redirect_chain
    assert words in text_of(answer)
    assert not Event.objects.filter(action="file.read").exists()


# Withdrawing


def test_what_is_withdrawn_is_given_to_nobody_and_stays_on_record(team, case):
    one = attach(case, team.caseworker)
    client = browser(team.caseworker)
    url = address("attachment_withdraw", case.code, one.pk)
    assert "Write why it does not belong here." in text_of(post(client, url, reason=" "))
    done = post(client, url, reason="Es de otra niña.")
    assert "Es de otra niña." in text_of(client.get(done.url))
    assert client.get(address("attachment", case.code, one.pk)).status_code == 404
    assert post(client, url, reason="Otra vez").status_code == 404
    assert Event.objects.get(action="file.withdraw").reason == "Es de otra niña."
    assert disk.names() == {one.file.pk.hex}  # sealed until the file's time is over


@pytest.mark.parametrize("fields", ["withdrawn_at = now()", "withdrawn_because = 'x'", "section = 'sealed'", "kind = 'x'"])
def test_the_database_holds_what_an_attachment_is(team, case, fields):
    attach(case, team.caseworker)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_attachment SET {fields}")


def test_thirty_files_ask_no_more_than_three(team, case, django_assert_max_num_queries):
    client = browser(team.caseworker)
    counts = []
    for more in (3, 27):
        for number in range(more):
            file = StoredFile.objects.create(
                kind="pdf", name="v1.a", key="v1.a", size=1, scan="none", stored_by=team.caseworker, stored_at=timezone.now()
            )
            Attachment.objects.create(case=case, file=file, kind="letter", description=f"n {number}", created_by=team.caseworker)
        with django_assert_max_num_queries(60) as asked:
            assert client.get(address("detail", case.code)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]

"""Lists of notifications: all of it or nothing, each folio once, every error at its cell in plain words."""

import io
import re
import uuid
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import Workbook
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import Organisation
from accounts.roles import OrgType, Role
from audit.models import Event
from cases import columns, services, sheets
from cases.models import Child, ChildIdentity, ImportBatch, Notification
from cases.services import imports
from tests.factories import NOW, OrganisationFactory, Team, local_today

pytestmark = pytest.mark.django_db
HEADER = "Folio,Fecha y hora,Fecha de aviso,Nacionalidad,Edad,Sexo,Acompañamiento,Nombres,Apellidos,Idioma,Destino,Motivo"
GOOD = [
    "INM-1,2026-02-01 06:10,2026-02-01 08:40,GT,15,niña,No acompañada,Yesenia,Caal Tzi,kek,Sonora,Pobreza",
    "INM-2,01/02/2026 07:00,02/02/2026,Honduras,9,H,separated,Elder Noé,Ramos,es,,",
    "INM-3,2026-02-03,2026-02-03,El Salvador,,Mujer,,,,,,",
]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def csv_of(*rows, header=HEADER, encoding="utf-8", delimiter=","):
    return "\n".join([header, *rows]).replace(",", delimiter).encode(encoding)


def xlsx_of(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def uploaded(team, content, filename="lista.csv", by=None):
    return services.upload_batch(
        by=by or team.supervisor, source_org=team.migration, unit=team.unit, filename=filename, content=content, now=NOW
    )


def checked(team, content, filename="lista.csv", **mapping):
    batch = uploaded(team, content, filename)
    return services.check_batch(batch=batch, mapping=batch.mapping | mapping, by=team.supervisor, now=NOW)


def written(team, content, filename="lista.csv"):
    batch = services.confirm_batch(batch=checked(team, content, filename), by=team.supervisor, now=NOW)
    return imports.write_batch(batch_id=batch.pk, now=NOW)


def nothing_written():
    return not Notification.objects.exists() and not Child.objects.exists()


def test_list_becomes_notifications_with_children_and_names(team):
    batch = written(team, csv_of(*GOOD))
    assert (batch.state, batch.rows_done, batch.rows_known) == ("done", 3, 0)
    first, second, third = Notification.objects.select_related("child__identity").order_by("folio")
    assert first.located_at == datetime(2026, 2, 1, 13, 10, tzinfo=UTC)
    assert first.received_at == datetime(2026, 2, 1, 15, 40, tzinfo=UTC)
    assert (first.accompaniment, first.main_reason, first.destination) == ("unaccompanied", "poverty", "Sonora")
    assert (first.child.nationality, first.child.sex, first.child.primary_language) == ("GT", "female", "kek")
    assert first.child.identity.search_name == "yesenia caal tzi"
    assert first.child.age_on(first.received_at.date()).years == 15
    assert (second.child.nationality, second.child.sex, second.accompaniment) == ("HN", "male", "separated")
    assert second.located_at == datetime(2026, 2, 1, 14, tzinfo=UTC)  # the day comes before the month
    assert second.received_at == datetime(2026, 2, 3, 6, 59, 59, tzinfo=UTC)  # a day alone ends with it
    assert (third.child.nationality, third.child.declared_age, third.accompaniment) == ("SV", None, "unknown")
    assert {row.batch for row in (first, second, third)} == {batch.pk}
    assert {row.source_org for row in (first, second, third)} == {team.migration}
    assert sorted(Child.objects.values_list("code", flat=True)) == [f"SON-2026-{number:06d}" for number in (1, 2, 3)]


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-8-sig"), ("|", "latin-1")])
def test_csv_of_any_usual_kind_is_read(team, delimiter, encoding):
    assert written(team, csv_of(*GOOD, delimiter=delimiter, encoding=encoding)).rows_done == 3
    assert ChildIdentity.objects.filter(given_names="Elder Noé").exists()


def test_workbook_is_read_with_its_own_dates_and_numbers(team):
    rows = [["Folio", "Fecha", "Edad", "Sexo", "Nacionalidad"], [77.0, datetime(2026, 2, 1, 6, 10), 15.0, "F", "gt"]]  # noqa: DTZ001 - as a workbook has it
    written(team, xlsx_of(*rows), "lista.xlsx")
    [row] = Notification.objects.select_related("child")
    assert (row.folio, row.located_at, row.child.declared_age) == ("77", datetime(2026, 2, 1, 13, 10, tzinfo=UTC), 15)


@pytest.mark.promise(63)
def test_same_list_again_writes_nothing_and_says_so(team):
    written(team, csv_of(*GOOD))
    again = checked(team, csv_of(*GOOD))
    assert (again.rows_known, again.rows_new, again.errors) == (3, 0, [])
    with pytest.raises(ValidationError, match="Every folio of this list is registered already"):
        services.confirm_batch(batch=again, by=team.supervisor, now=NOW)
    assert Notification.objects.count() == 3


def test_longer_list_adds_only_what_is_new(team):
    written(team, csv_of(*GOOD[:2]))
    batch = written(team, csv_of(*GOOD))
    assert (batch.rows_done, batch.rows_known, Notification.objects.count()) == (1, 2, 3)


def test_same_folio_of_another_organisation_is_another_notification(team):
    written(team, csv_of(*GOOD))
    team.migration = OrganisationFactory(org_type=OrgType.MIGRATION_AUTHORITY)
    assert written(team, csv_of(*GOOD)).rows_done == 3


def row(**cells):
    """A row of the list as a dictionary of its columns, the rest as in the first good one."""
    titles = HEADER.split(",")
    return ",".join(cells.get(title.split()[0].lower(), value) for title, value in zip(titles, GOOD[0].split(","), strict=True))


@pytest.mark.parametrize(
    ("cells", "letter", "value", "sentence"),
    [
        ({"folio": ""}, "A", "", "every row needs it"),
        ({"folio": "=1+1"}, "A", "=1+1", "begins like a formula"),
        ({"nombres": "@SUM(A1)"}, "H", "@SUM(A1)", "begins like a formula"),
        ({"destino": "+cmd"}, "K", "+cmd", "begins like a formula"),
        ({"nombres": "-2"}, "H", "-2", "begins like a formula"),
        ({"nacionalidad": "XX"}, "D", "XX", "two-letter code or the name of a country"),
        ({"nacionalidad": "Hondruas"}, "D", "Hondruas", "two-letter code or the name of a country"),
        ({"edad": "26"}, "E", "26", "over 25"),
        ({"edad": "quince"}, "E", "quince", "not an age"),
        ({"sexo": "x"}, "F", "x", "none of"),
        ({"sexo": "M"}, "F", "M", "may be male or"),
        ({"idioma": "klingon"}, "J", "klingon", "none of"),
        ({"nombres": "Y" * 101}, "H", "Y" * 80, "At most 100"),
    ],
)
def test_error_stands_at_its_cell(team, cells, letter, value, sentence):
    batch = checked(team, csv_of(GOOD[2], row(**cells)))
    [(number, at, title, quoted, text)] = batch.errors
    assert (number, at, quoted) == (3, letter, value)
    assert title == HEADER.split(",")[ord(letter) - ord("A")]
    assert sentence in text
    with pytest.raises(ValidationError, match="has errors"):
        services.confirm_batch(batch=batch, by=team.supervisor, now=NOW)
    assert nothing_written()


@pytest.mark.parametrize(
    ("found", "notified", "letter", "sentence"),
    [
        ("2026-02-31", "", "B", "not a date"),
        ("yesterday", "", "B", "not a date"),
        ("2027-01-01", "2027-01-02", "C", "lies in the future"),
        ("2027-01-01", "", "B", "later than the notification"),
        ("2026-02-02", "2026-02-01", "B", "later than the notification"),
    ],
)
def test_impossible_instant_is_refused_at_its_cell(team, found, notified, letter, sentence):
    [error] = checked(team, csv_of(f"F,{found},{notified},GT,15,niña,,,,,,")).errors
    assert error[:2] == [2, letter]
    assert sentence in error[4]


@pytest.mark.parametrize(
    ("born", "sentence"),
    [("2027-01-01", "lies in the future"), ("01/01/1990", "an age over 25"), ("30/02/2010", "not a date")],
)
def test_impossible_birth_date_is_refused_at_its_cell(team, born, sentence):
    [error] = checked(team, csv_of(f"F,2026-02-01,{born}", header="Folio,Fecha,Fecha de nacimiento")).errors
    assert error[:4] == [2, "C", "Fecha de nacimiento", born]
    assert sentence in error[4]


def test_folio_twice_in_one_list_names_the_other_row(team):
    [error] = checked(team, csv_of(GOOD[0], GOOD[1], GOOD[0])).errors
    assert error[:4] == [4, "A", "Folio", "INM-1"]
    assert "Row 2 has the same folio" in error[4]


def test_every_error_of_every_row_is_kept(team):
    batch = checked(team, csv_of("A,2026-02-01,,XX,99,z,,,,,,", ",,,,,,,,,,,x", GOOD[0]))
    assert [(error[0], error[1]) for error in batch.errors] == [(2, "D"), (2, "E"), (2, "F"), (3, "A"), (3, "B"), (3, "L")]


def test_blank_rows_are_passed_over_and_numbers_stay_those_of_the_file(team):
    batch = checked(team, csv_of(GOOD[0], ",,,,,,,,,,,", "X,,,,,,,,,,,"))
    assert batch.rows_total == 2
    assert [error[0] for error in batch.errors] == [4]


def test_bare_m_is_read_as_the_column_tells(team):
    header = "Folio,Fecha,Sexo"
    written(team, csv_of("1,2026-02-01,M", "2,2026-02-01,H", header=header))
    written(team, csv_of("3,2026-02-01,M", "4,2026-02-01,F", header=header))
    sexes = Notification.objects.order_by("folio").values_list("child__sex", flat=True)
    assert list(sexes) == ["female", "male", "male", "female"]


@pytest.mark.parametrize(
    ("filename", "content", "sentence"),
    [
        ("lista.xlsx", b"%PDF-1.7 ...", "is a PDF"),
        ("lista.csv", b"%PDF-1.7 ...", "is no text"),
        ("lista.csv", xlsx_of(["Folio"], ["1"]), "is no text"),
        ("lista.xlsx", csv_of(*GOOD), "is no workbook"),
        ("lista.xlsx", xlsx_of(["Folio"], ["1"])[:-200], "is no workbook"),
        ("lista.pdf", b"%PDF-1.7", "Send a CSV or XLSX file"),
        ("lista.csv", b"", "The file is empty"),
        ("lista.csv", b"\xef\xbb\xbf \n", "first row is empty"),
        ("lista.csv", HEADER.encode(), "no rows below"),
        ("lista.xlsx", xlsx_of(["Folio", "Fecha"]), "no rows below"),
        ("lista.csv", b"folio,fecha\n" + b"1,2026-01-01\n" * 50_001, "more than 50000 rows"),
        ("lista.csv", b"folio\n" + b"x" * 10_000_000, "larger than 10 MB"),
        ("lista.csv", b'folio,fecha\n"' + b"x" * 200_000, "cannot be read"),
    ],
)
def test_file_that_is_no_list_is_refused(team, filename, content, sentence):
    with pytest.raises(ValidationError) as refusal:
        uploaded(team, content, filename)
    assert sentence in str(refusal.value.message_dict["file"])
    assert not ImportBatch.objects.exists()


def hostile(part: str, change, content=None) -> bytes:
    """A workbook of which one member is changed, and others may be added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content or xlsx_of(["Folio", "Fecha"], ["1", "2026-02-01"]))) as old,
        zipfile.ZipFile(out, "w", 8) as new,
    ):
        for name in [*old.namelist(), part]:
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, change(old.read(part) if part in old.namelist() else b""))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b'<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def last_cell(place: str):
    return lambda part: part.replace(b"</sheetData>", f'<row><c r="{place}" t="n"><v>1</v></c></row></sheetData>'.encode())


def lying(content: bytes) -> bytes:
    """A workbook with a member that says it is of ten bytes and unpacks to 150 MB."""
    made = bytearray(hostile("xl/media/a.bin", lambda part: b"\0" * 150_000_000, content))
    start = made.rfind(b"PK\x01\x02", 0, made.rfind(b"xl/media/a.bin"))
    made[start + 24 : start + 28] = (10).to_bytes(4, "little")
    return bytes(made)


@pytest.mark.promise(63)
@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: hostile(SHEET, lambda part: LAUGHS + part), "unusual way"),
        (lambda: hostile("xl/sharedStrings.xml", lambda part: LAUGHS + part), "unusual way"),
        (lambda: hostile(SHEET, lambda part: OUTSIDE + part.replace(b"<v>", b"<v>&e;")), "unusual way"),
        (lambda: hostile("xl/workbook.xml", lambda part: OUTSIDE.decode().encode("utf-16") + part), "unusual way"),
        (lambda: hostile(SHEET, last_cell("XFD1048576")), "too large inside"),
        (lambda: hostile("xl/media/a.bin", lambda part: b"\0" * 101_000_000), "too large inside"),
        (lambda: lying(b""), "damaged|too large"),
        (lambda: hostile("xl/workbook.xml", lambda part: b"<workbook"), "damaged"),
    ],
    ids=["laughs", "laughs in strings", "file from outside", "the same in UTF-16", "a cell far away", "bomb", "bomb that lies", "cut off"],
)
def test_a_hostile_workbook_is_refused(team, make, sentence):
    with pytest.raises(ValidationError) as refusal:
        uploaded(team, make(), "lista.xlsx")
    assert re.search(sentence, str(refusal.value.message_dict["file"]))
    assert not ImportBatch.objects.exists()


@pytest.mark.promise(63)
def test_links_and_formulas_of_a_workbook_are_neither_followed_nor_run(team):
    content = xlsx_of(HEADER.split(","), ["INM-1", "2026-02-01", "2026-02-01", "GT", 15, "niña", "", '=WEBSERVICE("http://evil.example")'])
    links = '<externalLink xmlns="x"><externalBook r:id="rId1" xmlns:r="y"/></externalLink>'
    batch = uploaded(team, hostile("xl/externalLinks/externalLink1.xml", lambda part: links.encode(), content), "lista.xlsx")
    assert "evil.example" not in str(imports.preview(batch))
    assert nothing_written()


@pytest.mark.promise(63)
def test_nothing_is_written_before_it_is_confirmed_and_each_error_names_its_cell(team):
    batch = checked(team, csv_of(*GOOD, "INM-4,mañana,2026-02-03,GT,15,niña,,,,,,"))
    assert [error[:3] for error in batch.errors] == [[5, "B", "Fecha y hora"]]
    assert nothing_written()
    with pytest.raises(ValidationError, match="has errors"):
        services.confirm_batch(batch=batch, by=team.supervisor, now=NOW)
    assert nothing_written()


def test_columns_are_guessed_in_two_languages_and_remembered(team):
    assert columns.guess(["Age", "REF", "Date found", "Edad"], {}) == {"folio": 1, "located_at": 2, "declared_age": 0}
    odd = csv_of("1,2026-02-01,GT", header="Clave,Cuándo,Origen")
    checked(team, odd, folio=0, located_at=1, nationality=2)
    assert uploaded(team, odd).mapping == {"folio": 0, "located_at": 1, "nationality": 2}


def test_column_left_out_or_chosen_twice_is_refused_beside_it(team):
    batch = uploaded(team, csv_of(*GOOD))
    for mapping, key in (({"folio": 0}, "located_at"), ({"folio": 0, "located_at": 0}, "folio")):
        with pytest.raises(ValidationError) as refusal:
            services.check_batch(batch=batch, mapping=mapping, by=team.supervisor, now=NOW)
        assert key in refusal.value.message_dict


@pytest.mark.promise(63)
def test_failure_halfway_writes_nothing_and_may_start_again(team, monkeypatch):
    batch = services.confirm_batch(batch=checked(team, csv_of(*GOOD)), by=team.supervisor, now=NOW)
    with monkeypatch.context() as patch:
        patch.setattr(imports, "AT_ONCE", 1)
        patch.setattr(imports, "search_name", lambda identity: identity["given_names"])  # the third row has none
        with pytest.raises(KeyError):
            imports.write_batch(batch_id=batch.pk, now=NOW)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done) == ("failed", 0)
    assert nothing_written()
    services.confirm_batch(batch=batch, by=team.supervisor, now=NOW)
    assert imports.write_batch(batch_id=batch.pk, now=NOW).rows_done == 3


def test_second_job_of_one_list_writes_nothing_more(team):
    batch = written(team, csv_of(*GOOD))
    assert imports.write_batch(batch_id=batch.pk, now=NOW).state == "done"
    assert Notification.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_before_the_rows_are(team, monkeypatch):
    batch = services.confirm_batch(batch=checked(team, csv_of(*GOOD)), by=team.supervisor, now=NOW)
    reader, insert, seen = connection.copy(), imports._insert, []

    def look_and_insert(*args):
        with reader.cursor() as cursor:
            cursor.execute("SELECT rows_done, (SELECT count(*) FROM cases_notification) FROM cases_importbatch")
            seen.append(cursor.fetchone())
        return insert(*args)

    monkeypatch.setattr(imports, "AT_ONCE", 1)
    monkeypatch.setattr(imports, "_insert", look_and_insert)
    imports.write_batch(batch_id=batch.pk, now=NOW)
    reader.close()
    assert seen == [(0, 0), (1, 0), (2, 0)]
    assert Notification.objects.count() == 3


def test_silent_job_may_be_started_again_and_a_working_one_may_not(team):
    batch = services.confirm_batch(batch=checked(team, csv_of(*GOOD)), by=team.supervisor, now=NOW)
    ImportBatch.objects.filter(pk=batch.pk).update(state="running", beat_at=NOW)
    with pytest.raises(ValidationError, match="being written"):
        services.confirm_batch(batch=batch, by=team.supervisor, now=NOW + timedelta(minutes=1))
    services.confirm_batch(batch=batch, by=team.supervisor, now=NOW + timedelta(minutes=2))
    assert imports.write_batch(batch_id=batch.pk, now=NOW).rows_done == 3


def test_confirmation_and_its_job_are_one(team):
    batch = services.confirm_batch(batch=checked(team, csv_of(*GOOD)), by=team.supervisor, now=NOW)
    [job] = ProcrastinateJob.objects.all()
    assert (job.task_name, job.args) == ("cases.tasks.write_batch", {"batch": str(batch.pk)})


def test_every_child_and_every_step_is_on_record(team):
    batch = written(team, csv_of(*GOOD))
    actions = list(Event.objects.filter(target_id=str(batch.pk)).order_by("id").values_list("action", flat=True))
    assert actions == ["import.upload", "import.check", "import.confirm", "notification.import"]
    event = Event.objects.get(action="notification.import")
    assert set(event.subjects) == set(Child.objects.values_list("pk", flat=True))
    assert event.actor == team.supervisor.pk


def test_content_and_errors_are_dropped_when_done_or_cancelled(team):
    done = written(team, csv_of(*GOOD))
    wrong = checked(team, csv_of(row(edad="99")))
    dropped = services.cancel_batch(batch=wrong, by=team.supervisor, now=NOW)
    for batch in (done, dropped):
        batch.refresh_from_db()
        assert (bytes(batch.content), batch.errors) == (b"", [])


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.INTAKE_OFFICER, Role.REPORT_VIEWER])
def test_role_that_does_not_import_is_refused(team, role):
    with pytest.raises(PermissionDenied):
        uploaded(team, csv_of(*GOOD), by=team.person(role))


# The pages


def send(client, name, pk=None, **data):
    url = reverse(f"cases:import_{name}", args=[pk] if pk else [])
    return client.post(url, {"submission_key": str(uuid.uuid4())} | data)


def file_of(content, name="lista.csv"):
    file = io.BytesIO(content)
    file.name = name
    return file


def through_the_pages(client, team, content):
    """Upload, accept the guessed columns, and return the checked list."""
    client.force_login(team.supervisor)
    answer = send(client, "new", file=file_of(content), source_org=str(team.migration.pk), unit=str(team.unit.pk))
    assert answer.status_code == 302, answer.content.decode()
    batch = ImportBatch.objects.get()
    assert answer.url == reverse("cases:import_mapping", args=[batch.pk])
    answer = send(client, "mapping", batch.pk, **batch.mapping)
    assert answer.url == reverse("cases:import_check", args=[batch.pk])
    batch.refresh_from_db()
    return batch


def test_list_goes_through_the_pages(client, team):
    now = local_today()
    batch = through_the_pages(client, team, csv_of(f"INM-9,{now:%Y-%m-%d} 00:00:00,,GT,15,niña,,Yesenia,Caal,,,"))
    page = client.get(reverse("cases:import_check", args=[batch.pk])).content.decode()
    assert "Yesenia" in page
    assert "Write 1 notification" in page
    key = str(uuid.uuid4())
    for _click in range(2):
        answer = send(client, "check", batch.pk, act="confirm", submission_key=key)
        assert answer.url == reverse("cases:import_progress", args=[batch.pk])
    waiting = client.get(answer.url).content.decode()
    assert "0 of 1 rows written" in waiting
    assert "every 2s" in waiting
    assert ProcrastinateJob.objects.count() == 1
    imports.write_batch(batch_id=batch.pk, now=timezone.now())
    done = client.get(answer.url, headers={"HX-Request": "true"}).content.decode()
    assert "1 notification was written" in done
    assert "<html" not in done
    assert "every 2s" not in done
    assert "lista.csv" in client.get(reverse("cases:import_list")).content.decode()


def test_errors_are_shown_at_their_cells_and_as_a_file(client, team):
    batch = through_the_pages(client, team, csv_of(row(edad="99"), row(folio="=HYPERLINK(1)")))
    page = client.get(reverse("cases:import_check", args=[batch.pk])).content.decode()
    assert "E · Edad" in page
    assert "over 25" in page
    assert "Write" not in page
    assert send(client, "check", batch.pk, act="confirm").status_code == 422
    file = client.get(reverse("cases:import_errors", args=[batch.pk])).content.decode("utf-8-sig")
    assert "2,E,Edad,99" in file
    assert "'=HYPERLINK(1)" in file
    assert nothing_written()


def test_cancelled_list_is_dropped(client, team):
    batch = through_the_pages(client, team, csv_of(*GOOD))
    send(client, "check", batch.pk, act="cancel")
    assert "Nothing was written" in client.get(reverse("cases:import_progress", args=[batch.pk])).content.decode()
    assert nothing_written()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("lista.xlsx", b"%PDF-1.7", "is a PDF"), ("lista.csv", b"", "The file is empty"), ("lista.csv", HEADER.encode(), "no rows below")],
)
def test_bad_file_is_refused_beside_its_field(client, team, name, content, sentence):
    client.force_login(team.supervisor)
    answer = send(client, "new", file=file_of(content, name), source_org=str(team.migration.pk), unit=str(team.unit.pk))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert answer.context["form"]["source_org"].value()["chosen"] == str(team.migration.pk)
    assert not ImportBatch.objects.exists()


def test_unit_outside_ones_own_is_refused(client, team):
    client.force_login(team.supervisor)
    other = OrganisationFactory()
    answer = send(client, "new", file=file_of(csv_of(*GOOD)), source_org=str(team.migration.pk), unit=str(other.pk))
    assert answer.status_code == 422
    assert Organisation.objects.filter(pk=other.pk).exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("name", ["mapping", "check", "errors", "progress"])
def test_list_of_another_authority_is_not_found(client, team, name):
    batch = checked(team, csv_of(*GOOD))
    client.force_login(Team().supervisor)
    assert client.get(reverse(f"cases:import_{name}", args=[batch.pk])).status_code == 404
    client.force_login(team.caseworker)
    assert client.get(reverse(f"cases:import_{name}", args=[batch.pk])).status_code == 403
    client.force_login(team.notifier)
    assert client.get(reverse(f"cases:import_{name}", args=[batch.pk])).status_code == 404


def test_letters_of_columns_are_those_of_a_spreadsheet():
    assert [sheets.letter(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]

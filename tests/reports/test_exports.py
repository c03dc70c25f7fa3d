"""Rows without names (DP-6): a purpose, two people, a day, a watermark, a hash on record."""

import csv
import io
import threading
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import environ
import pytest
import pyzipper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import Level
from accounts.roles import OrgType, Role
from audit.models import Event
from idc_atd.database import databases
from reports import database
from reports.models import Export, ExportFile, ReportRun
from reports.services import exports
from tests.factories import CaseFactory, ChildFactory, ChildIdentityFactory, OrganisationFactory, Team, UserFactory
from tests.test_wall import page_of

NOW = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PURPOSE = "Evaluar los plazos de enero con la fundación."
ASKED = {"since": date(2026, 1, 1), "until": date(2026, 1, 31), "purpose": PURPOSE}


def opened(team, **fields):
    case = CaseFactory(**{"unit": team.unit, "opened_at": datetime(2026, 1, 15, tzinfo=UTC)} | fields)
    return case


def asked(team, by=None, now=NOW, **fields) -> Export:
    return exports.request_export(by=by or team.supervisor, now=now, **(ASKED | fields))


def approved(team, **fields) -> Export:
    return exports.approve_export(export=asked(team, **fields), by=team.approver, now=NOW)


def written(export, now=NOW) -> tuple[list[list[str]], list[dict]]:
    """The watermark and the rows of the file."""
    out = io.BytesIO()
    exports.write_file(export=export, by=export.requested_by, out=out, now=now)
    lines = list(csv.reader(io.StringIO(out.getvalue().decode())))
    empty = lines.index([])
    return lines[:empty], [dict(zip(lines[empty + 1], line, strict=True)) for line in lines[empty + 2 :]]


def test_a_row_tells_bands_and_months_and_nothing_that_names(team):
    child = ChildFactory(birth_date=date(2010, 5, 4), sex="female", nationality="GT")
    ChildIdentityFactory(child=child)
    case = opened(team, child=child)
    (row,) = written(approved(team))[1]
    assert (row["age"], row["opened"], row["state"], row["sex"], row["nationality"]) == ("15-17", "2026-01", "SON", "female", "GT")
    text = " ".join(row.values())
    assert not any(secret in text for secret in ("Yesenia", "Caal", case.code, str(child.pk), child.pk.hex, "2010", team.unit.name))
    assert len(row["child"]) == 16


def test_a_child_has_one_pseudonym_in_an_export_and_another_in_the_next(team):
    child = ChildFactory()
    opened(team, child=child, step="closed", status="closed", closed_at=NOW, closure_reason="plan_objectives_met")
    opened(team, child=child, code=f"{child.code}-2")
    opened(team)
    first, again = approved(team), approved(team)
    names = [row["child"] for row in written(first)[1]]
    assert len(names) == 3
    assert len(set(names)) == 2
    assert sorted(names) == sorted(row["child"] for row in written(first)[1])
    assert not set(names) & {row["child"] for row in written(again)[1]}


def test_only_real_cases_of_the_units_below_and_of_the_period_are_in_it(team):
    below = OrganisationFactory(parent=team.unit, level=Level.MUNICIPALITY, org_type=OrgType.PROTECTION_AUTHORITY_MUNICIPAL)
    opened(team)
    opened(team, unit=below)
    opened(Team())
    opened(team, opened_at=datetime(2026, 2, 1, 7, 0, tzinfo=UTC))  # midnight in Sonora: the first instant after it
    opened(team, step="closed", status="closed", closed_at=NOW, closure_reason="opened_in_error")
    assert len(written(approved(team))[1]) == 2


@pytest.mark.promise(62)
@pytest.mark.parametrize("purpose", ["", "  ", "para un informe", " " * 30])
def test_without_a_purpose_nothing_is_asked_for(team, purpose):
    with pytest.raises(ValidationError, match="DP-6"):
        asked(team, purpose=purpose)
    assert not Export.objects.exists()


@pytest.mark.promise(20)
def test_nobody_approves_what_they_asked_for(team, as_owner):
    export = asked(team)
    with pytest.raises(PermissionDenied):
        exports.approve_export(export=export, by=team.supervisor, now=NOW)
    team.approver.role = Role.SUPERVISOR
    own = asked(team, by=team.approver)
    team.approver.role = Role.AUTHORITY_APPROVER
    with pytest.raises(ValidationError, match="DP-6"):
        exports.approve_export(export=own, by=team.approver, now=NOW)
    with pytest.raises(IntegrityError, match="export_two_people"):
        as_owner("UPDATE reports_export SET state = 'refused', decided_at = now(), decided_by_id = requested_by_id WHERE id = %s", [own.pk])


def test_the_database_refuses_a_short_purpose_and_an_approval_without_an_end(team, as_owner):
    export = asked(team)
    with pytest.raises(IntegrityError, match="export_says_what_for"):
        as_owner("UPDATE reports_export SET purpose = 'corto' WHERE id = %s", [export.pk])
    with pytest.raises(IntegrityError, match="export_ends"):
        as_owner(
            "UPDATE reports_export SET state = 'approved', decided_at = now(), decided_by_id = %s WHERE id = %s",
            [team.approver.pk, export.pk],
        )


def test_an_approval_is_of_the_own_jurisdiction(team):
    with pytest.raises(Export.DoesNotExist):
        exports.approve_export(export=asked(team), by=Team().approver, now=NOW)


@pytest.mark.promise(62)
def test_a_file_ends_24_hours_after_its_approval_and_its_key_is_forgotten(team):
    opened(team)
    export = approved(team)
    assert len(written(export, NOW + 24 * HOUR - timedelta(seconds=1))[1]) == 1
    for now in (NOW + 24 * HOUR, NOW + 25 * HOUR):
        with pytest.raises(ValidationError, match="24"):
            written(export, now)
    assert exports.forget_ended(now=NOW + 24 * HOUR) == 1
    export.refresh_from_db()
    assert export.key is None


def test_before_it_is_approved_and_once_refused_there_is_no_file(team):
    export = asked(team)
    with pytest.raises(ValidationError):
        written(export)
    with pytest.raises(ValidationError):
        exports.refuse_export(export=export, reason=" ", by=team.approver, now=NOW)
    exports.refuse_export(export=export, reason="Basta el informe.", by=team.approver, now=NOW)
    with pytest.raises(ValidationError):
        written(export)
    with pytest.raises(ValidationError):
        exports.approve_export(export=export, by=team.approver, now=NOW)


@pytest.mark.promise(62)
def test_the_file_says_whose_it_is_and_the_record_its_hash(team):
    opened(team)
    team.supervisor.full_name = "=HYPERLINK(1)"
    team.supervisor.save()
    export, out = approved(team), io.BytesIO()
    digest = exports.write_file(export=export, by=team.supervisor, out=out, now=NOW)
    head = out.getvalue().decode().split("\r\n\r\n")[0]
    assert "'=HYPERLINK(1)" in head
    assert all(text in head for text in (team.supervisor.email, team.approver.full_name, PURPOSE, export.reference, "2026-03-02"))
    assert digest == sha256(out.getvalue()).hexdigest()
    (event,) = Event.objects.filter(action="export.fetch")
    assert (event.kind, event.actor, event.detail) == ("export", team.supervisor.pk, {"rows": 1, "sha256": digest, "purpose": PURPOSE})


@pytest.mark.promise(61)
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_a_cell_that_begins_like_a_formula_is_shown_and_never_run(team, start):
    opened(team, accompaniment=f"{start}cmd")
    (row,) = written(approved(team))[1]
    assert row["accompaniment"] == f"'{start}cmd"


@pytest.mark.promise(62)
def test_more_rows_than_allowed_are_refused(team, settings):
    settings.EXPORT_ROWS = 1
    opened(team)
    export = approved(team)
    opened(team)
    with pytest.raises(ValidationError, match="1 rows"):
        asked(team)
    assert len(written(export)[1]) == 1  # what came later does not widen what was approved


def test_five_an_hour(team):
    for number in range(5):
        asked(team, now=NOW + number * timedelta(minutes=1))
    with pytest.raises(ValidationError):
        asked(team, now=NOW + timedelta(minutes=30))
    asked(team, now=NOW + timedelta(minutes=61))


@pytest.mark.promise(62)
def test_a_file_to_be_carried_by_hand_opens_with_its_passphrase_alone(client, team):
    opened(team)
    export = approved(team, now=timezone.now())
    Export.objects.filter(pk=export.pk).update(decided_at=timezone.now(), expires_at=timezone.now() + HOUR)
    client.force_login(team.supervisor)
    page = client.get(reverse("reports:export", args=[export.pk]))
    passphrase = page.context["passphrase"]
    assert passphrase in page.content.decode()
    assert passphrase != exports.new_passphrase()
    answer = client.post(reverse("reports:export_locked", args=[export.pk]), {"passphrase": passphrase})
    content = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == f'attachment; filename="export-{export.reference}.zip"'
    event = Event.objects.get(action="export.fetch")
    assert (event.detail["sha256"], event.detail["locked"]) == (sha256(content).hexdigest(), True)
    assert passphrase not in str(event.detail)
    assert PURPOSE.encode() not in content
    with pyzipper.AESZipFile(io.BytesIO(content)) as packet:
        [member] = packet.infolist()
        assert member.wz_aes_strength == 3  # of 256 bits
        for wrong in (None, exports.new_passphrase().encode()):
            with pytest.raises(RuntimeError):
                packet.read(member, pwd=wrong)
        assert PURPOSE in packet.read(member, pwd=passphrase.encode()).decode()


@pytest.mark.promise(62)
@pytest.mark.parametrize("passphrase", ["", "1234", "AAAA-AAAA", "contraseña larga y fácil"])
def test_a_passphrase_that_somebody_chose_is_refused(client, team, passphrase):
    export = approved(team)
    Export.objects.filter(pk=export.pk).update(decided_at=timezone.now(), expires_at=timezone.now() + HOUR)
    client.force_login(team.supervisor)
    answer = client.post(reverse("reports:export_locked", args=[export.pk]), {"passphrase": passphrase})
    assert (answer.status_code, "cannot be guessed" in answer.content.decode()) == (422, True)
    assert not Event.objects.filter(action="export.fetch").exists()


@pytest.mark.parametrize("org_type", [OrgType.SIPINNA_SECRETARIAT, OrgType.DIF_STATE, OrgType.UN_AGENCY])
def test_a_reader_outside_a_protection_authority_asks_for_none(db, org_type):
    reader = UserFactory(role=Role.REPORT_VIEWER, organisation=OrganisationFactory(org_type=org_type))
    with pytest.raises(PermissionDenied):
        exports.request_export(by=reader, now=NOW, **ASKED)


def test_pages_from_asking_to_the_file(client, team):
    opened(team)
    client.force_login(team.supervisor)
    form = {"since": "2026-01-01", "until": "2026-01-31", "purpose": "corto"}
    refused = client.post(reverse("reports:export_add"), form)
    assert refused.status_code == 422
    assert "corto" in refused.content.decode()
    assert client.post(reverse("reports:export_add"), form | {"purpose": PURPOSE}).status_code == 302
    export = Export.objects.get()
    page, file = reverse("reports:export", args=[export.pk]), reverse("reports:export_file", args=[export.pk])
    assert client.get(file).status_code == 422
    client.force_login(team.approver)
    assert PURPOSE in client.get(page).content.decode()
    assert client.post(page, {"decision": "approve"}).status_code == 302
    assert client.post(page, {"decision": "refuse", "reason": "Tarde"}).status_code == 422
    client.force_login(team.supervisor)
    assert file in client.get(page).content.decode()
    response = client.get(file)
    assert b"".join(response.streaming_content).decode().count("\n") >= 7
    assert Event.objects.filter(action="export.fetch").count() == 1


def test_the_list_asks_as_often_for_many(client, team, django_assert_max_num_queries):
    client.force_login(team.supervisor)
    for number in range(2):
        for minute in range(4):
            asked(team, now=NOW + number * 2 * HOUR + minute * timedelta(minutes=1))
        with django_assert_max_num_queries(4):  # session, user, exports
            assert client.get(reverse("reports:export_list")).status_code == 200


def test_without_a_replica_reports_read_the_one_database():
    assert database.alias() == "default"


def test_a_replica_is_named_by_one_setting_and_only_read(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://main/idc_atd")
    monkeypatch.setenv("DATABASE_REPORTS_URL", "postgresql://replica/idc_atd")
    found = databases(environ.Env(), tmp_path)
    assert (found["default"]["HOST"], found["reports"]["HOST"]) == ("main", "replica")
    assert "default_transaction_read_only=on" in found["reports"]["OPTIONS"]["options"]
    assert found["reports"]["TEST"] == {"MIRROR": "default"}


@pytest.mark.promise(20)
@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_once_one_takes_effect():
    team = Team()
    export, other = asked(team), team.person(Role.DATA_PROTECTION_OFFICER)
    barrier, done = threading.Barrier(2), []

    def approve(by):
        barrier.wait()
        try:
            exports.approve_export(export=export, by=by, now=NOW)
            done.append(by)
        except ValidationError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(by,)) for by in (team.approver, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert Event.objects.filter(action="export.approve").count() == 1
    with transaction.atomic():
        assert Export.objects.get().decided_by == done[0]


def test_whoever_asked_is_told_that_it_is_approved(team):
    export = approved(team)
    (job,) = ProcrastinateJob.objects.filter(task_name="reports.tasks.tell_ready")
    assert job.args == {"person": str(export.requested_by_id), "address": f"/exports/{export.pk}/"}


@pytest.fixture
def long(team, settings):
    """An approved export of three months with a case each, more than are written at once."""
    settings.EXPORT_ROWS_AT_ONCE = 2
    for day in (datetime(2026, 1, 31, 23, tzinfo=UTC), datetime(2026, 2, 1, 7, tzinfo=UTC), datetime(2026, 3, 1, 8, tzinfo=UTC)):
        opened(team, opened_at=day)
    return approved(team, until=date(2026, 3, 2))


def again(export) -> Export:
    return Export.objects.get(pk=export.pk)


def test_a_long_file_is_written_by_the_worker_with_its_approval_or_not_at_all(long):
    (job,) = ProcrastinateJob.objects.exclude(task_name="audit.tasks.look")
    assert (job.task_name, job.args) == ("reports.tasks.write_export", {"export": str(long.pk)})
    assert again(long).is_being_written
    with pytest.raises(ValidationError, match="being written"):
        written(long)
    exports.prepare_file(export_id=long.pk, now=NOW)
    assert ProcrastinateJob.objects.filter(task_name="reports.tasks.tell_ready").count() == 1
    head, rows = written(long)
    assert [row["opened"] for row in rows] == ["2026-01", "2026-02", "2026-03"]
    assert head[0][1] == "2026-01-01 – 2026-03-02"
    assert Event.objects.get(action="export.fetch").detail["rows"] == 3


def test_it_is_written_too_where_statements_are_noted(long):
    with CaptureQueriesContext(connection):
        assert exports.write_rows(again(long), io.BytesIO(), now=NOW) == 3


def test_a_second_call_of_its_job_writes_nothing_twice(long):
    for hour in range(2):
        exports.prepare_file(export_id=long.pk, now=NOW + hour * HOUR)
    assert written(long)[0][1][2] == "2026-03-02T09:00-07:00"
    assert ProcrastinateJob.objects.filter(task_name="reports.tasks.tell_ready").count() == 1


def test_it_says_how_far_it_is_and_a_month_is_in_it_once(long):
    said = []
    number = exports.write_rows(again(long), io.BytesIO(), now=NOW, tell=lambda progress: said.append(progress))
    assert (number, said) == (3, [0, 33, 66])


def test_where_the_worker_fails_the_file_is_written_when_it_is_fetched(long, monkeypatch):
    def breaks(*_args, **_given):
        raise OSError("full")

    with monkeypatch.context() as broken:
        broken.setattr(exports, "write_rows", breaks)
        with pytest.raises(OSError, match="full"):
            exports.prepare_file(export_id=long.pk, now=NOW)
    assert ProcrastinateJob.objects.filter(task_name="reports.tasks.tell_ready").count() == 1
    assert len(written(again(long))[1]) == 3


def test_a_long_file_is_sealed_and_goes_with_the_day_of_its_export(long):
    exports.prepare_file(export_id=long.pk, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM reports_exportfile")
        assert PURPOSE.encode() not in bytes(cursor.fetchone()[0])
    assert PURPOSE.encode() in ExportFile.objects.get().content
    exports.forget_ended(now=NOW + 24 * HOUR)
    assert not ExportFile.objects.exists()
    exports.prepare_file(export_id=long.pk, now=NOW + 24 * HOUR)
    assert not ExportFile.objects.exists()


@pytest.mark.promise(16)
def test_the_wall_shows_a_file_and_a_run_to_who_asked_for_them_alone(long, team):
    run = ReportRun(owner=long.requested_by, report="R1", measure="attended", place=team.unit, asked_at=NOW)
    run.first = run.last = date(2026, 1, 1)
    run.save()
    for person, number in ((long.requested_by, 1), (long.decided_by, 0), (team.caseworker, 0), (None, 0)):
        with page_of(person):
            assert (ExportFile.objects.count(), ReportRun.objects.count()) == (number, number), person


def test_the_page_of_a_long_export_shows_its_progress_and_then_its_file(client, long):
    Export.objects.filter(pk=long.pk).update(expires_at=timezone.now() + HOUR)
    client.force_login(long.requested_by)
    page = reverse("reports:export", args=[long.pk])
    ExportFile.objects.update(progress=33)
    assert '<progress id="bar" max="100" value="33">' in client.get(page).content.decode()
    assert reverse("reports:export_file", args=[long.pk]) not in client.get(page, headers={"HX-Request": "true"}).content.decode()
    exports.prepare_file(export_id=long.pk, now=timezone.now())
    part = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert (reverse("reports:export_file", args=[long.pk]) in part, "<html" in part) == (True, False)
    client.force_login(long.decided_by)
    assert "being written" not in client.get(page).content.decode()

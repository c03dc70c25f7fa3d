"""Columns that hold what people typed, sent or printed are ciphertext in the database, and open in their own row alone."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from cases.models import FormDraft, ImportBatch, NotificationDraft
from papers.models import Paper
from reports.models import ReportRun
from sealing import BadSeal
from sealing.fields import Sealed, SealedAttribute, SealedBytes, SealedJSON, context_of, sealed_from_now_on
from tests.factories import NOW, CaseFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
CANARY = "Yesenia vive en la calle Morelos 12"


def stored(row) -> str:
    """Return the row as the database holds it."""
    with connection.cursor() as cursor:
        table = row._meta.db_table
        cursor.execute(f"SELECT encode(convert_to({table}::text, 'UTF8'), 'escape') FROM {table}")
        return "".join(text.replace("\\\\", "\\") for (text,) in cursor.fetchall())


def draft():
    case, user = CaseFactory(), UserFactory()
    return FormDraft.objects.create(user=user, case=case, path=f"/cases/{case.code}/x/", values={"text": [CANARY]}, saved_at=NOW)


def notification_draft():
    return NotificationDraft.objects.create(user=UserFactory(), answers={"identity": {"name": CANARY}}, family={"a": CANARY})


def batch():
    unit = OrganisationFactory()
    return ImportBatch.objects.create(source_org=unit, unit=unit, filename="a.csv", content=CANARY.encode())


def run():
    owner = UserFactory()
    given = {"owner": owner, "report": "R1", "measure": "children", "place": owner.organisation, "first": NOW.date(), "last": NOW.date()}
    ready = {"state": "ready", "progress": 100, "done_at": NOW, "expires_at": NOW + timedelta(hours=24), "name": "a.csv"}
    given |= {"first": NOW.date().replace(day=1), "last": NOW.date().replace(day=1), "asked_at": NOW}
    return ReportRun.objects.create(**given, **ready, content=CANARY.encode())


def paper():
    given = {
        "kind": "plan",
        "subject_type": "cases.plan",
        "subject_id": CaseFactory().pk,
        "subject_version": 1,
        "language": "es",
        "number": 1,
    }
    user = UserFactory()
    return Paper.objects.create(
        **given, content="a", code="AAAA-BBBB-CCCC", sha256="a", pdf=CANARY.encode(), printed_by=user, printed_at=NOW
    )


ROWS = {
    "draft": (draft, "values", {"text": [CANARY]}),
    "notification": (notification_draft, "answers", {"identity": {"name": CANARY}}),
    "family": (notification_draft, "family", {"a": CANARY}),
    "import": (batch, "content", CANARY.encode()),
    "report": (run, "content", CANARY.encode()),
    "paper": (paper, "pdf", CANARY.encode()),
}


@pytest.mark.promise(69)
@pytest.mark.parametrize("what", ROWS)
def test_what_is_kept_reads_back_and_is_ciphertext_at_rest(what):
    make, column, value = ROWS[what]
    row = make()
    hexed = CANARY.encode().hex()
    assert CANARY not in stored(row)
    assert hexed not in stored(row)
    found = type(row).objects.get(pk=row.pk)
    assert getattr(found, column) == value
    assert getattr(type(row).objects.defer(column).get(pk=row.pk), column) == value
    assert isinstance(found.__dict__[column], Sealed)


@pytest.mark.promise(69)
@pytest.mark.parametrize("what", ["draft", "notification", "import", "report"])
def test_it_opens_in_no_other_row(what):
    make, column, _value = ROWS[what]
    one, other = make(), make()
    table, key = one._meta.db_table, one._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {table} SET "{column}" = (SELECT "{column}" FROM {table} WHERE {key} = %s) WHERE {key} = %s', [other.pk, one.pk]
        )
    with pytest.raises(BadSeal):
        getattr(type(one).objects.get(pk=one.pk), column)


def test_nothing_stays_nothing():
    one = batch()
    ImportBatch.objects.filter(pk=one.pk).update(content=b"")
    assert ImportBatch.objects.get(pk=one.pk).content == b""
    other = notification_draft()
    NotificationDraft.objects.filter(pk=other.pk).update(answers={})
    assert NotificationDraft.objects.get(pk=other.pk).answers == {}
    assert ReportRun.objects.filter(pk=run().pk).update(content=None) == 1


def test_what_the_database_gives_as_json_reads_as_what_it_gives_as_bytes():
    one, sealed = draft(), FormDraft._meta.get_field("values")
    with connection.cursor() as cursor:
        cursor.execute("SELECT \"values\", to_jsonb(t) ->> 'values' FROM cases_formdraft t WHERE id = %s", [one.pk])
        as_bytes, as_json = cursor.fetchone()
    assert as_json.startswith("\\x")
    assert sealed.to_python(as_json) == sealed.from_db_value(bytes(as_bytes), None, connection)
    assert sealed.to_python({"text": "typed"}) == {"text": "typed"}


def test_nothing_is_written_in_the_clear_past_the_row():
    with pytest.raises(ValueError, match="which seals it"):
        ImportBatch.objects.update(content=b"clear")


def test_every_column_of_bytes_is_sealed_or_named_here():
    """A new column of bytes, or a JSON of what was typed, is thought about."""
    ours = [model for model in apps.get_models() if not model.__module__.startswith(("django.", "allauth.", "procrastinate."))]
    fields = {f"{model.__name__}.{field.name}": field for model in ours for field in model._meta.concrete_fields}
    assert {name for name, field in fields.items() if isinstance(field, SealedBytes)} == {
        "ExportFile.content",
        "FormDraft.values",
        "ImportBatch.content",
        "NotificationDraft.answers",
        "NotificationDraft.family",
        "Paper.pdf",
        "ReportRun.content",
    }
    in_the_clear = {name for name, field in fields.items() if isinstance(field, models.BinaryField) and not isinstance(field, SealedBytes)}
    assert in_the_clear == {"Export.key"}  # makes pseudonyms, and is forgotten with its export
    assert issubclass(SealedJSON, SealedBytes)


def test_what_stood_in_the_clear_is_sealed_by_the_migration():
    one = batch()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_importbatch SET content = %s WHERE id = %s", [CANARY.encode(), one.pk])
    [operation] = sealed_from_now_on("cases_importbatch", "content")
    with connection.schema_editor() as editor:
        operation.code(None, editor)
    assert ImportBatch.objects.get(pk=one.pk).content == CANARY.encode()
    assert CANARY not in stored(one)
    assert context_of("a", "b", 1) == "a|b|1"


def test_a_trigger_that_is_in_the_way_is_back_when_the_rows_are_sealed(as_owner):
    one = batch()
    as_owner("UPDATE cases_importbatch SET content = %s WHERE id = %s", [CANARY.encode(), one.pk])
    refuse = "CREATE FUNCTION no_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'never'; END $$;"
    as_owner(f"{refuse} CREATE TRIGGER no_change BEFORE UPDATE ON cases_importbatch EXECUTE FUNCTION no_change()")
    [operation] = sealed_from_now_on("cases_importbatch", "content", trigger="no_change")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET CONSTRAINTS ALL IMMEDIATE")
    with connection.schema_editor() as editor:
        operation.code(None, editor)
    assert ImportBatch.objects.get(pk=one.pk).content == CANARY.encode()
    assert CANARY not in stored(one)
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        as_owner("UPDATE cases_importbatch SET filename = 'b.csv'")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE idc_atd_house")


def test_what_was_not_fetched_is_fetched_before_it_is_written():
    one = draft()
    FormDraft.objects.defer("values").get(pk=one.pk).save(update_fields=["values"])
    assert FormDraft.objects.get(pk=one.pk).values == {"text": [CANARY]}


def test_the_class_has_the_column_and_no_value():
    assert isinstance(FormDraft.__dict__["values"], SealedAttribute)
    assert FormDraft.values is FormDraft.__dict__["values"]

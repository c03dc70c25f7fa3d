"""Columns that are ciphertext in the database and plain in the code: sealed for their own row, so that none opens in another."""

import json
from typing import Any

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models.query_utils import DeferredAttribute

from sealing.box import seal, unseal


class Sealed(bytes):
    """A value as it stands in the database."""


def context_of(table: str, column: str, pk) -> str:
    """Return the place for which a column of a row is sealed."""
    return f"{table}|{column}|{pk}"


class SealedAttribute(DeferredAttribute):
    """Opens the value when it is asked for, and seals what it is given; the key of the row must be known by then."""

    field: "SealedBytes"

    def __get__(self, instance, cls=None):
        held = super().__get__(instance, cls)
        if instance is None:
            return held
        if not held:
            return self.field.empty(held)
        return self.field.from_bytes(unseal(held.decode(), self._context(instance)))

    def __set__(self, instance, value):
        if value is not None and not isinstance(value, Sealed):
            value = Sealed(seal(self.field.to_bytes(value), self._context(instance)).encode() if value else b"")
        instance.__dict__[self.field.attname] = value

    def _context(self, instance) -> str:
        return context_of(instance._meta.db_table, str(self.field.column), instance.pk)


class SealedBytes(models.BinaryField):  # type: ignore[type-arg]  # it takes none while it runs
    """Bytes that are sealed at rest; nothing at all stays nothing."""

    descriptor_class = SealedAttribute

    @staticmethod
    def to_bytes(value: Any) -> bytes:
        return bytes(value)

    @staticmethod
    def from_bytes(plain: bytes) -> Any:
        return plain

    def pre_save(self, model_instance, add):
        if self.attname not in model_instance.__dict__:
            getattr(model_instance, self.attname)
        return model_instance.__dict__[self.attname]

    def to_python(self, value):
        """Return a value that came as JSON, as bytes do there: in hexadecimal digits behind `\\x`."""
        return Sealed(bytes.fromhex(value[2:])) if isinstance(value, str) and value.startswith("\\x") else value

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sealed(value)

    def empty(self, held):
        return held

    def get_prep_value(self, value):
        if value is not None and not value:
            return super().get_prep_value(b"")
        if value and not isinstance(value, Sealed):
            raise ValueError(f"{self} is written by the save of its row, which seals it.")
        return super().get_prep_value(value)


class SealedJSON(SealedBytes):
    """A dictionary of what JSON can say, sealed at rest. What is asked for is a copy: only what is set is kept."""

    def empty(self, held):
        return {}

    @staticmethod
    def to_bytes(value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False).encode()

    @staticmethod
    def from_bytes(plain: bytes) -> Any:
        return json.loads(plain)


def sealed_from_now_on(table: str, column: str, key: str = "id", trigger: str = "") -> list[Operation]:
    """Return the operations of a migration that seal the rows which stand in the clear; `trigger` is out of the way meanwhile."""

    def run(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            if trigger:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
            cursor.execute(f"SELECT {key} FROM {table} WHERE length({column}) > 0")
            for (pk,) in cursor.fetchall():
                cursor.execute(f"SELECT {column} FROM {table} WHERE {key} = %s", [pk])
                sealed = seal(bytes(cursor.fetchone()[0]), context_of(table, column.strip('"'), pk)).encode()
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [sealed, pk])
            if trigger:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")

    return [migrations.RunPython(run, migrations.RunPython.noop)]


def from_json(table: str, column: str, key: str = "id") -> list[Operation]:
    """Return the operations of a migration that turn a JSON column into a sealed one."""
    to_bytes = f"ALTER TABLE {table} ALTER COLUMN {column} TYPE bytea USING convert_to({column}::text, 'UTF8')"
    return [migrations.RunSQL(to_bytes, migrations.RunSQL.noop), *sealed_from_now_on(table, column, key)]

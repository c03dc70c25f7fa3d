"""Pages by key: the next 25 rows after the last one shown, however long the list and whatever was added meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import BooleanField, F, Func, Value

PAGE_SIZE = 25


class RowBefore(Func):
    """SQL's comparison of rows, (a, b) < (c, d): the one form that an index on (a, b) answers at once."""

    output_field = BooleanField()
    sign = "<"

    def as_sql(self, compiler, connection, **extra):
        compiled = [compiler.compile(part) for part in self.source_expressions]
        half = len(compiled) // 2
        left, right = (", ".join(sql for sql, values in side) for side in (compiled[:half], compiled[half:]))
        return f"({left}) {self.sign} ({right})", [value for sql, values in compiled for value in values]


class RowAfter(RowBefore):
    sign = ">"


@dataclass(frozen=True)
class Page:
    """Some rows, and the query strings of the pages beside them ("" where there is none)."""

    rows: list
    newer: str
    older: str


def page_of(queryset, params, *, by: str, ascending: bool = False, size: int = PAGE_SIZE) -> Page:
    """Return the page of `queryset` that `params` (of the address) ask for, by the instant `by` and the id.

    `after=` asks for the rows that follow a key, `before=` for those that lead to it. One query, of several parts where `queryset`
    is a list of querysets without a row in common.
    Raises BadRequest for a key that is none.
    """
    params = params.copy()
    after, before = params.pop("after", [""])[0], params.pop("before", [""])[0]
    is_backward = bool(before) and not after
    parts = queryset if isinstance(queryset, list) else [queryset]
    if key := after or before:
        parts = [part.filter(_beyond(part.model._meta.pk, by, key, is_up=ascending != is_backward)) for part in parts]
    sign = "" if ascending != is_backward else "-"
    rows = first_of(parts, f"{sign}{by}", f"{sign}id", size=size + 1)
    has_more, rows = len(rows) > size, rows[:size]
    if is_backward:
        rows.reverse()
    has_newer, has_older = (has_more, True) if is_backward else (bool(after), has_more)
    return Page(
        rows,
        _query(params, "before", rows[0], by) if rows and has_newer else "",
        _query(params, "after", rows[-1], by) if rows and has_older else "",
    )


def first_of(parts: list, *order: str, size: int) -> list:
    """Return the first `size` rows of all parts together, in that order: one query, which reads so many of each part and no more."""
    first, *others = [part.order_by(*order)[:size] for part in parts] or [()]
    return list(first.union(*others, all=True).order_by(*order)[:size] if others else first)


def _beyond(pk_field, by: str, key: str, *, is_up: bool) -> RowBefore:
    at, __, pk = key.partition("_")
    try:
        values = Value(datetime.fromisoformat(at)), Value(pk_field.to_python(pk))
        if values[0].value.tzinfo is None:
            raise ValueError
    except (ValueError, ValidationError) as error:
        raise BadRequest from error
    return (RowAfter if is_up else RowBefore)(F(by), F("id"), *values)


def _query(params, name: str, row, by: str) -> str:
    return "?" + urlencode(
        [*((key, value) for key, values in params.lists() for value in values), (name, f"{getattr(row, by).isoformat()}_{row.pk}")]
    )

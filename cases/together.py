"""Several querysets in one statement: what a page asks of many apps is asked at once."""

import json
from collections.abc import Generator, Iterable

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import JSONField, QuerySet

Asking = Generator[list[QuerySet], list[list], list]  # yields what it asks for, once; is sent the rows; returns what it made of them


def together(asking: Iterable[Asking]) -> list:
    """Return what each made of the rows that it asked for, in order: one query for all of them."""
    plans, wanted, found = list(asking), [], []
    for plan in plans:
        try:
            wanted.append(next(plan))
        except StopIteration as end:  # it asks for nothing
            wanted.append(None)
            found.append((plan, end.value))
    ended = dict(found)
    rows = iter(fetched([queryset for querysets in wanted if querysets for queryset in querysets]))
    made = []
    for plan, querysets in zip(plans, wanted, strict=True):
        if querysets is None:
            made.append(ended[plan])
            continue
        try:
            plan.send([next(rows) for _queryset in querysets])
        except StopIteration as end:
            made.append(end.value)
        else:
            raise RuntimeError("Whoever asks together asks once.")
    return made


def fetched(querysets: list[QuerySet]) -> list[list]:
    """Return the rows of each queryset, with what they select beside themselves: one query, or none where there is nothing to ask."""
    compilers, statements, params = [], [], []
    for queryset in querysets:
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            sql, values = compiler.as_sql(with_col_aliases=True)
        except EmptyResultSet:
            compilers.append(None)
            continue
        compilers.append(compiler)
        statements.append(f"(SELECT json_agg(part) FROM ({sql}) part)")  # noqa: S608 - the ORM's own statement
        params += values
    answers = iter(())
    if statements:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(statements)}", params)
            answers = iter(cursor.fetchone())
    return [
        [] if compiler is None else _revived(queryset, compiler, next(answers) or [])
        for queryset, compiler in zip(querysets, compilers, strict=True)
    ]


def _revived(queryset: QuerySet, compiler, answer: list[dict]) -> list:
    """Return the objects of rows that came as JSON, made as the queryset itself would make them."""
    fields = [expression.output_field for expression, _sql, _alias in compiler.select]
    rows = [[_as_fetched(field, value) for field, value in zip(fields, row.values(), strict=True)] for row in answer]
    compiler.execute_sql = lambda *args, **kwargs: [rows]
    queryset = queryset._chain()
    queryset.query.get_compiler = lambda *args, **kwargs: compiler
    return list(queryset)


def _as_fetched(field, value):
    """Return a value of JSON as the database's driver would give it: a JSON column as text, nothing where an outer join found no row."""
    if value is None:
        return None
    return json.dumps(value) if isinstance(field, JSONField) else field.to_python(value)

"""A caseload of any size, written by SQL in seconds: the shape of the demonstration, none of its texts."""

from django.db import connection

OPEN_STEPS = "'{intake,designation,evaluation,evaluation,plan_design,plan_execution,plan_execution,follow_up}'::text[]"

CHILDREN = """
INSERT INTO cases_child (id, created_at, code, sex, birth_date, birth_precision, age_status, nationality, other_nationalities,
    country_of_birth, indigenous_people, primary_language, needs_interpreter)
SELECT md5('child' || n)::uuid, now(), format('BEN-2026-%%s', lpad(n::text, 7, '0')), (array['female', 'male'])[1 + n %% 2],
    date '2026-11-01' - (n %% 6500), 'exact', 'documented', (array['HN', 'GT', 'SV', 'NI', 'MX'])[1 + n %% 5], '{}', 'HN', '', 'es', false
FROM generate_series(%(first)s, %(last)s) n
"""
NAMES = """
INSERT INTO cases_childidentity (child_id, given_names, surname_1, surname_2, known_as, contact, search_name)
SELECT md5('child' || n)::uuid, g, s, t, '', '', lower(g || ' ' || s || ' ' || t)
FROM generate_series(%(first)s, %(last)s) n,
    LATERAL (SELECT 'Nombre' || (n %% 997) AS g, 'Apellido' || (n %% 1499) AS s, 'Segundo' || (n %% 1999) AS t) names
"""
CASES = f"""
INSERT INTO cases_case (id, created_at, code, child_id, unit_id, step, status, risk_level, accompaniment, migration_status,
    asylum_status, protocol, notified_at, opened_at, step_entered_at, step_due_at, closure_reason, durable_solution, version)
SELECT md5('case' || n)::uuid, now(), format('BEN-2026-%%s-1', lpad(n::text, 7, '0')), md5('child' || n)::uuid,
    (%(units)s::uuid[])[1 + n %% array_length(%(units)s::uuid[], 1)], ({OPEN_STEPS})[1 + n %% 8], 'open',
    (array['high', 'medium', 'low'])[1 + n %% 3], 'unaccompanied', 'irregular', 'screening_pending', 'mx 2026.1',
    now() - n * interval '3 minutes', now() - n * interval '3 minutes', now() - n * interval '2 minutes',
    now() + (n %% 200 - 100) * interval '1 hour', '', '', 1
FROM generate_series(%(first)s, %(last)s) n
"""
DESIGNATIONS = """
INSERT INTO cases_designation (id, created_at, case_id, person_id, designated_by_id, designated_at,
    representation, language_covered_by, no_conflict, accepted_at, child_told_at, end_reason)
SELECT md5('designation' || n)::uuid, now(), md5('case' || n)::uuid, p, p, now() - n * interval '3 minutes',
    'joint', '', true, now(), now(), ''
FROM generate_series(%(first)s, %(last)s) n, LATERAL (SELECT (%(workers)s::uuid[])[1 + n %% array_length(%(workers)s::uuid[], 1)] AS p) who
"""
GRANTS = """
INSERT INTO cases_casegrant (case_id, user_id, because, sections, starts_at)
SELECT case_id, person_id, 'designation', '{}', designated_at FROM cases_designation
WHERE id IN (SELECT md5('designation' || n)::uuid FROM generate_series(%(first)s, %(last)s) n)
"""


def grow(first: int, last: int, units: list, workers: list) -> None:
    """Add the cases number `first` to `last`, spread over `units` and `workers` (ids)."""
    parameters = {"first": first, "last": last, "units": units, "workers": workers}
    with connection.cursor() as cursor:
        for statement in (CHILDREN, NAMES, CASES, DESIGNATIONS, GRANTS):
            cursor.execute(statement, parameters)
        cursor.execute("ANALYZE")

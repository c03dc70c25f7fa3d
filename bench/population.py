"""A caseload of any size, written by SQL in minutes: the proportions of a country's register over five years, none of its texts.

Every row is a function of its number, so that two runs hold the same; instants are spread evenly over the five years whatever
the size. Of a hundred cases eight are open. The triggers and the references are not asked: the rows keep to them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from accounts.models import Level
from accounts.roles import OrgType, Role
from tests.factories import OrganisationFactory, UserFactory
from tests.placements.homes import FacilityFactory, ProfileFactory

STATES, UNITS_A_STATE, WORKERS_A_UNIT, HOMES_A_UNIT = 10, 5, 20, 4
AT_ONCE = 100_000  # from so many cases on the indexes are dropped and made anew

# What follows from the number of a case alone. The twentieth of twenty is the second episode of the child before.
# The last unit is small and old: a hundredth of a percent of the cases, none of the last two years.
NUMBERS = """
CREATE TEMP TABLE numbers ON COMMIT DROP AS
SELECT n, md5('case' || n)::uuid AS case_id, md5('notification' || 1 || n)::uuid AS notification_id,
    md5('child' || n - (n %% 20 = 0)::int)::uuid AS child_id, n %% 20 = 0 AS is_second, at, step, step = 'closed' AS is_closed,
    at + (1 + n %% 120) * interval '1 day' AS closed_at, (%(workers)s::uuid[])[unit * %(a_unit)s + 1 + n %% %(a_unit)s] AS worker,
    (%(supervisors)s::uuid[])[unit + 1] AS supervisor, (%(units)s::uuid[])[unit + 1] AS unit,
    (%(homes)s::uuid[])[unit * %(homes_a_unit)s + 1 + n %% %(homes_a_unit)s] AS home,
    (%(profiles)s::uuid[])[unit * %(homes_a_unit)s + 1 + n %% %(homes_a_unit)s] AS profile, %(sender)s::uuid AS sender,
        %(sender_user)s::uuid AS sent_by
FROM generate_series(%(first)s, %(last)s) n,
    LATERAL (SELECT CASE WHEN n %% 10000 = 7 THEN %(small)s ELSE pg_temp.draw(n, 0) %% %(small)s END AS unit) AS of_unit,
    LATERAL (SELECT n %% 25 < 2 AND n %% 10000 <> 7 AS is_open) AS now,
    LATERAL (SELECT (hashint4((n - (n %% 20 = 0)::int + 1)::int) & 1048575) / 1048576.0 AS chance) AS drawn,
    LATERAL (SELECT now() - CASE
        WHEN is_open THEN interval '1 hour' + chance * interval '120 days'
        WHEN n %% 10000 = 7 THEN interval '3 years' + chance * interval '2 years'
        WHEN n %% 20 = 0 THEN interval '200 days' + chance * interval '1400 days'
        WHEN n %% 20 = 19 THEN interval '400 days' + chance * interval '1400 days'
        ELSE interval '130 days' + chance * interval '1700 days' END AS at) AS instant,
    LATERAL (SELECT CASE
        WHEN is_open THEN ('{intake,designation,evaluation,evaluation,plan_design,plan_execution,plan_execution,follow_up}'::text[])
        [1 + pg_temp.draw(n, 2) %% 8] ELSE 'closed' END AS step) AS place
"""

DRAW = """
CREATE OR REPLACE FUNCTION pg_temp.draw(n int, k int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT hashint4(n + k) & 2147483647'
"""

# table -> (where the rows come from, column -> its expression). What is not named is empty.
TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "cases_child": (
        "numbers WHERE NOT is_second",
        {
            "id": "child_id",
            "created_at": "at",
            "code": "format('BEN-2026-%%s', lpad(n::text, 7, '0'))",
            "sex": "(array['female', 'male', 'male'])[1 + n %% 3]",
            "birth_date": "(at - (400 + pg_temp.draw(n, 3) %% 6100) * interval '1 day')::date",
            "birth_precision": "'exact'",
            "age_status": "'documented'",
            "nationality": "(array['HN', 'GT', 'SV', 'NI', 'MX', 'HN', 'GT', 'VE', 'EC', 'HT'])[1 + pg_temp.draw(n, 4) %% 10]",
            "country_of_birth": "'HN'",
            "primary_language": "(array['es', 'es', 'es', 'es', 'kek', 'mam', 'ht'])[1 + n %% 7]",
            "needs_interpreter": "n %% 7 > 3",
        },
    ),
    "cases_childidentity": (
        """numbers, LATERAL (SELECT given || ' ' || other AS g, first AS s, second AS t FROM (SELECT
            (%(given)s::text[])[1 + pg_temp.draw(n, 5) %% %(given_n)s] AS given, (%(given)s::text[])[1 + pg_temp.draw(n,
                6) %% %(given_n)s] AS other,
            (%(surnames)s::text[])[1 + pg_temp.draw(n, 7) %% %(surnames_n)s] AS first,
            (%(surnames)s::text[])[1 + pg_temp.draw(n, 8) %% %(surnames_n)s] || (CASE n %% 3 WHEN 0 THEN ''
                ELSE (n %% 97)::text END) AS second) w) names
            WHERE NOT is_second""",
        {"child_id": "child_id", "given_names": "g", "surname_1": "s", "surname_2": "t", "search_name": "lower(g || ' ' || s || ' ' || t)"},
    ),
    "cases_notification": (
        """numbers, generate_series(1, 1 + (n %% 400 = 2)::int) m, LATERAL (SELECT m = 2 AS is_new) AS s,
            LATERAL (SELECT CASE WHEN is_new THEN now() - (n %% 240) * interval '1 hour' ELSE at END AS received) AS i""",
        {
            "id": "md5('notification' || m || n)::uuid",
            "created_at": "received",
            "created_by_id": "sent_by",
            "folio": "'B-' || m || '-' || n",
            "source_org_id": "sender",
            "notifier_name": "'Medición'",
            "receiving_unit_id": "unit",
            "child_id": "child_id",
            "located_at": "received - interval '3 hours'",
            "located_place_type": "(array['road_checkpoint', 'transport', 'border_crossing', 'shelter', 'street'])[1 + n %% 5]",
            "received_at": "received",
            "accompaniment": "(array['unaccompanied', 'unaccompanied', 'separated', 'accompanied_parent', 'unknown'])[1 + n %% 5]",
            "main_reason": "(array['generalised_insecurity', 'work', 'education', 'family_reunification', ''])[1 + n %% 5]",
            "destination": "(array['US-TX', 'US-FL', 'US-CA', 'MX', ''])[1 + n %% 5]",
            "triage_result": "CASE WHEN is_new THEN '' ELSE 'open_case' END",
            "triaged_at": "CASE WHEN is_new THEN NULL ELSE received + interval '1 hour' END",
            "triaged_by_id": "CASE WHEN is_new THEN NULL ELSE supervisor END",
        },
    ),
    "cases_case": (
        "numbers",
        {
            "id": "case_id",
            "created_at": "at",
            "code": "format('BEN-2026-%%s-%%s', lpad((n - is_second::int)::text, 7, '0'), 1 + is_second::int)",
            "child_id": "child_id",
            "notification_id": "notification_id",
            "unit_id": "unit",
            "step": "step",
            "status": "CASE WHEN is_closed THEN 'closed' ELSE 'open' END",
            "risk_level": "(array['high', 'medium', 'low'])[1 + n %% 3]",
            "accompaniment": "(array['unaccompanied', 'unaccompanied', 'separated', 'accompanied_parent', 'unknown'])[1 + n %% 5]",
            "migration_status": "(array['irregular', 'humanitarian_visitor'])[1 + n %% 2]",
            "asylum_status": "(array['screening_pending', 'applied', 'not_applicable'])[1 + n %% 3]",
            "protocol": "'mx 2026.1'",
            "notified_at": "at",
            "opened_at": "at + interval '1 hour'",
            "step_entered_at": "at + interval '2 days'",
            "step_due_at": "CASE WHEN is_closed THEN NULL ELSE now() + (n %% 200 - 60) * interval '1 hour' END",
            "closed_at": "CASE WHEN is_closed THEN closed_at END",
            "closure_reason": """CASE WHEN is_closed THEN (array['plan_objectives_met', 'reunified_followup_completed',
                'returned_and_handed_over',
                'turned_18_transitioned', 'left_country_informed'])[1 + n %% 5] ELSE '' END""",
            "durable_solution": """CASE WHEN is_closed THEN (array['reunified_in_country', 'asylum_recognised',
                'none_yet'])[1 + n %% 3] ELSE '' END""",
        },
    ),
    "cases_designation": (
        "numbers WHERE step NOT IN ('intake', 'designation')",
        {
            "id": "md5('designation' || n)::uuid",
            "created_at": "at",
            "case_id": "case_id",
            "person_id": "worker",
            "designated_by_id": "supervisor",
            "designated_at": "at + interval '5 hours'",
            "representation": "'joint'",
            "no_conflict": "true",
            "accepted_at": "at + interval '8 hours'",
            "child_told_at": "at + interval '1 day'",
            "ended_at": "CASE WHEN is_closed THEN closed_at END",
        },
    ),
    "cases_casegrant": (
        "numbers WHERE step NOT IN ('intake', 'designation')",
        {
            "case_id": "case_id",
            "user_id": "worker",
            "because": "'designation'",
            "starts_at": "at + interval '5 hours'",
            "ends_at": "CASE WHEN is_closed THEN closed_at END",
        },
    ),
    "cases_stephistory": (
        """numbers, LATERAL (VALUES ('begin', 'intake', 'designation', interval '5 hours'), ('accept', 'designation',
            'evaluation', interval '8 hours'),
            ('approve_evaluation', 'evaluation', 'plan_design', interval '15 days'), ('close', 'follow_up', 'closed', NULL))
                AS m (move, l, e, after)
            WHERE is_closed OR (after IS NOT NULL AND step NOT IN ('intake', 'designation', 'evaluation'))""",
        {"case_id": "case_id", "move": "move", '"left"': "l", "entered": "e", "by_id": "worker", "at": "coalesce(at + after, closed_at)"},
    ),
    "cases_rapidassessment": (
        "numbers WHERE step <> 'intake'",
        {
            "id": "md5('rapid' || n)::uuid",
            "created_at": "at",
            "case_id": "case_id",
            "done_at": "at + interval '4 hours'",
            "risk_level": "'medium'",
        },
    ),
    "cases_task": (
        """numbers, LATERAL (VALUES ('evaluation', interval '20 days'), ('plan', interval '40 days'), ('first_visit',
            interval '60 days')) AS k (kind, after),
            LATERAL (SELECT is_closed OR kind = 'evaluation' AND step NOT IN ('intake', 'designation', 'evaluation')
                AS is_done) AS state""",
        {
            "id": "md5(kind || n)::uuid",
            "created_at": "at",
            "case_id": "case_id",
            "source": "'deadline'",
            "kind": "kind",
            "started_at": "at",
            "due_at": """CASE WHEN is_done THEN at + after ELSE greatest(at, now() + (pg_temp.draw(n,
                9) %% 2400 - 300) * interval '1 hour') END""",
            "closed_at": "CASE WHEN is_done THEN at + after - interval '1 day' END",
            "outcome": "CASE WHEN is_done THEN 'done' ELSE '' END",
            "evidence": "CASE WHEN is_done THEN 'Evaluation' ELSE '' END",
            "escalated_at": "CASE WHEN NOT is_done AND pg_temp.draw(n, 9) %% 2400 < 250 THEN now() END",
        },
    ),
    "cases_interview": (
        "numbers WHERE step NOT IN ('intake', 'designation')",
        {
            "id": "md5('interview' || n)::uuid",
            "created_at": "at",
            "case_id": "case_id",
            "kind": "'evaluation_interview'",
            "held_at": "at + interval '5 days'",
            "place_type": "'protection_office'",
            "language": "'es'",
            "interviewer_id": "worker",
            "interpreter_kind": "'not_needed'",
        },
    ),
    "cases_evaluation": (
        "numbers WHERE step NOT IN ('intake', 'designation', 'evaluation')",
        {
            "id": "md5('evaluation' || n)::uuid",
            "created_at": "at",
            "case_id": "case_id",
            "number": "1",
            "state": "'approved'",
            "kind": "'comprehensive'",
            "author_id": "worker",
            "submitted_at": "at + interval '12 days'",
            "reviewer_id": "supervisor",
            "reviewed_at": "at + interval '15 days'",
            "child_views": "'Sí.'",
            "risk_level": "'medium'",
        },
    ),
    "cases_plan": (
        "numbers WHERE step NOT IN ('intake', 'designation', 'evaluation')",
        {
            "id": "md5('plan' || n)::uuid",
            "created_at": "at",
            "case_id": "case_id",
            "number": "1",
            "state": "CASE WHEN step = 'plan_design' THEN CASE n %% 2 WHEN 0 THEN 'draft' ELSE 'submitted' END ELSE 'approved' END",
            "author_id": "worker",
            "submitted_at": "CASE WHEN step <> 'plan_design' OR n %% 2 = 1 THEN at + interval '20 days' END",
            "reviewer_id": "CASE WHEN step <> 'plan_design' THEN supervisor END",
            "reviewed_at": "CASE WHEN step <> 'plan_design' THEN at + interval '25 days' END",
            "child_views": "'Sí.'",
        },
    ),
    "cases_planline": (
        "numbers WHERE step NOT IN ('intake', 'designation', 'evaluation')",
        {"plan_id": "md5('plan' || n)::uuid", "subject": "'right'", "code": "'health'"},
    ),
    "cases_planaction": (
        "cases_planline l WHERE NOT EXISTS (SELECT FROM cases_planaction a WHERE a.line_id = l.id)",
        {
            "line_id": "l.id",
            "measure_kind": "'health_care'",
            "description": "'Atención'",
            "responsible_organisation": "'Centro'",
            "responsible_person": "'Persona'",
            "due_on": "current_date",
        },
    ),
    "cases_contactnote": (
        "numbers WHERE n %% 2 = 0",
        {
            "id": "md5('note' || n)::uuid",
            "created_at": "at",
            "created_by_id": "worker",
            "case_id": "case_id",
            "at": "at",
            "place_type": "'phone'",
            "text": "'Nota.'",
        },
    ),
    "cases_followupvisit": (
        "numbers WHERE n %% 2 = 1 AND step IN ('closed', 'follow_up', 'plan_execution')",
        {
            "id": "md5('visit' || n)::uuid",
            "created_at": "at",
            "created_by_id": "worker",
            "case_id": "case_id",
            "kind": "'in_care'",
            "held_at": "at + interval '40 days'",
            "seen_child": "true",
            "risk_level": "'low'",
            "text": "'Bien.'",
        },
    ),
    "cases_wellbeingmeasure": (
        "numbers, generate_series(1, 2) m WHERE n %% 4 = 1 AND is_closed",
        {
            "id": "md5('wellbeing' || m || n)::uuid",
            "created_at": "at",
            "case_id": "case_id",
            "measured_on": "(at + m * interval '20 days')::date",
            "phase": "(array['baseline', 'endpoint'])[m]",
            "respondent": "'child'",
            "instrument": "'mx'",
            "instrument_version": "'1'",
            "scores": """jsonb_build_object('safety', 1 + (n + m) %% 5, 'hope', 1 + n %% 5)""",
        },
    ),
    "cases_closureproposal": (
        "numbers WHERE is_closed AND n %% 2 = 0",
        {
            "id": "md5('closure' || n)::uuid",
            "created_at": "closed_at",
            "case_id": "case_id",
            "number": "1",
            "state": "'approved'",
            "author_id": "worker",
            "reason": "'plan_objectives_met'",
            "durable_solution": "'none_yet'",
            "reviewer_id": "supervisor",
            "reviewed_at": "closed_at",
            "submitted_at": "closed_at",
        },
    ),
    "liberty_deprivationevent": (
        "numbers WHERE n %% 5 < 2",
        {
            "id": "md5('deprivation' || n)::uuid",
            "created_at": "at",
            "case_id": "case_id",
            "facility_type": "(array['immigration_station', 'provisional_stay', 'police_cell'])[1 + n %% 3]",
            "authority": "'INM'",
            "started_at": "at - interval '5 hours'",
            "started_precision": "'minute'",
            "held_with": "'unknown'",
            "reported_by": "'Medición'",
            "separated_from_family": "'unknown'",
            "communication_access": "'unknown'",
            "lawyer_access": "'unknown'",
            "info_language_understood": "'unknown'",
            "mistreatment_reported": "'unknown'",
            "legal_basis_applied_to_child": "'unknown'",
            "source_confidence": "'credible'",
            "ended_at": "CASE WHEN NOT is_closed AND n %% 50 = 0 THEN NULL ELSE at + (pg_temp.draw(n, 0) %% 90) * interval '1 hour' END",
            "release_mechanism": "CASE WHEN NOT is_closed AND n %% 50 = 0 THEN '' ELSE 'channelled' END",
        },
    ),
    "placements_placement": (
        """numbers, generate_series(1, 2) m,
            LATERAL (SELECT n %% 25 = 0 AND n / 25 <= %(homes_n)s AND m = 1 AS is_in_a_home) AS h,
            LATERAL (SELECT CASE WHEN m = 2 THEN 'declined' WHEN is_closed THEN 'ended' WHEN n %% 200 = 1 THEN 'requested'
                ELSE 'active' END AS state) AS s,
            LATERAL (SELECT state = 'active' AND NOT is_in_a_home AS is_with_family) AS f
            WHERE step NOT IN ('intake', 'designation') AND (m = 1 OR n %% 4 = 0)""",
        {
            "id": "md5('placement' || m || n)::uuid",
            "created_at": "at",
            "case_id": "case_id",
            "child_id": "child_id",
            "facility_id": "CASE WHEN is_in_a_home THEN (%(homes)s::uuid[])[n / 25] WHEN NOT is_with_family THEN home END",
            "place_name": "CASE WHEN is_with_family THEN 'Familia' ELSE '' END",
            "profile_id": "CASE WHEN is_in_a_home THEN (%(profiles)s::uuid[])[n / 25] WHEN state = 'ended' THEN profile END",
            "place_number": "CASE WHEN state = 'ended' OR is_in_a_home THEN 1 END",
            "placement_type": "CASE WHEN is_with_family THEN 'own_family_community' ELSE 'foster_family' END",
            "state": "state",
            "requested_by_id": "worker",
            "requested_at": "at + interval '2 hours'",
            "reply_due_at": "at + interval '6 hours'",
            "answered_at": "CASE WHEN state <> 'requested' THEN at + interval '5 hours' END",
            "answered_by_id": "CASE WHEN state <> 'requested' THEN supervisor END",
            "decline_reason": "CASE WHEN state = 'declined' THEN 'no_capacity' ELSE '' END",
            "starts_at": "CASE WHEN state IN ('ended', 'active') THEN at + interval '9 hours' END",
            "ends_at": "CASE WHEN state = 'ended' THEN at + (1 + n %% 60) * interval '12 hours' END",
            "end_reason": "CASE WHEN state = 'ended' THEN 'reunified' ELSE '' END",
            "child_views": "'Sí.'",
        },
    ),
    "placements_absence": (
        "numbers WHERE n %% 25 = 3",
        {
            "id": "md5('absence' || n)::uuid",
            "created_at": "at",
            "case_id": "case_id",
            "placement_id": "md5('placement' || 1 || n)::uuid",
            "state": "'returned'",
            "type": "'unknown'",
            "starts_at": "at + interval '12 hours'",
            "reported_at": "at + interval '14 hours'",
            "reported_by_id": "worker",
            "last_seen": "'Salió.'",
            "status_before": "'open'",
            "ends_at": "at + interval '3 days'",
            "outcome": "'Volvió.'",
        },
    ),
    "referrals_referral": (
        """numbers, LATERAL (SELECT CASE WHEN n %% 60 = 0 AND NOT is_closed THEN 'sent' ELSE (array['completed', 'completed',
            'expired', 'cancelled'])[1 + n %% 4] END
            AS state) AS s WHERE n %% 3 = 0 AND step NOT IN ('intake', 'designation')""",
        {
            "id": "md5('referral' || n)::uuid",
            "created_at": "at + interval '10 days'",
            "number": "'R-BEN-' || n",
            "case_id": "case_id",
            "type": "'education'",
            "from_unit_id": "unit",
            "to_organisation_id": "sender",
            "reach": "'near'",
            "urgency": "'normal'",
            "purpose": "'Inscripción'",
            "basis": "'mandate'",
            "packet_fields": "'{code,age}'",
            "packet": "'{}'",
            "state": "state",
            "author_id": "worker",
            "sent_at": "at + interval '10 days'",
            "reply_due_at": "at + interval '13 days'",
            "feedback": "CASE WHEN state = 'completed' THEN 'Hecho.' ELSE '' END",
        },
    ),
    "audit_event": (
        "numbers, LATERAL (VALUES ('case.read', 'read'), ('plan.approve', 'write'), ('case.contact_note', 'write')) AS a (action, kind)",
        {
            "at": "at",
            "kind": "kind",
            "action": "action",
            "actor": "worker",
            "actor_role": "'caseworker'",
            "organisation": "unit",
            "subjects": "array[case_id, child_id]",
        },
    ),
}
GIVEN = [
    "Ana",
    "José",
    "María",
    "Luis",
    "Yesenia",
    "Carlos",
    "Wendy",
    "Kevin",
    "Brenda",
    "Óscar",
    "Josué",
    "Sofía",
    "Mateo",
    "Ximena",
    "Elmer",
    "Dulce",
    "Iván",
    "Nayeli",
    "Ángel",
    "Ruth",
    "Noé",
    "Leydi",
    "Saúl",
    "Itzel",
]
SURNAMES = [
    "Caal",
    "Tzi",
    "Coc",
    "Choc",
    "Pop",
    "Tiul",
    "Xol",
    "Ical",
    "López",
    "Pérez",
    "García",
    "Hernández",
    "Martínez",
    "Ramos",
    "Cruz",
    "Mejía",
    "Zelaya",
    "Rivas",
    "Ayala",
    "Orellana",
    "Pineda",
    "Flores",
    "Aguilar",
    "Castro",
    "Molina",
    "Reyes",
    "Chávez",
    "Ordóñez",
    "Velásquez",
    "Morales",
    "Domínguez",
    "Estrada",
    "Fuentes",
    "Gutiérrez",
    "Jean",
    "Pierre",
    "Louis",
    "Toussaint",
    "Quiroz",
    "Salazar",
    "Tum",
    "Us",
    "Vicente",
    "Yax",
]
EMPTY = {"character varying": "''", "text": "''", "boolean": "false", "ARRAY": "'{}'", "jsonb": "'{}'", "integer": "1", "smallint": "0"}
NOT_NULL = """
SELECT quote_ident(column_name), data_type FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO' AND is_identity = 'NO' AND column_default IS NULL
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


@dataclass(frozen=True)
class Country:
    """Who works in it: states, the authorities of each, their people and the homes that take their children."""

    states: list
    units: list
    supervisors: list
    workers: list
    homes: list
    profiles: list
    sender: object
    heads: list = field(default_factory=list)

    @property
    def values(self) -> dict:
        lists = {
            "units": self.units,
            "supervisors": self.supervisors,
            "workers": self.workers,
            "homes": self.homes,
            "profiles": self.profiles,
        }
        return {name: [row.pk for row in rows] for name, rows in lists.items()} | {
            "a_unit": WORKERS_A_UNIT,
            "homes_a_unit": HOMES_A_UNIT,
            "homes_n": len(self.homes),
            "small": len(self.units) - 1,
            "sender": self.sender.organisation_id,
            "sender_user": self.sender.pk,
            "given": GIVEN,
            "given_n": len(GIVEN),
            "surnames": SURNAMES,
            "surnames_n": len(SURNAMES),
        }


def settle() -> Country:
    """Build the tree of ten states with five authorities each, and one small authority beside them."""
    nation = OrganisationFactory(name="Federación", level=Level.COUNTRY, org_type=OrgType.PROTECTION_AUTHORITY_FEDERAL, state="")
    states = [OrganisationFactory(name=f"Estado {number}", parent=nation, state=f"S{number}") for number in range(STATES)]
    below = {"level": Level.MUNICIPALITY, "org_type": OrgType.PROTECTION_AUTHORITY_MUNICIPAL}
    units = [
        OrganisationFactory(name=f"Autoridad {number}", parent=states[number % STATES], state=f"S{number % STATES}", **below)
        for number in range(STATES * UNITS_A_STATE)
    ]
    units.append(OrganisationFactory(name="Autoridad pequeña", parent=states[0], state="S0", **below))
    homes = [
        FacilityFactory(
            state=unit.state, facility_type="foster_family", organisation=OrganisationFactory(org_type=OrgType.DIF_STATE, parent=states[0])
        )
        for unit in units
        for _ in range(HOMES_A_UNIT)
    ]
    return Country(
        states,
        units,
        [UserFactory(organisation=unit, role=Role.SUPERVISOR) for unit in units],
        [UserFactory(organisation=unit) for unit in units for _ in range(WORKERS_A_UNIT)],
        homes,
        [ProfileFactory(facility=home, sex="any", age_from=0, age_to=17, places=4) for home in homes],
        UserFactory(organisation=OrganisationFactory(org_type=OrgType.DIF_STATE), role=Role.SERVICE_PROVIDER_USER),
        [UserFactory(organisation=place, role=Role.AUTHORITY_APPROVER) for place in (states[0], nation)],
    )


def grow(first: int, last: int, country: Country, tell=lambda table: None) -> None:
    """Add the cases number `first` to `last`, with all that hangs on them, and bring the statistics up to date."""
    values = country.values | {"first": first, "last": last}
    with connection.cursor() as cursor:
        indexes = _drop_indexes(cursor) if last - first > AT_ONCE else []
        cursor.execute("BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL work_mem = '256MB'")
        cursor.execute(DRAW)
        cursor.execute(NUMBERS, values)
        cursor.execute("ANALYZE numbers")
        for table, (source, columns) in TABLES.items():
            tell(table)
            columns = _whole(cursor, table, columns)
            # The constraint triggers are asleep; unique and exclusion constraints are not.
            cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM {source}", values)
        cursor.execute("COMMIT")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for definition in indexes:
            tell(definition)
            cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE")


def _whole(cursor, table: str, columns: dict[str, str]) -> dict[str, str]:
    """Return the columns of a row with what may not be absent and is not named."""
    cursor.execute(NOT_NULL, [table])
    return {name: EMPTY[kind] for name, kind in cursor.fetchall() if name not in columns} | columns


def _drop_indexes(cursor) -> Iterable[str]:
    cursor.execute(INDEXES, [list(TABLES)])
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]

from django.db import migrations

from audit.wall import question, walled

IN_FORCE = "(g.ends_at IS NULL OR g.ends_at > statement_timestamp())"

# The whole case, as Case.visible_to says: what every record of a case asks.
SEES_CASE = f"""
current_setting('idc.supervises', true) = '1'
    AND EXISTS (SELECT FROM cases_case c WHERE c.id = key AND idc_supervises(c.unit_id))
OR idc_may('case.read') AND EXISTS (
    SELECT FROM cases_casegrant g WHERE g.case_id = key AND g.sections = '{{}}' AND {IN_FORCE}
        AND (g.user_id = idc_actor() OR g.unit_id = idc_organisation())
)
"""
# That there is such a case: also to whom some sections alone were opened, and to who judges an emergency.
KNOWS_CASE = f"""
EXISTS (
    SELECT FROM cases_casegrant g WHERE g.case_id = key AND {IN_FORCE} AND (g.user_id = idc_actor() OR idc_is_below(g.unit_id))
)
OR idc_may('emergency.review') AND EXISTS (SELECT FROM cases_emergency e WHERE e.case_id = key AND idc_judges(e.id))
"""
JUDGES = """
idc_may('emergency.review') AND EXISTS (
    SELECT FROM cases_emergency e JOIN cases_case c ON c.id = e.case_id JOIN accounts_user u ON u.id = e.person_id
    WHERE e.id = key AND (idc_is_below(c.unit_id) OR idc_is_below(u.organisation_id))
)
"""
SEES_CHILD = "EXISTS (SELECT FROM cases_case c WHERE c.child_id = key AND idc_sees_case(c.id))"
SEES_FAMILY = "EXISTS (SELECT FROM cases_familymember m WHERE m.group_id = key AND idc_sees_child(m.child_id))"
READS_NOTE = "EXISTS (SELECT FROM cases_sealedreader r WHERE r.note_id = key AND r.person_id = idc_actor() AND r.removed_at IS NULL)"
# Of a part of the file that somebody opened to the reader.
OPENED = f"""EXISTS (
    SELECT FROM cases_casegrant g WHERE g.case_id = cases_attachment.case_id AND g.user_id = idc_actor()
        AND g.because = 'parts' AND section = ANY (g.sections) AND {IN_FORCE}
)"""

OF_CASE = "idc_sees_case(case_id)"


def of(table: str, column: str) -> str:
    return f"EXISTS (SELECT FROM {table} p WHERE p.id = {column})"


CASE = """
idc_supervises(unit_id) OR idc_may('record.read') AND idc_is_below(unit_id) OR idc_knows_case(id)
"""
NOTIFICATION = """
created_by_id = idc_actor()
OR idc_may('notification.triage') AND idc_is_below(receiving_unit_id)
OR idc_finds_notified(id)
"""
FINDS_NOTIFIED = "EXISTS (SELECT FROM cases_case c WHERE c.notification_id = key)"
FINDS_CHILD = """
EXISTS (SELECT FROM cases_case c WHERE c.child_id = key) OR EXISTS (SELECT FROM cases_notification n WHERE n.child_id = key)
"""

OF_THE_CASE = """
designation rapidassessment stephistory ageassessment transitionplan assistedreturn closureproposal interview
significantevent explanation contactnote followupvisit review protectivemeasure migrationprocedure plan release service task
wellbeingmeasure
""".split()

USING = {
    "case": CASE,
    "notification": NOTIFICATION,
    "child": "idc_finds_child(id)",
    "childidentity": "idc_finds_child(child_id)",
    "notificationdraft": "user_id = idc_actor()",
    "casegrant": f"""
        user_id = idc_actor() OR idc_is_below(unit_id) OR {OF_CASE}
        OR idc_may('record.read') AND {of("cases_case", "case_id")}
    """,
    **dict.fromkeys(OF_THE_CASE, OF_CASE),
    "opinion": f"{OF_CASE} OR idc_may('case.read') AND asked_of_id = idc_actor() AND idc_knows_case(case_id)",
    "evaluation": f"{OF_CASE} OR EXISTS (SELECT FROM cases_opinion o WHERE o.evaluation_id = cases_evaluation.id)",
    "evaluationelement": of("cases_evaluation", "evaluation_id"),
    "evaluationoption": of("cases_evaluation", "evaluation_id"),
    "formdraft": "user_id = idc_actor()",
    "emergency": f"person_id = idc_actor() OR {OF_CASE} OR idc_judges(id)",
    "familymember": "idc_sees_family(group_id)",
    "familygroup": "idc_sees_family(id)",
    "relative": "idc_sees_child(child_id)",
    "relativecontact": of("cases_relative", "relative_id"),
    "homestudy": of("cases_relative", "relative_id"),
    "tracingstep": of("cases_relative", "relative_id"),
    "planline": of("cases_plan", "plan_id"),
    "planaction": of("cases_planline", "line_id"),
    "actionprogress": of("cases_planaction", "action_id"),
    "sealednote": f"idc_reads_note(id) AND {OF_CASE}",
    "sealedreader": of("cases_sealednote", "note_id"),
    "attachment": f"{OF_CASE} OR idc_may('case.read') AND {OPENED}",
    "importbatch": "idc_may('notification.import') AND idc_is_below(unit_id)",
}


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0004_wall'),
        ('accounts', '0001_initial'),
        ('cases', '0008_sealed'),
    ]

    operations = [
        question("idc_sees_case", SEES_CASE),
        question("idc_judges", JUDGES),
        question("idc_knows_case", KNOWS_CASE),
        question("idc_sees_child", SEES_CHILD),
        question("idc_sees_family", SEES_FAMILY),
        question("idc_reads_note", READS_NOTE),
        question("idc_finds_notified", FINDS_NOTIFIED, of_house=False),
        question("idc_finds_child", FINDS_CHILD, of_house=False),
        *(walled(f"cases_{name}", using) for name, using in USING.items()),
    ]

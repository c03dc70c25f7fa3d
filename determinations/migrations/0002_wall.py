from django.db import migrations

from audit.wall import door, question, walled

# As Determination.visible_to says: of one's own cases, of the panels that one convenes, and of those on which one sits.
CONVENES = """
idc_may('determination.convene') AND EXISTS (
    SELECT FROM determinations_determination d JOIN cases_case c ON c.id = d.case_id
    WHERE d.case_id = key AND d.level = 'panel' AND idc_is_below(c.unit_id)
)
"""
SEES = """
idc_may('case.read') AND EXISTS (
    SELECT FROM determinations_determination d JOIN cases_case c ON c.id = d.case_id
    WHERE d.id = key AND (
        idc_sees_case(d.case_id)
        OR d.level = 'panel' AND idc_may('determination.convene') AND idc_is_below(c.unit_id)
        OR EXISTS (
            SELECT FROM determinations_seat s JOIN cases_casegrant g ON g.id = s.grant_id
            WHERE s.determination_id = d.id AND g.user_id = idc_actor() AND g.because = 'panel'
                AND (g.ends_at IS NULL OR g.ends_at > statement_timestamp())
        )
    )
)
"""
OF_DETERMINATION = "idc_sees_determination(determination_id)"


def of(name: str, column: str) -> str:
    return f"EXISTS (SELECT FROM determinations_{name} p WHERE p.id = {column})"


USING = {
    "determination": "idc_sees_determination(id)",
    **dict.fromkeys(("dossier", "seat", "session", "appeal"), OF_DETERMINATION),
    "dossierelement": of("dossier", "dossier_id"),
    "dossieroption": of("dossier", "dossier_id"),
    "attendance": of("session", "session_id"),
    "guest": of("session", "session_id"),
    "decision": of("dossier", "dossier_id"),
    "comparison": of("decision", "decision_id"),
    "rejection": of("decision", "decision_id"),
}


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_wall'),
        ('determinations', '0001_initial'),
    ]

    operations = [
        question("idc_convenes", CONVENES),
        question("idc_sees_determination", SEES),
        *(walled(f"determinations_{name}", using) for name, using in USING.items()),
        door("dossier", "cases_evaluation", "EXISTS (SELECT FROM determinations_dossier d WHERE d.evaluation_id = cases_evaluation.id)"),
        door("convened", "cases_case", "idc_may('determination.convene') AND idc_convenes(id)"),
    ]

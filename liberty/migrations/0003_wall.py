from django.db import migrations

from audit.wall import question, walled

OF_CASE = "idc_sees_case(case_id)"
OF_EVENT = "EXISTS (SELECT FROM liberty_deprivationevent e WHERE e.id = event_id)"
OF_RESTRICTION = "EXISTS (SELECT FROM liberty_restriction r WHERE r.id = restriction_id)"
# Whoever watches over data for an authority reads of its restrictions without seeing their cases' files.
WATCHED = """
idc_may('record.read') AND idc_may('emergency.review')
    AND EXISTS (SELECT FROM cases_case c WHERE c.id = case_id AND idc_is_below(c.unit_id))
"""
# What a visit says of a child, by the code of the child or of the case: to who sees the case.
SIGHTED = """
EXISTS (SELECT FROM liberty_sighting s JOIN cases_case c ON c.code = s.code WHERE s.id = key AND idc_sees_case(c.id))
OR EXISTS (SELECT FROM liberty_sighting s JOIN cases_child k ON k.code = s.code WHERE s.id = key AND idc_sees_child(k.id))
"""
SIGHTED_THEN = "EXISTS (SELECT FROM liberty_sighting s WHERE s.visit_id = key AND idc_sighted(s.id))"
# Never to the person or the place it is about; the ranks of those who may answer are VoiceEntry's own question.
VOICE = """
about_person_id IS DISTINCT FROM idc_actor()
AND NOT EXISTS (
    SELECT FROM accounts_organisation mine, accounts_organisation told
    WHERE mine.id = idc_organisation() AND told.id = about_organisation_id AND starts_with(mine.path, told.path)
)
AND (
    created_by_id = idc_actor() AND (idc_may('voice.record') OR idc_may('voice.answer'))
    OR idc_may('voice.answer') AND idc_supervises(unit_id)
)
"""

USING = {
    "deprivationevent": OF_CASE,
    "eventcorrection": OF_EVENT,
    "rightscomplaint": OF_CASE,
    "restriction": f"{OF_CASE} OR {WATCHED}",
    "restrictionreview": OF_RESTRICTION,
    "restrictionappeal": OF_RESTRICTION,
    "missedcontact": OF_RESTRICTION,
    "visitlog": "idc_may('visit.log') AND idc_is_below(group_id) OR idc_sighted_then(id)",
    "sighting": "idc_may('visit.log') AND EXISTS (SELECT FROM liberty_visitlog v WHERE v.id = visit_id) OR idc_sighted(id)",
    "voiceentry": VOICE,
}


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_wall'),
        ('liberty', '0002_reasons_origin_and_times'),
    ]

    operations = [
        question("idc_sighted", SIGHTED),
        question("idc_sighted_then", SIGHTED_THEN),
        *(walled(f"liberty_{name}", using) for name, using in USING.items()),
    ]

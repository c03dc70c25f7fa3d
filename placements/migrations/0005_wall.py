from django.db import migrations

from audit.wall import door, question, walled

# What is asked of a home, and who lives there: of the reader's own organisation and those below it.
HOME = "(idc_may('placement.answer') OR idc_may('resident.read'))"
PLACED = """
EXISTS (
    SELECT FROM placements_placement p JOIN placements_facility f ON f.id = p.facility_id
    WHERE p.{column} = key AND idc_is_below(f.organisation_id)
)
"""
OF_PLACEMENT = "EXISTS (SELECT FROM placements_placement p WHERE p.id = placement_id)"
OF_ABSENCE = "EXISTS (SELECT FROM placements_absence a WHERE a.id = absence_id)"
OF_CASE = "idc_sees_case(case_id)"

USING = {
    "placement": f"{OF_CASE} OR {HOME} AND idc_placed(id)",
    "absence": f"{OF_CASE} OR {HOME} AND idc_placed(placement_id)",
    "searchentry": OF_ABSENCE,
    "returninterview": OF_ABSENCE,
    "placementreview": OF_PLACEMENT,
    "siblingexception": OF_PLACEMENT,
    "capacityoverride": OF_PLACEMENT,
}


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_wall'),
        ('placements', '0004_reports_at_scale'),
    ]

    operations = [
        question("idc_placed", PLACED.format(column="id")),
        question("idc_placed_of", PLACED.format(column="case_id")),
        *(walled(f"placements_{name}", using) for name, using in USING.items()),
        door("placed", "cases_case", f"{HOME} AND idc_placed_of(id)"),
    ]

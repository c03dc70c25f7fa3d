from django.db import migrations

from audit.wall import walled

EXPORT = """
requested_by_id = idc_actor() AND (idc_may('export.request') OR idc_may('export.approve'))
OR idc_may('export.approve') AND idc_is_below(organisation_id)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0004_wall'),
        ('reports', '0006_sealed'),
    ]

    operations = [
        walled("reports_export", EXPORT),
    ]

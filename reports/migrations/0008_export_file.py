import django.db.models.deletion
import sealing.fields
from django.db import migrations, models

from audit.wall import walled


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0007_wall'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExportFile',
            fields=[
                ('export', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='file', serialize=False, to='reports.export')),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('content', sealing.fields.SealedBytes(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('content', None), ('progress__lt', 100)), models.Q(('content__isnull', False), ('progress', 100)), _connector='OR'), name='export_file_whole')],
            },
        ),
        walled("reports_exportfile", "export_id IN (SELECT id FROM reports_export WHERE requested_by_id = idc_actor())"),
        walled("reports_reportrun", "owner_id = idc_actor()"),
        walled("reports_scheduledreport", "owner_id = idc_actor()"),
    ]

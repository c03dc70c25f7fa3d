import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from audit.triggers import APPLICATION_GRANTS, APPLICATION_ROLE, FORBID_CHANGE, append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.RunSQL(APPLICATION_ROLE, migrations.RunSQL.noop),
        migrations.RunSQL(APPLICATION_GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(FORBID_CHANGE, "DROP FUNCTION forbid_change"),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('read', 'Read'), ('write', 'Write'), ('export', 'Export'), ('refused', 'Refused')], max_length=8)),
                ('action', models.CharField(max_length=60)),
                ('actor', models.UUIDField(null=True)),
                ('actor_role', models.CharField(blank=True, max_length=40)),
                ('organisation', models.UUIDField(null=True)),
                ('subjects', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('target_type', models.CharField(blank=True, max_length=60)),
                ('target_id', models.CharField(blank=True, max_length=40)),
                ('reason', models.TextField(blank=True)),
                ('detail', models.JSONField(default=dict)),
                ('request_id', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['subjects'], name='audit_event_subjects'), models.Index(fields=['actor', '-at'], name='audit_event_actor'), models.Index(fields=['-at'], name='audit_event_at'), models.Index(condition=models.Q(('kind', 'refused')), fields=['-at'], name='audit_event_refused')],
            },
        ),
        append_only("audit_event"),
    ]

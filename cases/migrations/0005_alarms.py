import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_chain'),
        ('cases', '0004_standing_rows'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AlarmWatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('kind', models.CharField(choices=[('many', 'Many children within an hour'), ('sealed', 'A sealed note was opened'), ('night', 'An export at night')], max_length=12)),
                ('at', models.DateTimeField()),
                ('raised_at', models.DateTimeField()),
                ('units', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('subjects', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('event', models.BigIntegerField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-raised_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='AlarmAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.TextField(max_length=2000, verbose_name='What it was, and what follows from it')),
                ('alarm', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='cases.alarm')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='alarm',
            index=django.contrib.postgres.indexes.GinIndex(fields=['units'], name='alarm_units'),
        ),
        migrations.AddIndex(
            model_name='alarm',
            index=models.Index(fields=['person', 'kind', '-at'], name='alarm_person'),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['many', 'sealed', 'night'])), name='alarm_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='alarmanswer',
            constraint=models.CheckConstraint(condition=models.Q(('reason__regex', '.{20}')), name='alarm_answer_says_why'),
        ),
        append_only("cases_alarm"),
        append_only("cases_alarmanswer"),
        # What was read before there was a watch raises no alarm.
        migrations.RunSQL("INSERT INTO cases_alarmwatch (number) SELECT number FROM audit_head", migrations.RunSQL.noop),
    ]

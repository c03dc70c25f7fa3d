import django.contrib.postgres.constraints
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from django.contrib.postgres.operations import BtreeGistExtension

from audit.triggers import append_only
from papers.triggers import serial_follows


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0001_initial'),
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('year', models.PositiveSmallIntegerField()),
                ('serial', models.PositiveIntegerField()),
                ('reference', models.CharField(max_length=40, unique=True)),
                ('addressee', models.CharField(blank=True, max_length=300, verbose_name='To whom')),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField()),
                ('issued_at', models.DateTimeField()),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='accounts.organisation')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['authority', 'year', 'serial'],
                'indexes': [models.Index(fields=['subject_id', 'kind'], name='letter_subject')],
                'constraints': [models.UniqueConstraint(fields=('authority', 'year', 'serial'), name='letter_serial_once'), models.UniqueConstraint(fields=('kind', 'subject_type', 'subject_id', 'addressee'), name='letter_once_to_each')],
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField()),
                ('subject_version', models.PositiveIntegerField()),
                ('language', models.CharField(max_length=5)),
                ('number', models.PositiveIntegerField()),
                ('content', models.CharField(max_length=64)),
                ('code', models.CharField(max_length=14, unique=True)),
                ('sha256', models.CharField(max_length=64)),
                ('pdf', models.BinaryField()),
                ('printed_at', models.DateTimeField()),
                ('printed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_id', 'kind'], name='paper_subject')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject_type', 'subject_id', 'language', 'content', 'printed_by'), name='paper_content_once_a_person'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('kind', '='), ('subject_type', '='), ('subject_id', '='), ('language', '='), ('number', '='), ('content', '<>')], name='paper_number_of_one_content'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='paper_number_from_one')],
            },
        ),
        append_only("papers_paper"),
        serial_follows(),
        append_only("papers_letter"),
    ]

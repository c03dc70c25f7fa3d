import accounts.models
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import role_fits_organisation


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('org_type', models.CharField(choices=[('protection_authority_federal', 'Child protection authority (federal)'), ('protection_authority_state', 'Child protection authority (state)'), ('protection_authority_municipal', 'Child protection authority (municipal)'), ('dif_national', 'National family development system (DIF)'), ('dif_state', 'State family development system (DIF)'), ('dif_municipal', 'Municipal family development system (DIF)'), ('cas_public', 'Social assistance centre (public)'), ('cas_private', 'Social assistance centre (private)'), ('foster_programme', 'Foster care programme'), ('sipinna_secretariat', 'Child rights policy secretariat (SIPINNA)'), ('asylum_authority', 'Asylum authority'), ('migration_authority', 'Migration authority'), ('consulate', 'Consulate'), ('foreign_protection_authority', 'Child protection authority of another country'), ('health_provider', 'Health provider'), ('education_provider', 'Education provider'), ('legal_aid_cso', 'Legal aid organisation'), ('atd_cso', 'Civil society organisation for care in the community'), ('un_agency', 'United Nations agency'), ('human_rights_body', 'Human rights body'), ('police', 'Police'), ('prosecutor', 'Prosecutor'), ('court', 'Court'), ('search_commission', 'Search commission'), ('visitor_group', 'Monitoring visitor group'), ('other', 'Other')], max_length=40, verbose_name='type')),
                ('level', models.CharField(choices=[('country', 'Country'), ('state', 'State'), ('municipality', 'Municipality'), ('unit', 'Unit')], max_length=12, verbose_name='level')),
                ('path', models.CharField(db_index=True, editable=False, max_length=400, unique=True)),
                ('country', models.CharField(default='MX', max_length=2, verbose_name='country')),
                ('state', models.CharField(blank=True, max_length=3, verbose_name='state')),
                ('municipality', models.CharField(blank=True, max_length=100, verbose_name='municipality')),
                ('time_zone', models.CharField(default='America/Mexico_City', max_length=40, validators=[accounts.models.validate_time_zone], verbose_name='time zone')),
                ('letter_code', models.CharField(blank=True, max_length=20, validators=[django.core.validators.RegexValidator('^[A-Z0-9-]+$')], verbose_name='letters before the number of an official letter')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.organisation', verbose_name='part of')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('org_type__in', ['protection_authority_federal', 'protection_authority_state', 'protection_authority_municipal', 'dif_national', 'dif_state', 'dif_municipal', 'cas_public', 'cas_private', 'foster_programme', 'sipinna_secretariat', 'asylum_authority', 'migration_authority', 'consulate', 'foreign_protection_authority', 'health_provider', 'education_provider', 'legal_aid_cso', 'atd_cso', 'un_agency', 'human_rights_body', 'police', 'prosecutor', 'court', 'search_commission', 'visitor_group', 'other'])), name='organisation_type_known'), models.CheckConstraint(condition=models.Q(('level__in', ['country', 'state', 'municipality', 'unit'])), name='organisation_level_known'), models.UniqueConstraint(condition=models.Q(('letter_code', ''), _negated=True), fields=('letter_code',), name='organisation_letter_code_once')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('full_name', models.CharField(max_length=150, verbose_name='name')),
                ('role', models.CharField(choices=[('intake_officer', 'Intake officer'), ('caseworker', 'Caseworker'), ('psychologist', 'Psychologist'), ('lawyer', 'Lawyer of the protection authority'), ('health_staff', 'Health staff'), ('supervisor', 'Supervisor'), ('authority_approver', 'Head of the protection authority'), ('bid_coordinator', 'Determination coordinator'), ('bid_panel_member', 'Determination panel member'), ('shelter_manager', 'Shelter manager'), ('shelter_staff', 'Shelter staff'), ('foster_coordinator', 'Foster care coordinator'), ('service_provider_user', 'Service provider'), ('liaison_officer', 'Liaison officer'), ('migration_notifier', 'Migration officer who notifies'), ('asylum_liaison', 'Asylum liaison'), ('report_viewer', 'Report reader'), ('data_protection_officer', 'Data protection officer'), ('auditor', 'Auditor'), ('monitor_visitor', 'Monitoring visitor'), ('org_admin', 'Organisation administrator'), ('system_admin', 'System administrator')], max_length=40, verbose_name='role')),
                ('language', models.CharField(choices=[('es', 'Español'), ('en', 'English')], default='es', max_length=5, verbose_name='language of the pages')),
                ('languages_spoken', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None, verbose_name='languages spoken')),
                ('is_trained', models.BooleanField(default=False, verbose_name='trained in best-interest procedures')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('wants_digest', models.BooleanField(default=True, verbose_name='a letter each morning that says how much waits for me')),
                ('digest_on', models.DateField(blank=True, editable=False, null=True)),
                ('emergencies', models.JSONField(blank=True, default=list, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('invited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='users', to='accounts.organisation', verbose_name='organisation')),
            ],
            options={
                'ordering': ['full_name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['intake_officer', 'caseworker', 'psychologist', 'lawyer', 'health_staff', 'supervisor', 'authority_approver', 'bid_coordinator', 'bid_panel_member', 'shelter_manager', 'shelter_staff', 'foster_coordinator', 'service_provider_user', 'liaison_officer', 'migration_notifier', 'asylum_liaison', 'report_viewer', 'data_protection_officer', 'auditor', 'monitor_visitor', 'org_admin', 'system_admin'])), name='user_role_known'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_lower')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('location', models.CharField(blank=True, max_length=300)),
                ('body_hash', models.CharField(blank=True, max_length=64)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('actor', 'key'), name='submission_once')],
            },
        ),
        role_fits_organisation(),
    ]

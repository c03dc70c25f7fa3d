import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('cases', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeprivationEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('facility_type', models.CharField(choices=[('immigration_station', 'Immigration station'), ('provisional_stay', 'Provisional stay of the migration authority'), ('improvised_place', 'Improvised place'), ('police_cell', 'Police cell'), ('airport_transit', 'Transit zone of an airport'), ('border_room', 'Room at the border'), ('prison_juvenile', 'Prison or juvenile centre'), ('closed_shelter', 'Closed shelter (de facto detention)'), ('locked_family_unit', 'Locked family unit'), ('hotel_guarded', 'Guarded hotel'), ('vehicle_prolonged', 'Vehicle, for long'), ('military', 'Military site'), ('electronic_monitoring_at_home', 'Electronic monitoring at home (an alternative form of detention)'), ('foreign_custody', 'Custody in another country'), ('other', 'Other')], max_length=32, verbose_name='Kind of place')),
                ('facility', models.CharField(blank=True, max_length=200, verbose_name='Name of the place')),
                ('authority', models.CharField(max_length=200, verbose_name='Authority that holds the child')),
                ('started_at', models.DateTimeField(verbose_name='Held since')),
                ('started_precision', models.CharField(choices=[('minute', 'To the minute'), ('hour', 'About that hour'), ('day', 'That day, the hour is not known')], default='minute', max_length=8, verbose_name='How exactly this is known')),
                ('held_with', models.CharField(choices=[('unrelated_adults', 'Adults who are not family'), ('family', 'Family'), ('children_only', 'Other children only'), ('alone', 'Nobody'), ('unknown', 'Not known')], default='unknown', max_length=20, verbose_name='Held with')),
                ('legal_basis_claimed', models.CharField(blank=True, max_length=300, verbose_name='Legal ground that the authority claims')),
                ('reported_by', models.CharField(max_length=200, verbose_name='Who reports it')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='Until')),
                ('release_mechanism', models.CharField(blank=True, choices=[('channelled', 'Handed over to the protection authority'), ('court_order', 'Order of a court'), ('bail', 'Bail'), ('ngo_request', 'Request of a civil society organisation'), ('deported', 'Expelled from the country'), ('escaped', 'Got away'), ('other', 'Other')], max_length=16, verbose_name='How it ended')),
                ('release_to', models.CharField(blank=True, max_length=200, verbose_name='Where the child went')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deprivations', to='cases.case')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['started_at', 'id'],
                'indexes': [models.Index(fields=['case', 'started_at'], name='deprivation_case'), models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['started_at'], name='deprivation_ongoing')],
                'constraints': [models.CheckConstraint(condition=models.Q(('facility_type__in', ['immigration_station', 'provisional_stay', 'improvised_place', 'police_cell', 'airport_transit', 'border_room', 'prison_juvenile', 'closed_shelter', 'locked_family_unit', 'hotel_guarded', 'vehicle_prolonged', 'military', 'electronic_monitoring_at_home', 'foreign_custody', 'other'])), name='deprivationevent_facility_type_known'), models.CheckConstraint(condition=models.Q(('started_precision__in', ['minute', 'hour', 'day'])), name='deprivationevent_started_precision_known'), models.CheckConstraint(condition=models.Q(('held_with__in', ['unrelated_adults', 'family', 'children_only', 'alone', 'unknown'])), name='deprivationevent_held_with_known'), models.CheckConstraint(condition=models.Q(('release_mechanism__in', ['channelled', 'court_order', 'bail', 'ngo_request', 'deported', 'escaped', 'other', ''])), name='deprivationevent_release_mechanism_known'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='deprivation_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('release_mechanism', '')), models.Q(('ended_at__isnull', False), models.Q(('release_mechanism', ''), _negated=True)), _connector='OR'), name='deprivation_ended_somehow')],
            },
        ),
    ]

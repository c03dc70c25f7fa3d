import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from placements.triggers import hold_beds


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('cases', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Facility',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('name', models.CharField(max_length=200, verbose_name='Name')),
                ('facility_type', models.CharField(choices=[('family_unit_shelter', 'Shelter together with the family'), ('foster_family', 'Foster family'), ('community_host', 'Supervised host family or home in the community'), ('supervised_independent_living', 'Supervised independent living'), ('small_group_home', 'Small group home'), ('first_reception_centre', 'First reception'), ('residential_cas_public', 'Public social assistance centre'), ('residential_cas_private', 'Private social assistance centre'), ('specialised_protection_shelter', 'Specialised shelter (trafficking, violence)'), ('health_facility', 'Hospital (temporary)')], max_length=32, verbose_name='Kind of care')),
                ('state', models.CharField(blank=True, max_length=3, verbose_name='State')),
                ('municipality', models.CharField(blank=True, max_length=100, verbose_name='Municipality')),
                ('licence_number', models.CharField(max_length=60, verbose_name='Number of the licence')),
                ('licence_valid_to', models.DateField(verbose_name='Licence valid until')),
                ('is_open_door', models.BooleanField(default=False, verbose_name='Open doors: children go out under rules fit for their age; nobody is locked in')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('es', 'Spanish'), ('en', 'English'), ('fr', 'French'), ('pt', 'Portuguese'), ('ht', 'Haitian Creole'), ('cab', 'Garífuna'), ('miq', 'Miskito'), ('quc', "K'iche'"), ('kek', "Q'eqchi'"), ('mam', 'Mam'), ('cak', 'Kaqchikel'), ('kjb', "Q'anjob'al"), ('ixl', 'Ixil'), ('poh', "Poqomchi'"), ('caa', "Ch'orti'"), ('acr', 'Achi'), ('cac', 'Chuj'), ('knj', 'Akateko'), ('jac', "Popti'"), ('nah', 'Náhuatl'), ('zap', 'Zapotec'), ('mix', 'Mixtec'), ('tzo', 'Tsotsil'), ('tzh', 'Tseltal'), ('yaq', 'Yaqui'), ('mfy', 'Mayo'), ('sgn', 'Sign language'), ('und', 'Other')], max_length=5), blank=True, default=list, size=None, verbose_name='Languages spoken')),
                ('is_active', models.BooleanField(default=True, verbose_name='Takes children')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilities', to='accounts.organisation', verbose_name='organisation')),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('facility_type__in', ['family_unit_shelter', 'foster_family', 'community_host', 'supervised_independent_living', 'small_group_home', 'first_reception_centre', 'residential_cas_public', 'residential_cas_private', 'specialised_protection_shelter', 'health_facility'])), name='facility_facility_type_known')],
            },
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='Room or group')),
                ('sex', models.CharField(choices=[('any', 'Girls and boys'), ('female', 'Girls'), ('male', 'Boys')], default='any', max_length=8, verbose_name='For')),
                ('age_from', models.PositiveSmallIntegerField(verbose_name='From age')),
                ('age_to', models.PositiveSmallIntegerField(verbose_name='To age')),
                ('places', models.PositiveSmallIntegerField(verbose_name='Places')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='profiles', to='placements.facility')),
            ],
            options={
                'ordering': ['age_from', 'sex', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('sex__in', ['any', 'female', 'male'])), name='profile_sex_known'), models.CheckConstraint(condition=models.Q(('age_to__gte', models.F('age_from')), ('age_to__lte', 25)), name='profile_ages_in_order'), models.CheckConstraint(condition=models.Q(('places__lte', 500)), name='profile_places_plausible')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('child_views', models.TextField(blank=True, verbose_name="What the child says, in the child's own words")),
                ('no_views_reason', models.CharField(blank=True, choices=[('too_young_observed', 'Too young: observed instead'), ('declined', 'The child chose not to speak'), ('distress', 'The child was in distress'), ('not_located', 'The child could not be located'), ('communication_barrier_pending', 'No common language yet (pending)')], max_length=40, verbose_name='If the child was not heard, why')),
                ('child_disagrees', models.BooleanField(default=False, verbose_name='The child disagrees')),
                ('disagreement', models.TextField(blank=True, verbose_name='What the child disagrees with')),
                ('place_name', models.CharField(blank=True, max_length=200, verbose_name='With whom, where')),
                ('placement_type', models.CharField(choices=[('own_family_community', 'With the own family in the community'), ('family_unit_shelter', 'Shelter together with the family'), ('kinship_care', 'Extended family'), ('foster_family', 'Foster family'), ('community_host', 'Supervised host family or home in the community'), ('supervised_independent_living', 'Supervised independent living'), ('small_group_home', 'Small group home'), ('first_reception_centre', 'First reception'), ('residential_cas_public', 'Public social assistance centre'), ('residential_cas_private', 'Private social assistance centre'), ('specialised_protection_shelter', 'Specialised shelter (trafficking, violence)'), ('health_facility', 'Hospital (temporary)')], max_length=32, verbose_name='Kind of care')),
                ('place_number', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('accepted', 'Accepted, bed reserved'), ('declined', 'Declined'), ('active', 'Lives there'), ('ended', 'Ended'), ('withdrawn', 'Withdrawn'), ('expired', 'Reservation lapsed')], default='requested', max_length=10)),
                ('requested_at', models.DateTimeField()),
                ('reply_due_at', models.DateTimeField(blank=True, null=True)),
                ('expected_at', models.DateTimeField(blank=True, null=True, verbose_name='When the child would arrive')),
                ('urgent_needs', models.TextField(blank=True, max_length=2000, verbose_name='Urgent needs the home must know of')),
                ('message', models.TextField(blank=True, max_length=2000, verbose_name='Message to the home')),
                ('reason_family_based_not_possible', models.TextField(blank=True, max_length=2000, verbose_name='Why care in a family is not possible')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer_note', models.TextField(blank=True, max_length=2000, verbose_name='Note to whoever asks')),
                ('decline_reason', models.CharField(blank=True, choices=[('no_capacity', 'No free place'), ('profile_not_served', 'Profile not served'), ('out_of_jurisdiction', 'Out of jurisdiction'), ('missing_measure', 'The protective measure is missing'), ('missing_documents', 'Documents are missing'), ('safety_conflict', 'Risk to safety'), ('child_declined', 'The child did not accept'), ('licence_suspended', 'Licence suspended'), ('duplicate', 'Duplicate'), ('other', 'Other')], max_length=24, verbose_name='Why the child is not accepted')),
                ('reserved_until', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawal_reason', models.CharField(blank=True, choices=[('accepted_elsewhere', 'Another place accepted the child first'), ('no_longer_needed', 'A bed is no longer needed'), ('child_declined', 'The child did not accept'), ('other', 'Other')], max_length=24, verbose_name='Why the request is withdrawn')),
                ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='When the child arrived')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='When the child left')),
                ('end_reason', models.CharField(blank=True, choices=[('reunified', 'Reunified with the family'), ('moved_to_family_care', 'Moved to family care'), ('moved_for_siblings', 'Moved to be with siblings'), ('better_match', 'A better match'), ('child_request', 'The child asked for it'), ('capacity', 'Capacity'), ('safeguarding_concern', 'Safeguarding concern'), ('absence', 'Absence'), ('turned_18', 'Turned 18'), ('transferred_jurisdiction', 'Transferred to another authority'), ('assisted_return', 'Assisted return'), ('medical', 'Medical reasons'), ('placement_licence_lost', 'The place lost its licence'), ('case_closed', 'Case closed'), ('died', 'Death'), ('other', 'Other')], max_length=28, verbose_name='Why the child left')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='cases.case')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='cases.child')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('facility', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='placements.facility')),
                ('grant', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placement', to='cases.casegrant')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('profile', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='placements.profile', verbose_name='Profile')),
            ],
            options={
                'ordering': ['-requested_at', '-id'],
                'indexes': [models.Index(fields=['facility', 'state', 'reply_due_at'], name='placement_inbox'), models.Index(fields=['case', '-requested_at'], name='placement_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('placement_type__in', ['own_family_community', 'family_unit_shelter', 'kinship_care', 'foster_family', 'community_host', 'supervised_independent_living', 'small_group_home', 'first_reception_centre', 'residential_cas_public', 'residential_cas_private', 'specialised_protection_shelter', 'health_facility'])), name='placement_placement_type_known'), models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'accepted', 'declined', 'active', 'ended', 'withdrawn', 'expired'])), name='placement_state_known'), models.CheckConstraint(condition=models.Q(('decline_reason__in', ['no_capacity', 'profile_not_served', 'out_of_jurisdiction', 'missing_measure', 'missing_documents', 'safety_conflict', 'child_declined', 'licence_suspended', 'duplicate', 'other', ''])), name='placement_decline_reason_known'), models.CheckConstraint(condition=models.Q(('withdrawal_reason__in', ['accepted_elsewhere', 'no_longer_needed', 'child_declined', 'other', ''])), name='placement_withdrawal_reason_known'), models.CheckConstraint(condition=models.Q(('end_reason__in', ['reunified', 'moved_to_family_care', 'moved_for_siblings', 'better_match', 'child_request', 'capacity', 'safeguarding_concern', 'absence', 'turned_18', 'transferred_jurisdiction', 'assisted_return', 'medical', 'placement_licence_lost', 'case_closed', 'died', 'other', ''])), name='placement_end_reason_known'), models.CheckConstraint(condition=models.Q(models.Q(('facility__isnull', False), ('place_name', ''), models.Q(('placement_type__in', ('own_family_community', 'kinship_care')), _negated=True)), models.Q(('facility__isnull', True), ('placement_type__in', ('own_family_community', 'kinship_care')), models.Q(('place_name', ''), _negated=True)), _connector='OR'), name='placement_somewhere'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('accepted', 'active')), _negated=True), ('facility__isnull', True), models.Q(('place_number__gte', 1), ('place_number__isnull', False), ('profile__isnull', False)), _connector='OR'), name='placement_holds_a_place'), models.UniqueConstraint(condition=models.Q(('state__in', ('accepted', 'active'))), fields=('profile', 'place_number'), name='placement_place_once'), models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('child',), name='placement_one_active'), models.UniqueConstraint(condition=models.Q(('state', 'accepted')), fields=('child',), name='placement_one_reserved'), models.UniqueConstraint(condition=models.Q(('state', 'requested')), fields=('case', 'facility'), name='placement_asked_once'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['active', 'ended'])), expressions=[(models.F('child'), '='), (models.Func('starts_at', 'ends_at', function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='placement_no_double'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['active', 'ended']), _negated=True), ('starts_at__isnull', False), _connector='OR'), name='placement_lived_since'), models.CheckConstraint(condition=models.Q(models.Q(('ends_at__gte', models.F('starts_at')), ('ends_at__isnull', False), ('state', 'ended'), models.Q(('end_reason', ''), _negated=True)), models.Q(models.Q(('state', 'ended'), _negated=True), ('end_reason', ''), ('ends_at__isnull', True)), _connector='OR'), name='placement_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('placement_type__in', ('small_group_home', 'first_reception_centre', 'residential_cas_public', 'residential_cas_private', 'specialised_protection_shelter')), _negated=True), models.Q(('reason_family_based_not_possible', ''), _negated=True), _connector='OR'), name='placement_family_first'), models.CheckConstraint(condition=models.Q(models.Q(('child_views', ''), _negated=True), models.Q(('no_views_reason', ''), _negated=True), _connector='OR'), name='placement_child_heard'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('decline_reason', ''), _negated=True), _connector='OR'), name='placement_declined_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('withdrawal_reason', ''), _negated=True), _connector='OR'), name='placement_withdrawn_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('reserved_until__isnull', False), _connector='OR'), name='placement_reserved_until')],
            },
        ),
        migrations.CreateModel(
            name='FacilityAddress',
            fields=[
                ('facility', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='address', serialize=False, to='placements.facility')),
                ('text', models.CharField(blank=True, max_length=300, verbose_name='Address')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='Telephone')),
                ('visibility', models.CharField(choices=[('public', 'Everybody who may see the place'), ('authority', 'The protection authorities that place children'), ('restricted', 'Only the team of a child who lives there or has a bed reserved')], default='authority', max_length=12, verbose_name='Who may see the address')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('visibility__in', ['public', 'authority', 'restricted'])), name='facilityaddress_visibility_known')],
            },
        ),
        hold_beds(),
    ]

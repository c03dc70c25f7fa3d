import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models

from audit.triggers import append_only
from placements.triggers import hold_beds, hold_doors, hold_overrides


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0001_initial'),
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
                ('licence_number', models.CharField(max_length=60, verbose_name='Number of the licence or accreditation')),
                ('licence_valid_to', models.DateField(verbose_name='Licence or accreditation valid until')),
                ('register_number', models.CharField(blank=True, max_length=60, verbose_name='Number in the national register')),
                ('is_open_door', models.BooleanField(default=False, editable=False)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('es', 'Spanish'), ('en', 'English'), ('fr', 'French'), ('pt', 'Portuguese'), ('ht', 'Haitian Creole'), ('cab', 'Garífuna'), ('miq', 'Miskito'), ('quc', "K'iche'"), ('kek', "Q'eqchi'"), ('mam', 'Mam'), ('cak', 'Kaqchikel'), ('kjb', "Q'anjob'al"), ('ixl', 'Ixil'), ('poh', "Poqomchi'"), ('caa', "Ch'orti'"), ('acr', 'Achi'), ('cac', 'Chuj'), ('knj', 'Akateko'), ('jac', "Popti'"), ('nah', 'Náhuatl'), ('zap', 'Zapotec'), ('mix', 'Mixtec'), ('tzo', 'Tsotsil'), ('tzh', 'Tseltal'), ('yaq', 'Yaqui'), ('mfy', 'Mayo'), ('sgn', 'Sign language'), ('und', 'Other')], max_length=5), blank=True, default=list, size=None, verbose_name='Languages spoken')),
                ('services', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('alternative_care', 'Alternative care'), ('safe_shelter', 'Safe shelter'), ('formal_education', 'School'), ('non_formal_education', 'Learning outside school'), ('family_tracing_reunification', 'Search for the family and reunification'), ('basic_psychosocial', 'Basic psychosocial support'), ('focused_mhpss', 'Focused mental health support'), ('specialised_mhpss', 'Specialised mental health care'), ('food', 'Food'), ('clothing_hygiene', 'Clothing and hygiene'), ('cash', 'Cash assistance'), ('medical', 'Medical care'), ('dental', 'Dental care'), ('nutrition', 'Nutrition'), ('legal', 'Legal assistance'), ('documentation', 'Documents'), ('disability', 'Support with a disability'), ('srh', 'Sexual and reproductive health'), ('recreation_arts_sport', 'Recreation, arts and sport'), ('interpretation', 'Interpretation'), ('transport', 'Transport'), ('phone_credit', 'Telephone credit'), ('vocational', 'Vocational training'), ('religious_cultural', 'Religious and cultural life'), ('independent_living_skills', 'Skills for an independent life'), ('resettlement', 'Resettlement'), ('return_reintegration', 'Return and reintegration'), ('other', 'Other')], max_length=32), blank=True, default=list, size=None, verbose_name='What the place offers')),
                ('prepared_for', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('disability', 'A disability'), ('treatment', 'Medical treatment'), ('mental_health', 'Mental health care'), ('pregnancy', 'Pregnancy, or a child of their own'), ('trafficking', 'Trafficking survived'), ('violence', 'Sexual violence survived'), ('diversity', 'Sexual and gender diversity'), ('substances', 'Use of substances')], max_length=16), blank=True, default=list, size=None, verbose_name='Prepared for')),
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
            name='FosterHome',
            fields=[
                ('facility', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='foster_home', serialize=False, to='placements.facility')),
                ('household', models.TextField(max_length=2000, verbose_name='Who lives in the home: names, ages, relation')),
                ('accredited_by', models.CharField(max_length=200, verbose_name='Who accredited the family')),
                ('vetted_on', models.DateField(verbose_name='Day of the vetting')),
                ('vetting_valid_to', models.DateField(verbose_name='Vetting valid until')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('vetting_valid_to__gte', models.F('vetted_on'))), name='fosterhome_vetting_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('household', ''), _negated=True), models.Q(('accredited_by', ''), _negated=True)), name='fosterhome_says_who')],
            },
        ),
        migrations.CreateModel(
            name='LibertyCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('held_at', models.DateTimeField(verbose_name='When it was looked at')),
                ('inspector', models.CharField(max_length=200, verbose_name='Who looked: name and institution')),
                ('goes_out', models.BooleanField(verbose_name='Children can go out, under rules fit for their age')),
                ('doors_unlocked', models.BooleanField(verbose_name='No door is locked to keep children in')),
                ('no_guards', models.BooleanField(verbose_name='There are no migration officers or police inside')),
                ('not_migration_run', models.BooleanField(verbose_name='The migration authority does not run the place')),
                ('free_contact', models.BooleanField(verbose_name='Children telephone and receive visits freely')),
                ('outside_activities', models.BooleanField(verbose_name='School or activities outside are possible')),
                ('told_to_complain', models.BooleanField(verbose_name='Children were told how to complain')),
                ('stays_by_measure', models.BooleanField(verbose_name='A protective measure decides that a child stays')),
                ('finding', models.TextField(max_length=4000, verbose_name='What was found')),
                ('closed_since', models.DateTimeField(blank=True, null=True, verbose_name='Since when it is proven to be closed, if earlier')),
                ('is_open', models.GeneratedField(db_persist=True, expression=models.Q(('doors_unlocked', True), ('free_contact', True), ('goes_out', True), ('no_guards', True), ('not_migration_run', True), ('stays_by_measure', True)), output_field=models.BooleanField())),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='placements.facility')),
            ],
            options={
                'ordering': ['-held_at'],
                'constraints': [models.UniqueConstraint(fields=('facility', 'held_at'), name='libertycheck_one_at_a_time'), models.CheckConstraint(condition=models.Q(('closed_since__isnull', True), models.Q(('closed_since__lte', models.F('held_at')), ('is_open', False)), _connector='OR'), name='libertycheck_closed_before_found'), models.CheckConstraint(condition=models.Q(models.Q(('finding', ''), _negated=True), models.Q(('inspector', ''), _negated=True)), name='libertycheck_says_what_and_who')],
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
                ('adults', models.PositiveSmallIntegerField(default=0, verbose_name='Adults who came with the child and live there too')),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('accepted', 'Accepted, bed reserved'), ('declined', 'Declined'), ('active', 'Lives there'), ('absent', 'Absent'), ('ended', 'Ended'), ('withdrawn', 'Withdrawn'), ('expired', 'Lapsed')], default='requested', max_length=10)),
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
                ('held_until', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='When the child left')),
                ('end_reason', models.CharField(blank=True, choices=[('reunified', 'Reunified with the family'), ('moved_to_family_care', 'Moved to family care'), ('moved_for_siblings', 'Moved to be with siblings'), ('better_match', 'A better match'), ('child_request', 'The child asked for it'), ('capacity', 'Capacity'), ('safeguarding_concern', 'Safeguarding concern'), ('absence', 'Absence'), ('turned_18', 'Turned 18'), ('transferred_jurisdiction', 'Transferred to another authority'), ('assisted_return', 'Assisted return'), ('medical', 'Medical reasons'), ('placement_licence_lost', 'The place lost its licence'), ('case_closed', 'Case closed'), ('died', 'Death'), ('other', 'Other')], max_length=28, verbose_name='Why the child left')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='cases.case')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='cases.child')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('facility', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='placements.facility')),
                ('grant', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placement', to='cases.casegrant')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-requested_at', '-id'],
                'indexes': [models.Index(fields=['facility', 'state', 'reply_due_at'], name='placement_inbox'), models.Index(fields=['case', '-requested_at'], name='placement_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('placement_type__in', ['own_family_community', 'family_unit_shelter', 'kinship_care', 'foster_family', 'community_host', 'supervised_independent_living', 'small_group_home', 'first_reception_centre', 'residential_cas_public', 'residential_cas_private', 'specialised_protection_shelter', 'health_facility'])), name='placement_placement_type_known'), models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'accepted', 'declined', 'active', 'absent', 'ended', 'withdrawn', 'expired'])), name='placement_state_known'), models.CheckConstraint(condition=models.Q(('decline_reason__in', ['no_capacity', 'profile_not_served', 'out_of_jurisdiction', 'missing_measure', 'missing_documents', 'safety_conflict', 'child_declined', 'licence_suspended', 'duplicate', 'other', ''])), name='placement_decline_reason_known'), models.CheckConstraint(condition=models.Q(('withdrawal_reason__in', ['accepted_elsewhere', 'no_longer_needed', 'child_declined', 'other', ''])), name='placement_withdrawal_reason_known'), models.CheckConstraint(condition=models.Q(('end_reason__in', ['reunified', 'moved_to_family_care', 'moved_for_siblings', 'better_match', 'child_request', 'capacity', 'safeguarding_concern', 'absence', 'turned_18', 'transferred_jurisdiction', 'assisted_return', 'medical', 'placement_licence_lost', 'case_closed', 'died', 'other', ''])), name='placement_end_reason_known'), models.CheckConstraint(condition=models.Q(models.Q(('facility__isnull', False), ('place_name', ''), models.Q(('placement_type__in', ('own_family_community', 'kinship_care')), _negated=True)), models.Q(('facility__isnull', True), ('placement_type__in', ('own_family_community', 'kinship_care')), models.Q(('place_name', ''), _negated=True)), _connector='OR'), name='placement_somewhere'), models.CheckConstraint(condition=models.Q(('adults__lte', 10)), name='placement_adults_plausible'), models.UniqueConstraint(condition=models.Q(('state__in', ('active', 'absent'))), fields=('child',), name='placement_one_active'), models.UniqueConstraint(condition=models.Q(('state', 'accepted')), fields=('child',), name='placement_one_reserved'), models.UniqueConstraint(condition=models.Q(('state', 'requested')), fields=('case', 'facility'), name='placement_asked_once'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['active', 'absent', 'ended'])), expressions=[(models.F('child'), '='), (models.Func('starts_at', 'ends_at', function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='placement_no_double'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['active', 'absent', 'ended']), _negated=True), ('starts_at__isnull', False), _connector='OR'), name='placement_lived_since'), models.CheckConstraint(condition=models.Q(models.Q(('ends_at__gte', models.F('starts_at')), ('ends_at__isnull', False), ('state', 'ended'), models.Q(('end_reason', ''), _negated=True)), models.Q(models.Q(('state', 'ended'), _negated=True), ('end_reason', ''), ('ends_at__isnull', True)), _connector='OR'), name='placement_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('placement_type__in', ('small_group_home', 'first_reception_centre', 'residential_cas_public', 'residential_cas_private', 'specialised_protection_shelter')), _negated=True), models.Q(('reason_family_based_not_possible', ''), _negated=True), _connector='OR'), name='placement_family_first'), models.CheckConstraint(condition=models.Q(models.Q(('child_views', ''), _negated=True), models.Q(('no_views_reason', ''), _negated=True), _connector='OR'), name='placement_child_heard'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('decline_reason', ''), _negated=True), _connector='OR'), name='placement_declined_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('withdrawal_reason', ''), _negated=True), _connector='OR'), name='placement_withdrawn_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('reserved_until__isnull', False), _connector='OR'), name='placement_reserved_until')],
            },
        ),
        migrations.CreateModel(
            name='CapacityOverride',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.TextField(verbose_name='Why there is no other way')),
                ('approved_at', models.DateTimeField()),
                ('until', models.DateTimeField(verbose_name='Until when at most')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('placement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='capacity_override', to='placements.placement')),
            ],
            options={
                'ordering': ['approved_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='capacityoverride_with_reason'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('approved_at')), ('until__lte', django.db.models.expressions.CombinedExpression(models.F('approved_at'), '+', models.Value(datetime.timedelta(days=3))))), name='capacityoverride_three_days')],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('reported', 'Reported'), ('search_active', 'Search under way'), ('returned', 'Came back'), ('return_interview_done', 'Came back, and was listened to'), ('located_elsewhere', 'Found elsewhere'), ('not_found', 'Not found, the search ended')], default='reported', max_length=24)),
                ('type', models.CharField(choices=[('left_voluntarily', 'Left of their own accord'), ('suspected_abduction', 'Possible abduction'), ('collected_by_relative_unauthorised', 'Collected by a relative without authorisation'), ('not_returned_from_outing', 'Did not come back from an outing'), ('taken_by_authority', 'Taken by an authority'), ('unknown', 'Not known')], max_length=40, verbose_name='What is believed to have happened')),
                ('starts_at', models.DateTimeField(verbose_name='When the child left or was missed')),
                ('reported_at', models.DateTimeField()),
                ('last_seen', models.CharField(max_length=300, verbose_name='Where and with whom the child was last seen')),
                ('clothing', models.CharField(blank=True, max_length=300, verbose_name='Clothes and what the child carries')),
                ('circumstances', models.TextField(blank=True, verbose_name='What happened before (necessary facts only)')),
                ('status_before', models.CharField(choices=[('open', 'Open'), ('suspended_absent', 'Suspended: child absent'), ('pending_transfer', 'Transfer under way'), ('transferred_out', 'Transferred'), ('closed', 'Closed'), ('merged', 'Merged')], max_length=20)),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='When the child came back or was found')),
                ('outcome', models.TextField(blank=True, verbose_name='How the child came back or was found, with whom')),
                ('searched_until', models.DateTimeField(blank=True, null=True)),
                ('search_summary', models.TextField(blank=True, verbose_name='What the search found, and why it ends')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='cases.case')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_up_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('placement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='placements.placement')),
            ],
            options={
                'ordering': ['-starts_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['reported', 'search_active', 'returned', 'return_interview_done', 'located_elsewhere', 'not_found'])), name='absence_state_known'), models.CheckConstraint(condition=models.Q(('type__in', ['left_voluntarily', 'suspected_abduction', 'collected_by_relative_unauthorised', 'not_returned_from_outing', 'taken_by_authority', 'unknown'])), name='absence_type_known'), models.CheckConstraint(condition=models.Q(('status_before__in', ['open', 'suspended_absent', 'pending_transfer', 'transferred_out', 'closed', 'merged'])), name='absence_status_before_known'), models.UniqueConstraint(condition=models.Q(('ends_at__isnull', True)), fields=('case',), name='absence_one_open'), models.CheckConstraint(condition=models.Q(('reported_at__gte', models.F('starts_at'))), name='absence_reported_after'), models.CheckConstraint(condition=models.Q(models.Q(('ends_at__isnull', True), ('state__in', ('reported', 'search_active', 'not_found'))), models.Q(models.Q(('state__in', ('reported', 'search_active', 'not_found')), _negated=True), ('ends_at__gte', models.F('starts_at')), ('ends_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='absence_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'not_found'), _negated=True), models.Q(('given_up_by__isnull', False), ('searched_until__isnull', False), models.Q(('search_summary', ''), _negated=True)), _connector='OR'), name='absence_given_up_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='PlacementReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('child_views', models.TextField(blank=True, verbose_name="What the child says, in the child's own words")),
                ('no_views_reason', models.CharField(blank=True, choices=[('too_young_observed', 'Too young: observed instead'), ('declined', 'The child chose not to speak'), ('distress', 'The child was in distress'), ('not_located', 'The child could not be located'), ('communication_barrier_pending', 'No common language yet (pending)')], max_length=40, verbose_name='If the child was not heard, why')),
                ('child_disagrees', models.BooleanField(default=False, verbose_name='The child disagrees')),
                ('disagreement', models.TextField(blank=True, verbose_name='What the child disagrees with')),
                ('held_at', models.DateTimeField(verbose_name='When')),
                ('heard_alone', models.BooleanField(default=False, verbose_name='The child was heard alone, without anybody of the home')),
                ('findings', models.TextField(verbose_name='What was found: care, safety, school, how the child feels')),
                ('siblings', models.TextField(blank=True, verbose_name='Brothers and sisters: how they keep contact, and whether they can live together now')),
                ('outcome', models.CharField(choices=[('keep', 'The child stays there'), ('change', 'Another place is looked for')], max_length=8, verbose_name='What follows')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='placements.placement')),
            ],
            options={
                'ordering': ['held_at', 'created_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['keep', 'change'])), name='placementreview_outcome_known'), models.CheckConstraint(condition=models.Q(models.Q(('child_views', ''), _negated=True), models.Q(('no_views_reason', ''), _negated=True), _connector='OR'), name='placementreview_child_heard'), models.CheckConstraint(condition=models.Q(('heard_alone', False), models.Q(('child_views', ''), _negated=True), _connector='OR'), name='placementreview_heard_alone_says_what'), models.CheckConstraint(condition=models.Q(('findings', ''), _negated=True), name='placementreview_in_words')],
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
                ('takes_families', models.BooleanField(default=False, verbose_name='Family rooms: adults who came with a child live there too, and each takes a place')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='profiles', to='placements.facility')),
            ],
            options={
                'ordering': ['age_from', 'sex', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('sex__in', ['any', 'female', 'male'])), name='profile_sex_known'), models.CheckConstraint(condition=models.Q(('age_to__gte', models.F('age_from')), ('age_to__lte', 25)), name='profile_ages_in_order'), models.CheckConstraint(condition=models.Q(('places__lte', 500)), name='profile_places_plausible')],
            },
        ),
        migrations.AddField(
            model_name='placement',
            name='profile',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='placements.profile', verbose_name='Profile'),
        ),
        migrations.CreateModel(
            name='ReturnInterview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('held_at', models.DateTimeField(verbose_name='When')),
                ('why_left', models.TextField(blank=True, verbose_name="Why the child left, in the child's own words")),
                ('no_views_reason', models.CharField(blank=True, choices=[('too_young_observed', 'Too young: observed instead'), ('declined', 'The child chose not to speak'), ('distress', 'The child was in distress'), ('not_located', 'The child could not be located'), ('communication_barrier_pending', 'No common language yet (pending)')], max_length=40, verbose_name='If the child was not heard, why')),
                ('what_happened', models.TextField(blank=True, verbose_name='What happened meanwhile: people, places, harm')),
                ('what_helps', models.TextField(blank=True, verbose_name='What would help the child to stay and be safe')),
                ('wants_to_live', models.TextField(blank=True, verbose_name='Where the child wants to live')),
                ('absence', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='interview', to='placements.absence')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('interviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('why_left', ''), _negated=True), models.Q(('no_views_reason', ''), _negated=True), _connector='OR'), name='returninterview_child_heard')],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('kind', models.CharField(choices=[('notice_police', 'Report to the police or the prosecutor'), ('notice_commission', 'Notice to the search commission'), ('notice_alert', 'Alert for a missing child'), ('surroundings', 'The house, its surroundings and the places the child likes'), ('phone', "The child's telephone and social networks"), ('people', 'Friends, school, other children of the house'), ('relatives', 'Relatives whom it is safe to call'), ('hospitals', 'Hospitals and health centres'), ('transport', 'Bus stations and known routes'), ('places_of_detention', 'Immigration stations and police cells'), ('sighting', 'Somebody says they saw the child'), ('other', 'Something else')], max_length=20, verbose_name='What was done')),
                ('at', models.DateTimeField(verbose_name='When')),
                ('recipient', models.CharField(blank=True, max_length=200, verbose_name='To whom, or with whom')),
                ('reference', models.CharField(blank=True, max_length=100, verbose_name='Number or folio they gave')),
                ('text', models.TextField(blank=True, verbose_name='What came of it')),
                ('absence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='search', to='placements.absence')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'search entries',
                'ordering': ['at', 'created_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['notice_police', 'notice_commission', 'notice_alert', 'surroundings', 'phone', 'people', 'relatives', 'hospitals', 'transport', 'places_of_detention', 'sighting', 'other'])), name='searchentry_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('notice_police', 'notice_commission', 'notice_alert')), _negated=True), models.Q(('recipient', ''), _negated=True), _connector='OR'), name='searchentry_notice_to_somebody'), models.CheckConstraint(condition=models.Q(('kind__in', ('notice_police', 'notice_commission', 'notice_alert')), models.Q(('text', ''), _negated=True), _connector='OR'), name='searchentry_in_words')],
            },
        ),
        migrations.CreateModel(
            name='SiblingException',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(choices=[('safety', 'Safety of one of them'), ('child_wish', 'The child wishes it'), ('capacity_temporary', 'No places together for now'), ('specialist_care', 'Specialist care for one of them')], max_length=20, verbose_name='Why they live apart')),
                ('explanation', models.TextField(verbose_name='The facts behind it')),
                ('contact_plan', models.TextField(verbose_name='How they see and call each other, how often')),
                ('approved_at', models.DateTimeField()),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('placement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sibling_exception', to='placements.placement')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['safety', 'child_wish', 'capacity_temporary', 'specialist_care'])), name='siblingexception_reason_known'), models.CheckConstraint(condition=models.Q(models.Q(('explanation', ''), _negated=True), models.Q(('contact_plan', ''), _negated=True)), name='siblingexception_with_contact_plan')],
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
        migrations.CreateModel(
            name='SupervisedVisit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('visited_on', models.DateField(verbose_name='Day of the visit')),
                ('visitor', models.CharField(max_length=200, verbose_name='Who visited')),
                ('finding', models.TextField(max_length=4000, verbose_name='How the home and the family are')),
                ('is_of_concern', models.BooleanField(default=False, verbose_name='Something gives concern')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('home', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='placements.fosterhome')),
            ],
            options={
                'ordering': ['-visited_on', '-created_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finding', ''), _negated=True), models.Q(('visitor', ''), _negated=True)), name='supervisedvisit_says_what_and_who')],
            },
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'active']), _negated=True), ('facility__isnull', True), models.Q(('place_number__gte', 1), ('place_number__isnull', False), ('profile__isnull', False)), _connector='OR'), name='placement_holds_a_place'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('place_number__isnull', False), ('state__in', ('accepted', 'active', 'absent'))), expressions=[(models.F('profile'), '='), (models.Func('place_number', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('place_number'), '+', models.F('adults')), '+', models.Value(1)), function='int4range', output_field=django.contrib.postgres.fields.ranges.IntegerRangeField()), '&&')], name='placement_place_once'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_until__isnull', True), models.Q(('place_number__isnull', False), ('state', 'absent'), _negated=True)), models.Q(('facility__isnull', False), ('held_until__isnull', False), ('profile__isnull', False), ('state', 'absent'), ('place_number__gte', 1), ('place_number__isnull', False)), _connector='OR'), name='placement_place_kept_while_absent'),
        ),
        append_only("placements_libertycheck"),
        append_only("placements_supervisedvisit"),
        append_only("placements_searchentry"),
        hold_doors(),
        hold_beds(),
        hold_overrides(),
    ]

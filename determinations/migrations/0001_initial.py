import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from determinations.triggers import hold_determinations


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('cases', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('facts_accepted', models.TextField(verbose_name='Facts that are taken as established')),
                ('views_weight', models.TextField(verbose_name="What weight the child's views were given, and why")),
                ('reasons', models.TextField(verbose_name='Why this option')),
                ('conditions', models.TextField(verbose_name='Conditions; write “none” where there are none')),
                ('implementer', models.CharField(max_length=200, verbose_name='Who carries it out')),
                ('implement_by', models.DateField(verbose_name='By when')),
                ('review_on', models.DateField(verbose_name='When it is reviewed')),
                ('appeal_information', models.TextField(verbose_name='How, where and until when one can appeal')),
                ('is_consensus', models.BooleanField()),
                ('decided_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('facts_accepted', ''), _negated=True), models.Q(('views_weight', ''), _negated=True), models.Q(('reasons', ''), _negated=True), models.Q(('implementer', ''), _negated=True), models.Q(('appeal_information', ''), _negated=True), models.Q(('conditions', ''), _negated=True)), name='decision_said_in_full')],
            },
        ),
        migrations.CreateModel(
            name='Determination',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('dossier_preparation', 'Dossier in preparation'), ('dossier_submitted', 'Dossier handed in'), ('scheduled', 'Session convened'), ('in_session', 'In session'), ('decided', 'Decided'), ('deferred_more_information', 'More information asked for'), ('communicated', 'Explained to the child'), ('implementing', 'Being carried out'), ('implemented', 'Carried out'), ('appealed', 'Under appeal'), ('upheld', 'Upheld on appeal'), ('returned', 'Set aside: to be decided anew'), ('reopened', 'Reopened on new facts'), ('withdrawn', 'Withdrawn'), ('lapsed_review', 'Not carried out in time: to be reviewed')], default='requested', max_length=28)),
                ('triggers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('family_care_agreed', 'Stay in family-based care that the child agrees with'), ('reunification_in_country', 'Reunification inside the country with a verified parent or caregiver'), ('durable_solution_unaccompanied', 'Durable solution for an unaccompanied or separated child'), ('return_requested', 'Return asked for by an authority'), ('reunification_third_country', 'Reunification in a third country'), ('reunification_doubtful', 'Reunification with serious doubts or risks'), ('separation_against_will', 'Separation from a parent or caregiver against their will'), ('exceptional_temporary_care', 'Temporary care in exceptional circumstances'), ('custody_unresolved', 'Custody not settled, or relatives in conflict'), ('child_objects', 'The child objects to the solution proposed'), ('evaluation_inconclusive', 'The evaluation does not decide between the options')], max_length=40), size=None, verbose_name='What demands a determination')),
                ('level', models.CharField(choices=[('authority_plan', 'The authority, in the plan'), ('panel', 'A panel')], max_length=16, verbose_name='Who determines')),
                ('reason', models.TextField(verbose_name='Why it is asked for')),
                ('solution', models.CharField(blank=True, choices=[('reunified_in_country', 'Reunified in the country'), ('reunified_other_state', 'Reunified in another state'), ('reunified_third_country', 'Reunified in a third country (safe pathway)'), ('local_integration_with_status', 'Local integration with regular stay'), ('regularised_stay_alternative_care', 'Regular stay in alternative care'), ('asylum_recognised', 'Asylum recognised'), ('complementary_protection', 'Complementary protection'), ('assisted_return_to_family', 'Assisted return to the family'), ('assisted_return_to_protection_authority', 'Assisted return to a protection authority'), ('resettlement_relocation', 'Resettlement or relocation'), ('adulthood_supported_transition', 'Accompanied transition to adult life'), ('none_yet', 'No solution yet')], max_length=40, verbose_name='Durable solution in question')),
                ('is_urgent', models.BooleanField(default=False, verbose_name='Urgent: it cannot wait for an ordinary session')),
                ('requested_at', models.DateTimeField()),
                ('since', models.DateTimeField()),
                ('missing', models.TextField(blank=True, verbose_name='What else must be known')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('chosen', models.CharField(blank=True, choices=[('reunified_in_country', 'Reunified in the country'), ('reunified_other_state', 'Reunified in another state'), ('reunified_third_country', 'Reunified in a third country (safe pathway)'), ('local_integration_with_status', 'Local integration with regular stay'), ('regularised_stay_alternative_care', 'Regular stay in alternative care'), ('asylum_recognised', 'Asylum recognised'), ('complementary_protection', 'Complementary protection'), ('assisted_return_to_family', 'Assisted return to the family'), ('assisted_return_to_protection_authority', 'Assisted return to a protection authority'), ('resettlement_relocation', 'Resettlement or relocation'), ('adulthood_supported_transition', 'Accompanied transition to adult life'), ('none_yet', 'No solution yet')], max_length=40)),
                ('is_provisional', models.BooleanField(default=False)),
                ('ratified_at', models.DateTimeField(blank=True, null=True)),
                ('explained_at', models.DateTimeField(blank=True, null=True)),
                ('execution_note', models.TextField(blank=True, verbose_name='What was done to carry it out, with the evidence')),
                ('executed_at', models.DateTimeField(blank=True, null=True)),
                ('ended_reason', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='cases.case')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('standing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='determinations.decision')),
            ],
            options={
                'ordering': ['-number'],
                'indexes': [models.Index(fields=['state', 'since'], name='determination_under_way')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'dossier_preparation', 'dossier_submitted', 'scheduled', 'in_session', 'decided', 'deferred_more_information', 'communicated', 'implementing', 'implemented', 'appealed', 'upheld', 'returned', 'reopened', 'withdrawn', 'lapsed_review'])), name='determination_state_known'), models.CheckConstraint(condition=models.Q(('level__in', ['authority_plan', 'panel'])), name='determination_level_known'), models.CheckConstraint(condition=models.Q(('solution__in', ['reunified_in_country', 'reunified_other_state', 'reunified_third_country', 'local_integration_with_status', 'regularised_stay_alternative_care', 'asylum_recognised', 'complementary_protection', 'assisted_return_to_family', 'assisted_return_to_protection_authority', 'resettlement_relocation', 'adulthood_supported_transition', 'none_yet', ''])), name='determination_solution_known'), models.CheckConstraint(condition=models.Q(('chosen__in', ['reunified_in_country', 'reunified_other_state', 'reunified_third_country', 'local_integration_with_status', 'regularised_stay_alternative_care', 'asylum_recognised', 'complementary_protection', 'assisted_return_to_family', 'assisted_return_to_protection_authority', 'resettlement_relocation', 'adulthood_supported_transition', 'none_yet', ''])), name='determination_chosen_known'), models.UniqueConstraint(fields=('case', 'number'), name='determination_number_once'), models.UniqueConstraint(condition=models.Q(('state__in', ('implemented', 'withdrawn')), _negated=True), fields=('case',), name='determination_one_under_way'), models.CheckConstraint(condition=models.Q(('triggers__contained_by', ['family_care_agreed', 'reunification_in_country', 'durable_solution_unaccompanied', 'return_requested', 'reunification_third_country', 'reunification_doubtful', 'separation_against_will', 'exceptional_temporary_care', 'custody_unresolved', 'child_objects', 'evaluation_inconclusive']), ('triggers__len__gte', 1), models.Q(('reason', ''), _negated=True)), name='determination_has_a_trigger'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['decided', 'communicated', 'implementing', 'implemented', 'upheld']), _negated=True), models.Q(('decided_at__isnull', False), ('standing__isnull', False)), _connector='OR'), name='determination_decided_by_a_decision'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('ended_reason', ''), _negated=True), _connector='OR'), name='determination_withdrawn_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'deferred_more_information'), _negated=True), models.Q(('missing', ''), _negated=True), _connector='OR'), name='determination_deferred_for_what'), models.CheckConstraint(condition=models.Q(models.Q(('is_provisional', True), _negated=True), ('ratified_at__isnull', True), _connector='OR'), name='determination_provisional_until_ratified')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('filed_on', models.DateField(verbose_name='Filed on')),
                ('appellant', models.CharField(choices=[('child', 'The child'), ('representative', "The child's legal representative"), ('guardian', 'The guardian'), ('relative', 'A parent or relative'), ('other', 'Somebody else')], max_length=16, verbose_name='Who appeals')),
                ('appellant_name', models.CharField(blank=True, max_length=150, verbose_name='Name')),
                ('ground', models.TextField(verbose_name='On what ground')),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'The decision is upheld'), ('returned', 'The decision is set aside and returned')], max_length=10, verbose_name='Outcome')),
                ('resolution', models.TextField(blank=True, verbose_name='What was resolved, by whom, and why')),
                ('resolved_on', models.DateField(blank=True, null=True, verbose_name='Resolved on')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='determinations.decision')),
                ('determination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='determinations.determination')),
            ],
            options={
                'ordering': ['-filed_on', '-created_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('appellant__in', ['child', 'representative', 'guardian', 'relative', 'other'])), name='appeal_appellant_known'), models.CheckConstraint(condition=models.Q(('outcome__in', ['upheld', 'returned', ''])), name='appeal_outcome_known'), models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('determination',), name='appeal_one_pending'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('resolved_on__isnull', True)), models.Q(('resolved_on__gte', models.F('filed_on')), models.Q(('outcome', ''), _negated=True), models.Q(('resolution', ''), _negated=True)), _connector='OR'), name='appeal_resolved_in_full')],
            },
        ),
        migrations.CreateModel(
            name='Dossier',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('child_views', models.TextField(blank=True, verbose_name="What the child says, in the child's own words")),
                ('no_views_reason', models.CharField(blank=True, choices=[('too_young_observed', 'Too young: observed instead'), ('declined', 'The child chose not to speak'), ('distress', 'The child was in distress'), ('not_located', 'The child could not be located'), ('communication_barrier_pending', 'No common language yet (pending)')], max_length=40, verbose_name='If the child was not heard, why')),
                ('child_disagrees', models.BooleanField(default=False, verbose_name='The child disagrees')),
                ('disagreement', models.TextField(blank=True, verbose_name='What the child disagrees with')),
                ('number', models.PositiveSmallIntegerField()),
                ('facts', models.TextField(blank=True, verbose_name='Facts')),
                ('relatives', models.TextField(blank=True, verbose_name='Verification of the relatives and of what they say')),
                ('recommendation', models.TextField(blank=True, verbose_name='Recommendation, with its reasons')),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('determination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to='determinations.determination')),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.evaluation')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('determination', 'number'), name='dossier_number_once'), models.UniqueConstraint(condition=models.Q(('submitted_at__isnull', True)), fields=('determination',), name='dossier_one_at_work')],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='dossier',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='determinations.dossier'),
        ),
        migrations.CreateModel(
            name='DossierElement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('element', models.CharField(choices=[('views', "The child's views"), ('identity', "The child's identity"), ('family', 'Family environment and relations'), ('care', 'Care, protection and safety'), ('vulnerability', 'Situation of vulnerability'), ('health', 'Right to health'), ('education', 'Right to education')], max_length=16)),
                ('facts', models.TextField(blank=True)),
                ('sources', models.CharField(blank=True, max_length=300)),
                ('weight', models.TextField(blank=True)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='elements', to='determinations.dossier')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('dossier', 'element'), name='dossierelement_once'), models.CheckConstraint(condition=models.Q(('element__in', ['views', 'identity', 'family', 'care', 'vulnerability', 'health', 'education'])), name='dossierelement_element_known')],
            },
        ),
        migrations.CreateModel(
            name='DossierOption',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('title', models.CharField(max_length=200, verbose_name='Option')),
                ('solution', models.CharField(choices=[('reunified_in_country', 'Reunified in the country'), ('reunified_other_state', 'Reunified in another state'), ('reunified_third_country', 'Reunified in a third country (safe pathway)'), ('local_integration_with_status', 'Local integration with regular stay'), ('regularised_stay_alternative_care', 'Regular stay in alternative care'), ('asylum_recognised', 'Asylum recognised'), ('complementary_protection', 'Complementary protection'), ('assisted_return_to_family', 'Assisted return to the family'), ('assisted_return_to_protection_authority', 'Assisted return to a protection authority'), ('resettlement_relocation', 'Resettlement or relocation'), ('adulthood_supported_transition', 'Accompanied transition to adult life'), ('none_yet', 'No solution yet')], default='none_yet', max_length=40, verbose_name='Durable solution that it is')),
                ('pros', models.TextField(verbose_name='What speaks for it')),
                ('cons', models.TextField(verbose_name='What speaks against it')),
                ('risks', models.TextField(verbose_name='Risks, and how each would be met')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='determinations.dossier')),
            ],
            options={
                'ordering': ['created_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('solution__in', ['reunified_in_country', 'reunified_other_state', 'reunified_third_country', 'local_integration_with_status', 'regularised_stay_alternative_care', 'asylum_recognised', 'complementary_protection', 'assisted_return_to_family', 'assisted_return_to_protection_authority', 'resettlement_relocation', 'adulthood_supported_transition', 'none_yet'])), name='dossieroption_solution_known'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('pros', ''), _negated=True), models.Q(('cons', ''), _negated=True), models.Q(('risks', ''), _negated=True)), name='dossieroption_said_in_full')],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='option',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='determinations.dossieroption', verbose_name='Option chosen'),
        ),
        migrations.CreateModel(
            name='Comparison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('element', models.CharField(choices=[('views', "The child's views"), ('identity', "The child's identity"), ('family', 'Family environment and relations'), ('care', 'Care, protection and safety'), ('vulnerability', 'Situation of vulnerability'), ('health', 'Right to health'), ('education', 'Right to education')], max_length=16)),
                ('text', models.TextField()),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comparisons', to='determinations.decision')),
                ('favours', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='determinations.dossieroption')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('decision', 'element'), name='comparison_once'), models.CheckConstraint(condition=models.Q(('element__in', ['views', 'identity', 'family', 'care', 'vulnerability', 'health', 'education'])), name='comparison_element_known'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='comparison_said')],
            },
        ),
        migrations.CreateModel(
            name='Rejection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rejections', to='determinations.decision')),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='determinations.dossieroption')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('decision', 'option'), name='rejection_once'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='rejection_said')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('discipline', models.CharField(choices=[('legal', 'Law'), ('psychological', 'Psychology'), ('social', 'Social work'), ('medical', 'Health'), ('education', 'Education'), ('intercultural', "Culture and language of the child's people"), ('child_protection', 'Child protection'), ('other', 'Other')], max_length=20, verbose_name='Discipline')),
                ('gender', models.CharField(choices=[('woman', 'Woman'), ('man', 'Man'), ('other', 'Other'), ('unsaid', 'Not said')], default='unsaid', max_length=8, verbose_name='Gender, as the person says')),
                ('has_vote', models.BooleanField(default=True, verbose_name='Has a vote')),
                ('is_chair', models.BooleanField(default=False, verbose_name='Takes the chair')),
                ('seated_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('leave_reason', models.CharField(blank=True, max_length=300)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('determination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='determinations.determination')),
                ('grant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seat', to='cases.casegrant')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to=settings.AUTH_USER_MODEL, verbose_name='Person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('discipline__in', ['legal', 'psychological', 'social', 'medical', 'education', 'intercultural', 'child_protection', 'other'])), name='seat_discipline_known'), models.CheckConstraint(condition=models.Q(('gender__in', ['woman', 'man', 'other', 'unsaid'])), name='seat_gender_known'), models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('determination', 'person'), name='seat_person_once'), models.UniqueConstraint(condition=models.Q(('is_chair', True), ('left_at__isnull', True)), fields=('determination',), name='seat_one_chair'), models.CheckConstraint(condition=models.Q(('is_chair', False), ('has_vote', True), _connector='OR'), name='seat_chair_votes'), models.CheckConstraint(condition=models.Q(('left_at__isnull', True), ('left_at__gte', models.F('seated_at')), _connector='OR'), name='seat_left_after_seated')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('ordinary', 'Ordinary'), ('urgent', 'Simplified, for urgency: the chair and two members, at a distance'), ('ratification', 'To ratify an urgent decision')], default='ordinary', max_length=16, verbose_name='Kind of session')),
                ('scheduled_for', models.DateTimeField(verbose_name='When')),
                ('place', models.CharField(max_length=200, verbose_name='Where, or how people join')),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('decided', 'Decided'), ('deferred', 'More information asked for'), ('adjourned', 'Adjourned to another day'), ('ratified', 'Ratified'), ('not_ratified', 'Not ratified: to be decided anew')], max_length=16)),
                ('minutes', models.TextField(blank=True, verbose_name='Minutes: what was said and agreed')),
                ('convened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('determination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='determinations.determination')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['ordinary', 'urgent', 'ratification'])), name='session_kind_known'), models.CheckConstraint(condition=models.Q(('outcome__in', ['decided', 'deferred', 'adjourned', 'ratified', 'not_ratified', ''])), name='session_outcome_known'), models.UniqueConstraint(fields=('determination', 'number'), name='session_number_once'), models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('determination',), name='session_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('outcome', '')), models.Q(('closed_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='session_closed_somehow'), models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ['decided', 'ratified', 'not_ratified']), _negated=True), ('opened_at__isnull', False), _connector='OR'), name='session_decides_when_open')],
            },
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('name', models.CharField(max_length=150, verbose_name='Name')),
                ('kind', models.CharField(choices=[('interpreter', 'Independent interpreter'), ('guardian', 'Guardian'), ('representative', 'Legal representative'), ('trusted_person', 'Person whom the child trusts'), ('expert', 'Expert')], max_length=16, verbose_name='In which part')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guests', to='determinations.session')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['interpreter', 'guardian', 'representative', 'trusted_person', 'expert'])), name='guest_kind_known')],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='session',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='determinations.session'),
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('declared_at', models.DateTimeField()),
                ('has_conflict', models.BooleanField(verbose_name='I am a relative, or have an interest in the outcome')),
                ('conflict', models.CharField(blank=True, max_length=300, verbose_name='What it is')),
                ('voted_at', models.DateTimeField(blank=True, null=True)),
                ('words', models.TextField(blank=True, verbose_name='Your reasons, in your own words')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('option', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='determinations.dossieroption', verbose_name='Option')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='determinations.seat')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='determinations.session')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('session', 'seat'), name='attendance_once'), models.CheckConstraint(condition=models.Q(('has_conflict', False), models.Q(('conflict', ''), _negated=True), _connector='OR'), name='attendance_conflict_said'), models.CheckConstraint(condition=models.Q(('has_conflict', False), ('voted_at__isnull', True), _connector='OR'), name='attendance_no_vote_in_conflict'), models.CheckConstraint(condition=models.Q(('option__isnull', True), ('voted_at__isnull', False), _connector='OR'), name='attendance_vote_dated')],
            },
        ),
        *hold_determinations(),
    ]

"""A doubt about the child's age and how it is settled; and the plan for the time after the eighteenth birthday."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import OrgType
from cases.choices import (
    TRIED_BEFORE_MEDICAL,
    AgeAppealOutcome,
    AgeAssessmentState,
    AgeConclusion,
    AgeMethod,
    Consent,
)
from cases.models.base import CaseChildQuerySet, HeardChild, Record, known
from cases.models.case import Case


class AgeAssessment(Record, HeardChild):
    """Whether a person is a child: assessed with consent, apart from the migration authority; in doubt, a child (D8)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="age_assessments")
    state = models.CharField(max_length=12, choices=AgeAssessmentState, default=AgeAssessmentState.OPEN)
    reason = models.TextField(_("Why the age is in doubt"))
    requested_by = models.CharField(_("Who asks for it"), max_length=200)
    method = models.CharField(_("Method"), max_length=24, choices=AgeMethod)
    tried_methods = ArrayField(
        models.CharField(max_length=24, choices=AgeMethod), verbose_name=_("Methods tried before"), default=list, blank=True
    )
    assessors = models.CharField(_("Who assesses: names and professions"), max_length=300)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Their organisation"))
    organisation_type = models.CharField(max_length=40)  # as it was then, for the constraint
    consent_by = models.CharField(_("Who consents"), max_length=16, choices=Consent, blank=True)
    consented_on = models.DateField(_("Consent given on"), null=True, blank=True)
    range_low = models.PositiveSmallIntegerField(_("Lowest age found, in years"), null=True, blank=True)
    range_high = models.PositiveSmallIntegerField(_("Highest age found, in years"), null=True, blank=True)
    margin = models.PositiveSmallIntegerField(_("Margin of error, in years"), null=True, blank=True)
    conclusion = models.CharField(_("Conclusion"), max_length=16, choices=AgeConclusion, blank=True)
    grounds = models.TextField(_("What the conclusion rests on"), blank=True)
    concluded_on = models.DateField(_("Concluded on"), null=True, blank=True)
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    child_told_on = models.DateField(_("The child was told, and how to appeal, on"), null=True, blank=True)
    appeal_deadline = models.DateField(_("Last day to appeal"), null=True, blank=True)
    appeal_filed_on = models.DateField(_("Appeal filed on"), null=True, blank=True)
    appeal_grounds = models.TextField(_("What the appeal says"), blank=True)
    appeal_outcome = models.CharField(_("Outcome of the appeal"), max_length=12, choices=AgeAppealOutcome, blank=True)
    appeal_decided_on = models.DateField(_("Decided on"), null=True, blank=True)
    finalised_at = models.DateTimeField(null=True, blank=True)
    finalised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            known("state", AgeAssessmentState),
            known("method", AgeMethod),
            known("conclusion", AgeConclusion, blank=True),
            known("consent_by", Consent, blank=True),
            known("appeal_outcome", AgeAppealOutcome, blank=True),
            models.UniqueConstraint(fields=["case"], condition=~Q(state=AgeAssessmentState.FINAL), name="age_one_under_way"),
            models.CheckConstraint(condition=~Q(organisation_type=OrgType.MIGRATION_AUTHORITY), name="age_apart_from_migration"),
            models.CheckConstraint(
                condition=~Q(method=AgeMethod.MEDICAL_LAST_RESORT)
                | Q(tried_methods__contains=[method.value for method in TRIED_BEFORE_MEDICAL], consented_on__isnull=False)
                & ~Q(consent_by=""),
                name="age_medical_as_last_resort",
            ),
            models.CheckConstraint(
                condition=Q(state=AgeAssessmentState.OPEN, conclusion="")
                | ~Q(state=AgeAssessmentState.OPEN)
                & ~Q(conclusion="")
                & ~Q(consent_by="")
                & Q(consented_on__isnull=False, concluded_by__isnull=False, child_told_on__isnull=False),
                name="age_concluded_with_consent",
            ),
            models.CheckConstraint(condition=Q(range_low__isnull=True) | Q(range_low__lte=F("range_high")), name="age_range_in_order"),
            models.CheckConstraint(
                condition=~Q(conclusion=AgeConclusion.ADULT)
                | Q(range_low__gte=F("margin") + 18, margin__isnull=False, appeal_deadline__isnull=False),
                name="age_adult_beyond_margin",
            ),
            models.CheckConstraint(
                condition=~Q(state=AgeAssessmentState.FINAL, conclusion=AgeConclusion.ADULT)
                | Q(appeal_outcome=AgeAppealOutcome.OVERTURNED)
                | Q(finalised_by__isnull=False, finalised_at__isnull=False)
                & ~Q(finalised_by=F("concluded_by"))
                & ~Q(finalised_by=F("created_by")),
                name="age_adult_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state=AgeAssessmentState.APPEALED) | Q(appeal_filed_on__isnull=False, appeal_outcome=""),
                name="age_appeal_is_filed",
            ),
        ]

    def __str__(self):
        return f"{self.case_id}: {self.state}"

    @property
    def is_adverse(self) -> bool:
        """True where the conclusion says adult and no appeal overturned it."""
        return self.conclusion == AgeConclusion.ADULT and self.appeal_outcome != AgeAppealOutcome.OVERTURNED


class TransitionPlan(Record, HeardChild):
    """How life goes on after the eighteenth birthday, made with the young person; a change is a new one (INV-41)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="transition_plans")
    living = models.TextField(_("Where and with whom to live"))
    study_and_work = models.TextField(_("Study, training and work"))
    papers = models.TextField(_("Identity papers and regular stay"))
    health = models.TextField(_("Health and support"), blank=True)
    people = models.TextField(_("Adults whom the young person trusts"))
    goes_on = models.TextField(_("Which services go on after 18, and until when"))
    contact = models.CharField(_("Whom to call: person, institution, telephone"), max_length=300)
    copy_given_on = models.DateField(_("The young person has a copy since"), null=True, blank=True)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(living="") & ~Q(study_and_work="") & ~Q(papers="") & ~Q(people="") & ~Q(goes_on="") & ~Q(contact=""),
                name="transition_plan_complete",
            )
        ]

    def __str__(self):
        return f"{self.case_id}: {self.created_at:%Y-%m-%d}"

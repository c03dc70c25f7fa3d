"""The child, pseudonymous; and apart from it, who the child is by name."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.choices import AgeStatus, BirthPrecision, Language, SchoolingLevel, Sex
from cases.countries import validate_country
from cases.models.base import Record, known
from cases.rules import Age, Birth, age_for_care, age_on, birth_between


class ChildQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the children of whom `user` may see a case."""
        cases = self.model._meta.get_field("cases").related_model
        return self.filter(pk__in=cases.objects.visible_to(user).values("child"))


class Child(Record):
    """A person, once, whatever the number of episodes. Nothing here names the child."""

    code = models.CharField(max_length=20, unique=True)  # SON-2026-000123
    sex = models.CharField(_("Sex at registration"), max_length=8, choices=Sex, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("Date of birth"), null=True, blank=True)  # first day of the month or year where only those are known
    birth_precision = models.CharField(max_length=12, choices=BirthPrecision, default=BirthPrecision.UNKNOWN)
    declared_age = models.PositiveSmallIntegerField(_("Age as declared, in years"), null=True, blank=True)
    declared_on = models.DateField(null=True, blank=True)
    age_status = models.CharField(_("Age"), max_length=24, choices=AgeStatus, default=AgeStatus.DECLARED_ACCEPTED)
    nationality = models.CharField(_("Nationality"), max_length=2, blank=True, validators=[validate_country])
    other_nationalities = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    country_of_birth = models.CharField(_("Country of birth"), max_length=2, blank=True, validators=[validate_country])
    region_of_origin = models.CharField(_("Department or state of origin"), max_length=80, blank=True, default="", db_default="")
    indigenous_people = models.CharField(_("Indigenous people"), max_length=80, blank=True)
    schooling_level = models.CharField(
        _("Schooling"), max_length=28, choices=SchoolingLevel, default=SchoolingLevel.UNKNOWN, db_default=SchoolingLevel.UNKNOWN
    )
    primary_language = models.CharField(_("Language"), max_length=5, choices=Language, default=Language.ES)
    needs_interpreter = models.BooleanField(_("Needs an interpreter"), default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")

    objects = ChildQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["id"], include=("merged_into",), name="child_survivor")]  # reports count the survivor
        constraints = [
            known("sex", Sex),
            known("birth_precision", BirthPrecision),
            known("age_status", AgeStatus),
            known("schooling_level", SchoolingLevel),
            models.CheckConstraint(
                condition=models.Q(birth_precision__in=[BirthPrecision.DECLARED_AGE, BirthPrecision.UNKNOWN])
                | models.Q(birth_date__isnull=False),
                name="child_birth_date_where_known",
            ),
        ]

    def __str__(self):
        return self.code

    def age_on(self, day: date) -> Age:
        """Return the child's age on `day` with its certainty; see cases.rules.age_on."""
        return age_on(
            day,
            birth_date=self.birth_date,
            precision=self.birth_precision,
            declared_age=self.declared_age,
            declared_on=self.declared_on,
        )

    def age_for_care_on(self, day: date) -> int | None:
        """Return the years by which a place is chosen on `day`; see cases.rules.age_for_care."""
        return age_for_care(self.age_on(day), self.age_status)

    @property
    def birth(self) -> Birth | None:
        """Between which days the child was born, as far as is known."""
        return birth_between(
            birth_date=self.birth_date, precision=self.birth_precision, declared_age=self.declared_age, declared_on=self.declared_on
        )


class ChildIdentityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the names of the children `user` may see."""
        return self.filter(child__in=Child.objects.visible_to(user))


class ChildIdentity(models.Model):
    """Names and contacts of a child: the one room where they live."""

    child = models.OneToOneField(Child, models.PROTECT, primary_key=True, related_name="identity")
    given_names = models.CharField(_("Given names"), max_length=100, blank=True)
    surname_1 = models.CharField(_("First surname"), max_length=100, blank=True)
    surname_2 = models.CharField(_("Second surname"), max_length=100, blank=True)
    known_as = models.CharField(_("Known as"), max_length=100, blank=True)
    contact = models.CharField(_("Safe way to reach the child"), max_length=200, blank=True)
    search_name = models.CharField(max_length=320, editable=False, default="")  # lower case, no accents

    objects = ChildIdentityQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(OpClass("search_name", name="gin_trgm_ops"), name="identity_search_name")]

    def __str__(self):
        return self.initials

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, [self.given_names, self.surname_1, self.surname_2]))

    @property
    def initials(self) -> str:
        """Return "Y. C. T.": what a list may show before a case is opened."""
        return " ".join(f"{word[0]}." for word in self.full_name.split())

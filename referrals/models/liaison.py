"""Whom one writes to in another country: the liaison officers of the network, kept by the authorities themselves."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.choices import Language
from cases.countries import validate_country
from cases.models.base import Record


class LiaisonOfficerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the officers `user` may look up: all of them for whoever works on cases or keeps the list."""
        return self if may(user, "liaison.keep") or may(user, "case.work") else self.none()


class LiaisonOfficer(Record):
    """A named person of another country's protection authority or network of liaison officers."""

    name = models.CharField(_("Name"), max_length=150)
    office = models.CharField(_("Office and authority"), max_length=200)
    country = models.CharField(_("Country"), max_length=2, validators=[validate_country])
    region = models.CharField(_("State or department, if only that"), max_length=100, blank=True)
    email = models.EmailField(_("E-mail"))
    phone = models.CharField(_("Telephone"), max_length=40, blank=True)
    languages = ArrayField(models.CharField(max_length=10, choices=Language), default=list, blank=True, verbose_name=_("Languages"))
    is_active = models.BooleanField(_("In office"), default=True)
    version = models.PositiveIntegerField(default=1)

    objects = LiaisonOfficerQuerySet.as_manager()

    class Meta:
        ordering = ["country", "name"]

    @property
    def language_names(self) -> str:
        return ", ".join(str(Language(code).label) for code in self.languages)

    def __str__(self):
        return f"{self.name} · {self.office}"

"""A child taken back to a country in safety, by a decision and into named hands (INV-31)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.choices_execution import Decided
from cases.countries import validate_country
from cases.models.base import CaseChildQuerySet, HeardChild, Record, known
from cases.models.case import Case


class AssistedReturn(Record, HeardChild):
    """The one return of a case: nothing that INV-31 asks for may be missing from it."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="assisted_return")
    country = models.CharField(_("Country of return"), max_length=2, validators=[validate_country])
    returned_on = models.DateField(_("Day of the return"))
    decision = models.CharField(max_length=16, choices=Decided)  # the plan or a determination
    document = models.UUIDField()  # of that decision
    officer = models.CharField(_("Child-protection officer who accompanies the child"), max_length=150)
    receiving_authority = models.CharField(_("Child-protection authority that receives the child"), max_length=200)
    receiving_official = models.CharField(_("Who accepted there, by name and office"), max_length=200)
    accepted_on = models.DateField(_("Accepted on"))
    receiver = models.CharField(_("Adult or authority into whose care the child goes"), max_length=200)
    receiver_verified = models.TextField(_("How identity, kinship and home were verified"))

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        constraints = [
            known("decision", Decided),
            models.CheckConstraint(
                condition=~(
                    Q(officer="") | Q(receiving_authority="") | Q(receiving_official="") | Q(receiver="") | Q(receiver_verified="")
                ),
                name="assistedreturn_into_named_hands",
            ),
            models.CheckConstraint(condition=Q(accepted_on__lte=models.F("returned_on")), name="assistedreturn_accepted_before"),
            models.CheckConstraint(condition=~Q(child_views="") | ~Q(no_views_reason=""), name="assistedreturn_child_heard"),
            models.CheckConstraint(condition=Q(decision__in=[Decided.PLAN, Decided.DETERMINATION]), name="assistedreturn_decided"),
        ]

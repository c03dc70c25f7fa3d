"""A child is handed over to an adult of the family: who hands, who receives, with what (INV-29)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.base import CaseChildQuerySet, HeardChild, Record
from cases.models.case import Case
from cases.models.family import Relative


class Release(Record, HeardChild):
    """The record of one hand-over, made once identity, kinship, home and the child's view were checked."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="releases")
    relative = models.ForeignKey(Relative, models.PROTECT, related_name="releases", verbose_name=_("To whom"))
    receiver = models.CharField(max_length=200)  # name and relation, as they stood
    released_at = models.DateTimeField(_("When the child was handed over"))
    place = models.CharField(_("Where: town and office, no home address"), max_length=200)
    handed_by = models.CharField(_("Who hands over, by name and office"), max_length=200)
    receiver_identity = models.CharField(_("Identity document shown by who receives"), max_length=200)
    witness = models.CharField(_("Who else was present, by name and office"), max_length=200, blank=True)
    belongings = models.TextField(_("Belongings handed over"), blank=True)
    documents = models.TextField(_("Documents handed over"), blank=True)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["-released_at"]
        constraints = [
            models.CheckConstraint(condition=~(Q(receiver="") | Q(handed_by="") | Q(receiver_identity="")), name="release_by_whom_to_whom"),
            models.CheckConstraint(condition=~Q(child_views="") | ~Q(no_views_reason=""), name="release_child_heard"),
        ]

    def __str__(self):
        return f"{self.released_at}: {self.receiver}"

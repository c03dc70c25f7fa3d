"""A child is notified to the protection authority: the write-only door, and what happens behind it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import may
from cases.choices import Accompaniment, LocatedPlace, ReasonForMigration, TriageResult
from cases.models.base import Record, known
from cases.models.child import Child
from sealing.fields import SealedJSON


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the notifications `user` sent, and for whoever triages, those their unit received."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(created_by=user)
        if may(user, "notification.triage"):
            seen |= Q(receiving_unit__in=user.own_units())
        return self.filter(seen)

    def received_by(self, user):
        """Narrow to the notifications that `user` may decide on: those their own units received."""
        return self.filter(receiving_unit__in=user.own_units())

    def sent_by(self, user):
        """Narrow to the notifications `user` sent: their receipts."""
        return self.filter(created_by=user.pk)


class Notification(Record):
    """What a notifier said of a child, when and where; the child's own facts are on Child and ChildIdentity."""

    folio = models.CharField(_("Folio of the notifying authority"), max_length=40)
    source_org = models.ForeignKey(Organisation, models.PROTECT, related_name="notifications_sent")
    notifier_name = models.CharField(_("Person who notifies"), max_length=150)
    receiving_unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="notifications_received", verbose_name=_("Authority that receives the notification")
    )
    child = models.ForeignKey(Child, models.PROTECT, related_name="notifications")
    located_at = models.DateTimeField(_("When the child was found"))
    located_place_type = models.CharField(_("Where the child was found"), max_length=24, choices=LocatedPlace)
    located_place = models.CharField(_("Name of the place"), max_length=200, blank=True)
    received_at = models.DateTimeField()
    accompaniment = models.CharField(_("Travels"), max_length=24, choices=Accompaniment, default=Accompaniment.UNKNOWN)
    main_reason = models.CharField(_("Main reason for the journey"), max_length=48, choices=ReasonForMigration, blank=True)
    other_reasons = ArrayField(
        models.CharField(max_length=48, choices=ReasonForMigration), verbose_name=_("Other reasons"), default=list, blank=True
    )
    destination = models.CharField(_("Intended destination"), max_length=100, blank=True)
    entry_date = models.DateField(_("Date of entry into the country"), null=True, blank=True)
    immediate_needs = models.TextField(_("Immediate needs"), blank=True)
    is_urgent = models.BooleanField(_("Needs urgent attention"), default=False)
    held_since = models.DateTimeField(_("Deprived of liberty since"), null=True, blank=True)
    held_where = models.CharField(_("Where the child is held"), max_length=200, blank=True)
    triage_result = models.CharField(max_length=32, choices=TriageResult, blank=True)
    triaged_at = models.DateTimeField(null=True, blank=True)
    triaged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    triage_reason = models.TextField(blank=True)
    batch = models.UUIDField(null=True, blank=True, db_index=True)  # the import that brought it

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["receiving_unit", "-received_at", "-id"], name="notification_unit_received"),
            models.Index(fields=["receiving_unit", "received_at"], condition=Q(triage_result=""), name="notification_to_triage"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source_org", "folio"], name="notification_folio_once"),
            known("located_place_type", LocatedPlace),
            known("accompaniment", Accompaniment),
            known("triage_result", TriageResult, blank=True),
            models.CheckConstraint(
                condition=Q(other_reasons__contained_by=ReasonForMigration.values), name="notification_other_reasons_known"
            ),
            models.CheckConstraint(condition=Q(received_at__gte=models.F("located_at")), name="notification_found_before_received"),
            models.CheckConstraint(
                condition=Q(triage_result="") | Q(triaged_at__isnull=False, triaged_by__isnull=False),
                name="notification_triaged_by_somebody",
            ),
        ]

    def __str__(self):
        return self.folio

    @property
    def other_reason_names(self) -> str:
        """The other reasons in the reader's language, one after the other."""
        return ", ".join(str(ReasonForMigration(code).label) for code in self.other_reasons)


class NotificationDraftQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the user's own draft."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(user=user)


class NotificationDraft(models.Model):
    """What somebody has answered of a notification not yet sent; and, for a sibling, the family's answers of the last one sent.

    Kept here and not in a cookie: it outlives the session and leaves nothing on the device.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notification_draft")
    answers = SealedJSON(default=dict)  # page -> what was typed there, by field
    family = SealedJSON(default=dict)  # the same, of the last one sent, without what belongs to one child alone
    saved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_child = models.ForeignKey(Child, models.SET_NULL, null=True, blank=True, related_name="+")  # of the last one sent
    sibling = models.ForeignKey(Child, models.SET_NULL, null=True, blank=True, related_name="+")  # of the one being written

    objects = NotificationDraftQuerySet.as_manager()

    def __str__(self):
        return str(self.user_id)

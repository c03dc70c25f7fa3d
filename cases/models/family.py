"""The child's family: who belongs together, who the relatives are, and every contact with one of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.choices import KinshipVerification
from cases.choices_family import Relation, Safe, Tracing, Whereabouts, Wish
from cases.models.base import Record, known
from cases.models.child import Child


class FamilyGroupQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the families of the children `user` may see."""
        return self.filter(pk__in=FamilyMember.objects.filter(child__in=Child.objects.visible_to(user)).values("group"))


class FamilyGroup(Record):
    """Children who belong together, with the adults who came with them."""

    adults = models.TextField(_("Adults who came with them, one a line"), blank=True)
    unity_required = models.BooleanField(_("They are to stay together"), default=True)
    reason_if_split = models.TextField(_("If they are not to stay together, why"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = FamilyGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(unity_required=True) | ~Q(reason_if_split=""), name="family_split_with_reason"),
        ]


class FamilyMember(models.Model):
    """A child of a family; a child belongs to one at most."""

    group = models.ForeignKey(FamilyGroup, models.CASCADE, related_name="members")
    child = models.OneToOneField(Child, models.PROTECT, related_name="family_member")

    def __str__(self):
        return f"{self.child_id} in {self.group_id}"


class RelativeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the relatives of the children `user` may see."""
        return self.filter(child__in=Child.objects.visible_to(user))


class Relative(Record):
    """Somebody of the child's family or company: where, how safe, what the child wants, and how sure one is of the kinship."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="relatives")
    name = models.CharField(_("Name"), max_length=150)
    relation = models.CharField(_("Relation to the child"), max_length=24, choices=Relation)
    was_caregiver = models.BooleanField(_("Cared for the child before the journey"), default=False)
    whereabouts = models.CharField(_("Whereabouts"), max_length=12, choices=Whereabouts, default=Whereabouts.UNKNOWN)
    location = models.CharField(_("Town and country, no address"), max_length=150, blank=True)
    phone = models.CharField(_("Telephone"), max_length=40, blank=True)
    safe_to_contact = models.CharField(_("Is it safe to contact this person?"), max_length=8, choices=Safe, default=Safe.UNKNOWN)
    child_wishes_contact = models.CharField(_("Does the child want contact?"), max_length=12, choices=Wish, default=Wish.UNDECIDED)
    tracing_status = models.CharField(_("Search"), max_length=12, choices=Tracing, default=Tracing.OPEN)
    is_risk = models.BooleanField(_("This person may be a danger to the child"), default=False)
    risk_text = models.TextField(_("What the danger is"), blank=True)
    kinship_verification = models.CharField(_("How the kinship was verified"), max_length=24, choices=KinshipVerification, blank=True)
    identity_seen = models.CharField(_("Identity document seen"), max_length=150, blank=True)
    child_view = models.TextField(_("What the child says of living with this person"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RelativeQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            known("relation", Relation),
            known("whereabouts", Whereabouts),
            known("safe_to_contact", Safe),
            known("child_wishes_contact", Wish),
            known("tracing_status", Tracing),
            known("kinship_verification", KinshipVerification, blank=True),
            models.CheckConstraint(condition=Q(is_risk=False) | ~Q(risk_text=""), name="relative_risk_says_which"),
        ]

    def __str__(self):
        return f"{self.name} ({self.get_relation_display()})"


class RelativeContact(Record):
    """A contact with a relative, held or planned: only where it is safe and the child is not opposed, or by a decision (INV-28)."""

    relative = models.ForeignKey(Relative, models.PROTECT, related_name="contacts")
    at = models.DateTimeField(_("When"))
    text = models.TextField(_("What was said, or is to be said"))
    decision = models.TextField(_("If the approved evaluation decides otherwise: what it says"), blank=True)
    was_safe = models.CharField(max_length=8, choices=Safe)  # as it stood when the contact was recorded
    was_wished = models.CharField(max_length=12, choices=Wish)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision="") | Q(was_safe=Safe.YES) & ~Q(was_wished=Wish.NO), name="relative_contact_safe_and_wished"
            ),
        ]

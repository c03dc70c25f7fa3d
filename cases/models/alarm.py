"""Alarms on how the files are read: raised by the site itself, answered by a person, and never changed."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.choices_access import AlarmKind
from cases.emergency_rules import LEAST_LETTERS
from cases.models.base import known


class AlarmQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to those of people and of files of one's own units."""
        if not may(user, "emergency.review"):
            return self.none()
        return self.filter(units__overlap=user.own_units())

    def waiting_for(self, user):
        """Narrow to those that `user` has to answer: nobody answers for oneself."""
        return self.visible_to(user).filter(answer=None).exclude(person=user.pk)


class Alarm(models.Model):
    """One account read more than it is likely to need, or at an hour, or a thing, that somebody else should know of."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=120, unique=True)  # what it is about: the same is not raised twice
    kind = models.CharField(max_length=12, choices=AlarmKind)
    at = models.DateTimeField()  # of the act
    raised_at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    units = ArrayField(models.UUIDField())  # the person's and those of the files: who watches over one of them sees it
    subjects = ArrayField(models.UUIDField(), default=list)  # the children whose data was read
    event = models.BigIntegerField()  # the act on record

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        indexes = [GinIndex(fields=["units"], name="alarm_units"), models.Index(fields=["person", "kind", "-at"], name="alarm_person")]
        constraints = [known("kind", AlarmKind)]

    def __str__(self):
        return self.key


class AlarmAnswer(models.Model):
    """Somebody looked into an alarm and says what it was."""

    alarm = models.OneToOneField(Alarm, models.PROTECT, related_name="answer")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(_("What it was, and what follows from it"), max_length=2000)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(reason__regex=rf".{{{LEAST_LETTERS}}}"), name="alarm_answer_says_why")]

    def __str__(self):
        return f"{self.alarm_id} {self.at:%Y-%m-%d %H:%M}"


class AlarmWatch(models.Model):
    """How far along the chain of the record the watch has come: one row."""

    number = models.BigIntegerField(default=0)

    def __str__(self):
        return str(self.number)

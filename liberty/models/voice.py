"""The child's voice: complaints, suggestions and thanks, never shown to the person or the place they speak of."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import RANK, may
from cases.choices import Language
from cases.models import Case
from cases.models.base import Record, known
from liberty.voice_choices import VoiceAbout, VoiceChannel, VoiceKind


class VoiceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to what the user took down, and for who answers, to what the authorities under them received.

        Never what is about the user, the user's organisation or one above it: to these it does not exist.
        """
        if not may(user, "voice.record") and not may(user, "voice.answer"):
            return self.none()
        return self._told(user).filter(Q(created_by=user) | Q(pk__in=self._answerable(user).values("pk")))

    def answerable_by(self, user):
        """Narrow to what the user may answer: nothing about a person of the same rank or above in the same authority."""
        if not may(user, "voice.answer"):
            return self.none()
        return self._told(user).filter(pk__in=self._answerable(user).values("pk"))

    def waiting_for(self, user):
        """Narrow to what waits for an answer of the user's own authority."""
        return self.answerable_by(user).filter(answering=user.organisation_id, answered_at=None).exclude(kind=VoiceKind.THANKS)

    def _told(self, user):
        own = Organisation.objects.above(user.organisation).values("pk")
        return self.exclude(about_person=user).exclude(about_organisation__in=own)

    def _answerable(self, user):
        lower = [role for role, rank in RANK.items() if rank < RANK[user.role]]
        peers = Q(about_person__organisation=user.organisation_id) & ~Q(about_person__role__in=lower)
        over = Organisation.objects.above(user.organisation).exclude(pk=user.organisation_id)
        above = Q(about_person__organisation__in=over.values("pk"))
        rows = self.model.objects.filter(unit__in=user.supervised_units())
        return rows.exclude(pk__in=self.model.objects.filter(peers | above).values("pk"))


class VoiceEntry(Record):
    """What was said, by or for a child; `created_by` took it down."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="voices", null=True, blank=True)  # none: nobody said who it was
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # the authority of the child, or of the place
    answering = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True)  # who answers; none: nobody here may
    kind = models.CharField(_("What it is"), max_length=12, choices=VoiceKind)
    channel = models.CharField(_("How it came"), max_length=16, choices=VoiceChannel)
    is_anonymous = models.BooleanField(_("The child does not want to be named"), default=False)
    text = models.TextField(_("In the child's own words"))
    language = models.CharField(_("Language"), max_length=10, choices=Language, default=Language.ES)
    about = models.CharField(_("What it is about"), max_length=12, choices=VoiceAbout)
    about_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Who, if the person works here")
    )
    about_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Which place or organisation")
    )
    about_words = models.CharField(_("Who, if the person has no account here"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("When it was received"))
    due_at = models.DateTimeField(null=True, blank=True)  # of the answer; thanks need none
    answer = models.TextField(_("Answer, in words that the child understands"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    told_at = models.DateTimeField(_("When the child was told"), null=True, blank=True)
    told_how = models.CharField(_("How: by whom, in which language"), max_length=300, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        verbose_name_plural = "voice entries"
        constraints = [
            known("kind", VoiceKind),
            known("channel", VoiceChannel),
            known("about", VoiceAbout),
            models.CheckConstraint(condition=Q(is_anonymous=False) | Q(case__isnull=True), name="voice_anonymous_has_no_case"),
            models.CheckConstraint(
                condition=~Q(about=VoiceAbout.PERSON) | Q(about_person__isnull=False) | ~Q(about_words=""), name="voice_says_of_whom"
            ),
            models.CheckConstraint(
                condition=~Q(about=VoiceAbout.ORGANISATION) | Q(about_organisation__isnull=False), name="voice_says_of_which_place"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="voice_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | Q(about_person__isnull=True) | ~Q(answered_by=F("about_person")),
                name="voice_not_answered_by_whom_it_is_about",
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(answered_at__isnull=False, told_by__isnull=False) & ~Q(told_how=""),
                name="voice_told_after_the_answer",
            ),
            models.CheckConstraint(condition=Q(kind=VoiceKind.THANKS) | Q(due_at__isnull=False), name="voice_answer_has_its_limit"),
        ]

    def is_late(self, now) -> bool:
        """Tell whether the answer came after its limit, or has not come by `now`."""
        return bool(self.due_at and (self.answered_at or now) > self.due_at)

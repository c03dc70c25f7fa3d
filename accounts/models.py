"""Organisations as a tree, and the people who work in them: one role in one organisation each."""

import uuid
import zoneinfo
from datetime import UTC, date, datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import SUPERVISING, OrgType, Role, may
from audit.wall import HouseRows


class Level(models.TextChoices):
    COUNTRY = "country", _("Country")
    STATE = "state", _("State")
    MUNICIPALITY = "municipality", _("Municipality")
    UNIT = "unit", _("Unit")


# What may stand below what: a state below a country, never the reverse; a unit may hold units.
LEVELS_BELOW = {
    Level.COUNTRY: (Level.STATE, Level.MUNICIPALITY, Level.UNIT),
    Level.STATE: (Level.MUNICIPALITY, Level.UNIT),
    Level.MUNICIPALITY: (Level.UNIT,),
    Level.UNIT: (Level.UNIT,),
}


def validate_time_zone(name: str) -> None:
    """Refuse a name that is not an IANA time zone."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone."), params={"name": name})


class OrganisationQuerySet(models.QuerySet):
    def below(self, organisation):
        """Narrow to `organisation` and everything under it."""
        return self.filter(path__startswith=organisation.path)

    def above(self, organisation):
        """Narrow to `organisation` and everything that it is part of, the nearest first."""
        return self.filter(pk__in=[uuid.UUID(part) for part in organisation.path.split("/") if part]).order_by("-path")

    def visible_to(self, user):
        """Narrow to the organisations `user` may find by name: all that work, none for the anonymous."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(is_active=True)

    def managed_by(self, user):
        """Narrow to the organisations whose users `user` administers: all of them, or one's own and those below it."""
        if may(user, "organisations.manage"):
            return self.filter(is_active=True)
        if may(user, "users.manage"):
            return self.filter(is_active=True).below(user.organisation)
        return self.none()

    def named(self, words: str):
        """Narrow to those whose name holds every word of `words`; all of them where there is none."""
        found = self
        for word in words.replace("\0", " ").split():
            found = found.filter(name__icontains=word)
        return found


class Organisation(models.Model):
    """An authority, a shelter, a service: a node of the tree country > state > municipality > unit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    org_type = models.CharField(_("type"), max_length=40, choices=OrgType)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of"))
    path = models.CharField(max_length=400, unique=True, editable=False, db_index=True)  # ids from the root, "/" after each
    country = models.CharField(_("country"), max_length=2, default="MX")
    state = models.CharField(_("state"), max_length=3, blank=True)  # ISO 3166-2 without the country: SON
    municipality = models.CharField(_("municipality"), max_length=100, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="America/Mexico_City", validators=[validate_time_zone])
    letter_code = models.CharField(  # its own register of letters; without one, that of the nearest above
        _("letters before the number of an official letter"), max_length=20, blank=True, validators=[RegexValidator(r"^[A-Z0-9-]+$")]
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(org_type__in=OrgType.values), name="organisation_type_known"),
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="organisation_level_known"),
            models.UniqueConstraint(fields=["letter_code"], condition=~models.Q(letter_code=""), name="organisation_letter_code_once"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if not self.path:
            self.path = f"{self.parent.path if self.parent else ''}{self.pk.hex}/"
        super().save(*args, **kwargs)

    def day_of(self, instant: datetime) -> date:
        """Return the day of `instant` where the organisation is."""
        return instant.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        """Save a user; without a password nobody can sign in until one is chosen."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


MOST_UNITS = 200  # below one organisation: so many are named in a statement, which the database then plans for just these


class UserQuerySet(HouseRows):
    def with_units(self):
        """Fetch with each the organisation, and the ids of it and of those below it, as far as they are few."""
        below = Organisation.objects.filter(path__startswith=models.OuterRef("organisation__path")).order_by()
        return self.select_related("organisation").annotate(units_below=ArraySubquery(below.values("pk")[: MOST_UNITS + 1]))

    def visible_to(self, user):
        """Narrow to the colleagues `user` may see: their own organisation and those below it; all for who runs the system."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if may(user, "organisations.manage"):
            return self
        return self.filter(organisation__in=user.own_units())

    def matching(self, words: str):
        """Narrow to those whose name or address holds every word of `words`; all of them where there is none."""
        found = self
        for word in words.replace("\0", " ").split():
            found = found.filter(models.Q(full_name__icontains=word) | models.Q(email__icontains=word))
        return found


class User(AbstractBaseUser):
    """A person with one role in one organisation. There is no superuser."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("name"), max_length=150)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="users", verbose_name=_("organisation"))
    role = models.CharField(_("role"), max_length=40, choices=Role)
    language = models.CharField(_("language of the pages"), max_length=5, choices=[("es", "Español"), ("en", "English")], default="es")
    languages_spoken = ArrayField(models.CharField(max_length=10), default=list, blank=True, verbose_name=_("languages spoken"))
    is_trained = models.BooleanField(_("trained in best-interest procedures"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    wants_digest = models.BooleanField(_("a letter each morning that says how much waits for me"), default=True)
    digest_on = models.DateField(null=True, blank=True, editable=False)  # the last day whose letter was sent
    # The files open in an emergency, kept here so that no page asks for them: case, child, code, ends_at, reason (cases.services.emergency)
    emergencies = models.JSONField(default=list, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    invited_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(condition=models.Q(email=models.functions.Lower("email")), name="user_email_lower"),
        ]

    def __str__(self):
        return self.full_name

    def get_full_name(self):
        return self.full_name

    def emergencies_at(self, now: datetime) -> list[dict]:
        """Return the files that this person opened in an emergency and may read at `now`."""
        return [one for one in self.emergencies if datetime.fromisoformat(one["ends_at"]) > now]

    def own_units(self):
        """The user's organisation and everything below it: by their ids where they came with the user, otherwise as a sub-query.

        Of a named unit the database knows how many cases it has; of a sub-query it guesses, and reads a million rows for twenty.
        """
        named = getattr(self, "units_below", None)
        if named is not None and len(named) <= MOST_UNITS:
            return named
        return Organisation.objects.below(self.organisation).values("pk")

    def is_over(self, organisation_id) -> bool:
        """Tell whether that organisation is the user's own or below it."""
        return Organisation.objects.below(self.organisation).filter(pk=organisation_id).exists()

    def supervised_units(self):
        """The units whose every case this user may see, as `own_units`; empty for all but the supervising roles."""
        return self.own_units() if self.role in SUPERVISING else []


class Submission(models.Model):
    """A form or an API call that took effect: the same key never takes effect twice (accounts.submissions.once)."""

    key = models.UUIDField()
    actor = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    location = models.CharField(max_length=300, blank=True)  # where the first answer led
    body_hash = models.CharField(max_length=64, blank=True)  # of an API call: the same key with another body is refused
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True)  # of an API call: given again to a repetition; never holds a child's data

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="submission_once")]

    def __str__(self):
        return str(self.key)


class Attempt(models.Model):
    """A failure to prove who one is: which step, and under keyed hashes of whom and from where (accounts.services.attempts)."""

    step = models.CharField(max_length=8, choices=[("password", "password"), ("code", "code")])
    who = models.CharField(max_length=32)
    where = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["who", "-at"], name="attempt_of"),
            models.Index(fields=["where", "-at"], name="attempt_from"),
            models.Index(fields=["at"], name="attempt_at"),
        ]

    def __str__(self):
        return f"{self.step} {self.at:%Y-%m-%d %H:%M}"


class Bucket(models.Model):
    """How much somebody may still ask of something (accounts.pace); the key is a keyed hash."""

    key = models.CharField(max_length=64, primary_key=True)
    held = models.FloatField()
    is_taken = models.BooleanField()  # whether the last request got what it asked for
    at = models.DateTimeField(db_index=True)

    def __str__(self):
        return self.key


class Session(AbstractBaseSession):
    """A session: whose it is, on what kind of device, since when. Where in the world is not kept."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    # By which a person names it, for its key is a secret; not unique: while the key turns there are two rows
    number = models.UUIDField(null=True, db_index=True)
    device = models.CharField(max_length=60, blank=True)
    started_at = models.FloatField(null=True)  # seconds since 1970, as within the session
    seen_at = models.FloatField(null=True)

    objects = BaseSessionManager()

    def __str__(self):
        return f"{self.device} {self.number}"

    @property
    def started(self) -> datetime:
        return datetime.fromtimestamp(self.started_at, UTC)

    @property
    def seen(self) -> datetime:
        return datetime.fromtimestamp(self.seen_at, UTC)

"""Where and how a child can be deprived of liberty. None of these values is a kind of care."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlaceOfDeprivation(models.TextChoices):
    IMMIGRATION_STATION = "immigration_station", _("Immigration station")
    PROVISIONAL_STAY = "provisional_stay", _("Provisional stay of the migration authority")
    IMPROVISED_PLACE = "improvised_place", _("Improvised place")
    POLICE_CELL = "police_cell", _("Police cell")
    AIRPORT_TRANSIT = "airport_transit", _("Transit zone of an airport")
    BORDER_ROOM = "border_room", _("Room at the border")
    PRISON_JUVENILE = "prison_juvenile", _("Prison or juvenile centre")
    CLOSED_SHELTER = "closed_shelter", _("Closed shelter (de facto detention)")
    LOCKED_FAMILY_UNIT = "locked_family_unit", _("Locked family unit")
    HOTEL_GUARDED = "hotel_guarded", _("Guarded hotel")
    VEHICLE_PROLONGED = "vehicle_prolonged", _("Vehicle, for long")
    MILITARY = "military", _("Military site")
    ELECTRONIC_MONITORING_AT_HOME = "electronic_monitoring_at_home", _("Electronic monitoring at home (an alternative form of detention)")
    FOREIGN_CUSTODY = "foreign_custody", _("Custody in another country")
    OTHER = "other", _("Other")


class Precision(models.TextChoices):
    MINUTE = "minute", _("To the minute")
    HOUR = "hour", _("About that hour")
    DAY = "day", _("That day, the hour is not known")


class HeldWith(models.TextChoices):
    UNRELATED_ADULTS = "unrelated_adults", _("Adults who are not family")
    FAMILY = "family", _("Family")
    CHILDREN_ONLY = "children_only", _("Other children only")
    ALONE = "alone", _("Nobody")
    UNKNOWN = "unknown", _("Not known")


class ReleaseMechanism(models.TextChoices):
    CHANNELLED = "channelled", _("Handed over to the protection authority")
    COURT_ORDER = "court_order", _("Order of a court")
    BAIL = "bail", _("Bail")
    NGO_REQUEST = "ngo_request", _("Request of a civil society organisation")
    DEPORTED = "deported", _("Expelled from the country")
    ESCAPED = "escaped", _("Got away")
    PUBLIC_HEALTH = "public_health", _("Release for reasons of public health")
    OTHER = "other", _("Other")


class Stated(models.TextChoices):
    """What is said of the treatment of a child: not known is an answer, and the first one."""

    UNKNOWN = "unknown", pgettext_lazy("liberty", "Not known")
    YES = "yes", pgettext_lazy("answer", "Yes")
    NO = "no", pgettext_lazy("answer", "No")


class BasisApplied(models.TextChoices):
    """On what the detention of the child itself was founded, whatever law was named for others."""

    UNKNOWN = "unknown", pgettext_lazy("liberty", "Not known")
    NONE = "none", _("None: no law was applied to the child")
    LAST_RESORT_CLAIMED = "last_resort_claimed", _("Said to be a last resort")
    CRIMINAL = "criminal", _("Criminal law")


class Confidence(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed: a document, or who reports was there")
    CREDIBLE = "credible", _("Credible: the child, the family or a witness says so")
    UNCONFIRMED = "unconfirmed", _("Not confirmed yet")


class ReleasedTo(models.TextChoices):
    PLACEMENT = "placement", _("A place of care")
    FAMILY = "family", _("The family")
    OTHER = "other", pgettext_lazy("liberty", "Elsewhere")


class ComplaintState(models.TextChoices):
    """Of a complaint to the human-rights body."""

    DRAFT = "draft", pgettext_lazy("complaint", "Draft")
    ISSUED = "issued", pgettext_lazy("complaint", "Issued, not filed yet")
    FILED = "filed", pgettext_lazy("complaint", "Filed")


class VisitedPlace(models.TextChoices):
    """Where monitoring visitors go: places of deprivation, and places of care."""

    IMMIGRATION_STATION = "immigration_station", PlaceOfDeprivation.IMMIGRATION_STATION.label
    PROVISIONAL_STAY = "provisional_stay", PlaceOfDeprivation.PROVISIONAL_STAY.label
    IMPROVISED_PLACE = "improvised_place", PlaceOfDeprivation.IMPROVISED_PLACE.label
    POLICE_CELL = "police_cell", PlaceOfDeprivation.POLICE_CELL.label
    AIRPORT_TRANSIT = "airport_transit", PlaceOfDeprivation.AIRPORT_TRANSIT.label
    BORDER_ROOM = "border_room", PlaceOfDeprivation.BORDER_ROOM.label
    PRISON_JUVENILE = "prison_juvenile", PlaceOfDeprivation.PRISON_JUVENILE.label
    HOTEL_GUARDED = "hotel_guarded", PlaceOfDeprivation.HOTEL_GUARDED.label
    MILITARY = "military", PlaceOfDeprivation.MILITARY.label
    CARE_PLACE = "care_place", _("Shelter or other place of care")
    HOSPITAL = "hospital", _("Hospital")
    OTHER = "other", PlaceOfDeprivation.OTHER.label


class Access(models.TextChoices):
    ALLOWED = "allowed", pgettext_lazy("visit", "Allowed")
    PARTLY = "partly", pgettext_lazy("visit", "Allowed in part")
    DENIED = "denied", pgettext_lazy("visit", "Denied")


class Urgency(models.TextChoices):
    URGENT = "urgent", pgettext_lazy("visit", "Urgent: a child is in danger or held")
    SOON = "soon", pgettext_lazy("visit", "Soon")
    NONE = "none", pgettext_lazy("visit", "Nothing that hurries")


class SightingOutcome(models.TextChoices):
    """What the authority made of what a visit reports of a child."""

    EVENT = "event", _("A deprivation of liberty was recorded")
    KNOWN = "known", _("It was on record already")
    NOT_HELD = "not_held", _("The child is not deprived of liberty")
    OTHER = "other", pgettext_lazy("visit", "Something else")

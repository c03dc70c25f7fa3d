"""Kinds of care and what is said of a bed, as closed lists. None of these values can express detention (INV-02)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlacementType(models.TextChoices):
    """Where a child lives, family-based care first: the order is the order of preference."""

    OWN_FAMILY_COMMUNITY = "own_family_community", _("With the own family in the community")
    FAMILY_UNIT_SHELTER = "family_unit_shelter", _("Shelter together with the family")
    KINSHIP_CARE = "kinship_care", _("Extended family")
    FOSTER_FAMILY = "foster_family", _("Foster family")
    COMMUNITY_HOST = "community_host", _("Supervised host family or home in the community")
    SUPERVISED_INDEPENDENT_LIVING = "supervised_independent_living", _("Supervised independent living")
    SMALL_GROUP_HOME = "small_group_home", _("Small group home")
    FIRST_RECEPTION_CENTRE = "first_reception_centre", _("First reception")
    RESIDENTIAL_CAS_PUBLIC = "residential_cas_public", _("Public social assistance centre")
    RESIDENTIAL_CAS_PRIVATE = "residential_cas_private", _("Private social assistance centre")
    SPECIALISED_PROTECTION_SHELTER = "specialised_protection_shelter", _("Specialised shelter (trafficking, violence)")
    HEALTH_FACILITY = "health_facility", _("Hospital (temporary)")


# Care without a facility: relatives, to whom nobody sends a request for a bed.
WITH_FAMILY = (PlacementType.OWN_FAMILY_COMMUNITY, PlacementType.KINSHIP_CARE)
# Care that needs the reason why a family was not possible (INV-27).
RESIDENTIAL = (
    PlacementType.SMALL_GROUP_HOME,
    PlacementType.FIRST_RECEPTION_CENTRE,
    PlacementType.RESIDENTIAL_CAS_PUBLIC,
    PlacementType.RESIDENTIAL_CAS_PRIVATE,
    PlacementType.SPECIALISED_PROTECTION_SHELTER,
)


# How near to a family each kind of care is, the nearest first.
FAMILY_BASED = (PlacementType.FAMILY_UNIT_SHELTER, PlacementType.FOSTER_FAMILY, PlacementType.COMMUNITY_HOST)
SMALL_SCALE = (PlacementType.SUPERVISED_INDEPENDENT_LIVING, PlacementType.SMALL_GROUP_HOME)

# A facility is of the kind of the care that it gives: everything above but relatives.
FACILITY_TYPES = [choice for choice in PlacementType.choices if choice[0] not in WITH_FAMILY]


class State(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    ACCEPTED = "accepted", _("Accepted, bed reserved")
    DECLINED = "declined", _("Declined")
    ACTIVE = "active", _("Lives there")
    ABSENT = "absent", pgettext_lazy("placement", "Absent")
    ENDED = "ended", _("Ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("request", "Lapsed")


LIVING = (State.ACTIVE, State.ABSENT)  # the child's one place: at most one of these a child (INV-39)
HOLDING = (State.ACCEPTED, *LIVING)  # these hold a place, one of an absent child as long as it is kept


class ProfileSex(models.TextChoices):
    ANY = "any", _("Girls and boys")
    FEMALE = "female", _("Girls")
    MALE = "male", _("Boys")


class PreparedFor(models.TextChoices):
    """Children for whom a place is prepared beyond their sex and age."""

    DISABILITY = "disability", _("A disability")
    TREATMENT = "treatment", _("Medical treatment")
    MENTAL_HEALTH = "mental_health", _("Mental health care")
    PREGNANCY = "pregnancy", _("Pregnancy, or a child of their own")
    TRAFFICKING = "trafficking", _("Trafficking survived")
    VIOLENCE = "violence", _("Sexual violence survived")
    DIVERSITY = "diversity", _("Sexual and gender diversity")
    SUBSTANCES = "substances", _("Use of substances")


class AddressVisibility(models.TextChoices):
    PUBLIC = "public", _("Everybody who may see the place")
    AUTHORITY = "authority", _("The protection authorities that place children")
    RESTRICTED = "restricted", _("Only the team of a child who lives there or has a bed reserved")


class DeclineReason(models.TextChoices):
    NO_CAPACITY = "no_capacity", _("No free place")
    PROFILE_NOT_SERVED = "profile_not_served", _("Profile not served")
    OUT_OF_JURISDICTION = "out_of_jurisdiction", _("Out of jurisdiction")
    MISSING_MEASURE = "missing_measure", _("The protective measure is missing")
    MISSING_DOCUMENTS = "missing_documents", _("Documents are missing")
    SAFETY_CONFLICT = "safety_conflict", _("Risk to safety")
    CHILD_DECLINED = "child_declined", _("The child did not accept")
    LICENCE_SUSPENDED = "licence_suspended", _("Licence suspended")
    DUPLICATE = "duplicate", _("Duplicate")
    OTHER = "other", _("Other")


class WithdrawalReason(models.TextChoices):
    ACCEPTED_ELSEWHERE = "accepted_elsewhere", _("Another place accepted the child first")
    NO_LONGER_NEEDED = "no_longer_needed", _("A bed is no longer needed")
    CHILD_DECLINED = "child_declined", _("The child did not accept")
    OTHER = "other", _("Other")


class EndReason(models.TextChoices):
    REUNIFIED = "reunified", _("Reunified with the family")
    MOVED_TO_FAMILY_CARE = "moved_to_family_care", _("Moved to family care")
    MOVED_FOR_SIBLINGS = "moved_for_siblings", _("Moved to be with siblings")
    BETTER_MATCH = "better_match", _("A better match")
    CHILD_REQUEST = "child_request", _("The child asked for it")
    CAPACITY = "capacity", _("Capacity")
    SAFEGUARDING_CONCERN = "safeguarding_concern", _("Safeguarding concern")
    ABSENCE = "absence", _("Absence")
    TURNED_18 = "turned_18", _("Turned 18")
    TRANSFERRED_JURISDICTION = "transferred_jurisdiction", _("Transferred to another authority")
    ASSISTED_RETURN = "assisted_return", _("Assisted return")
    MEDICAL = "medical", _("Medical reasons")
    PLACEMENT_LICENCE_LOST = "placement_licence_lost", _("The place lost its licence")
    CASE_CLOSED = "case_closed", _("Case closed")
    DIED = "died", _("Death")
    OTHER = "other", _("Other")


class SplitReason(models.TextChoices):
    """Why brothers and sisters live apart (INV-25)."""

    SAFETY = "safety", _("Safety of one of them")
    CHILD_WISH = "child_wish", _("The child wishes it")
    CAPACITY_TEMPORARY = "capacity_temporary", _("No places together for now")
    SPECIALIST_CARE = "specialist_care", _("Specialist care for one of them")


class ReviewOutcome(models.TextChoices):
    KEEP = "keep", _("The child stays there")
    CHANGE = "change", _("Another place is looked for")


class AbsenceType(models.TextChoices):
    LEFT_VOLUNTARILY = "left_voluntarily", _("Left of their own accord")
    SUSPECTED_ABDUCTION = "suspected_abduction", _("Possible abduction")
    COLLECTED_BY_RELATIVE = "collected_by_relative_unauthorised", _("Collected by a relative without authorisation")
    NOT_RETURNED = "not_returned_from_outing", _("Did not come back from an outing")
    TAKEN_BY_AUTHORITY = "taken_by_authority", _("Taken by an authority")
    UNKNOWN = "unknown", _("Not known")


class AbsenceState(models.TextChoices):
    REPORTED = "reported", pgettext_lazy("absence", "Reported")
    SEARCHED = "search_active", pgettext_lazy("absence", "Search under way")
    RETURNED = "returned", pgettext_lazy("absence", "Came back")
    INTERVIEWED = "return_interview_done", pgettext_lazy("absence", "Came back, and was listened to")
    LOCATED = "located_elsewhere", pgettext_lazy("absence", "Found elsewhere")
    NOT_FOUND = "not_found", pgettext_lazy("absence", "Not found, the search ended")


MISSING = (AbsenceState.REPORTED, AbsenceState.SEARCHED, AbsenceState.NOT_FOUND)  # nobody knows where the child is

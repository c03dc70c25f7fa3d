"""The closed lists of the child's family."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Relation(models.TextChoices):
    MOTHER = "mother", _("Mother")
    FATHER = "father", _("Father")
    STEPMOTHER = "stepmother", _("Stepmother")
    STEPFATHER = "stepfather", _("Stepfather")
    SIBLING_ADULT = "sibling_adult", _("Adult brother or sister")
    SIBLING_CHILD = "sibling_child", _("Brother or sister under 18")
    HALF_SIBLING = "half_sibling", _("Half-brother or half-sister")
    GRANDPARENT = "grandparent", _("Grandparent")
    AUNT_UNCLE = "aunt_uncle", _("Aunt or uncle")
    COUSIN = "cousin", _("Cousin")
    LEGAL_GUARDIAN = "legal_guardian", _("Legal guardian")
    CUSTOMARY_CAREGIVER = "customary_caregiver", _("Customary caregiver")
    GODPARENT = "godparent", _("Godparent")
    SPOUSE_PARTNER = "spouse_partner", _("Spouse or partner")
    OWN_CHILD = "own_child", _("Own child")
    FAMILY_FRIEND = "family_friend", _("Friend of the family")
    UNRELATED_COMPANION = "unrelated_companion", _("Companion, not related")
    SUSPECTED_SMUGGLER = "suspected_smuggler", _("Suspected smuggler")
    UNKNOWN = "unknown", pgettext_lazy("relation", "Not known")
    OTHER = "other", pgettext_lazy("relation", "Other")


class Whereabouts(models.TextChoices):
    KNOWN = "known", pgettext_lazy("whereabouts", "Known")
    UNKNOWN = "unknown", pgettext_lazy("whereabouts", "Not known")
    DECEASED = "deceased", _("Deceased")
    DETAINED = "detained", _("Deprived of liberty")
    MISSING = "missing", _("Missing")


class Safe(models.TextChoices):
    YES = "yes", _("Yes, it is safe")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known yet")


class Wish(models.TextChoices):
    YES = "yes", _("Yes, the child wants it")
    NO = "no", _("No, the child does not want it")
    UNDECIDED = "undecided", _("The child has not decided")


class Tracing(models.TextChoices):
    OPEN = "open", pgettext_lazy("tracing", "Open")
    IN_PROGRESS = "in_progress", pgettext_lazy("tracing", "In progress")
    VERIFIED = "verified", _("Verified")
    REUNIFIED = "reunified", _("Reunified")
    CLOSED = "closed", pgettext_lazy("tracing", "Closed")


class Through(models.TextChoices):
    """By which way a relative is searched for."""

    TEAM = "team", _("The team itself: telephone, messages, visits")
    AUTHORITY = "authority", _("Another authority of this country")
    ORGANISATION = "organisation", _("Red Cross, a United Nations agency or civil society")
    CONSULATE = "consulate", _("A consulate of the child's country")
    ORIGIN = "origin", _("An authority or a liaison officer of the child's country")


TO_ORIGIN = (Through.CONSULATE, Through.ORIGIN)  # INV-30 is asked first


class HomeStudyResult(models.TextChoices):
    FAVOURABLE = "favourable", _("Favourable")
    CONDITIONS = "conditions", _("Favourable with conditions")
    UNFAVOURABLE = "unfavourable", _("Not favourable")

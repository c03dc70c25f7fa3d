"""The sections of a file as one table: what a grant may open of it, and to which of them each act on record belongs (DP-3, INV-53)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Section(models.TextChoices):
    FILE = "file", _("The file: evaluation, plan, notes, tasks")
    HEALTH = "health", pgettext_lazy("section", "Health")
    PSYCHOLOGY = "psychology", pgettext_lazy("section", "Psychology and wellbeing")
    LEGAL = "legal", pgettext_lazy("section", "Legal defence and procedures")
    VIOLENCE = "violence", pgettext_lazy("section", "Violence and trafficking")
    FAMILY = "family", pgettext_lazy("section", "Family and contacts")
    LOCATION = "location", pgettext_lazy("section", "Where the child is")
    CARE = "care", pgettext_lazy("section", "Care sheet")
    OPINION = "opinion", pgettext_lazy("section", "Opinion asked for")
    DOSSIER = "dossier", pgettext_lazy("section", "Dossier of a determination")
    PACKET = "packet", pgettext_lazy("section", "Packet of a referral")
    TRANSFER = "transfer", pgettext_lazy("section", "Packet of a transfer")
    SEALED = "sealed", pgettext_lazy("section", "Sealed notes")
    ACCESS = "access", pgettext_lazy("section", "Who has access")


# Beginnings of the names of acts; the longest that fits says the section, and what fits none belongs to the file.
ACTS: dict[str, Section] = {
    "sealed.": Section.SEALED,
    "wellbeing.": Section.PSYCHOLOGY,
    "opinion.": Section.OPINION,
    "measure": Section.LEGAL,
    "procedure": Section.LEGAL,
    "notice_": Section.LEGAL,
    "extract": Section.LEGAL,
    "disclosure": Section.LEGAL,
    "age.": Section.LEGAL,
    "family.": Section.FAMILY,
    "relative": Section.FAMILY,
    "liberty": Section.LOCATION,
    "deprivation": Section.LOCATION,
    "placement": Section.LOCATION,
    "entry_sheet": Section.LOCATION,
    "absence": Section.LOCATION,
    "care_sheet": Section.CARE,
    "resident": Section.CARE,
    "determination": Section.DOSSIER,
    "dossier": Section.DOSSIER,
    "referral": Section.PACKET,
    "consent.": Section.PACKET,
    "transfer": Section.TRANSFER,
    "handover": Section.TRANSFER,
    "crossing": Section.TRANSFER,
    "case.access_log": Section.ACCESS,
    "parts.": Section.ACCESS,
    "case.recipients": Section.ACCESS,
    "recipients": Section.ACCESS,
    "emergency": Section.ACCESS,
    "alarm.": Section.ACCESS,
    "access.": Section.ACCESS,
}


def section_of(action: str) -> Section:
    """Return the section to which an act on record belongs."""
    return next((ACTS[name] for name in sorted(ACTS, key=len, reverse=True) if action.startswith(name)), Section.FILE)


def acts_in(section: str) -> Q:
    """Return the condition that an event on record belongs to the section."""
    starting = {name: Q(action__startswith=name) for name in ACTS}
    own = Q(pk__in=[])
    for name, found in ACTS.items():
        if found == section or section == Section.FILE:
            own |= starting[name]
    return ~own if section == Section.FILE else own


# Grants of one of these open no page of the case: what they open has a page of its own, in the app that gives them.
ELSEWHERE = frozenset({Section.CARE, Section.OPINION, Section.DOSSIER, Section.PACKET, Section.TRANSFER})
# And grants of these open a part of the file, on the page of that part.
PARTS = (Section.HEALTH, Section.PSYCHOLOGY, Section.LEGAL, Section.VIOLENCE, Section.FAMILY, Section.LOCATION)
GRANTABLE = frozenset({*PARTS, *ELSEWHERE})

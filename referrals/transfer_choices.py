"""The closed lists of a transfer of responsibility."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import PROTECTION_AUTHORITIES, OrgType


class TransferKind(models.TextChoices):
    STATE = "state", _("To another state")
    MUNICIPAL = "municipal", _("To another municipality")
    ORGANISATION = "organisation", _("To another organisation")
    CROSS_BORDER = "cross_border", _("Across the border")


class TransferState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("transfer", "Proposed")
    APPROVED = "approved_by_origin", _("Approved, not offered yet")
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted_by_destination", _("Accepted by the destination")
    HANDOVER = "handover_meeting", _("Handed over, not in effect yet")
    EFFECTIVE = "effective", _("In effect")
    REFUSED = "refused", pgettext_lazy("transfer", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("transfer", "Withdrawn")


ENDED = (TransferState.EFFECTIVE, TransferState.REFUSED, TransferState.WITHDRAWN)
PENDING = (TransferState.APPROVED, TransferState.OFFERED, TransferState.ACCEPTED, TransferState.HANDOVER)  # the case says so
SHOWN_TO_DESTINATION = (TransferState.OFFERED, TransferState.ACCEPTED, TransferState.HANDOVER, TransferState.EFFECTIVE)


class RefusalReason(models.TextChoices):
    OUT_OF_JURISDICTION = "out_of_jurisdiction", _("Out of jurisdiction")
    NO_CAPACITY = "no_capacity", _("Nobody here can take the case now")
    MISSING_DOCUMENTS = "missing_documents", _("Documents are missing")
    SAFETY_CONFLICT = "safety_conflict", _("Risk to safety")
    CHILD_DECLINED = "child_declined", _("The child did not accept")
    OTHER = "other", _("Other")


# Who may be responsible for a child's case: never the migration authority, police, courts or a consulate (INV-12, F5).
MAY_BE_RESPONSIBLE = PROTECTION_AUTHORITIES | {
    OrgType.DIF_NATIONAL,
    OrgType.DIF_STATE,
    OrgType.DIF_MUNICIPAL,
    OrgType.FOREIGN_PROTECTION_AUTHORITY,
}

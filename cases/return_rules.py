"""What an assisted return cannot do without (INV-31, INV-32). Pure."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import rules
from cases.choices import Answer, AsylumStatus, DurableSolution

RETURNS = (DurableSolution.RETURN_TO_FAMILY, DurableSolution.RETURN_TO_AUTHORITY)


@dataclass(frozen=True)
class ReturnFacts:
    """What is known of the return, from the case and from the form."""

    is_decided: bool
    return_risk: str  # the answer on non-refoulement of the approved evaluation
    asylum_status: str
    child_views: str
    no_views_reason: str
    officer: str
    receiving_authority: str
    receiving_official: str
    receiver: str
    receiver_verified: str


@dataclass(frozen=True)
class Lack:
    """One thing that is missing, and the field of the form it belongs to."""

    field: str
    message: str | Promise


def missing(facts: ReturnFacts) -> list[Lack]:
    """Return all that stands against the return; nothing where the child may go.

    Source: INV-31 and INV-32; the accompanying officer is the Mexican rule on assisted return (to be checked by a lawyer).
    """
    is_pending = facts.asylum_status in (AsylumStatus.APPLIED, AsylumStatus.APPEAL)
    heard = rules.are_views_recorded(facts.child_views, facts.no_views_reason)
    asked = (
        (facts.is_decided, Lack("document", _("INV-31: no determination and no plan in force decides the return."))),
        (facts.return_risk == Answer.NO, Lack("country", _("INV-31: the evaluation does not answer that there is no risk on return."))),
        (not is_pending, Lack("returned_on", _("INV-32: no child is returned while an asylum procedure is pending."))),
        (heard, Lack("child_views", _("INV-31: the child's views on the return are not recorded."))),
        (facts.officer.strip(), Lack("officer", _("INV-31: name the child-protection officer who accompanies the child."))),
        (facts.receiving_authority.strip(), Lack("receiving_authority", _("INV-31: name the authority that receives the child."))),
        (facts.receiving_official.strip(), Lack("receiving_official", _("INV-31: name who accepted the child there."))),
        (facts.receiver.strip(), Lack("receiver", _("INV-31: name the adult or authority into whose care the child goes."))),
        (facts.receiver_verified.strip(), Lack("receiver_verified", _("INV-31: write how they were verified."))),
    )
    return [lack for is_there, lack in asked if not is_there]

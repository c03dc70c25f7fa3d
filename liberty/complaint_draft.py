"""What a complaint to the human-rights body begins with: the event in words, in the reader's language, for a lawyer to go on with."""

from datetime import datetime

from django.utils.translation import gettext as _

from liberty.choices import BasisApplied, Stated
from liberty.event_prints import length_in_words, since_in_words
from liberty.models import DeprivationEvent
from liberty.thresholds import thresholds_of


def drafted(event: DeprivationEvent, now: datetime) -> dict[str, str]:
    """Return the texts of a draft; the body it goes to is left to whoever writes."""
    return {"facts": _facts(event, now), "violations": _violations(event, now), "requests": _requests(event)}


def _facts(event: DeprivationEvent, now: datetime) -> str:
    held = {"place": event.place, "authority": event.authority, "since": since_in_words(event), "hours": length_in_words(event, now)}
    if event.ended_at:
        first = _("The child was held at %(place)s by %(authority)s. Since: %(since)s. In all: %(hours)s.")
    else:
        first = _("The child is held at %(place)s by %(authority)s. Since: %(since)s. Until now: %(hours)s.")
    told = [
        _("Held with: %(whom)s.") % {"whom": event.get_held_with_display()},
        _("Legal ground that the authority claims: %(ground)s.") % {"ground": event.legal_basis_claimed or _("none")},
        _("Reported by: %(who)s.") % {"who": event.reported_by},
    ]
    if event.mistreatment:
        told.append(_("What is reported: %(words)s") % {"words": event.mistreatment})
    return "\n\n".join([first % held, *told])


def _violations(event: DeprivationEvent, now: datetime) -> str:
    claimed = [
        (True, _("Personal liberty: no child is detained by reason of migration, nor of the parents' migration.")),
        (event.separated_from_family == Stated.YES, _("Family unity: the child was separated from the family.")),
        (event.communication_access == Stated.NO, _("Contact: the child could neither telephone nor receive visits.")),
        (event.lawyer_access == Stated.NO, _("Defence: the child could not speak with a lawyer.")),
        (
            event.info_language_understood == Stated.NO,
            _("Information: nobody told the child why in a language understood."),
        ),
        (event.mistreatment_reported == Stated.YES, _("Personal integrity: mistreatment is reported.")),
        (event.legal_basis_applied_to_child == BasisApplied.NONE, _("Legality: no legal ground was applied to the child.")),
    ]
    late = [_("Limits: %(words)s.") % {"words": limit.words} for limit in thresholds_of(event, now) if limit.is_passed]
    return "\n\n".join([text for holds, text in claimed if holds] + late)


def _requests(event: DeprivationEvent) -> str:
    asked = [
        *([] if event.ended_at else [_("That the child be handed over to the protection authority at once.")]),
        _("That the deprivation of liberty be investigated, and those responsible named."),
        _("That the child be given redress, and that it not happen to another one."),
        _("That this authority be told in writing what was done, and under which number."),
    ]
    return "\n\n".join(asked)

"""What a correction changed, as people read it: the name of the field, what stood there, what stands now."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from liberty.models import DeprivationEvent, EventCorrection


def lines_of(correction: EventCorrection) -> list[tuple[str, str, str]]:
    """Return (label, before, after) of every field that the correction changed."""
    return [(*_label(name), _shown(name, before), _shown(name, after)) for name, (before, after) in correction.changes.items()]


def _label(name: str) -> tuple[str]:
    return (str(DeprivationEvent._meta.get_field(name).verbose_name),)


def _shown(name: str, text: str) -> str:
    field = DeprivationEvent._meta.get_field(name)
    if field.choices:
        return str(dict(field.flatchoices).get(text, text)) or _("nothing")
    if text and field.get_internal_type() == "DateTimeField":
        return date_format(timezone.localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")
    return text or _("nothing")

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.choices import AgeStatus, BirthPrecision, Risk
from cases.countries import country_name

register = template.Library()

TINT_OF_RISK = {Risk.HIGH: "high", Risk.MEDIUM: "attention", Risk.LOW: "good"}


@register.filter
def age_words(child):
    """The child's age today with its certainty: "14 years", "about 14 years", "14 years (declared)", "Age not known"."""
    age = child.age_on(timezone.localdate())
    if age.years is None:
        return _("Age not known")
    words = ngettext("%(count)d year", "%(count)d years", age.years) % {"count": age.years}
    if child.age_status == AgeStatus.DISPUTED:
        return _("%(age)s (disputed)") % {"age": words}
    if child.birth_precision == BirthPrecision.DECLARED_AGE:
        return _("%(age)s (declared)") % {"age": words}
    return words if age.is_exact else _("about %(age)s") % {"age": words}


@register.filter
def country(code):
    """The country's name in the reader's language."""
    return country_name(code) if code else ""


@register.filter
def risk_tint(risk):
    """The tint of a level of risk; one not yet assessed counts as high."""
    return TINT_OF_RISK.get(risk, "high")


@register.simple_tag(takes_context=True)
def show_panel(context, panel):
    """A box of an app above: its template with what it needs."""
    with context.push(**panel.context):
        return context.template.engine.get_template(panel.template).render(context)

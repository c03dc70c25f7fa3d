from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.choices import AgeStatus, BirthPrecision, Risk
from cases.countries import country_name
from cases.sections import Section

register = template.Library()

TINT_OF_RISK = {Risk.HIGH: "high", Risk.MEDIUM: "attention", Risk.LOW: "good"}


@register.filter
def age_words(child):
    """The child's age today with its certainty: "14 years", "between 16 and 17 years", "14 years (declared)", "Age not known"."""
    age = child.age_on(timezone.localdate())
    if age.years is None:
        return _("Age not known")
    words = ngettext("%(count)d year", "%(count)d years", age.years) % {"count": age.years}
    if age.at_least not in (None, age.years):
        words = _("between %(least)d and %(most)d years") % {"least": age.at_least, "most": age.years}
    if child.age_status == AgeStatus.DISPUTED:
        return _("%(age)s (disputed)") % {"age": words}
    if child.birth_precision == BirthPrecision.DECLARED_AGE:
        return _("%(age)s (declared)") % {"age": words}
    return words


@register.filter
def country(code):
    """The country's name in the reader's language."""
    return country_name(code) if code else ""


@register.filter
def risk_tint(risk):
    """The tint of a level of risk; one not yet assessed counts as high."""
    return TINT_OF_RISK.get(risk, "high")


@register.filter
def risk_words(risk):
    """A level of risk in a word."""
    return _("Risk: %(level)s") % {"level": Risk(risk).label} if risk else _("Risk not assessed")


@register.filter
def section_names(sections):
    """The parts of a file by name: "Health, Family and contacts"."""
    return ", ".join(str(Section(one).label) for one in sections)


@register.filter
def signed(change):
    """A change of a score with its sign: "+1.5", "−0.5", "0"."""
    number = number_format(abs(change), decimal_pos=0 if change == int(change) else 1)
    return ("+" if change > 0 else "−" if change < 0 else "") + number


@register.filter
def change_tint(change):
    """Better is good, worse calls for attention."""
    return "good" if change > 0 else "attention" if change < 0 else ""


@register.simple_tag(takes_context=True)
def show_panel(context, panel):
    """A box of an app above: its template with what it needs."""
    with context.push(**panel.context):
        return context.template.engine.get_template(panel.template).render(context)

import re

from django import template
from django.utils.text import capfirst

RULE = re.compile(r"(INV-\d+): (.+)", re.DOTALL)

register = template.Library()


@register.filter
def cited(sentence):
    """The sentence first and then the rule it keeps, for people: "INV-04: the child is held." is "The child is held. (INV-04)"."""
    found = RULE.fullmatch(str(sentence))
    return f"{capfirst(found[2])} ({found[1]})" if found else sentence


@register.simple_tag
def error_lines(form, forms, errors):
    """Every sentence that says what is wrong on the page, in page order, with the id of the control it is about."""
    lines = [{"text": cited(error), "anchor": ""} for error in errors or ()]
    for one in [*([form] if form else []), *(forms or ())]:
        lines += _lines_of(one)
    return lines


def _lines_of(one):
    if hasattr(one, "non_form_errors"):
        own = [{"text": cited(error), "anchor": ""} for error in one.non_form_errors()]
        return own + [line for form in one.forms for line in _lines_of(form)]
    lines = [{"text": cited(error), "anchor": ""} for error in one.non_field_errors()]
    for field in one:
        anchor = "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_0"
        lines += [
            {"text": cited(error) if field.is_hidden else f"{field.label}: {cited(error)}", "anchor": anchor} for error in field.errors
        ]
    return lines

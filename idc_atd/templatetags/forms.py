from django import template

register = template.Library()


@register.simple_tag
def error_lines(form, forms, errors):
    """Every sentence that says what is wrong on the page, in page order, with the id of the control it is about."""
    lines = [{"text": error, "anchor": ""} for error in errors or ()]
    for one in [*([form] if form else []), *(forms or ())]:
        lines += _lines_of(one)
    return lines


def _lines_of(one):
    if hasattr(one, "non_form_errors"):
        own = [{"text": error, "anchor": ""} for error in one.non_form_errors()]
        return own + [line for form in one.forms for line in _lines_of(form)]
    lines = [{"text": error, "anchor": ""} for error in one.non_field_errors()]
    for field in one:
        anchor = "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_0"
        lines += [{"text": error if field.is_hidden else f"{field.label}: {error}", "anchor": anchor} for error in field.errors]
    return lines

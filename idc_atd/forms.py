from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms drawn with our own templates (templates/forms/): label, hint, error beside the field."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"

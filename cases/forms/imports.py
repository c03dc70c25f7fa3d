from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import PROTECTION_AUTHORITIES
from accounts.widgets import SearchChoiceField
from cases.columns import COLUMNS
from cases.sheets import letter


class UploadForm(forms.Form):
    """The file, whose notifications it holds and who receives them."""

    file = forms.FileField(
        label=_("List of notifications"),
        help_text=_("CSV or XLSX, the titles of the columns in the first row, up to 50,000 rows and 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        allow_empty_file=True,  # the service says what is wrong with it
    )
    source_org = SearchChoiceField(
        None, label=_("Organisation that notifies"), help_text=_("Part of its name. A folio counts once for each organisation.")
    )
    unit = forms.ModelChoiceField(None, label=_("Authority that receives the notifications"), empty_label=None)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        visible = Organisation.objects.visible_to(by)
        self.fields["source_org"].queryset = visible
        self.fields["unit"].queryset = visible.filter(pk__in=by.own_units(), org_type__in=PROTECTION_AUTHORITIES)
        self.fields["unit"].initial = by.organisation


class MappingForm(forms.Form):
    """Which column of the file holds what; guessed from the titles, changed by whoever knows the list."""

    def __init__(self, *args, batch, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [("", _("Not in the list"))]
        offered += [(str(at), f"{letter(at)} · {title}" if title else letter(at)) for at, title in enumerate(batch.header)]
        for key, column in COLUMNS.items():
            self.fields[key] = forms.ChoiceField(
                label=column.label, choices=offered, required=column.is_required, initial=str(batch.mapping.get(key, ""))
            )

    def mapping(self) -> dict[str, int]:
        """Return what was chosen: key of a column -> its number in the file."""
        return {key: int(at) for key, at in self.cleaned_data.items() if at != ""}

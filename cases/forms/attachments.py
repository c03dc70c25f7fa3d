"""A file is attached, or withdrawn."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.widgets import DateBox
from cases.models import Attachment
from cases.refusals import RecordForm
from files.fields import FilesField, PhotographField
from files.services import Sent


class AttachForm(RecordForm):
    files = FilesField(
        label=pgettext_lazy("attachment", "Files"),
        help_text=_("PDF, photographs (JPEG, PNG, WebP), texts (DOCX, ODT) or recordings (M4A), up to 20 MB each; ten at once."),
        required=False,
        allow_empty_file=True,
    )
    photograph = PhotographField(
        label=_("Or take a photograph"),
        help_text=_("On a telephone this opens the camera. Where and with what it was taken is not kept."),
        required=False,
        allow_empty_file=True,
    )
    either = ("files", "photograph")  # one of the two
    field_order = ["files", "photograph"]

    class Meta:
        model = Attachment
        fields = ("kind", "section", "dated_on", "language", "description")
        widgets = {"dated_on": DateBox}
        help_texts = {
            "section": _("A colleague to whom one part is opened sees the files of that part alone."),
            "dated_on": _("The day that stands on it."),
            "description": _("What a colleague needs to find it again. Nothing that is sealed elsewhere."),
        }

    @property
    def had_files(self) -> bool:
        """Tell whether files were sent that must be chosen again: a browser gives no form its files back."""
        return self.is_bound and bool(self.errors) and any(self.files.getlist(name) for name in self.either)

    def facts(self) -> dict:
        """Return what was filled in, the files as they were sent."""
        facts = dict(self.cleaned_data)
        files = [*facts.pop("files"), *facts.pop("photograph")]
        return facts | {"sent": [Sent(one.name, one.content_type or "", one.read()) for one in files]}


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it does not belong here"),
        help_text=_("It stays on record. Write nothing of what the file says."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

"""What a reviewer sends: the version that was read, the text as it stood then, and a comment."""

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

SALT = "cases.review"


class SubmitForm(forms.Form):
    """Do something to a document as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class VerdictForm(forms.Form):
    comment = forms.CharField(
        label=_("Comments to the author"),
        help_text=_("To return it, say what is missing: here, or at the section that you mean."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    as_read = forms.CharField(widget=forms.HiddenInput, required=False)
    is_draft = True  # the comment is neither optional nor required: it depends on the button

    def __init__(self, *args, sections, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = [key for key, _label in sections]
        for key, label in sections:
            self.fields[f"on_{key}"] = forms.CharField(
                label=label, widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=4000
            )

    @property
    def on_sections(self):
        """A comment for each section."""
        return [self[f"on_{key}"] for key in self.keys]

    def comments(self) -> dict[str, str]:
        return {key: self.cleaned_data[f"on_{key}"] for key in self.keys}

    def read_before(self) -> list[tuple[str, str]]:
        """The document as this reviewer read it; nothing if what came back is not what we sent."""
        try:
            return [(label, text) for label, text in signing.loads(self.data.get("as_read", ""), salt=SALT)]
        except signing.BadSignature:
            return []


def sealed(document) -> str:
    """The text of a document, so that a reviewer who decides late sees what has changed since."""
    return signing.dumps([(str(label), text) for label, text in document.as_text()], salt=SALT, compress=True)

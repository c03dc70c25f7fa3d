"""What the forms of a case share."""

from django import forms

from cases.refusals import add_refusal, is_done, linked

__all__ = ["RecordForm", "add_refusal", "is_done", "linked"]


class RecordForm(forms.ModelForm):
    """The fields of a model; only services write, and they say what is wrong in words, so nothing is put on the instance."""

    def _post_clean(self):
        pass

"""What is asked when a child wants to say something: little, and nothing that scares."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.widgets import DateTimeBox, SearchChoiceField
from cases.refusals import RecordForm
from liberty.models import VoiceEntry


class VoiceForm(RecordForm):
    class Meta:
        model = VoiceEntry
        fields = (
            "kind",
            "text",
            "language",
            "channel",
            "received_at",
            "is_anonymous",
            "about",
            "about_person",
            "about_words",
            "about_organisation",
        )
        widgets = {
            "kind": forms.RadioSelect,
            "about": forms.RadioSelect,
            "received_at": DateTimeBox,
            "text": forms.Textarea({"rows": 5}),
        }
        help_texts = {
            "is_anonymous": _("Then nothing here says which child it was, also not to who answers."),
            "about": _("The person or the place spoken of never sees it: another one answers."),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {name: self.fields[name].label for name in ("about_person", "about_organisation")}
        self.fields["about_person"] = SearchChoiceField(
            User.objects.visible_to(user), search_fields=("full_name",), label=labels["about_person"], required=False
        )
        self.fields["about_organisation"] = SearchChoiceField(
            Organisation.objects.visible_to(user), label=labels["about_organisation"], required=False
        )


class AnswerForm(forms.Form):
    either = ("answer",)
    answer = forms.CharField(label=_("Answer, in words that the child understands"), widget=forms.Textarea({"rows": 6}), required=False)


class TellForm(forms.Form):
    either = ("told_how",)
    told_at = forms.DateTimeField(label=_("When the child was told"), widget=DateTimeBox)
    told_how = forms.CharField(
        label=_("How: by whom, in which language"),
        help_text=_("Where nobody was named: where the answer was put up or read out."),
        max_length=300,
        required=False,
    )

"""Tasks that people give each other: added, given to somebody else, done."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateTimeBox
from cases.forms.documents import DraftForm, text
from cases.models import Task
from cases.refusals import RecordForm

FOR_WHOM = {"required": False, "empty_label": _("The person responsible")}


class TaskForm(RecordForm):
    text = forms.CharField(label=_("What is to be done"), help_text=_("Short, so that it reads well in a list. No names."), max_length=300)
    assignee = forms.ModelChoiceField(None, label=_("For whom"), **FOR_WHOM)

    class Meta:
        model = Task
        fields = ("text", "due_at", "assignee", "is_urgent")
        widgets = {"due_at": DateTimeBox}

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people


class ReassignForm(DraftForm):
    is_draft = False
    assignee = forms.ModelChoiceField(None, label=_("For whom"), **FOR_WHOM)

    class Meta:
        model = Task
        fields = ("assignee",)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = self.people = people

    def anew(self, data, instance):
        return type(self)(data, instance=instance, people=self.people)


class CompleteForm(DraftForm):
    is_draft = False
    note = forms.CharField(label=_("What was done"), widget=text(4), max_length=4000)

    class Meta:
        model = Task
        fields = ("note",)


class KindForm(forms.Form):
    """Narrow the list of tasks to one kind, by the address."""

    is_draft = True
    kind = forms.ChoiceField(label=_("What it is about"), required=False)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Anything")), *kinds]

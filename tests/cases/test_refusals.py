from django import forms
from django.core.exceptions import ValidationError

from cases.companions import Blocked, Blocker
from cases.refusals import add_refusal, is_done


class Sample(forms.Form):
    at = forms.CharField(required=False)


def bound():
    form = Sample({"at": "typed"})
    assert form.is_valid()
    return form


def test_refusal_stands_beside_its_field_and_a_strange_field_on_top():
    form = bound()
    add_refusal(form, ValidationError({"at": "too late", "elsewhere": "not here"}))
    assert form.errors == {"at": ["too late"], "__all__": ["not here"]}


def test_blocked_shows_the_link_that_mends_and_escapes_the_sentence():
    form = bound()
    add_refusal(form, Blocked([Blocker("x", "Not <done>.", "home"), Blocker("y", "Nothing & none.")]))
    page = str(form.non_field_errors())
    assert '<a href="/">Not &lt;done&gt;.</a>' in page
    assert "Nothing &amp; none." in page


def test_is_done_tells_whether_the_verb_took_effect():
    def refuse(**arguments):
        raise ValidationError("no")

    assert is_done(bound(), dict, a=1)
    form = bound()
    assert not is_done(form, refuse)
    assert form.non_field_errors() == ["no"]

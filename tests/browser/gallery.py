"""A page that shows every component and every kind of field at once, for the browser tests alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path
from django.utils import timezone
from django_cotton.compiler_regex import CottonCompiler

from accounts.models import Organisation
from accounts.widgets import DateBox, DateTimeBox, DayMonthYear, SearchChoiceField
from idc_atd import urls

RISKS = [("low", "Bajo"), ("high", "Alto")]


class Everything(forms.Form):
    name = forms.CharField(label="Nombre", help_text="Como la persona lo dice.")
    note = forms.CharField(label="Nota", widget=forms.Textarea(attrs={"rows": 4}), max_length=200)
    risk = forms.ChoiceField(label="Riesgo", widget=forms.RadioSelect, choices=RISKS, help_text="Según la evaluación.")
    needs = forms.MultipleChoiceField(label="Necesidades", widget=forms.CheckboxSelectMultiple, choices=RISKS, required=False)
    place = forms.ChoiceField(label="Lugar", choices=RISKS)
    born = forms.DateField(label="Fecha de nacimiento", widget=DayMonthYear, help_text="Por ejemplo, 27 3 2011")
    seen = forms.DateField(label="Visita", widget=DateBox)
    held_at = forms.DateTimeField(label="Inicio", widget=DateTimeBox)
    count = forms.IntegerField(label="Lugares")
    email = forms.EmailField(label="Correo", required=False)
    paper = forms.FileField(label="Archivo")
    agreed = forms.BooleanField(label="Lo leyó y está de acuerdo")
    unit = SearchChoiceField(Organisation.objects.none(), label="Institución")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Organisation.objects.all()


@login_not_required
def gallery(request):
    form = Everything(request.POST, request.FILES) if request.method == "POST" else Everything()
    source = CottonCompiler().process(Path(__file__).with_name("gallery.html").read_text())
    now = timezone.now()
    context = {"title": "Galería", "form": form, "now": now, "since": now - timedelta(hours=4, minutes=15)}
    return HttpResponse(engines["django"].from_string(source).render(context, request), status=422 if form.errors else 200)


@login_not_required
def one_thing(request):
    form = Everything(request.POST, request.FILES) if request.method == "POST" else Everything()
    context = {
        "form": form,
        "title": "Nota de contacto",
        "lead": "Lo que se habló y lo que se acordó.",
        "back": "/",
        "caption": "SON-2026-0042",
    }
    return render(request, "forms/page.html", context, status=422 if form.errors else 200)


@login_not_required
def conflict(request):
    class Note(forms.Form):
        note = forms.CharField(label="Nota", widget=forms.Textarea, initial="Habló con su tía. Quiere reunirse con ella.")

    rows = [
        ("Nota", "Habló con su tía. Quiere reunirse con ella.", "Habló con su tía y con su madre."),
        ("Lengua", "Español", "Español"),
    ]
    at = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    context = {"title": "Nota de contacto", "rows": rows, "form": Note(), "theirs_url": "/", "who": "Luz Ibarra", "at": at}
    return render(request, "conflict.html", context, status=409)


handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
urlpatterns = [path("gallery", gallery), path("one-thing", one_thing), path("conflict", conflict), *urls.urlpatterns]

"""The pages of a notification, one form a page, and the decision on it."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import PROTECTION_AUTHORITIES, OrgType
from accounts.widgets import DateBox, DateTimeBox, DayMonthYear, SearchChoiceField
from cases import services
from cases.choices import Accompaniment, BirthPrecision, Language, LocatedPlace, ReasonForMigration, SchoolingLevel, Sex, TriageResult
from cases.countries import country_choices
from cases.rules import OLDEST_ACCEPTED

PARTS = ("", "_day", "_month", "_year", "_q")  # the boxes that one field may have


class AuthorityField(SearchChoiceField):
    """A child protection authority; a name that was searched for is never passed over for the one proposed."""

    def clean(self, value):
        chosen = super().clean(value)
        if chosen and value["q"] and chosen not in self.matches(value["q"]):
            raise ValidationError(_("Choose one of those found, or empty the search."))
        return chosen


def authorities(user):
    """The child protection authorities that `user` may address."""
    return Organisation.objects.visible_to(user).filter(org_type__in=PROTECTION_AUTHORITIES)


def own_authority(user) -> Organisation | None:
    """The authority that a notifier addresses unless told otherwise: their own, or that of their state."""
    home = user.organisation
    if home.org_type in PROTECTION_AUTHORITIES:
        return home
    of_the_state = Organisation.objects.visible_to(user).filter(
        org_type=OrgType.PROTECTION_AUTHORITY_STATE, country=home.country, state=home.state
    )
    return of_the_state.order_by("path").first()


class BirthDateField(forms.Field):
    """As much of a date of birth as is known: cleaned to the date and its precision, None where nothing is."""

    widget = DayMonthYear

    def clean(self, value):
        if not value:
            return None
        year, month, day = (*value.split("-", 2), "", "")[:3]
        if not year or (day and not month):
            raise ValidationError(_("Write the year; the month and the day only where they are known."))
        if len(year) != 4:
            raise ValidationError(_("Write the year with its four digits."))
        try:
            born = date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            raise ValidationError(_("There is no such date.")) from None
        return born, BirthPrecision.EXACT if day else BirthPrecision.YEAR_MONTH if month else BirthPrecision.YEAR


def in_words(field: forms.Field, value) -> str:
    """Return an answer as a reader reads it back."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, tuple):
        day, precision = value
        return {BirthPrecision.YEAR: str(day.year), BirthPrecision.YEAR_MONTH: date_format(day, "YEAR_MONTH_FORMAT")}.get(
            precision
        ) or date_format(day)
    if value in (None, ""):
        return ""
    if isinstance(value, list):
        return ", ".join(str(dict(field.choices).get(one, one)) for one in value)
    return str(dict(field.choices).get(value, value)) if type(field) is forms.ChoiceField else str(value)


class Page(forms.Form):
    """One page of a notification; its answers are kept as they were typed."""

    key = ""
    title = ""
    lead = ""
    family: tuple[str, ...] = ()  # the fields that siblings share

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def typed(self, names=None) -> dict[str, list[str]]:
        """Return what was typed into the named fields (all of them by default), by the name of the box."""
        boxes = [f"{name}{part}" for name in (names if names is not None else self.fields) for part in PARTS]
        return {box: [text.replace("\0", "") for text in self.data.getlist(box)] for box in boxes if box in self.data}

    @classmethod
    def from_answers(cls, answers: dict[str, list[str]] | None, user):
        """Return the page with the answers kept, or an empty one."""
        if not answers:
            return cls(user=user)
        data = QueryDict(mutable=True)
        for box, texts in answers.items():
            data.setlist(box, texts)
        return cls(data, user=user)

    def answers(self) -> list[tuple[str, str]]:
        """Return what was answered, as (label, words); "" where nothing was."""
        return [(field.label, in_words(field.field, self.cleaned_data.get(name))) for name, field in zip(self.fields, self, strict=True)]

    def refuse_future(self, name: str) -> None:
        if (at := self.cleaned_data.get(name)) and at > timezone.now():
            self.add_error(name, _("This lies in the future."))


class FoundPage(Page):
    key, title = "found", _("Who notifies, and where the child was found")
    family = ("notifier_name", "located_at", "located_place_type", "located_place", "receiving_unit")

    folio = forms.CharField(label=_("Your folio"), max_length=40, help_text=_("The number this notification has at your own organisation."))
    notifier_name = forms.CharField(label=_("Person who notifies"), max_length=150)
    located_at = forms.DateTimeField(label=_("When the child was found"), widget=DateTimeBox)
    located_place_type = forms.ChoiceField(label=_("Where the child was found"), choices=[("", ""), *LocatedPlace.choices])
    located_place = forms.CharField(label=_("Name of the place"), max_length=200, required=False)
    receiving_unit = AuthorityField(None, label=_("Authority that receives the notification"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["receiving_unit"].queryset = authorities(user)
        self.initial |= {"notifier_name": user.full_name, "receiving_unit": own_authority(user) if not self.is_bound else None}

    def clean(self):
        self.refuse_future("located_at")


class IdentityPage(Page):
    key, title = "identity", _("Who the child is")
    lead = _("As the child says it. What is not known may stay empty: nothing is made up.")
    family = ("surname_1", "surname_2", "nationality")
    is_draft = True  # the lead says that all may stay empty: no field repeats it

    given_names = forms.CharField(label=_("Given names"), max_length=100, required=False)
    surname_1 = forms.CharField(label=_("First surname"), max_length=100, required=False)
    surname_2 = forms.CharField(label=_("Second surname"), max_length=100, required=False)
    known_as = forms.CharField(label=_("Known as"), max_length=100, required=False)
    sex = forms.ChoiceField(label=_("Sex at registration"), choices=Sex.choices, widget=forms.RadioSelect)
    birth_date = BirthDateField(
        label=_("Date of birth"),
        required=False,
        help_text=_("As much as is known: day, month and year; month and year; or the year alone."),
    )
    declared_age = forms.IntegerField(
        label=_("Or the age in years, as the child says it"),
        required=False,
        min_value=0,
        max_value=OLDEST_ACCEPTED,
        error_messages={"max_value": _("Over %(limit_value)s this is no age of a child. Check the figure.")},
    )
    is_age_unknown = forms.BooleanField(label=_("Nothing is known of the age"), required=False)
    nationality = forms.ChoiceField(label=_("Nationality"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nationality"].choices = country_choices()
        self.fields["nationality"].error_messages["invalid_choice"] = _("“%(value)s” is not the code of a country. Choose one of the list.")

    def clean(self):
        known, age = self.cleaned_data.get("birth_date"), self.cleaned_data.get("declared_age")
        if known:
            try:
                services.check_birth_date(known[0], timezone.localdate())
            except ValidationError as refusal:
                self.add_error(None, refusal)
        elif age is None and not self.cleaned_data.get("is_age_unknown") and not {"birth_date", "declared_age"} & set(self.errors):
            self.add_error("birth_date", _("Write what is known of the age, or tick that nothing is known."))

    def birth(self) -> dict:
        """Return the child's facts that the answers about the age give."""
        known, age = self.cleaned_data["birth_date"], self.cleaned_data["declared_age"]
        if known:
            return {"birth_date": known[0], "birth_precision": known[1]}
        if age is not None:
            return {"declared_age": age, "birth_precision": BirthPrecision.DECLARED_AGE}
        return {"birth_precision": BirthPrecision.UNKNOWN}


UNSAID = (ReasonForMigration.PREFERS_NOT_SAY, ReasonForMigration.UNKNOWN)  # these stand alone


class JourneyPage(Page):
    key, title = "journey", _("Journey and family")
    family = ("accompaniment", "entry_date", "main_reason", "other_reasons", "destination", "country_of_birth", "region_of_origin")

    accompaniment = forms.ChoiceField(label=_("The child travels"), choices=Accompaniment.choices, widget=forms.RadioSelect)
    country_of_birth = forms.ChoiceField(label=_("Country of birth"), required=False)
    region_of_origin = forms.CharField(label=_("Department or state of origin"), max_length=80, required=False)
    entry_date = forms.DateField(label=_("Date of entry into the country"), required=False, widget=DateBox)
    main_reason = forms.ChoiceField(label=_("Main reason for the journey"), choices=[("", ""), *ReasonForMigration.choices], required=False)
    other_reasons = forms.MultipleChoiceField(
        label=_("Other reasons"),
        choices=[choice for choice in ReasonForMigration.choices if choice[0] not in UNSAID],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small columns"}),
    )
    destination = forms.CharField(label=_("Intended destination"), max_length=100, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country_of_birth"].choices = country_choices()

    def clean_entry_date(self):
        day = self.cleaned_data["entry_date"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This lies in the future."))
        return day


class NeedsPage(Page):
    key, title = "needs", _("Language and urgent needs")
    family = ("primary_language", "needs_interpreter", "indigenous_people")

    primary_language = forms.ChoiceField(label=_("Language the child speaks best"), choices=Language.choices, initial=Language.ES)
    needs_interpreter = forms.BooleanField(label=_("The child needs an interpreter"), required=False)
    indigenous_people = forms.CharField(label=_("Indigenous people, if the child belongs to one"), max_length=80, required=False)
    schooling_level = forms.ChoiceField(
        label=_("How far the child went to school"), choices=[("", ""), *SchoolingLevel.choices[1:]], required=False
    )
    immediate_needs = forms.CharField(
        label=_("What the child needs now"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Health, food, clothes, protection from somebody: necessary facts only."),
    )
    is_urgent = forms.BooleanField(label=_("Somebody must attend to the child at once"), required=False)


class NowPage(Page):
    key, title = "now", _("Where the child is now")
    lead = _("Hours count from the instant at which the child could no longer leave, whatever the place is called.")
    family = ("is_held", "held_since", "held_where")

    is_held = forms.ChoiceField(
        label=_("Can the child leave the place?"),
        choices=[("no", _("Yes, the child is free to leave")), ("yes", _("No, the child is deprived of liberty"))],
        widget=forms.RadioSelect,
    )
    held_since = forms.DateTimeField(label=_("If not: deprived of liberty since"), required=False, widget=DateTimeBox)
    held_where = forms.CharField(label=_("If not: where the child is held"), max_length=200, required=False)

    def clean(self):
        if self.cleaned_data.get("is_held") == "yes" and "held_since" not in self.errors and not self.cleaned_data.get("held_since"):
            self.add_error("held_since", _("Write since when: the clock of deprivation starts there."))
        self.refuse_future("held_since")


PAGES: dict[str, type[Page]] = {page.key: page for page in (FoundPage, IdentityPage, JourneyPage, NeedsPage, NowPage)}


def facts_of(pages: dict[str, Page]) -> dict[str, dict]:
    """Return what the service that notifies takes, from the five valid pages."""
    found, who, journey, needs, now = (pages[key].cleaned_data for key in PAGES)
    is_held = now["is_held"] == "yes"
    return {
        "identity": {name: who[name] for name in ("given_names", "surname_1", "surname_2", "known_as")},
        "child": {
            "sex": who["sex"],
            "nationality": who["nationality"],
            "country_of_birth": journey["country_of_birth"],
            "region_of_origin": journey["region_of_origin"],
            "schooling_level": needs["schooling_level"] or SchoolingLevel.UNKNOWN,
            **{name: needs[name] for name in ("primary_language", "needs_interpreter", "indigenous_people")},
            **pages["identity"].birth(),
        },
        "notification": {
            **{name: found[name] for name in FoundPage.base_fields},
            **{name: journey[name] for name in ("accompaniment", "entry_date", "main_reason", "other_reasons", "destination")},
            **{name: needs[name] for name in ("immediate_needs", "is_urgent")},
            "held_since": now["held_since"] if is_held else None,
            "held_where": now["held_where"] if is_held else "",
        },
    }


def family_of(pages: dict[str, Page]) -> dict[str, dict]:
    """Return the answers that a brother or sister shares, page by page, as they were typed."""
    return {key: page.typed(page.family) for key, page in pages.items()}


NEEDS_KNOWN_CHILD = (TriageResult.LINK_EXISTING, TriageResult.DUPLICATE)


class TriageForm(forms.Form):
    """The decision on a notification; a known child is one of those found alike."""

    result = forms.ChoiceField(label=_("What is decided"), choices=TriageResult.choices, widget=forms.RadioSelect)
    known_child = forms.ChoiceField(
        label=_("The child who is already known"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Only to link, or where the same notification came twice."),
    )
    unit = AuthorityField(
        None, label=_("Authority that is to receive it"), required=False, help_text=_("Only to send it to another authority.")
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Always to send it to another authority."),
    )

    def __init__(self, *args, user, matches, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = authorities(user)
        self.matches = {str(match.pk): match for match in matches}
        self.fields["known_child"].choices = [(key, f"{match.code} · {match.identity.initials}") for key, match in self.matches.items()]
        if not matches:
            del self.fields["known_child"]
            self.fields["result"].choices = [choice for choice in TriageResult.choices if choice[0] not in NEEDS_KNOWN_CHILD]

    def decision(self) -> dict:
        """Return the arguments of the service that decides."""
        return {
            "result": self.cleaned_data["result"],
            "known_child": self.matches.get(self.cleaned_data.get("known_child") or ""),
            "unit": self.cleaned_data["unit"],
            "reason": self.cleaned_data["reason"],
        }

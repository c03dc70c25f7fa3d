"""Pages of the administrators: people and organisations. No page here shows anything of a child."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.forms import AccessForm, InviteForm, LettersForm, OrganisationForm, UserForm
from accounts.fresh import fresh_factor, fresh_factor_to
from accounts.invitations import send_invitation
from accounts.models import Organisation, User
from accounts.roles import may, require
from accounts.submissions import once

MOST_ROWS = 100
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def user_list(request):
    """The people of the administrator's organisations, found by a part of name or address."""
    require(request.user, "users.manage")
    words = request.GET.get("q", "").strip()[:100]
    found = list(User.objects.visible_to(request.user).matching(words).select_related("organisation")[: MOST_ROWS + 1])
    context = {"title": _("Users"), "people": found[:MOST_ROWS], "has_more": len(found) > MOST_ROWS, "words": words}
    return render(request, "accounts/user_list.html", context | {"may_organise": may(request.user, "organisations.manage")})


@form_page
@fresh_factor_to("POST")
@once
def user_invite(request):
    """Open an account and send the link to choose a password."""
    require(request.user, "users.manage")
    form = InviteForm(request.POST or None, admin=request.user)
    if form.is_valid() and (user := _done(form, services.invite_user, request, **form.cleaned_data)):
        send_invitation(request, user)
        messages.success(request, _("The account is open. A link to choose a password is on its way to %(email)s.") % {"email": user.email})
        return redirect("accounts:user_list")
    return _form(request, form, title=_("Invite a person"), submit=_("Send the invitation"), back=reverse("accounts:user_list"))


@form_page
@fresh_factor_to("POST")
@once
def user_edit(request, pk):
    """Change a person's name, role, language or training."""
    require(request.user, "users.manage")
    user = _managed(request, pk)
    form = UserForm(request.POST or None, instance=user, admin=request.user)
    if form.is_valid() and _done(form, services.change_user, request, user=user, **form.cleaned_data):
        messages.success(request, _("The changes are saved."))
        return redirect("accounts:user_list")
    person = _managed(request, pk)  # as it stands, not as the form has it
    context = {"title": person.full_name, "caption": person.email, "person": person, "is_self": person == request.user}
    return _form(request, form, "accounts/user_edit.html", submit=_("Save"), back=reverse("accounts:user_list"), **context)


@require_POST
@fresh_factor
@once
def user_access(request, pk):
    """Close a person's account, or open it again."""
    require(request.user, "users.manage")
    user, form = _managed(request, pk), AccessForm(request.POST)
    verb = services.reactivate_user if form.is_valid() and form.cleaned_data["is_active"] else services.deactivate_user
    if form.is_valid() and _done(form, verb, request, user=user):
        is_open = verb is services.reactivate_user
        messages.success(request, _("This person may sign in again.") if is_open else _("The account is closed, and every session ended."))
        return redirect("accounts:user_edit", pk=pk)
    return _form(request, form, title=user.full_name, back=reverse("accounts:user_edit", args=[pk]))


@require_POST
@fresh_factor
@once
def user_factors(request, pk):
    """Take away the factors of a person who lost all of them."""
    require(request.user, "users.manage")
    user, form = _managed(request, pk), forms.Form(request.POST)
    if form.is_valid() and _done(form, services.reset_factors, request, user=user):
        messages.success(request, _("At the next sign-in this person sets up a second factor anew."))
        return redirect("accounts:user_edit", pk=pk)
    return _form(request, form, title=user.full_name, back=reverse("accounts:user_edit", args=[pk]))


@require_POST
@fresh_factor
@once
def user_sessions(request, pk):
    """End every session of a person: a lost telephone, a stolen laptop."""
    require(request.user, "users.manage")
    user = _managed(request, pk)
    services.end_sessions_of(user=user, by=request.user, now=timezone.now())
    messages.success(request, _("Every session of this person has ended."))
    return redirect("accounts:user_edit", pk=pk) if user != request.user else redirect("account_login")


@form_page
@once
def letters(request):
    """Whether the letter of the morning comes."""
    form = LettersForm(request.POST or None, instance=request.user)
    if form.is_valid() and _done(form, services.choose_letters, request, **form.cleaned_data):
        messages.success(request, _("The changes are saved."))
        return redirect("home")
    return _form(request, form, title=_("Letters"), submit=_("Save"), back=reverse("home"))


@require_safe
def organisation_list(request):
    """The tree of organisations, found by a part of the name."""
    require(request.user, "organisations.manage")
    words = request.GET.get("q", "").strip()[:100]
    found = list(Organisation.objects.visible_to(request.user).named(words).select_related("parent")[: MOST_ROWS + 1])
    context = {"title": _("Organisations"), "organisations": found[:MOST_ROWS], "has_more": len(found) > MOST_ROWS, "words": words}
    return render(request, "accounts/organisation_list.html", context)


@form_page
@fresh_factor_to("POST")
@once
def organisation_add(request):
    """Add an organisation to the tree."""
    require(request.user, "organisations.manage")
    form = OrganisationForm(request.POST or None, admin=request.user)
    if form.is_valid() and (organisation := _done(form, services.add_organisation, request, **form.cleaned_data)):
        messages.success(request, _("%(name)s is part of the tree.") % {"name": organisation.name})
        return redirect("accounts:organisation_list")
    return _form(request, form, title=_("Add an organisation"), submit=_("Add"), back=reverse("accounts:organisation_list"))


def _managed(request, pk) -> User:
    return get_object_or_404(User.objects.visible_to(request.user).select_related("organisation"), pk=pk)


def _done(form, verb, request, **arguments):
    """Return what the service answers, or None if it refused, and then the form says why."""
    try:
        return verb(by=request.user, now=timezone.now(), **arguments)
    except ValidationError as refusal:
        fields = getattr(refusal, "error_dict", {None: refusal})
        for name, error in fields.items():
            form.add_error(name if name in form.fields else None, error)
        return None


def _form(request, form, template="forms/page.html", **context):
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)

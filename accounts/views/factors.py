"""The pages of second factors: set one up, see them, prove one again. No page here shows anything of a child."""

import json

import qrcode
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.forms import AddAppForm, AddKeyForm, CodeForm, ConfirmKeyForm
from accounts.fresh import ask, fresh_factor
from accounts.second_factor_rules import APP, KEY, PAPER, Standing, as_printed, is_demo_address
from accounts.sessions import ENDED, has_fresh_factor, needs_key, prove, resume, standing_of
from sealing import BadSeal, seal, unseal

form_page = require_http_methods(["GET", "HEAD", "POST"])
SECRET = "app_secret"  # noqa: S105 - where the session keeps it, sealed


class FirstStep(LoginView):
    """The first step of signing in: address and password."""

    @method_decorator(login_not_required)
    def dispatch(self, request, *args, **kwargs):
        if "again" in request.GET:  # somebody gave up the second step
            clear_login(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"ended": self.request.session.get(ENDED, "")}


class SecondStep(AuthenticateView):
    """The second step of signing in: a code or a key."""

    template_name = "accounts/sign_in_code.html"

    def get_context_data(self, **kwargs):
        given = super().get_context_data(**kwargs)
        user = self.stage.login.user
        has_key = KEY in services.kinds_of(user)
        return given | {
            "title": _("Second step"),
            "key_form": given["webauthn_form"] if has_key else None,
            "options": json.dumps(given["js_data"]["request_options"]) if has_key else "",
            "only_key": has_key and needs_key(user),
            "demo_code": settings.DEMO_CODE if is_demo_address(user.email) else "",
        }


@require_safe
def factor_list(request):
    """How one signs in: app, keys, how many printed codes are left."""
    factors = services.factors_of(request.user)
    context = {
        "title": _("How you sign in"),
        "app": next((one for one in factors if one.type == APP), None),
        "keys": [one for one in factors if one.type == KEY],
        "codes": next((one for one in factors if one.type == PAPER), None),
        "needs_key": needs_key(request.user),
    }
    return render(request, "accounts/factor_list.html", context)


def changes_factors(view):
    """Ask for a fresh factor, except of whoever has none yet."""

    def guarded(request):
        if has_fresh_factor(request) or not services.kinds_of(request.user):
            return view(request)
        return ask(request)

    return guarded


@form_page
@changes_factors
def app_add(request):
    """Set up the app on one's telephone, in place of an earlier one."""
    secret = _secret(request)
    form = AddAppForm(request.POST or None)
    if form.is_valid():
        try:
            services.add_app(
                secret=secret, code=form.cleaned_data["code"], by=request.user, now=timezone.now(), keep=request.session.session_key
            )
        except ValidationError as refusal:
            form.add_error("code", refusal.message_dict["code"])
        else:
            del request.session[SECRET]
            return _after_adding(request, APP)
    adapter = get_adapter()
    context = {
        "title": _("Set up the app"),
        "form": form,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "qr": _squares(adapter.build_totp_url(request.user, secret)),
        "is_first": standing_of(request) == Standing.ENROL_APP,
    }
    return render(request, "accounts/app_add.html", context, status=422 if form.errors else 200)


@form_page
@changes_factors
def key_add(request):
    """Set up a security key, or the fingerprint or face of this device."""
    form = AddKeyForm(request.POST or None, user=request.user)
    if form.is_valid():
        facts = {"name": form.cleaned_data["name"], "credential": form.cleaned_data["credential"]}
        try:
            services.add_key(**facts, **_here(request))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return _after_adding(request, KEY)
    context = {
        "title": _("Set up a security key"),
        "form": form,
        "options": json.dumps(webauthn.begin_registration(request.user, False)),
        "is_first": standing_of(request) == Standing.ENROL_KEY,
    }
    return render(request, "accounts/key_add.html", context, status=422 if form.errors else 200)


@require_POST
@fresh_factor
def key_remove(request, pk):
    """Take away a key that is lost or no longer used."""
    try:
        services.remove_key(key=pk, **_here(request))
    except ObjectDoesNotExist:
        raise Http404
    except ValidationError as refusal:
        messages.error(request, refusal.message)
    else:
        request.session.cycle_key()
        messages.success(request, _("The key is removed: nobody signs in with it any more."))
    return redirect("mfa_index")


@form_page
@fresh_factor
def codes(request):
    """Make ten printed codes, and show them this once."""
    if request.method == "POST":
        try:
            made = services.make_codes(**_here(request))
        except ValidationError as refusal:
            messages.error(request, refusal.message)
            return redirect("mfa_index")
        return _show_codes(request, made)
    context = {"title": _("New printed codes"), "has_codes": PAPER in services.kinds_of(request.user), "back": reverse("mfa_index")}
    return render(request, "accounts/codes_make.html", context)


@form_page
def confirm(request):
    """Prove a factor again; then what was asked for goes on."""
    kinds = services.kinds_of(request.user)
    stand = standing_of(request)
    if stand in (Standing.ENROL_APP, Standing.ENROL_KEY):
        return redirect("mfa_activate_totp" if stand == Standing.ENROL_APP else "mfa_add_webauthn")
    is_key = "credential" in request.POST
    code_form = CodeForm(request.POST if request.POST and not is_key else None, user=request.user)
    key_form = ConfirmKeyForm(request.POST if is_key else None, user=request.user) if KEY in kinds else None
    posted = key_form if is_key else code_form
    if posted and posted.is_bound and posted.is_valid():
        prove(request, posted.kind)
        target = _target(request)
        return resume(request, target) or redirect(target)
    context = {
        "title": _("Is it you?"),
        "form": code_form,
        "key_form": key_form,
        "options": json.dumps(webauthn.begin_authentication(request.user)) if key_form else "",
        "next": _target(request),
        "only_key": needs_key(request.user) and KEY in kinds,
    }
    return render(request, "accounts/confirm.html", context, status=422 if posted and posted.errors else 200)


def _here(request) -> dict:
    """Who changes their factors, when, and in which session: that one goes on."""
    return {"by": request.user, "now": timezone.now(), "keep": request.session.session_key}


def _target(request) -> str:
    """Return where to go on: a page of ours, home if none is named."""
    named = request.POST.get("next") or request.GET.get("next") or ""
    return named if url_has_allowed_host_and_scheme(named, allowed_hosts=None) else reverse("home")


def _secret(request) -> str:
    """Return the seed that is being set up in this session; a new one the first time."""
    place = f"session.app_secret:{request.user.pk}"
    try:
        return unseal(request.session.get(SECRET, ""), place).decode()
    except BadSeal:
        secret = services.new_secret()
        request.session[SECRET] = seal(secret.encode(), place)
        return secret


def _after_adding(request, kind):
    """The new factor was proved just now; with the first one come the printed codes."""
    has_codes = PAPER in services.kinds_of(request.user)
    prove(request, kind)
    if not has_codes:
        return _show_codes(request, services.make_codes(**_here(request)))
    messages.success(request, _("It is set up. From now on you sign in with it."))
    return redirect("mfa_index")


def _show_codes(request, made):
    return render(
        request, "accounts/codes.html", {"title": _("Print or write down these codes"), "codes": [as_printed(one) for one in made]}
    )


def _squares(text: str) -> dict:
    """Return the QR code of `text` as the path of an SVG and its width."""
    code = qrcode.QRCode(border=3)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"path": path, "width": len(rows)}

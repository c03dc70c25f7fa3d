"""Second factors: an app's codes, security keys, printed codes. Their secrets are kept sealed, and each code works once.

A change ends the person's sessions, but the one it was made in (`keep`: its key).
"""

import hmac
import json
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.letters import tell
from accounts.models import User
from accounts.second_factor_rules import (
    APP,
    DEMO,
    KEY,
    PAPER,
    PERIOD,
    app_code,
    as_typed,
    is_demo_address,
    matching_step,
    new_paper_codes,
    new_secret,
)
from accounts.services.people import managed_user
from accounts.services.sessions import drop_sessions
from audit.services import record
from audit.wall import verb
from sealing import seal, unseal

Kind = Authenticator.Type
MOST_KEYS = 10

__all__ = ["Kind", "new_secret"]


def factors_of(user: User) -> list[Authenticator]:
    """Return the factors of `user`, the oldest first."""
    return list(Authenticator.objects.filter(user=user).order_by("pk"))


def kinds_of(user: User) -> set[str]:
    """Return which kinds of factor `user` has."""
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


@verb
def add_app(*, secret: str, code: str, by: User, now: datetime, keep: str = "") -> Authenticator:
    """The app that shows `code` is a factor of `by`, in place of an earlier one."""
    step = matching_step(secret, code, now.timestamp())
    if step is None:
        raise ValidationError({"code": _("That is not the code the app shows now. Wait for the next one and type it.")})
    _lock(by)
    Authenticator.objects.filter(user=by, type=APP).delete()
    sealed = seal(secret.encode(), _place(APP, by))
    added = Authenticator.objects.create(user=by, type=APP, data={"secret": sealed, "step": step}, created_at=now)
    _changed(by, "account.factor_add", {"kind": APP}, now, keep=keep)
    return added


@verb
def add_key(*, name: str, credential: dict, by: User, now: datetime, keep: str = "") -> Authenticator:
    """The security key whose `credential` was verified is a factor of `by`."""
    _lock(by)
    if Authenticator.objects.filter(user=by, type=KEY).count() >= MOST_KEYS:
        raise ValidationError(_("That are enough keys: remove one that you no longer use."))
    data = {"name": name[:60], "credential": credential}
    added = Authenticator.objects.create(user=by, type=KEY, data=data, created_at=now)
    _changed(by, "account.factor_add", {"kind": KEY}, now, keep=keep)
    return added


@verb
def remove_key(*, key: int, by: User, now: datetime, keep: str = "") -> None:
    """The key is no factor of `by` any more; the last factor is never removed, for the password alone would then be enough."""
    _lock(by)
    found = Authenticator.objects.filter(user=by, type=KEY, pk=key).first()
    if found is None:
        raise Authenticator.DoesNotExist
    if not Authenticator.objects.filter(user=by, type__in=(APP, KEY)).exclude(pk=key).exists():
        raise ValidationError(_("This is your only key or app. Add another one first, then remove this one."))
    found.delete()
    _changed(by, "account.factor_remove", {"kind": KEY}, now, keep=keep)


@verb
def make_codes(*, by: User, now: datetime, keep: str = "") -> list[str]:
    """Return ten new codes to print; those made before no longer work. They are shown this once."""
    _lock(by)
    if not Authenticator.objects.filter(user=by, type__in=(APP, KEY)).exists():
        raise ValidationError(_("Set up an app or a key first."))
    codes = new_paper_codes()
    Authenticator.objects.filter(user=by, type=PAPER).delete()
    Authenticator.objects.create(user=by, type=PAPER, data=_sealed_codes(codes, by), created_at=now)
    _changed(by, "account.codes_make", {}, now, keep=keep)
    return codes


@verb
def check_code(*, user: User, code: str, now: datetime) -> str | None:
    """Return by which kind of factor `code` proves to be of `user`, and use it up; None if it is wrong or was used already.

    The row of the factor is locked: of two processes that are shown the same code one is told no.
    """
    if settings.DEMO and is_demo_address(user.email) and hmac.compare_digest(as_typed(code).encode(), settings.DEMO_CODE.encode()):
        return DEMO
    for factor in Authenticator.objects.select_for_update().filter(user=user, type__in=(APP, PAPER)):
        is_right = _is_app_code(factor, code, now) if factor.type == APP else _is_paper_code(factor, code)
        if is_right:
            factor.last_used_at = now
            factor.save(update_fields=["data", "last_used_at"])
            if factor.type == PAPER:
                left = factor.data["left"]
                record(actor=user, action="account.code_use", target=user, detail={"left": left}, now=now)
                tell(user, "code_used", left=left)
            return str(factor.type)
    return None


@verb
def reset_factors(*, user: User, by: User, now: datetime) -> User:
    """The person has no factor any more and sets one up at the next sign-in: for who lost telephone, key and printed codes."""
    user = managed_user(user, by)
    if user.pk == by.pk:
        raise ValidationError(_("Nobody takes away one's own factors: ask another administrator."))
    Authenticator.objects.filter(user=user).delete()
    _changed(user, "user.factors_reset", {}, now, actor=by)
    return user


def code_of_the_app(factor: Authenticator, now: datetime) -> str:
    """Return what the app behind `factor` shows at `now`: for the demonstration and the tests, who have no telephone."""
    return app_code(_secret(factor), int(now.timestamp()) // PERIOD)


def _is_app_code(factor: Authenticator, code: str, now: datetime) -> bool:
    step = matching_step(_secret(factor), code, now.timestamp())
    if step is None or step <= factor.data.get("step", 0):
        return False
    factor.data["step"] = step
    return True


def _is_paper_code(factor: Authenticator, code: str) -> bool:
    codes, typed = json.loads(unseal(factor.data["codes"], _place(PAPER, factor))), as_typed(code)
    left = [one for one in codes if not hmac.compare_digest(one.encode(), typed.encode())]
    if len(left) == len(codes):
        return False
    factor.data = _sealed_codes(left, factor)
    return True


def _sealed_codes(codes: list[str], owner) -> dict:
    return {"codes": seal(json.dumps(codes).encode(), _place(PAPER, owner)), "left": len(codes)}


def _secret(factor: Authenticator) -> str:
    return unseal(factor.data["secret"], _place(APP, factor)).decode()


def _place(kind: str, owner: User | Authenticator) -> str:
    """Return the place a secret is sealed for: one person's factor of one kind."""
    return f"mfa_authenticator.{kind}:{owner.pk if isinstance(owner, User) else owner.user_id}"


def _lock(user: User) -> None:
    User.objects.select_for_update().get(pk=user.pk)


def _changed(user: User, action: str, detail: dict, now: datetime, *, actor: User | None = None, keep: str = "") -> None:
    """Put a change of factors on record, tell the person by letter, and end their sessions but the one with the key `keep`."""
    drop_sessions(user, keep)
    record(actor=actor or user, action=action, target=user, detail=detail, now=now)
    tell(user, "factors_changed")

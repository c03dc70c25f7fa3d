"""Accounts are opened, changed and closed by whoever administers them."""

from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from rest_framework.authtoken.models import Token

from accounts.letters import tell
from accounts.models import LEVELS_BELOW, Organisation, User
from accounts.roles import Role, is_role_allowed, may, require
from accounts.services.sessions import end_access
from audit.services import record
from audit.wall import verb


@verb
def choose_language(*, by: User, language: str) -> User:
    """The pages answer `by` in `language` from now on; a language we do not speak changes nothing."""
    if language == by.language or language not in dict(settings.LANGUAGES):
        return by
    by.language = language
    by.save(update_fields=["language"])
    record(actor=by, action="account.language", target=by, detail={"language": language})
    return by


@verb
def choose_letters(*, wants_digest: bool, by: User, now: datetime) -> User:
    """Whether `by` gets the letter of the morning."""
    if wants_digest != by.wants_digest:
        by.wants_digest = wants_digest
        by.save(update_fields=["wants_digest"])
        record(actor=by, action="account.letters", target=by, detail={"wants_digest": wants_digest}, now=now)
    return by


def ask_reset(*, email: str) -> None:
    """Whoever has this address gets the link to choose a new password. It takes as long for who has no account: a letter to nobody."""
    found = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    tell(found or User(), "reset")


@verb
def set_password(*, user: User, password: str, now: datetime) -> None:
    """The user has this password, and every session that was open has ended."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_access(user)
    record(actor=user, action="account.password_change", target=user, now=now)
    tell(user, "password_changed")


def claim_digest(*, user: User, day: date) -> bool:
    """Tell whether the letter of that day is still to be sent to `user`, and take it: in a transaction nobody else can."""
    claimed = User.objects.filter(pk=user.pk, is_active=True, wants_digest=True).exclude(digest_on__gte=day)
    return bool(claimed.update(digest_on=day))


@verb
def invite_user(*, email: str, full_name: str, organisation: Organisation, role: str, by: User, now: datetime, **fields) -> User:
    """Return the new user, who cannot sign in before choosing a password by the link that the caller sends."""
    require(by, "users.manage")
    organisation = Organisation.objects.managed_by(by).select_for_update().get(pk=organisation.pk)
    _refuse_role(role, organisation, by)
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": _("There is an account with this address already.")})
    user = User.objects.create_user(email, full_name=full_name, organisation=organisation, role=role, invited_by=by, **fields)
    record(actor=by, action="user.invite", target=user, detail={"role": role, "organisation": str(organisation.pk)}, now=now)
    return user


@verb
def change_user(*, user: User, full_name: str, role: str, language: str, is_trained: bool, by: User, now: datetime) -> User:
    """The user has this name, role, language and training; with another role, every open session and token has ended."""
    user = managed_user(user, by)
    if role != user.role:
        if user.pk == by.pk:
            raise ValidationError({"role": _("Nobody gives a role to oneself: ask another administrator.")})
        _refuse_role(role, user.organisation, by)
    changed = {
        name: value
        for name, value in {"full_name": full_name, "role": role, "language": language, "is_trained": is_trained}.items()
        if value != getattr(user, name)
    }
    if not changed:
        return user
    for name, value in changed.items():
        setattr(user, name, value)
    user.save(update_fields=list(changed))
    if "role" in changed:
        end_access(user)
    detail = {"fields": sorted(changed)} | ({"role": role} if "role" in changed else {})
    record(actor=by, action="user.change", target=user, detail=detail, now=now)
    return user


@verb
def end_sessions_of(*, user: User, by: User, now: datetime) -> User:
    """Every open session and token of the user has ended; the user may sign in again."""
    user = managed_user(user, by)
    end_access(user)
    record(actor=by, action="user.sessions_end", target=user, now=now)
    return user


@verb
def deactivate_user(*, user: User, by: User, now: datetime) -> User:
    """The user can no longer sign in, and every open session and token has ended."""
    user = managed_user(user, by)
    if user.pk == by.pk:
        raise ValidationError(_("Nobody closes one's own account: ask another administrator."))
    if not user.is_active:
        return user
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_access(user)
    record(actor=by, action="user.deactivate", target=user, now=now)
    return user


@verb
def reactivate_user(*, user: User, by: User, now: datetime) -> User:
    """The user can sign in again, with the password they had."""
    user = managed_user(user, by)
    if user.is_active:
        return user
    _refuse_role(user.role, user.organisation, by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(actor=by, action="user.reactivate", target=user, now=now)
    return user


@verb
def add_organisation(
    *, name: str, org_type: str, level: str, by: User, now: datetime, parent: Organisation | None = None, **fields
) -> Organisation:
    """Return the new organisation, at its place in the tree."""
    require(by, "organisations.manage")
    if parent is not None and level not in LEVELS_BELOW[parent.level]:
        raise ValidationError({"level": _("An organisation stands below the level of the one it is part of.")})
    organisation = Organisation(name=name, org_type=org_type, level=level, parent=parent, **fields)
    organisation.full_clean()
    organisation.save()
    record(actor=by, action="organisation.add", target=organisation, now=now)
    return organisation


@verb
def issue_token(*, user: User, by: User | None) -> str:
    """Return a new token with which a machine acts as `user`; an earlier one stops working. `by` None: the operator."""
    Token.objects.filter(user=user).delete()
    token = Token.objects.create(user=user)
    record(actor=by, action="user.token_issue", target=user)
    return token.key


@verb
def revoke_token(*, user: User, by: User | None) -> None:
    """No machine acts as `user` any more."""
    Token.objects.filter(user=user).delete()
    record(actor=by, action="user.token_revoke", target=user)


def managed_user(user: User, by: User) -> User:
    """Return the user locked, if `by` manages users and this one; otherwise raise PermissionDenied or User.DoesNotExist."""
    require(by, "users.manage")
    managed = User.objects.visible_to(by).select_for_update(of=("self",)).select_related("organisation").get(pk=user.pk)
    if managed.role == Role.SYSTEM_ADMIN and not may(by, "organisations.manage"):
        raise PermissionDenied("users.manage")
    return managed


def _refuse_role(role: str, organisation: Organisation, by: User) -> None:
    """Refuse a role that people of the organisation may not hold, or that `by` may not give."""
    if not is_role_allowed(role, organisation.org_type):
        raise ValidationError({"role": _("People of this kind of organisation cannot hold this role.")})
    if role == Role.SYSTEM_ADMIN and not may(by, "organisations.manage"):
        raise ValidationError({"role": _("Only a system administrator makes system administrators.")})

"""Signed in as a person is who gave password and second factor, where the sign-in itself is not what is tested."""

import hashlib
import secrets
import time
import uuid
from datetime import timedelta

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from accounts import services
from accounts.second_factor_rules import KEY, PERIOD, app_code, new_secret

PASSWORD = "a-long-test-password"  # of tests.factories.UserFactory
OF_WHOM = "account_authentication_methods_user"


def with_second_factor(session, user, kind: str = KEY) -> None:
    """Write into the session that `user` proved a factor just now."""
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": kind, "at": time.time()}]
    session[OF_WHOM] = str(user.pk)
    session.update({"started": time.time(), "seen": time.time(), "number": str(uuid.uuid4()), "device": "Firefox, Linux"})
    session.save()


def signed_in(user) -> Client:
    """Return a client of `user`, who proved a factor just now."""
    client = Client()
    client.force_login(user)
    with_second_factor(client.session, user)
    return client


class Key:
    """A security key made of software: it answers what the browser would hand to a real one."""

    def __init__(self, host: str = "testserver", origin: str = "https://testserver"):
        self.private, self.id = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
        self.host, self.origin = hashlib.sha256(host.encode()).digest(), origin

    def made(self, challenge: str = "") -> dict:
        """Return what the key answers when it is set up."""
        public = AttestedCredentialData.create(Aaguid.NONE, self.id, ES256.from_cryptography_key(self.private.public_key()))
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
        made = AttestationObject.create("none", AuthenticatorData.create(self.host, flags, 0, bytes(public)), {})
        client = self._client("webauthn.create", challenge)
        return self._answer({"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(bytes(made))})

    def used(self, challenge: str) -> dict:
        """Return what the key answers when it is asked for."""
        client = self._client("webauthn.get", challenge)
        data = bytes(AuthenticatorData.create(self.host, AuthenticatorData.FLAG.UP, 1))
        signed = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {"clientDataJSON": client, "authenticatorData": data, "signature": signed}
        return self._answer({name: websafe_encode(value) for name, value in answer.items()})

    def _client(self, kind: str, challenge: str) -> bytes:
        return bytes(CollectedClientData.create(kind, websafe_decode(challenge), self.origin))

    def _answer(self, response: dict) -> dict:
        return {"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key", "response": response}


def security_key(user, name: str = "blue key", key: Key | None = None) -> Authenticator:
    """Return the row of a key that `user` set up."""
    return Authenticator.objects.create(user=user, type=KEY, data={"name": name, "credential": (key or Key()).made()})


def by_password(client, user, password: str = PASSWORD):
    """Post address and password as a person does; return the answer."""
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def enrol_app(user, now=None) -> str:
    """Give `user` an app that was set up long ago; return its secret."""
    now, secret = (now or timezone.now()) - timedelta(hours=1), new_secret()
    services.add_app(secret=secret, code=code_at(secret, now), by=user, now=now)
    return secret


def code_at(secret: str, now=None) -> str:
    """Return what the app shows at `now`."""
    return app_code(secret, int((now or timezone.now()).timestamp()) // PERIOD)


def printed_code(user) -> str:
    """Return a printed code of `user`, who has an app too: it signs in whatever the role, whenever it is."""
    if not services.kinds_of(user):
        enrol_app(user)
    return services.make_codes(by=user, now=timezone.now())[0]

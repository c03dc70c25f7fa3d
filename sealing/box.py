"""AES-256-GCM: what is sealed for one place cannot be opened in another, nor changed unseen.

A sealed text reads `v1.<key id>.<nonce>.<ciphertext>`. Its context (table, column, row) is authenticated and not stored: a
ciphertext moved to another row does not open. The first key of `settings.DATA_KEYS` seals; all of them open.
"""

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sealing.keys import KEY_BYTES, key_from, key_id

VERSION = "v1"
NONCE_BYTES = 12


class BadSeal(Exception):
    """What was to be opened is not what was sealed for this place, or its key is not among ours."""


def seal(plain: bytes, context: str) -> str:
    """Return `plain` sealed for `context` ("accounts.user.totp:<id>") with the current key."""
    keys = _keys()
    if not keys:
        raise ImproperlyConfigured("DATA_KEYS or DATA_KEY_FILE must name the key that seals: nothing is kept in the clear.")
    kid, key = next(iter(keys.items()))
    box = encrypted(key, plain, f"{VERSION}.{kid}.{context}")
    return ".".join([VERSION, kid, _text(box[:NONCE_BYTES]), _text(box[NONCE_BYTES:])])


def unseal(sealed: str, context: str) -> bytes:
    """Return what was sealed for `context`, or raise BadSeal."""
    version, kid, nonce, ciphertext = _parts(sealed)
    if version != VERSION or kid not in (keys := _keys()):
        raise BadSeal("unknown key")
    return decrypted(keys[kid], nonce + ciphertext, f"{VERSION}.{kid}.{context}")


def is_current(sealed: str) -> bool:
    """Tell whether `sealed` was sealed with the current key, so that there is nothing to re-seal."""
    return _parts(sealed)[1] == next(iter(_keys()), None)


def reseal(sealed: str, context: str) -> str:
    """Return the same under the current key; what is under it already is returned as it is."""
    return sealed if is_current(sealed) else seal(unseal(sealed, context), context)


def new_key() -> bytes:
    """Return a random key of its own for one file or one case; keep it sealed."""
    return secrets.token_bytes(KEY_BYTES)


def encrypted(key: bytes, plain: bytes, context: str) -> bytes:
    """Return nonce and ciphertext of `plain` under `key`, bound to `context`: for what is too large to be text."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def decrypted(key: bytes, box: bytes, context: str) -> bytes:
    """Return what `encrypted` was given, or raise BadSeal."""
    try:
        return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError):
        raise BadSeal("not what was sealed here")


def _keys() -> dict[str, bytes]:
    keys = [key_from(text) for text in settings.DATA_KEYS]
    return {key_id(key): key for key in keys}


def _parts(sealed: str) -> tuple[str, str, bytes, bytes]:
    try:
        version, kid, nonce, ciphertext = sealed.split(".")
        return version, kid, _bytes(nonce), _bytes(ciphertext)
    except (ValueError, binascii.Error):
        raise BadSeal("not a sealed text")


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

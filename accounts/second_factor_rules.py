"""What a second factor is worth: when it is asked for, when it is fresh, how codes are made. Pure: the time is an argument."""

import hashlib
import hmac
import secrets
import struct
from base64 import b32decode, b32encode
from enum import StrEnum

PERIOD = 30  # seconds for which an app shows one code
TOLERANCE = 1  # codes before and after that count too: clocks differ
DIGITS = 6
FRESH = 5 * 60  # seconds for which a factor opens what asks for a fresh one
CODES = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # what cannot be mistaken for one another on paper
CODE_LENGTH = 10  # 31^10: nobody guesses one

APP, KEY, PAPER, DEMO = "totp", "webauthn", "recovery_codes", "demo"
DEMO_DOMAIN = "@demo.example"


class Standing(StrEnum):
    """What a session may do."""

    FULL = "full"
    ENROL_APP = "enrol_app"  # password alone, and no factor yet: it may set one up and nothing else
    ENROL_KEY = "enrol_key"
    CONFIRM = "confirm"  # has the factor that is asked for, and did not use it


def standing(*, used: set[str], has: set[str], needs_key: bool) -> Standing:
    """Return what a session may do whose person `used` these factors in it and `has` those.

    A printed code stands for any factor: it is there for the day the key or the telephone is lost, works once, and is told by letter.
    Who needs a key and has none yet may set one up with the password alone, or with the app where one was used before.
    """
    if used & {KEY, PAPER, DEMO} or (APP in used and not needs_key):
        return Standing.FULL
    wanted = KEY if needs_key else APP
    if wanted in has or (has and not used):
        return Standing.CONFIRM
    return Standing.ENROL_KEY if needs_key else Standing.ENROL_APP


def is_fresh(proved_at: list[float], now: float) -> bool:
    """Tell whether one of these proofs of a factor (seconds since 1970) is no older than five minutes."""
    return any(0 <= now - at <= FRESH for at in proved_at)


def new_secret() -> str:
    """Return a new seed of an app: 160 random bits in base 32, as the apps read them."""
    return b32encode(secrets.token_bytes(20)).decode()


def app_code(secret: str, step: int) -> str:
    """Return the code of RFC 6238 that an app with `secret` shows in the `step`-th half minute since 1970."""
    digest = hmac.new(b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def matching_step(secret: str, code: str, now: float) -> int | None:
    """Return the half minute whose code is `code`, near `now`; None where there is none."""
    digits, here, found = "".join(code.split()), int(now) // PERIOD, None
    for step in range(here - TOLERANCE, here + TOLERANCE + 1):
        if hmac.compare_digest(app_code(secret, step).encode(), digits.encode()):
            found = step
    return found


def new_paper_codes() -> list[str]:
    """Return ten codes to print, each good once."""
    return ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]


def as_printed(code: str) -> str:
    """Return a printed code as it is read aloud: two halves."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def as_typed(text: str) -> str:
    """Return what somebody typed without what does not matter: spaces, dashes, capitals."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def is_demo_address(email: str) -> bool:
    """Tell whether `email` belongs to an account of the demonstration."""
    return email.endswith(DEMO_DOMAIN)

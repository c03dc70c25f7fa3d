"""The keys that seal: where they come from and what is refused. Never in the database, the repository or a log."""

import base64
import binascii
import hashlib
import os
import secrets
import stat
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32  # AES-256


def new_key_text() -> str:
    """Return a new random key as it is written in DATA_KEYS or in the file of keys."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def key_from(text: str) -> bytes:
    """Return the key that `text` writes, or raise ImproperlyConfigured without repeating any of it."""
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"A data key is {KEY_BYTES} random bytes in base64.")
    return key


def key_id(key: bytes) -> str:
    """Return the name by which a sealed text tells its key: eight characters that say nothing of it."""
    return hashlib.sha256(b"idc_atd key id:" + key).hexdigest()[:8]


def read_key_file(path: Path) -> list[str]:
    """Return the keys of the file, one a line, the current one first; a file that others can read is refused."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise ImproperlyConfigured(f"DATA_KEY_FILE names {path}, which does not exist.")
    if stat.S_IMODE(mode) & 0o077:
        raise ImproperlyConfigured(f"{path} can be read by others than its owner: chmod 600 it, and change the keys it holds.")
    return [line.strip() for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]


def local_key_file(var: Path) -> Path:
    """Return the file with this machine's own key below `var`, made on first use: for development and demonstration."""
    path = var / "data_keys"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        draft = var / f"data_keys.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(new_key_text() + "\n")
        try:
            os.link(draft, path)  # of two processes that begin at once, one makes the file
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path


def data_keys(*, listed: list[str], file: str, var: Path, may_be_local: bool) -> list[str]:
    """Return the keys as settings keep them: those listed, else those of the file, else this machine's own where that is enough."""
    if listed:
        return listed
    if file:
        return read_key_file(Path(file))
    return read_key_file(local_key_file(var)) if may_be_local else []

"""The key that signs sessions, where nobody has chosen one: random, and kept with the data of this machine."""

import secrets
from pathlib import Path


def local_secret(var: Path) -> str:
    """Return the key kept below `var`, made on first use and readable by its owner alone."""
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()

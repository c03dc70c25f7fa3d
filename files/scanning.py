"""The virus scanner: clamd, where an installation has one (settings.CLAMAV)."""

import io

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

from files.choices import Scan

PATIENCE = 20  # seconds that a scan may take before the file waits for another one


def scanned(content: bytes) -> Scan:
    """Return what the scanner says: clean, infected, or waiting while it cannot be asked; none where there is no scanner."""
    if not settings.CLAMAV:
        return Scan.NONE
    try:
        answers = _scanner().instream(io.BytesIO(content))
    except (ClamdError, OSError, ValueError):
        return Scan.WAITING
    said = {status for status, _found in answers.values()}
    if "FOUND" in said:
        return Scan.INFECTED
    return Scan.CLEAN if said == {"OK"} else Scan.WAITING


def _scanner() -> ClamdNetworkSocket:
    address = settings.CLAMAV
    if address.startswith("unix://"):
        return ClamdUnixSocket(address, timeout=PATIENCE)
    host, _colon, port = address.rpartition(":")
    return ClamdNetworkSocket(host, int(port), timeout=PATIENCE)

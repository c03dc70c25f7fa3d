"""A virus scanner for the tests: speaks as clamd does, knows the EICAR test file alone."""

import socket
import struct
import threading
from contextlib import contextmanager

from tests.files.samples import EICAR


@contextmanager
def scanner(settings):
    """Have files scanned while it lasts."""
    server = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_serve, args=[server], daemon=True).start()
    before, settings.CLAMAV = settings.CLAMAV, f"127.0.0.1:{server.getsockname()[1]}"
    try:
        yield
    finally:
        settings.CLAMAV = before
        server.close()


def _serve(server: socket.socket) -> None:
    while True:
        try:
            client, _address = server.accept()
        except OSError:
            return
        with client, client.makefile("rb") as said:
            assert said.readline() == b"nINSTREAM\n"
            content = b""
            while size := struct.unpack("!L", said.read(4))[0]:
                content += said.read(size)
            client.sendall(b"stream: Eicar-Signature FOUND\n" if EICAR in content else b"stream: OK\n")

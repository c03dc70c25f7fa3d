"""A stream that is ciphertext wherever it lies: pieces of AES-256-GCM in their order, the last one marked, so that a cut is seen.

The file begins with MARK, the id of its key and a salt; the key of the archive is derived from both (HKDF). Each piece is
authenticated with all of that, its number and whether it is the last.
"""

import io
import secrets
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sealing import BadSeal
from sealing.keys import KEY_BYTES, key_from, key_id

MARK = b"idc_atd archive 1\n"
ID_BYTES, SALT_BYTES, PIECE = 8, 16, 1 << 20
LENGTH = struct.Struct(">BI")  # is it the last piece, how many bytes of ciphertext follow


def _cipher(key: bytes, header: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt=header[-SALT_BYTES:], info=b"idc_atd archive").derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")  # never twice: the key is this archive's alone


class Sealing(io.RawIOBase):
    """Writes what it is given, sealed with the first of `keys`; whole only once it was closed without a fault."""

    def __init__(self, out: BinaryIO, keys: list[str]):
        key = key_from(keys[0])
        self.out, self.waiting, self.number = out, bytearray(), 0
        self.header = MARK + key_id(key).encode() + secrets.token_bytes(SALT_BYTES)
        self.cipher = _cipher(key, self.header)
        out.write(self.header)

    def writable(self) -> bool:
        return True

    def write(self, given) -> int:
        self.waiting += given
        while len(self.waiting) > PIECE:
            self._put(bytes(self.waiting[:PIECE]), is_last=False)
            del self.waiting[:PIECE]
        return len(given)

    def finish(self) -> None:
        """Write the last piece, without which nothing of the archive is believed."""
        self._put(bytes(self.waiting), is_last=True)

    def _put(self, plain: bytes, *, is_last: bool) -> None:
        place = self.header + _nonce(self.number) + bytes([is_last])
        box = self.cipher.encrypt(_nonce(self.number), plain, place)
        self.out.write(LENGTH.pack(is_last, len(box)) + box)
        self.number += 1


class Opening(io.RawIOBase):
    """Reads what was sealed with one of `keys`; raises BadSeal at the first piece that is not as it was written."""

    def __init__(self, source: BinaryIO, keys: list[str]):
        known = {key_id(key): key for key in map(key_from, keys)}
        self.source, self.ready, self.number, self.is_over = source, b"", 0, False
        self.header = source.read(len(MARK) + ID_BYTES + SALT_BYTES)
        if not self.header.startswith(MARK):
            raise BadSeal("not an archive of ours")
        name = self.header[len(MARK) : len(MARK) + ID_BYTES].decode(errors="replace")
        if name not in known:
            raise BadSeal(f"its key, {name}, is not among ours")
        self.cipher = _cipher(known[name], self.header)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while not self.ready and not self.is_over:
            self._next()
        count = min(len(buffer), len(self.ready))
        buffer[:count], self.ready = self.ready[:count], self.ready[count:]
        return count

    def _next(self) -> None:
        head = self.source.read(LENGTH.size)
        if len(head) < LENGTH.size:
            raise BadSeal("the archive is cut")
        is_last, length = LENGTH.unpack(head)
        if length > 2 * PIECE:
            raise BadSeal("a piece is not as it was written")
        place = self.header + _nonce(self.number) + bytes([is_last])
        try:
            self.ready = self.cipher.decrypt(_nonce(self.number), self.source.read(length), place)
        except (InvalidTag, ValueError):
            raise BadSeal("a piece is not as it was written")
        self.number += 1
        self.is_over = bool(is_last)
        if self.is_over and self.source.read(1):
            raise BadSeal("something follows the end")

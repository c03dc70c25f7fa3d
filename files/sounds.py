"""Recordings (M4A): the boxes are walked one by one; what is not sound is blanked where it stands, so that nothing else moves."""

from django.utils.translation import gettext as _

from files.refusals import refuse

BRANDS = (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"3gp4", b"3gp5", b"3gp6")
ON_TOP = (b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"styp")
BLANKED = (b"udta", b"meta", b"uuid", b"free", b"skip", b"wide", b"pnot", b"Xtra", b"name")
HOLDING = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"moof", b"traf", b"mvex")
MOST_BOXES, DEEPEST = 10_000, 8


def without_words(content: bytes) -> bytes:
    """Return the recording with every box that says where, when, by whom or with what it was made zeroed.

    Raises Refused for what is no recording of sound alone, or holds bytes outside its boxes.
    """
    out = bytearray(content)
    walk = _Walk(out)
    walk.boxes(0, len(out), 0)
    if walk.on_top[:1] != [b"ftyp"] or bytes(out[8:12]) not in BRANDS or b"moov" not in walk.on_top or b"mdat" not in walk.on_top:
        _refuse_damaged()
    if set(walk.handlers) != {b"soun"}:
        refuse(_("This is not a recording of sound alone. Only sound is taken, as M4A."), "not sound")
    return bytes(out)


def _refuse_damaged():
    refuse(_("This recording is damaged or incomplete: it cannot be read."), "damaged")


class _Walk:
    """One walk over the boxes: which stand on top, and what the tracks hold."""

    def __init__(self, out: bytearray):
        self.out, self.on_top, self.handlers, self.seen = out, [], [], 0

    def boxes(self, at: int, end: int, depth: int) -> None:
        while at < end:
            self.seen += 1
            if self.seen > MOST_BOXES or depth > DEEPEST:
                _refuse_damaged()
            head, size, kind = self._head(at, end)
            if depth == 0:
                self.on_top.append(kind)
            if kind in BLANKED:
                self.out[at + 4 : at + 8] = b"free"
                self.out[at + head : at + size] = bytes(size - head)
            elif depth == 0 and kind not in ON_TOP:
                _refuse_damaged()
            elif kind in HOLDING:
                self.boxes(at + head, at + size, depth + 1)
            elif kind == b"hdlr":
                self._handler(at + head, at + size)
            at += size

    def _head(self, at: int, end: int) -> tuple[int, int, bytes]:
        """Return the length of a box's head, of the whole box, and what it is."""
        if end - at < 8:
            _refuse_damaged()
        size, kind, head = int.from_bytes(self.out[at : at + 4], "big"), bytes(self.out[at + 4 : at + 8]), 8
        if size == 1:
            size, head = int.from_bytes(self.out[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            _refuse_damaged()
        return head, size, kind

    def _handler(self, start: int, end: int) -> None:
        """Keep what the track holds; blank the name that a programme gave it."""
        if end - start < 24:
            _refuse_damaged()
        self.handlers.append(bytes(self.out[start + 8 : start + 12]))
        self.out[start + 24 : end] = bytes(end - start - 24)

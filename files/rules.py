"""What may arrive as a file, as data: types, sizes, and what is left of a name."""

import re
import unicodedata
from dataclasses import dataclass

from files.choices import FileType

MEGABYTE = 1_000_000
LARGEST = 20 * MEGABYTE  # bytes of one file
MOST_PIXELS = 40_000_000  # of one picture, and of all pictures in a text together
MOST_UNPACKED = 100 * MEGABYTE  # bytes of all members of a text (DOCX, ODT)
MOST_MEMBERS = 1_000
MOST_OBJECTS = 200_000  # of a PDF
LONGEST_NAME = 100

ZIP_START, ZIP_END = b"PK\x03\x04", b"PK\x05\x06"


@dataclass(frozen=True)
class Form:
    """How a type is told: the endings of its names, what browsers declare it as, what it is sent as."""

    endings: tuple[str, ...]
    declared: tuple[str, ...]

    @property
    def content_type(self) -> str:
        return self.declared[0]


ZIPPED = ("application/zip", "application/x-zip-compressed")
FORMS: dict[str, Form] = {
    FileType.PDF: Form(("pdf",), ("application/pdf", "application/x-pdf")),
    FileType.JPEG: Form(("jpg", "jpeg"), ("image/jpeg", "image/jpg", "image/pjpeg")),
    FileType.PNG: Form(("png",), ("image/png", "image/x-png")),
    FileType.WEBP: Form(("webp",), ("image/webp",)),
    FileType.DOCX: Form(("docx",), ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", *ZIPPED)),
    FileType.ODT: Form(("odt",), ("application/vnd.oasis.opendocument.text", *ZIPPED)),
    FileType.M4A: Form(("m4a",), ("audio/mp4", "audio/x-m4a", "audio/m4a", "audio/mp4a-latm", "audio/aac", "video/mp4")),
}
ACCEPT = ",".join(f".{ending}" for form in FORMS.values() for ending in form.endings)
UNDECLARED = ("", "application/octet-stream")  # what a browser says of what it does not know


def type_of_name(name: str) -> FileType | None:
    """Return the type that the ending of a name says; None for any other."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return next((FileType(kind) for kind, form in FORMS.items() if ending in form.endings), None)


def is_declared(kind: str, content_type: str) -> bool:
    """Tell whether what a browser declared fits the type, or is nothing."""
    said = content_type.partition(";")[0].strip().lower()
    return said in UNDECLARED or said in FORMS[kind].declared


def sniffed(content: bytes) -> FileType | None:
    """Return the type that the first bytes say, from the first one on; None for any other. What is within is looked at later."""
    if content.startswith(b"%PDF-"):
        return FileType.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileType.WEBP
    if content[4:8] == b"ftyp":
        return FileType.M4A
    if content.startswith(ZIP_START):
        is_odt = content[30:38] == b"mimetype" and content[38:77] == b"application/vnd.oasis.opendocument.text"
        return FileType.ODT if is_odt else FileType.DOCX
    return None


MARKUP = re.compile(rb"<!doctype\s+html|<html[\s>]|<script[\s>]|<svg[\s>]|<\?php", re.IGNORECASE)
NEAR = 4_096  # bytes from either end in which another program would look for its own kind of file


def is_two_things(kind: str, content: bytes) -> bool:
    """Tell whether another program would take the file for one of another type: an archive, a PDF, a page."""
    ends = content[:NEAR], content[-NEAR:]
    if kind not in (FileType.DOCX, FileType.ODT) and ZIP_END in content[-66_000:]:
        return True
    if kind != FileType.PDF and any(b"%PDF-" in end for end in ends):
        return True
    if kind == FileType.PDF and b"%%EOF" in content and content.rpartition(b"%%EOF")[2].strip(b"\r\n\0 \t"):
        return True
    return kind not in (FileType.PDF, FileType.DOCX, FileType.ODT) and any(MARKUP.search(end) for end in ends)


def plain_name(name: str) -> str:
    """Return what is left of a name that somebody's machine gave: no path, nothing unseen, no turned direction, not too long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(letter for letter in last if not unicodedata.category(letter).startswith("C"))
    stem, dot, ending = " ".join(seen.split()).strip(". ").rpartition(".")
    if not dot:
        return ending[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}" if len(ending) < 10 else f"{stem}.{ending}"[:LONGEST_NAME]

"""The press: a Typst template and values become a tagged PDF. One compiler with its fonts stays warm in the process."""

import json
import re
from datetime import datetime
from functools import cache
from hashlib import sha256
from threading import Lock

import fontpkg_noto_sans
import fontpkg_noto_sans_thai
import typst
from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates"  # a template may read nothing outside
LOOK = "papers/look.typ"  # what all documents share
FONTS = [str(package.ROOT / "files") for package in (fontpkg_noto_sans, fontpkg_noto_sans_thai)]
UNKNOWN = "\ufffd"  # stands for a character that no font of ours draws
PROBE = b'#set document(title: "-")\n#set text(font: ("Noto Sans", "Noto Sans Thai"), lang: "es")\n#sys.inputs.values'

_one_at_a_time = Lock()  # the compiler keeps its input between calls


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=FONTS)
    return typst.Compiler(root=str(TEMPLATES), font_paths=fonts, ignore_system_fonts=True)


def compiled(template: str, *, values: dict, stamp: dict, at: datetime) -> bytes:
    """Return the document as PDF/UA-1; the compiler itself refuses one without tags, title or language.

    The values travel beside the template and are never part of its text: whatever they hold, they print as words.
    A character that no font draws is printed as a mark rather than keep the whole document from being printed.
    Raises typst.TypstError if the template is wrong.
    """
    try:
        return _pressed(_source(template), at, values=values, stamp=stamp)
    except typst.TypstError:
        drawable = _drawable(values), _drawable(stamp)
        if drawable == (values, stamp):
            raise
        return _pressed(_source(template), at, values=drawable[0], stamp=drawable[1])


def digest(template: str) -> str:
    """Return what changes when the template or the common look does."""
    return sha256(_source(template) + b"\0" + _source(LOOK)).hexdigest()


def _source(template: str) -> bytes:
    return (TEMPLATES / template).read_bytes()


def _pressed(source: bytes, at: datetime | None = None, **inputs) -> bytes:
    given = {name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for name, value in inputs.items()}
    with _one_at_a_time:
        return _compiler().compile(
            source, format="pdf", pdf_standards=["ua-1"], sys_inputs=given, timestamp=at and at.replace(microsecond=0)
        )


def _drawable(value):
    """Return the value with each character that cannot be drawn marked as such."""
    if isinstance(value, dict):
        return {key: _drawable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_drawable(part) for part in value]
    if isinstance(value, str) and not _is_drawn(value):
        return re.sub(r"\S+", lambda word: _marked(word.group()), value)
    return value


def _marked(word: str) -> str:
    if _is_drawn(word):
        return word
    marked = "".join(letter if _is_drawn(letter) else UNKNOWN for letter in word)
    return marked if _is_drawn(marked) else UNKNOWN * len(word)


def _is_drawn(text: str) -> bool:
    try:
        _pressed(PROBE, values=text)
    except typst.TypstError:
        return False
    return True

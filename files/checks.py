"""What arrives is looked at before it is kept: pure functions of the bytes, the name and what the browser declared."""

from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from files import pdfs, pictures, sounds, texts
from files.choices import FileType
from files.refusals import refuse
from files.rules import FORMS, LARGEST, MEGABYTE, is_declared, is_two_things, plain_name, sniffed, type_of_name


@dataclass(frozen=True)
class Checked:
    """A file as it may be kept: what it is, what is left of it and of its name."""

    kind: FileType
    name: str
    content: bytes
    was_signed: bool = False  # electronically: what was taken out of it ended the signature

    @property
    def content_type(self) -> str:
        return FORMS[self.kind].content_type

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def checked(name: str, declared: str, content: bytes) -> Checked:
    """Return the file as it may be kept, or raise Refused with the sentence that whoever sent it reads."""
    name = plain_name(name)
    if not content:
        refuse(_("This file is empty."), "empty")
    if len(content) > LARGEST:
        refuse_large()
    kind = type_of_name(name)
    if kind is None:
        refuse(
            _("Files of this kind are not taken. Send a PDF, a photograph (JPEG, PNG, WebP), a text (DOCX, ODT) or a recording (M4A)."),
            "kind",
        )
    if not is_declared(kind, declared) or sniffed(content) != kind:
        refuse(_("This file is not what its name says: %(kind)s.") % {"kind": kind.label}, "kind")
    if is_two_things(kind, content):
        refuse(_("This file is several things at once, as files are that hide something. Save it anew and send that."), "two things")
    found = _cleaned(kind, name, content)
    if len(found.content) > LARGEST:
        refuse_large()
    return found


def refuse_large():
    refuse(_("This file is larger than %(most)s MB.") % {"most": LARGEST // MEGABYTE}, "size")


def _cleaned(kind: FileType, name: str, content: bytes) -> Checked:
    if kind in pictures.FORMATS:
        return Checked(kind, name, pictures.rewritten(kind, content)[0])
    if kind in texts.MAIN:
        return Checked(kind, name, texts.repacked(kind, content))
    if kind == FileType.M4A:
        return Checked(kind, name, sounds.without_words(content))
    disarmed, was_signed = pdfs.disarmed(content)
    return Checked(kind, name, disarmed, was_signed)

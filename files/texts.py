"""Texts in a packet (DOCX, ODT): every member is looked at and packed anew; macros, locked members and files within are refused."""

import io
import stat
import zipfile
import zlib
from xml.parsers import expat

from django.utils.translation import gettext as _

from files import pictures
from files.choices import FileType
from files.refusals import Refused, refuse
from files.rules import MOST_MEMBERS, MOST_PIXELS, MOST_UNPACKED, ZIP_END, ZIP_START, type_of_name

MIMETYPE = b"application/vnd.oasis.opendocument.text"
MAIN = {FileType.DOCX: ("[Content_Types].xml", "word/document.xml"), FileType.ODT: ("mimetype", "content.xml", "META-INF/manifest.xml")}
MACROS = ("vbaproject.bin", "vbadata.xml", "basic/", "scripts/", "macros/")
WITHIN = ("embeddings/", "activex/", "object ", "objects/")
ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"MZ", b"\x7fELF")
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
XML = ("xml", "rels", "rdf")
# Who wrote it, when, on which machine: what stands in their place says nothing.
NAMELESS = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"/>',
}


def repacked(kind: str, content: bytes) -> bytes:
    """Return the text with the same members in a new packet, its author and its pictures' places left out; or raise Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packet:
            members = packet.infolist()
            _refuse_packet(content, members)
            unpacked = _unpacked(packet, members)
    except Refused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        _refuse_damaged()
    if any(name not in unpacked for name in MAIN[kind]):
        refuse(_("This is not a text of the kind that its name says."), "kind")
    if kind == FileType.ODT and (members[0].filename != "mimetype" or unpacked["mimetype"] != MIMETYPE):
        refuse(_("This is not a text of the kind that its name says."), "kind")
    _refuse_content(unpacked)
    return _packed(unpacked)


def _refuse_damaged():
    refuse(_("This text is damaged or incomplete: it cannot be opened."), "damaged")


def _refuse_packet(content: bytes, members: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the list of members says, before anything is unpacked."""
    if content.rfind(ZIP_END) + 22 != len(content) or not content.startswith(ZIP_START):
        _refuse_damaged()  # something stands before it or behind it
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        refuse(_("This text unpacks to more than is taken."), "bomb")
    if len({name.lower() for name in names}) != len(names):
        _refuse_damaged()
    for member in members:
        _refuse_member(member)


def _refuse_member(member: zipfile.ZipInfo) -> None:
    name, lowered = member.orig_filename, member.orig_filename.lower()
    if member.flag_bits & 0x1:
        refuse(_("This text is locked with a password. Send it without one."), "locked")
    if member.compress_type not in PACKED:
        _refuse_damaged()
    is_strange = name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/")
    if is_strange or stat.S_ISLNK(member.external_attr >> 16):
        refuse(_("This text holds names that point outside of it."), "outside")
    if any(lowered.endswith(macro) or lowered.startswith(macro) or f"/{macro}" in lowered for macro in MACROS):
        _refuse_macros()
    if any(part in f"/{lowered}" for part in (f"/{start}" for start in WITHIN)):
        _refuse_within()


def _refuse_macros():
    refuse(_("This text holds macros: small programmes that run when it is opened. Save it without them, or as PDF."), "macros")


def _refuse_within():
    refuse(_("This text holds another file within. Send each file by itself, or save it as PDF."), "within")


def _unpacked(packet: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Return what every member holds; what a member says of its size is not believed."""
    found, left = {}, MOST_UNPACKED
    for member in members:
        if member.is_dir():
            continue
        with packet.open(member) as stream:
            found[member.filename] = stream.read(left + 1)
        left -= len(found[member.filename])
        if left < 0:
            refuse(_("This text unpacks to more than is taken."), "bomb")
    return found


def _refuse_content(unpacked: dict[str, bytes]) -> None:
    for name, content in unpacked.items():
        if content.startswith(ARCHIVES):
            _refuse_within()
        if name.rpartition(".")[2].lower() in XML:
            _read_xml(name, content)


def _read_xml(name: str, content: bytes) -> None:
    """Read one member from end to end; refuse what declares entities, fetches something from outside, or runs."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.StartElementHandler = _refuse_element
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        _refuse_damaged()


def _refuse_doctype(*args):
    refuse(_("This text is put together in an unusual way and is not taken. Save it as PDF and send that."), "entities")


def _refuse_element(tag: str, attributes: dict) -> None:
    local = tag.rpartition(" ")[2]
    is_outside = local == "Relationship" and attributes.get("TargetMode", "").lower() == "external"
    if is_outside and not attributes.get("Type", "").endswith("/hyperlink"):
        refuse(_("This text fetches something from outside when it is opened. Save it as PDF and send that."), "outside")
    if local in ("Override", "Default") and "macroenabled" in attributes.get("ContentType", "").lower():
        _refuse_macros()
    if local == "event-listener":
        _refuse_macros()
    if local == "encryption-data":
        refuse(_("This text is locked with a password. Send it without one."), "locked")


def _packed(unpacked: dict[str, bytes]) -> bytes:
    out, left = io.BytesIO(), MOST_PIXELS
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packet:
        for name, content in unpacked.items():
            kind = type_of_name(name)
            if kind in pictures.FORMATS:
                content, pixels = pictures.rewritten(kind, content, most=max(left, 1))
                left -= pixels
            packed = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packet.writestr(zipfile.ZipInfo(name), NAMELESS.get(name, content), compress_type=packed)
    return out.getvalue()

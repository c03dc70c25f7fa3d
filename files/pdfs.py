"""PDF files: what acts, what is hidden within and what tells of their making is taken out; one that is locked is refused."""

import io

import pikepdf
from django.utils.translation import gettext as _

from files.refusals import refuse
from files.rules import MOST_OBJECTS

# Keys that make a reader act, hold another file, or say who made it and with what: taken out wherever they stand.
TAKEN_OUT = (
    *("/AA", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/EF", "/EmbeddedFiles", "/AF", "/XFA", "/Collection"),
    *("/RichMediaContent", "/RichMediaSettings", "/Renditions", "/PieceInfo", "/Metadata", "/LastModified", "/Info", "/Perms", "/Thumb"),
)
# Actions beyond turning a page or following a link, and marks on a page that hold something that plays.
ACTIONS = (
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/ResetForm", "/Hide", "/Named", "/Trans"),
    *("/Rendition", "/Movie", "/Sound", "/SetOCGState", "/RichMediaExecute", "/GoTo3DView"),
)
MARKS = ("/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D")
DEEPEST = 60


def disarmed(content: bytes) -> tuple[bytes, bool]:
    """Return the PDF without what acts or tells of its making, and whether it was signed: a signature does not survive that."""
    if b"%%EOF" not in content:
        _refuse_damaged()  # cut off: what the library would guess of it is not what was sent
    try:
        with pikepdf.open(io.BytesIO(content), inherit_page_attributes=False) as pdf:
            if pdf.is_encrypted:
                _refuse_locked()
            if len(pdf.objects) > MOST_OBJECTS:
                refuse(_("This PDF is put together in an unusual way and is not taken. Print it to PDF and send that."), "objects")
            if not len(pdf.pages):
                _refuse_damaged()
            walk = _Walk()
            for one in pdf.objects:
                walk.clean(one)
            for name in ("/Info", "/ID"):
                if name in pdf.trailer:
                    del pdf.trailer[name]
            out = io.BytesIO()
            pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, fix_metadata_version=False)
            return out.getvalue(), walk.is_signed
    except pikepdf.PasswordError:
        _refuse_locked()
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, RecursionError):
        _refuse_damaged()


def _refuse_locked():
    refuse(_("This PDF is locked with a password. Send it without one."), "locked")


def _refuse_damaged():
    refuse(_("This PDF is damaged or incomplete: it cannot be opened."), "damaged")


class _Walk:
    """One walk over the objects of a PDF; indirect ones are met on their own."""

    def __init__(self):
        self.is_signed = False

    def clean(self, one, depth: int = 0) -> None:
        if depth > DEEPEST:
            _refuse_damaged()
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            self._clean_dictionary(one, depth)
        elif isinstance(one, pikepdf.Array):
            for place in range(len(one) - 1, -1, -1):
                if _acts(one[place]):
                    del one[place]
                elif not _is_apart(one[place]):
                    self.clean(one[place], depth + 1)

    def _clean_dictionary(self, one, depth: int) -> None:
        self.is_signed = self.is_signed or "/ByteRange" in one
        if str(one.get("/S", "")) in ACTIONS:
            for name in list(one.keys()):  # an action of its own: nothing of it is left
                if name != "/Type":
                    del one[name]
            return
        for name in list(one.keys()):
            if name in TAKEN_OUT or _acts(one[name]):
                del one[name]
            elif not _is_apart(one[name]):
                self.clean(one[name], depth + 1)


def _is_apart(value) -> bool:
    return getattr(value, "is_indirect", False)


def _acts(value) -> bool:
    """Tell whether a value is an action of those that are taken out, or a mark that plays or holds a file."""
    if not isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        return False
    return str(value.get("/S", "")) in ACTIONS or str(value.get("/Subtype", "")) in MARKS

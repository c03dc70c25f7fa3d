"""Pictures: decoded and written anew, so that nothing beside the picture is kept: no place, no camera, no second file behind it."""

import io
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from files.choices import FileType
from files.refusals import Refused, refuse
from files.rules import MOST_PIXELS

FORMATS = {FileType.JPEG: "JPEG", FileType.PNG: "PNG", FileType.WEBP: "WEBP"}
MODES = {FileType.JPEG: ("L", "RGB"), FileType.PNG: ("1", "L", "LA", "RGB", "RGBA", "I;16"), FileType.WEBP: ("RGB", "RGBA")}
SAVED = {FileType.JPEG: {"quality": 90, "optimize": True}, FileType.PNG: {"optimize": True}, FileType.WEBP: {"quality": 90}}


def rewritten(kind: str, content: bytes, most: int = MOST_PIXELS) -> tuple[bytes, int]:
    """Return the picture as its pixels alone, the right way up, and how many they are.

    Raises Refused for one that cannot be decoded, moves, or has more than `most` pixels; that is asked of its head, before it is unpacked.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("error", UserWarning)  # what Pillow says of a damaged picture
            with Image.open(io.BytesIO(content), formats=[FORMATS[kind]]) as found:
                pixels = found.width * found.height
                if pixels > most:
                    _refuse_large(most)
                if kind != FileType.JPEG and getattr(found, "n_frames", 1) > 1:
                    refuse(_("This picture moves. Send a single picture."), "moving")
                found.load()
                upright = ImageOps.exif_transpose(found)
        return _saved(kind, upright), pixels
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse_large(most)
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError, EOFError, ZeroDivisionError, UserWarning):
        refuse(_("This picture is damaged or incomplete: it cannot be opened."), "damaged")


def _refuse_large(most: int):
    refuse(
        _("This picture has more than %(most)s million pixels. Make it smaller and send it again.") % {"most": most // 1_000_000}, "pixels"
    )


def _saved(kind: str, picture: Image.Image) -> bytes:
    if picture.mode not in MODES[kind]:
        has_alpha = "transparency" in picture.info or picture.mode in ("PA", "La", "RGBa")
        picture = picture.convert("RGBA" if has_alpha and kind != FileType.JPEG else "RGB")
    bare = picture.copy()
    bare.info = {key: picture.info[key] for key in ("transparency",) if key in picture.info and kind == FileType.PNG}
    out = io.BytesIO()
    bare.save(out, FORMATS[kind], **SAVED[kind])
    return out.getvalue()

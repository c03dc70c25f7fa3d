"""What kinds of file are taken, and where each stands with the virus scanner."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileType(models.TextChoices):
    PDF = "pdf", _("PDF")
    JPEG = "jpeg", _("Photograph (JPEG)")
    PNG = "png", _("Picture (PNG)")
    WEBP = "webp", _("Picture (WebP)")
    DOCX = "docx", _("Text (DOCX)")
    ODT = "odt", _("Text (ODT)")
    M4A = "m4a", _("Recording (M4A)")


class Scan(models.TextChoices):
    NONE = "none", _("Not scanned for viruses: there is no scanner here")
    WAITING = "waiting", _("Not yet scanned for viruses")
    CLEAN = "clean", _("Scanned: no virus found")
    INFECTED = "infected", _("A virus was found: it is not given out")


GIVEN_OUT = frozenset({Scan.NONE, Scan.CLEAN})

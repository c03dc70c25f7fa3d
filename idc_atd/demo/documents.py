"""Files of the demonstration: a photographed birth certificate and a signed consent, both drawn here and about nobody."""

import io
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from cases import services
from cases.models import Case
from files.services import Sent

CERTIFICATE = ["ACTA DE NACIMIENTO", "", "Documento de ejemplo.", "No habla de nadie."]
CONSENT = [
    "CONSENTIMIENTO INFORMADO",
    "",
    "Se explicó en la lengua de la adolescente",
    "qué datos se comparten y con quién.",
    "",
    "Firma: ejemplo",
]


def attach(case: Case | None, now: datetime) -> None:
    """Attach them as the person responsible would have, some days ago."""
    if case is None or case.designation is None:
        return
    given = {"case": case, "by": case.designation.person, "now": now - timedelta(days=2), "language": "es"}
    photograph = Sent("IMG_0412.jpg", "image/jpeg", drawn(CERTIFICATE, "JPEG"))
    services.attach(sent=[photograph], kind="birth", section="family", description="La envió la tía por mensaje.", **given)
    signed = Sent("consentimiento firmado.pdf", "application/pdf", drawn(CONSENT, "PDF"))
    services.attach(
        sent=[signed], kind="consent", description="Firmado ante intérprete.", dated_on=(now - timedelta(days=3)).date(), **given
    )


def drawn(lines: list[str], form: str) -> bytes:
    """Return a page with those lines."""
    page, out = Image.new("RGB", (900, 1200), "white"), io.BytesIO()
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((80, 120 + 60 * number), line, fill="black", font_size=32)
    page.save(out, form)
    return out.getvalue()

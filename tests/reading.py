"""What an answer says: the words of its pages, of a paper's, of a book's sheets."""

import re
import zipfile
from io import BytesIO

from pypdf import PdfReader


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page of a paper, with one space between words."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def parts_of(answer) -> list[str]:
    """Return the text of each page of a paper, of each sheet of a book, or of the whole."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer["Content-Type"].startswith("application/pdf"):
        return pages_of(content)
    if "spreadsheet" in answer["Content-Type"]:
        with zipfile.ZipFile(BytesIO(content)) as book:
            return [book.read(name).decode() for name in book.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+.xml", name)]
    return [content.decode(errors="ignore")]


def words(answer) -> str:
    """Return the text of a paper that was answered, tagged for who hears it."""
    assert answer.status_code == 200, answer.status_code
    assert answer["Content-Type"] == "application/pdf"
    assert PdfReader(BytesIO(answer.content)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    return " ".join(pages_of(answer.content))


def squeezed(text: str) -> str:
    """Return the text without the spaces and breaks of its layout."""
    return "".join(text.replace("\u200b", "").split())

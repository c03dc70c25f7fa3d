"""Whatever is read of words and files is read, or refused in words: nothing else comes out."""

import os
from urllib.parse import urlencode

import pytest
from django.core.exceptions import BadRequest, ValidationError
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cases import sheets
from cases.models import Case
from cases.pagination import page_of
from cases.rules import searchable
from files.checks import checked
from reports import destinations, origins
from reports.rules import parse_month, parse_period
from sealing.box import BadSeal, unseal
from tests.files.samples import pdf

pytestmark = pytest.mark.promise(78)
MANY = settings(max_examples=int(os.environ.get("EXAMPLES", "40")), deadline=None, suppress_health_check=list(HealthCheck))
WORDS = st.text(max_size=80)
STARTS = [
    b"%PDF-1.7\n",
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\x00\x00\x00\x00WEBP",
    b"PK\x03\x04",
    b"\x00\x00\x00\x20ftypM4A ",
    b"",
]
BYTES = st.builds(lambda start, rest: start + rest, st.sampled_from(STARTS), st.binary(max_size=400))
NAMES = ["a.pdf", "a.jpg", "a.png", "a.webp", "a.docx", "a.odt", "a.m4a", "a.exe", "../../etc/passwd", "a.pdf.exe", "\u202efdp.exe", ""]


@MANY
@given(words=WORDS, country=st.sampled_from(["HN", "MX", "", "ZZ"]))
@example(words="İ\u0307\x00ẞ", country="HN")
def test_names_and_places(words, country):
    assert searchable(searchable(words)) == searchable(words)
    assert isinstance(destinations.code_of(words), str)
    assert isinstance(origins.code_of(country, words), str)


@MANY
@given(words=WORDS | st.from_regex(r"\d{4}(-\d{1,2}|-Q\d|)(\.\.\d{4}-\d\d)?"))
@example(words="9999-12")
@example(words="٢٠٢٦-٠١")
def test_months_and_periods(words):
    for parse in (parse_month, parse_period):
        try:
            parse(words)
        except ValidationError:
            continue


@MANY
@given(key=WORDS | st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d_[0-9a-f-]{36}"))
def test_keys_of_pages(key):
    for name in ("after", "before"):
        try:
            assert page_of(Case.objects.none(), QueryDict(urlencode({name: key})), by="notified_at").rows == []
        except BadRequest:
            continue


@MANY
@given(sealed=WORDS | st.from_regex(r"v1\.[a-z0-9]{1,8}\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{0,60}"))
def test_sealed_texts(sealed):
    with pytest.raises(BadSeal):
        unseal(sealed, "nobody|nothing|1")


@MANY
@given(name=st.sampled_from(NAMES) | WORDS, content=BYTES, declared=st.sampled_from(["application/pdf", "image/png", "", "text/html"]))
@example(name="a.pdf", content=pdf()[:200], declared="application/pdf")
def test_attachments(name, content, declared):
    try:
        kept = checked(name, declared, content)
    except ValidationError:
        return
    assert kept.content


@MANY
@given(content=BYTES | st.binary(max_size=200), ending=st.sampled_from(["xlsx", "csv"]))
@example(content=b"\xff\xfe\x00", ending="csv")
@example(content=b'"', ending="csv")
def test_sheets(content, ending):
    try:
        sheets.read(f"a.{ending}", content)
    except ValidationError:
        return

"""Printing: values are words and never markup, the compiler takes nothing untagged, what was printed is kept and never changed."""

import json
import uuid
from datetime import timedelta
from io import BytesIO

import pytest
import typst
from django.db import DatabaseError, IntegrityError, connection, transaction
from pypdf import PdfReader

from accounts.models import Organisation
from audit.models import Event, Kind
from papers import press
from papers.models import Paper
from papers.services import print_paper
from tests.factories import NOW, OrganisationFactory, UserFactory
from tests.reading import pages_of, squeezed

HOSTILE = '#set page(fill: red) [not a box] $x$ `raw` *no* _no_ \\ @ref <label> // no /* no */ = no "quoted" \'q\' #eval("1") {{ x }} %s'
LONG = "Sinespacios" * 30


def values(text: str) -> dict:
    """Everything a plan prints, with `text` in every place."""
    return {
        "document": {"title": text, "subtitle": text, "folio": text, "draft": text, "draft-note": text},
        "facts": [[text, text]],
        "voice": {"title": text, "words": text, "note": text, "disagrees": text, "disagreement": text},
        "lines": [{"label": text, "diagnosis": text, "nothing": text}],
        "measures": [[text, [text, text], text, text, text]],
        "contingency": text,
        "signatures": [{"label": text, "name": text, "detail": text}] * 2,
        "words": {
            **dict.fromkeys(["diagnosis", "no_diagnosis", "nothing", "measures", "no_measures", "contingency"], text),
            "columns": [text] * 5,
        },
    }


def stamp(text: str = "-", size: str = "a4") -> dict:
    words = dict.fromkeys(["confidential", "printed", "code", "verify", "print", "page", "draft"], text)
    return {"words": words, "code": "AAAA-BBBB-CCCC", "language": "es", "country": "MX", "place": text, "size": size}


def compiled(text: str, mark: str = "-") -> bytes:
    return press.compiled("cases/papers/plan.typ", values=values(text), stamp=stamp(mark), at=NOW)


def words(pdf: bytes) -> str:
    """Return all that the pages say, without the spaces and breaks of the layout."""
    return squeezed(" ".join(pages_of(pdf)))


@pytest.mark.parametrize("text", [HOSTILE, LONG, "\\", "#", "]", "[", '"', "#{", "Q'eqchi’ K’iche’ ꞌ ä ñ ü é ẍ", "สมชาย ใจดี"])
def test_every_value_prints_as_the_words_it_is(text):
    assert words(compiled(text)).count(squeezed(text)) >= 20


def test_values_reach_the_compiler_as_data_and_not_as_source(monkeypatch):
    given = []
    monkeypatch.setattr(press, "_pressed", lambda source, at, **inputs: given.append(source))
    press.compiled("cases/papers/plan.typ", values=values(HOSTILE), stamp=stamp(), at=NOW)
    assert given == [(press.TEMPLATES / "cases/papers/plan.typ").read_bytes()]


@pytest.mark.parametrize("text", ["Vamos 👩‍👧 juntos", "campana \x07 aquí", "汉 Quiché", "é" * 3 + "\ufdd0"])
def test_what_no_font_draws_is_marked_and_the_rest_prints(text):
    printed = words(compiled(text))
    kept = [word for word in text.split() if word.isalpha() and word.isascii()]
    assert press.UNKNOWN in printed
    assert all(word in printed for word in kept)


@pytest.mark.parametrize("text", [" ", "\n\n", "a\n\n\nb\r\nc"])
def test_blank_and_broken_texts_print(text):
    assert compiled(text)


def test_a_template_that_is_wrong_is_an_error(tmp_path, monkeypatch):
    (tmp_path / "wrong.typ").write_text("#no-such-thing")
    monkeypatch.setattr(press, "TEMPLATES", tmp_path)
    with pytest.raises(typst.TypstError, match="unknown variable"):
        press.compiled("wrong.typ", values={"a": "x"}, stamp={}, at=NOW)


def test_the_compiler_refuses_a_document_without_a_title(tmp_path, monkeypatch):
    """PDF/UA-1 is asked for, so that no document without what a screen reader needs can leave the press."""
    (tmp_path / "untitled.typ").write_text('#set text(font: "Noto Sans")\nx')
    monkeypatch.setattr(press, "TEMPLATES", tmp_path)
    with pytest.raises(typst.TypstError, match="title"):
        press.compiled("untitled.typ", values={}, stamp={}, at=NOW)


def test_the_document_is_tagged_titled_and_says_its_language():
    catalogue = PdfReader(BytesIO(compiled("Texto"))).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "es-MX"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()


def test_a_long_table_keeps_its_head_on_every_page_and_its_last_word():
    many = values("Palabra") | {
        "measures": [["Derecho", ["Medida " * 30, "Clase"], "Institución", "Persona", f"día {day}"] for day in range(12)]
    }
    many["words"]["columns"] = ["CABEZA"] * 5
    pages = PdfReader(BytesIO(press.compiled("cases/papers/plan.typ", values=many, stamp=stamp(), at=NOW))).pages
    with_rows = [page.extract_text() for page in pages if "Medida" in page.extract_text()]
    assert len(with_rows) > 1
    assert all("CABEZA" in page for page in with_rows)
    assert "día 11" in with_rows[-1]


def test_a_measure_longer_than_a_page_is_printed_to_its_end():
    one = values("Texto") | {"measures": [["Derecho", ["Palabra " * 2500 + "FINAL", "Clase"], "I", "P", "hoy"]]}
    pages = PdfReader(BytesIO(press.compiled("cases/papers/plan.typ", values=one, stamp=stamp(), at=NOW))).pages
    assert len(pages) > 3
    assert "FINAL" in words(press.compiled("cases/papers/plan.typ", values=one, stamp=stamp(), at=NOW))


# What is kept


@pytest.fixture
def authority(db):
    return OrganisationFactory(name="Procuraduría de Prueba", country="MX")


@pytest.fixture
def printer(authority):
    return UserFactory(organisation=authority, full_name="Marcela Ibarra")


def paper_of(subject, by, text="Texto", *, now=NOW, language="es", place=None, kind="plan", **more) -> Paper:
    return print_paper(
        kind=kind,
        subject=subject,
        about=[subject],
        template="cases/papers/plan.typ",
        values=values(text) | more,
        language=language,
        place=place or by.organisation,
        by=by,
        now=now,
    )


def test_the_same_content_is_the_same_paper_for_the_same_person(authority, printer):
    first = paper_of(authority, printer)
    again = paper_of(authority, printer, now=NOW + timedelta(hours=1))
    assert (again.pk, bytes(again.pdf)) == (first.pk, bytes(first.pdf))
    assert Paper.objects.count() == 1


def test_other_content_is_the_next_number(authority, printer):
    numbers = [paper_of(authority, printer, text).number for text in ("Uno", "Dos", "Uno", "Tres")]
    assert numbers == [1, 2, 1, 3]


def test_numbers_are_of_one_document_kind_and_language(authority, printer):
    other = OrganisationFactory()
    printed = [
        paper_of(authority, printer),
        paper_of(other, printer),
        paper_of(authority, printer, language="en"),
        paper_of(authority, printer, kind="extract"),
    ]
    assert [paper.number for paper in printed] == [1, 1, 1, 1]


def test_another_person_has_a_print_of_their_own_with_the_same_number(authority, printer):
    first = paper_of(authority, printer)
    second = paper_of(authority, UserFactory(organisation=authority, full_name="Rosa Figueroa"))
    assert (second.number, second.content) == (first.number, first.content)
    assert second.code != first.code
    assert "RosaFigueroa" in words(bytes(second.pdf))


def test_every_page_says_who_printed_when_and_the_code(authority, printer):
    paper = paper_of(authority, printer, contingency="Palabra " * 900)
    pages = [squeezed(page) for page in pages_of(bytes(paper.pdf))]
    assert len(pages) > 2
    for page in pages:
        assert "MarcelaIbarra,2demarzode2026,09:00" in page  # the clock of Hermosillo
        assert paper.code in page


def test_who_prints_for_another_organisation_is_named_with_their_own(authority, printer):
    text = words(bytes(paper_of(authority, printer, place=OrganisationFactory(name="Otra Procuraduría")).pdf))
    assert "MarcelaIbarra,ProcuraduríadePrueba,2demarzode2026" in text


def test_neither_code_nor_name_of_the_file_says_anything_of_the_child(authority, printer):
    paper = paper_of(authority, printer, kind="child_plan")
    assert paper.filename == f"child-plan-{paper.code}.pdf"
    assert len(paper.code) == 14


@pytest.mark.parametrize(("country", "width"), [("MX", 612), ("US", 612), ("TH", 595), ("BE", 595)])
def test_the_paper_has_the_size_of_the_country(printer, country, width):
    place = OrganisationFactory(country=country)
    page = PdfReader(BytesIO(bytes(paper_of(place, printer, place=place).pdf))).pages[0]
    assert round(page.mediabox.width) == width


def test_a_print_is_on_record_as_an_export_each_time(authority, printer):
    for _ in range(2):
        paper = paper_of(authority, printer)
    events = Event.objects.filter(kind=Kind.EXPORT)
    assert {(event.action, event.target_id, tuple(event.subjects)) for event in events} == {("plan.print", str(paper.pk), (authority.pk,))}
    assert len(events) == 2
    assert "Texto" not in json.dumps([event.detail for event in events])


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE papers_paper SET number = 9",
        "UPDATE papers_paper SET pdf = ''",
        "DELETE FROM papers_paper",
        "TRUNCATE papers_paper",
    ],
)
def test_what_was_printed_is_never_changed(authority, printer, as_owner, sql):
    paper_of(authority, printer)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    with pytest.raises(DatabaseError, match="append-only"):
        as_owner(f"SET CONSTRAINTS ALL IMMEDIATE; {sql}")


def test_one_number_is_of_one_content(authority, printer):
    paper = paper_of(authority, printer)
    paper.pk, paper.code, paper.content = uuid.uuid4(), "ZZZZ-ZZZZ-ZZZZ", "0" * 64
    with pytest.raises(IntegrityError, match="paper_number_of_one_content"), transaction.atomic():
        paper.save(force_insert=True)


def test_the_subject_may_be_any_row(authority, printer):
    assert paper_of(authority, printer).subject_type == Organisation._meta.label_lower

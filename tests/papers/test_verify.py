"""Anybody may ask whether a paper is ours; the answer says nothing of whom it speaks."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from papers.services import number_letter, print_paper
from tests.factories import NOW, ChildFactory, OrganisationFactory, UserFactory
from tests.papers.test_print import values

pytestmark = pytest.mark.django_db
CHILD = "Yesenia Caal Tzi"


@pytest.fixture(autouse=True)
def no_limit_from_before():
    cache.clear()


@pytest.fixture
def head():
    return UserFactory(organisation=OrganisationFactory(name="Procuraduría de Prueba", letter_code="PPNNA-SON"), full_name="Rosa Figueroa")


def paper_of(subject, by, kind="plan"):
    given = {"template": "cases/papers/plan.typ", "values": values(CHILD), "language": "es", "place": by.organisation, "by": by, "now": NOW}
    return print_paper(kind=kind, subject=subject, about=[], **given)


@pytest.fixture
def paper(head):
    return paper_of(ChildFactory(), head)


def ask(code, file=None, **headers):
    given = {"code": code} | ({"file": file} if file else {})
    return Client(HTTP_ACCEPT_LANGUAGE="en").post(reverse("papers:verify"), given, **headers)


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_page_stands_open(paper):
    assert "Verification code" in text(Client(HTTP_ACCEPT_LANGUAGE="en").get(reverse("papers:verify")))


def test_a_paper_is_known_by_kind_date_and_number_and_by_nothing_else(paper):
    page = text(ask(paper.code))
    for expected in ["This paper exists", "The plan, on paper", "2 March 2026", "Print 1"]:
        assert expected in page, expected
    for withheld in [*CHILD.split(), "Figueroa", "Procuraduría", str(paper.subject_id), paper.sha256]:
        assert withheld not in page, withheld


def test_a_letter_is_known_by_its_number(head):
    child = ChildFactory()
    letter = number_letter(kind="notice_court", subject=child, about=[], place=head.organisation, by=head, now=NOW, addressee="Juzgado 1")
    page = text(ask(paper_of(letter, head, letter.kind).code))
    assert "Notice to the court" in page
    assert "PPNNA-SON/2026/00001 · Print 1" in page
    assert "Juzgado" not in page


@pytest.mark.parametrize("write", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code.replace('-', '')} "])
def test_a_code_is_read_however_it_is_written(paper, write):
    assert "This paper exists" in text(ask(write(paper.code)))


@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA", "%", "' OR 1=1 --", "ñ" * 40, "0", "-"])
def test_another_code_is_answered_alike_whatever_it_is(paper, code):
    answers = {ask(one).content.decode().count("No paper has this code") for one in (code, paper.code[:-1], paper.code + "A")}
    assert answers == {1}


def test_a_file_is_told_from_a_changed_one(paper):
    assert "It is this paper, unchanged" in text(ask(paper.code, SimpleUploadedFile("p.pdf", bytes(paper.pdf))))
    assert "It is not this paper, or it was changed" in text(ask(paper.code, SimpleUploadedFile("p.pdf", bytes(paper.pdf) + b" ")))
    assert "It is not this paper" in text(ask(paper.code, SimpleUploadedFile("p.pdf", b"")))
    assert "Your file" not in text(ask(paper.code))


def test_without_a_code_nothing_is_looked_up(paper):
    assert ask("").status_code == 422


def test_a_file_larger_than_any_of_ours_is_refused(paper, monkeypatch):
    monkeypatch.setattr("papers.forms.LARGEST", 10)
    assert ask(paper.code, SimpleUploadedFile("p.pdf", bytes(paper.pdf))).status_code == 422


def test_who_asks_too_often_waits(paper):
    statuses = [ask("AAAA-AAAA-AAAA").status_code for _ in range(22)]
    assert statuses == [200] * 20 + [429] * 2
    assert ask(paper.code, REMOTE_ADDR="198.51.100.7").status_code == 200


def test_a_migration_officer_may_verify_what_was_sent_to_the_authority(paper):
    officer = UserFactory(organisation=OrganisationFactory(org_type="migration_authority"), role="migration_notifier")
    client = Client()
    client.force_login(officer)
    page = text(client.post(reverse("papers:verify"), {"code": paper.code}))
    assert "This paper exists" in page
    assert not any(word in page for word in CHILD.split())

"""Numbers of official letters: one register an authority and year, no gap and no double whatever happens at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.models import Event
from papers.models import Letter
from papers.services import number_letter
from tests.factories import NOW, ChildFactory, OrganisationFactory, UserFactory

WORKERS, EACH = 8, 12


@pytest.fixture
def authority(db):
    return OrganisationFactory(letter_code="PPNNA-SON")


@pytest.fixture
def head(authority):
    return UserFactory(organisation=authority)


def letter_of(subject, by, *, place=None, kind="referral_letter", now=NOW, addressee="") -> Letter:
    place = place or by.organisation
    return number_letter(kind=kind, subject=subject, about=[subject], place=place, by=by, now=now, addressee=addressee)


def serials() -> list[int]:
    return sorted(Letter.objects.values_list("serial", flat=True))


def test_letters_are_numbered_from_one_in_the_shape_of_the_register(head):
    references = [letter_of(ChildFactory(), head).reference for _ in range(3)]
    assert references == ["PPNNA-SON/2026/00001", "PPNNA-SON/2026/00002", "PPNNA-SON/2026/00003"]


def test_the_same_letter_keeps_its_number(head):
    child = ChildFactory()
    first, again = letter_of(child, head), letter_of(child, head)
    assert (again.pk, again.reference) == (first.pk, first.reference)
    assert Event.objects.filter(action="referral_letter.issue").count() == 1


def test_another_kind_or_addressee_is_another_letter(head):
    child = ChildFactory()
    letters = [letter_of(child, head), letter_of(child, head, kind="notice"), letter_of(child, head, addressee="Juzgado Primero")]
    assert [letter.serial for letter in letters] == [1, 2, 3]


def test_each_authority_and_each_year_counts_for_itself(head):
    other = UserFactory(organisation=OrganisationFactory(letter_code="PPNNA-OAX"))
    letters = [letter_of(ChildFactory(), head), letter_of(ChildFactory(), other)]
    new_year = datetime(2027, 1, 1, 7, 30, tzinfo=UTC)  # half past midnight in Hermosillo
    letters += [letter_of(ChildFactory(), head, now=now) for now in (new_year.replace(hour=6), new_year)]
    assert [letter.reference for letter in letters] == [
        "PPNNA-SON/2026/00001",
        "PPNNA-OAX/2026/00001",
        "PPNNA-SON/2026/00002",
        "PPNNA-SON/2027/00001",
    ]


def test_a_unit_without_a_register_writes_in_the_nearest_above(authority, head):
    municipal = OrganisationFactory(parent=authority)
    below = OrganisationFactory(parent=municipal)
    own = OrganisationFactory(parent=authority, letter_code="PMPNNA-NOG")
    references = [letter_of(ChildFactory(), head, place=place).reference for place in (below, authority, own)]
    assert references == ["PPNNA-SON/2026/00001", "PPNNA-SON/2026/00002", "PMPNNA-NOG/2026/00001"]


def test_an_authority_without_any_register_has_letters_that_nobody_else_has(head):
    places = [OrganisationFactory(), OrganisationFactory()]
    references = [letter_of(ChildFactory(), head, place=place).reference for place in places]
    assert references == [f"MX-{place.pk.hex[:6].upper()}/2026/00001" for place in places]


def test_what_is_undone_leaves_no_gap(head):
    letter_of(ChildFactory(), head)
    issued(ChildFactory(), head, is_undone=True)
    letter_of(ChildFactory(), head)
    assert serials() == [1, 2]


def test_the_letter_is_on_record_with_its_number(head):
    child = ChildFactory()
    letter = letter_of(child, head)
    event = Event.objects.get(action="referral_letter.issue")
    assert (event.target_id, event.subjects, event.detail) == (str(letter.pk), [child.pk], {"reference": letter.reference})


@pytest.mark.parametrize("serial", [1, 3, 0])
def test_the_database_takes_the_next_number_only(head, serial):
    letter = letter_of(ChildFactory(), head)
    copied = Letter(**{field.attname: getattr(letter, field.attname) for field in Letter._meta.fields if field.name != "id"})
    copied.serial, copied.reference, copied.subject_id = serial, f"X/{serial}", ChildFactory().pk
    with pytest.raises(IntegrityError, match="letter_serial_follows"), transaction.atomic():
        copied.save(force_insert=True)


@pytest.mark.parametrize("sql", ["UPDATE papers_letter SET serial = 9", "DELETE FROM papers_letter", "TRUNCATE papers_letter"])
def test_a_number_is_never_changed_nor_taken_back(head, as_owner, sql):
    letter_of(ChildFactory(), head)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    with pytest.raises(DatabaseError, match="append-only"):
        as_owner(f"SET CONSTRAINTS ALL IMMEDIATE; {sql}")


@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_no_gap_and_no_double():
    """Eight people issue letters at the same time; every third transaction is undone."""
    authority = OrganisationFactory(letter_code="PPNNA-SON")
    people = [UserFactory(organisation=authority) for _ in range(WORKERS)]
    children = [[ChildFactory() for _ in range(EACH)] for _ in people]
    start = Barrier(WORKERS)

    def issue(by, mine):
        start.wait(20)
        try:
            return [one for number, child in enumerate(mine) if (one := issued(child, by, is_undone=number % 3 == 2))]
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        given = [reference for references in pool.map(issue, people, children) for reference in references]
    assert serials() == list(range(1, len(given) + 1))
    assert len(given) == WORKERS * EACH * 2 // 3
    assert set(Counter(given).values()) == {1}
    assert set(given) == set(Letter.objects.values_list("reference", flat=True))


def issued(child, by, *, is_undone: bool) -> str | None:
    with transaction.atomic():
        reference = letter_of(child, by).reference
        if is_undone:
            transaction.set_rollback(True)
            return None
    return reference


@pytest.mark.django_db(transaction=True)
def test_the_same_letter_issued_by_two_at_once_has_one_number():
    authority = OrganisationFactory(letter_code="PPNNA-SON")
    people, child, start = [UserFactory(organisation=authority) for _ in range(4)], ChildFactory(), Barrier(4)

    def issue(by):
        start.wait(20)
        try:
            return letter_of(child, by).reference
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(issue, people)) == {"PPNNA-SON/2026/00001"}
    assert serials() == [1]

"""A sealed note and the list of who may read it: INV-55, INV-53."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.roles import CAPABILITIES, Role
from audit.models import Event
from cases import services
from cases.choices import Because, Step
from cases.models import Case, Interview, SealedNote, SealedReader
from cases.services.sealed import pass_seat_on
from tests.cases.pages import address, browser, post, text_of
from tests.factories import NOW, CaseFactory, OrganisationFactory, Team, UserFactory, fresh, grant, walk_to

pytestmark = pytest.mark.django_db
SECRET = "Dijo quién la amenazó."
READERS = [role for role, capabilities in CAPABILITIES.items() if "case.read" in capabilities]
BLIND = [role for role in Role if role not in READERS]


@pytest.fixture
def case(team):
    return walk_to(Step.EVALUATION, team)


def told(case, by, *readers) -> SealedNote:
    """Return what the child said in confidence to `by`."""
    facts = {"kind": "identification_contact", "place_type": "care_place", "interpreter_kind": "not_needed", "held_at": NOW}
    held = services.record_interview(case=case, by=by, now=timezone.now(), sealed_note=SECRET, readers=readers, **facts)
    return held.sealed_note


def names(sealed) -> list[tuple[str, str]]:
    return sorted((one.because, one.person.role) for one in sealed.list.current().select_related("person"))


def acts(sealed) -> list[tuple]:
    found = Event.objects.filter(action__startswith="sealed.", target_id=str(sealed.pk)).order_by("at", "id")
    return [(one.action, one.actor, one.reason) for one in found]


def test_the_list_says_who_and_why(case, team):
    listed, stranger = team.person(Role.PSYCHOLOGIST), UserFactory(role=Role.PSYCHOLOGIST)
    grant(case, listed)
    sealed = told(case, team.caseworker, listed, stranger)
    assert names(sealed) == [("author", "caseworker"), ("chosen", "psychologist"), ("responsible", "caseworker")]
    assert acts(sealed) == [("sealed.write", team.caseworker.pk, "")]
    services.record_interview(
        case=case,
        by=team.caseworker,
        now=timezone.now(),
        sealed_note="  ",
        kind="identification_contact",
        place_type="care_place",
        interpreter_kind="not_needed",
        held_at=NOW,
    )
    assert SealedNote.objects.count() == 1


@pytest.mark.parametrize("role", Role)
def test_inv_55_no_role_no_whole_grant_and_no_emergency_opens_it_without_the_list(role, case, team):
    sealed = told(case, team.caseworker)
    url = address("sealed_note", case.code, sealed.pk)
    person = team.notifier if role == Role.MIGRATION_NOTIFIER else team.person(role)
    grant(case, person)
    assert Case.objects.visible_to(person).exists() == (role in READERS)
    client = browser(person)
    conversation = client.get(address("interview", case.code, sealed.interview_id))
    assert (client.get(url).status_code, SealedNote.objects.visible_to(person).exists()) in ((404, False), (403, False))
    assert SECRET not in text_of(conversation)
    assert "confidence" not in text_of(conversation)
    assert not SealedReader.objects.visible_to(person).exists()
    assert "sealed" not in text_of(client.get(address("detail", case.code))).lower()
    SealedReader.objects.create(note=sealed, person=person, because="chosen", added_at=NOW)
    answer = client.get(url)
    assert (answer.status_code == 200, SECRET in text_of(answer)) == (role in READERS, role in READERS)
    assert Event.objects.filter(action="sealed.read", actor=person.pk, subjects__contains=[case.pk]).count() == (role in READERS)


def test_inv_55_an_emergency_opens_the_file_and_not_the_note(case, team):
    sealed = told(case, team.caseworker)
    stranger = UserFactory(organisation=OrganisationFactory(state="OAX"), role=Role.CASEWORKER)
    why = "Llegó herida al hospital y nadie de su equipo contesta el teléfono."
    services.open_in_emergency(code=case.code, reason=why, by=stranger, now=timezone.now())
    assert Interview.objects.visible_to(stranger).exists()
    assert browser(stranger).get(address("interview", case.code, sealed.interview_id)).status_code == 200
    assert browser(stranger).get(address("sealed_note", case.code, sealed.pk)).status_code == 404
    given = {"sealed": sealed, "reason": "Ayuda.", "by": team.caseworker, "now": timezone.now()}
    with pytest.raises(ValidationError, match="INV-55"):
        services.add_sealed_reader(person=stranger, **given)
    inside = Team(state="OAX").person(Role.PSYCHOLOGIST)
    inside.organisation = team.unit
    inside.save()
    grant(case, inside, Because.BREAK_GLASS)
    with pytest.raises(ValidationError, match="INV-55"):
        services.add_sealed_reader(person=inside, **given)


def test_a_reader_is_put_on_and_taken_off_with_a_reason_and_on_record(case, team):
    lawyer = team.person(Role.LAWYER)
    grant(case, lawyer)
    sealed, now = told(case, team.caseworker), timezone.now()
    given = {"sealed": sealed, "by": team.caseworker, "now": now}
    with pytest.raises(ValidationError, match="INV-55"):
        services.add_sealed_reader(person=lawyer, reason=" ", **given)
    with pytest.raises(ValidationError, match="INV-55"):
        services.add_sealed_reader(person=UserFactory(role=Role.LAWYER), reason="Defensa.", **given)
    reader = services.add_sealed_reader(person=lawyer, reason="Defensa.", **given)
    with pytest.raises(ValidationError, match="already"):
        services.add_sealed_reader(person=lawyer, reason="Defensa.", **given)
    assert SealedNote.objects.visible_to(lawyer).get() == sealed
    with pytest.raises(ValidationError, match="INV-55"):
        services.remove_sealed_reader(reader=reader, reason="", by=team.caseworker, now=now)
    services.remove_sealed_reader(reader=reader, reason="Terminó la defensa.", by=team.caseworker, now=now)
    assert not SealedNote.objects.visible_to(lawyer).exists()
    with pytest.raises(SealedReader.DoesNotExist):
        services.remove_sealed_reader(reader=reader, reason="Otra vez.", by=team.caseworker, now=now)
    assert acts(sealed)[1:] == [
        ("sealed.add_reader", team.caseworker.pk, "Defensa."),
        ("sealed.remove_reader", team.caseworker.pk, "Terminó la defensa."),
    ]


def test_only_the_author_and_the_person_responsible_keep_the_list(case, team):
    lawyer, other = team.person(Role.LAWYER), team.person(Role.CASEWORKER)
    for person in (lawyer, other):
        grant(case, person)
    sealed, now = told(case, other, team.supervisor, lawyer), timezone.now()
    assert names(sealed) == [("author", "caseworker"), ("chosen", "lawyer"), ("chosen", "supervisor"), ("responsible", "caseworker")]
    listing = {person: SealedNote.objects.listing_by(person).exists() for person in (other, team.caseworker, lawyer, team.supervisor)}
    assert listing == {other: True, team.caseworker: True, lawyer: False, team.supervisor: False}
    for person in (lawyer, team.supervisor, team.approver):
        with pytest.raises((PermissionDenied, SealedNote.DoesNotExist)):
            services.add_sealed_reader(sealed=sealed, person=team.approver, reason="Quiero leer.", by=person, now=now)
    author = sealed.list.get(because="author")
    with pytest.raises(ValidationError, match="stays"):
        services.remove_sealed_reader(reader=author, reason="Fuera.", by=team.caseworker, now=now)
    seat = sealed.list.get(because="responsible")
    services.remove_sealed_reader(reader=seat, reason="La niña lo pidió.", by=other, now=now)
    assert not SealedNote.objects.listing_by(team.caseworker).exists()


def test_the_seat_of_the_person_responsible_passes_to_the_next_unless_it_was_taken_away(case, team):
    author, successor = team.person(Role.CASEWORKER), team.person(Role.CASEWORKER)
    grant(case, author)
    kept, taken, now = told(case, author), told(case, author), timezone.now()
    services.remove_sealed_reader(reader=taken.list.get(because="responsible"), reason="Lo pidió.", by=author, now=now)
    services.hand_over(case=fresh(case), by=team.supervisor, now=now, cause="overload", minutes="Entrega de expediente y pendientes.")
    services.designate(case=fresh(case), person=successor, by=team.supervisor, now=now, representation="substitute", no_conflict=True)
    assert not SealedNote.objects.visible_to(successor).exists()
    services.accept_designation(case=fresh(case), by=successor, now=now, child_told_at=now)
    assert SealedNote.objects.visible_to(successor).get() == kept
    assert not SealedNote.objects.visible_to(team.caseworker).exists()
    pass_seat_on(case=fresh(case), by=successor, now=now)
    assert sorted(action for action, *_rest in acts(kept)) == ["sealed.add_reader", "sealed.remove_reader", "sealed.write"]


def test_the_pages_open_it_and_change_the_list(case, team, django_assert_max_num_queries):
    lawyer = team.person(Role.LAWYER)
    grant(case, lawyer)
    sealed = told(case, team.caseworker)
    client, url = browser(team.caseworker), address("sealed_note", case.code, sealed.pk)
    assert url in text_of(client.get(address("interview", case.code, sealed.interview_id)))
    add = address("sealed_reader_add", case.code, sealed.pk)
    assert post(client, add, person=lawyer.pk, reason="").status_code == 422
    answer = post(client, add, person=lawyer.pk, reason="Prepara la defensa.")
    assert (answer.status_code, answer.url) == (302, url)
    page = text_of(client.get(url))
    assert SECRET in page
    assert f"Added later: Prepara la defensa. ({team.caseworker.full_name})" in page
    theirs = text_of(browser(lawyer).get(url))
    assert (SECRET in theirs, "Take off the list" in theirs) == (True, False)
    assert browser(lawyer).get(add).status_code == 403
    off = address("sealed_reader_remove", case.code, sealed.list.get(person=lawyer).pk)
    assert lawyer.full_name in text_of(client.get(off))
    assert post(client, off, reason=" ").status_code == 422
    assert post(client, off, reason="Terminó.").url == url
    assert "Terminó." in text_of(client.get(url))
    assert browser(lawyer).get(url).status_code == 404
    for one in range(12):
        SealedReader.objects.create(note=sealed, person=team.person(Role.LAWYER), because="added", reason=f"{one}", added_at=NOW)
    with django_assert_max_num_queries(16):
        client.get(url)


BROKEN = {
    "sealed_reader_added_for_a_reason": "because = 'added', reason = '  '",
    "sealedreader_because_known": "because = 'boss'",
    "sealed_reader_removed_whole": "removed_at = now()",
    "sealed_author_stays": "because = 'author', removed_at = now(), removed_by_id = person_id, removed_reason = 'x'",
    "sealed_one_author": "because = 'author'",
    "sealed_one_responsible": "because = 'responsible'",
}


@pytest.mark.parametrize("constraint", BROKEN)
def test_the_database_holds_the_list(constraint, case, team):
    sealed = told(case, team.caseworker)
    row = SealedReader.objects.create(note=sealed, person=team.supervisor, because="chosen", added_at=NOW)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_sealedreader SET {BROKEN[constraint]} WHERE id = %s", [row.pk])


def test_a_case_of_another_authority_hides_its_notes(case, team):
    sealed, other = told(case, team.caseworker), CaseFactory(unit=team.unit, step=Step.EVALUATION)
    grant(other, team.caseworker)
    assert browser(team.caseworker).get(address("sealed_note", other.code, sealed.pk)).status_code == 404

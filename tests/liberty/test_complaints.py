"""A complaint to the human-rights body: drafted from the event, written by lawyer or supervisor, numbered, printed, filed."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from cases.versioning import Stale
from liberty import services
from liberty.models import DeprivationEvent, RightsComplaint
from papers.models import Letter
from tests.factories import NOW, grant

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def event(case, team):
    facts = {"facility_type": "immigration_station", "facility": "Estación de prueba", "authority": "Instituto de Migración"}
    told = {"started_at": NOW - 5 * HOUR, "reported_by": "Visitadora", "lawyer_access": "no", "separated_from_family": "no"}
    return services.record_deprivation(case=case, by=team.intake, now=NOW, **facts, **told)


def draft(event, by) -> RightsComplaint:
    return services.begin_complaint(event=event, by=by, now=NOW)


def written(event, by, **texts) -> RightsComplaint:
    complaint = draft(event, by)
    given = {name: getattr(complaint, name) for name in ("facts", "violations", "requests")} | {"addressee": "Comisión de prueba"}
    return services.write_complaint(complaint=complaint, version=complaint.version, by=by, now=NOW, **(given | texts))


def issued(event, by) -> RightsComplaint:
    complaint = written(event, by)
    services.issue_complaint(complaint=complaint, version=complaint.version, by=by, now=NOW)
    return RightsComplaint.objects.get(pk=complaint.pk)


def refused(verb, **given) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        verb(**given)
    return list(getattr(refusal.value, "error_dict", {"": ""}))


def test_a_draft_says_what_is_on_record_of_the_event(event, team):
    complaint = draft(event, team.supervisor)
    assert "Estación de prueba" in complaint.facts
    assert "5.0 h" in complaint.facts
    assert "lawyer" in complaint.violations
    assert "separated" not in complaint.violations
    assert "more than 4 hours" in complaint.violations
    assert "handed over" in complaint.requests
    assert draft(event, team.supervisor).pk == complaint.pk


@pytest.mark.parametrize("role", ["intake", "caseworker"])
def test_only_lawyer_and_supervisors_complain(event, team, role):
    with pytest.raises(PermissionDenied):
        draft(event, getattr(team, role))


def test_a_lawyer_of_the_team_writes_it(event, case, team):
    lawyer = team.person(Role.LAWYER)
    grant(case, lawyer)
    assert written(event, lawyer, facts="Lo que pasó.").facts == "Lo que pasó."


def test_issued_it_has_a_number_and_its_text_stands(event, team):
    complaint = issued(event, team.supervisor)
    letter = Letter.objects.get(kind="rights_complaint")
    assert (letter.addressee, letter.serial, complaint.state) == ("Comisión de prueba", 1, "issued")
    for verb in (services.write_complaint, services.issue_complaint):
        texts = {"facts": "x", "addressee": "x", "violations": "x", "requests": "x"} if verb is services.write_complaint else {}
        assert refused(verb, complaint=complaint, version=complaint.version, by=team.supervisor, now=NOW, **texts) == [""]
    assert draft(event, team.supervisor).pk != complaint.pk  # another body may be told too


def test_it_is_not_issued_to_nobody_nor_over_a_text_that_nobody_read(event, team):
    complaint = draft(event, team.supervisor)
    assert refused(services.issue_complaint, complaint=complaint, version=1, by=team.supervisor, now=NOW) == ["addressee"]
    written(event, team.supervisor)
    with pytest.raises(Stale):
        services.issue_complaint(complaint=complaint, version=1, by=team.supervisor, now=NOW)
    assert not Letter.objects.exists()


def test_it_is_filed_once_issued_with_day_and_folio(event, team):
    file = {"by": team.supervisor, "now": NOW, "filed_on": NOW.date(), "folio": "CNDH/5/2026/77/Q"}
    assert refused(services.file_complaint, complaint=written(event, team.supervisor), **file) == [""]
    complaint = issued(event, team.supervisor)
    for name, wrong in (("filed_on", NOW.date() + timedelta(days=1)), ("filed_on", NOW.date() - timedelta(days=1)), ("folio", " ")):
        assert refused(services.file_complaint, complaint=complaint, **(file | {name: wrong})) == [name]
    filed = services.file_complaint(complaint=complaint, **file)
    assert (filed.is_filed, filed.folio) == (True, "CNDH/5/2026/77/Q")
    assert refused(services.file_complaint, complaint=filed, **file) == [""]


def test_a_withdrawn_event_is_not_complained_of(event, team):
    services.withdraw_deprivation(event=event, version=1, reason="Otra niña.", by=team.supervisor, now=NOW)
    assert refused(services.begin_complaint, event=event, by=team.supervisor, now=NOW) == [""]


@pytest.mark.parametrize(
    "change", ["state = 'filed'", "state = 'issued'", "state = 'sent'", "folio = 'x'", "issued_at = now()", "filed_on = now()"]
)
def test_the_database_holds_the_states(event, team, change):
    draft(event, team.supervisor)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE liberty_rightscomplaint SET {change}")


def text(response) -> str:
    return response.content.decode()


def test_from_the_event_to_the_folio_on_pages(event, team):
    client = Client()
    client.force_login(team.supervisor)
    key = {"submission_key": str(uuid.uuid4())}
    assert "Draft a complaint" in text(client.get(reverse("liberty:event", args=[event.pk])))
    begun = client.post(reverse("liberty:complaint_begin", args=[event.pk]), key)
    complaint = RightsComplaint.objects.get()
    page = reverse("liberty:complaint", args=[complaint.pk])
    assert begun.url == page
    empty = client.post(page, {"version": 1, "facts": "Otra cosa", "violations": "x", "requests": "x"})
    assert (empty.status_code, "Otra cosa" in text(empty)) == (422, True)
    form = {"addressee": "Comisión", "facts": "Lo que pasó", "violations": "x", "requests": "x", "version": 1}
    assert client.post(page, form | {"submission_key": str(uuid.uuid4())}).status_code == 302
    stale = client.post(page, form | {"facts": "Tarde"})
    assert (stale.status_code, "Tarde" in text(stale), "Saved meanwhile" in text(stale)) == (409, True, True)
    client.post(reverse("liberty:complaint_issue", args=[complaint.pk]), {"version": 2, "submission_key": str(uuid.uuid4())})
    letter = Letter.objects.get()
    assert letter.reference in text(client.get(page))
    printed = client.get(reverse("liberty:complaint_letter", args=[complaint.pk, letter.pk]))
    assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")
    assert Event.objects.filter(action="rights_complaint.print").exists()
    filed = {"filed_on": f"{complaint.case.unit.day_of(letter.issued_at)}", "folio": "CNDH/77", "submission_key": str(uuid.uuid4())}
    assert client.post(reverse("liberty:complaint_file", args=[complaint.pk]), filed).status_code == 302
    assert "CNDH/77" in text(client.get(reverse("liberty:event", args=[event.pk])))
    assert DeprivationEvent.objects.get().complaints.get().is_filed


def test_who_may_only_read_reads_the_draft(event, team):
    complaint = draft(event, team.supervisor)
    client = Client()
    client.force_login(team.intake)
    page = client.get(reverse("liberty:complaint", args=[complaint.pk]))
    assert (page.status_code, "<textarea" in text(page)) == (200, False)
    assert "Draft a complaint" not in text(client.get(reverse("liberty:event", args=[event.pk])))

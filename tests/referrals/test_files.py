"""Files that go along with a referral: chosen one by one, approved, seen by their receiver alone and while the access lasts."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases import services as cases
from cases.models import CaseGrant
from files.models import StoredFile
from files.services import Sent
from referrals import services
from referrals.models import SentFile
from tests.cases.pages import browser, post, text_of
from tests.factories import CaseFactory, UserFactory, grant
from tests.files import samples

pytestmark = [pytest.mark.django_db, pytest.mark.promise(60)]


def attached(desk, case=None, **fields):
    case = case or desk.case
    given = {"sent": [Sent("carta.pdf", "", samples.pdf())], "kind": "medical", "by": desk.team.caseworker, "now": timezone.now()}
    cases.attach(case=case, **given | fields)
    return case.attachments.latest("created_at")


def sent(desk, *attachments):
    """Write, submit and approve a referral with those files."""
    now = timezone.now()
    one = desk.draft(attachments=attachments, now=now)
    one = services.send_referral(referral=one, version=1, by=desk.team.caseworker, now=now)
    assert one.state == "pending_approval"
    return services.review_referral(referral=one, version=one.version, is_approved=True, by=desk.team.supervisor, now=now)


def url(referral, attachment):
    return reverse("referrals:file", args=[referral.pk, attachment.pk])


def test_the_receiver_is_given_what_was_sent_along_and_nothing_else_of_the_case(desk):
    one, other = attached(desk, description="Cartilla de vacunación"), attached(desk, description="Otra cosa")
    referral = sent(desk, one)
    client = browser(desk.clinic.nurse)
    page = text_of(client.get(reverse("referrals:received", args=[referral.pk])))
    assert "Cartilla de vacunación" in page
    assert "Otra cosa" not in page
    answer = client.get(url(referral, one))
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(url(referral, other)).status_code == 404
    assert client.get(reverse("cases:attachment", args=[desk.case.code, one.pk])).status_code == 404
    event = Event.objects.get(action="referral.file")
    assert (event.actor, event.subjects) == (desk.clinic.nurse.pk, [desk.case.pk, desk.case.child_id])
    assert event.detail == {"referral": referral.number, "sha256": one.file.sha256}


def test_another_organisation_is_given_nothing(desk):
    one = attached(desk)
    referral = sent(desk, one)
    stranger = UserFactory(organisation=type(desk.clinic)(name="Otra").unit, role=desk.clinic.nurse.role)
    assert browser(stranger).get(url(referral, one)).status_code == 404


def test_files_close_with_the_access_and_with_their_withdrawal(desk):
    one, other = attached(desk), attached(desk)
    referral = sent(desk, one, other)
    client = browser(desk.clinic.nurse)
    cases.withdraw_attachment(attachment=other, reason="No era suyo.", by=desk.team.caseworker, now=timezone.now())
    assert client.get(url(referral, other)).status_code == 404
    assert client.get(url(referral, one)).status_code == 200
    CaseGrant.objects.filter(pk=referral.grant_id).update(starts_at=timezone.now() - timedelta(days=1), ends_at=timezone.now())
    assert client.get(url(referral, one)).status_code == 404


def test_a_draft_shows_its_files_to_nobody_else(desk):
    one = attached(desk)
    referral = desk.draft(attachments=[one])
    assert browser(desk.clinic.nurse).get(url(referral, one)).status_code == 404


def test_files_are_chosen_on_the_form_and_changed_there(desk):
    one, other = attached(desk, description="La primera"), attached(desk, description="La segunda")
    client = browser(desk.team.caseworker)
    form = {"to_organisation": desk.clinic.unit.pk, "purpose": "Valoración", "urgency": "normal", "basis": "mandate", "version": 0}
    made = post(client, reverse("referrals:draft", args=[desk.case.code, "health"]), attachments=[one.pk], **form)
    referral = desk.case.referrals.get()
    assert [sent.attachment_id for sent in referral.files.all()] == [one.pk]
    page = text_of(client.get(made.url))
    assert "La primera" in page
    assert "Files of the case go along." in page
    edit = reverse("referrals:edit", args=[referral.pk])
    assert client.get(edit).context["form"]["attachments"].value() == [one.pk]
    assert post(client, edit, attachments=[other.pk], **form | {"version": referral.version}).status_code == 302
    assert [sent.attachment_id for sent in referral.files.all()] == [other.pk]


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ({"recipient_name": "Hospital", "to_organisation": None}, "only to an organisation with an account"),
        ({"recipient_name": "Hospital", "to_organisation": None, "recipient_country": "US"}, "INV-34"),
    ],
)
def test_no_file_goes_abroad_or_to_who_has_no_account(desk, to, words):
    with pytest.raises(ValidationError, match=words):
        desk.draft(attachments=[attached(desk)], packet_fields=["name"], **to)


def test_no_file_goes_that_is_anothers_withdrawn_or_not_scanned(desk):
    foreign = CaseFactory(unit=desk.team.unit)
    grant(foreign, desk.team.caseworker)
    with pytest.raises(ValidationError, match="is of another case"):
        desk.draft(attachments=[attached(desk, foreign)])
    waiting = attached(desk)
    StoredFile.objects.filter(pk=waiting.file_id).update(scan="waiting")
    with pytest.raises(ValidationError, match="not scanned yet"):
        desk.draft(attachments=[waiting])


def test_a_file_withdrawn_before_sending_keeps_the_referral_back(desk):
    one = attached(desk)
    referral = desk.draft(attachments=[one])
    cases.withdraw_attachment(attachment=one, reason="No era suyo.", by=desk.team.caseworker, now=timezone.now())
    with pytest.raises(ValidationError, match="is withdrawn"):
        services.send_referral(referral=referral, version=1, by=desk.team.caseworker, now=timezone.now())


@pytest.mark.parametrize("change", ["DELETE FROM referrals_sentfile", "UPDATE referrals_sentfile SET created_at = now()"])
def test_what_was_sent_along_is_never_changed(desk, change):
    sent(desk, attached(desk))
    with pytest.raises(DatabaseError, match="chosen while it is a draft"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_database_refuses_a_file_of_another_case(desk):
    foreign = CaseFactory(unit=desk.team.unit)
    grant(foreign, desk.team.caseworker)
    with pytest.raises(DatabaseError, match="the file is of another case"), transaction.atomic():
        SentFile.objects.create(referral=desk.draft(), attachment=attached(desk, foreign))

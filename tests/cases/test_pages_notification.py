"""Notify a child in a browser: page by page, once, and with nothing lost."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.models import Level
from accounts.roles import OrgType, Role
from audit.models import Event, Kind
from cases import services
from cases.models import Case, Child, Notification, NotificationDraft
from tests.factories import NOW, ChildIdentityFactory, NotificationFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, team):
    team.migration.state, team.migration.time_zone = "SON", "America/Hermosillo"
    team.migration.save()
    client.force_login(team.notifier)
    return client


def at(**ago) -> str:
    return timezone.localtime(timezone.now() - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M")


def answers(team, **changes) -> dict[str, dict]:
    pages = {
        "found": {
            "folio": "INM-77",
            "notifier_name": "Agente Prueba",
            "located_at": at(days=2),
            "located_place_type": "road_checkpoint",
            "receiving_unit": str(team.unit.pk),
        },
        "identity": {
            "given_names": "Yesenia",
            "surname_1": "Caal",
            "sex": "female",
            "birth_date_year": "2011",
            "birth_date_month": "5",
            "nationality": "GT",
        },
        "journey": {"accompaniment": "unaccompanied"},
        "needs": {"primary_language": "kek", "needs_interpreter": "on"},
        "now": {"is_held": "yes", "held_since": at(days=1), "held_where": "Estación"},
    }
    for page, fields in changes.items():
        pages[page] = {name: value for name, value in (pages[page] | fields).items() if value is not None}
    return pages


def fill(client, pages):
    for step, data in pages.items():
        response = client.post(reverse("cases:notify_step", args=[step]), data)
        assert response.status_code == 302, response.context["form"].errors
    return response


def send(client, **data):
    return client.post(reverse("cases:notify_step", args=["check"]), data)


def test_a_whole_notification_takes_seven_pages(officer, team):
    loads = [officer.get(reverse("cases:notify"))]
    for step, data in answers(team).items():
        loads.append(officer.post(reverse("cases:notify_step", args=[step]), data, follow=True))
    assert b"Check your answers" in loads[-1].content
    loads.append(officer.post(loads[-1].request["PATH_INFO"], follow=True))
    assert [load.status_code for load in loads] == [200] * 7
    sent = Notification.objects.get()
    assert (sent.folio, sent.receiving_unit, sent.created_by, sent.held_where) == ("INM-77", team.unit, team.notifier, "Estación")
    assert (sent.child.birth_precision, sent.child.birth_date.isoformat()) == ("year_month", "2011-05-01")
    assert sent.child.identity.full_name == "Yesenia Caal"
    page = loads[-1].content.decode()
    assert "INM-77" in page
    assert team.unit.name in page
    assert "Yesenia" not in page


def test_the_first_page_proposes_the_authority_of_the_notifiers_state(officer, team):
    OrganisationFactory(state="CHP")
    page = officer.get(reverse("cases:notify"))
    assert page.context["form"].initial["receiving_unit"] == team.unit
    assert f'value="{team.unit.pk}" checked' in page.content.decode()


def test_another_authority_searched_for_is_not_passed_over(officer, team):
    other = OrganisationFactory(name="Procuraduría de Chiapas", state="CHP")
    data = answers(team)["found"] | {"receiving_unit_q": "chiapas"}
    response = officer.post(reverse("cases:notify_step", args=["found"]), data)
    assert response.status_code == 422
    assert f'value="{other.pk}"' in response.content.decode()
    data |= {"receiving_unit": str(other.pk)}
    assert officer.post(reverse("cases:notify_step", args=["found"]), data).status_code == 302


@pytest.mark.parametrize("org_type", [OrgType.MIGRATION_AUTHORITY, OrgType.CAS_PUBLIC])
def test_only_a_protection_authority_receives_notifications(officer, team, org_type):
    shelter = OrganisationFactory(org_type=org_type, level=Level.UNIT)
    response = officer.post(reverse("cases:notify_step", args=["found"]), answers(team, found={"receiving_unit": str(shelter.pk)})["found"])
    assert response.status_code == 422


def test_answers_are_kept_on_the_server_and_outlive_the_session(officer, team):
    officer.post(reverse("cases:notify_step", args=["found"]), answers(team)["found"])
    officer.logout()
    officer.force_login(team.notifier)
    page = officer.get(reverse("cases:notify")).content.decode()
    assert "Go on where you stopped" in page
    assert reverse("cases:notify_step", args=["identity"]) in page
    assert "INM-77" in officer.get(reverse("cases:notify_step", args=["found"])).content.decode()
    officer.post(reverse("cases:notify"), {"begin": "anew"})
    assert NotificationDraft.objects.get().answers == {}


@pytest.mark.parametrize(
    ("page", "typed", "field"),
    [
        ("found", {"located_at": "2999-01-01T10:00"}, "located_at"),
        ("found", {"folio": ""}, "folio"),
        ("identity", {"birth_date_year": "2999", "birth_date_month": "1"}, "birth_date"),
        ("identity", {"birth_date_year": "1980"}, "birth_date"),
        ("identity", {"birth_date_year": "10"}, "birth_date"),
        ("identity", {"birth_date_month": "2", "birth_date_day": "30"}, "birth_date"),
        ("identity", {"birth_date_year": None, "birth_date_month": None}, "birth_date"),
        ("identity", {"birth_date_year": "x" * 50}, "birth_date"),
        ("identity", {"declared_age": "26"}, "declared_age"),
        ("identity", {"nationality": "XX"}, "nationality"),
        ("identity", {"sex": ""}, "sex"),
        ("journey", {"entry_date": "2999-01-01"}, "entry_date"),
        ("journey", {"country_of_birth": "ZZ"}, "country_of_birth"),
        ("needs", {"immediate_needs": "a" * 5000}, "immediate_needs"),
        ("now", {"held_since": "2999-01-01T10:00"}, "held_since"),
        ("now", {"held_since": ""}, "held_since"),
    ],
)
def test_a_bad_answer_stays_on_its_page_with_all_that_was_typed(officer, team, page, typed, field):
    response = officer.post(reverse("cases:notify_step", args=[page]), answers(team, **{page: typed})[page])
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "<title>Error:" in response.content.decode()
    assert not NotificationDraft.objects.exists()
    for value in answers(team)[page].values():
        if value not in typed and len(value) > 3 and value.isalpha():
            assert value in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "facts"),
    [
        ({"birth_date_day": "9"}, ("exact", "2011-05-09", None)),
        ({"birth_date_month": None}, ("year", "2011-01-01", None)),
        ({"birth_date_year": None, "birth_date_month": None, "declared_age": "14"}, ("declared_age", "None", 14)),
        ({"birth_date_year": None, "birth_date_month": None, "is_age_unknown": "on"}, ("unknown", "None", None)),
    ],
)
def test_the_age_is_kept_as_precisely_as_it_is_known(officer, team, typed, facts):
    fill(officer, answers(team, identity=typed))
    send(officer)
    child = Child.objects.get()
    assert (child.birth_precision, str(child.birth_date), child.declared_age) == facts


@pytest.mark.promise(33)
def test_a_double_click_notifies_once(officer, team):
    fill(officer, answers(team))
    key = str(uuid.uuid4())
    first, second = send(officer, submission_key=key), send(officer, submission_key=key)
    assert first.url == second.url == reverse("cases:receipt_detail", args=[Notification.objects.get().pk])


def test_a_folio_sent_before_is_refused_and_nothing_is_lost(officer, team):
    NotificationFactory(folio="INM-77", source_org=team.migration)
    fill(officer, answers(team))
    response = send(officer)
    assert response.status_code == 422
    assert "already sent a notification with this folio" in response.content.decode()
    assert "Yesenia" in response.content.decode()
    assert NotificationDraft.objects.get().answers["identity"]


def test_a_known_child_looks_to_the_notifier_as_any_other(officer, team):
    ChildIdentityFactory(given_names="Yesenia", surname_1="Caal", surname_2="")
    fill(officer, answers(team))
    page = officer.get(reverse("cases:notify_step", args=["check"])).content.decode()
    assert "alike" not in page
    assert officer.get(send(officer).url).status_code == 200


def test_a_sibling_takes_the_familys_answers_in_one_press(officer, team):
    fill(officer, answers(team))
    send(officer)
    assert "Copy the family" in officer.get(reverse("cases:notify")).content.decode()
    page = officer.post(reverse("cases:notify"), {"begin": "sibling"}, follow=True)
    assert page.context["form"].data["located_place_type"] == "road_checkpoint"
    assert "folio" not in page.context["form"].data
    found = answers(team, found={"folio": "INM-78"})["found"]
    page = officer.post(reverse("cases:notify_step", args=["found"]), found, follow=True)
    assert page.context["form"].data["surname_1"] == "Caal"
    assert "given_names" not in page.context["form"].data
    page = officer.post(
        reverse("cases:notify_step", args=["identity"]), answers(team, identity={"given_names": "Luis"})["identity"], follow=True
    )
    assert b"Check your answers" in page.content
    send(officer)
    assert set(Child.objects.values_list("identity__given_names", "primary_language")) == {("Yesenia", "kek"), ("Luis", "kek")}


def test_the_familys_answers_are_not_offered_the_next_day(officer, team):
    fill(officer, answers(team))
    send(officer)
    NotificationDraft.objects.update(sent_at=timezone.now() - services.drafts.SIBLING_WITHIN)
    assert "Copy the family" not in officer.get(reverse("cases:notify")).content.decode()
    officer.post(reverse("cases:notify"), {"begin": "sibling"})
    assert NotificationDraft.objects.get().answers == {}


def test_the_check_leads_back_to_the_page_not_answered(officer, team):
    fill(officer, {"found": answers(team)["found"]})
    response = officer.get(reverse("cases:notify_step", args=["check"]))
    assert response.url == reverse("cases:notify_step", args=["identity"])


def test_five_megabytes_are_refused_in_plain_words(officer, team):
    response = officer.post(
        reverse("cases:notify_step", args=["needs"]), answers(team, needs={"immediate_needs": "a" * 5_000_000})["needs"]
    )
    assert response.status_code == 413
    assert not NotificationDraft.objects.exists()


def test_roles_that_do_not_notify_are_refused(client, team):
    client.force_login(team.person(Role.REPORT_VIEWER))
    assert client.get(reverse("cases:notify")).status_code == 403


def test_receipts_show_only_ones_own(officer, team):
    own = NotificationFactory(created_by=team.notifier, receiving_unit=team.unit)
    other = NotificationFactory(receiving_unit=team.unit)
    page = officer.get(reverse("cases:receipt_list")).content.decode()
    assert own.folio in page
    assert own.child.code not in page
    assert f">{other.folio}<" not in page
    assert officer.get(reverse("cases:receipt_detail", args=[other.pk])).status_code == 404


def test_receipts_turn_by_key(officer, team):
    sent = [NotificationFactory(created_by=team.notifier, receiving_unit=team.unit) for __ in range(30)]
    first = officer.get(reverse("cases:receipt_list"))
    second = officer.get(reverse("cases:receipt_list") + first.context["page"].older)
    shown = [row.pk for row in first.context["page"].rows + second.context["page"].rows]
    assert sorted(shown) == sorted(row.pk for row in sent)
    assert [len(page.context["page"].rows) for page in (first, second)] == [25, 5]
    back = officer.get(reverse("cases:receipt_list") + second.context["page"].newer)
    assert [row.pk for row in back.context["page"].rows] == shown[:25]
    assert officer.get(reverse("cases:receipt_list") + "?after=nonsense").status_code == 400


# The decision


@pytest.fixture
def intake(client, team):
    client.force_login(team.intake)
    return client


@pytest.fixture
def notified(team):
    return NotificationFactory(receiving_unit=team.unit, source_org=team.migration)


def decide(client, notification, **data):
    return client.post(reverse("cases:notification_detail", args=[notification.pk]), data)


def test_what_waits_is_listed_by_initials_and_its_reading_recorded(intake, notified):
    NotificationFactory()
    page = intake.get(reverse("cases:notification_list"))
    assert [row.pk for row in page.context["page"].rows] == [notified.pk]
    assert "Y. C. T." in page.content.decode()
    assert "Yesenia" not in page.content.decode()
    assert Event.objects.get(action="notification.list").subjects == [notified.child_id]


def test_opening_a_case_leads_to_it(intake, team, notified, monkeypatch):
    response = decide(intake, notified, result="open_case")
    case = Case.objects.get()
    assert response.status_code == 302
    assert response.url == reverse("cases:detail", args=[case.code])
    assert case.grants.get().user == team.intake


def test_possible_matches_stand_beside_with_the_reason(intake, team, notified):
    known = NotificationFactory(receiving_unit=team.unit).child
    page = intake.get(reverse("cases:notification_detail", args=[notified.pk])).content.decode()
    assert known.code in page
    assert "ames alike: 100 %, same date of birth, same nationality" in page
    assert set(Event.objects.get(action="notification.read").subjects) == {known.pk, notified.child_id}


def test_linking_asks_for_the_known_child(intake, team, notified):
    known = NotificationFactory(receiving_unit=team.unit).child
    response = decide(intake, notified, result="link_existing", reason="kept text")
    assert response.status_code == 422
    assert "Choose the child who is already known" in response.content.decode()
    assert "kept text" in response.content.decode()
    assert decide(intake, notified, result="link_existing", known_child=str(known.pk)).status_code == 302
    assert Case.objects.get().child == known


def test_passing_on_asks_for_authority_and_reason(intake, notified):
    other = OrganisationFactory()
    assert decide(intake, notified, result="refer_other_jurisdiction").status_code == 422
    assert decide(intake, notified, result="refer_other_jurisdiction", unit=str(other.pk)).status_code == 422
    response = decide(intake, notified, result="refer_other_jurisdiction", unit=str(other.pk), reason="Vive allá.")
    assert response.url == reverse("cases:notification_list")
    assert intake.get(reverse("cases:notification_detail", args=[notified.pk])).status_code == 404


def test_a_notification_is_decided_on_once(intake, notified):
    decide(intake, notified, result="open_case")
    assert decide(intake, notified, result="open_case").status_code == 422
    assert Case.objects.count() == 1


def test_a_notification_decided_on_leads_to_its_case(intake, notified):
    decide(intake, notified, result="open_case")
    page = intake.get(reverse("cases:notification_detail", args=[notified.pk])).content.decode()
    assert reverse("cases:detail", args=[Case.objects.get().code]) in page


def test_without_a_child_alike_nothing_is_linked(intake, notified):
    form = intake.get(reverse("cases:notification_detail", args=[notified.pk])).context["form"]
    assert [value for value, _label in form.fields["result"].choices] == ["open_case", "refer_other_jurisdiction"]


def test_what_one_sent_to_another_authority_is_not_ones_to_decide(client, team):
    elsewhere = NotificationFactory(created_by=team.supervisor)
    client.force_login(team.supervisor)
    assert client.get(reverse("cases:notification_detail", args=[elsewhere.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.REPORT_VIEWER, Role.ORG_ADMIN])
def test_roles_that_do_not_decide_are_refused(client, team, role, notified):
    client.force_login(team.person(role))
    assert client.get(reverse("cases:notification_list")).status_code == 403
    assert client.get(reverse("cases:notification_detail", args=[notified.pk])).status_code == 403
    assert decide(client, notified, result="open_case").status_code == 403


def test_a_migration_officer_finds_no_list(officer, notified):
    assert officer.get(reverse("cases:notification_list")).status_code == 404
    assert officer.get(reverse("cases:notification_detail", args=[notified.pk])).status_code == 404


def test_the_list_asks_the_same_number_of_queries_for_ten_and_for_twenty(intake, team, django_assert_max_num_queries):
    counts = []
    for __ in range(2):
        for __ in range(10):
            NotificationFactory(receiving_unit=team.unit)
        with django_assert_max_num_queries(12) as captured:
            intake.get(reverse("cases:notification_list"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_what_is_done_to_a_draft_is_on_record(team):
    services.save_answers(page="found", answers={"folio": "A-1"}, by=team.notifier, now=NOW)
    services.begin_anew(by=team.notifier, now=NOW)
    events = Event.objects.filter(actor=team.notifier.pk, kind=Kind.WRITE).order_by("id")
    assert [(event.action, event.detail) for event in events] == [
        ("notification.draft", {"page": "found"}),
        ("notification.begin_anew", {}),
    ]
    with pytest.raises(PermissionDenied):
        services.begin_anew(by=team.person(Role.ORG_ADMIN), now=NOW)

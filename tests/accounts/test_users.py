"""Accounts are opened, changed and closed by administrators, within the wall and their own part of the tree."""

import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token

from accounts import services
from accounts.models import Level, Organisation, User
from accounts.roles import OrgType, Role
from audit.models import Event, Kind
from tests.factories import NOW, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(role=Role.ORG_ADMIN, full_name="Administradora")


@pytest.fixture
def system():
    return UserFactory(role=Role.SYSTEM_ADMIN, full_name="Sistema")


def browser(user) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def invite(by, **changes):
    facts = {"email": "nueva@example.org", "full_name": "Nueva Persona", "organisation": by.organisation, "role": Role.CASEWORKER}
    return services.invite_user(by=by, now=NOW, **(facts | changes))


def change(user, by, **changes):
    facts = {"full_name": user.full_name, "role": user.role, "language": user.language, "is_trained": user.is_trained}
    return services.change_user(user=user, by=by, now=NOW, **(facts | changes))


def test_who_is_invited_chooses_a_password_and_signs_in(admin, django_capture_on_commit_callbacks):
    facts = {"email": "Nueva@Example.org", "full_name": "Nueva Persona", "role": Role.CASEWORKER, "language": "en"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser(admin).post(reverse("accounts:user_invite"), facts | {"organisation": str(admin.organisation_id)})
    assert answer.status_code == 302, answer.context["form"].errors
    [letter] = mail.outbox
    assert letter.to == ["nueva@example.org"]
    assert "Nueva Persona" not in letter.subject + letter.body
    link = re.search(r"https?://\S+", letter.body)[0]
    stranger = Client()
    page = stranger.get(link, follow=True)
    words = "correct-horse-battery"
    assert stranger.post(page.redirect_chain[-1][0], {"password1": words, "password2": words}).status_code == 302
    assert stranger.post(reverse("account_login"), {"login": "nueva@example.org", "password": words}).status_code == 302
    assert stranger.get(reverse("home"), follow=True).redirect_chain[-1][0] == reverse("mfa_activate_totp")  # and then the second factor
    assert Client().get(link, follow=True).context["token_fail"]  # once


def test_an_invitation_is_on_record(admin):
    user = invite(admin)
    event = Event.objects.get(action="user.invite")
    assert (event.actor, event.target_id, event.detail["role"]) == (admin.pk, str(user.pk), Role.CASEWORKER)
    assert not user.has_usable_password()


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.MIGRATION_NOTIFIER])
def test_an_organisations_administrator_does_not_give_every_role(admin, role):
    with pytest.raises(ValidationError, match="role"):
        invite(admin, role=role)
    with pytest.raises(ValidationError, match="role"):
        change(invite(admin), admin, role=role)


def test_a_system_administrator_opens_the_write_only_door_to_the_migration_authority_alone(system):
    migration = OrganisationFactory(org_type=OrgType.MIGRATION_AUTHORITY)
    assert invite(system, organisation=migration, role=Role.MIGRATION_NOTIFIER).role == Role.MIGRATION_NOTIFIER
    with pytest.raises(ValidationError, match="role"):
        invite(system, email="b@example.org", organisation=migration, role=Role.CASEWORKER)


def test_an_address_has_one_account(admin):
    invite(admin)
    with pytest.raises(ValidationError, match="already"):
        invite(admin, email="NUEVA@example.org")


def test_an_administrator_keeps_to_their_part_of_the_tree(admin):
    stranger = UserFactory()
    with pytest.raises(Organisation.DoesNotExist):
        invite(admin, organisation=stranger.organisation)
    with pytest.raises(User.DoesNotExist):
        change(stranger, admin, full_name="Otra")
    below = OrganisationFactory(parent=admin.organisation, level=Level.UNIT)
    assert invite(admin, organisation=below).organisation == below


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR, Role.AUDITOR])
def test_only_administrators_touch_accounts(role):
    person = UserFactory(role=role)
    colleague = UserFactory(organisation=person.organisation)
    for verb in (
        lambda: invite(person),
        lambda: change(colleague, person, full_name="Otra"),
        lambda: services.deactivate_user(user=colleague, by=person, now=NOW),
        lambda: services.reactivate_user(user=colleague, by=person, now=NOW),
        lambda: services.add_organisation(name="X", org_type=OrgType.OTHER, level=Level.UNIT, by=person, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def test_nobody_gives_a_role_to_oneself_or_closes_ones_own_account(admin, system):
    for person, role in ((admin, Role.SUPERVISOR), (system, Role.SUPERVISOR)):
        with pytest.raises(ValidationError, match="oneself"):
            change(person, person, role=role)
        with pytest.raises(ValidationError, match="own account"):
            services.deactivate_user(user=person, by=person, now=NOW)


def test_an_organisations_administrator_leaves_system_administrators_alone(admin):
    system = UserFactory(organisation=admin.organisation, role=Role.SYSTEM_ADMIN)
    with pytest.raises(PermissionDenied):
        services.deactivate_user(user=system, by=admin, now=NOW)


def test_closing_an_account_ends_its_sessions_and_tokens_for_good(admin):
    person = UserFactory(organisation=admin.organisation)
    client = browser(person)
    Token.objects.create(user=person)
    assert client.get(reverse("home")).status_code == 200
    services.deactivate_user(user=person, by=admin, now=NOW)
    assert client.get(reverse("home")).status_code == 302
    services.reactivate_user(user=person, by=admin, now=NOW)
    assert client.get(reverse("home")).status_code == 302  # signs in anew
    assert not Token.objects.filter(user=person).exists()
    assert list(Event.objects.filter(target_id=str(person.pk)).order_by("id").values_list("action", flat=True)) == [
        "user.deactivate",
        "user.reactivate",
    ]


def test_another_role_ends_every_session_another_name_does_not(admin):
    person = UserFactory(organisation=admin.organisation)
    client = browser(person)
    change(person, admin, full_name="Otro Nombre")
    assert client.get(reverse("home")).status_code == 200
    change(person, admin, role=Role.SUPERVISOR)
    assert client.get(reverse("home")).status_code == 302


def test_a_change_is_on_record_by_the_names_of_its_fields(admin):
    person = UserFactory(organisation=admin.organisation)
    change(person, admin, full_name="Secreto Nombre", is_trained=False)
    event = Event.objects.get(action="user.change")
    assert event.detail == {"fields": ["full_name", "is_trained"]}


def test_the_list_shows_ones_own_people_in_the_same_number_of_queries(admin, django_assert_num_queries):
    UserFactory(full_name="Ajena")
    client = browser(admin)
    for number in (1, 20):
        UserFactory.create_batch(number, organisation=admin.organisation)
        with django_assert_num_queries(3):  # session, user, people
            page = client.get(reverse("accounts:user_list")).content.decode()
    assert page.count("@example.org") == 22
    assert "Ajena" not in page


def test_an_account_is_changed_and_closed_on_its_page(admin):
    person, client = UserFactory(organisation=admin.organisation), browser(admin)
    page = reverse("accounts:user_edit", args=[person.pk])
    assert client.post(page, {"full_name": "Otro", "role": Role.LAWYER, "language": "es"}).status_code == 302
    assert client.post(page, {"full_name": "", "role": Role.LAWYER, "language": "es"}).status_code == 422
    assert client.post(page, {"full_name": "Otro", "role": Role.SYSTEM_ADMIN, "language": "es"}).status_code == 422
    assert client.post(reverse("accounts:user_access", args=[person.pk]), {"is_active": "no"}).status_code == 302
    person.refresh_from_db()
    assert (person.full_name, person.role, person.is_active) == ("Otro", Role.LAWYER, False)


def test_an_organisation_takes_its_place_in_the_tree(system):
    state = OrganisationFactory(level=Level.STATE)
    facts = {"name": "Unidad", "org_type": OrgType.OTHER, "level": Level.UNIT, "parent": str(state.pk), "country": "MX", "state": "SON"}
    client = browser(system)
    assert client.post(reverse("accounts:organisation_add"), facts | {"time_zone": "Mars/Olympus"}).status_code == 422
    assert (
        client.post(reverse("accounts:organisation_add"), facts | {"time_zone": "America/Hermosillo", "level": "country"}).status_code
        == 422
    )
    assert client.post(reverse("accounts:organisation_add"), facts | {"time_zone": "America/Hermosillo"}).status_code == 302
    assert Organisation.objects.below(state).filter(name="Unidad", parent=state).exists()
    assert Event.objects.filter(action="organisation.add", actor=system.pk).exists()
    assert "Unidad" in client.get(reverse("accounts:organisation_list"), {"q": "unid"}).content.decode()


def test_sign_in_and_failed_attempts_are_on_record_and_the_session_key_turns():
    person, client = UserFactory(password="a-long-test-password"), Client()
    client.get(reverse("account_login"))
    client.post(reverse("set_language"), {"language": "en"})
    assert client.post(reverse("account_login"), {"login": person.email, "password": "wrong-wrong-wrong"}).status_code == 200
    [failed] = Event.objects.filter(action="account.sign_in_failed")
    assert (failed.kind, failed.target_id, failed.actor) == (Kind.REFUSED, str(person.pk), None)
    before = client.session.session_key
    assert client.post(reverse("account_login"), {"login": person.email, "password": "a-long-test-password"}).status_code == 302
    assert client.session.session_key != before
    assert Event.objects.get(action="account.sign_in").actor == person.pk
    client.post(reverse("account_logout"))
    assert client.get(reverse("home")).status_code == 302


def test_the_operator_issues_and_revokes_tokens(capsys):
    person = UserFactory()
    call_command("api_token", person.email)
    key = capsys.readouterr().out.strip()
    machine = Client(headers={"Authorization": f"Bearer {key}"})
    assert machine.get("/api/v1/organisations/").status_code == 200
    call_command("api_token", person.email, "--revoke")
    assert machine.get("/api/v1/organisations/").status_code == 401
    assert Event.objects.filter(action__in=["user.token_issue", "user.token_revoke"]).count() == 2

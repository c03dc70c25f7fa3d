"""Each role finds its own work in the navigation, and the migration officer nothing but the door (F1)."""

from types import SimpleNamespace

import pytest

from accounts.roles import Role, may
from idc_atd import navigation


def user_with(role):
    return SimpleNamespace(role=role, is_authenticated=True, is_active=True)


@pytest.fixture(autouse=True)
def every_page_exists(monkeypatch):
    monkeypatch.setattr(navigation, "url_or_none", lambda name: "/" if name == "home" else f"/{name.replace(':', '/')}/")


@pytest.mark.parametrize("role", Role)
def test_navigation_shows_only_what_the_role_may_do(role):
    shown = {line["url"] for line in navigation.entries_for(user_with(role), "/")}
    for entry in navigation.ENTRIES:
        if navigation.url_or_none(entry.url_name) in shown and entry.capability:
            assert any(may(user_with(role), one) for one in entry.capability.split("|"))


def test_navigation_of_a_migration_officer_is_the_door_and_the_receipts():
    shown = [line["url"] for line in navigation.entries_for(user_with(Role.MIGRATION_NOTIFIER), "/")]
    assert shown == ["/cases/notify/", "/cases/receipt_list/"]


def test_navigation_marks_the_page_and_what_holds_it():
    def current(path):
        return [(line["url"], line["current"]) for line in navigation.entries_for(user_with(Role.SUPERVISOR), path) if line["current"]]

    assert current("/") == [("/", "page")]
    assert current("/cases/list/") == [("/cases/list/", "page")]
    assert current("/cases/list/SON-1/plan") == [("/cases/list/", "true")]
    assert current("/elsewhere") == []


@pytest.mark.parametrize("role", Role)
def test_navigation_stands_in_one_row_and_loses_nothing(role):
    user = user_with(role)
    found = navigation.navigation_of(user, "/")
    assert len(found["row"]) <= navigation.MOST_IN_A_ROW
    assert [line["url"] for line in found["row"] + found["more"]] == [line["url"] for line in navigation.entries_for(user, "/")]


def test_what_stands_under_more_is_marked_there():
    assert navigation.navigation_of(user_with(Role.SUPERVISOR), "/cases/import_list/")["is_under_more"]
    assert not navigation.navigation_of(user_with(Role.SUPERVISOR), "/")["is_under_more"]


def test_navigation_of_the_anonymous_is_empty():
    assert navigation.entries_for(SimpleNamespace(is_authenticated=False), "/") == []


@pytest.mark.parametrize("role", Role)
def test_purpose_says_something_to_every_role(role):
    assert str(navigation.purpose_of(user_with(role))).endswith(".")


def test_navigation_of_a_home_holds_no_report():
    for role in (Role.SHELTER_MANAGER, Role.SHELTER_STAFF, Role.FOSTER_COORDINATOR):
        shown = {line["url"] for line in navigation.entries_for(user_with(role), "/")}
        assert "/placements/resident_list/" in shown
        assert "/reports/attended/" not in shown

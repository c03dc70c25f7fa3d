"""Two homes' workers, or two requests, at the last bed in the same instant: real connections, real locks."""

import os
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from accounts.models import User
from accounts.roles import Role
from idc_atd.database import HOUSE_ROLE, become
from placements import services
from placements.models import Placement, Profile
from tests.factories import NOW, CaseFactory, UserFactory
from tests.placements.homes import FacilityFactory, ProfileFactory, request

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 50


def answer(placement_id, profile_id, user_id) -> str:
    """Accept one request as one worker would: "won", or the sentence of the refusal."""
    placement = Placement.objects.get(pk=placement_id)
    try:
        services.accept_request(placement=placement, profile=Profile.objects.get(pk=profile_id), by=User.objects.get(pk=user_id), now=NOW)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return "won"


def worker(settings: dict, barrier, inbox, outbox) -> None:
    """Answer requests in a process and a connection of its own, each together with the other worker."""
    connections.close_all()
    connection.settings_dict.update(settings)
    become(HOUSE_ROLE)
    for arguments in iter(inbox.get, None):
        barrier.wait()
        outbox.put((os.getpid(), answer(*arguments)))
    connections.close_all()


@pytest.fixture
def two_workers():
    """Two processes; yields a function that gives each its request at once and returns what each was told."""
    processes = get_context("fork")
    barrier, outbox = processes.Barrier(2), processes.Queue()
    inboxes = [processes.Queue(), processes.Queue()]
    settings = {"NAME": connection.settings_dict["NAME"]}
    connections.close_all()
    running = [processes.Process(target=worker, args=(settings, barrier, inbox, outbox), daemon=True) for inbox in inboxes]
    for process in running:
        process.start()

    def race(first, second) -> list[str]:
        for inbox, arguments in zip(inboxes, (first, second), strict=True):
            inbox.put(arguments)
        told = [outbox.get(timeout=20), outbox.get(timeout=20)]
        assert len({pid for pid, _said in told}) == 2
        return [said for _pid, said in told]

    yield race
    for inbox in inboxes:
        inbox.put(None)
    for process in running:
        process.join(timeout=20)


def test_two_workers_at_the_last_bed_have_one_winner_and_the_loser_is_told(team, home, two_workers):
    Profile.objects.update(places=1)
    winners = 0
    for _round in range(ROUNDS):
        children = [request(CaseFactory(unit=team.unit), home, team.supervisor) for _child in range(2)]
        said = two_workers(*[(placement.pk, home.profile.pk, home.staff.pk) for placement in children])
        assert sorted(one == "won" for one in said) == [False, True], said
        assert any("INV-36" in one for one in said)
        assert Placement.objects.holding().count() == 1
        winners += 1
        for placement in Placement.objects.filter(state__in=["accepted", "requested"]):
            services.withdraw_request(placement=placement, withdrawal_reason="no_longer_needed", by=team.supervisor, now=NOW)
    assert winners == ROUNDS


def test_two_homes_that_accept_one_child_have_one_winner_and_the_loser_is_told(team, home, two_workers):
    second = FacilityFactory()
    second.profile = ProfileFactory(facility=second, places=ROUNDS)
    second.staff = UserFactory(organisation=second.organisation, role=Role.SHELTER_STAFF)
    Profile.objects.update(places=ROUNDS)
    for _round in range(ROUNDS):
        case = CaseFactory(unit=team.unit)
        asked = [(request(case, one, team.supervisor).pk, one.profile.pk, one.staff.pk) for one in (home, second)]
        said = two_workers(*asked)
        assert sorted(one == "won" for one in said) == [False, True], said
        assert any("Another place accepted" in one for one in said)
        assert case.placements.holding().count() == 1


def test_two_writers_past_the_services_are_held_by_the_database_alone(team, home):
    """The last place taken by raw SQL in two connections: the second one waits for the first, and fails."""
    Profile.objects.update(places=1)
    rows = [request(CaseFactory(unit=team.unit), home, team.supervisor).pk for _child in range(2)]

    def take(pk):
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE placements_placement SET state = 'accepted', reserved_until = now(), profile_id = %s, place_number = 1"
                    " WHERE id = %s",
                    [home.profile.pk, pk],
                )
        except Exception as error:
            return str(error)
        finally:
            connection.close()
        return "won"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(take, rows))
    assert sorted(one == "won" for one in said) == [False, True]
    assert any("placement_place_once" in one for one in said)

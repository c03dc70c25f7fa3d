"""Story AS-3: no bed for Elder, sixteen; a decline that is not silent, what else there is, and a family that takes him in time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.roles import OrgType, Role
from cases import services
from cases.choices import TaskKind
from placements import guards
from placements.candidates import alternatives, candidates
from placements.choices import State
from placements.models import Facility, Placement
from placements.services import accept_request, decline_request, request_bed, start_placement
from tests.factories import CaseFactory, ChildIdentityFactory, OrganisationFactory, Team, UserFactory, demanded, fresh, grant
from tests.placements.homes import FacilityFactory, ProfileFactory
from tests.reports.figures import figures

pytestmark = pytest.mark.django_db
HERMOSILLO = ZoneInfo("America/Hermosillo")
VIEWS = "Quiere dormir en un lugar tranquilo y llamar a su hermana."


def at(clock: str) -> datetime:
    """Return an instant of the day of the story."""
    return datetime.fromisoformat(f"2026-03-16T{clock}").replace(tzinfo=HERMOSILLO)


def house(name: str, kind: str, places: int, *, sex="male", ages=(12, 17), org_type=OrgType.CAS_PUBLIC, **fields) -> Facility:
    organisation = OrganisationFactory(name=f"{name}, A. C.", org_type=org_type)
    facility = FacilityFactory(organisation=organisation, name=name, facility_type=kind, **fields)
    facility.profile = ProfileFactory(facility=facility, sex=sex, age_from=ages[0], age_to=ages[1], places=places)
    is_programme = org_type == OrgType.FOSTER_PROGRAMME
    facility.staff = UserFactory(organisation=organisation, role=Role.FOSTER_COORDINATOR if is_programme else Role.SHELTER_MANAGER)
    return facility


@pytest.fixture
def team():
    return Team(name="Procuraduría de Protección de Sonora")


@pytest.fixture
def adolescents(team):
    """Casa Adolescentes: twelve places, twelve boys."""
    full = house("Casa Adolescentes", "residential_cas_public", 12)
    for number in range(12):
        child = ChildIdentityFactory(child__code=f"SON-2025-{number:06d}", child__sex="male").child
        case = CaseFactory(unit=team.unit, child=child, notified_at=at("05:00") - timedelta(days=90))
        Placement.objects.create(
            case=case,
            child=case.child,
            facility=full,
            profile=full.profile,
            place_number=number + 1,
            placement_type=full.facility_type,
            state=State.ACTIVE,
            requested_by=team.caseworker,
            requested_at=at("05:00") - timedelta(days=40),
            starts_at=at("06:00") - timedelta(days=40),
            reason_family_based_not_possible="No había familia.",
            child_views="Sí.",
        )
    return full


@pytest.fixture
def country(adolescents):
    """What there is besides: two centres with room for boys of his age, a family; and places that are not for him."""
    return {
        "full": adolescents,
        "near": house("Hogar Camino", "residential_cas_private", 8, org_type=OrgType.CAS_PRIVATE),
        "far": house("Casa Nogal", "residential_cas_public", 5, state="CHH", municipality="Juárez"),
        "family": house("Familia Mezquite", "foster_family", 1, sex="any", ages=(0, 17), org_type=OrgType.FOSTER_PROGRAMME),
        "girls": house("Casa Nenúfar", "residential_cas_public", 9, sex="female"),
        "small": house("Casa Cuna", "residential_cas_public", 9, sex="any", ages=(0, 6)),
        "closed": house("Albergue Cerrado", "residential_cas_private", 9, is_open_door=False),
        "unlicensed": house("Albergue sin Licencia", "residential_cas_private", 9, licence_valid_to=date(2026, 3, 15)),
    }


@pytest.fixture
def case(team):
    """Elder Noé Ramos, sixteen, of Honduras, notified at eight, assessed by half past."""
    notification = services.notify_child(
        by=team.notifier,
        now=at("08:00"),
        child={"sex": "male", "birth_date": date(2009, 9, 1), "birth_precision": "exact", "nationality": "HN", "primary_language": "es"},
        identity={"given_names": "Elder Noé", "surname_1": "Ramos"},
        notification={
            "folio": "INM-SON-91",
            "notifier_name": "Agente de guardia",
            "receiving_unit": team.unit,
            "located_at": at("07:20"),
            "located_place_type": "transport",
            "accompaniment": "unaccompanied",
        },
    )
    case = services.triage_notification(notification=notification, result="open_case", by=team.intake, now=at("08:20"))
    grant(case, team.caseworker, since=at("08:20"))
    return fresh(case)


def ask(case, home, by, clock, **fields) -> Placement:
    if home.facility_type != "foster_family":
        fields["reason_family_based_not_possible"] = "Ninguna familia contesta todavía."
    return request_bed(case=case, facility=home, by=by, now=at(clock), child_views=VIEWS, **fields)


def bar(case, clock):
    [fact] = guards.bar(fresh(case), at(clock))
    return str(fact.value), fact.since


def counted(team):
    """I-18: of the requests, those declined for want of a place; I-03: of the children notified, those placed within a day."""
    day = at("00:00"), at("00:00") + timedelta(days=2)
    return figures("I-18", team.unit, *day)["no_capacity"], figures("I-03", team.unit, *day)["admitted"]


def test_as3_no_bed_then_a_family(team, country, case, time_machine):
    time_machine.move_to(at("09:00"))
    first = ask(case, country["full"], team.caseworker, "08:40")
    with pytest.raises(ValidationError, match="INV-36"):
        accept_request(placement=first, profile=country["full"].profile, by=country["full"].staff, now=at("08:50"))
    decline_request(placement=first, decline_reason="no_capacity", by=country["full"].staff, now=at("08:55"))

    # Unplaced, and seen to be: a clock since the notification, a task, the same authority responsible.
    assert bar(case, "09:00") == ("No bed recorded", at("08:00"))
    assert TaskKind.FIND_BED in demanded(case)
    assert fresh(case).unit == team.unit
    assert counted(team) == ((1, 1, 0), (0, 1, 0))

    # What else there is: a family and two centres, the family first.
    found = candidates(fresh(case), team.caseworker, at("09:00"))
    suggested = [one.facility.name for one in alternatives(found)]
    assert suggested == ["Familia Mezquite", "Hogar Camino", "Casa Nogal"]
    page = find_page(case, team.caseworker)
    told = page.split('id="declined"')[1].split("</section>")[0]
    assert [name for name in suggested if name in told] == suggested
    assert not any(country[name].name in told for name in ("girls", "small", "closed", "unlicensed"))

    # Two are asked at once; the family answers first, three hours and ten minutes after it was asked.
    family = ask(case, country["family"], team.caseworker, "09:05")
    centre = ask(case, country["near"], team.caseworker, "09:05")
    accepted = accept_request(placement=family, profile=country["family"].profile, by=country["family"].staff, now=at("12:15"))
    assert accepted.answered_at - accepted.requested_at == timedelta(hours=3, minutes=10)
    assert accepted.answered_at <= accepted.reply_due_at
    centre.refresh_from_db()
    assert (centre.state, centre.withdrawal_reason) == (State.WITHDRAWN, "accepted_elsewhere")
    with pytest.raises(ValidationError, match="Another place accepted"):
        accept_request(placement=centre, profile=country["near"].profile, by=country["near"].staff, now=at("12:16"))
    assert TaskKind.FIND_BED not in demanded(case)

    # He arrives: refused once, admitted within a day.
    start_placement(placement=accepted, starts_at=at("13:30"), by=team.caseworker, now=at("13:40"))
    assert bar(case, "14:00")[0] == "Familia Mezquite"
    assert counted(team) == ((1, 3, 0), (1, 1, 0))


def test_as3_a_day_and_a_minute_is_too_late(team, country, case):
    accepted = accept_request(
        placement=ask(case, country["family"], team.caseworker, "09:00"),
        profile=country["family"].profile,
        by=country["family"].staff,
        now=at("12:00"),
    )
    late = at("08:01") + timedelta(days=1)
    start_placement(placement=accepted, starts_at=late, by=team.caseworker, now=late)
    assert counted(team)[1] == (0, 1, 0)
    Placement.objects.filter(pk=accepted.pk).update(starts_at=at("08:00") + timedelta(days=1))
    assert counted(team)[1] == (1, 1, 0)


def find_page(case, user) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("placements:find", args=[case.code])).content.decode()


def test_as3_nobody_but_the_head_of_the_authority_is_offered_to_place_beyond_capacity(team, country, case, time_machine):
    """What a caseworker is shown of a full house is that it may be asked, and nothing that goes beyond its places."""
    time_machine.move_to(at("09:00"))
    page = find_page(case, team.caseworker)
    assert reverse("placements:request", args=[case.code, country["full"].pk]) in page
    assert "override" not in page.lower()
    assert "beyond capacity" not in page.lower()

"""Story AS-5: a visitor group finds Brittany, eight, with her mother in an immigration station; every figure it must give."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.roles import OrgType, Role
from audit.models import Event
from cases import companions, services
from cases.choices import Accompaniment, ContactPlace, InterviewKind, Step
from cases.choices_execution import ProtectionState
from cases.models import ChildIdentity, Interview, ProtectiveMeasure
from liberty import guards
from liberty.figures import held_within
from liberty.models import DeprivationEvent, RightsComplaint, Sighting
from liberty.rules import hours_deprived
from liberty.services import (
    add_sighting,
    begin_complaint,
    end_deprivation,
    file_complaint,
    issue_complaint,
    log_visit,
    record_from_sighting,
    write_complaint,
)
from liberty.thresholds import thresholds_of
from placements.models import Placement
from protocols.choices import DeadlineKey
from tests.factories import CaseFactory, OrganisationFactory, Team, UserFactory, fresh, grant, walk_to
from tests.placements.homes import FacilityFactory, ProfileFactory, live_there
from tests.reports.figures import figures

pytestmark = pytest.mark.django_db
HERMOSILLO = ZoneInfo("America/Hermosillo")
HELD, VISITED, MEASURE, FREE = "05-05T22:15", "05-06T09:30", "05-06T13:00", "05-07T09:45"


def at(instant: str) -> datetime:
    return datetime.fromisoformat(f"2026-{instant}").replace(tzinfo=HERMOSILLO)


@pytest.fixture
def team():
    return Team(name="Procuraduría de Protección de Sonora")


@pytest.fixture
def visitor():
    group = OrganisationFactory(org_type=OrgType.VISITOR_GROUP, name="Visitas por la Libertad")
    return UserFactory(organisation=group, role=Role.MONITOR_VISITOR, full_name="Elena Ruiz")


@pytest.fixture
def brittany(team):
    """Brittany Pineda, 8, of Honduras, with her mother Karla; her evaluation is at work since an earlier contact."""
    since = at("05-04T08:00")
    case = CaseFactory(unit=team.unit, notified_at=since, step_entered_at=since, accompaniment=Accompaniment.ACCOMPANIED_PARENT)
    type(case.child).objects.filter(pk=case.child_id).update(sex="female", nationality="HN", birth_date="2018-02-01")
    ChildIdentity.objects.filter(child=case.child).update(given_names="Brittany", surname_1="Pineda", surname_2="")
    return walk_to(Step.EVALUATION, team, now=since, case=case)


def reported(case, visitor) -> Sighting:
    facts = {"place_type": "immigration_station", "place": "Estación migratoria de Hermosillo", "visitors": "Elena Ruiz"}
    facts |= {"access": "allowed", "findings": "Una niña con su madre.", "urgency": "urgent"}
    visit = log_visit(by=visitor, now=at("05-06T10:00"), visited_at=at(VISITED), **facts)
    says = "Está con su madre Karla. Pide salir."
    return add_sighting(visit=visit, code=case.code, says=says, held_since=at(HELD), by=visitor, now=at("05-06T10:00"))


def held(case, team, visitor) -> DeprivationEvent:
    return record_from_sighting(
        sighting=reported(case, visitor),
        case=case,
        by=team.supervisor,
        now=at("05-06T10:30"),
        facility_type="immigration_station",
        facility="Estación migratoria de Hermosillo",
        authority="Instituto Nacional de Migración",
        started_at=at(HELD),
        held_with="family",
        separated_from_family="no",
        lawyer_access="no",
        communication_access="no",
        legal_basis_applied_to_child="none",
        source_confidence="confirmed",
        reported_by="Elena Ruiz, Visitas por la Libertad",
    )


def released(event, team) -> DeprivationEvent:
    given = {"release_mechanism": "ngo_request", "release_to_kind": "placement", "release_to": "Albergue para familias"}
    return end_deprivation(event=event, ended_at=at(FREE), by=team.supervisor, now=at("05-07T10:00"), **given)


def measured(case, team) -> ProtectiveMeasure:
    asked = {"kind": "urgent", "type": "removal_from_station", "text": "Salida inmediata de la estación.", "reasons": "Está detenida."}
    measure = services.propose_measure(case=fresh(case), by=team.approver, now=at(MEASURE), **asked)
    order = {"legal_ground": "Ley de prueba, art. 1", "ordered_at": at(MEASURE)}
    services.move_measure(measure=measure, move="order", by=team.approver, now=at(MEASURE), **order)
    told = {"court": "Juzgado de prueba", "court_notified_at": at(MEASURE)}
    return services.move_measure(measure=measure, move="notify", by=team.approver, now=at(MEASURE), **told)


def test_as5_what_the_visitors_report_is_put_before_the_authority_and_becomes_an_event(brittany, team, visitor):
    sighting = reported(brittany, visitor)
    assert set(Sighting.objects.visible_to(team.supervisor).open()) == {sighting}
    event = held(brittany, team, visitor)
    assert Sighting.objects.get(event=event).settled_by == team.supervisor
    [fact] = guards.bar(fresh(brittany), at("05-06T10:30"))
    assert fact.since == at(HELD)
    assert [limit.is_passed for limit in thresholds_of(event, at("05-06T10:30"))] == [True, True]
    [task] = [task for task in fresh(brittany).open_tasks if task.kind == DeadlineKey.CHANNEL_TO_CARE]
    assert (task.is_urgent, task.started_at, task.due_at) == (True, at(HELD), at("05-06T02:15"))
    assert [one.criterion for one in companions.blockers(fresh(brittany), "submit_closure") if one.criterion == "INV-04"] == ["INV-04"]


def listed(reader, team, since, until):
    return held_within(reader, at(f"{since}T00:00"), at(f"{until}T00:00"), below=team.unit, most=10)


def test_as5_thirty_five_and_a_half_hours(brittany, team, visitor):
    event = released(held(brittany, team, visitor), team)
    assert hours_deprived([event.period], at("06-01T00:00")) == 35.5
    assert event.length == timedelta(hours=35, minutes=30)
    assert guards.ongoing_of(fresh(brittany)) == []
    assert not [task for task in fresh(brittany).open_tasks if task.kind == DeadlineKey.CHANNEL_TO_CARE]


def test_as5_the_talk_of_that_night_is_a_contact_and_never_the_evaluation(brittany, team, visitor):
    held(brittany, team, visitor)
    talk = {"case": brittany, "by": team.caseworker, "held_at": at("05-06T11:00"), "now": at("05-06T11:30"), "interpreter_kind": "none"}
    before = Interview.objects.filter(case=brittany).count()
    with pytest.raises(ValidationError, match="INV-06"):
        services.record_interview(kind=InterviewKind.EVALUATION, place_type=ContactPlace.IMMIGRATION_STATION, **talk)
    assert Interview.objects.filter(case=brittany).count() == before
    contact = services.record_interview(kind=InterviewKind.IDENTIFICATION_CONTACT, place_type=ContactPlace.IMMIGRATION_STATION, **talk)
    assert contact.kind == "identification_contact"


def test_as5_she_leaves_with_her_mother(brittany, team, visitor):
    """INV-26: alone in a foster home is refused; with her mother in the shelter for families it is not (INV-05: once she is free)."""
    released(held(brittany, team, visitor), team)
    shelter = FacilityFactory(name="Albergue para familias", facility_type="family_unit_shelter")
    shelter.profile = ProfileFactory(facility=shelter, sex="any", age_from=0, age_to=17, places=8, takes_families=True)
    shelter.staff = UserFactory(organisation=shelter.organisation, role=Role.SHELTER_STAFF)
    live_there(fresh(brittany), shelter, team.supervisor, now=at("05-07T10:30"))
    stay = Placement.objects.get(case=brittany)
    assert (stay.placement_type, stay.state) == ("family_unit_shelter", "active")
    assert DeprivationEvent.objects.get().separated_from_family == "no"


def test_as5_a_complaint_is_drafted_issued_and_filed(brittany, team, visitor):
    event = released(held(brittany, team, visitor), team)
    lawyer = team.person(Role.LAWYER)
    grant(brittany, lawyer)
    draft = begin_complaint(event=event, by=lawyer, now=at("05-07T11:00"))
    assert draft.state == "draft"
    assert "35.5 h" in draft.facts
    assert "no child is detained" in draft.violations
    assert "Family unity" not in draft.violations
    texts = {"facts": draft.facts, "violations": draft.violations, "requests": draft.requests, "addressee": "Comisión de Derechos Humanos"}
    draft = write_complaint(complaint=draft, version=draft.version, by=lawyer, now=at("05-07T11:30"), **texts)
    letter = issue_complaint(complaint=draft, version=draft.version, by=lawyer, now=at("05-07T12:00"))
    assert letter.reference.endswith("/2026/00001")
    complaint = RightsComplaint.objects.get()
    file_complaint(complaint=complaint, filed_on=at("05-08T09:00").date(), folio="CNDH/77", by=lawyer, now=at("05-08T10:00"))
    [row] = listed(team.approver, team, "05-01", "06-01")
    assert (row.event, row.hours, row.is_complaint_filed) == (event, 35.5, True)


def test_as5_it_stands_in_the_list_of_the_report_with_the_hours_of_each_day(brittany, team, visitor):
    released(held(brittany, team, visitor), team)
    days = [("05-05", "05-06"), ("05-06", "05-07"), ("05-07", "05-08")]
    found = [listed(team.supervisor, team, since, until) for since, until in days]
    assert [row.hours for [row] in found] == [1.75, 24.0, 9.75]
    month = at("05-01T00:00"), at("06-01T00:00")
    assert figures("I-10", team.unit, *month) == {"hours": (35.5, 1), "per_child": (1, 35.5, 35.5)}
    assert listed(team.supervisor, team, "05-08", "06-01") == []
    other = Team(name="Otra")
    assert listed(other.supervisor, team, "05-01", "06-01") == listed(other.supervisor, other, "05-01", "06-01") == []


def test_as5_the_page_of_the_report_lists_it_for_whoever_may_see_the_case(brittany, team, visitor, client):
    event = released(held(brittany, team, visitor), team)
    client.force_login(team.supervisor)
    answer = client.get(reverse("reports:report", args=["R4"]), {"since": "2026-05", "until": "2026-05"})
    assert [(row.event, row.hours) for row in answer.context["events"]] == [(event, 35.5)]
    assert event.case.code in answer.content.decode()
    assert Event.objects.filter(action="report.events", actor=team.supervisor.pk).get().subjects == [brittany.pk]


def test_as5_the_silent_court_lapses_though_she_is_free(brittany, team, visitor):
    event, measure = held(brittany, team, visitor), measured(brittany, team)
    released(event, team)
    assert measure.court_due_at == at("05-07T13:00")
    services.lapse_measures(now=at("05-07T12:59"))
    measure.refresh_from_db()
    assert measure.state != ProtectionState.LAPSED
    services.lapse_measures(now=at("05-07T13:00"))
    measure.refresh_from_db()
    assert (measure.state, measure.lapsed_at) == ("lapsed_alert", at("05-07T13:00"))
    assert guards.ongoing_of(fresh(brittany)) == []


def test_as5_the_pages_say_the_same(brittany, team, visitor, time_machine):
    event = held(brittany, team, visitor)
    time_machine.move_to(at("05-07T09:00"))
    client = Client()
    client.force_login(team.supervisor)
    wall = client.get(reverse("liberty:wall")).content.decode()
    assert "34 h 45 min" in wall
    assert "held for more than 4 hours" in wall
    end_deprivation(event=event, ended_at=at("05-07T08:45"), release_mechanism="court_order", by=team.supervisor, now=at("05-07T09:00"))
    assert "34 h 30 min" in client.get(reverse("liberty:event", args=[event.pk])).content.decode()

"""Home studies, the search for relatives, and the hand-over to the family: INV-28, INV-29."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from cases import services
from cases.choices import Step
from cases.companions import Blocked
from cases.models import HomeStudy, Release
from placements.choices import EndReason, State
from placements.models import Placement
from placements.services import release_child
from protocols.choices import DeadlineKey
from tests.cases.pages import address, browser, post, text_of
from tests.factories import NOW, fresh, relative_of, walk_to

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)
VISIT = {"done_on": NOW.date(), "visitor": "Lic. Eva Cruz", "findings": "Vive con su hermana.", "result": "favourable"}
HANDED = {
    "released_at": LATER,
    "place": "Procuraduría de Oaxaca",
    "handed_by": "Rosa Figueroa, DIF",
    "receiver_identity": "INE 123",
    "child_views": "Estoy feliz.",
}


@pytest.fixture
def case(team):
    return walk_to(Step.PLAN_EXECUTION, team)


def unvisited(case, **fields):
    relative = relative_of(case.child, **fields)
    relative.home_studies.all().delete()
    return relative


def study(case, team, relative, **fields):
    return services.record_home_study(case=fresh(case), relative=relative, by=team.caseworker, now=LATER, **(VISIT | fields))


@pytest.mark.parametrize("fields", [{"safe_to_contact": "unknown"}, {"safe_to_contact": "no"}, {"child_wishes_contact": "no"}])
def test_nobody_visits_a_home_that_is_not_safe_or_not_wanted(case, team, fields):
    """INV-28."""
    with pytest.raises(ValidationError, match="INV-28"):
        study(case, team, unvisited(case, **fields))
    assert not HomeStudy.objects.exists()


@pytest.mark.parametrize(
    "change", [{"visitor": " "}, {"findings": ""}, {"result": "conditions"}, {"done_on": LATER.date() + timedelta(days=2)}]
)
def test_a_home_study_says_who_when_and_what(case, team, change):
    with pytest.raises(ValidationError):
        study(case, team, unvisited(case), **change)


def test_conditions_are_met_before_the_child_goes_there(case, team):
    """INV-29: favourable with conditions is not favourable until somebody writes how they were met."""
    relative = unvisited(case)
    assert services.release_lacks(relative) == ["home_study"]
    found = study(case, team, relative, result="conditions", conditions="Una cama propia.")
    assert services.release_lacks(relative) == ["home_study"]
    given = {"case": fresh(case), "study": found, "by": team.caseworker, "now": LATER}
    with pytest.raises(ValidationError):
        services.meet_conditions(conditions_met=" ", **given)
    services.meet_conditions(conditions_met="Se compró.", **given)
    assert services.release_lacks(relative) == []
    with pytest.raises(ValidationError):
        services.meet_conditions(conditions_met="Otra vez.", **given)


def test_the_latest_home_study_counts(case, team):
    relative = relative_of(case.child)
    assert services.release_lacks(relative) == []
    study(case, team, relative, result="unfavourable", done_on=LATER.date())
    assert services.release_lacks(relative) == ["home_study"]


def test_the_search_is_kept_step_by_step(case, team):
    relative = unvisited(case, kinship_verification="")
    given = {"case": fresh(case), "relative": relative, "at": LATER, "by": team.caseworker, "now": LATER}
    services.record_tracing(status="in_progress", text="Se escribió al DIF de Oaxaca.", **given)
    relative.refresh_from_db()
    assert relative.tracing_status == "in_progress"
    for status, text in (("verified", "Es ella."), ("reunified", "Ya está."), ("closed", " ")):
        with pytest.raises(ValidationError):
            services.record_tracing(status=status, text=text, **given)
    with pytest.raises(PermissionDenied):
        services.record_tracing(**given | {"status": "closed", "text": "Fin.", "by": team.supervisor})


@pytest.mark.parametrize("lack", ["identity_seen", "kinship_verification", "child_view"])
def test_no_child_is_handed_over_to_who_was_not_checked(case, team, lack):
    """INV-29."""
    relative = relative_of(case.child, **{lack: ""})
    with pytest.raises(Blocked, match="INV-29"):
        release_child(case=fresh(case), relative=relative, by=team.supervisor, now=LATER, **HANDED)
    assert not Release.objects.exists()


def test_a_hand_over_says_who_and_asks_the_child(case, team):
    relative = relative_of(case.child)
    for change in (
        {"handed_by": ""},
        {"receiver_identity": " "},
        {"place": ""},
        {"child_views": ""},
        {"released_at": LATER + timedelta(hours=1)},
    ):
        with pytest.raises(ValidationError):
            release_child(case=fresh(case), relative=relative, by=team.supervisor, now=LATER, **(HANDED | change))
    with pytest.raises(PermissionDenied):
        release_child(case=fresh(case), relative=relative, by=team.caseworker, now=LATER, **HANDED)
    with pytest.raises(ValidationError, match="INV-29"):
        release_child(case=fresh(case), relative=None, by=team.supervisor, now=LATER, **HANDED)


def test_the_hand_over_ends_the_stay_and_sets_the_visits_running(case, team):
    """INV-29: one instant for the end of the stay and the hand-over; 30 and 90 days from it a visit is due."""
    stay = Placement.objects.create(
        case=case,
        child=case.child,
        placement_type="own_family_community",
        place_name="Albergue",
        state=State.ACTIVE,
        starts_at=NOW,
        requested_by=team.supervisor,
        requested_at=NOW,
        child_views="Sí.",
    )
    relative = relative_of(case.child)
    release = release_child(case=fresh(case), relative=relative, by=team.supervisor, now=LATER, **HANDED)
    stay.refresh_from_db()
    relative.refresh_from_db()
    assert (stay.state, stay.ends_at, stay.end_reason) == (State.ENDED, release.released_at, EndReason.REUNIFIED)
    assert (relative.tracing_status, release.receiver) == ("reunified", str(relative))
    day = case.unit.day_of(LATER)
    due = [case.unit.day_of(task.due_at) for task in case.tasks.filter(kind=DeadlineKey.POST_REUNIFICATION).order_by("due_at")]
    assert due == [day + timedelta(days=30), day + timedelta(days=90)]
    assert services.receiver_facts(case)["receiver_name"] == relative.name


def test_the_database_holds_a_home_study_and_a_hand_over(case, team):
    relative = relative_of(case.child)
    release_child(case=fresh(case), relative=relative, by=team.supervisor, now=LATER, **HANDED)
    for rows, constraint, change in (
        (relative.home_studies, "homestudy_says_conditions", {"result": "conditions"}),
        (relative.home_studies, "homestudy_result_known", {"result": "perhaps"}),
        (relative.home_studies, "homestudy_says_who_and_what", {"visitor": ""}),
        (relative.tracing, "tracingstep_says_what", {"text": ""}),
        (relative.releases, "release_by_whom_to_whom", {"receiver_identity": ""}),
        (relative.releases, "release_child_heard", {"child_views": ""}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            rows.update(**change)


def test_its_pages(case, team):
    client, relative = browser(team.caseworker), unvisited(case)
    page = text_of(client.get(address("family", case.code)))
    assert address("home_study_add", case.code, relative.pk) in page
    done = {"done_on": "2026-03-02", "visitor": "Eva Cruz", "findings": "Hay lugar.", "result": "conditions", "conditions": "Una cama."}
    assert post(client, address("home_study_add", case.code, relative.pk), **done | {"conditions": ""}).status_code == 422
    assert post(client, address("home_study_add", case.code, relative.pk), **done).status_code == 302
    found = relative.home_studies.get()
    assert post(client, address("home_study_conditions", case.code, found.pk), conditions_met="Comprada.").status_code == 302
    step = {"at": "2026-03-02T10:00", "through": "team", "status": "in_progress", "text": "Llamada al DIF."}
    assert post(client, address("tracing_add", case.code, relative.pk), **step).status_code == 302
    page = text_of(client.get(address("family", case.code)))
    assert "Favourable with conditions" in page
    assert "Llamada al DIF." in page

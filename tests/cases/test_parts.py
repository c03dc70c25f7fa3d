"""Parts of a file that are opened alone (DP-3, INV-53): each shows what is its own, and nothing else of the case answers."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import OrgType, Role
from audit.models import Event
from cases import services
from cases.choices import Because, Concern, Step
from cases.choices_execution import ServiceType
from cases.models import Case, CaseGrant, RapidAssessment, Service
from cases.parts import CONTENT, opened_to
from cases.sections import PARTS, Section
from cases.services.base import refuse
from tests.access_table import ACCESS
from tests.cases.pages import browser, text_of
from tests.factories import OrganisationFactory, UserFactory, fresh, local_today, propose_closure, relative_of, walk_to

pytestmark = pytest.mark.django_db
# A word that stands in one part alone.
SIGNS = {
    Section.HEALTH: "Clínica Girasol",
    Section.PSYCHOLOGY: "Terapias Colibrí",
    Section.LEGAL: "Abogadas Jacaranda",
    Section.VIOLENCE: "un hombre la siguió hasta la central",
    Section.FAMILY: "Tía Amapola",
    Section.LOCATION: "Albergue Bugambilia",
}


@pytest.fixture
def psychologist(team):
    return UserFactory(organisation=team.unit, role=Role.PSYCHOLOGIST)


@pytest.fixture
def case(team):
    """A case at work with a sign in every part."""
    case = walk_to(Step.PLAN_EXECUTION, team)
    providers = {
        ServiceType.MEDICAL: Section.HEALTH,
        ServiceType.FOCUSED_MENTAL_HEALTH: Section.PSYCHOLOGY,
        ServiceType.LEGAL: Section.LEGAL,
    }
    now = timezone.now()
    begun = {"case": case, "started_on": case.unit.day_of(now)}
    Service.objects.bulk_create([Service(type=kind, provider=SIGNS[part], **begun) for kind, part in providers.items()])
    event = {"kind": "incident", "happened_at": now, "reported_at": now, "step": case.step}
    case.significant_events.create(text=SIGNS[Section.VIOLENCE], **event)
    relative_of(case.child, name=SIGNS[Section.FAMILY])
    RapidAssessment.objects.create(case=case, done_at=now, risk_level="high", risk_reasons="x", where_tonight=SIGNS[Section.LOCATION])
    return case


def opened(case, person, by, sections, **fields):
    given = {"reason": "Prepara la terapia.", "until": local_today() + timedelta(days=30), "now": timezone.now()}
    return services.open_parts(**given | {"case": case, "person": person, "sections": sections, "by": by} | fields)


def test_every_part_has_what_it_holds():
    assert set(CONTENT) == set(PARTS) == set(SIGNS)


def test_dp_3_the_part_of_violence_says_what_the_evaluation_found():
    evaluation = SimpleNamespace(trafficking_grounds="Le retuvieron el teléfono.", high_concerns=[Concern.TRAFFICKING])
    case = SimpleNamespace(approved_evaluation=evaluation, significant_events=SimpleNamespace(all=list))
    found = {str(fact.label): fact.value for fact in CONTENT[Section.VIOLENCE].besides(case)}
    assert list(found.values()) == ["Le retuvieron el teléfono.", str(Concern.TRAFFICKING.label)]


def test_dp_3_to_who_reads_no_file_no_part_is_open(case, psychologist, team):
    opened(case, psychologist, team.supervisor, [Section.HEALTH])
    assert opened_to(psychologist).count() == 1
    psychologist.role = Role.REPORT_VIEWER
    assert opened_to(psychologist).count() == 0


@pytest.mark.promise(18)
@pytest.mark.parametrize("section", PARTS)
def test_dp_3_a_part_shows_its_own_and_nothing_of_another(case, team, psychologist, section):
    opened(case, psychologist, team.supervisor, [section])
    answer = browser(psychologist).get(reverse("cases:parts", args=[case.code]))
    shown = {part for part, sign in SIGNS.items() if sign in text_of(answer)}
    assert shown == {section}
    identity = case.child.identity
    assert not {identity.given_names, identity.surname_1} & set(text_of(answer).split())


def test_dp_3_nothing_else_of_the_case_answers(case, team, psychologist):
    opened(case, psychologist, team.supervisor, PARTS)
    assert not Case.objects.visible_to(psychologist).filter(pk=case.pk).exists()
    client = browser(psychologist)
    of_the_case = [name for name, row in ACCESS.items() if row.on == "case" and "GET" in row.methods and not name.startswith("api:")]
    assert len(of_the_case) > 30
    answers = {name: client.get(reverse(name, args=[case.code])).status_code for name in of_the_case}
    assert {name: code for name, code in answers.items() if code != 404} == {}
    assert client.get(reverse("api:case-detail", args=[case.code])).status_code == 404


def test_dp_3_it_ends_by_itself_and_by_hand(case, team, psychologist):
    grant = opened(case, psychologist, team.supervisor, [Section.HEALTH])
    client, url = browser(psychologist), reverse("cases:parts", args=[case.code])
    assert client.get(url).status_code == 200
    services.close_parts(grant=grant, by=team.supervisor, now=timezone.now())
    assert client.get(url).status_code == 404
    with pytest.raises(ValidationError, match="ended already"):
        services.close_parts(grant=grant, by=team.supervisor, now=timezone.now())
    past = timezone.now() - timedelta(days=40)
    ended = CaseGrant.objects.create(
        case=case,
        user=psychologist,
        because=Because.PARTS,
        sections=["health"],
        reason="x",
        given_by=team.supervisor,
        starts_at=past,
        ends_at=past + timedelta(days=30),
    )
    assert ended.ends_at < timezone.now()
    assert client.get(url).status_code == 404


def test_dp_3_the_end_of_the_case_ends_it(team, psychologist):
    case = walk_to(Step.FOLLOW_UP, team)
    grant = opened(case, psychologist, team.supervisor, [Section.HEALTH])
    propose_closure(case, team, timezone.now())
    services.move_case(case=fresh(case), move="close", by=team.supervisor, now=timezone.now())
    grant.refresh_from_db()
    assert grant.ends_at <= timezone.now()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"sections": []}, "sections"),
        ({"sections": ["sealed"]}, "sections"),
        ({"sections": ["file"]}, "sections"),
        ({"until": local_today() + timedelta(days=92)}, "until"),
        ({"until": local_today() - timedelta(days=2)}, "until"),
    ],
    ids=str,
)
def test_dp_3_what_is_refused(case, team, psychologist, fields, field):
    with pytest.raises(ValidationError) as refused:
        opened(case, psychologist, team.supervisor, **{"sections": ["health"]} | fields)
    assert list(refused.value.message_dict) == [field]
    assert not CaseGrant.objects.filter(because=Because.PARTS).exists()


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SHELTER_STAFF, Role.MIGRATION_NOTIFIER, Role.SERVICE_PROVIDER_USER, "elsewhere"])
def test_dp_3_to_whom_nothing_is_opened(case, team, role):
    """The person responsible sees the whole; a shelter, a provider, the migration authority and another authority see none of it."""
    kinds = {Role.SHELTER_STAFF: OrgType.CAS_PUBLIC, Role.MIGRATION_NOTIFIER: OrgType.MIGRATION_AUTHORITY}
    person = (
        team.caseworker
        if role == Role.CASEWORKER
        else UserFactory(
            organisation=OrganisationFactory(org_type=kinds.get(role, OrgType.PROTECTION_AUTHORITY_STATE)),
            role=Role.PSYCHOLOGIST if role == "elsewhere" else role,
        )
    )
    with pytest.raises(ValidationError, match="DP-3"):
        opened(case, person, team.supervisor, ["health"])


def test_the_pages_open_list_and_end_it_on_record(case, team, psychologist):
    client = browser(team.supervisor)
    url = reverse("cases:parts_open", args=[case.code])
    form = {"person": psychologist.pk, "sections": ["health", "family"], "until": local_today() + timedelta(days=9)}
    refused = client.post(url, form)
    assert refused.status_code == 422
    assert str(psychologist.pk) in refused.content.decode()
    assert client.post(url, form | {"reason": "Acompaña la visita médica."}).status_code == 302
    listed = text_of(client.get(reverse("cases:openings", args=[case.code])))
    assert psychologist.full_name in listed
    assert "Acompaña la visita médica." in listed
    assert case.code in text_of(browser(psychologist).get(reverse("cases:list")))
    browser(psychologist).get(reverse("cases:parts", args=[case.code]))
    grant = CaseGrant.objects.get(because=Because.PARTS)
    assert client.post(reverse("cases:parts_close", args=[case.code, grant.pk])).status_code == 302
    acts = Event.objects.filter(action__startswith="parts.", subjects__contains=[case.pk]).order_by("at").values_list("action", flat=True)
    assert [act for act in acts if act not in ("parts.form", "parts.list")] == ["parts.open", "parts.read", "parts.close"]


def test_the_page_says_why_it_cannot_be_ended(case, team, psychologist, monkeypatch):
    grant = opened(case, psychologist, team.supervisor, ["health"])
    monkeypatch.setattr(services, "close_parts", lambda **given: refuse("DP-4: not by you."))
    answer = browser(team.supervisor).post(reverse("cases:parts_close", args=[case.code, grant.pk]), follow=True)
    assert answer.status_code == 200
    assert "DP-4: not by you." in text_of(answer)


def test_a_grant_of_parts_is_somebodys_for_a_time_with_a_reason(case, team, psychologist):
    given = {"case": case, "user": psychologist, "because": Because.PARTS, "starts_at": timezone.now(), "sections": ["health"]}
    whole = {"reason": "x", "given_by": team.supervisor, "ends_at": timezone.now() + timedelta(days=1)}
    for lacking in ({"reason": ""}, {"given_by": None}, {"ends_at": None}, {"sections": []}):
        with pytest.raises(IntegrityError, match="grant_of_parts"), transaction.atomic():
            CaseGrant.objects.create(**given | whole | lacking)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_casegrant WHERE because = 'parts'")
        assert cursor.fetchone() == (0,)

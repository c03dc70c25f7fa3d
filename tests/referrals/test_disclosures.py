"""What leaves towards those behind the walls: F3, F7, F8, INV-15, INV-16, INV-30, INV-58."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import CAPABILITIES, OrgType, Role
from audit.models import Event
from cases.choices import Step
from cases.models import Case
from cases.prints.extract import DETERMINATIONS
from cases.record import recipients
from cases.versioning import Stale
from cases.worklist import sections
from papers.models import Letter
from referrals import disclosure_rules as rules
from referrals import services
from referrals.disclosure_choices import DisclosureState, Ground
from referrals.disclosure_workflow import TRANSITIONS, may_move
from referrals.models import ConsentRecord, Disclosure
from referrals.services import disclosures
from tests.cases.pages import browser, post, text_of
from tests.factories import OrganisationFactory, Team, fresh, walk_to
from tests.reading import words

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def case(team):
    return walk_to(Step.PLAN_EXECUTION, team)


def draft(case, team, **fields) -> Disclosure:
    given = {"recipient": team.migration, "ground": "legal_mandate", "ground_reference": "Ley de prueba, art. 112"}
    given |= {"fields": ["name"], "determinations": ["not_deprived"], "by": team.caseworker, "now": NOW()}
    return services.draft_disclosure(case=fresh(case), **(given | fields))


def sent(case, team, **fields) -> Disclosure:
    one = draft(case, team, **fields)
    return services.submit_disclosure(disclosure=one, version=1, by=one.author, now=NOW())


def approved(case, team, **fields) -> Disclosure:
    one = sent(case, team, **fields)
    return services.review_disclosure(disclosure=one, version=one.version, is_approved=True, by=team.approver, now=NOW())


def refused(verb, *args, **kwargs) -> str:
    with pytest.raises(ValidationError) as refusal:
        verb(*args, **kwargs)
    return " ".join(refusal.value.messages)


@pytest.mark.parametrize("org_type", OrgType)
@pytest.mark.parametrize("ground", Ground)
def test_inv_58_to_whom_on_which_ground(org_type, ground):
    allowed = {
        "migration_authority": {"legal_mandate", "court_order"},
        "police": {"court_order", "victim_protection"},
        "prosecutor": {"court_order", "victim_protection"},
        "court": {"legal_mandate", "court_order"},
        "consulate": {"legal_mandate", "consent"},
    }
    assert (rules.refusal(org_type, ground) == "") is (ground in allowed.get(org_type, set()))


@pytest.mark.parametrize(
    ("org_type", "ground", "rule"),
    [("court", "consent", "INV-58"), ("police", "consent", "F7"), ("consulate", "court_order", "F8"), ("dif_state", "consent", "F3")],
)
def test_inv_58_a_refusal_names_its_rule(org_type, ground, rule):
    assert str(rules.refusal(org_type, ground)).startswith(f"{rule}: ")


def test_f3_what_may_be_told_is_a_closed_list_of_our_own_sentences():
    assert {*rules.DETERMINATIONS} == {*DETERMINATIONS}
    assert set().union(*rules.OF_RECIPIENT.values()) == {*rules.FIELDS} == {"name", "birth_date", "nationality", "folio", "plan"}
    assert rules.GROUNDS.keys() == rules.TELLS.keys() == rules.OF_RECIPIENT.keys()
    assert all(rules.NEEDED in fields for fields in rules.OF_RECIPIENT.values())


def test_f8_a_consulate_hears_nothing_from_which_fear_could_be_told():
    assert not rules.TELLS[OrgType.CONSULATE] & {"not_returned", "asylum_access", "not_deprived", "regular_stay"}
    assert rules.strange(OrgType.CONSULATE, ["folio"], ["not_returned"]) == ["folio", "not_returned"]


@pytest.mark.parametrize("state", DisclosureState)
@pytest.mark.parametrize("move", TRANSITIONS)
def test_the_table_of_moves(state, move):
    leaves = {"submit": {"draft"}, "return": {"submitted"}, "approve": {"submitted"}, "withdraw": {"draft", "submitted"}}
    assert may_move(state, move) is (state in leaves[move])


def test_who_composes_and_who_approves():
    assert {role for role in Role if "disclosure.write" in CAPABILITIES[role]} == {Role.CASEWORKER, Role.LAWYER, Role.SUPERVISOR}
    assert {role for role in Role if "case.disclose" in CAPABILITIES[role]} == {Role.AUTHORITY_APPROVER}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ground": "consent"}, "INV-58"),
        ({"ground": "victim_protection"}, "INV-58"),
        ({"ground_reference": "  "}, "INV-58: name the article"),
        ({"fields": ["folio"]}, "INV-58: say of whom"),
        ({"fields": ["name", "nationality"]}, "INV-58: this is not told"),
        ({"fields": ["name", "health"]}, "INV-58: this is not told"),
        ({"determinations": []}, "INV-58: choose"),
        ({"determinations": ["he fled a gang"]}, "INV-58: this is not told"),
        ({"determinations": ["assisted_return"]}, "F3: only what an approved plan"),
    ],
)
def test_inv_58_what_is_no_disclosure_is_refused(case, team, fields, words):
    assert words in refused(draft, case, team, **fields)
    assert not Disclosure.objects.exists()


def test_f3_before_a_plan_is_approved_nothing_is_determined(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    assert services.determinations_of(case) == []
    assert "F3" in refused(draft, case, team)


@pytest.mark.parametrize("org_type", [OrgType.POLICE, OrgType.PROSECUTOR])
def test_f7_police_and_prosecutors_are_told_to_protect_or_by_order(case, team, org_type):
    given = {"recipient": OrganisationFactory(org_type=org_type)}
    assert "F7" in refused(draft, case, team, **given)
    assert draft(case, team, **given, ground="court_order", ground_reference="Exp. 12/2026").state == "draft"
    assert draft(case, team, **given, ground="victim_protection").state == "draft"


def test_others_get_a_referral(case, team):
    assert "F3" in refused(draft, case, team, recipient=OrganisationFactory(org_type=OrgType.HEALTH_PROVIDER))


def consent_of(case, **fields) -> ConsentRecord:
    given = {"given_by": "both", "given_on": date(2026, 3, 1), "purposes": ["documentation_consular"], "explained": "En q'eqchi'."}
    return ConsentRecord.objects.create(case=case, **(given | fields))


def test_inv_30_a_consulate_while_asylum_is_open(case, team, monkeypatch):
    monkeypatch.setattr(disclosures, "determined", lambda case, plan: [*DETERMINATIONS])
    given = {"recipient": OrganisationFactory(org_type=OrgType.CONSULATE, country="GT"), "determinations": ["with_family"]}
    assert draft(case, team, **given)
    Case.objects.filter(pk=case.pk).update(asylum_status="applied")
    assert "INV-30" in refused(draft, case, team, **given)
    on_consent = given | {"ground": "consent", "ground_reference": ""}
    assert "INV-58" in refused(draft, case, team, **on_consent)
    for consent in (consent_of(case, given_by="child"), consent_of(case, given_by="representative")):
        assert "INV-30" in refused(draft, case, team, **on_consent, consent=consent)
    assert "DP-2" in refused(draft, case, team, **on_consent, consent=consent_of(case, purposes=["health"]))
    assert "INV-58" in refused(draft, case, team, **on_consent, consent=consent_of(case, withdrawn_on=date(2026, 3, 2)))
    both = consent_of(case)
    one = sent(case, team, **on_consent, consent=both)
    ConsentRecord.objects.filter(pk=both.pk).update(withdrawn_on=date(2026, 3, 3))
    review = {"disclosure": one, "version": one.version, "is_approved": True, "by": team.approver, "now": NOW()}
    assert "INV-58" in refused(services.review_disclosure, **review), "also what became wrong since it was written"


def test_inv_15_inv_16_the_head_of_the_authority_approves(case, team):
    one = sent(case, team)
    given = {"disclosure": one, "version": one.version, "is_approved": True, "now": NOW()}
    with pytest.raises(PermissionDenied):
        services.review_disclosure(by=team.supervisor, **given)
    with pytest.raises(Disclosure.DoesNotExist):
        services.review_disclosure(by=Team(state="OAX").approver, **given)
    with pytest.raises(Stale):
        services.review_disclosure(by=team.approver, **given | {"version": 1})
    with pytest.raises(PermissionDenied):
        draft(case, team, by=team.approver)
    done = services.review_disclosure(by=team.approver, **given)
    assert (done.state, done.approver, done.told) == ("approved", team.approver, {"name": case.child.identity.full_name})
    [letter] = Letter.objects.filter(kind="disclosure")
    assert (letter.addressee, letter.subject_id) == (team.migration.name, done.pk)
    assert "cannot be done" in refused(services.review_disclosure, by=team.approver, **given | {"version": done.version})
    [event] = Event.objects.filter(action="disclosure.approve")
    assert (event.actor, event.detail) == (team.approver.pk, {"to": str(team.migration.pk), "ground": "legal_mandate"})


def test_it_is_returned_with_what_is_to_change_and_withdrawn_with_why(case, team):
    one = sent(case, team)
    given = {"disclosure": one, "version": one.version, "is_approved": False, "by": team.approver, "now": NOW()}
    assert "Say why" in refused(services.review_disclosure, **given)
    back = services.review_disclosure(**given, reason="Falta el artículo.")
    assert (back.state, back.reason, back.approver) == ("draft", "Falta el artículo.", None)
    fields = {"recipient": team.migration, "ground": "court_order", "ground_reference": "Exp. 7/2026"}
    fields |= {"fields": ["name", "plan"], "determinations": ["not_deprived"]}
    saved = services.save_disclosure(disclosure=back, version=back.version, by=team.supervisor, now=NOW(), **fields)
    assert saved.author == team.supervisor
    with pytest.raises(Stale):
        services.save_disclosure(disclosure=back, version=1, by=team.caseworker, now=NOW(), **fields)
    over = services.withdraw_disclosure(disclosure=saved, reason="Ya no hace falta.", by=team.caseworker, now=NOW())
    assert over.state == "withdrawn"
    assert not Letter.objects.filter(kind="disclosure").exists()


def test_dp_5_the_recipient_stands_in_the_list_of_who_is_told(case, team):
    approved(case, team)
    assert (team.migration.name, "disclosure") in [(one.organisation, one.because) for one in recipients(fresh(case))]


def test_it_waits_at_the_home_of_the_head_alone(case, team):
    sent(case, team)

    def waits(person) -> list:
        return [row.url for section in sections(person, NOW()) if section.key == "review" for row in section.rows]

    assert waits(team.approver) == [reverse("referrals:disclosures", args=[case.code])]
    assert waits(team.supervisor) == []


def page(name, *args) -> str:
    return reverse(f"referrals:{name}", args=args)


def test_the_pages_from_composing_to_the_letter(case, team):
    writer, head = browser(team.caseworker), browser(team.approver)
    typed = {"recipient": str(team.migration.pk), "ground": "legal_mandate", "fields_told": ["name"], "determinations": ["not_deprived"]}
    failed = post(writer, page("disclosure_add", case.code), **typed)
    assert (failed.status_code, failed.context["form"].errors.get("ground_reference", [""])[0][:24]) == (422, "INV-58: name the article")
    made = post(writer, page("disclosure_add", case.code), **typed, ground_reference="Ley de prueba, art. 112")
    assert (made.status_code, made.url) == (302, page("disclosures", case.code))
    one = Disclosure.objects.get()
    assert writer.get(page("disclosure_letter", one.pk)).status_code == 404
    assert post(writer, page("disclosure_submit", one.pk), version=7).status_code == 409
    assert post(writer, page("disclosure_submit", one.pk), version=1).status_code == 302
    assert "nothing else is told" in text_of(head.get(page("disclosure_review", one.pk)))
    given = {"version": 2, "decision": "return"}
    assert post(head, page("disclosure_review", one.pk), **given).status_code == 422
    assert post(head, page("disclosure_review", one.pk), version=2, decision="approve").status_code == 302
    assert post(head, page("disclosure_review", one.pk), version=2, decision="approve").status_code == 422
    letter = writer.get(page("disclosure_letter", one.pk))
    told = words(letter)
    assert "art. 112" in told
    assert case.child.identity.full_name in told
    for never in (case.code, case.child.code, "Conviene que permanezca", "red de apoyo", "Quiero estudiar", "Inscribir en la escuela"):
        assert never not in told, never


BROKEN = {
    "without a ground": "ground = ''",
    "on a ground nobody knows": "ground = 'because'",
    "to a prosecutor for the migration authority's ground": "recipient_id = '{prosecutor}'",
    "to a clinic": "recipient_id = '{clinic}'",
    "without the law": "ground_reference = ''",
    "on consent without one": "ground = 'consent', ground_reference = ''",
    "without fields": "fields = array[]::varchar[]",
    "with a field of no list": "fields = array['name', 'health']",
    "with a field that is told to others": "fields = array['name', 'nationality']",
    "without a determination": "determinations = array[]::varchar[]",
    "with words of one's own": "determinations = array['he fled']",
    "approved by nobody": "state = 'approved', told = '{{}}', approved_at = now()",
    "approved by its author": "state = 'approved', told = '{{}}', approved_at = now(), approver_id = author_id",
    "approved without what was told": "state = 'approved', approved_at = now(), approver_id = '{approver}'",
}


@pytest.mark.parametrize("what", BROKEN)
def test_inv_58_the_database_holds_what_a_disclosure_is(what, case, team):
    one = draft(case, team)
    others = {
        kind: OrganisationFactory(org_type=org_type).pk for kind, org_type in (("prosecutor", "prosecutor"), ("clinic", "health_provider"))
    }
    change = BROKEN[what].format(**others, approver=team.approver.pk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE referrals_disclosure SET {change} WHERE id = %s", [one.pk])
    one.refresh_from_db()
    assert (one.state, one.ground) == ("draft", "legal_mandate")


def test_what_was_told_is_never_changed_and_never_deleted(case, team):
    one = approved(case, team)
    for statement in ("UPDATE referrals_disclosure SET reason = 'x' WHERE id = %s", "DELETE FROM referrals_disclosure WHERE id = %s"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [one.pk])


def test_a_long_list_asks_no_more_than_a_short_one(case, team):
    client, asked = browser(team.supervisor), []
    for count in (2, 12):
        for _one in range(count):
            draft(case, team)
        with CaptureQueriesContext(connection) as queries:
            client.get(page("disclosures", case.code))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] <= 16, asked

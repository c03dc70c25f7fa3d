"""The tables: which packet, whose approval, by when, to whom never."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.roles import OrgType
from referrals import rules
from referrals.choices import Reach, ReferralType, State, Urgency
from referrals.packets import ACROSS_THE_BORDER, ALWAYS, FIELDS, PACKETS, Facts, compose, fields_for, lines, outside
from referrals.workflow import ANSWERS, SENDING, TRANSITIONS, Side, may_move, mermaid

NOW = datetime(2026, 3, 2, 16, tzinfo=UTC)
FACTS = Facts(
    code="SON-2026-000001",
    name="Yesenia Caal Tzi",
    sex="female",
    birth_date=date(2010, 5, 4),
    is_birth_date_exact=True,
    age=15,
    nationality="GT",
    language="kek",
    needs_interpreter=True,
    indigenous_people="Q'eqchi'",
    accompaniment="unaccompanied",
    migration_status="irregular",
    representation="substitute",
    town="Hermosillo",
    entry_date=date(2026, 2, 27),
    concerns=("serious_medical_condition", "suicidal_risk", "trafficking_sale_abduction", "needs_international_protection"),
    procedures=(("asylum", "COMAR", "12/2026"),),
    contact="Marcela Ibarra · Procuraduría",
    relative={"name": "Rosa Tzi", "relation": "aunt_uncle", "place": "Cobán", "phone": "555"},
)


def test_every_type_has_its_packet_its_providers_and_a_label():
    assert set(PACKETS) == set(rules.SERVES) == set(ReferralType)
    assert all(set(fields) <= set(FIELDS) and set(fields) >= ALWAYS for fields in PACKETS.values())
    assert {name for fields in PACKETS.values() for name in fields} == set(FIELDS)


@pytest.mark.parametrize("kind", PACKETS)
@pytest.mark.parametrize("reach", Reach)
def test_a_packet_holds_its_own_fields_and_no_other(kind, reach):
    packet = compose(kind, reach, fields_for(kind, reach), FACTS)
    assert ALWAYS <= set(packet) <= set(PACKETS[kind])
    for name in set(FIELDS) - set(fields_for(kind, reach)):
        with pytest.raises(ValueError, match=name):
            compose(kind, reach, [name], FACTS)
    assert [words for _label, words in lines(packet)]


@pytest.mark.parametrize("kind", PACKETS)
def test_inv_34_across_a_border_goes_less(kind):
    assert set(fields_for(kind, Reach.ABROAD)) <= ACROSS_THE_BORDER
    packet = str(compose(kind, Reach.ABROAD, fields_for(kind, Reach.ABROAD), FACTS))
    for never in ("COMAR", "12/2026", "555", "trafficking", "international", "suicidal", "2026-02-27", "irregular", "Hermosillo"):
        assert never not in packet
    assert outside(kind, Reach.ABROAD, ["procedures", "town", "relative_phone"]) == ["procedures", "relative_phone", "town"]


@pytest.mark.parametrize("kind", PACKETS)
def test_no_packet_says_that_a_child_may_need_asylum(kind):
    assert "needs_international_protection" not in str(compose(kind, Reach.NEAR, fields_for(kind, Reach.NEAR), FACTS))


def test_each_type_tells_the_concerns_that_it_is_about_and_no_other():
    told = {
        kind: compose(kind, Reach.NEAR, PACKETS[kind], FACTS) for kind in ("health", "mental_health", "trafficking_victim", "education")
    }
    assert told["health"]["health"] == ["serious_medical_condition"]
    assert told["mental_health"]["mind"] == ["suicidal_risk"]
    assert told["trafficking_victim"]["violence"] == ["trafficking_sale_abduction"]
    assert not {"health", "mind", "violence"} & set(told["education"])


def test_what_is_not_known_is_left_out_and_an_estimated_birthday_is_not_told():
    unknown = Facts(**(FACTS.__dict__ | {"is_birth_date_exact": False, "age": None, "town": "", "concerns": ()}))
    assert set(compose("health", Reach.NEAR, PACKETS["health"], unknown)).isdisjoint({"birth_date", "age", "town", "health"})


def test_material_aid_and_interpretation_learn_no_name():
    for kind in ("material_aid", "interpretation"):
        assert "Caal" not in str(compose(kind, Reach.NEAR, PACKETS[kind], FACTS))


@pytest.mark.parametrize(
    ("own", "theirs", "reach"),
    [
        (("MX", "SON"), ("MX", "SON"), Reach.NEAR),
        (("MX", "SON"), ("MX", ""), Reach.NEAR),  # of the whole country
        (("MX", ""), ("MX", "OAX"), Reach.NEAR),
        (("MX", "SON"), ("MX", "OAX"), Reach.OTHER_STATE),
        (("MX", "SON"), ("GT", ""), Reach.ABROAD),
    ],
)
def test_reach(own, theirs, reach):
    assert rules.reach_of(own, theirs) == reach


@pytest.mark.parametrize(
    ("kind", "reach", "has_protocol", "reasons"),
    [
        ("health", Reach.NEAR, True, 0),
        ("health", Reach.NEAR, False, 1),  # DP-11
        ("mental_health", Reach.NEAR, True, 1),
        ("home_study", Reach.OTHER_STATE, True, 1),
        ("home_study", Reach.ABROAD, True, 1),
        ("trafficking_victim", Reach.ABROAD, False, 3),
    ],
)
def test_reasons_to_approve(kind, reach, has_protocol, reasons):
    assert len(rules.reasons_to_approve(kind, reach, has_protocol=has_protocol)) == reasons


@pytest.mark.parametrize("kind", ReferralType)
def test_inv_52_nothing_is_referred_to_the_migration_authority_or_to_a_reader_of_totals(kind):
    assert "INV-52" in str(rules.wall(OrgType.MIGRATION_AUTHORITY, kind))
    assert "INV-52" in str(rules.wall(OrgType.SIPINNA_SECRETARIAT, kind))
    assert not rules.wall(OrgType.PROTECTION_AUTHORITY_STATE, kind)


def test_f7_prosecutors_are_told_to_protect_and_inv_30_consulates_for_documents():
    told = {kind for kind in ReferralType if not rules.wall(OrgType.PROSECUTOR, kind)}
    assert told == {kind for kind in ReferralType if not rules.wall(OrgType.POLICE, kind)}
    assert told == {"trafficking_victim", "justice_complaint", "missing_child_search"}
    assert {kind for kind in ReferralType if not rules.wall(OrgType.CONSULATE, kind)} == {"documentation_consular"}


@pytest.mark.parametrize(
    ("kind", "safe", "wish", "may"),
    [
        ("home_study", "yes", "yes", True),
        ("home_study", "unknown", "yes", False),
        ("family_tracing", "unknown", "undecided", True),
        ("family_tracing", "no", "yes", False),
        ("home_study", "yes", "no", False),
    ],
)
def test_inv_28_which_relative_may_be_named(kind, safe, wish, may):
    assert rules.may_name_relative(kind, safe, wish) is may


def test_reply_due():
    limit = NOW + timedelta(days=5)
    assert rules.reply_key("health", Urgency.IMMEDIATE) == "health_referral_reply"
    assert rules.reply_key("health", Urgency.NORMAL) == rules.reply_key("education", Urgency.IMMEDIATE) == "referral_reply"
    assert rules.reply_due(limit, NOW, Urgency.NORMAL) == limit
    assert rules.reply_due(limit, NOW, Urgency.DAY) == NOW + timedelta(hours=24)
    assert rules.reply_due(NOW + timedelta(hours=4), NOW, Urgency.IMMEDIATE) == NOW + timedelta(hours=4)
    assert rules.remind_at(NOW, limit) == NOW + timedelta(days=5) * 3 / 4


def test_inv_56_an_address_is_found_whatever_its_case_and_spaces():
    assert rules.told_address("Vive en la CALLE  de\nprueba 1, segundo piso", "Calle de prueba 1")
    assert not rules.told_address("Vive con su tía", "Calle de prueba 1")
    assert not rules.told_address("Vive con su tía", "")


def test_the_table_of_states():
    assert {state for move in TRANSITIONS.values() for state in (*move.sources, move.target)} == set(State)
    assert {name for name, move in TRANSITIONS.items() if move.target == State.SENT} == SENDING
    assert all(TRANSITIONS[name].side == Side.RECEIVER for name in ANSWERS)
    in_service = [name for name in TRANSITIONS if may_move(State.IN_SERVICE, name)]
    assert in_service == ["complete", "complete_in_part", "not_attended"]
    assert "sent --> received: receive" in mermaid()
    assert mermaid().count("--> [*]") == 6

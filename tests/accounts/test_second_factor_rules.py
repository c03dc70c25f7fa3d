"""What a second factor is worth, as a table."""

import pytest

from accounts.second_factor_rules import (
    APP,
    CODE_LENGTH,
    DEMO,
    KEY,
    PAPER,
    Standing,
    app_code,
    as_printed,
    as_typed,
    is_fresh,
    matching_step,
    new_paper_codes,
    standing,
)

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of RFC 6238, appendix B
F, A, K, C = Standing.FULL, Standing.ENROL_APP, Standing.ENROL_KEY, Standing.CONFIRM


@pytest.mark.promise(2, 5)
@pytest.mark.parametrize(
    ("used", "has", "without", "with_key"),
    [
        (set(), set(), A, K),  # the password alone, nothing set up
        (set(), {APP}, C, C),
        (set(), {KEY}, C, C),
        (set(), {PAPER}, C, C),
        ({APP}, {APP}, F, K),  # an app alone is not enough for who oversees
        ({APP}, {APP, KEY}, F, C),
        ({KEY}, {KEY}, F, F),
        ({KEY}, {APP, KEY}, F, F),
        ({PAPER}, {APP, KEY, PAPER}, F, F),
        ({DEMO}, set(), F, F),
    ],
)
def test_what_a_session_may_do(used, has, without, with_key):
    assert standing(used=used, has=has, needs_key=False) == without
    assert standing(used=used, has=has, needs_key=True) == with_key


@pytest.mark.promise(12)
@pytest.mark.parametrize(("ages", "fresh"), [([], False), ([0], True), ([300], True), ([301], False), ([900, 20], True), ([-1], False)])
def test_a_factor_is_fresh_for_five_minutes(ages, fresh):
    assert is_fresh([10_000.0 - age for age in ages], 10_000.0) == fresh


@pytest.mark.parametrize(("second", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")])
def test_the_app_shows_the_codes_of_the_standard(second, code):
    assert app_code(RFC_SECRET, second // 30) == code
    assert matching_step(RFC_SECRET, code, second) == second // 30


def test_the_code_before_and_after_count_and_no_other():
    here = 1_000_000
    found = [matching_step(RFC_SECRET, app_code(RFC_SECRET, here + by), here * 30) for by in (-2, -1, 0, 1, 2)]
    assert found == [None, here - 1, here, here + 1, None]


@pytest.mark.parametrize("typed", ["", "28708", "2870821", "abcdef", "٢٨٧٠٨٢", "28 70 83"])
def test_what_is_no_code_matches_nothing(typed):
    assert matching_step(RFC_SECRET, typed, 59) is None


def test_digits_may_be_typed_in_groups():
    assert matching_step(RFC_SECRET, " 287 082 ", 59) == 1


@pytest.mark.promise(6)
def test_ten_printed_codes_all_different_and_long_enough_not_to_be_guessed():
    codes = new_paper_codes()
    assert len(set(codes)) == 10
    assert {len(code) for code in codes} == {CODE_LENGTH}
    assert as_typed(as_printed(codes[0]).upper()) == codes[0]
    assert set(codes).isdisjoint(new_paper_codes())

"""docs/security.md and the tests name the same promises."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARK = re.compile(r"pytest\.mark\.promise\(([\d, ]+)\)")
ROW = re.compile(r"^\| (\d+) \|", re.MULTILINE)


def numbers_of_the_tests() -> set[int]:
    found = (MARK.findall(path.read_text()) for path in (ROOT / "tests").rglob("*.py"))
    return {int(number) for marks in found for numbers in marks for number in numbers.split(",")}


def test_every_promise_has_its_test_and_every_test_its_promise():
    promised = [int(number) for number in ROW.findall((ROOT / "docs" / "security.md").read_text())]
    assert len(promised) == len(set(promised))
    assert set(promised) == numbers_of_the_tests()

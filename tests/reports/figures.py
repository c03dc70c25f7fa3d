"""What an indicator says, short enough for a test."""

from datetime import datetime

from accounts.models import Organisation
from reports.catalogue import found
from reports.question import Question, Scope
from reports.results import Amount, Count, Distribution, Result, Share


def figure(result: Result):
    """Return a number; (part, base, unknown) of a share; {class: number} without zeros; (value, behind); or (n, median, p90)."""
    if isinstance(result, Count):
        return result.value
    if isinstance(result, Share):
        return result.part, result.base, result.unknown
    if isinstance(result, Distribution):
        return {key: number for key, number in result.counts.items() if number}
    if isinstance(result, Amount):
        return result.value, result.behind
    return result.n, result.median, result.p90


def figures(key: str, unit: Organisation, since: datetime, until: datetime) -> dict:
    """Return what indicator `key` says of a unit from `since` to before `until`, by the key of each result."""
    return {result.key: figure(result) for result in found(key, Question(Scope(unit), since, until, unit.time_zone)).results}

"""Reading and publishing reports: what was printed stays printed, and a second report tells nothing that the first did not."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import may, require
from audit.services import record
from audit.wall import verb
from reports import differencing, rules
from reports.build import Made, children_of, made, threshold_of
from reports.differencing import Guard, Pull, Query
from reports.memory import Memory
from reports.models import IndicatorSnapshot, Publication
from reports.prints import Print, loaded
from reports.rules import INSIDE
from reports.services import remembering
from reports.standard import Choice

BETWEEN = "|"  # of the parts of what a number is of


@verb
def answer(*, choice: Choice, by: User, now: datetime, only: str = "", is_anew: bool = False) -> Print:
    """Return the report as `by` may see it, and keep what was printed.

    A published report, and one that was read outside of the protection authorities once its period was over, is given as it was then.
    So is one that would differ by a few children from what the reader's organisation has of the same. Raises ValidationError where
    it may not be printed beside what they have. With `only` a part of it is computed, for a picture, and nothing kept. What was
    counted within the last day where that takes long is not counted again, unless `is_anew`.
    """
    threshold = threshold_of(by)
    if choice.scope.own_cases_of is not None or choice.standard.is_of_access:  # the cases one has; staff, no child
        return made(choice, threshold=threshold, now=now, only=only).print
    memory = Memory() if is_anew else remembering.recall(choice.scope, now=now)
    asked = key_of(choice, threshold)
    if standing := IndicatorSnapshot.objects.standing().filter(asked=asked).first():
        if standing.organisation_id != by.organisation_id:
            refuse_beside(standing, had(by, choice, asked, threshold)[0])
        return as_printed(standing)
    is_outside, is_over = by.organisation.org_type not in INSIDE, rules.is_over(choice.period, timezone.localdate(now))
    if is_outside:
        differencing.refuse_free_period(choice.period.first, choice.period.last, is_over=is_over)
    lock(by.organisation_id)
    earlier, same = had(by, choice, asked, threshold)
    if same is not None and is_nearly(choice, same, threshold, memory):
        return as_printed(IndicatorSnapshot.objects.get(pk=same.pk))
    given = made(choice, threshold=threshold, now=now, earlier=earlier, only=only, memory=memory)
    remembering.keep(memory, choice.scope, now=now)
    if is_outside:
        differencing.refuse_short_period(choice.period.first, choice.period.last, children=given.children, threshold=threshold)
    is_final = is_outside and is_over
    if not only and (is_final or same is None or same.cells != stored(given.pulls[0])):
        keep(choice, given, asked, earlier, memory, threshold=threshold, by=by, now=now, is_final=is_final)
    return given.print


@verb
def publish(*, choice: Choice, by: User, now: datetime) -> IndicatorSnapshot:
    """Publish the figures of a period that is over: from then on they stand as they are. Twice publishes once."""
    require(by, "report.publish")
    if choice.scope.own_cases_of is not None or not choice.scope.organisation.path.startswith(by.organisation.path):
        raise ValidationError(_("You publish the figures of your own authority and of those below it."))
    if not rules.is_over(choice.period, timezone.localdate(now)):
        raise ValidationError(_("The period is not over: its figures still grow. Publish them when its last month has ended."))
    threshold = threshold_of(by)
    asked = key_of(choice, threshold)
    lock(by.organisation_id)
    snapshot = IndicatorSnapshot.objects.standing().filter(asked=asked).first()
    if snapshot is None:
        memory = remembering.recall(choice.scope, now=now)
        earlier, same = had(by, choice, asked, threshold)
        if same is not None and is_nearly(choice, same, threshold, memory):
            snapshot = same
        else:
            given = made(choice, threshold=threshold, now=now, earlier=earlier, memory=memory)
            snapshot = keep(choice, given, asked, earlier, memory, threshold=threshold, by=by, now=now, is_final=True)
    if not Publication.objects.filter(asked=asked).exists():
        Publication.objects.create(snapshot_id=snapshot.pk, asked=asked, by=by, at=now)
        detail = {"report": snapshot.report, "first": f"{snapshot.first:%Y-%m}", "last": f"{snapshot.last:%Y-%m}"}
        record(actor=by, action="report.publish", target=snapshot, detail=detail, now=now)
    return snapshot


def may_publish(*, choice: Choice, by: User, now: datetime) -> bool:
    """Tell whether `publish` would take it."""
    is_theirs = choice.scope.own_cases_of is None and choice.scope.organisation.path.startswith(by.organisation.path)
    return may(by, "report.publish") and is_theirs and rules.is_over(choice.period, timezone.localdate(now))


def key_of(choice: Choice, threshold: int) -> str:
    """Return what makes two questions the same."""
    scope = choice.scope
    parts = [choice.standard.key, choice.measure, scope.organisation.path, choice.period.first, choice.period.last, *choice.by, threshold]
    parts += [one.pk if one else "" for one in (scope.facility, scope.programme)]
    return hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).hexdigest()


def refuse_beside(standing: IndicatorSnapshot, earlier: Sequence[Pull]) -> None:
    """Refuse figures that stand, and that can no longer be hidden, where they would betray others beside what a reader has."""
    pull = pulls_of(standing)[0]
    guard = Guard(pull.query, earlier, standing.threshold, standing.children)
    guard.refuse(pull.across, pull.within)
    if any(guard.is_told(key, value) for key, value in pull.cells.items()):
        guard.refuse_whole()


def had(by: User, choice: Choice, asked: str, threshold: int) -> tuple[list[Pull], IndicatorSnapshot | None]:
    """Return what the organisation of `by` has read of the same children or of some of them, and the last time it asked this.

    What stands for readers of the same threshold is anybody's to read, so it counts as read.
    """
    path = choice.scope.organisation.path
    above = [path[: place + 1] for place, letter in enumerate(path) if letter == "/"]
    near = IndicatorSnapshot.objects.filter(Q(scope__startswith=path) | Q(scope__in=above), measure=choice.measure)
    stands = Q(pk__in=IndicatorSnapshot.objects.standing().filter(threshold=threshold).values("pk"))
    snapshots = list(near.filter(Q(organisation=by.organisation) | stands).defer("prints").order_by("made_at"))
    same = next((one for one in reversed(snapshots) if one.asked == asked and one.organisation_id == by.organisation_id), None)
    return [pull for snapshot in snapshots for pull in pulls_of(snapshot)], same


def is_nearly(choice: Choice, same: IndicatorSnapshot, threshold: int, memory: Memory) -> bool:
    """Tell whether the report has a few children more or fewer than when it was read: the difference would tell of them."""
    return bool(choice.tables) and 0 < abs(children_of(choice, threshold, memory) - same.children) < threshold


def keep(
    choice: Choice,
    given: Made,
    asked: str,
    earlier: Sequence[Pull],
    memory: Memory,
    *,
    threshold: int,
    by: User,
    now: datetime,
    is_final: bool,
) -> IndicatorSnapshot:
    """Write what was printed; what is to stand, in every language."""
    language = translation.get_language()[:2]
    prints = {language: asdict(given.print)}
    for other, _name in settings.LANGUAGES if is_final else ():
        if other != language:
            with translation.override(other):
                prints[other] = asdict(made(choice, threshold=threshold, now=now, earlier=earlier, memory=memory).print)
    present, before = given.pulls
    return IndicatorSnapshot.objects.create(
        asked=asked,
        organisation=by.organisation,
        report=choice.standard.key,
        measure=choice.measure,
        scope=present.query.scope,
        care=present.query.care,
        first=choice.period.first,
        last=choice.period.last,
        threshold=threshold,
        children=given.children,
        crossed=[sorted(present.across), sorted(present.within)],
        cells=stored(present),
        before=stored(before),
        prints=prints,
        is_final=is_final,
        made_by=by,
        made_at=now,
    )


def stored(pull: Pull) -> dict[str, int]:
    """Return the numbers of a pull as JSON can hold them."""
    return {BETWEEN.join(key): value for key, value in pull.cells.items()}


def pulls_of(snapshot: IndicatorSnapshot) -> list[Pull]:
    """Return what was read with a snapshot: the report, and the period before it."""
    earlier = rules.period_before(rules.Period(snapshot.first, snapshot.last))
    across, within = map(frozenset, snapshot.crossed)
    pulls = []
    for first, last, cells in ((snapshot.first, snapshot.last, snapshot.cells), (earlier.first, earlier.last, snapshot.before)):
        query = Query(snapshot.measure, snapshot.scope, first, last, snapshot.care)
        pulls.append(Pull(query, {tuple(key.split(BETWEEN)): value for key, value in cells.items()}, across, within))
        across, within = frozenset(), frozenset()
    return pulls


def as_printed(snapshot: IndicatorSnapshot) -> Print:
    """Return the report as it was printed, and say of when it is."""
    language = translation.get_language()[:2]
    report = loaded(snapshot.prints.get(language) or next(iter(snapshot.prints.values())))
    day = date_format(timezone.localtime(snapshot.made_at), "DATE_FORMAT")
    publication = Publication.objects.filter(asked=snapshot.asked).first()
    if publication:
        at = date_format(timezone.localtime(publication.at), "DATE_FORMAT")
        note = _("Published on %(at)s; figures as of %(day)s.") % {"at": at, "day": day}
    else:
        note = _("Figures as of %(day)s, when this was first read: what has changed since is not in them.") % {"day": day}
    return replace(report, notes=(note, *report.notes), stands=note)


def lock(organisation) -> None:
    """Let one at a time of an organisation read: two at once would not know of each other."""
    number = int.from_bytes(hashlib.sha256(f"reports:{organisation}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])

"""A pack in plain words, for its page and for docs/protocols.md: chapters of lines, each with its source."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from protocols.choices import MEANING, Discipline, Level, Right, SearchStep, Trigger
from protocols.limits import Limit
from protocols.packs import RISKS, Deadline, Pack

Words = str | Promise


@dataclass(frozen=True)
class Line:
    """One rule: what it is about, what it says, and where that comes from."""

    label: Words
    text: Words
    source: str = ""


@dataclass(frozen=True)
class Chapter:
    """The rules of one kind; `note` is the source of them all."""

    title: Words
    lines: list[Line]
    note: str = ""

    @property
    def has_texts(self) -> bool:
        """Tell a list of rules from a list of names."""
        return any(line.text for line in self.lines)


def chapters(pack: Pack, steps: Mapping[str, Words]) -> list[Chapter]:
    """Return the pack in the reader's language; `steps` names the steps of a case. Empty chapters are left out."""
    found = [
        Chapter(_("Deadlines"), [_deadline(key, deadline) for key, deadline in pack.deadlines.items()]),
        _calendar(pack),
        Chapter(_("Rights that an evaluation looks at"), [Line(Right(code).label, "") for code in pack.rights]),
        Chapter(_("Opinions that an evaluation needs"), [Line(_at_risk(risk), _names(Discipline, pack.opinions[risk])) for risk in RISKS]),
        _determination(pack),
        _search(pack),
        *[
            Chapter(
                said(one.name),
                [Line(said(part.label), _scale(part)) for part in one.domains],
                f"{one.key} {one.version}. {said(one.source)}",
            )
            for one in pack.instruments.values()
        ],
        Chapter(_("Stages of the route"), [_stage(stage, steps) for stage in pack.stages], said(pack.stage_source)),
        Chapter(_("Legal grounds printed on documents"), [Line(_legal(key), said(text)) for key, text in pack.legal.items()]),
        _particulars(pack),
    ]
    return [chapter for chapter in found if chapter.lines]


def said(text: Mapping[str, str]) -> str:
    """Return what a pack says in the reader's language, in English where it has no other; "" where it says nothing."""
    return text.get((get_language() or "en")[:2], text.get("en", ""))


def in_words(limit: Limit) -> str:
    """Return "24 hours", "30 business days", "17 years and 6 months"."""
    if limit.unit == "h":
        return ngettext("%(count)s hour", "%(count)s hours", limit.amount) % {"count": limit.amount}
    if limit.unit == "d":
        return ngettext("%(count)s day", "%(count)s days", limit.amount) % {"count": limit.amount}
    if limit.unit == "bd":
        return ngettext("%(count)s business day", "%(count)s business days", limit.amount) % {"count": limit.amount}
    count_of_years, count_of_months = divmod(limit.amount, 12)
    years = ngettext("%(count)s year", "%(count)s years", count_of_years) % {"count": count_of_years} if count_of_years else ""
    months = ngettext("%(count)s month", "%(count)s months", count_of_months) % {"count": count_of_months} if count_of_months else ""
    return _("%(years)s and %(months)s") % {"years": years, "months": months} if years and months else years or months


def _deadline(key, deadline: Deadline) -> Line:
    since, met = MEANING[key]
    counted = _("from: %(since)s; met by: %(met)s") % {"since": since, "met": met}
    parts = [_limit(deadline), counted]
    if deadline.alarms:
        parts.append(_("reminders after %(alarms)s") % {"alarms": ", ".join(map(in_words, deadline.alarms))})
    return Line(key.label, ". ".join(part[0].upper() + part[1:] for part in parts) + ".", said(deadline.source))


def _limit(deadline: Deadline) -> str:
    if deadline.series:
        series = _("%(limits)s; the last one repeats") if deadline.repeats else "%(limits)s"
        return series % {"limits": ", ".join(map(in_words, deadline.series))}
    if deadline.limit is None:
        return "; ".join(f"{_at_risk(risk)}: {in_words(deadline.at(risk))}" for risk in RISKS)
    return (_("the alarm sounds after %(limit)s") if deadline.is_alarm else "%(limit)s") % {"limit": in_words(deadline.limit)}


def _at_risk(risk: str) -> str:
    return {"high": _("high risk"), "medium": _("medium risk"), "low": _("low risk")}[risk]


def _names(choices, codes) -> str:
    return ", ".join(str(choices(code).label) for code in codes)


def _scale(part) -> str:
    return f"1: {said(part.lowest)} · 3: {said(part.middle)} · 5: {said(part.highest)}"


def _calendar(pack: Pack) -> Chapter:
    days = {"mon": _("Monday"), "tue": _("Tuesday"), "wed": _("Wednesday"), "thu": _("Thursday"), "fri": _("Friday")}
    days |= {"sat": _("Saturday"), "sun": _("Sunday")}
    calendar = pack.calendar
    own = [_easter(day) if isinstance(day, int) else day.isoformat() for day in calendar.own_days]
    lines = [
        Line(_("Time zone"), pack.time_zone),
        Line(_("Not worked every week"), ", ".join(name for day, name in days.items() if day in calendar.weekend)),
        Line(_("Public holidays"), f"{calendar.country} {calendar.subdivision}".strip() or _("none")),
    ]
    return Chapter(_("Calendar"), lines + ([Line(_("Further days"), ", ".join(own))] if own else []), said(calendar.source))


def _easter(days: int) -> str:
    before, after = _("%(count)s days before Easter Sunday"), _("%(count)s days after Easter Sunday")
    return (before if days < 0 else after) % {"count": abs(days)}


def _determination(pack: Pack) -> Chapter:
    rules = pack.determination
    panel = _("%(members)s members with a vote, of %(disciplines)s disciplines or organisations; %(quorum)s must be present")
    lines = [
        Line(_("The panel"), panel % {"members": rules.panel_members, "disciplines": rules.panel_disciplines, "quorum": rules.quorum}),
        *[Line(Trigger(trigger).label, Level(level).label) for trigger, level in rules.levels.items()],
    ]
    return Chapter(_("Who determines best interests"), lines, said(rules.source))


def _search(pack: Pack) -> Chapter:
    days = ngettext("%(count)s day", "%(count)s days", pack.search.least_days) % {"count": pack.search.least_days}
    lines = [Line(_("Not given up before"), days), Line(_("What is done before that"), _names(SearchStep, pack.search.steps))]
    return Chapter(_("Search for an absent child"), lines, said(pack.search.source))


def _stage(stage, steps: Mapping[str, Words]) -> Line:
    return Line(f"{stage.code}. {said(stage.label)}", ", ".join(str(steps[step]) for step in stage.steps) or "—")


def _legal(key: str) -> str:
    return {
        "plan": _("Plan"),
        "measure": _("Protective measure"),
        "notice": _("Notice of a measure to court and prosecutor"),
        "referral": _("Referral"),
        "care": _("Entry to a place of care"),
        "transfer": _("Transfer of responsibility and hand-over"),
        "absence": _("Absence and search"),
        "complaint": _("Complaint to the human-rights body"),
    }[key]


def _particulars(pack: Pack) -> Chapter:
    flags = {
        _("An unaccompanied child from abroad is given a provisional humanitarian status"): pack.flags.humanitarian_status,
        _("An event may record that detention was claimed as a last resort; it opens no placement"): pack.flags.last_resort_claim_recorded,
        _("One case a family, a line of the plan for each member"): pack.flags.family_case,
    }
    return Chapter(_("Particulars"), [Line(text, "") for text, holds in flags.items() if holds], said(pack.flags.source))

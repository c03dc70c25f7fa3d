"""What each role finds in the navigation. A list of plain values: it asks the database nothing."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role, may


@dataclass(frozen=True)
class Entry:
    """One line of the navigation: shown to whoever has the capability (or one of "a|b"), or to everybody when it names none."""

    label: str | Promise
    url_name: str
    capability: str = ""
    only: Role | None = None
    not_for: Role | None = None


# What everybody needs first stands first: only so many lines stand side by side, the rest under "More".
MOST_IN_A_ROW = 9
ENTRIES = (
    Entry(_("My work"), "home", not_for=Role.MIGRATION_NOTIFIER),
    Entry(pgettext_lazy("navigation", "Notify"), "cases:notify", "notification.create"),
    Entry(_("My receipts"), "cases:receipt_list", "notification.create", only=Role.MIGRATION_NOTIFIER),
    Entry(_("Notifications"), "cases:notification_list", "notification.triage"),
    Entry(_("Cases"), "cases:list", "case.read"),
    Entry(_("My tasks"), "cases:task_list", "case.read"),
    Entry(_("Team"), "cases:team", "case.designate"),
    Entry(_("Requests for a bed"), "placements:request_list", "placement.answer"),
    Entry(pgettext_lazy("navigation", "Referrals"), "referrals:inbox", "referral.answer"),
    Entry(_("Children in our care"), "placements:resident_list", "resident.read"),
    Entry(_("Places and beds"), "placements:facility_list", "resident.read|facility.inspect"),
    Entry(_("Reports"), "reports:index", "report.read|record.read"),
    Entry(_("Exports of rows"), "reports:export_list", "export.request|export.approve"),
    Entry(_("Emergency"), "cases:emergency_open", "case.break_glass"),
    Entry(_("Who has seen what"), "cases:record", "record.read"),
    Entry(_("Alarms"), "cases:alarm_list", "emergency.review"),
    Entry(_("Emergencies to judge"), "cases:emergency_list", "emergency.review", only=Role.DATA_PROTECTION_OFFICER),
    Entry(_("Liaison officers"), "referrals:liaison_list", "liaison.keep"),
    Entry(_("Agreements on sharing data"), "referrals:protocol_list", "sharing.keep"),
    Entry(_("The child's voice"), "liberty:voice_list", "voice.record|voice.answer"),
    Entry(_("Visits"), "liberty:visit_list", "visit.log"),
    Entry(_("Import"), "cases:import_list", "notification.import"),
    Entry(_("Users"), "accounts:user_list", "users.manage"),
    Entry(_("Organisations"), "accounts:organisation_list", "organisations.manage"),
)

# What home says to those whose work is not a list of what waits.
PURPOSES = {
    Role.MONITOR_VISITOR: _("You log what your group sees where children are held or cared for; you never see a child's case."),
    Role.ORG_ADMIN: _("You open accounts for your organisation, give each its role and close them; you never see a child's case."),
    Role.SYSTEM_ADMIN: _("You add organisations, open their accounts and close them; you never see a child's case."),
    Role.REPORT_VIEWER: _("You read how many children were attended, never who: small numbers are hidden."),
    Role.DATA_PROTECTION_OFFICER: _("You read how many children were attended, never who: small numbers are hidden."),
}
NO_PURPOSE = _("No child's case is open to your role here. You can read the help, and change your language and your password.")


def purpose_of(user) -> str | Promise:
    """Return in one sentence what the role of `user` can do here."""
    return PURPOSES.get(user.role, NO_PURPOSE)


def url_or_none(url_name: str) -> str | None:
    """Return the address of `url_name`, or None where this installation has no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def is_for(entry: Entry, user) -> bool:
    """Tell whether `user` finds `entry` in the navigation."""
    if entry.not_for == user.role or entry.only not in (None, user.role):
        return False
    return not entry.capability or any(may(user, one) for one in entry.capability.split("|"))


def entries_for(user, path: str) -> list[dict]:
    """Return the lines `user` sees, the one that holds `path` marked: "page" when it is that page, "true" when above it."""
    if not user.is_authenticated:
        return []
    lines = [
        {"label": entry.label, "url": url, "current": ""}
        for entry in ENTRIES
        if is_for(entry, user) and (url := url_or_none(entry.url_name))
    ]
    holding = [line for line in lines if path == line["url"] or (line["url"] != "/" and path.startswith(line["url"]))]
    if holding:
        nearest = max(holding, key=lambda line: len(line["url"]))
        nearest["current"] = "page" if path == nearest["url"] else "true"
    return lines


def navigation_of(user, path: str) -> dict:
    """Return what stands in the row, what stands under "More", and whether the page belongs to the latter."""
    lines = entries_for(user, path)
    more = lines[MOST_IN_A_ROW:]
    return {"row": lines[:MOST_IN_A_ROW], "more": more, "is_under_more": any(line["current"] for line in more)}

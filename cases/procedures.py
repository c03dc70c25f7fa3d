"""Migration procedures beside a case: what is pending, what was decided, and which legal time runs."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.choices import AsylumStatus
from cases.choices_execution import ProcedureKind
from cases.clocks import evidence, noon_of
from cases.companions import Clock, Panel
from cases.models import MigrationProcedure
from cases.procedure_workflow import PENDING
from protocols.choices import DeadlineKey

TITLES = {
    "procedure.file": _("A migration procedure was filed"),
    "procedure.ratify": _("An asylum application was ratified"),
    "procedure.decide": _("A migration procedure was decided"),
    "procedure.appeal": _("A resolution was appealed"),
    "procedure.decide_appeal": _("An appeal was decided"),
    "procedure.withdraw": _("A migration procedure was withdrawn"),
    "procedure.read": _("A migration procedure"),
    "procedure.form": _("A form on migration procedures"),
}
MAY_APPLY = (AsylumStatus.SCREENING_PENDING, AsylumStatus.INDICATED_NOT_APPLIED)


def procedures_of(case) -> list[MigrationProcedure]:
    """Return the procedures of a case, newest first: one query while the object lives, none on its page."""
    prefetch_related_objects([case], "procedures")
    return list(case.procedures.all())


def clocks(case) -> list[Clock]:
    """Asylum is applied for within the time from the entry, and decided and ratified within theirs from the filing."""
    asylum = [one for one in procedures_of(case) if one.kind == ProcedureKind.ASYLUM]
    found = [clock for one in asylum for clock in _of_procedure(case, one)]
    entry = case.notification.entry_date if case.notification else None
    if entry is None or case.child.nationality == case.unit.country:
        return found
    first = asylum[-1] if asylum else None
    if first or case.asylum_status in MAY_APPLY:
        filed = noon_of(case, first.filed_on) if first else None
        page = {"view": "cases:procedure_add", "args": (case.code,)}
        found.append(Clock(DeadlineKey.ASYLUM_APPLICATION, noon_of(case, entry), filed, evidence(first) if first else "", **page))
    return found


def _of_procedure(case, procedure):
    page = {
        "evidence": evidence(procedure),
        "subject": str(procedure.pk),
        "view": "cases:procedure",
        "args": (case.code, procedure.pk),
    }
    filed, ended = noon_of(case, procedure.filed_on), procedure.decided_on or procedure.withdrawn_on
    yield Clock(DeadlineKey.ASYLUM_DECISION, filed, noon_of(case, ended), **page)
    if procedure.by_third_party:
        yield Clock(DeadlineKey.ASYLUM_RATIFICATION, filed, noon_of(case, procedure.ratified_on or procedure.withdrawn_on), **page)


def panels(case, user, now) -> list[Panel]:
    """Show every procedure, the pending ones with their mark."""
    context = {
        "case": case,
        "procedures": procedures_of(case),
        "pending": PENDING,
        "may_record": may(user, "procedure.record") and not case.closed_at,
    }
    return [Panel("cases/_procedures.html", context)]

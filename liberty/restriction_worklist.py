"""What home says of restrictions whose review is overdue: by code alone to who oversees data; to those who review them, `worklist` does."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from cases.clocks import end_of
from cases.models import Case
from cases.worklist import Row, Section, cut
from liberty.models import Restriction
from liberty.restriction_choices import RestrictionType, Standing

MOST_ROWS = 8


def sections(user, now) -> list[Section]:
    """Return the restrictions that are without effect because nobody reviewed them in time; nothing where there are none."""
    if user.role != Role.DATA_PROTECTION_OFFICER:
        return []
    page = reverse("liberty:restrictions_overdue")
    rows = [
        row_of(f"{page}#{one.case.code}", one.case.code, one.type, one.case, one.review_date)
        for one in overdue_for(user, now)[: MOST_ROWS + 1]
    ]
    return [without_effect(rows)] if rows else []


def without_effect(rows: list[Row]) -> Section:
    title = _("Restrictions without effect: review overdue")
    return cut("restrictions", title, "", rows, reverse("liberty:restrictions_overdue"))


def row_of(url: str, code: str, kind: str, case: Case, review_date: date) -> Row:
    hint = f"{RestrictionType(kind).label} · {Standing.WITHOUT_EFFECT.label}"
    return Row(url, code, hint, end_of(case, review_date), "high", (case.pk,))


def overdue_for(user, now):
    """Return the overdue restrictions that `user` answers for, the longest overdue first."""
    today = timezone.localdate(now)  # where the reader is; the authority keeps the same calendar
    by_code = user.role == Role.DATA_PROTECTION_OFFICER
    found = Restriction.objects.seen_by_code(user) if by_code else Restriction.objects.visible_to(user)
    return found.overdue(today).select_related("case__unit").order_by("review_date", "case__code")

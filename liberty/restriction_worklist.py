"""What home says of restrictions whose review is overdue: to those who review them, and by code alone to who oversees data."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import SUPERVISING, Role
from cases.clocks import end_of
from cases.worklist import Row, Section, cut
from liberty.models import Restriction
from liberty.restriction_choices import Standing

MOST_ROWS = 8


def sections(user, now) -> list[Section]:
    """Return the restrictions that are without effect because nobody reviewed them in time; nothing where there are none."""
    if user.role not in SUPERVISING and user.role != Role.DATA_PROTECTION_OFFICER:
        return []
    rows = [_row(one, user) for one in overdue_for(user, now)[: MOST_ROWS + 1]]
    title = _("Restrictions without effect: review overdue")
    return [cut("restrictions", title, "", rows, reverse("liberty:restrictions_overdue"))] if rows else []


def overdue_for(user, now):
    """Return the overdue restrictions that `user` answers for, the longest overdue first."""
    today = timezone.localdate(now)  # where the reader is; the authority keeps the same calendar
    by_code = user.role == Role.DATA_PROTECTION_OFFICER
    found = Restriction.objects.seen_by_code(user) if by_code else Restriction.objects.visible_to(user)
    return found.overdue(today).select_related("case__unit").order_by("review_date", "case__code")


def _row(one, user) -> Row:
    page = reverse("liberty:restrictions_overdue")
    url = reverse("liberty:restriction", args=[one.pk]) if user.role in SUPERVISING else f"{page}#{one.case.code}"
    hint = f"{one.get_type_display()} · {Standing.WITHOUT_EFFECT.label}"
    return Row(url, one.case.code, hint, end_of(one.case, one.review_date), "high", (one.case_id,))

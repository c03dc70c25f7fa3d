"""Who is attended: how many children, and who they are."""

from django.db import connection
from django.utils.translation import gettext as _

from reports.question import Question
from reports.results import Count, Result

# The cases that are somebody's and nobody's mistake.
REAL = "c.status <> 'merged' AND c.closure_reason NOT IN ('opened_in_error', 'duplicate_merged')"
CHILD = "COALESCE(child.merged_into_id, child.id)"
FROM = "FROM cases_case c JOIN cases_child child ON child.id = c.child_id"
NUMBER = f"SELECT count(DISTINCT {CHILD}) {FROM} WHERE {REAL}"
NEW = f"{NUMBER} AND c.opened_at >= %(since)s AND c.opened_at < %(until)s AND "
OPEN = f"{NUMBER} AND c.opened_at < %(until)s AND (c.closed_at IS NULL OR c.closed_at >= %(until)s) AND "


def newly_attended(question: Question) -> list[Result]:
    """I-01: the children whose case was opened in the period."""
    return [Count("new", _("Children newly attended"), number(NEW, question))]


def open_at_end(question: Question) -> list[Result]:
    """I-02: the children with an open case when the period ends."""
    return [Count("open", _("Children with an open case"), number(OPEN, question))]


def number(statement: str, question: Question) -> int:
    """Return the one number of a statement that ends where the condition of the scope follows."""
    with connection.cursor() as cursor:
        cursor.execute(statement + question.of_cases(), question.values)
        return cursor.fetchone()[0]

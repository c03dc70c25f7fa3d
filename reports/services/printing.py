"""A report on paper: kept with its code and its number, as every paper is."""

from datetime import datetime

from accounts.models import Organisation, User
from papers.choices import PaperKind
from papers.services import print_paper
from reports.faces import paper
from reports.prints import Print


def print_report(*, report: Print, of: Organisation, by: User, language: str, detail: dict, now: datetime) -> bytes:
    """Return the PDF of a report on the children `of` an organisation, for `by`; put it on record with `detail`."""
    page = print_paper(
        kind=PaperKind.REPORT,
        subject=of,
        about=[],
        template=paper.TEMPLATE,
        values=paper.values_of(report),
        language=language,
        place=by.organisation,
        by=by,
        now=now,
        detail=detail,
    )
    return bytes(page.pdf)

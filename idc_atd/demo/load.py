"""Fills an empty database with the demonstration."""

from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context

from django.db import connection, transaction

from idc_atd.demo import access
from idc_atd.demo.country import Country, Office
from idc_atd.demo.story import Caseload


def load(now: datetime) -> None:
    """Create organisations, accounts and cases as they stand at `now`; the same `now` gives the same people and cases.

    Each state is told by a process of its own: their cases have nothing in common.
    """
    offices = Country(now).offices()
    connection.close()  # a connection is not shared between processes
    with ProcessPoolExecutor(mp_context=get_context("fork")) as processes:
        for told in [processes.submit(tell_caseload, office, now) for office in offices]:
            told.result()
    with transaction.atomic():
        access.show(offices, now)


@transaction.atomic
def tell_caseload(office: Office, now: datetime) -> None:
    """Create the cases of one state, all or none."""
    Caseload(office, now).tell()

"""One house of the demonstration is found closed, and what that means for the children who live there."""

from datetime import datetime, timedelta

from idc_atd.demo.country import Office, look
from idc_atd.demo.places import CLOSED_HOUSE, FOUND_CLOSED

FOUND = timedelta(hours=20)  # before now


def find_closed(office: Office, now: datetime) -> None:
    """Have the authority of the state look at that house unannounced, if it is one of its state's."""
    for home in office.homes:
        if home.facility.name == CLOSED_HOUSE:
            look(home.facility, office.approver, now - FOUND, now, FOUND_CLOSED, "goes_out", "doors_unlocked", "no_guards")

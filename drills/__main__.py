"""`make drill`: all of them; `make drill ARGS="backup instant replica outage restart crash"`: those named; `make load`: people at work.

CASES (50,000), ROUNDS (100) of kill -9, AWAY (60) seconds of outage, USERS (50) and DURATION (600) of load.
"""

import sys

from django.db import connection

from drills.backups import drill_backup, drill_instant
from drills.crash import drill_crash
from drills.load import load
from drills.outage import drill_outage, drill_restart
from drills.replica import drill_replica
from drills.site import ground

DRILLS = {
    "backup": drill_backup,
    "instant": drill_instant,
    "replica": drill_replica,
    "outage": drill_outage,
    "restart": drill_restart,
    "crash": drill_crash,
}

if __name__ == "__main__":
    wanted = sys.argv[1:] or list(DRILLS)
    country = ground()
    for name in wanted:
        connection.close()  # the server may have been another since
        (DRILLS | {"load": load})[name](country)
    print("All of it went well.")

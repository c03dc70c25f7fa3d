"""Drills: run `make drill` and `make load`. A PostgreSQL of their own below /var/tmp, killed, lost and brought back.

The environment is that of the tests, on a database that is made here; what is served runs as it would for real people.
"""

import os

from drills.cluster import Cluster

os.environ.setdefault("CASES", "50000")
PRIMARY = Cluster("primary").made(archive=True)
os.environ["DATABASE_URL"] = PRIMARY.url()

import tests  # noqa: E402, F401 - sets the environment and Django up before anything else is imported

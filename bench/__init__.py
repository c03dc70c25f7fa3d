"""Measurements: run `make bench`. They print ratios to a floor in the same run; no test asserts a time.

The environment is that of the tests: a scratch database, which is dropped at the end; its server has the memory of one that serves.
"""

import os

os.environ.setdefault("DATABASE_MEMORY", "2GB")

import tests  # noqa: F401 - sets the environment and Django up before anything else is imported

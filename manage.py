#!/usr/bin/env python
"""Django's entry point."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idc_atd.settings")
    os.environ.setdefault("DATABASE_ROLE", "idc_atd_house")  # a command has no reader; pages that runserver serves are walled all the same
    execute_from_command_line(sys.argv)

"""How often a fault is tried: a few times in every test run, often where somebody asks for it."""

import os

FULL = "SALESDESK_FAULTS"


def count(few: int, full: int) -> int:
    """`few`, or `full` when the environment asks for the full counts (`python3 run.py bench faults` does)."""
    return full if os.environ.get(FULL) == "full" else few

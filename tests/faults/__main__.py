"""`python3 run.py bench faults`: every fault as often as it takes to trust the answer; some minutes."""

import os
import sys
import time
from pathlib import Path

import pytest

from tests.faults.counts import FULL

BUDGET_SECONDS = 300


def main() -> int:
    """Run the tests of this folder with their full counts; the exit code of pytest."""
    os.environ[FULL] = "full"
    began = time.monotonic()
    code = pytest.main([str(Path(__file__).parent), "-q", *sys.argv[1:]])
    took = time.monotonic() - began
    sys.stdout.write(f"faults with full counts: {took:.0f} s of {BUDGET_SECONDS} s\n")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())

"""How much memory this process holds, and held at most."""

import sys
from pathlib import Path

KIB = 1024


def peak() -> float:
    """The most that this process held so far, in MiB."""
    if sys.platform.startswith("linux"):
        return _status("VmHWM")
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB / KIB


def held() -> float:
    """What this process holds now, in MiB (elsewhere than on Linux: at most so far)."""
    return _status("VmRSS") if sys.platform.startswith("linux") else peak()


def _status(name: str) -> float:
    # Unlike ru_maxrss this does not begin with what the parent held when it started us.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / KIB

"""A display of its own for a test that needs a real window: a mouse that drags, a picture of the screen."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator


@contextlib.contextmanager
def display(width: int = 1440, height: int = 900) -> Iterator[dict[str, str]]:
    """Start Xvfb on a free number; the environment for a program that shall appear there."""
    program = shutil.which("Xvfb")
    if program is None:
        raise RuntimeError("Xvfb is missing; `python3 run.py setup --dev` installs it or says how")
    read, write = os.pipe()
    screen = ("-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset")
    server = subprocess.Popen(
        [program, "-displayfd", str(write), *screen], pass_fds=[write], stderr=subprocess.DEVNULL
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1"}
    finally:
        server.terminate()
        server.wait(timeout=10)

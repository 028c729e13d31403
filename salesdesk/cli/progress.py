"""How far long work has come: a bar on a terminal, nothing in a pipe."""

import sys
from typing import TextIO

_WIDTH = 30


class Bar:
    """A bar on standard error that is wiped away at the end."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._last = ""

    def show(self, done: int, steps: int) -> None:
        """Paint `done` of `steps`."""
        if not self._stream.isatty():
            return
        filled = done * _WIDTH // max(steps, 1)
        line = f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {done * 100 // max(steps, 1):3} %"
        if line != self._last:
            print(f"\r{line}", end="", file=self._stream, flush=True)
            self._last = line

    def clear(self) -> None:
        """Take the bar away."""
        if self._last:
            print(f"\r{' ' * len(self._last)}\r", end="", file=self._stream, flush=True)
            self._last = ""

"""How far long work has come: a bar on a terminal, nothing in a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TextIO

_WIDTH, _LOOK_EVERY = 30, 0.2


class Bar:
    """A bar on standard error that is wiped away at the end."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._last = ""

    def show(self, done: int, steps: int) -> None:
        """Paint `done` of `steps`."""
        filled = done * _WIDTH // max(steps, 1)
        self.say(f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {done * 100 // max(steps, 1):3} %")

    def say(self, line: str) -> None:
        """Paint a line, where nobody knows yet of how much."""
        if self._stream.isatty() and line != self._last:
            print(f"\r{line:<{len(self._last)}}", end="", file=self._stream, flush=True)
            self._last = line

    def out_of(self, steps: int) -> Callable[[int], None]:
        """What paints how many of so many are done."""
        return lambda done: self.show(done, steps)

    @contextmanager
    def growing(self, part: Path, size: int) -> Iterator[None]:
        """Paint meanwhile how much of `size` bytes a file has that something else writes."""
        done = Event()

        def look() -> None:
            while not done.wait(_LOOK_EVERY):
                self.show(min(part.stat().st_size, size) if part.exists() else 0, size)

        looking = Thread(target=look, daemon=True)
        looking.start()
        try:
            yield
        finally:
            done.set()
            looking.join()
            self.clear()

    def clear(self) -> None:
        """Take the bar away."""
        if self._last:
            print(f"\r{' ' * len(self._last)}\r", end="", file=self._stream, flush=True)
            self._last = ""

"""A window in a process of its own, in front of which somebody else sits: it does what it is told.

Run as a program with the database and the login; each line of its input is an expression over `pilot` (and
`Key`), answered with one line of JSON: [true, value] or [false, what went wrong].
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parents[2]


class Elsewhere:
    """The other process; `do` tells the one who sits there what to do, and gives what came of it."""

    def __init__(self, where: str, login: str, home: Path) -> None:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SALESDESK_HOME": str(home)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.elsewhere", where, login],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=ROOT,
        )
        self.do("True")

    def __enter__(self) -> "Elsewhere":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def do(self, what: str) -> Any:
        """Let them do something; AssertionError with their account where it does not go."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the other window is gone at: {what}"
        went, value = json.loads(answer)
        assert went, f"{what}: {value}"
        return value

    def kill(self) -> None:
        """End the process at once, as a crash would."""
        self._process.kill()
        self._process.wait()


class _Waiting:
    """What a pilot needs of a test: to wait until something is so."""

    def waitUntil(self, fact: Callable[[], bool], timeout: int) -> None:
        from PySide6.QtTest import QTest

        until = time.monotonic() + timeout / 1000
        while not fact():
            if time.monotonic() > until:
                raise AssertionError("it did not become so")
            QTest.qWait(10)


def _sit_in_front(where: str, login: str) -> None:
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest

    from salesdesk.app import make_app, make_window
    from tests.ui.conftest import Pilot

    app = make_app()
    window = make_window(app, login=login)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    pilot = Pilot(window, _Waiting(), login)  # type: ignore[arg-type]
    pilot.open(where)
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=lambda: [lines.put(line) for line in sys.stdin], daemon=True).start()

    def answer() -> None:
        if lines.empty():
            return
        try:
            told = [True, eval(lines.get(), {"pilot": pilot, "Key": Qt.Key, "Qt": Qt, "QTest": QTest})]
        except BaseException as error:
            told = [False, repr(error)]
        sys.stdout.write(json.dumps(told, default=str) + "\n")
        sys.stdout.flush()

    beat = QTimer(interval=10)
    beat.timeout.connect(answer)
    beat.start()
    app.exec()


if __name__ == "__main__":
    _sit_in_front(sys.argv[1], sys.argv[2])

"""The start of the program as somebody does it who opens the sample company with `salesdesk open`.

Run as a program with the moment (time.perf_counter) at which it was started, and the FILE; tells as JSON when
the shell and when the board was painted (ms), what it weighs (MiB) and what was loaded. Nothing is loaded
here before the program loads it itself.
"""

import argparse
import json
import sys
import time
from typing import Any

from salesdesk.cli import main
from salesdesk.cli import open as opening
from tests.benchmarks.weight import peak

SETTLE_MS = 1_500
_told: dict[str, Any] = {}
_open = opening.run


def _since_begin() -> float:
    return (time.perf_counter() - float(sys.argv[1])) * 1000


def _watched(args: argparse.Namespace) -> int:
    """Open the window as the command does, and listen to it."""
    import gc

    gc.disable()  # as the command itself does before it loads what follows
    _hear_shell()
    _hear_board()
    return _open(args)


def _hear_shell() -> None:
    from PySide6.QtCore import QTimer

    from salesdesk.app import Windows

    make = Windows.make

    def made(windows: Windows, *told: Any) -> Any:
        window = make(windows, *told)
        paint = window.paintEvent

        def painted(event: Any) -> None:
            paint(event)
            QTimer.singleShot(0, lambda: _told.setdefault("shell", _since_begin()))

        window.paintEvent = painted  # type: ignore[method-assign]
        return window

    Windows.make = made  # type: ignore[method-assign]


def _hear_board() -> None:
    """Make the board the first screen, whichever that is, and hear when it shows its first cards."""
    from PySide6.QtCore import QTimer

    from salesdesk.ui.shell.menu import Entry
    from salesdesk.ui.shell.pages import Pages

    begin, build = Pages.begin, Entry.build

    def built(entry: Entry, desk: Any) -> Any:
        screen: Any = build(entry, desk)
        show = screen.board.show_board

        def shown(*arguments: Any) -> None:
            show(*arguments)
            QTimer.singleShot(0, lambda: _whole(screen))

        screen.board.show_board = shown
        return screen

    Entry.build = built  # type: ignore[method-assign]
    Pages.begin = lambda pages, desk, place="": begin(pages, desk, "pipeline")  # type: ignore[method-assign]


def _whole(screen: Any) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    QApplication.processEvents()
    if "board" not in _told:
        _told["board"] = _since_begin()
        QTimer.singleShot(SETTLE_MS, screen.window().close)


if __name__ == "__main__":
    opening.run = _watched
    main(["--db", sys.argv[2], "open"])
    own = ("salesdesk", "tests", "__main__")
    loaded = sorted(name for name in sys.modules if name.split(".")[0] not in own)
    sys.stdout.write(json.dumps({**_told, "weight": peak(), "loaded": loaded}) + "\n")

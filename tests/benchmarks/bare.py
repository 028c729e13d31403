"""A bare window of QtWidgets, with nothing else loaded: what a start and its weight are measured against.

Run as a program with the moment (time.perf_counter) at which it was started; tells when it was painted. Names
of modules behind it are imported after that, before it tells its weight.
"""

import contextlib
import json
import sys
import time
from importlib import import_module

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.benchmarks.weight import peak


class Bare(QWidget):
    """A window that tells when it was painted."""

    def __init__(self, app: QApplication, began: float) -> None:
        super().__init__()
        self._app, self._began = app, began
        self.resize(1440, 900)

    def paintEvent(self, event: QPaintEvent) -> None:
        QTimer.singleShot(0, self._painted)

    def _painted(self) -> None:
        painted = (time.perf_counter() - self._began) * 1000
        for name in sys.argv[2:]:
            with contextlib.suppress(ImportError):
                import_module(name)
        sys.stdout.write(json.dumps({"painted": painted, "weight": peak()}) + "\n")
        self._app.quit()


if __name__ == "__main__":
    running = QApplication([])
    window = Bare(running, float(sys.argv[1]))
    window.show()
    running.exec()

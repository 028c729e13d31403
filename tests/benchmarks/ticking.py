"""A 5 ms timer in a program that does nothing else: the longest pause that the machine itself makes.

Run as a program it ticks until its input ends, then tells the longest gap in milliseconds.
"""

import sys
import threading
import time

from PySide6.QtCore import QCoreApplication, Qt, QTimer

TICK_MS = 5

if __name__ == "__main__":
    app = QCoreApplication([])
    gaps: list[float] = []
    last = [time.perf_counter()]

    def tick() -> None:
        """Note how long it was since the last time."""
        now = time.perf_counter()
        gaps.append((now - last[0]) * 1000)
        last[0] = now

    def wait() -> None:
        """End with the one who started it."""
        sys.stdin.read()
        app.quit()

    beat = QTimer()
    beat.setTimerType(Qt.TimerType.PreciseTimer)
    beat.timeout.connect(tick)
    beat.start(TICK_MS)
    threading.Thread(target=wait, daemon=True).start()
    app.exec()
    sys.stdout.write(f"{max(gaps)}\n")

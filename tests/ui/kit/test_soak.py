"""The Qt binding keeps its accounts: PySide6 6.12.0 on Python 3.10 and 3.11 died after some 6,000 calls."""

import subprocess
import sys

CALLS = 20_000
PROGRAM = f"""
import sys
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel

class Sender(QObject):
    told = Signal(bool)

application = QApplication([])
label, sender, heard = QLabel(), Sender(), []
sender.told.connect(heard.append)

def work(calls):
    for number in range(calls):
        label.setText(str(number % 7))
        sender.told.emit(True)
    heard.clear()

work(100)  # what is made once is made now
before = sys.getrefcount(None), sys.getrefcount(True)
work({CALLS})
after = sys.getrefcount(None), sys.getrefcount(True)
print(*(now - then for now, then in zip(after, before)))
"""


def test_thousands_of_texts_and_signals_leave_the_reference_counts_of_none_and_true_alone() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(abs(int(drift)) < CALLS / 100 for drift in done.stdout.split()), done.stdout

"""A window really appears on the display that a test starts for itself."""

import subprocess
import sys

from tests.display import display

PROGRAM = """
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
window = QWidget()
window.show()
application.processEvents()
size = QGuiApplication.primaryScreen().size()
print(application.platformName(), size.width(), size.height(), window.windowHandle().isVisible())
"""


def test_a_window_appears_on_a_display_of_its_own() -> None:
    with display(1280, 720) as environment:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False
        )
    assert done.stdout.split() == ["xcb", "1280", "720", "True"], done.stderr

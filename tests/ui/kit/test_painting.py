"""What may wait does so until what somebody looks at is painted."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from salesdesk.ui.kit.painting import when_painted


class _Seen(QWidget):
    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self._told = told

    def paintEvent(self, event: QPaintEvent) -> None:
        self._told.append("painted")


def test_what_waits_is_done_once_and_only_after_painting(qtbot: QtBot) -> None:
    told: list[str] = []
    widget = _Seen(told)
    qtbot.addWidget(widget)
    when_painted(widget, lambda: told.append("done"))
    qtbot.wait(120)
    assert told == []  # nobody sees it yet
    widget.show()
    qtbot.waitUntil(lambda: "done" in told)
    assert told[0] == "painted"
    widget.update()
    qtbot.wait(120)
    assert told.count("done") == 1

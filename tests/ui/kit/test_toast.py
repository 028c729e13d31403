"""A message at the foot of the window."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from salesdesk.ui.kit.toast import Toast


def test_the_words_have_as_much_room_at_their_right_as_at_their_left(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(900, 400)
    toast = Toast(over)
    over.show()
    toast.say("Undone: the place of a card")
    words = toast._words.geometry()
    assert words.left() == toast.width() - words.right() - 1 == 16
    toast.say("Moved", lambda: None)
    assert toast._undo.isVisible() and toast._words.x() == 16

"""What no widget paints by itself but the sheet of the whole window."""

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QCompleter,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from salesdesk.ui.kit.fields import findable
from salesdesk.ui.kit.theme import Theme


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("kind", ["line", "box"])
def test_the_matches_below_a_field_stand_on_a_ground_of_their_own(
    qapp: QApplication, mode: str, kind: str
) -> None:
    theme, window = Theme(qapp, mode), QWidget()
    inside, line, box = QVBoxLayout(window), QLineEdit(), QComboBox()
    completer: QCompleter | None = QCompleter(["Sweden", "Switzerland"], line)
    line.setCompleter(completer)
    box.addItems(["Sweden", "Switzerland"])
    findable(box)
    if kind == "box":
        completer = box.completer()
    plain = QListWidget()
    for each in (line, box, plain):
        inside.addWidget(each)
    assert completer is not None
    matches = completer.popup()
    matches.resize(200, 60)
    image = matches.grab().toImage()
    ground = image.pixelColor(image.width() - 8, image.height() // 2)
    assert (ground.alpha(), ground.name().upper()) == (255, theme.tokens.surface)
    assert not plain.grab().toImage().pixelColor(40, 40).alpha()

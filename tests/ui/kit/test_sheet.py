"""The sheet that every form is made of."""

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.theme import Theme


@pytest.mark.parametrize("fields", [1, 7])
def test_a_form_is_as_dense_as_lists_and_cards(qapp: QApplication, qtbot: QtBot, fields: int) -> None:
    over = QWidget()
    qtbot.addWidget(over)

    def height(density: str) -> int:
        theme = Theme(qapp, "light", density)
        sheet = Sheet(over, theme, caps="New", title="Company", note="", accept="Save")
        for place in range(fields):
            sheet.add(f"Field {place}", QLineEdit())
        return sheet.body.sizeHint().height()

    saved = height("comfortable") - height("compact")
    assert saved == 12 + 5 * fields + 3 * (2 * fields - 1), "edges, what lies between fields, every gap"

"""What the parts of a record's page are made of."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.widgets import button, label, row


def link(words: str, do: Callable[[], object]) -> QWidget:
    """Words that do something."""
    made = button(words, "link")
    made.clicked.connect(do)
    return made


def section(words: str, count: int, total: str) -> QHBoxLayout:
    """The head of a group: what it is, how many, what they add up to."""
    quantity = label(number(count) if count else "", "quiet")
    amount: QLabel = label(total, "strong")
    return row(label(words.upper(), "caps"), quantity, None, amount)


def scrolling(layout: QVBoxLayout, name: str) -> QScrollArea:
    """A part of a page that scrolls up and down; `name` is its object name."""
    inside = QFrame()
    inside.setObjectName(name)
    layout.setContentsMargins(20, 14, 16, 20)
    if not layout.spacing() or layout.spacing() < 0:
        layout.setSpacing(0)
    inside.setLayout(layout)
    area = QScrollArea()
    area.setObjectName(f"{name}Area")
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def empty_layout(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QVBoxLayout | QHBoxLayout):
            empty_layout(inner)

"""The detail panel of a list: everything that is known about one record, field by field."""

from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from salesdesk.answers.lists import Column, ListView, Row, Title, Value
from salesdesk.queries.lists import list_columns, list_rows_at
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.format import money
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.table.words import cell_words
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import Icons, icon_button, label, row


class Mark(QWidget):
    """A company's square or a contact's circle."""

    def __init__(self, theme: Theme, record: str, name: str, key: int) -> None:
        super().__init__()
        self._theme, self._record, self._name, self._key = theme, record, name, key
        self.setFixedSize(40, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._record == "contact":
            paint.avatar(painter, QRectF(self.rect()), self._name, self._key)
        else:
            paint.company(painter, QRectF(self.rect()), self._name, self._key, self._theme)


class FactsPanel(QFrame):
    """One record of a list; `show_record` reads it anew."""

    def __init__(self, desk: Desk, record: str, currency: str = "EUR") -> None:
        super().__init__()
        self.setObjectName("detail")
        self.desk, self.record, self.currency = desk, record, currency
        self.record_id: int | None = None
        self._icons = Icons(desk.theme)
        self._head, self._facts = QVBoxLayout(), QVBoxLayout()
        self._facts.setSpacing(2)
        close = icon_button(tr("Close (Esc)"))
        self._icons.put(close, "x")
        close.clicked.connect(self.close_panel)
        inside = QWidget()
        inside.setObjectName("dealBody")
        body = QVBoxLayout(inside)
        body.setContentsMargins(20, 4, 20, 16)
        body.addLayout(self._facts)
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._head.setContentsMargins(20, 0, 12, 8)
        layout.addLayout(row(None, close, margins=(20, 12, 12, 0)))
        layout.addLayout(self._head)
        layout.addWidget(scroll, 1)

    def show_record(self, record_id: int) -> None:
        """Read a record and show it."""
        self.record_id = record_id

        def query(session: Any) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
            columns = list_columns(session, record=self.record)
            view = ListView(self.record, columns=tuple(column.key for column in columns))
            return columns, list_rows_at(session, view, [record_id])

        self.desk.background.ask(query, lambda answer: self._show(*answer), owner=self, key="facts")

    def close_panel(self) -> None:
        """Take the panel away."""
        self.record_id = None
        self.desk.show_detail(None)

    def _show(self, columns: tuple[Column, ...], rows: tuple[Row, ...]) -> None:
        if not rows:
            self.close_panel()
            return
        for layout in (self._head, self._facts):
            _empty(layout)
        title = next(cell for cell in rows[0].cells if isinstance(cell, Title))
        mark = Mark(self.desk.theme, self.record, title.name, rows[0].id)
        self.setAccessibleName(title.name)
        name, detail = label(title.name, "heading", wrap=True), label(title.detail, "note")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(name)
        if title.detail:
            words.addWidget(detail)
        line = row(mark, spacing=12)
        line.addLayout(words, 1)
        self._head.addLayout(line)
        for column, cell in zip(columns, rows[0].cells, strict=True):
            if cell is not None and cell != "" and not isinstance(cell, Title):
                self._fact(column.label, self._words(column, cell))
        self.desk.show_detail(self)

    def _words(self, column: Column, cell: Any) -> str:
        if isinstance(cell, Value):
            return f"{money(cell.amount, self.currency)} · {trn('{n} deal', '{n} deals', cell.deals)}"
        return cell_words(column.kind, cell)

    def _fact(self, name: str, words: str) -> None:
        value = QLabel(words)
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        caption = label(name, "label")
        caption.setFixedWidth(98)
        caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        caption.setContentsMargins(0, 1, 0, 0)
        line = row(caption, margins=(0, 4, 0, 4))
        line.addWidget(value, 1)
        holder = QWidget()
        holder.setLayout(line)
        self._facts.addWidget(holder)


def _empty(layout: Any) -> None:
    """Take everything out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        if item.widget() is not None:
            item.widget().hide()
            item.widget().deleteLater()
        elif item.layout() is not None:
            _empty(item.layout())

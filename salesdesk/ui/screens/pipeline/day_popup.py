"""All deals of one day, for a day on which more are to close than the calendar has room for."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from salesdesk.answers.board import Card
from salesdesk.answers.closing import CloseDay
from salesdesk.translation import tr
from salesdesk.ui.kit.format import money, number, short_money, whole_day, with_left_out
from salesdesk.ui.kit.table.popup import Popup
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import button, label

WIDTH, LINE, MOST_HIGH = 320, 34, 340


class DayPopup(Popup):
    """`opened` carries a deal; `list_asked` wants the day's deals as a list."""

    opened = Signal(int)
    list_asked = Signal()

    def __init__(self, theme: Theme, over: QWidget, day: CloseDay, currency: str) -> None:
        super().__init__(theme, over, WIDTH)
        name = whole_day(day.on) if day.on else tr("No expected close")
        self.setAccessibleName(name)
        self.body.addWidget(label(name, "strong"))
        self.body.addWidget(label(with_left_out(money(day.total, currency), day.without_rate), "note"))
        self.buttons: list[QPushButton] = []
        lines = QWidget()
        lines.setObjectName("popupBody")
        inside = QVBoxLayout(lines)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        for card in day.cards:
            made = button(self._words(card), "quiet", tip=card.company)
            made.setObjectName("dayLine")
            made.clicked.connect(partial(self._open, card.deal_id))
            inside.addWidget(made)
            self.buttons.append(made)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(lines)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFixedHeight(min(MOST_HIGH, LINE * len(day.cards) + 4))
        self.body.addWidget(scroll)
        self.list_button = button(tr("Show all {n} as a list").format(n=number(day.count)), "link")
        self.list_button.clicked.connect(self._ask_list)
        self.body.addWidget(self.list_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _words(self, card: Card) -> str:
        amount = short_money(card.amount, card.currency) if card.amount is not None else tr("no amount")
        room = WIDTH - 40 - self.fontMetrics().horizontalAdvance(f"  {amount}")
        title = self.fontMetrics().elidedText(card.title, Qt.TextElideMode.ElideRight, room)
        return f"{title}  {amount}".replace("&", "&&")

    def begin(self) -> None:
        """Put the focus on the first deal."""
        (self.buttons[0] if self.buttons else self.list_button).setFocus(Qt.FocusReason.PopupFocusReason)

    def _open(self, deal_id: int) -> None:
        self.give_back()
        self.opened.emit(deal_id)

    def _ask_list(self) -> None:
        self.close()
        self.list_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: False, Qt.Key.Key_Down: True}.get(Qt.Key(event.key()))
        if step is not None:
            self.focusNextPrevChild(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            chosen = self.focusWidget()
            if isinstance(chosen, QPushButton):
                chosen.click()
        else:
            super().keyPressEvent(event)

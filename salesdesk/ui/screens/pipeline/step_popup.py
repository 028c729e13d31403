"""The next step of a deal, written where its card stands: one line and a day."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.answers.board import Card
from salesdesk.rules.agenda import working_days_after
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import DayField
from salesdesk.ui.kit.offered_day import OfferedDay
from salesdesk.ui.kit.table.popup import Popup
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import ElidedLabel, button, label, row

WIDTH = 300
Submit = Callable[[str, date | None, "StepPopup"], None]


class StepPopup(Popup):
    """Enter or a click elsewhere saves, Esc leaves it as it was; an empty line takes the step away."""

    def __init__(self, theme: Theme, over: QWidget, card: Card, today: date, submit: Submit) -> None:
        super().__init__(theme, over, WIDTH)
        self._submit = submit
        self.setAccessibleName(tr("Next step of {title}").format(title=card.title))
        self.words_field = QLineEdit(card.next_step)
        self.words_field.setPlaceholderText(tr("What happens next?"))
        self.words_field.setAccessibleName(tr("Next step"))
        self.day_field = DayField(tr("On which day"))
        self.day_field.show_day(card.next_step_on)
        offered = OfferedDay(self.words_field, self.day_field)
        offered.begin(None if card.next_step else working_days_after(today, 1))
        self.save_button = button(tr("Save"), "primary", tip=tr("Save (Enter)"))
        self.error = label("", "error", wrap=True)
        self.error.hide()
        self.body.addWidget(label(tr("NEXT STEP"), "caps"))
        self.body.addWidget(ElidedLabel(card.title, "note"))
        self.body.addWidget(self.words_field)
        self.body.addLayout(row(self.day_field, None, self.save_button))
        self.body.addWidget(self.error)
        self.save_button.clicked.connect(self.save)

    def show_at(self, place: QPoint) -> None:
        """Show it with its upper left corner at a place of the window, the line ready to be typed over."""
        self.open_at(place)
        self.words_field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.words_field.selectAll()

    def save(self) -> None:
        """Hand over what was written; it stays until that is saved."""
        self.save_button.setEnabled(False)
        self._submit(self.words_field.text().strip(), self.day_field.day(), self)

    def leave(self) -> None:
        """A click elsewhere saves what was typed, as in every field that is left."""
        if self.words_field.isModified() or self.day_field.is_changed:
            if self.save_button.isEnabled():
                self.save()
        else:
            self.close()

    def refuse(self, sentence: str) -> None:
        """Say why it was not saved; what was typed stays."""
        self.error.setText(sentence)
        self.error.show()
        self.save_button.setEnabled(True)
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.save_button.isEnabled():
                self.save()
        else:
            super().keyPressEvent(event)

"""A day offered beside a line, as soon as something is written there, so that nobody forgets to give one."""

from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit

from salesdesk.ui.kit.fields import DayField


class OfferedDay(QObject):
    """Puts a day into the field beside a line with the first letter written there, and takes it out again
    with the last. Whoever chooses another one, or none, has chosen."""

    def __init__(self, words: QLineEdit, field: DayField) -> None:
        super().__init__(words)
        self._words, self._field = words, field
        self._on: date | None = None
        self._is_given = False
        words.textEdited.connect(self._edited)

    def begin(self, on: date | None) -> None:
        """Offer this day for what is written from now on; None for nothing to offer."""
        self._on, self._is_given = on, False

    def _edited(self, text: str) -> None:
        if self._on is None:
            return
        if text.strip() and not self._is_given:
            self._is_given = True
            if self._field.day() is None:
                self._field.put_day(self._on)
        elif not text.strip() and self._is_given and self._field.day() == self._on:
            self._is_given = False
            self._field.put_day(None)

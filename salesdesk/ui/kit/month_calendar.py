"""The calendar under a day: in the colours of the window, with today marked."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPen, QShowEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QTableView, QToolButton, QVBoxLayout

from salesdesk.ui.kit.day_typing import begins_a_day

_CELL_RADIUS = 5


class MonthCalendar(QCalendarWidget):
    """Opens at the day chosen, or where none is at today, which is marked and not chosen before one does.

    What is typed into it is no choice of a day here: `typed` carries it.
    """

    typed = Signal(str)

    def __init__(self, today: Callable[[], date], chosen: Callable[[], date | None]) -> None:
        super().__init__()
        self._today, self._chosen = today, chosen
        self.setGridVisible(False)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.setFirstDayOfWeek(QLocale().firstDayOfWeek())
        self.setMinimumSize(280, 250)
        view = self.findChild(QTableView)
        if view is not None:
            view.installEventFilter(self)
        for name, sign in (("prevmonth", "‹"), ("nextmonth", "›")):
            step = self.findChild(QToolButton, f"qt_calendar_{name}")
            if step is not None:
                step.setIcon(QIcon())
                step.setText(sign)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and begins_a_day(event):
            self.typed.emit(event.text())
            return True
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._frame()
        self._colour()
        if self._chosen() is None:
            on = self._today()
            # Chosen unheard: a calendar that is only looked at chooses no day.
            heard = self.blockSignals(True)
            self.setSelectedDate(QDate(on.year, on.month, on.day))
            self.setCurrentPage(on.year, on.month)
            self.blockSignals(heard)

    def _frame(self) -> None:
        """Give the window in which Qt shows it an edge and a ground of its own."""
        around = self.parentWidget()
        if around is None or around.objectName() == "calendarPopup":
            return
        around.setObjectName("calendarPopup")
        around.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = around.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setContentsMargins(1, 1, 1, 1)
        around.style().unpolish(around)
        around.style().polish(around)
        around.adjustSize()

    def _colour(self) -> None:
        plain, quiet = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(self.palette().text())
        quiet.setForeground(self.palette().placeholderText())
        self.setHeaderTextFormat(quiet)
        for day in Qt.DayOfWeek:
            free = day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday)
            self.setWeekdayTextFormat(day, quiet if free else plain)

    def paintCell(self, painter: QPainter, rect: QRect, day: QDate) -> None:
        on = self._today()
        is_today = day == QDate(on.year, on.month, on.day)
        is_chosen = day == self.selectedDate() and self._chosen() is not None
        palette, inside = self.palette(), rect.adjusted(3, 2, -3, -2)
        colour = palette.text().color()
        if day.month() != self.monthShown() or day.dayOfWeek() > 5:
            colour = palette.placeholderText().color()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, palette.base())
        if is_chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.highlight())
            painter.drawRoundedRect(inside, _CELL_RADIUS, _CELL_RADIUS)
            colour = palette.highlightedText().color()
        elif is_today:
            painter.setPen(QPen(palette.highlight().color(), 1.5))
            painter.setBrush(QColor(0, 0, 0, 0))
            painter.drawRoundedRect(inside, _CELL_RADIUS, _CELL_RADIUS)
            colour = palette.link().color()
        made = painter.font()
        made.setBold(is_today or is_chosen)
        painter.setFont(made)
        painter.setPen(colour)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(day.day()))
        painter.restore()

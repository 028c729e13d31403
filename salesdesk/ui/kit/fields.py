"""Fields to type and choose in, as every form and bar uses them: search, amount, day, one of several."""

from datetime import date, time
from decimal import Decimal

from PySide6.QtCore import QDate, QEvent, QObject, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCalendarWidget,
    QComboBox,
    QCompleter,
    QDateEdit,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionFrame,
    QToolButton,
    QToolTip,
    QWidget,
)

from salesdesk.answers.choice import Choice
from salesdesk.translation import tr
from salesdesk.ui.kit import company_day
from salesdesk.ui.kit.day_typing import TypedDay, begins_a_day
from salesdesk.ui.kit.format import parse_amount, parse_time
from salesdesk.ui.kit.long_text import LongText
from salesdesk.ui.kit.month_calendar import MonthCalendar
from salesdesk.ui.kit.theme import Theme

_NO_DAY = QDate(1900, 1, 1)
_ARROW = 16
_LINE_INSET = 2
"""How far from its edges Qt writes the words of a line."""


class SearchField(QLineEdit):
    """A field with a glass; Esc empties it and gives the focus back."""

    left = Signal()

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("search")
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self._empty = self.addAction(theme.icon("x", "text_2"), QLineEdit.ActionPosition.TrailingPosition)
        self._empty.setToolTip(tr("Empty the field"))
        self._empty.setVisible(False)
        self._empty.triggered.connect(self.clear)
        self.textChanged.connect(lambda words: self._empty.setVisible(bool(words)))
        self._glass = self.addAction(theme.icon("search", "text_3"), QLineEdit.ActionPosition.LeadingPosition)
        theme.changed.connect(self._draw_glass)

    def _draw_glass(self) -> None:
        self._glass.setIcon(self._theme.icon("search", "text_3"))
        self._empty.setIcon(self._theme.icon("x", "text_2"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
            return
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return):
            self.left.emit()
            return
        super().keyPressEvent(event)


class ElidedLine(QLineEdit):
    """A line that ends in dots where its words do not fit and nobody writes in it; its tool tip tells all."""

    @property
    def is_cut(self) -> bool:
        """Whether more stands in it than it shows."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self._room().width()

    def _room(self) -> QRect:
        """Where the words stand, beside the buttons within the line."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        room.adjust(_LINE_INSET, 0, -_LINE_INSET, 0)
        for each in self.findChildren(QToolButton):
            if each.isVisible():
                room.setRight(min(room.right(), each.x() - 1))
        return room

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus() or not self.is_cut:
            super().paintEvent(event)
            return
        painter, option, room = QPainter(self), QStyleOptionFrame(), self._room()
        self.initStyleOption(option)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self.palette().text().color())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and not self.toolTip():
            if self.is_cut:
                QToolTip.showText(event.globalPos(), self.text(), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)


def plain_amount(amount: Decimal | None) -> str:
    """An amount as one types it: in full, without currency and without idle zeros, cents as two digits.

    Thousandths get a fourth digit, so that nobody takes the mark before them for one that groups.
    """
    if amount is None:
        return ""
    places = -int(amount.normalize().as_tuple().exponent)
    digits = {1: 2, 3: 4}.get(places, max(places, 0))
    return f"{amount:.{digits}f}"


class AmountField(QLineEdit):
    """An amount in a given currency; what is not a number is marked."""

    def __init__(self, currency: str, amount: Decimal | None = None) -> None:
        super().__init__(plain_amount(amount))
        self._currency = currency
        self.setPlaceholderText(tr("Amount in {currency}").format(currency=currency))
        self.textEdited.connect(lambda _: self._mark(False))

    def amount(self) -> Decimal | None:
        """The amount typed, None for none; ValueError, and a mark, for anything else."""
        try:
            return parse_amount(self.text(), self._currency)
        except ValueError:
            self._mark(True)
            raise

    def _mark(self, wrong: bool) -> None:
        self.setProperty("state", "wrong" if wrong else "")
        self.style().polish(self)


class DayField(QDateEdit):
    """A day with a calendar, or none: Delete empties it. It is typed as one writes it: 3.4., 3 Apr 2027."""

    def __init__(self, name: str, kind: str = "") -> None:
        super().__init__()
        self._shown: date | None = None
        self.setAccessibleName(name)
        if kind:
            self.setProperty("kind", kind)
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMM yyyy")
        self.setMinimumDate(_NO_DAY)
        self.setSpecialValueText(tr("No date"))
        self.show_day(None)
        self._typed: TypedDay | None = None
        self._has_calendar = False
        self.lineEdit().installEventFilter(self)

    def show_day(self, value: date | None) -> None:
        """Show a day, or none."""
        self._shown = value
        self.put_day(value)

    def put_day(self, value: date | None) -> None:
        """Choose a day, or none, as if the user did."""
        self.setDate(QDate(value.year, value.month, value.day) if value else _NO_DAY)

    def settle(self, value: date | None) -> None:
        """Take a day as saved, whatever was typed since."""
        self._shown = value

    @property
    def is_changed(self) -> bool:
        """Whether the user chose another day, or none, than the one that was shown."""
        return self.day() != self._shown

    def day(self) -> date | None:
        """The day shown, None for none."""
        chosen = self.date()
        return None if chosen == _NO_DAY else date(chosen.year(), chosen.month(), chosen.day())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.day() is not None:
            self.put_day(None)
            return
        if begins_a_day(event):
            self._type(event.text())
            return
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_F4):
            self.open_calendar()
            return
        if self.day() is None and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.put_day(company_day.today())
        super().keyPressEvent(event)

    def _type(self, words: str) -> None:
        if self._typed is None:
            self._typed = TypedDay(self, company_day.today)
            self._typed.read.connect(self.put_day)
            self._typed.left.connect(self.editingFinished)
        self._typed.begin(words)

    def _type_over(self, words: str) -> None:
        """What is typed while the calendar is open is meant for the field."""
        self.calendarWidget().window().close()
        self._type(words)

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Tab leaves the field at once; left and right walk through day, month and year.
        return QWidget.focusNextPrevChild(self, forward)

    def calendarWidget(self) -> QCalendarWidget:
        """The calendar, made when it is needed first."""
        if not self._has_calendar:
            self._has_calendar = True
            calendar = MonthCalendar(company_day.today, self.day)
            calendar.typed.connect(self._type_over)
            self.setCalendarWidget(calendar)
        return super().calendarWidget()

    def open_calendar(self) -> None:
        """Open the calendar below the field, as a click on its arrow does."""
        where = QPointF(self.width() - _ARROW / 2, self.height() / 2)
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        press = QMouseEvent(QEvent.Type.MouseButtonPress, where, self.mapToGlobal(where), left, left, none)
        self.mousePressEvent(press)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.calendarWidget()
        super().mousePressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # "No date" has no parts that one could go to: a click on the words wants a day.
        pressed = watched is self.lineEdit() and event.type() == QEvent.Type.MouseButtonPress
        if pressed and self.day() is None and not self.isReadOnly():
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.open_calendar()
            return True
        return super().eventFilter(watched, event)


class TimeField(QLineEdit):
    """A time of day, typed as 9, 930, 9:30 or 14.15, or none."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(tr("Any time"))
        self.textEdited.connect(lambda _: self._mark(False))
        self.editingFinished.connect(self._settle)

    def show_time(self, value: time | None) -> None:
        """Show a time, or none."""
        self.setText(f"{value:%H:%M}" if value is not None else "")
        self._mark(False)

    @property
    def is_valid(self) -> bool:
        """Whether what is typed is a time, or nothing."""
        return not self.text().strip() or parse_time(self.text()) is not None

    def time_of_day(self) -> time | None:
        """The time typed, None for none and for what is no time."""
        return parse_time(self.text())

    def _settle(self) -> None:
        if self.is_valid:
            self.show_time(self.time_of_day())
        else:
            self._mark(True)

    def _mark(self, wrong: bool) -> None:
        self.setProperty("state", "wrong" if wrong else "")
        self.style().polish(self)


class ChoiceBox(QComboBox):
    """One of several named things, or none where `none` says how that is called.

    `offered` is what was chosen when the choices were offered.
    """

    chosen = Signal(object)

    def __init__(self, name: str, none: str | None = None, kind: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._none = none
        self.offered: int | None = None
        self._wanted: int | None = None
        if kind:
            self.setProperty("kind", kind)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.activated.connect(lambda _: self.chosen.emit(self.choice()))

    def offer(self, choices: tuple[Choice, ...], current: int | None) -> None:
        """Show these choices and the current one."""
        self.blockSignals(True)
        self.clear()
        if self._none is not None:
            self.addItem(self._none, None)
        for choice in choices:
            self.addItem(choice.name, choice.id)
        place = self.findData(current)
        self.setCurrentIndex(max(place, 0) if place >= 0 or self._none is not None else -1)
        self.offered = self.choice()
        self.blockSignals(False)
        if self._wanted is not None:
            self.want(self._wanted)

    def want(self, choice_id: int | None) -> None:
        """Choose as a person does; what is not offered yet is chosen as soon as it is."""
        place = self.findData(choice_id)
        self._wanted = choice_id if place < 0 else None
        if place >= 0 and place != self.currentIndex():
            self.setCurrentIndex(place)
            self.chosen.emit(self.choice())

    def choice(self) -> int | None:
        """The id of what is chosen."""
        value = self.currentData()
        return None if value is None else int(value)

    def choose(self, choice_id: int) -> None:
        """Show another one of the choices."""
        self.setCurrentIndex(max(self.findData(choice_id), 0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A wheel over a long form must scroll the form, never change what stands in it.
        event.ignore()


def findable(box: QComboBox) -> None:
    """Let a long list of choices be found by typing any part of one."""
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    completer = box.completer()
    assert completer is not None
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)


class LongTextField(LongText):
    """Long text as high as it needs, that says when it is left."""

    left = Signal()
    LEAST, MOST = 54, 220

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(tr("Add"))
        self.setTabChangesFocus(True)
        self.setProperty("kind", "inline")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.textChanged.connect(self._fit)
        self._fit()

    def show_text(self, words: str) -> None:
        """Show a text that is saved."""
        if words != self.toPlainText():
            self.setPlainText(words)
        self.document().setModified(False)

    def _fit(self) -> None:
        lines = max(1, round(self.document().size().height()))
        height = lines * self.fontMetrics().lineSpacing() + 14
        self.setFixedHeight(min(max(self.LEAST, height), self.MOST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

"""The head of a record's page: who it is, the figures that count, and the tabs below."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.theme import SEMIBOLD, Theme, font
from salesdesk.ui.kit.tokens import INSET
from salesdesk.ui.kit.widgets import ElidedLabel, button, column, label, row

GAP = 22


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the head: what it is, the figure, a quiet word beside it, the token of its colour."""

    caption: str
    figure: str
    note: str = ""
    colour: str = "text"


class Mark(QWidget):
    """A company's square, a contact's circle, or the sign of a deal."""

    def __init__(self, theme: Theme, size: int = 44) -> None:
        super().__init__()
        self._theme, self._record, self._name, self._key = theme, "", "", 0
        self.setFixedSize(size, size)
        theme.changed.connect(self.update)

    def show_record(self, record: str, name: str, key: int) -> None:
        """Show the mark of a record."""
        self._record, self._name, self._key = record, name, key
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self._record == "contact":
            paint.avatar(painter, rect, self._name, self._key)
        elif self._record == "company":
            paint.company(painter, rect, self._name, self._key, self._theme)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent_soft"))
            painter.drawRoundedRect(rect, 9, 9)
            icon = self._theme.pixmap("square-kanban", "accent_text", 20)
            painter.drawPixmap(round(rect.width() / 2) - 10, round(rect.height() / 2) - 10, icon)


class Figures(QWidget):
    """Figures side by side with hairlines between; those that do not fit are left out, the last first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._figures: tuple[Figure, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(44)
        theme.changed.connect(self.update)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these, the most important first."""
        self._figures = tuple(figures)
        self.setAccessibleName(", ".join(f"{each.caption}: {each.figure} {each.note}" for each in figures))
        self.update()

    def _width(self, each: Figure) -> float:
        caption = QFontMetricsF(font(12)).horizontalAdvance(each.caption)
        figure = QFontMetricsF(font(16, SEMIBOLD, figures=True)).horizontalAdvance(each.figure)
        note = QFontMetricsF(font(12)).horizontalAdvance(each.note) + 6 if each.note else 0
        return max(caption, figure + note) + 2

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._width(each) + 2 * GAP for each in self._figures)), 44)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        widths = [self._width(each) for each in self._figures]
        count = len(widths)
        while count and sum(widths[:count]) + 2 * GAP * (count - 1) > self.width():
            count -= 1
        painter = QPainter(self)
        tokens = self._theme.tokens
        left = self.width() - sum(widths[:count]) - 2 * GAP * max(0, count - 1)
        for place in range(count):
            each, width = self._figures[place], widths[place]
            paint.text(painter, QRectF(left, 2, width, 16), each.caption, font(12), QColor(tokens.text_3))
            took = paint.text(
                painter,
                QRectF(left, 20, width, 22),
                each.figure,
                font(16, SEMIBOLD, figures=True),
                self._theme.colour(each.colour),
            )
            if each.note:
                beside = QRectF(left + took + 6, 22, width, 20)
                paint.text(painter, beside, each.note, font(12), QColor(tokens.text_2))
            left += width + 2 * GAP
            if place < count - 1:
                painter.fillRect(QRectF(left - GAP, 4, 1, 36), QColor(tokens.border))


class RecordHeader(QFrame):
    """`renamed` carries another name, `chosen` the key of a tab."""

    renamed = Signal(str)
    chosen = Signal(str)

    def __init__(self, theme: Theme, tabs: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName("recordHead")
        self._theme = theme
        self._saved = ""
        self._key = 0
        self._shown_pills: tuple[tuple[str, str], ...] = ()
        self.mark = Mark(theme)
        self.name = QLineEdit()
        self.name.setObjectName("recordName")
        self.name.setProperty("kind", "inline")
        self.name.setAccessibleName(tr("Name"))
        self.name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._detail = ElidedLabel("", "note")
        self.figures = Figures(theme)
        self._pills = QHBoxLayout()
        self._pills.setSpacing(6)
        self._tabs = {key: self._tab(key, words) for key, words in tabs}
        self._words = dict(tabs)
        self._lay_out()
        self.name.editingFinished.connect(self._left_name)
        self.name.textChanged.connect(lambda _: self._fit_name())

    def _tab(self, key: str, words: str) -> QPushButton:
        made = button(words)
        made.setObjectName("tab")
        made.setCheckable(True)
        made.setAutoExclusive(True)
        made.clicked.connect(lambda: self.chosen.emit(key))
        return made

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.name)
        first.addLayout(self._pills)
        first.addStretch(1)
        middle = column(spacing=0)
        middle.addLayout(first)
        middle.addLayout(row(5, self._detail, spacing=0))
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.mark)
        top.addLayout(middle, 2)
        top.addWidget(self.figures, 3)
        whole = column(spacing=8, margins=(INSET, 12, INSET, 0))
        whole.addLayout(top)
        whole.addLayout(row(*self._tabs.values(), None, spacing=18))
        self.setLayout(whole)

    def show_record(
        self,
        *,
        record: str,
        key: int,
        name: str,
        detail: str,
        pills: Sequence[tuple[str, str]] = (),
        figures: Sequence[Figure] = (),
        read_only: bool = False,
    ) -> None:
        """Show a record; a name that is being typed stays."""
        self.mark.show_record(record, name, key)
        if key != self._key or not self.name.isModified():
            self.name.setText(name)
            self.name.setCursorPosition(0)
        self._key = key
        self._saved = name
        self.name.setReadOnly(read_only)
        self._detail.say(detail)
        self.figures.show_figures(figures)
        if tuple(pills) != self._shown_pills:
            self._show_pills(tuple(pills))
        self._fit_name()

    def _show_pills(self, pills: tuple[tuple[str, str], ...]) -> None:
        self._shown_pills = pills
        while self._pills.count():
            item = self._pills.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for words, tint in pills:
            self._pills.addWidget(tinted(words, tint))

    def show_counts(self, counts: dict[str, int]) -> None:
        """Show how many stand behind a tab."""
        for key, tab in self._tabs.items():
            count = counts.get(key, 0)
            tab.setText(f"{self._words[key]}  {count}" if count else self._words[key])

    def show_tab(self, key: str) -> None:
        """Mark a tab as the one shown."""
        self._tabs[key].setChecked(True)

    def tab(self, key: str) -> QPushButton:
        """The button of a tab."""
        return self._tabs[key]

    def _fit_name(self) -> None:
        metrics = QFontMetricsF(font(18, SEMIBOLD))
        wide = metrics.horizontalAdvance(self.name.text() or "    ") + 14
        self.name.setFixedWidth(round(min(max(wide, 80), 440)))

    def _left_name(self) -> None:
        words = self.name.text().strip()
        if self.name.isModified() and words != self._saved:
            self.name.setModified(False)
            self.renamed.emit(words)

    def put_back(self, name: str) -> None:
        """Another name was refused: it stays as typed until Esc."""
        self.name.setText(name)
        self.name.setModified(True)

    def settle(self) -> None:
        """The name that stands here is saved; what others call it is shown again."""
        self.name.setModified(False)

    def take_back(self) -> bool:
        """Put the saved name back; False if nothing was typed."""
        if self.name.text() == self._saved:
            return False
        self.name.setText(self._saved)
        return True


def tinted(words: str, tint: str) -> QLabel:
    """A pill with a word: green, accent, amber, red or plain."""
    made = label(words)
    made.setObjectName("pill")
    made.setProperty("tint", tint)
    made.setFixedHeight(20)
    return made

"""The command palette: type a few letters and open any record, page or command; everything by keys."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.answers.lists import Hit
from salesdesk.rules.names import name_key
from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.cover import Cover
from salesdesk.ui.kit.screen import Command
from salesdesk.ui.kit.theme import MEDIUM, SEMIBOLD, Theme, font
from salesdesk.ui.kit.widgets import column, label, line
from salesdesk.ui.shell.finding import PER_KIND, Line, lines_before_typing, lines_for, record_refs
from salesdesk.ui.shell.keys import keys_words

WIDTH, ROW, HEADING, MOST = 640, 36, 30, 420
_Index = QModelIndex | QPersistentModelIndex


class Lines(QAbstractListModel):
    """The lines shown, headings among them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []

    def show_lines(self, lines: list[Line]) -> None:
        """Show these."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(filter(None, (shown.title, shown.detail, keys_words(shown.keys))))
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if self.lines[index.row()].do is None:
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class LineDelegate(QStyledItemDelegate):
    """Paints a line: icon, words, quiet detail, and the keys that do the same."""

    def __init__(self, theme: Theme, lines: Lines) -> None:
        super().__init__()
        self._theme, self._lines = theme, lines
        self._name, self._detail, self._keys = font(13, MEDIUM), font(12), font(11, SEMIBOLD)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, ROW if self._lines.lines[index.row()].do else HEADING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        shown = self._lines.lines[index.row()]
        tokens = self._theme.tokens
        rect = QRectF(option.rect).adjusted(8, 0, -8, 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if shown.do is None:
            paint.text(
                painter, rect.adjusted(10, 6, 0, 0), shown.title.upper(), self._keys, QColor(tokens.text_3)
            )
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft))
            painter.drawRoundedRect(rect, 7, 7)
        colour = "accent_text" if chosen else "text_2"
        if shown.icon:
            painter.drawPixmap(
                int(rect.left()) + 10, int(rect.top()) + 10, self._theme.pixmap(shown.icon, colour, 16)
            )
        right = rect.right() - 10 - self._paint_keys(painter, rect, shown.keys)
        room = QRectF(rect.left() + 38, rect.top(), right - rect.left() - 46, rect.height())
        took = paint.text(painter, room, shown.title, self._name, QColor(tokens.text))
        if room.width() - took > 60:
            paint.text(
                painter, room.adjusted(took + 10, 0, 0, 0), shown.detail, self._detail, QColor(tokens.text_3)
            )

    def _paint_keys(self, painter: QPainter, rect: QRectF, keys: str) -> float:
        """Write the keys at the right; the width they took."""
        if not keys:
            return 0.0
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        colour = QColor(self._theme.tokens.text_3)
        return paint.text(painter, rect.adjusted(0, 0, -12, 0), keys_words(keys), self._keys, colour, align)


class Palette(Cover):
    """Lies over the window while one looks for something; Esc or a click beside it closes it.

    `opened` is called for a record, `used` with what is to be remembered as used last.
    """

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        background: Background,
        *,
        commands: tuple[Command, ...],
        recent: tuple[str, ...],
        opened: Callable[[str, int], None],
        used: Callable[[str], None],
    ) -> None:
        super().__init__(over)
        self._theme, self._background = theme, background
        self._commands, self._recent = commands, recent
        self._opened, self._used = opened, used
        self._hits: tuple[Hit, ...] = ()
        self._found_for, self._enter_waits = "", False
        self._asking, self._again, self._chosen_by_hand = False, False, False
        self._panel = QFrame(self)
        self._panel.setObjectName("palette")
        self.field = QLineEdit()
        self.lines = Lines()
        self.list = QListView()
        self._none = label(tr("Nothing fits. Try fewer letters."), "note")
        self._hint = label(tr("↑ ↓ choose      Enter open      Esc close"), "quiet")
        self._lay_out()
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._typed)
        self.list.clicked.connect(lambda index: self._do(index.row()))
        self._ask()
        self._show_lines()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self.setAccessibleName(tr("Find anything"))
        self.field.setObjectName("paletteField")
        self.field.setPlaceholderText(tr("Find a company, contact, deal, product, person, page or command"))
        self.field.setAccessibleName(tr("Find anything"))
        self.field.addAction(
            self._theme.icon("search", "text_3", 18), QLineEdit.ActionPosition.LeadingPosition
        )
        self.list.setModel(self.lines)
        self._delegate = LineDelegate(self._theme, self.lines)
        self.list.setItemDelegate(self._delegate)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(tr("What was found"))
        self.list.setMouseTracking(True)
        self.list.entered.connect(lambda index: self.list.setCurrentIndex(index))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._none.setContentsMargins(18, 14, 18, 14)
        self._hint.setContentsMargins(18, 8, 18, 10)
        whole = column(self.field, line(), self.list, self._none, line(), self._hint, spacing=0)
        whole.setContentsMargins(1, 1, 1, 1)
        self._panel.setLayout(whole)

    @property
    def titles(self) -> list[str]:
        """What can be chosen, from above."""
        return [shown.title for shown in self.lines.lines if shown.do]

    def _typed(self) -> None:
        self._enter_waits = False
        self._show_lines()
        self._ask()

    def _ask(self) -> None:
        """Ask the database, one question at a time: what is typed meanwhile is asked when it answered."""
        if self._asking:
            self._again = True
            return
        self._asking = True
        text, recent = self.field.text().strip(), record_refs(self._recent)

        def query(session: Any) -> tuple[Hit, ...]:
            from salesdesk.queries.search import hits_of, search

            return search(session, text=text, limit=PER_KIND) if text else hits_of(session, recent)

        self._background.ask(
            query,
            lambda hits: self._answered(text, hits),
            owner=self,
            failed=lambda _: self._answered(text, ()),
        )

    def _answered(self, text: str, hits: tuple[Hit, ...]) -> None:
        self._asking = False
        self._hits, self._found_for = hits, text
        if self._again:
            self._again = False
            self._ask()
            if self._asking:
                self._show_lines()
                return
        self._show_lines()
        if self._enter_waits:
            self._enter_waits = False
            self._do(self.list.currentIndex().row())

    def _fitting(self, text: str) -> tuple[Hit, ...]:
        """What was found; of what was found for the words before, what fits those that stand there now."""
        if text == self._found_for:
            return self._hits
        words = name_key(text).split()
        if not words:
            return ()
        return tuple(hit for hit in self._hits if all(word in name_key(hit.title) for word in words))

    def _show_lines(self) -> None:
        text = self.field.text().strip()
        if text:
            shown = lines_for(text, self._recent, self._fitting(text), self._commands, self._opened)
        else:
            shown = lines_before_typing(self._recent, self._fitting(text), self._commands, self._opened)
        self._show(shown)

    def _show(self, lines: list[Line]) -> None:
        before = self._current()
        self.lines.show_lines(lines)
        rows = [row for row, shown in enumerate(lines) if shown.do]
        kept = [row for row in rows if before is not None and lines[row].ref == before.ref]
        # What the arrows chose stays chosen when more is found; else the first line is what Enter opens.
        row = kept[0] if kept and self._chosen_by_hand else rows[0] if rows else -1
        self._choose(row)
        self.list.setVisible(bool(rows))
        self._none.setVisible(not rows and not self._asking)
        self.fit()

    def _current(self) -> Line | None:
        row = self.list.currentIndex().row()
        return self.lines.lines[row] if 0 <= row < len(self.lines.lines) else None

    @property
    def _is_first(self) -> bool:
        """Whether the chosen line comes first whatever is found: a command that begins with the words."""
        shown, text = self._current(), name_key(self.field.text().strip())
        is_command = shown is not None and shown.ref.startswith("command:")
        return is_command and bool(text) and shown is not None and name_key(shown.title).startswith(text)

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.list.setCurrentIndex(self.lines.index(row))
            self.list.scrollTo(self.lines.index(max(0, row - 1) if row == 1 else row))

    def _step(self, by: int) -> None:
        rows = [row for row, shown in enumerate(self.lines.lines) if shown.do]
        if rows:
            now = self.list.currentIndex().row()
            place = rows.index(now) if now in rows else 0
            self._chosen_by_hand = True
            last = len(rows) - 1
            place = (place + by) % len(rows) if abs(by) == 1 else min(max(place + by, 0), last)
            self._choose(rows[place])

    def _do(self, row: int) -> None:
        shown = self.lines.lines[row] if 0 <= row < len(self.lines.lines) else None
        if shown is not None and shown.do is not None:
            self.uncover()
            self._used(shown.ref)
            shown.do()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        key = Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in steps:
            self._step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._asking and not self._chosen_by_hand and not self._is_first:
                self._enter_waits = True  # the first line is not known yet
            else:
                self._do(self.list.currentIndex().row())
        elif key == Qt.Key.Key_Escape or (control and key == Qt.Key.Key_K):
            self.uncover()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._step(1 if key == Qt.Key.Key_Tab else -1)
        else:
            self._chosen_by_hand = False
            return False
        return True

    def fit(self) -> None:
        super().fit()
        width = min(WIDTH, self.width() - 40)
        rows = sum(ROW if shown.do else HEADING for shown in self.lines.lines)
        most = min(MOST, self.height() - 200)
        self.list.setFixedHeight(min(rows + 8, most))
        self._panel.setFixedWidth(width)
        self._panel.adjustSize()
        self._panel.move((self.width() - width) // 2, max(20, self.height() // 9))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self._theme.tokens.scrim))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.uncover()

"""The words that people put on a record: chips to take off, and a line to add one."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLayout, QLayoutItem, QLineEdit, QPushButton, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import Icons, button

GAP = 6


class Flow(QLayout):
    """Widgets one after the other, on as many lines as they need."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        widest = max((item.minimumSize().width() for item in self._items), default=0)
        return QSize(widest, 26)

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, line = rect.left(), rect.top(), 0
        for item in self._items:
            size = item.sizeHint()
            if x > rect.left() and x + size.width() > rect.right() + 1:
                x, y, line = rect.left(), y + line + GAP, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x, line = x + size.width() + GAP, max(line, size.height())
        return y + line - rect.top()


class TagsBar(QWidget):
    """`added` and `removed` carry a word."""

    added = Signal(str)
    removed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._icons = Icons(theme)
        self.field = QLineEdit()
        self.field.setObjectName("tagField")
        self.field.setPlaceholderText(tr("Add a tag"))
        self.field.setAccessibleName(tr("Add a tag"))
        self.field.setFixedWidth(110)
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.field.setCompleter(completer)
        self.field.returnPressed.connect(self._entered)
        self._flow = Flow(self)
        self._flow.addWidget(self.field)
        self.tags: tuple[str, ...] = ()
        self._chips: dict[str, QPushButton] = {}

    def show_tags(self, tags: Sequence[str], known: Sequence[str], read_only: bool) -> None:
        """Show the tags of a record, and those that can be had."""
        self._known.setStringList([each for each in known if each not in tags])
        self.field.setVisible(not read_only)
        if tuple(tags) == self.tags and self._flow.count() == len(tags) + 1:
            return
        self.tags = tuple(tags)
        while self._flow.count():
            item = self._flow.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None and old is not self.field:
                old.hide()
                old.deleteLater()
        self._chips = {}
        for tag in tags:
            chip = button(tag.replace("&", "&&"), tip=tr("Take the tag {name} off").format(name=tag))
            chip.setObjectName("tagChip")
            chip.setAccessibleName(tr("Take the tag {name} off").format(name=tag))
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setDisabled(read_only)
            self._icons.put(chip, "x", "text_3", 12)
            chip.clicked.connect(lambda _=False, tag=tag: self.removed.emit(tag))
            self._flow.addWidget(chip)
            self._chips[tag] = chip
        self._flow.addWidget(self.field)
        self.updateGeometry()

    def chip(self, tag: str) -> QPushButton:
        """The chip of a tag."""
        return self._chips[tag]

    def _entered(self) -> None:
        words = self.field.text().strip()
        if words:
            self.added.emit(words)
            self.field.clear()

"""What every page of Settings is: a heading, a sentence, its cards; read-only, and saying so, for others."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from salesdesk.answers.viewer import Viewer
from salesdesk.rules.words import RIGHTS
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import Icons, button, column, label, row

if TYPE_CHECKING:
    from salesdesk.store import Session

WIDEST = 940
Then = Callable[[Any], None]
Adds = Callable[[str, Any, Then], None]


class Page(QWidget):
    """`right` is who may change it besides administrators ("" for everybody, "administrator" for nobody
    else); `watches` the tables it shows.

    Subclasses fill `body`, answer `read` (away from this thread) and `show_answer`.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    words: ClassVar[str] = ""
    icon: ClassVar[str]
    right: ClassVar[str] = "process"
    watches: ClassVar[frozenset[str]] = frozenset()
    scrolls: ClassVar[bool] = True
    wide: ClassVar[bool] = False
    only_with: ClassVar[str] = ""
    """The right without which somebody who is no administrator is not even shown that there is this page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.icons = Icons(desk.theme)
        self.setObjectName("settingsPage")
        self.setAccessibleName(self.title)
        # Nothing is shown before it was read: an empty table would say that there is nothing.
        self.content = QWidget()
        self.content.setObjectName("settingsBody")
        self.content.hide()
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(12)
        self.heading = label(self.title, "heading")
        self.head = row(self.heading, None)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        self._lay_out()
        self.build()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("settingsBody")
        if not self.wide:
            inside.setMaximumWidth(WIDEST)
        parts = QVBoxLayout(inside)
        parts.setContentsMargins(24, 20, 24, 24)
        parts.setSpacing(12)
        parts.addLayout(self.head)
        if self.words:
            parts.addWidget(label(self.words, "note", wrap=True))
        if self.locked:
            parts.addWidget(self._lock())
        parts.addWidget(self.error)
        parts.addWidget(self.content, 0 if self.scrolls else 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        if not self.scrolls:
            outer.addWidget(inside, 10)
            outer.addStretch(0)
            return
        parts.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.viewport().setAutoFillBackground(False)
        holder = QWidget()
        holder.setObjectName("settingsBody")
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(inside, 10)
        across.addStretch(0)
        self.area.setWidget(holder)
        outer.addWidget(self.area)

    @classmethod
    def is_for(cls, viewer: Viewer) -> bool:
        """Whether this person is shown the page."""
        return not cls.only_with or viewer.is_administrator or cls.only_with in viewer.rights

    def _lock(self) -> QWidget:
        box = QFrame()
        box.setObjectName("lockBox")
        box.setLayout(row(label(self.locked, wrap=True), margins=(12, 8, 12, 8)))
        return box

    @property
    def locked(self) -> str:
        """Why the person may only look, or nothing."""
        if self.desk.read_only:
            return self.desk.read_only
        viewer = self.desk.viewer
        if not self.right or viewer.is_administrator or self.right in viewer.rights:
            return ""
        if self.right == "administrator":
            return tr("Administrators change this; you see it as it is.")
        return tr(
            "Administrators and people with the right “{right}” change this; you see it as it is."
        ).format(right=RIGHTS[self.right])

    def build(self) -> None:
        """Make the widgets of the page."""
        raise NotImplementedError

    def read(self, session: "Session") -> Any:
        """What the page shows, read away from the window's thread."""
        raise NotImplementedError

    def show_answer(self, answer: Any) -> None:
        """Show what was read."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read again."""
        self.desk.background.ask(self.read, self._shown, owner=self, key="page", failed=self.say_error)

    def hear(self) -> None:
        """Something that the page watches was changed while it is shown: read again."""
        self.refresh()

    def _shown(self, answer: Any) -> None:
        self.show_answer(answer)
        self.content.show()

    def say_error(self, sentence: str) -> None:
        """Say above the page what went wrong; nothing takes it away again."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    def save(
        self,
        action: Callable[[Any], Any],
        kind: str,
        words: str,
        *,
        sheet: Sheet | None = None,
        then: Callable[[Any], None] | None = None,
    ) -> None:
        """One save that can be undone; a refusal is said above the page, or in the sheet."""
        self.say_error("")

        def saved(result: Any) -> None:
            self.refresh()
            if then is not None:
                then(result)

        def refused(sentence: str) -> None:
            if sheet is None:
                self.say_error(sentence)
                self.refresh()

        self.desk.save(action, kind=kind, words=words, then=saved, failed=refused, sheet=sheet, owner=self)


def card(
    *parts: QWidget | QLayout, spacing: int = 0, margins: tuple[int, int, int, int] = (1, 1, 1, 1)
) -> QFrame:
    """A card with its parts below each other."""
    box = QFrame()
    box.setObjectName("cardBox")
    inside = column(spacing=spacing, margins=margins)
    for part in parts:
        if isinstance(part, QWidget):
            inside.addWidget(part)
        else:
            inside.addLayout(part)
    box.setLayout(inside)
    return box


class AddLine(QWidget):
    """A line at the foot of a list in which one more is typed: Enter or the button adds it."""

    def __init__(
        self, words: str, add: Adds, options: tuple[tuple[Any, str], ...] = (), name: str = ""
    ) -> None:
        super().__init__()
        self._add = add
        self.field = QLineEdit()
        self.field.setPlaceholderText(words)
        self.field.setAccessibleName(words)
        self.box = QComboBox()
        self.box.setAccessibleName(name)
        for value, text in options:
            self.box.addItem(text, value)
        if not options:
            self.box.hide()
        self.button = button(tr("Add"))
        self.button.clicked.connect(self.add)
        self.field.returnPressed.connect(self.add)
        parts = row(self.field, self.box, self.button, margins=(12, 9, 12, 10))
        parts.setStretch(0, 1)
        self.setLayout(parts)

    def add(self) -> None:
        """Add what was typed, if anything; it stays typed until it is saved, the field for the next one."""
        words = self.field.text().strip()
        if words:
            self._add(words, self.box.currentData(), lambda _: self.field.clear())
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

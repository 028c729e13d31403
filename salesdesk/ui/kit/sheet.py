"""A side sheet over a scrim: a form that must be filled in or left before the screen goes on."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from salesdesk.drafts import Draft
from salesdesk.translation import tr
from salesdesk.ui.kit.cover import Cover
from salesdesk.ui.kit.double_click import ImpatientClick
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.typed import draft_fields, fields_in, put_state, state_of
from salesdesk.ui.kit.widgets import Icons, button, column, icon_button, label, row

WIDTH = 460
_SHORT = 60
"""How many letters of what was typed name a form."""


class Sheet(Cover):
    """Covers `over` with a scrim and stands at its right. Esc cancels, Ctrl+Enter accepts.

    Subclasses add to `body`, to `head` below its title, to `foot` before its buttons, and answer `accept`.
    It is as dense as lists and cards are when it is made. `closed` tells whether it was accepted, `wide` is
    how wide it is where there is room. Where `keeps_draft` says so, what is typed is kept as a draft should
    the program end before it is saved: never where a field may show a secret, such as a first password.
    """

    wide: ClassVar[int] = WIDTH
    keeps_draft: ClassVar[bool] = False
    closed = Signal(bool)

    def __init__(self, over: QWidget, theme: Theme, *, caps: str, title: str, note: str, accept: str) -> None:
        super().__init__(over)
        self.theme = theme
        self._is_asked = False
        self._opens, self._about = "", dict[str, Any]()
        self._first: dict[str, Any] = {}
        self._offered: dict[str, QPushButton] = {}
        self._icons = Icons(theme)
        self._panel = QFrame(self)
        self._panel.setObjectName("sheet")
        self.setAccessibleName(title)
        self.error = label("", "error", wrap=True)
        self.accept_button = button(accept, "primary")
        self._impatient = ImpatientClick(self.accept_button)
        self.cancel_button = button(tr("Cancel"))
        self.body = QVBoxLayout()
        self._lay_out(caps, title, note)
        theme.changed.connect(self.update)
        self.cancel_button.clicked.connect(self.cancel)
        self.accept_button.clicked.connect(self.accept)

    def _lay_out(self, caps: str, title: str, note: str) -> None:
        close = icon_button(tr("Close"))
        self._icons.put(close, "x")
        close.clicked.connect(self.cancel)
        head = QFrame()
        head.setObjectName("sheetHead")
        heading = label(title, "heading", wrap=True)
        top = row(label(caps.upper(), "caps"), None, close)
        self.note_words = label(note, "note", wrap=True)
        self.head = column(heading, self.note_words, spacing=4)
        outer = QVBoxLayout(head)
        outer.setContentsMargins(20, 14, 14, 14)
        outer.setSpacing(2)
        outer.addLayout(top)
        outer.addLayout(self.head)
        inside = QWidget()
        inside.setObjectName("sheetBody")
        edge, gap = (10, 3) if self.theme.is_compact else (16, 6)
        self.body.setContentsMargins(20, edge, 20, edge)
        self.body.setSpacing(gap)
        inside.setLayout(self.body)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.viewport().setAutoFillBackground(False)
        foot = QFrame()
        foot.setObjectName("sheetFoot")
        lower = column(self.error, spacing=8, margins=(20, 12, 20, 12))
        self.foot = row(None, self.cancel_button, self.accept_button)
        lower.addLayout(self.foot)
        self.error.hide()
        foot.setLayout(lower)
        whole = column(head, scroll, foot, spacing=0)
        whole.setStretch(1, 1)
        self._panel.setLayout(whole)

    def add(self, words: str, field: QWidget) -> QLabel:
        """Add a field under its name; the name can be hidden with it."""
        name = label(words, "label")
        name.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(words)
        self.body.addWidget(name)
        self.body.addWidget(field)
        self.body.addSpacing(3 if self.theme.is_compact else 8)
        return name

    def open(self, first: QWidget) -> None:
        """Show the sheet with the focus in its first field."""
        self.body.addStretch(1)
        self._first = {key: state_of(field) for key, field in fields_in(self).items()}
        self.fit()
        self.show()
        self.raise_()
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """What happens when the user agrees."""
        self.leave(True)

    def cancel(self) -> None:
        """Leave everything as it was."""
        self.leave(False)

    def refuse(self, sentence: str) -> None:
        """Say why it did not work; the form stays as typed."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.accept_button.setEnabled(True)

    def offer(self, words: str, do: Callable[[], object]) -> None:
        """Offer beside a refusal what helps; once, however often it is refused."""
        if words not in self._offered:
            self._offered[words] = made = button(words)
            made.clicked.connect(do)
            self.foot.insertWidget(0, made)

    def leave(self, accepted: bool) -> None:
        """Close, give the focus back, tell."""
        self._impatient.catch()
        self.uncover()
        self.closed.emit(accepted)

    def opens_as(self, form: str, **about: Any) -> None:
        """Say how this form is opened again: its name, and what it is about, as JSON can hold it.

        One about a record (`id`) is read anew then, and only what was changed is put into it. When that was
        made (`made`) tells it from another one with the same id, in a database that was put back.
        """
        self._opens, self._about = form, about

    def is_about(self, draft: Draft) -> bool:
        """Whether a draft was typed about the record that is shown, as far as it says which that was."""
        made = draft.about.get("made")
        return made is None or made == self._about.get("made")

    def draft(self) -> Draft | None:
        """What stands in this form and is not saved, None where nothing was typed or chosen."""
        fields = draft_fields(self, self._first, whole="id" not in self._about) if self.keeps_draft else ()
        if not fields:
            return None
        typed = next((each.words for each in fields if each.words and isinstance(each.now, str)), "")
        title = self.accessibleName()
        if typed and typed not in title and "\n" not in typed and len(typed) <= _SHORT:
            title = tr("{form}: {name}").format(form=title, name=typed)
        return Draft(self._opens, self._about, title, "", fields)

    def take_draft(self, draft: Draft) -> None:
        """Put into the fields what stood there; what it was when it was typed is what it is compared with."""
        fields = fields_in(self)
        known = [each for each in draft.fields if each.key in fields]
        if "id" in self._about:
            for each in known:
                put_state(fields[each.key], each.was)
            self.settle_base([each.key for each in known])
        for each in known:
            put_state(fields[each.key], each.now)

    def settle_base(self, keys: Sequence[str]) -> None:
        """Take what stands in some fields now for what stood there when one began to type."""

    @property
    def has_typed(self) -> bool:
        """Whether something is typed in a field of this form."""
        fields: list[QWidget] = self.findChildren(QWidget)
        return any(
            (isinstance(field, QLineEdit) and field.isModified() and bool(field.text()))
            or (isinstance(field, QPlainTextEdit) and field.document().isModified())
            for field in fields
        )

    def _escape(self) -> None:
        """Leave an untouched form at once, one with something typed in it at the second Esc only."""
        if self._is_asked or not self.has_typed or not self.accept_button.isEnabled():
            self.cancel()
            return
        self._is_asked = True
        self.refuse(tr("This form is not saved yet. Press Esc once more to leave it."))

    def fit(self) -> None:
        super().fit()
        width = min(self.wide, self.width())
        self._panel.setGeometry(self.width() - width, 0, width, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self.theme.tokens.scrim))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
            or not isinstance(self.focusWidget(), QPushButton)
        ):
            if self.accept_button.isEnabled():
                self.accept()
        else:
            event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Tab stays inside the sheet: what lies under the scrim is out of reach.
        fields = [
            child
            for child in self._panel.findChildren(QWidget)
            if child.isVisible() and child.isEnabled() and child.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        now = self.window().focusWidget()
        if not fields or now not in fields:
            return super().focusNextPrevChild(forward)
        place = (fields.index(now) + (1 if forward else -1)) % len(fields)
        fields[place].setFocus(Qt.FocusReason.TabFocusReason)
        return True

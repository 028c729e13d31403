"""One field to write down what happened: its kind, and Enter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from salesdesk.answers.choice import Choice
from salesdesk.rules.names import name_key
from salesdesk.translation import tr
from salesdesk.ui.kit import company_day
from salesdesk.ui.kit.fields import ChoiceBox, DayField
from salesdesk.ui.kit.long_text import LongText
from salesdesk.ui.kit.record.offers import OfferList
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import Icons, button, column, label, row

KINDS: tuple[tuple[str, str, str], ...] = (
    ("call", tr("Call"), "phone"),
    ("email", tr("E-mail"), "mail"),
    ("meeting", tr("Meeting"), "users"),
    ("note", tr("Note"), "sticky-note"),
    ("task", tr("Task"), "square-check"),
)
HINTS = {
    "call": tr("What was said? Enter saves the call as done."),
    "email": tr("What was written? Enter saves the e-mail as done."),
    "meeting": tr("What came of it? Enter saves the meeting as done."),
    "note": tr("Write what happened …  @ tells a colleague."),
    "task": tr("What is to be done? Enter plans it for the day below."),
}
ONE, MOST = 22, 150


@dataclass(frozen=True, slots=True)
class Written:
    """What is written: its kind, the text, the deal it is about, the day of a task."""

    kind: str
    text: str
    deal_id: int | None
    on: date | None


class MentionText(LongText):
    """Text in which @ offers the names of colleagues; Enter is `entered`, Shift+Enter a new line."""

    entered = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._names: tuple[str, ...] = ()
        self.offers = OfferList(self)
        self.offers.taken.connect(lambda place: self._take(self._fitting[place]))
        self._fitting: list[str] = []
        self.textChanged.connect(self._typed)

    def offer_names(self, names: Sequence[str]) -> None:
        """The people who can be spoken to."""
        self._names = tuple(names)

    def _begun(self) -> str | None:
        """What is typed behind the last @ before the cursor; None where there is none."""
        before = self.toPlainText()[: self.textCursor().position()]
        at = before.rfind("@")
        if at < 0 or (at and before[at - 1].isalnum()) or "\n" in before[at:] or len(before) - at > 40:
            return None
        return before[at + 1 :]

    def _typed(self) -> None:
        height = self.document().size().height() * self.fontMetrics().lineSpacing()
        self.setFixedHeight(round(min(max(ONE, height + 6), MOST)))
        begun = self._begun()
        fitting = []
        if begun is not None and self.hasFocus():
            key = name_key(begun)
            fitting = [name for name in self._names if _begins(name, key) and name != begun.rstrip()]
        self._fitting = fitting
        self.offers.offer(fitting, self.cursorRect())

    def _take(self, name: str) -> None:
        begun = self._begun()
        cursor = self.textCursor()
        if begun is not None:
            cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(begun))
        cursor.insertText(name + " ")
        self.setTextCursor(cursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self.offers.heard(event):
            return
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape and not self.toPlainText():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.offers.hide()


def _begins(name: str, key: str) -> bool:
    """Whether a name, or one of its words, begins with what is typed."""
    folded = name_key(name)
    return folded.startswith(key) or any(word.startswith(key) for word in folded.split())


class Composer(QFrame):
    """`written` carries what somebody wrote down, `left` tells that Esc was pressed.

    What is typed belongs to the record it is typed about (`turn_to`) and waits there until the save that
    took it is answered (`settle`).
    """

    written = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("composer")
        self._icons = Icons(theme)
        self.kind = "note"
        self._about_id: int | None = None
        self._wanted_deal: int | None = None
        self._drafts: dict[int, Written] = {}
        self._saving: dict[int, Written] = {}
        self.text = MentionText(tr("Write what happened"))
        self.text.setObjectName("composerText")
        self.text.setFixedHeight(ONE)
        self.buttons: dict[str, QPushButton] = {}
        self.deal_box = ChoiceBox(tr("About"), none=tr("No deal"), kind="inline")
        self.day = DayField(tr("Due on"), kind="inline")
        self.save_button = button(tr("Save"), "primary")
        self._more = QWidget()
        self._lay_out()
        self.text.entered.connect(self.save)
        self.save_button.clicked.connect(self.save)
        self.text.textChanged.connect(self._show_more)
        self.choose("note")

    def _lay_out(self) -> None:
        kinds = QHBoxLayout()
        kinds.setSpacing(0)
        for kind, words, icon in KINDS:
            made = button(words)
            made.setObjectName("kind")
            made.setToolTip(words)
            made.setAccessibleName(words)
            made.setCheckable(True)
            made.setAutoExclusive(True)
            made.clicked.connect(lambda _=False, kind=kind: self._kind_clicked(kind))
            self._icons.put(made, icon, "text_2", 16, "accent_text")
            self.buttons[kind] = made
            kinds.addWidget(made)
        first = QHBoxLayout()
        first.setContentsMargins(12, 8, 6, 8)
        first.setSpacing(6)
        first.addWidget(self.text, 1)
        first.addLayout(kinds)
        first.setAlignment(kinds, Qt.AlignmentFlag.AlignTop)
        about = label(tr("About"), "label")
        self._about = about
        self._due = label(tr("Due on"), "label")
        self.deal_box.setFixedWidth(200)
        self.deal_box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.day.setFixedWidth(150)
        self._more.setLayout(
            row(
                about,
                self.deal_box,
                self._due,
                self.day,
                None,
                self.save_button,
                spacing=6,
                margins=(12, 0, 8, 8),
            )
        )
        self._more.hide()
        whole = column(spacing=0)
        whole.addLayout(first)
        whole.addWidget(self._more)
        self.setLayout(whole)

    def offer(self, people: Sequence[str], deals: Sequence[Choice], deal_id: int | None = None) -> None:
        """Who can be spoken to, and the deals that it may be about; `deal_id` is the one taken at first."""
        self.text.offer_names(people)
        kept = self.deal_box.choice() if self.text.toPlainText() else deal_id
        self.deal_box.offer(tuple(deals), self._wanted_deal or kept)
        self._wanted_deal = None
        for part in (self._about, self.deal_box):
            part.setVisible(bool(deals))

    def choose(self, kind: str) -> None:
        """Write down this kind of thing."""
        self.kind = kind
        self.buttons[kind].setChecked(True)
        self.text.setPlaceholderText(HINTS[kind])
        for part in (self._due, self.day):
            part.setVisible(kind == "task")
        if kind == "task" and self.day.day() is None:
            self.day.show_day(company_day.today())
        self._show_more()

    def _kind_clicked(self, kind: str) -> None:
        self.choose(kind)
        self.text.setFocus()

    def begin(self, kind: str) -> None:
        """Put the cursor here to write down something of a kind."""
        self._kind_clicked(kind)

    def _show_more(self) -> None:
        self._more.setVisible(bool(self.text.toPlainText().strip()))

    def turn_to(self, record_id: int) -> None:
        """Write about this record from now on; what is typed about the one before waits there."""
        if record_id == self._about_id:
            return
        before, self._about_id = self._about_id, record_id
        if before is not None and self.text.toPlainText().strip():
            self._drafts[before] = self._draft()
        draft = self._drafts.pop(record_id, None)
        self.deal_box.offer((), None)
        self._wanted_deal = draft.deal_id if draft is not None else None
        self.text.setPlainText(draft.text if draft is not None else "")
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        if draft is not None:
            self.day.show_day(draft.on)
            self.choose(draft.kind)

    def follow(self, record_id: int) -> None:
        """The record became another one; what is typed goes with it."""
        self._about_id = record_id

    @property
    def has_typed(self) -> bool:
        """Whether anything is typed, about whichever record, that is not saved."""
        return bool(self._drafts) or bool(self.text.toPlainText().strip())

    def drafts(self) -> dict[int, Written]:
        """What is typed and not saved, by the record."""
        found = dict(self._drafts)
        if self._about_id is not None and self.text.toPlainText().strip():
            found[self._about_id] = self._draft()
        return found

    def put_draft(self, record_id: int, written: Written) -> None:
        """Show what was typed about a record, now or when that is turned to."""
        self._drafts[record_id] = written
        if record_id == self._about_id:
            self._about_id = None
            self.turn_to(record_id)

    def forget(self, record_id: int) -> None:
        """Let go of what is typed about a record."""
        self._drafts.pop(record_id, None)
        if record_id == self._about_id:
            self.text.clear()

    def _draft(self) -> Written:
        on = self.day.day() if self.kind == "task" else None
        return Written(self.kind, self.text.toPlainText(), self.deal_box.choice(), on)

    def save(self) -> None:
        """Hand over what is written; nothing happens while it is empty, or while a save is under way."""
        draft = self._draft()
        words = draft.text.strip()
        if words and self._about_id is not None and self._about_id not in self._saving:
            self._saving[self._about_id] = written = replace(draft, text=words)
            self.written.emit(written)

    def settle(self, record_id: int, saved: bool) -> None:
        """The save of what was written about a record is answered: only what was saved goes."""
        written = self._saving.pop(record_id, None)
        if written is None or not saved:
            return
        if record_id == self._about_id:
            rest = _without(self.text.toPlainText(), written.text)
            if rest != self.text.toPlainText():
                self.text.setPlainText(rest)
                self.text.moveCursor(QTextCursor.MoveOperation.End)
        elif record_id in self._drafts:
            draft = self._drafts.pop(record_id)
            rest = _without(draft.text, written.text)
            if rest:
                self._drafts[record_id] = replace(draft, text=rest)

    def set_compact(self, compact: bool) -> None:
        """Show the kinds by their icons only."""
        for kind, words, _ in KINDS:
            self.buttons[kind].setText("" if compact else words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text.toPlainText():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.text.setFocus()


def _without(typed: str, saved: str) -> str:
    """What was typed on behind what is saved; all of it where that was changed meanwhile."""
    plain = typed.strip()
    return plain.removeprefix(saved).lstrip() if plain.startswith(saved) else typed

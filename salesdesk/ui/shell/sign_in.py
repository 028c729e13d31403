"""Signing in to a file: choose your name, type your password if you set one."""

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from salesdesk.answers.entrance import Candidate, Entrance
from salesdesk.rules.names import name_key
from salesdesk.translation import tr
from salesdesk.ui.kit import paint
from salesdesk.ui.kit.theme import MEDIUM, Theme, font
from salesdesk.ui.kit.widgets import ElidedLabel, button, label, row
from salesdesk.ui.shell.rail import Mark
from salesdesk.ui.shell.welcome_picture import glow

WIDTH, ROW, SHOWN = 440, 50, 6
FILTERED_FROM = 9
"""With so many people there is a field to look for a name."""
HONEST = tr(
    "Anyone who can open the file can read and change everything. Signing in tells colleagues who did what; "
    "it keeps nothing secret."
)
_PERSON = Qt.ItemDataRole.UserRole


class PersonDelegate(QStyledItemDelegate):
    """Paints a person: avatar, name, position, and a lock where a password is asked for."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._name, self._note = font(13, MEDIUM), font(12)

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        person: Candidate = index.data(_PERSON)
        theme, state = self._theme, option.state
        rect = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(theme.colour("accent") if chosen else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft" if chosen else "row_hover"))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        round_ = QRectF(rect.left() + 10, rect.center().y() - 16, 32, 32)
        paint.avatar(painter, round_, person.name, person.id)
        room = QRectF(round_.right() + 12, rect.top() + 6, rect.width() - 100, 19)
        paint.text(painter, room, person.name, self._name, QColor(theme.tokens.text))
        note = QColor(theme.tokens.text_2 if chosen else theme.tokens.text_3)
        paint.text(painter, room.translated(0, 18), person.position, self._note, note)
        if person.has_password:
            lock = theme.pixmap("lock", "text_2" if chosen else "text_3", 16)
            painter.drawPixmap(int(rect.right()) - 28, int(rect.center().y()) - 8, lock)


class PeopleList(QListWidget):
    """The people by name; Enter or a double click is `taken`."""

    taken = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(tr("Your name"))
        self.setItemDelegate(PersonDelegate(theme))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.itemDoubleClicked.connect(lambda _: self.taken.emit())
        theme.changed.connect(self.viewport().update)

    def show_people(self, people: tuple[Candidate, ...]) -> None:
        """Show these people."""
        self.clear()
        for person in people:
            item = QListWidgetItem(person.name)
            item.setData(_PERSON, person)
            locked = tr("asks for a password") if person.has_password else ""
            words = ", ".join(word for word in (person.name, person.position, locked) if word)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            self.addItem(item)

    @property
    def person(self) -> Candidate | None:
        """Who is chosen."""
        item = self.currentItem()
        return item.data(_PERSON) if item is not None and not item.isHidden() else None

    def choose(self, person_id: int) -> None:
        """Choose somebody."""
        for place in range(self.count()):
            if self.item(place).data(_PERSON).id == person_id:
                self.setCurrentRow(place)
                self.scrollToItem(self.item(place))

    def keep_only(self, typed: str) -> None:
        """Show only whose name or position has what was typed in it."""
        wanted, first = name_key(typed), -1
        for place in range(self.count()):
            person: Candidate = self.item(place).data(_PERSON)
            fits = wanted in name_key(person.name) or wanted in name_key(person.position)
            self.item(place).setHidden(not fits)
            first = place if fits and first < 0 else first
        if self.person is None:
            self.setCurrentRow(first)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        else:
            super().keyPressEvent(event)


class SignIn(QWidget):
    """Asks who one is. `entered` carries the person, what was typed, and whether they stay signed in."""

    entered = Signal(object, str, bool)
    left = Signal()

    def __init__(self, theme: Theme, entrance: Entrance, place: str, login: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self._theme = theme
        self._ground = QPixmap()
        self.people = PeopleList(theme)
        self.people.show_people(entrance.people)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Find your name"))
        self.filter.setAccessibleName(tr("Find your name"))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(tr("Password"))
        self.password.setPlaceholderText(tr("Password"))
        self.stay = QCheckBox(tr("Stay signed in on this computer"))
        self.error = label("", "error", wrap=True)
        self.enter_button = button(tr("Sign in"), "primary")
        self.back_button = button(tr("Another database"))
        self._lay_out(entrance, place)
        self.filter.setVisible(len(entrance.people) >= FILTERED_FROM)
        self._connect()
        known = entrance.person(login) if login else None
        first = known or entrance.people[0]
        self.people.choose(first.id)
        self.say("")

    def _lay_out(self, entrance: Entrance, place: str) -> None:
        card = QFrame()
        card.setObjectName("cardBox")
        card.setFixedWidth(WIDTH)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(26, 22, 26, 20)
        inside.setSpacing(8)
        inside.addLayout(row(Mark(self._theme, 30), None))
        inside.addSpacing(4)
        inside.addWidget(label(tr("Who are you?"), "heading"))
        where = " · ".join(part for part in (entrance.company, place) if part)
        inside.addWidget(ElidedLabel(where, "note"))
        inside.addSpacing(4)
        inside.addWidget(self.filter)
        shown = min(max(len(entrance.people), 2), SHOWN)
        self.people.setMinimumHeight(min(shown, 3) * ROW)
        self.people.setMaximumHeight(shown * ROW + 2)
        inside.addWidget(self.people, 1)
        inside.addWidget(self.password)
        inside.addWidget(self.stay)
        inside.addWidget(self.error)
        inside.addLayout(row(self.back_button, None, self.enter_button))
        inside.addSpacing(6)
        inside.addWidget(label(HONEST, "quiet", wrap=True))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 20, 20, 20)
        outer.addStretch(2)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(card)
        across.addStretch(1)
        outer.addLayout(across, 20)
        outer.addStretch(3)

    def _connect(self) -> None:
        self.people.currentItemChanged.connect(lambda *_: self._chosen())
        self.people.taken.connect(self._take)
        self.filter.textChanged.connect(self.people.keep_only)
        self.filter.returnPressed.connect(self._take)
        self.password.returnPressed.connect(self._enter)
        self.enter_button.clicked.connect(self._enter)
        self.back_button.clicked.connect(self.left)
        self._theme.changed.connect(self._forget_ground)

    def _chosen(self) -> None:
        person = self.people.person
        locked = person is not None and person.has_password
        self.password.clear()
        self.password.setVisible(locked)
        self.stay.setChecked(not locked)
        self.enter_button.setEnabled(person is not None)
        words = tr("Sign in as {name}").format(name=person.name) if person is not None else tr("Sign in")
        self.enter_button.setText(words.replace("&", "&&"))
        self.say("")

    def _take(self) -> None:
        """Go in, or to the password where one is asked for."""
        if self.password.isVisibleTo(self) and not self.password.text():
            self.password.setFocus()
        else:
            self._enter()

    def _enter(self) -> None:
        person = self.people.person
        if person is None or not self.enter_button.isEnabled():
            return
        self.enter_button.setEnabled(False)
        self.entered.emit(person, self.password.text(), self.stay.isChecked())

    def focus_first(self) -> None:
        """Put the cursor where one begins."""
        person = self.people.person
        self._chosen()
        (self.password if person is not None and person.has_password else self.people).setFocus()

    def say(self, sentence: str) -> None:
        """Say why somebody could not sign in; the name stays chosen."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.enter_button.setEnabled(self.people.person is not None)
        if sentence and self.password.isVisibleTo(self):
            self.password.selectAll()
            self.password.setFocus()

    def _forget_ground(self) -> None:
        self._ground = QPixmap()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ground.size() != self.size():
            self._ground = glow(self._theme, self.size())
        QPainter(self).drawPixmap(0, 0, self._ground)

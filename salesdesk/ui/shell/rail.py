"""The rail at the left: the screens there are, and at its foot the database and who is signed in."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from salesdesk.answers.viewer import Viewer
from salesdesk.rules.rail import ALWAYS
from salesdesk.translation import tr
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.screen import Command
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.tokens import RAIL, RAIL_FOLDED
from salesdesk.ui.kit.widgets import Avatar, ElidedLabel, Icons, button, column, label, line
from salesdesk.ui.shell import menu
from salesdesk.ui.shell.keys import keys_words
from salesdesk.ui.shell.menu import FOOT, MANAGE, WORK
from salesdesk.ui.shell.notifications import Bell
from salesdesk.ui.shell.opening import ENDING, database_words

THEMES = (
    ("system", tr("As the system"), "monitor"),
    ("light", tr("Light"), "sun"),
    ("dark", tr("Dark"), "moon"),
)
OPENING = (
    ("open", "folder-open", tr("Open another file …")),
    ("connect", "server", tr("Connect to a shared database …")),
    ("new", "file-plus", tr("New company file …")),
)
RECENT_SHOWN = 6


class Mark(QWidget):
    """The product's mark: three rising columns on the accent."""

    def __init__(self, theme: Theme, size: int = 26) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(size, size)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = self.width() / 26
        painter.scale(unit, unit)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("primary"))
        painter.drawRoundedRect(QRectF(0, 0, 26, 26), 7, 7)
        painter.setBrush(self._theme.colour("on_accent"))
        for left, height in ((7, 5), (12, 11), (17, 8)):
            painter.drawRoundedRect(QRectF(left, 19 - height, 2.2, height), 1, 1)


class Rail(QFrame):
    """Navigation. The foot opens a menu: another database, light or dark, and what `offered` gives.

    Folded it shows icons only, their names in tool tips: where the window is narrow, or by choice.
    """

    chosen = Signal(str)
    open_asked = Signal(str)
    recent_asked = Signal(str)
    theme_chosen = Signal(str)
    put_away_asked = Signal(str)
    choice_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._theme = theme
        self._icons = Icons(theme)
        self._group = QButtonGroup(self)
        self._recent: tuple[str, ...] = ()
        self._buttons: dict[str, QPushButton] = {}
        self._counts: dict[str, QLabel] = {}
        self._headings: dict[str, QLabel] = {}
        self._lines: dict[str, QFrame] = {}
        self._away: frozenset[str] = frozenset()
        self.more_button = self._plain_nav(tr("More"), "ellipsis")
        self._mark = Mark(theme)
        self.bell = Bell(theme)
        self._brand = QLabel("SalesDesk")
        self._brand.setObjectName("brand")
        self._avatar = Avatar(28)
        self._name = ElidedLabel("", "strong")
        self._database = ElidedLabel("", "quiet")
        self._updown = QLabel()
        self.person_button = QPushButton()
        self.is_folded = False
        self.offered: Callable[[], tuple[Command, ...]] = tuple
        self._lay_out()
        self.fold(False)
        theme.changed.connect(self._draw)
        self._draw()

    def _lay_out(self) -> None:
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(2)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(9)
        self._head.addWidget(self._mark)
        self._head.addWidget(self._brand, 1)
        self._head.addWidget(self.bell)
        self._layout.addLayout(self._head)
        self._layout.addSpacing(12)
        for place, group in enumerate((WORK, MANAGE)):
            self._lay_out_group(group, place > 0)
        self._layout.addWidget(self.more_button)
        self.more_button.clicked.connect(self._show_more)
        self._layout.addStretch(1)
        self._lay_out_group(FOOT, False)
        self._layout.addSpacing(6)
        self._layout.addWidget(line())
        self._layout.addSpacing(4)
        self._lay_out_person()
        self._layout.addWidget(self.person_button)

    def _lay_out_group(self, group: str, apart: bool) -> None:
        entries = [entry for entry in menu.SCREENS if entry.group == group]
        if entries and group:
            heading = label(group.upper(), "caps")
            heading.setContentsMargins(10, 8, 0, 4)
            self._headings[group] = heading
            self._layout.addWidget(heading)
            if apart:
                self._lines[group] = line()
                self._layout.addWidget(self._lines[group])
        for entry in entries:
            self._layout.addWidget(self._nav(entry.name, entry.title, entry.icon))

    def _plain_nav(self, title: str, icon: str) -> QPushButton:
        made = button(title)
        made.setObjectName("nav")
        made.setAccessibleName(title)
        self._icons.put(made, icon, size=18, chosen="accent_text")
        return made

    def _nav(self, name: str, title: str, icon: str) -> QPushButton:
        made = self._plain_nav(title, icon)
        made.setCheckable(True)
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        made.customContextMenuRequested.connect(
            lambda at: self._popup(self.page_menu(name), made.mapToGlobal(at))
        )
        self._group.addButton(made)
        self._buttons[name] = made
        count = label("", "quiet")
        inside = QHBoxLayout(made)
        inside.setContentsMargins(0, 0, 10, 0)
        inside.addStretch(1)
        inside.addWidget(count)
        self._counts[name] = count
        made.clicked.connect(lambda: self.chosen.emit(name))
        return made

    def _lay_out_person(self) -> None:
        self.person_button.setObjectName("person")
        self.person_button.setAccessibleName(tr("Database, look and keyboard"))
        self._words = QWidget()
        self._words.setLayout(column(self._name, self._database, spacing=0))
        inside = QHBoxLayout(self.person_button)
        inside.setSpacing(9)
        inside.addWidget(self._avatar)
        inside.addWidget(self._words, 1)
        inside.addWidget(self._updown)
        self._inside = inside
        self.person_button.clicked.connect(self._show_menu)

    def _draw(self) -> None:
        self._updown.setPixmap(self._theme.pixmap("chevrons-up-down", "text_3", 16))

    def fold(self, folded: bool) -> None:
        """Show icons only, or names and numbers as well."""
        self.is_folded = folded
        self.setFixedWidth(RAIL_FOLDED if folded else RAIL)
        side = 9 if folded else 12
        self._layout.setContentsMargins(side, 11, side - 1, 10)
        for widget in (self._brand, self._words, self._updown):
            widget.setVisible(not folded)
        for made in (*self._buttons.values(), self.more_button):
            title = made.accessibleName()
            made.setText("" if folded else title)
            made.setToolTip(title if folded else "")
            self._restyle(made, folded)
        for count in self._counts.values():
            count.setVisible(not folded)
        self._arrange()
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._head.setDirection(down if folded else across)
        self._head.setContentsMargins(*((6, 0, 0, 0) if folded else (0, 0, 0, 0)))
        self._inside.setContentsMargins(*((3, 0, 0, 0) if folded else (6, 0, 6, 0)))
        self.person_button.setToolTip(self._name.accessibleName() if folded else "")

    def put_away(self, names: frozenset[str]) -> None:
        """Show these pages under "More" only, and in the rail as long as one is on them."""
        self._away = names
        self._arrange()

    def _arrange(self) -> None:
        """Show the pages that stand in the rail, and the headings of groups that are not empty."""
        for name, made in self._buttons.items():
            made.setVisible(name not in self._away or made.isChecked())
        self.more_button.setVisible(bool(self._away))
        for group, heading in self._headings.items():
            names = (entry.name for entry in menu.SCREENS if entry.group == group)
            is_seen = any(not self._buttons[name].isHidden() for name in names)
            heading.setVisible(is_seen and not self.is_folded)
            if group in self._lines:
                self._lines[group].setVisible(is_seen and self.is_folded)

    def more_menu(self) -> QMenu:
        """The pages that do not stand in the rail, and where to choose them."""
        made = QMenu(self)
        for entry in menu.SCREENS:
            if entry.name in self._away:
                act = made.addAction(self._theme.icon(entry.icon), entry.title)
                act.triggered.connect(lambda _=False, name=entry.name: self.chosen.emit(name))
        made.addSeparator()
        return self._with_choice(made)

    def page_menu(self, name: str) -> QMenu:
        """What can be done with a page in the rail."""
        made = QMenu(self)
        if name not in ALWAYS:
            away = made.addAction(self._theme.icon("ellipsis"), tr("Put under “More”"))
            away.triggered.connect(lambda: self.put_away_asked.emit(name))
        return self._with_choice(made)

    def _with_choice(self, made: QMenu) -> QMenu:
        choose = made.addAction(self._theme.icon("panel-left"), tr("Choose what stands here …"))
        choose.triggered.connect(lambda: self.choice_asked.emit())
        return made

    def _show_more(self) -> None:
        right = QPoint(self.more_button.width() + 4, 0)
        self._popup(self.more_menu(), self.more_button.mapToGlobal(right))

    def _popup(self, shown: QMenu, at: QPoint) -> None:
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.popup(at)

    def _restyle(self, made: QPushButton, folded: bool) -> None:
        made.setProperty("folded", folded)
        made.style().unpolish(made)
        made.style().polish(made)

    def show_person(self, viewer: Viewer, database: str, recent: tuple[str, ...]) -> None:
        """Show who is signed in, and where; offer the other databases opened lately."""
        self._recent = recent[:RECENT_SHOWN]
        self._avatar.show_person(viewer.name, viewer.person_id)
        self._name.say(viewer.name)
        self._database.say(database.removesuffix(ENDING))
        self.fold(self.is_folded)

    def show_screen(self, name: str) -> None:
        """Mark the screen that is shown."""
        self._buttons[name].setChecked(True)
        self._arrange()

    def forget_counts(self) -> None:
        """Show no number; another database is open."""
        for count in self._counts.values():
            count.clear()

    def set_count(self, name: str, count: int | None) -> None:
        """Show a number beside a screen; nothing where there is nothing."""
        if name in self._counts:
            self._counts[name].setText(number(count) if count else "")

    def menu(self) -> QMenu:
        """What the foot of the rail opens."""
        menu = QMenu(self)
        for choice, icon, words in OPENING:
            opening = menu.addAction(self._theme.icon(icon), words)
            opening.triggered.connect(lambda _=False, key=choice: self.open_asked.emit(key))
        if self._recent:
            others = menu.addMenu(self._theme.icon("clock"), tr("Opened lately"))
            for where in self._recent:
                recent = others.addAction(database_words(where))
                recent.triggered.connect(lambda _=False, key=where: self.recent_asked.emit(key))
        menu.addSeparator()
        looks = menu.addMenu(self._theme.icon("sun"), tr("Look"))
        for choice, words, icon in THEMES:
            action = looks.addAction(self._theme.icon(icon), words)
            action.setCheckable(True)
            action.setChecked(choice == self._theme.choice)
            action.triggered.connect(lambda _=False, key=choice: self.theme_chosen.emit(key))
        for command in self.offered():
            if command.do is not None:
                words = command.words.replace("&", "&&")
                keys = f"\t{keys_words(command.keys)}" if command.keys else ""
                menu.addAction(self._theme.icon(command.icon), words + keys, partial(_do, command))
        return menu

    def _show_menu(self) -> None:
        menu = self.menu()
        menu.popup(self.person_button.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 6)))


def _do(command: Command) -> None:
    if command.do is not None:
        command.do()

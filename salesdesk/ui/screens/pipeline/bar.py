"""The top bar of the board: which pipeline, how much, search, owners, a new deal."""

from decimal import Decimal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu

from salesdesk.answers.board import Board
from salesdesk.answers.choice import Choice
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.fields import SearchField
from salesdesk.ui.kit.format import money, number, short_money
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.tokens import INSET, TOP_BAR
from salesdesk.ui.kit.top_bar import FindField
from salesdesk.ui.kit.widgets import ElidedLabel, Icons, below, button, label, row

TYPING_MS = 150


class BoardBar(QFrame):
    """Says what is chosen; `filtered` comes a moment after the last key."""

    filtered = Signal()
    pipeline_chosen = Signal(int)
    new_asked = Signal()
    find_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.setFixedHeight(TOP_BAR)
        self._icons = Icons(theme)
        self.owners: frozenset[int] = frozenset()
        self._offered: tuple[Choice, ...] = ()
        self._title = label(tr("Pipeline"), "title")
        self.pipeline_button = button("", "quiet", tip=tr("Choose another pipeline"))
        self._sum = ElidedLabel("", "note")
        self.search = SearchField(theme, tr("Search deals"))
        self.search.setMinimumWidth(130)
        self.search.setMaximumWidth(180)
        self.find_field = FindField(theme)
        self.find_field.clicked.connect(self.find_asked)
        self.owner_button = button(tr("Owner"))
        self.new_button = button(tr("New deal"), "primary", tip=tr("New deal (N)"))
        self._icons.put(self.owner_button, "list-filter")
        self._icons.put(self.new_button, "plus", "on_accent")
        self.pipeline_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._icons.put(self.pipeline_button, "chevron-down")
        self.pipeline_button.hide()
        layout = row(
            self._title,
            self.pipeline_button,
            self._sum,
            self.find_field,
            self.search,
            self.owner_button,
            self.new_button,
            margins=(INSET, 0, INSET, 0),
        )
        layout.setStretch(2, 3)
        layout.setStretch(3, 1)
        layout.setStretch(4, 1)
        self.setLayout(layout)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self.filtered)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.owner_button.clicked.connect(self._choose_owners)
        self.pipeline_button.clicked.connect(self._choose_pipeline)
        self.new_button.clicked.connect(self.new_asked)
        self._board: Board | None = None

    def show_board(self, board: Board) -> None:
        """Show the board's name and what is open on it."""
        self._board = board
        self.pipeline_button.setText(board.pipeline.replace("&", "&&"))
        self.pipeline_button.setVisible(len(board.pipelines) > 1)
        self.pipeline_button.setAccessibleName(tr("Pipeline: {name}").format(name=board.pipeline))
        open_ones = [column for column in board.columns if column.type in ("lead", "open")]
        count = sum(column.count for column in open_ones)
        total = sum((column.total for column in open_ones), Decimal(0))
        words = trn("{n} deal", "{n} deals", count, number(count))
        says = tr("{deals} · {sum} open")
        short, exact = (
            says.format(deals=words, sum=in_words(total, board.currency)) for in_words in (short_money, money)
        )
        self._sum.say(short, words, whole=exact)
        self._offered = board.owners
        self._say_owners()

    @property
    def is_filtering(self) -> bool:
        """Whether the board shows only some of the deals."""
        return bool(self.owners or self.search.text().strip())

    def clear(self) -> None:
        """Show all deals again."""
        self.owners = frozenset()
        self.search.clear()
        self._say_owners()
        self.filtered.emit()

    def _say_owners(self) -> None:
        names = [choice.name for choice in self._offered if choice.id in self.owners]
        words = (
            tr("Owner")
            if not names
            else names[0]
            if len(names) == 1
            else trn("{n} owner", "{n} owners", len(names))
        )
        self.owner_button.setText(words)
        self.owner_button.setAccessibleName(
            tr("Filter by owner: {who}").format(who=", ".join(names) or tr("all"))
        )

    def owner_menu(self) -> QMenu:
        """The menu of owners, the chosen ones ticked."""
        menu = QMenu(self)
        everybody = menu.addAction(tr("All owners"))
        everybody.setCheckable(True)
        everybody.setChecked(not self.owners)
        everybody.triggered.connect(lambda: self._set_owners(frozenset()))
        menu.addSeparator()
        for choice in self._offered:
            self._offer(menu, choice)
        return menu

    def _offer(self, menu: QMenu, choice: Choice) -> QAction:
        action = menu.addAction(choice.name)
        action.setCheckable(True)
        action.setChecked(choice.id in self.owners)
        action.toggled.connect(lambda on: self._toggle(choice.id, on))
        return action

    def _toggle(self, owner_id: int, on: bool) -> None:
        self._set_owners(self.owners | {owner_id} if on else self.owners - {owner_id})

    def _set_owners(self, owners: frozenset[int]) -> None:
        self.owners = owners
        self._say_owners()
        self.filtered.emit()

    def _choose_owners(self) -> None:
        self.owner_menu().popup(below(self.owner_button))

    def pipeline_menu(self) -> QMenu:
        """The menu of pipelines, the shown one ticked."""
        menu = QMenu(self)
        for choice in self._board.pipelines if self._board else ():
            action = menu.addAction(choice.name)
            action.setCheckable(True)
            action.setChecked(self._board is not None and choice.id == self._board.pipeline_id)
            action.triggered.connect(lambda _=False, key=choice.id: self.pipeline_chosen.emit(key))
        return menu

    def _choose_pipeline(self) -> None:
        self.pipeline_menu().popup(below(self.pipeline_button))

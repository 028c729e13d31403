"""The top bar of the deals: which pipeline, how much, in which form, a new deal."""

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu

from salesdesk.answers.board import Board
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import money, number, short_money, with_left_out
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.tokens import INSET, TOP_BAR
from salesdesk.ui.kit.top_bar import FindField
from salesdesk.ui.kit.widgets import ElidedLabel, Icons, below, button, label, row
from salesdesk.ui.screens.pipeline.forms import FormSwitch

ROOM_FOR_WORDS = 1220
"""From this width on every form is written out beside its icon."""


class BoardBar(QFrame):
    """Says which deals are shown, and in which form."""

    pipeline_chosen = Signal(int)
    new_asked = Signal()
    find_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.setFixedHeight(TOP_BAR)
        self._icons = Icons(theme)
        self._title = label(tr("Pipeline"), "title")
        self.pipeline_button = button("", "quiet", tip=tr("Choose another pipeline"))
        self._sum = ElidedLabel("", "note")
        self.forms = FormSwitch(theme)
        self.find_field = FindField(theme)
        self.find_field.clicked.connect(self.find_asked)
        self.new_button = button(tr("New deal"), "primary", tip=tr("New deal (N)"))
        self._icons.put(self.new_button, "plus", "on_accent")
        self.pipeline_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._icons.put(self.pipeline_button, "chevron-down")
        self.pipeline_button.hide()
        layout = row(
            self._title,
            self.pipeline_button,
            self._sum,
            self.forms,
            self.find_field,
            self.new_button,
            margins=(INSET, 0, INSET, 0),
        )
        layout.setStretch(2, 3)
        layout.setStretch(4, 1)
        self.setLayout(layout)
        self.pipeline_button.clicked.connect(self._choose_pipeline)
        self.new_button.clicked.connect(self.new_asked)
        self._board: Board | None = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.forms.be_short(self.width() < ROOM_FOR_WORDS)

    def show_board(self, board: Board) -> None:
        """Show the board's name and what is open on it."""
        self._board = board
        self.pipeline_button.setText(board.pipeline.replace("&", "&&"))
        self.pipeline_button.setVisible(len(board.pipelines) > 1)
        self.pipeline_button.setAccessibleName(tr("Pipeline: {name}").format(name=board.pipeline))
        open_ones = [column for column in board.columns if column.type in ("lead", "open")]
        count = sum(column.count for column in open_ones)
        total = sum((column.total for column in open_ones), Decimal(0))
        missing = sum(column.without_rate for column in open_ones)
        words = trn("{n} deal", "{n} deals", count, number(count))
        says = tr("{deals} · {sum} open")
        short, exact = (
            with_left_out(says.format(deals=words, sum=in_words(total, board.currency)), missing)
            for in_words in (short_money, money)
        )
        self._sum.say(short, words, whole=exact)

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

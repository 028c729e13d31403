"""One column of the board: its header above its cards, or folded to a strip."""

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.answers.board import Column
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.screens.pipeline.card_delegate import CardDelegate
from salesdesk.ui.screens.pipeline.card_list import CardList
from salesdesk.ui.screens.pipeline.cards import CardModel
from salesdesk.ui.screens.pipeline.folded import FOLDED, FoldedColumn
from salesdesk.ui.screens.pipeline.header import ColumnHeader, header_words
from salesdesk.ui.screens.pipeline.picked import Picked
from salesdesk.ui.screens.pipeline.quick_add import QuickAdd

WIDTH_TIGHT, WIDTH_MIN, WIDTH_MAX = 150, 175, 380


class ColumnWidget(QWidget):
    """A header above its cards; won and lost ones can be folded away."""

    def __init__(self, theme: Theme, column: Column, dot: QColor, picked: Picked) -> None:
        super().__init__()
        self.stage_id = column.stage_id
        self.type = column.type
        self.name = column.name
        self.column = column
        self.model = CardModel(column.stage_id, picked, is_decided=column.type in ("won", "lost"))
        self.delegate = CardDelegate(theme)
        self.header = ColumnHeader(theme, dot)
        self.list = CardList(theme, self.model, self.delegate)
        self.folded = FoldedColumn(theme, dot)
        self.adder = QuickAdd(column.name)
        self.adder.left.connect(self.list.setFocus)
        self._open = QWidget()
        inside = QVBoxLayout(self._open)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.header)
        inside.addWidget(self.adder)
        inside.addWidget(self.list, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._open, 1)
        layout.addWidget(self.folded, 1)
        self.fold(column.type in ("won", "lost"))

    @property
    def is_folded(self) -> bool:
        """Whether only the strip is shown."""
        return self._folded

    def fold(self, folded: bool) -> None:
        """Show the strip, or the cards."""
        self._folded = folded
        self.folded.setVisible(folded)
        self._open.setVisible(not folded)
        if folded:
            self.setFixedWidth(FOLDED)

    def use_width(self, width: int) -> None:
        """Be so wide; where that is little, titles take two lines rather than end in dots."""
        self.setFixedWidth(width)
        if self.delegate.is_narrow != (width < WIDTH_MIN):
            self.delegate.is_narrow = not self.delegate.is_narrow
            self.list.lay_out_anew()

    def show_column(self, column: Column, currency: str) -> None:
        """Show totals and cards."""
        self.column = column
        self.header.show_column(column, currency)
        self.folded.show_column(column, currency)
        self.list.setAccessibleName(header_words(column, currency))

"""How a person likes the board: which columns are folded, how much a card shows; kept for the next time."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from salesdesk.translation import tr

if TYPE_CHECKING:
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen

DENSITIES = {"compact": tr("Compact"), "normal": tr("Normal"), "detailed": tr("Detailed")}


class ColumnChoices(QObject):
    """Folds columns, sets the density of cards, and offers what can be done with a column."""

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__(screen)
        self._screen, self._board, self._kept = screen, screen.board, screen.desk.kept
        self._board.is_kept_folded = lambda stage_id: f"folded:{stage_id}" in self._kept
        self._board.fold_changed.connect(self._folded)
        self._board.column_menu_asked.connect(lambda stage_id, at: self.menu(stage_id).popup(at))

    @property
    def density(self) -> str:
        """The density chosen for cards, "" where nobody chose one."""
        return next((name for name in DENSITIES if f"cards:{name}" in self._kept), "")

    def choose_density(self, density: str) -> None:
        """Show cards compact, normal or detailed from now on."""
        for name in DENSITIES:
            self._kept.put(f"cards:{name}", name == density)
        self._board.use_density(density)

    def _folded(self, stage_id: int, folded: bool) -> None:
        # Won and lost are folded anyway: what is kept is what differs from that.
        if not self._board.column_of(stage_id).model.is_decided:
            self._kept.put(f"folded:{stage_id}", folded)

    def menu(self, stage_id: int) -> QMenu:
        """What can be done with a column."""
        menu = QMenu(self._screen)
        widget = self._board.column_of(stage_id)
        if not widget.model.is_decided and not self._screen.desk.read_only:
            menu.addAction(tr("New deal here"), partial(self._screen.on_cards.begin_adding, stage_id))
        if widget.column.count:
            menu.addAction(tr("Choose all its deals"), partial(self._screen.bulk.pick_column, stage_id))
        menu.addAction(tr("Fold away"), partial(self._board.fold, widget, True))
        menu.addSeparator()
        now = widget.delegate.shown_density
        for name, words in DENSITIES.items():
            action = menu.addAction(tr("Cards: {density}").format(density=words.lower()))
            action.setCheckable(True)
            action.setChecked(name == now)
            action.triggered.connect(partial(self.choose_density, name))
        return menu

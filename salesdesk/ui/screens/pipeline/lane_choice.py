"""By what the board is divided into lanes, kept for the person; and the button that chooses it."""

from functools import partial
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from salesdesk.answers.lanes import LaneField
from salesdesk.translation import tr
from salesdesk.ui.kit.widgets import Icons, below, button

if TYPE_CHECKING:
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen

LANE_WORDS: dict[LaneField, str] = {"owner": tr("Owner"), "segment": tr("Segment")}


class LaneChoice(QObject):
    """Owner, segment, or one board for all."""

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__(screen)
        self._screen, self._kept = screen, screen.desk.kept
        self.button = button("", tip=tr("Divide the board by owner or segment"))
        self._icons = Icons(screen.desk.theme)
        self._icons.put(self.button, "layers-2")
        self.button.clicked.connect(lambda: self.menu().popup(below(self.button)))
        self._write()

    @property
    def by(self) -> LaneField | None:
        """The field chosen; None for one board."""
        return next((field for field in get_args(LaneField) if f"lanes:{field}" in self._kept), None)

    def choose(self, by: LaneField | None) -> None:
        """Divide the board by a field from now on, or by none."""
        for field in get_args(LaneField):
            self._kept.put(f"lanes:{field}", field == by)
        self._write()
        self._screen.show_form("board")

    def _write(self) -> None:
        words = tr("Lanes: {field}").format(field=LANE_WORDS[self.by].lower()) if self.by else tr("Lanes")
        self.button.setText(words)
        self.button.setAccessibleName(words)

    def menu(self) -> QMenu:
        """By what the board can be divided."""
        menu = QMenu(self._screen)
        for field, words in ((None, tr("No lanes")), *LANE_WORDS.items()):
            action = menu.addAction(words, partial(self.choose, field))
            action.setCheckable(True)
            action.setChecked(field == self.by)
        return menu

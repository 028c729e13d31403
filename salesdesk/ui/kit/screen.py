"""What every screen is: a page with a name, that shows answers and follows changes while it is seen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from salesdesk.answers.changes import Changes
from salesdesk.answers.viewer import Viewer
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.undo import UndoStack

Message = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a screen gets: background work, the look, undo, and the shell's few doors.

    `open(name, id)` shows a record or page; `toast(text, action_id=None)` says something, with Undo;
    `show_detail(widget | None)` fills the panel at the right; `sheet_parent` is what sheets lie over.
    """

    background: Background
    theme: Theme
    undo: UndoStack
    viewer: Viewer
    read_only: str
    open: Callable[[str, int], None]
    toast: Message
    show_detail: Callable[[QWidget | None], None]
    sheet_parent: QWidget
    set_count: Callable[[str, int | None], None]


class Screen(QWidget):
    """One page of the window. `watches` names the tables whose changes it has to follow."""

    name: ClassVar[str]
    title: ClassVar[str]
    icon: ClassVar[str]
    watches: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk = desk
        self._stale = True

    def refresh(self, changes: Changes) -> None:
        """Read again what changed; `everything` at the first time."""
        raise NotImplementedError

    def changed(self, changes: Changes) -> None:
        """Called by the shell: refresh when seen, else remember to."""
        if not changes.touches(self.watches):
            return
        if self.isVisible():
            self.refresh(changes)
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh(Changes(everything=True))

    def focus_search(self) -> None:
        """Put the cursor into the search field, if the screen has one."""

    def new_record(self) -> None:
        """Begin whatever "new" means here, if anything."""

    def saved(self, result: Any = None) -> None:
        """Called after own saves, for screens that want to look at once."""

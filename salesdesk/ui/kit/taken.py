"""Notes in the database what the window took out into a file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from salesdesk.services.exports import note_export

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from salesdesk.ui.kit.screen import Desk


def note_taken(
    desk: "Desk",
    owner: "QObject",
    *,
    record: str,
    target: Path,
    rows: int,
    what: str = "",
    then: Callable[[], None] = lambda: None,
) -> None:
    """Note who took how many rows of a list out; what can only be read keeps no note."""
    if not desk.read_only:
        desk.background.do(
            lambda session: note_export(session, record=record, file_name=target.name, rows=rows, what=what),
            lambda _: then(),
            kind="export",
            owner=owner,
        )

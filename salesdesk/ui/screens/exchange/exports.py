"""Whole lists into files, away from the window's thread."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.exchange.taking import FILTERS, FOR_EXCEL, take_everything, take_list
from salesdesk.exchange.writing import COMMA, SEMICOLON
from salesdesk.translation import tr
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.taken import note_taken
from salesdesk.ui.screens.exchange.names import many

if TYPE_CHECKING:
    from PySide6.QtCore import QObject


def export_filters(record: str) -> str:
    """The formats that a list can be taken out in, as file dialogs name them."""
    return ";;".join(f"{words} (*{ending})" for ending, words in FILTERS[record])


def delimiter_of(chosen: str) -> str:
    """What separates the values of a text file in the format that was chosen."""
    return SEMICOLON if chosen.startswith(FOR_EXCEL) else COMMA


def export(
    desk: Desk,
    record: str,
    target: Path,
    owner: "QObject",
    failed: Callable[[str], None],
    then: Callable[[], None],
    delimiter: str = COMMA,
) -> None:
    """Write a list, or everything, into a file and say so; `then` follows when it is noted who took it."""

    def done(rows: int) -> None:
        note_taken(desk, owner, record=record, target=target, rows=rows, then=then)
        what = tr("Everything") if record == "all" else many(record)
        desk.toast(tr("{what}: {n} rows are in {file}.").format(what=what, n=number(rows), file=target.name))

    if record == "all":
        store: Any = desk.background.store
        desk.background.run(lambda: take_everything(store, target), done, owner=owner, failed=failed)
    else:
        desk.background.ask(
            lambda session: take_list(session, record, target, delimiter), done, owner=owner, failed=failed
        )

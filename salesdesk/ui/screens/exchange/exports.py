"""Whole lists into files, away from the window's thread."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.exchange.taking import FILTERS, take_everything, take_list
from salesdesk.translation import tr
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.screens.exchange.names import many

if TYPE_CHECKING:
    from PySide6.QtCore import QObject


def export_filters(record: str) -> str:
    """The formats that a list can be taken out in, as file dialogs name them."""
    return ";;".join(f"{words} (*{ending})" for ending, words in FILTERS[record])


def export(desk: Desk, record: str, target: Path, owner: "QObject", failed: Callable[[str], None]) -> None:
    """Write a list, or everything, into a file; say so when it is done."""

    def done(rows: int) -> None:
        what = tr("Everything") if record == "all" else many(record)
        desk.toast(tr("{what}: {n} rows are in {file}.").format(what=what, n=number(rows), file=target.name))

    if record == "all":
        store: Any = desk.background.store
        desk.background.run(lambda: take_everything(store, target), done, owner=owner, failed=failed)
    else:
        desk.background.ask(
            lambda session: take_list(session, record, target), done, owner=owner, failed=failed
        )

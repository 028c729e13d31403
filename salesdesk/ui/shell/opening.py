"""Asks which database to open, make or connect to."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.settings import data_folder, documents_folder
from salesdesk.translation import tr
from salesdesk.ui.kit.format import file_size

ENDING = ".salesdesk"


def ask_for_database(parent: QWidget, choice: str) -> str:
    """The path the user names for "new" or "open"; nothing when they cancel."""
    folder = str(data_folder())
    kinds = tr("SalesDesk files (*{ending})").format(ending=ENDING)
    if choice == "new":
        proposed = str(documents_folder() / (tr("My company") + ENDING))
        path, _ = QFileDialog.getSaveFileName(parent, tr("New company file"), proposed, kinds)
        return _with_ending(path)
    path, _ = QFileDialog.getOpenFileName(
        parent, tr("Open a database"), folder, kinds + ";;" + tr("All files (*)")
    )
    return path


def ask_for_backup(parent: QWidget) -> tuple[str, str]:
    """The backup the user names and the new file it goes into; two empty words when they cancel."""
    folder = str(data_folder())
    source, _ = QFileDialog.getOpenFileName(parent, tr("Choose a backup"), folder, tr("All files (*)"))
    if not source:
        return "", ""
    kinds = tr("SalesDesk files (*{ending})").format(ending=ENDING)
    target, _ = QFileDialog.getSaveFileName(parent, tr("Restore into a new file"), folder, kinds)
    return (source, _with_ending(target)) if target else ("", "")


def database_parts(where: str) -> tuple[str, str]:
    """The name of a database and where it lies: a folder, or a server."""
    if is_server(where):
        return where.rpartition("/")[2].partition("?")[0], where.rpartition("@")[2].rpartition("/")[0]
    return Path(where).name, str(Path(where).parent)


def file_facts(places: Iterable[str]) -> dict[str, str]:
    """How large each file is, or that it is not there now. It waits for the disk."""
    facts = {}
    for where in places:
        if is_server(where):
            continue
        try:
            facts[where] = file_size(Path(where).stat().st_size)
        except OSError:
            facts[where] = tr("Not there now")
    return facts


def database_words(where: str) -> str:
    """A database in one line of a menu."""
    name, place = database_parts(where)
    return tr("{name}, {place}").format(name=name, place=place).replace("&", "&&")


def is_server(where: str) -> bool:
    """Whether an address names a server and not a file."""
    return where.startswith("postgres")


def _with_ending(path: str) -> str:
    return path if not path or Path(path).suffix else path + ENDING

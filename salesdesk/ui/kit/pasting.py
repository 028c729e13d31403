"""What lies on the clipboard: files, or a table as programs with cells put it there."""

from pathlib import Path

from PySide6.QtCore import QMimeData

_LINES, _LETTERS = 20, 20_000
_SIGNS = "\t;,|"


def copied_files(data: QMimeData) -> list[Path]:
    """The files of this machine that were copied in a file manager."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def holds_table(data: QMimeData) -> bool:
    """Whether there are files or cells: a table of a spreadsheet program or page, or lines divided alike."""
    if copied_files(data):
        return True
    text = data.text()[:_LETTERS]
    if not text.strip():
        return False
    return "\t" in text.strip("\n") or "<table" in data.html()[:_LETTERS].casefold() or _are_divided(text)


def _are_divided(text: str) -> bool:
    """Whether there are several lines with the same number of some sign that stands between values."""
    lines = [line for line in text.splitlines()[:_LINES] if line.strip()]
    counts = [{line.count(sign) for line in lines} for sign in _SIGNS]
    return len(lines) > 1 and any(len(found) == 1 and found != {0} for found in counts)

"""What a file of rows is once it is open, and how large it may be."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from salesdesk.errors import KnownError
from salesdesk.translation import tr

Cell = str | int | float | bool | date | datetime | None
MOST_BYTES, MOST_PARTS, MOST_ROWS, MOST_CELLS = 300 * 1024 * 1024, 2_000, 200_000, 5_000_000
MOST_TEXTS, MOST_TEXT_BYTES = 1_000_000, 100 * 1024 * 1024
"""How many texts a workbook may keep beside its sheets, and how much room they may take."""
TOLD_EVERY = 1_000
_MOST_DIGITS = 10**15

Told = Callable[[int], None]
"""Hears now and then how many rows are read; it may end the reading by raising Stopped."""


class Stopped(Exception):
    """Who asked for a file does not want it any more."""


def tell_nobody(rows: int) -> None:
    """Nobody wants to hear."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out, where the user says: its sheet, the row of the header (0: there is none), and
    of a text file the encoding as Python calls it and the sign between columns. What is not said is found.
    """

    sheet: str | None = None
    header_row: int | None = None
    encoding: str = ""
    delimiter: str = ""


FOUND = Layout()
"""Nothing is said."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows as (row number in the file, cells), and what was noticed while reading.

    `source` is what the rows came from: the file without its ending, or what an error workbook remembers.
    `has_formats` is false where numbers came without theirs, so that leading zeros are lost.
    """

    file: Path
    name: str
    rows: list[tuple[int, list[Cell]]]
    notices: list[str] = field(default_factory=list)
    source: str = ""
    of_several: bool = False
    has_formats: bool = True
    encoding: str = ""
    delimiter: str = ""
    """How a text file was read."""


@dataclass(frozen=True, slots=True)
class Table:
    """Headers and the rows below them, each with its number in the file.

    `source` names where the rows came from first: an error workbook remembers the file that it was made of.
    `record` is what the rows are, where the file itself says so. `problems` tells of rows that could not be
    read. In an `exact` table every text is meant as it stands, even "none" and "-".
    """

    file: Path
    headers: tuple[str, ...]
    rows: list[tuple[int, list[Cell]]]
    header_row: int
    notices: tuple[str, ...] = ()
    source: str = ""
    sheet: str = ""
    record: str | None = None
    problems: Mapping[int, str] = field(default_factory=dict)
    exact: bool = False
    encoding: str = ""
    delimiter: str = ""
    """How a text file was read."""

    @property
    def called(self) -> str:
        """The file's name, with that of the sheet where it has several."""
        return (
            tr("{file}, sheet {sheet}").format(file=self.file.name, sheet=self.sheet)
            if self.sheet
            else self.file.name
        )

    def column(self, place: int) -> list[Cell]:
        """All values of a column."""
        return [row[place] if place < len(row) else None for _, row in self.rows]


def holds_rounded(row: list[Cell]) -> bool:
    """Whether a number of this row has more digits than a workbook keeps."""
    return any(type(cell) in (int, float) and abs(cell) >= _MOST_DIGITS for cell in row)  # type: ignore[arg-type]


def rounded_notice() -> str:
    """What is said of such numbers."""
    return tr("Some numbers have more than 15 digits, of which Excel keeps 15; keep such keys as text.")


def limit(path: Path, rows: int, cells: int) -> None:
    """KnownError above so many filled rows or cells."""
    if rows > MOST_ROWS or cells > MOST_CELLS:
        raise too_large(path)


def too_large(path: Path) -> KnownError:
    """Why a file is not read that could fill the memory."""
    return KnownError(
        tr(
            "{name} is larger than 200,000 rows, 5 million cells or 300 MB; split it and import the parts."
        ).format(name=path.name)
    )


def too_much_text(path: Path) -> KnownError:
    """Why a workbook is not read whose texts could fill the memory."""
    return KnownError(
        tr(
            "{name} holds more than 1 million different texts or 100 MB of them; split it and import the"
            " parts."
        ).format(name=path.name)
    )


def too_intricate(path: Path) -> KnownError:
    """Why a workbook is not read whose formats or other parts could fill the memory."""
    return KnownError(
        tr(
            "{name} holds far more formats or other things beside its cells than any table needs; save the"
            " sheet as .csv and import that."
        ).format(name=path.name)
    )


def unreadable(path: Path) -> KnownError:
    """Why a file is not read that is not what it says it is."""
    return KnownError(
        tr(
            "{name} is damaged or not a workbook; open it in your spreadsheet program and save it anew."
        ).format(name=path.name)
    )


def listed(sheets: Iterable[tuple[str, bool]]) -> str:
    """Sheets, each as (name, hidden), in one line; hidden ones marked."""
    return ", ".join(tr("{sheet} (hidden)").format(sheet=name) if hidden else name for name, hidden in sheets)


def no_such_sheet(path: Path, wanted: str | None, sheets: Iterable[tuple[str, bool]]) -> KnownError:
    """Why a sheet is not read that is not there."""
    return KnownError(
        tr("{name} has no sheet {sheet}; it has {sheets}.").format(
            name=path.name, sheet=wanted, sheets=listed(sheets)
        )
    )


def other_sheets(name: str, sheets: Iterable[tuple[str, bool]]) -> str:
    """What is said where nobody asked for this sheet and there are others."""
    return tr("Read the sheet {sheet} of {sheets}; another one can be chosen.").format(
        sheet=name, sheets=listed(sheets)
    )

"""Whatever file is offered, the program stays alive and takes at most 300 MB more for it."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.exchange.books import raw_workbook, zipped
from tests.exchange.otherbooks import (
    binary_workbook,
    old_workbook,
    open_document,
    raw_binary_sheet,
    raw_document,
)
from tests.faults.test_spreadsheets_in import CELL, ENTITIES

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
MOST = 300
MEASURED = """
import resource, sys
from pathlib import Path
from salesdesk.errors import KnownError
from salesdesk.exchange.table import read_tables
import openpyxl, defusedxml
def peak(who):
    status = Path("/proc/self/status")
    if who == resource.RUSAGE_SELF and status.exists():
        # The other figure begins with what the process had that began this one.
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(who).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
before = peak(resource.RUSAGE_SELF)
try:
    said = len(read_tables(Path(sys.argv[1]))[0].rows)
except KnownError as refused:
    said = refused
print(peak(resource.RUSAGE_SELF) - before + peak(resource.RUSAGE_CHILDREN), said, sep="\\n")
"""
"""What the reading process took more than before, and all that its child took, in MB; then what it said."""


def far_away(cells: str = "XFD1048576") -> str:
    """A sheet with one cell in the first corner and one in the last."""
    return CELL.format("company") + f'<row r="{cells[3:]}"><c r="{cells}" t="str"><v>far</v></c></row>'


def strict_sparse(path: Path) -> Path:
    """35 KB that stand for 17 thousand million cells."""
    return raw_workbook(path, far_away(), main=STRICT)


def binary_sparse(path: Path) -> Path:
    """The same as .xlsb."""
    with zipfile.ZipFile(binary_workbook(path, {"One": [["company"]]})) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    corners = [(0, {0: "company"}), (1_048_575, {16_383: "far"})]
    return zipped(path, parts | {"xl/worksheets/sheet1.bin": raw_binary_sheet(corners)})


def old_full(path: Path) -> Path:
    """The largest .xls there can be, by two cells."""
    row: list[str | None] = [None] * 256
    rows = [["company"], *[[] for _ in range(65_534)], [*row[:-1], "far"]]
    return old_workbook(path, {"One": rows})


def repeated(path: Path) -> Path:
    """A cell of an OpenDocument that stands in every place of the sheet."""
    cell = (
        '<table:table-cell table:number-columns-repeated="1024" office:value-type="string"><text:p>x</text:p>'
    )
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-cell></table:table-row>'
    return raw_document(path, f'<table:table table:name="One">{row}</table:table>')


def rows_without_end(path: Path) -> Path:
    """More rows of an OpenDocument than can be counted."""
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="4000000000">{cell}</table:table-row>'
    return raw_document(path, f'<table:table table:name="One">{row}</table:table>')


def as_much_as_fits(path: Path) -> Path:
    """Cells of an OpenDocument as many as are just read."""
    cell = (
        '<table:table-cell table:number-columns-repeated="24" office:value-type="float" office:value="1.5"/>'
    )
    row = f'<table:table-row table:number-rows-repeated="100000">{cell}</table:table-row>'
    return raw_document(path, f'<table:table table:name="One">{row}</table:table>')


def laughter(path: Path) -> Path:
    """A billion laughs as an OpenDocument."""
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    before = ENTITIES.format("ha", levels.replace("&a0;", "&a;"))
    return open_document(path, {"One": [["company"]]}, before=before)


def zip_bomb(path: Path) -> Path:
    """300 KB that become 400 MB."""
    path = open_document(path, {"One": [["company"]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("more.xml", "w") as part:
        for _ in range(400):
            part.write(b" " * 1024 * 1024)
    return path


def notes(path: Path) -> Path:
    """60 MB of cards that hold nothing but notes."""
    card = b"BEGIN:VCARD\nFN:A\nNOTE:" + b"x" * 900_000 + b"\nEND:VCARD\n"
    path.write_bytes(card * 66)
    return path


def pictures(path: Path) -> Path:
    """100 MB of pictures on two cards, on a line each: they are left out."""
    card = b"BEGIN:VCARD\nFN:A\nPHOTO;ENCODING=b:" + b"AAAA" * 12_500_000 + b"\nEND:VCARD\n"
    path.write_bytes(card * 2)
    return path


def sparse(path: Path) -> Path:
    """The sparse file as a normal workbook: it is read."""
    return raw_workbook(path, far_away())


HOSTILE: list[tuple[Callable[[Path], Path], str]] = [
    (strict_sparse, "too much memory"),
    (binary_sparse, "too much memory"),
    (old_full, "too much memory"),
    (repeated, "larger than|too much memory|damaged"),
    (rows_without_end, "larger than|too much memory|damaged"),
    (as_much_as_fits, "^99999$|too much memory"),
    (laughter, "document type"),
    (zip_bomb, "larger than"),
    (sparse, "^1$"),
    (notes, "50 million letters"),
    (pictures, "^2$"),
]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell what a process that ended took")
@pytest.mark.parametrize(("make", "said"), HOSTILE, ids=[make.__name__ for make, _ in HOSTILE])
def test_a_hostile_workbook_takes_little_memory(
    tmp_path: Path, make: Callable[[Path], Path], said: str
) -> None:
    path = make(tmp_path / "book.dat")
    order = [sys.executable, "-c", MEASURED, str(path)]
    done = subprocess.run(order, capture_output=True, text=True, timeout=180, check=True)
    peak, answer = done.stdout.splitlines()
    assert float(peak) <= MOST
    assert done.stderr == ""
    assert re.search(said, answer)

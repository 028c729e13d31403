"""Rows from a text file: its encoding, its delimiter and its line ends found by what stands in it."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from salesdesk.errors import KnownError
from salesdesk.exchange.formulas import arm
from salesdesk.exchange.sheet import FOUND, MOST_BYTES, Cell, Layout, limit, too_large
from salesdesk.translation import tr

DELIMITERS = ",;\t|"
_SAMPLE_LINES = 200
_LONGEST_CELL = 10 * 1024 * 1024


def looks_utf16(head: bytes) -> bool:
    """UTF-16 without a mark: nearly every second byte of Western text is zero."""
    pairs = len(head) // 2
    return pairs > 1 and max(head[0::2].count(0), head[1::2].count(0)) > 0.6 * pairs


def encoding_of(raw: bytes) -> str:
    """An encoding by byte order mark, then the pattern of zeros, then strict UTF-8, else Windows-1252."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return encoding
    if looks_utf16(raw[:4096]):
        return "utf-16-be" if raw[0] == 0 else "utf-16-le"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decode(raw: bytes) -> str:
    """Text from bytes in whatever encoding it looks."""
    return raw.decode(encoding_of(raw), "replace")


@dataclass(frozen=True, slots=True)
class TextRows:
    """The rows of a text file, numbered as a spreadsheet program would, and how it was read."""

    rows: list[tuple[int, list[Cell]]]
    encoding: str
    delimiter: str


def read_text(path: Path, layout: Layout = FOUND) -> TextRows:
    """Read a text file as the layout says, else as it looks."""
    if path.stat().st_size > MOST_BYTES:
        raise too_large(path)
    raw = path.read_bytes()
    encoding = layout.encoding or encoding_of(raw)
    text = raw.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = text.removeprefix("\ufeff")
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[tuple[int, list[Cell]]] = []
    cells, line = 0, 0
    try:
        told, sign = _told_delimiter(text)
        sign = layout.delimiter or sign or _delimiter(text)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        for number, values in enumerate(reader, start=1):
            line = reader.line_num
            cells += len(values)
            limit(path, number, cells)
            if number > told:
                rows.append((number, [arm(value) for value in values]))
    except csv.Error as error:
        raise KnownError(
            tr("{name} cannot be read as a table: {reason} after line {line}.").format(
                name=path.name, reason=error, line=line
            )
        ) from error
    return TextRows(rows, encoding, sign)


def _told_delimiter(text: str) -> tuple[int, str]:
    """Excel's own first line, "sep=;": how many lines tell of it, and the sign."""
    first = text[:7].split("\n")[0].strip().strip('"').lower()
    return (1, first[4]) if len(first) == 5 and first.startswith("sep=") else (0, "")


def _delimiter(text: str) -> str:
    """The sign that splits most lines into the same number of columns, more than one."""
    lines = [line for line in text.split("\n", _SAMPLE_LINES + 1)[:_SAMPLE_LINES] if line.strip()]
    best, best_votes = ",", 0
    for sign in DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign))
        width, votes = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        if width > 1 and votes * 100 + width > best_votes:
            best, best_votes = sign, votes * 100 + width
    return best

"""Rows from a text file: its encoding, its delimiter and its line ends found by what stands in it."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from salesdesk.errors import KnownError
from salesdesk.exchange.formulas import arm
from salesdesk.exchange.sheet import (
    FOUND,
    MOST_BYTES,
    TOLD_EVERY,
    Cell,
    Layout,
    Told,
    limit,
    tell_nobody,
    too_large,
)
from salesdesk.translation import tr

DELIMITERS = ",;\t|"
_SAMPLE_LINES, _SAMPLE_LETTERS = 200, 1 << 16
_LONGEST_CELL = 10 * 1024 * 1024
_AT_ONCE = 1 << 20


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


def read_text(path: Path, layout: Layout = FOUND, told: Told = tell_nobody) -> TextRows:
    """Read a text file as the layout says, else as it looks; step by step, so that only its rows are kept."""
    if path.stat().st_size > MOST_BYTES:
        raise too_large(path)
    encoding = layout.encoding or _encoding_in(path)
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[tuple[int, list[Cell]]] = []
    cells, line = 0, 0
    try:
        with _opened(path, encoding) as file:
            sample = list(islice(_plain_lines(file, _SAMPLE_LETTERS), _SAMPLE_LINES))
        skipped, sign = _told_delimiter("".join(sample[:1]))
        sign = layout.delimiter or sign or _delimiter(sample)
        with _opened(path, encoding) as file:
            reader = csv.reader(_whole_lines(file), delimiter=sign)
            for number, values in enumerate(reader, start=1):
                line = reader.line_num
                cells += len(values)
                limit(path, number, cells)
                if number > skipped:
                    rows.append((number, [arm(value) for value in values]))
                if number % TOLD_EVERY == 0:
                    told(number)
    except csv.Error as error:
        raise KnownError(
            tr("{name} cannot be read as a table: {reason} after line {line}.").format(
                name=path.name, reason=error, line=line
            )
        ) from error
    return TextRows(rows, encoding, sign)


def _encoding_in(path: Path) -> str:
    """The encoding of a file, looked at part by part."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        head = file.read(4096)
        found = encoding_of(head)
        if found not in ("utf-8", "cp1252"):
            return found
        try:
            utf8.decode(head)
            while part := file.read(_AT_ONCE):
                utf8.decode(part)
            utf8.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _opened(path: Path, encoding: str) -> TextIO:
    """The text of a file with every kind of line end as one."""
    return path.open(encoding=encoding, errors="replace")


def _plain_lines(file: TextIO, longest: int) -> Iterator[str]:
    """The lines of a text without what no table holds; one that is longer comes in parts."""
    mark = "\ufeff"
    while line := file.readline(longest):
        yield line.removeprefix(mark).replace("\0", "")
        mark = ""


def _whole_lines(file: TextIO) -> Iterator[str]:
    """The same; csv.Error for a line too long to be part of a table."""
    for line in _plain_lines(file, _LONGEST_CELL):
        if len(line) == _LONGEST_CELL:
            raise csv.Error(tr("a line is longer than 10 MB"))
        yield line


def _told_delimiter(text: str) -> tuple[int, str]:
    """Excel's own first line, "sep=;": how many lines tell of it, and the sign."""
    first = text[:7].split("\n")[0].strip().strip('"').lower()
    return (1, first[4]) if len(first) == 5 and first.startswith("sep=") else (0, "")


def _delimiter(sample: list[str]) -> str:
    """The sign that splits most lines into the same number of columns, more than one."""
    lines = [line for line in sample if line.strip()]
    best, best_votes = ",", 0
    for sign in DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign))
        width, votes = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        if width > 1 and votes * 100 + width > best_votes:
            best, best_votes = sign, votes * 100 + width
    return best

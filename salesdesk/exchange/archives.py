"""What a packed workbook is, and whether it may be parsed: bombs and attacks are refused before that."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Literal
from xml.parsers import expat

from salesdesk.errors import KnownError
from salesdesk.exchange.sheet import (
    MOST_BYTES,
    MOST_PARTS,
    MOST_TEXT_BYTES,
    MOST_TEXTS,
    Told,
    limit,
    tell_nobody,
    too_intricate,
    too_large,
    too_much_text,
    unreadable,
)
from salesdesk.translation import tr

LAST_ROW = 1_048_576
AT_ONCE = 1 << 20
_XML = (".xml", ".rels", ".vml")
_SHEETS, _TEXTS = "xl/worksheets/", "sharedstrings.xml"
_BESIDE = ("xl/drawings/", "xl/charts/", "xl/pivotCache/", "xl/model/", "customXml/")
_NAMES = "xl/_rels/workbook.xml.rels"
_MOST_TAGS = 250_000
"""How many elements a part may have beside its cells: formats, names, properties are held as a whole."""
_TAGS_OF_CELL = 4
"""How many elements a cell opens at most: itself, its formula, its value or text."""
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?[vt](?:\s[^>]*)?>[^<]")
_CELLS = (b"<c ", b"<c>", b"<c/>", b":c ", b":c>", b":c/>")


def check_archive(path: Path, told: Told = tell_nobody, *, glance: bool = False) -> Literal["excel", "other"]:
    """Refuse what is no workbook, and bombs, before a parser sees them; who can read the rest.

    At a `glance` the parts that hold the cells and their texts are passed over, for who does not read them.
    `told` is called now and then and may end it by raising.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_BYTES or len(parts) > MOST_PARTS:
                raise too_large(path)
            kind = _kind(path, archive)
            for part in parts:
                passed = glance and (part.filename.startswith(_SHEETS) or _holds_texts(part))
                if part.filename.lower().endswith(_XML) and not passed:
                    _check_part(path, archive, part, told, held=kind == "excel")
            return kind
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise unreadable(path) from error


def _holds_texts(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith(_TEXTS)


def _check_part(
    path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo, told: Told, *, held: bool
) -> None:
    """Refuse attacks by XML, and parts that would take minutes or the memory only to be refused then.

    Parts are `held` whole by the reader of the excel kind; the others are read by a process with limits.
    """
    with archive.open(part) as content:
        if _has_document_type(content):
            raise KnownError(
                tr("{name} holds an XML document type, as attacks do; it was not read.").format(
                    name=path.name
                )
            )
    if part.file_size <= AT_ONCE or not held:
        return
    with archive.open(part) as content:
        if part.filename.startswith(_SHEETS):
            _check_sheet(path, content, told)
        elif _holds_texts(part):
            _check_texts(path, part, content, told)
        elif not _is_passed_over(archive, part):
            _check_sheet(path, content, told)


def _chunks(content: IO[bytes], told: Told) -> Iterator[bytes]:
    """The bytes of a part, each time as far as the last tag that begins in them."""
    rest = b""
    while some := content.read(AT_ONCE):
        told(0)
        whole, sign, rest = (rest + some).rpartition(b"<")
        rest = sign + rest
        # Where no tag begins there is only text, which counts for nothing here.
        rest = rest if len(rest) < AT_ONCE else b""
        yield whole
    yield rest


def _check_sheet(path: Path, content: IO[bytes], told: Told) -> None:
    """Refuse a sheet with too many rows that hold something, too many cells, or much that is neither."""
    rows = filled = cells = tags = 0
    is_filled = False
    for chunk in _chunks(content, told):
        cells += sum(map(chunk.count, _CELLS))
        tags += chunk.count(b"<") - chunk.count(b"</")
        for place, piece in enumerate(_ROW.split(chunk)):
            if place:
                rows, filled, is_filled = rows + 1, filled + is_filled, False
            is_filled = is_filled or _VALUE.search(piece) is not None
        limit(path, filled, cells)
        if rows > LAST_ROW:
            raise too_large(path)
        if tags > _TAGS_OF_CELL * cells + rows + _MOST_TAGS:
            raise too_intricate(path)
    limit(path, filled + is_filled, cells)


def _check_texts(path: Path, part: zipfile.ZipInfo, content: IO[bytes], told: Told) -> None:
    texts = 0
    for chunk in _chunks(content, told):
        texts += len(_TEXT.findall(chunk))
        if texts > MOST_TEXTS or part.file_size > MOST_TEXT_BYTES:
            raise too_much_text(path)


def _is_passed_over(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether nobody reads a part: pictures and the data of pivot tables, unless named as a sheet."""
    if not part.filename.startswith(_BESIDE):
        return False
    named = _start_of(archive, _NAMES, AT_ONCE) if _NAMES in archive.namelist() else b""
    return part.filename.rpartition("/")[2].encode() not in named


def _kind(path: Path, archive: zipfile.ZipFile) -> Literal["excel", "other"]:
    names = set(archive.namelist())
    if "mimetype" in names:
        if b"opendocument.spreadsheet" not in _start_of(archive, "mimetype"):
            raise _no_workbook(path)
        return "other"
    if "xl/workbook.bin" in names:
        return "other"
    if not any(name.startswith("xl/") for name in names):
        raise _no_workbook(path)
    # The strict kind has names of its own for everything; openpyxl would find no sheet in it.
    strict = "xl/workbook.xml" in names and b"purl.oclc.org/ooxml" in _start_of(archive, "xl/workbook.xml")
    return "other" if strict else "excel"


def _no_workbook(path: Path) -> KnownError:
    return KnownError(tr("{name} is not a workbook; save it as .xlsx or .csv.").format(name=path.name))


def _start_of(archive: zipfile.ZipFile, part: str, size: int = 8192) -> bytes:
    with archive.open(part) as content:
        return content.read(size)


class _Begun(Exception):
    """The first element of a document was reached."""


def _has_document_type(content: IO[bytes]) -> bool:
    """Whether a DOCTYPE stands before the first element, in whatever encoding, after whatever comment."""
    found: list[str] = []
    parser = expat.ParserCreate()

    def begin(*_: Any) -> None:
        raise _Begun

    def note(name: str, *_: Any) -> None:
        found.append(name)
        raise _Begun

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begin, note
    try:
        while part := content.read(4096):
            parser.Parse(part)
    except (_Begun, expat.ExpatError):
        # What is not XML at all is refused by the reader that needs it.
        return bool(found)
    return False

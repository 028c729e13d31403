"""Workbooks of other kinds to read in tests: .xls, .xlsb, OpenDocument."""

import struct
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlwt

from tests.exchange.books import zipped

Sheets = Mapping[str, list[list[Any]]]
_NAMES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text", "style")
}
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def old_workbook(path: Path, sheets: Sheets, hidden: tuple[str, ...] = ()) -> Path:
    """A workbook as Excel 97 wrote it."""
    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        sheet.visibility = int(name in hidden)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if value is not None:
                    sheet.write(number, place, value, *([day] if isinstance(value, date) else []))
    book.save(str(path))
    return path


def open_document(path: Path, sheets: Sheets, hidden: tuple[str, ...] = (), *, before: str = "") -> Path:
    """A workbook as LibreOffice writes it."""
    styles = (
        '<office:automatic-styles><style:style style:name="off" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    tables = "".join(
        f"<table:table table:name={quoteattr(name)} table:style-name='{'off' if name in hidden else 'on'}'>"
        + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    return raw_document(path, tables, styles=styles, before=before)


def raw_document(path: Path, tables: str, *, styles: str = "", before: str = "") -> Path:
    """An OpenDocument workbook whose tables are written as given."""
    spaces = " ".join(f'xmlns:{name}="{urn}"' for name, urn in _NAMES.items())
    content = (
        f"{before}<office:document-content {spaces}>{styles}<office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(path, {"mimetype": ODS, "META-INF/manifest.xml": MANIFEST, "content.xml": content})


def _cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return (
        '<table:table-cell office:value-type="string">'
        f"<text:p>{escape(value)}</text:p></table:table-cell>"
    )  # fmt: skip


def binary_workbook(path: Path, sheets: Sheets) -> Path:
    """A workbook as Excel writes it with the ending .xlsb; after [MS-XLSB], as little of it as is needed."""
    names = list(sheets)
    rels = [
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.bin"/>'
        for n in range(1, len(names) + 1)
    ]
    bundles = b"".join(
        _record(156, struct.pack("<II", 0, n) + _wide(f"rId{n}") + _wide(name))
        for n, name in enumerate(names, start=1)
    )
    parts: dict[str, str | bytes] = {
        "xl/workbook.bin": _record(131) + _record(143) + bundles + _record(144) + _record(132),
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_RELS}">{"".join(rels)}</Relationships>',
    }
    for n, rows in enumerate(sheets.values(), start=1):
        parts[f"xl/worksheets/sheet{n}.bin"] = raw_binary_sheet(enumerate(rows))
    return zipped(path, parts)


def raw_binary_sheet(rows: Any) -> bytes:
    """A sheet of (place, cells) or of (place, {place: cell})."""
    found = []
    last = (0, 0)
    for number, row in rows:
        cells = row if isinstance(row, dict) else dict(enumerate(row))
        found.append(_record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0)))
        for place, value in cells.items():
            last = max(last[0], number), max(last[1], place)
            head = struct.pack("<II", place, 0)
            if isinstance(value, str):
                found.append(_record(6, head + _wide(value)))
            elif value is not None:
                found.append(_record(5, head + struct.pack("<d", value)))
    size = _record(148, struct.pack("<IIII", 0, last[0], 0, last[1]))
    return _record(129) + size + _record(145) + b"".join(found) + _record(146) + _record(130)


def _record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, left = b"", len(content)
    while True:
        size += bytes([left & 0x7F | (0x80 if left > 0x7F else 0)])
        left >>= 7
        if not left:
            return head + size + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")

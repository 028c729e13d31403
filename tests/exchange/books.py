"""Spreadsheets to read in tests, made here: honest ones and hostile ones."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def raw_workbook(path: Path, sheet_data: str, *, before: str = "", main: str = _MAIN) -> Path:
    """A workbook of one sheet whose XML is written as given, `before` standing before its first element."""
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": _RELS.format(
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _RELS.format(
            f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        ),
        "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{main}"><sheetData>{sheet_data}</sheetData>'
        "</worksheet>",
    }
    return zipped(path, parts)


_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def with_part(path: Path, name: str, head: str, unit: str, count: int, tail: str) -> Path:
    """A workbook of one row to which a part of a kind ("styles") is added that holds a unit many times."""
    raw_workbook(path, ROW.format("company") + ROW.format("Halden"))
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, str | bytes] = {each: archive.read(each) for each in archive.namelist()}
    kind = f'<Override PartName="/xl/{name}.xml" ContentType="{_KINDS}{name}+xml"/></Types>'
    parts["[Content_Types].xml"] = CONTENT_TYPES.replace("</Types>", kind)
    parts[f"xl/{name}.xml"] = head.format(_MAIN) + unit * count + tail
    return zipped(path, parts)


ROW = '<row><c t="str"><v>{}</v></c></row>'


def million_rows(path: Path) -> Path:
    """A small file that holds more rows than anybody types."""
    return raw_workbook(path, ROW.format("company") + ROW.format("Halden") * 1_000_000)


def zipped(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """A packed file of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def workbook(path: Path, sheets: Mapping[str, list[list[Any]]], hidden: tuple[str, ...] = ()) -> Path:
    """A workbook as Excel writes it."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name in hidden:
                sheet.hide()
            else:
                sheet.activate()
    return path

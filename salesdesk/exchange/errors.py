"""The rows that an import left out, as a workbook that can be mended and imported again."""

from pathlib import Path

from salesdesk.errors import KnownError
from salesdesk.exchange.plan import Plan
from salesdesk.exchange.table import OWN_COLUMNS, Table
from salesdesk.exchange.values import ReadRow
from salesdesk.translation import tr

_LONGEST_NAME = 31


def write_error_workbook(target: Path, plan: Plan) -> None:
    """One sheet per file: its columns as they were, with the row's number and what is wrong with it.

    The file appears under its name only when it is whole.
    """
    import xlsxwriter

    part = target.with_name(f".{target.name}.part")
    sheets: dict[Path, tuple[Table, list[ReadRow]]] = {}
    for read, row in plan.problems:
        sheets.setdefault(read.table.file, (read.table, []))[1].append(row)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd",
               "remove_timezone": True}  # fmt: skip
    try:
        with xlsxwriter.Workbook(str(part), options) as book:
            for number, (file, (table, rows)) in enumerate(sheets.items(), start=1):
                sheet = book.add_worksheet(_sheet_name(file.stem, number))
                sheet.write_row(0, 0, [*table.headers, *OWN_COLUMNS])
                for place, row in enumerate(rows, start=1):
                    cells = [*row.cells, *[None] * (len(table.headers) - len(row.cells))][
                        : len(table.headers)
                    ]
                    sheet.write_row(place, 0, [*cells, row.number, row.problem.reason if row.problem else ""])
                sheet.freeze_panes(1, 0)
        part.replace(target)
    except (OSError, xlsxwriter.exceptions.XlsxWriterException) as error:
        raise KnownError(
            tr("{path} cannot be written: {reason}. Close it if it is open.").format(
                path=target, reason=error
            )
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _sheet_name(stem: str, number: int) -> str:
    """A name that a workbook may have: short, without special signs, each one different."""
    plain = "".join("_" if letter in "[]:*?/\\'" else letter for letter in stem)
    return f"{number} {plain}"[:_LONGEST_NAME]

"""Opening a spreadsheet by what it is, not by its ending; what cannot be read is refused in a sentence."""

from mmap import ACCESS_READ, mmap
from pathlib import Path

from salesdesk.errors import KnownError
from salesdesk.exchange.otherbooks import protected, read_otherbook, sheets_of_otherbook
from salesdesk.exchange.sheet import FOUND, MOST_BYTES, Layout, Sheet, Told, tell_nobody, too_large
from salesdesk.exchange.textfiles import looks_utf16, read_text
from salesdesk.exchange.workbooks import read_workbook, sheets_of_workbook
from salesdesk.translation import tr

_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_OTHERS = (b"%pdf", b"begin:vcard", b"begin:vcalendar", b"<", b"{\\rtf")
"""How files begin, in small letters, that are text but hold no table."""


def read_file(
    path: Path, sheet: str | None = None, layout: Layout = FOUND, told: Told = tell_nobody
) -> Sheet:
    """The named sheet of a file, or its first visible one that holds rows; KnownError says why not."""
    head = head_of(path)
    if not head.strip():
        raise KnownError(tr("{name} is empty.").format(name=path.name))
    if head.startswith(_OLE):
        return _old_workbook(path, sheet, told)
    if head.startswith(_ZIP):
        return read_workbook(path, sheet, told)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_OTHERS) or _is_binary(head):
        raise KnownError(tr("{name} is not a spreadsheet; save it as .xlsx or .csv.").format(name=path.name))
    text = read_text(path, layout, told)
    return Sheet(
        path, path.stem, text.rows, source=path.stem, encoding=text.encoding, delimiter=text.delimiter
    )


def sheets_in(path: Path) -> list[tuple[str, bool]]:
    """The sheets of a workbook as (name, hidden); nothing for a text file. KnownError if it is unreadable."""
    head = head_of(path)
    if head.startswith(_OLE):
        return sheets_of_otherbook(path)
    return sheets_of_workbook(path) if head.startswith(_ZIP) else []


def head_of(path: Path) -> bytes:
    """How a file begins; KnownError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except FileNotFoundError as error:
        raise KnownError(tr("There is no file {path}.").format(path=path)) from error
    except IsADirectoryError as error:
        raise KnownError(tr("{path} is a folder; name the file in it.").format(path=path)) from error
    except OSError as error:
        raise KnownError(
            tr("{path} cannot be read: {reason}.").format(path=path, reason=error.strerror)
        ) from error


def _is_binary(head: bytes) -> bool:
    zeros = head.count(0)
    return zeros > 0 and not looks_utf16(head) and not head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _old_workbook(path: Path, sheet: str | None, told: Told) -> Sheet:
    """A passworded .xlsx and an old .xls are the same kind of container; the names inside tell them apart."""
    if path.stat().st_size > MOST_BYTES:
        raise too_large(path)
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            raise protected(path)
        if not any(content.find(name.encode("utf-16-le")) >= 0 for name in ("Workbook", "Book")):
            raise KnownError(
                tr("{name} is not a spreadsheet; save it as .xlsx or .csv.").format(name=path.name)
            )
    return read_otherbook(path, sheet, told)

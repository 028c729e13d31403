"""Every real file and every hostile one dropped on the window: read or refused, and the window lives."""

import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from salesdesk.errors import SalesDeskError
from salesdesk.exchange.plan import Options
from salesdesk.exchange.reading import Reading, own_fields, read_as
from salesdesk.exchange.run import plan_import
from salesdesk.exchange.table import read_tables
from salesdesk.models import Deal, Stage
from salesdesk.ui.screens.exchange.screen import ExchangeScreen
from tests.exchange.books import million_rows, raw_workbook, with_part, zipped
from tests.exchange.otherbooks import raw_document
from tests.office import Office
from tests.ui.conftest import Pilot

REAL = os.environ.get("SALESDESK_REAL_FILES", "")
FILES = sorted(path for path in Path(REAL).rglob("*") if path.is_file()) if REAL else []
READABLE = {".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".xls", ".xlsb", ".ods", ".vcf"}
HOME, WIZARD = 0, 1
MOST_MEGABYTES = 300
EVERYTHING = Options(
    create_missing=frozenset({"stages", "products", "people", "lead_sources", "segments", "lost_reasons"})
)


def drop(pilot: Pilot, path: Path) -> ExchangeScreen:
    """Drop a file on the window; the screen that takes it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    at = QPointF(400, 300)
    QApplication.sendEvent(pilot.window, QDragEnterEvent(at.toPoint(), copy, data, left, none))
    QApplication.sendEvent(pilot.window, QDropEvent(at, copy, data, left, none))
    screen = pilot.window.screens["exchange"]
    assert isinstance(screen, ExchangeScreen)
    return screen


def answered(pilot: Pilot, screen: ExchangeScreen) -> str:
    """Wait until a file is understood or refused; the sentence that refuses it."""
    draft = screen.draft

    def is_done() -> bool:
        refused = screen.stack.currentIndex() == HOME and bool(screen.home.drop.error.text())
        return refused or (draft.trial is not None and not draft.is_trying)

    pilot.until(is_done)
    return screen.home.drop.error.text() if screen.stack.currentIndex() == HOME else ""


@pytest.mark.skipif(not FILES, reason="SALESDESK_REAL_FILES does not point to the public files")
def test_every_real_file_is_understood_alike_by_a_dry_run_and_in_the_window(
    pilot: Pilot, office: Office
) -> None:
    made = {}
    for path in FILES:
        expected = dry_run(office, path)
        screen = drop(pilot, path)
        refusal = answered(pilot, screen)
        assert bool(refusal) == isinstance(expected, str), (path.name, refusal, expected)
        if isinstance(expected, str):
            assert path.name in refusal and "Traceback" not in refusal
        else:
            made[path.name] = in_wizard(pilot, screen, expected), [count for count in expected if count]
        screen.leave()
    assert len(made) >= len([path for path in FILES if path.suffix in READABLE]) - 1, made
    for name, (counts, expected) in made.items():
        assert counts == expected, name
    assert made["sales_teams.csv"] == ([35], [35])


UNTOLD = "something is to be said"


def dry_run(office: Office, path: Path) -> list[int | str] | str:
    """How many rows would be created per table, or that something is to be said; the refusal of a file."""
    try:
        tables = read_tables(path)
    except SalesDeskError as error:
        assert path.name in str(error)
        return str(error)
    with office.read() as session:
        own = own_fields(session)
    found: list[int | str] = []
    for table in tables:
        try:
            read = read_as(table, Reading(), own)
            found.append(plan_import(office.store, [read], EVERYTHING).fates()["created"])
        except SalesDeskError as error:
            assert path.name in str(error) and "Traceback" not in str(error)
            found.append(UNTOLD)
    return found


def in_wizard(pilot: Pilot, screen: ExchangeScreen, expected: list[int | str]) -> list[int | str]:
    """The same of the wizard, table by table."""
    draft = screen.draft
    draft.opt(create_missing=EVERYTHING.create_missing)
    pilot.until(lambda: not draft.is_trying)
    assert draft.trial is not None and len(draft.items) == len(expected)
    created: Counter[int] = Counter()
    for row in draft.trial.plan.rows:
        created[id(row.read.table)] += row.fate == "created"
    found: list[int | str] = []
    for item, understood in zip(draft.items, draft.trial.understood, strict=True):
        if understood.unclear or understood.undecided:
            found.append(UNTOLD)
        elif created[id(item.table)]:
            found.append(created[id(item.table)])
    return found


@pytest.mark.skipif(not FILES, reason="SALESDESK_REAL_FILES does not point to the public files")
def test_the_real_sales_become_seven_hundred_won_deals_in_the_window(pilot: Pilot, office: Office) -> None:
    path = next(path for path in FILES if path.name == "Financial Sample.xlsx")
    screen = drop(pilot, path)
    assert answered(pilot, screen) == ""
    wizard, draft = screen.wizard, screen.draft
    wizard.go_on()
    page = wizard.map_page
    assert page.unclear.isVisible() and not wizard.next_button.isEnabled(), "it says what is missing"
    page.record.setCurrentIndex(page.record.findData("deals"))
    page.record.activated.emit(page.record.currentIndex())
    pilot.until(lambda: not draft.is_trying)
    for column, target in (("Sales", "deals.amount"), ("Date", "deals.won_on")):
        row = next(row for row in page.rows if row.header.strip() == column)
        row.box.setCurrentIndex(row.box.findData(target, Qt.ItemDataRole.UserRole))
        row.box.activated.emit(row.box.currentIndex())
        pilot.until(lambda: not draft.is_trying)
    draft.opt(create_missing=EVERYTHING.create_missing)
    pilot.until(lambda: not draft.is_trying)
    assert wizard.side.counts["created"].text() == "700"
    wizard.go_on()
    wizard.go_on()
    pilot.until(wizard.next_button.isEnabled)
    wizard.go_on()
    pilot.until(lambda: screen.result.isVisible())
    question = sa.select(Deal.title).join(Stage).where(Stage.type == "won", Deal.won_on.is_not(None))
    with office.read() as session:
        titles = session.scalars(question).all()
    assert len(titles) == 700
    assert {"Canada, Carretera", "Germany, Paseo"} <= set(titles)


def entities(path: Path) -> Path:
    """A billion laughs in the texts of a workbook."""
    names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE x [<!ENTITY l0 "lol">{names}]>'
    return raw_workbook(path, '<row><c t="str"><v>&l9;</v></c></row>', before=text)


def outside(path: Path) -> Path:
    """A workbook that asks for a file of this machine."""
    told = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    return raw_workbook(path, '<row><c t="str"><v>&f;</v></c></row>', before=told)


def far_out(path: Path) -> Path:
    """Two cells in the furthest corners."""
    return raw_workbook(
        path,
        '<row r="1"><c r="A1" t="str"><v>company</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="str"><v>far</v></c></row>',
    )


def far_out_document(path: Path) -> Path:
    """The same for the library that asks for all cells between."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    return raw_document(
        path,
        f"<table:table><table:table-row>{cell.format('company')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
        '<table:table-row><table:table-cell table:number-columns-repeated="16383"/>'
        f"{cell.format('far')}</table:table-row></table:table>",
    )


def locked(path: Path) -> Path:
    """A workbook behind a password."""
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    return path


def many_parts(path: Path) -> Path:
    """More parts than any workbook has."""
    return zipped(path, {f"xl/part{n}.xml": "<x/>" for n in range(2_100)})


def huge(path: Path) -> Path:
    """A part that unpacks to more than the memory of a small machine."""
    return zipped(path, {"xl/workbook.xml": "<workbook/>", "xl/media/image.bin": bytes(320 * 1024 * 1024)})


def texts(path: Path) -> Path:
    """Millions of texts beside one row."""
    return with_part(path, "sharedStrings", '<sst xmlns="{}">', "<si><t>a</t></si>", 3_000_000, "</sst>")


def formats(path: Path) -> Path:
    """Millions of formats beside one row."""
    return with_part(path, "styles", '<styleSheet xmlns="{}"><cellXfs>', "<xf/>", 3_000_000, "")


def one_line(path: Path) -> Path:
    """A text of many megabytes without the end of a line."""
    path.write_bytes(b"a," * 30_000_000)
    return path


HOSTILE: tuple[tuple[str, Callable[[Path], Path]], ...] = (
    ("million.xlsx", million_rows), ("laughs.xlsx", entities), ("outside.xlsx", outside),
    ("far.xlsx", far_out), ("far.ods", far_out_document), ("locked.xlsx", locked),
    ("parts.xlsx", many_parts), ("huge.xlsx", huge), ("texts.xlsx", texts), ("formats.xlsx", formats),
    ("line.csv", one_line),
)  # fmt: skip
MAY_COME_IN = {"far.xlsx"}


class Memory:
    """How much this process and those it started hold in memory at most, in megabytes."""

    def __init__(self) -> None:
        self.most = 0.0
        self._over = threading.Event()

    def now(self) -> float:
        """What is held at this moment."""
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        return sum(map(_held, [str(os.getpid()), *children]))

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look again and again meanwhile."""
        looking = threading.Thread(target=self._look, daemon=True)
        looking.start()
        try:
            yield
        finally:
            self._over.set()
            looking.join()

    def _look(self) -> None:
        while not self._over.is_set():
            self.most = max(self.most, self.now())
            sleep(0.01)


def _held(process: str) -> float:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


@pytest.mark.parametrize(("name", "make"), HOSTILE, ids=[name for name, _ in HOSTILE])
def test_a_hostile_file_dropped_on_the_window_leaves_it_alive_and_small(
    pilot: Pilot, tmp_path: Path, name: str, make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path / name)
    pilot.go("exchange")
    memory = Memory()
    if sys.platform != "linux":
        pytest.skip("memory is looked at where the system tells of it as Linux does")
    before = memory.now()
    with memory.watched():
        refusal = answered(pilot, drop(pilot, path))
    assert (name in refusal) or (name in MAY_COME_IN and not refusal)
    assert memory.most - before < MOST_MEGABYTES, f"{memory.most - before:.0f} MB more"
    good = tmp_path / "good.csv"
    good.write_text("company\nHalden\n")
    screen = drop(pilot, good)
    pilot.until(lambda: "good.csv" in {item.path.name for item in screen.draft.items})
    pilot.until(lambda: screen.stack.currentIndex() == WIZARD)

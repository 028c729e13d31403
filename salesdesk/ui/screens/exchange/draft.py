"""An import while it is prepared: its files, what was said of them, and what it would do as it stands."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from salesdesk.errors import SalesDeskError
from salesdesk.exchange.columns import Marks, Order, read_day, read_number, text_of
from salesdesk.exchange.files import sheets_in
from salesdesk.exchange.mapping import column_key
from salesdesk.exchange.plan import Options
from salesdesk.exchange.reading import Reading, remember, remembered
from salesdesk.exchange.sheet import FOUND, Cell, Layout, Stopped, Table, Told, tell_nobody
from salesdesk.exchange.table import read_tables
from salesdesk.exchange.trial import Source, Trial, Understood, try_import
from salesdesk.services.custom_fields import define_field
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk

SOON_MS, SAMPLES, LOOKED_AT = 120, 6, 300
TOLD_EVERY_S = 0.1
_OWNERS = {
    "companies": "company",
    "contacts": "contact",
    "deals": "deal",
    "activities": "activity",
    "products": "product",
    "people": "person",
}


@dataclass
class Item:
    """One table of a file and what was said of it. `asked` are the columns whose dates were in doubt; `facts`
    say of each column how many rows are filled, and its first different values.
    """

    path: Path
    layout: Layout
    table: Table
    sheets: list[tuple[str, bool]]
    reading: Reading = field(default_factory=Reading)
    is_remembered: bool = False
    mended: dict[int, dict[int, Cell]] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    asked: dict[str, Order | None] = field(default_factory=dict)
    facts: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)

    def source(self) -> Source:
        """What there is to try."""
        mended = {row: dict(cells) for row, cells in self.mended.items()}
        return Source(self.table, self.reading, mended, frozenset(self.left_out))


def field_kind(samples: Sequence[str]) -> str:
    """What kind of field such values ask for: number, date or text."""
    for kind, read in (("number", lambda text: read_number(text, Marks())), ("date", _any_day)):
        try:
            for text in samples:
                read(text)
        except (ValueError, ArithmeticError):
            continue
        return kind if samples else "text"
    return "text"


def _any_day(text: str) -> None:
    """ValueError unless a text is a day when it is read in one of the two ways."""
    try:
        read_day(text, "dmy")
    except ValueError:
        read_day(text, "mdy")


class _Superseded(Exception):
    """Something else was said meanwhile."""


@dataclass
class _Opened:
    items: list[Item]
    refusals: list[str]


def open_files(paths: Sequence[Path], told: Callable[[Path, int], None] = lambda path, rows: None) -> _Opened:
    """Read files; the sentences say why some cannot be. `told` hears how many rows of which are read."""
    opened = _Opened([], [])
    for path in paths:
        try:
            opened.items += open_file(path, FOUND, partial(told, path))
        except SalesDeskError as error:
            opened.refusals.append(str(error))
        except Stopped:
            break
    return opened


def open_file(path: Path, layout: Layout, told: Told = tell_nobody) -> list[Item]:
    """The tables of a file laid out so."""
    tables = read_tables(path, layout, told)
    sheets = sheets_in(path) if len(tables) == 1 else []
    return [Item(path, layout, table, sheets, facts=column_facts(table)) for table in tables]


def column_facts(table: Table) -> list[tuple[int, tuple[str, ...]]]:
    """Of each column how many rows are filled, and its first different values."""
    found = []
    for place in range(len(table.headers)):
        texts = [text for text in map(text_of, table.column(place)) if text is not None]
        found.append((len(texts), tuple(dict.fromkeys(texts[:LOOKED_AT]))[:SAMPLES]))
    return found


class Draft(QObject):
    """Holds an import until it is begun. `opened` comes when files are read, `tried` after each new trial.

    `reads` tells which file is being read and how many of its rows are.
    """

    opened = Signal()
    reads = Signal(str, int)
    tried = Signal()
    trying = Signal()
    refused = Signal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self.items: list[Item] = []
        self.refusals: list[str] = []
        self.options = Options()
        self.trial: Trial | None = None
        self.is_trying = False
        self.keeps = True
        self._ticket = self._epoch = self._reading = 0
        self._once_more = self._is_following = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SOON_MS)
        self._timer.timeout.connect(self._try)

    def close(self) -> None:
        """Forget everything, and end what is being tried."""
        self._ticket += 1
        self._epoch += 1
        self._reading = 0
        self._once_more = self._is_following = False
        self._timer.stop()
        self.items, self.refusals, self.trial, self.options = [], [], None, Options()
        self.desk.background.hold(self, False)
        self.is_trying = False

    @property
    def is_reading(self) -> bool:
        """Whether files are being read that will come in."""
        return self._reading > 0

    def understood(self, place: int) -> Understood | None:
        """What the latest trial says of a table."""
        if self.trial is None or place >= len(self.trial.understood):
            return None
        return self.trial.understood[place]

    def open(self, paths: Sequence[Path]) -> None:
        """Read files beside those there are, and beside those that are being read."""
        self.desk.background.hold(self, True)
        if not self._reading:
            self.refusals = []
        self._reading += 1
        epoch = self._epoch
        self.reads.emit(paths[0].name if paths else "", 0)
        most: Counter[Path] = Counter()
        told_at = 0.0

        def told(path: Path, rows: int) -> None:
            nonlocal told_at
            if epoch != self._epoch:
                raise Stopped
            most[path] = max(most[path], rows)
            if monotonic() - told_at > TOLD_EVERY_S:
                told_at = monotonic()
                self.reads.emit(path.name, most[path])

        def opened(found: _Opened) -> None:
            if epoch == self._epoch:  # else the import was left while they were read
                self._opened(found)

        self.desk.background.run(
            lambda: open_files(paths, told),
            opened,
            owner=self,
            failed=lambda sentence: opened(_Opened([], [sentence])),
        )

    def _opened(self, opened: _Opened) -> None:
        self._reading -= 1
        self.refusals = [*self.refusals, *opened.refusals]
        if not opened.items:
            self.desk.background.hold(self, bool(self.items) or self._reading > 0)
            self.refused.emit(" ".join(opened.refusals))
            return
        known = {item.path for item in opened.items}
        self.items = [item for item in self.items if item.path not in known] + opened.items
        self._recall(opened.items)

    def lay_out(self, item: Item, layout: Layout) -> None:
        """Read a file again in another way; a refusal leaves it as it was."""

        def read(items: list[Item]) -> None:
            if item in self.items:
                place = self.items.index(item)
                self.items[place : place + 1] = items
                self._recall(items)

        self.desk.background.run(
            lambda: open_file(item.path, layout), read, owner=self, key="lay out", failed=self.refused.emit
        )

    def _recall(self, items: list[Item]) -> None:
        """See how such columns were read before."""
        tables, epoch = [item.table for item in items], self._epoch

        def query(session: Any) -> list[Reading | None]:
            return [remembered(session, table) for table in tables]

        def known(readings: list[Reading | None]) -> None:
            if epoch != self._epoch:
                return
            for item, reading in zip(items, readings, strict=True):
                if reading is not None:
                    item.reading, item.is_remembered = reading, True
            self.opened.emit()
            self.replan()

        self.desk.background.ask(query, known, owner=self)

    def say(self, item: Item, **changes: Any) -> None:
        """Read a table in another way: fields of `Reading`."""
        item.reading = replace(item.reading, **changes)
        self.replan()

    def choose(self, item: Item, header: str, target: str) -> None:
        """A column means "object.field", or nothing."""
        key = column_key(header)
        told = [each for each in item.reading.told if column_key(each.rpartition("=")[0]) != key]
        if target:
            told = [each for each in told if each.rpartition("=")[2] != target]
        self.say(item, told=(*told, f"{header}={target}"))

    def make_field(self, item: Item, record: str, place: int) -> None:
        """Add a field to what the rows are, called as a column, and let the column go to it."""
        header, samples = item.table.headers[place], item.facts[place][1]
        kind = field_kind(samples)

        def made(_: Any) -> None:
            key = column_key(header)
            told = (each for each in item.reading.told if column_key(each.rpartition("=")[0]) != key)
            self.say(item, told=tuple(told))

        self.desk.save(
            lambda session: define_field(session, record=_OWNERS[record], label=header, kind=kind),
            kind="define_field",
            words=tr("The field “{name}” is made").format(name=header),
            then=made,
            failed=self.refused.emit,
            owner=self,
        )

    def answer(self, item: Item, header: str, order: Order) -> None:
        """Which number of the dates in a column is the day."""
        item.asked[header] = order
        self.say(item, orders={**item.reading.orders, header: order})

    def mean(self, item: Item, target: str, word: str, meaning: str | None) -> None:
        """A word stands for another one, for blank (""), or its rows stay out (None)."""
        words = {key: dict(known) for key, known in item.reading.words.items()}
        words.setdefault(target, {})[word] = meaning
        self.say(item, words=words)

    def forget_word(self, item: Item, target: str, word: str) -> None:
        """A word stands for itself again."""
        words = {key: dict(known) for key, known in item.reading.words.items()}
        words.get(target, {}).pop(word, None)
        self.say(item, words={key: known for key, known in words.items() if known})

    def opt(self, **changes: Any) -> None:
        """Treat matches, missing ones or keys in another way: fields of `Options`."""
        self.options = replace(self.options, **changes)
        self.replan()

    def replan(self) -> None:
        """Try again soon; what is tried now is not wanted any more."""
        self._ticket += 1
        self._once_more = self._is_following = False
        if not self.is_trying:
            self.is_trying = True
            self.trying.emit()
        self._timer.start()

    def follow(self) -> None:
        """Others changed something: try again, but let what is tried now come to its end first."""
        if self.is_trying or self._timer.isActive() or self._is_following:
            self._once_more = True
        elif self.items:
            self._is_following = True
            self._timer.start()

    def _try(self) -> None:
        ticket, sources, options = self._ticket, [item.source() for item in self.items], self.options

        def halt() -> None:
            if self._ticket != ticket:
                raise _Superseded

        def failed(sentence: str) -> None:
            if self._ticket == ticket:
                self.is_trying = self._is_following = False
                self.refused.emit(sentence)

        def query(session: Any) -> tuple[int, Trial | None]:
            try:
                return ticket, try_import(session, sources, options, halt)
            except _Superseded:
                return ticket, None

        self.desk.background.ask(query, self._tried, owner=self, key="trial", failed=failed)

    def _tried(self, answer: tuple[int, Trial | None]) -> None:
        ticket, trial = answer
        if trial is None or ticket != self._ticket:
            return
        self.trial, self.is_trying, self._is_following = trial, False, False
        again, self._once_more = self._once_more, False
        self._ask_days()
        self.tried.emit()
        if again:
            self.follow()

    def _ask_days(self) -> None:
        """Columns of dates in doubt are asked; what another column proves is offered as the answer."""
        assert self.trial is not None
        for item, understood in zip(self.items, self.trial.understood, strict=True):
            for place in understood.undecided:
                header = item.table.headers[place]
                order = item.asked.setdefault(header, understood.proven)
                if order is not None:
                    item.reading = replace(item.reading, orders={**item.reading.orders, header: order})
                    self.replan()

    @property
    def open_questions(self) -> list[tuple[Item, str]]:
        """The columns of dates of which nobody knows yet which number is the day."""
        return [(item, header) for item in self.items for header, order in item.asked.items() if not order]

    def keep(self, then: Callable[[], None]) -> None:
        """Remember how these files were read, if that is wanted."""
        if not self.keeps or self.trial is None:
            then()
            return
        reads = {id(read.table): read for read in self.trial.tables}
        told = [(reads[id(item.table)], item.reading) for item in self.items if id(item.table) in reads]

        def action(session: Any) -> None:
            for read, reading in told:
                remember(session, [read], reading)

        self.desk.background.do(
            action, lambda _: then(), kind="import_profile", owner=self, failed=lambda _: then()
        )

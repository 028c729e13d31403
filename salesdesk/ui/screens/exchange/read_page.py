"""The step "Read as": which sheet, where the header is, how a text file is written; the rows as they come."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableView, QVBoxLayout, QWidget

from salesdesk.exchange.columns import text_of
from salesdesk.exchange.sheet import Layout, Table
from salesdesk.exchange.table import letter_of
from salesdesk.translation import tr
from salesdesk.ui.kit.format import number
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import column, label, row
from salesdesk.ui.screens.exchange.draft import Draft, Item
from salesdesk.ui.screens.exchange.parts import card

SHOWN, COLUMNS_SHOWN, HEADERS_OFFERED = 20, 60, 30
ENCODINGS = (
    ("", tr("As found")),
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1252", tr("Western (Windows-1252)")),
    ("cp1250", tr("Central European (Windows-1250)")),
    ("latin-1", tr("Western (ISO 8859-1)")),
)
DELIMITERS = (
    ("", tr("As found")),
    (",", tr("Comma")),
    (";", tr("Semicolon")),
    ("\t", tr("Tab")),
    ("|", tr("Bar |")),
)
DECIMALS = (("", tr("As found")), (".", tr("1,234.56")), (",", tr("1.234,56")))
DATES = (("", tr("As found")), ("dmy", tr("Day first: 31/12/2026")), ("mdy", tr("Month first: 12/31/2026")))
_KEY = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class Choice(QComboBox):
    """One of a few keys, each with its words."""

    def __init__(self, name: str, choices: tuple[tuple[Any, str], ...] = ()) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.offer(choices)

    def offer(self, choices: tuple[tuple[Any, str], ...], current: Any = None) -> None:
        """Show these choices and the current one."""
        self.blockSignals(True)
        self.clear()
        for key, words in choices:
            self.addItem(words, key)
        self.show_key(current)
        self.blockSignals(False)

    def show_key(self, key: Any) -> None:
        """Show this choice."""
        place = next((n for n in range(self.count()) if self.itemData(n, _KEY) == key), 0)
        self.setCurrentIndex(place if self.count() else -1)

    @property
    def key(self) -> Any:
        """What is chosen."""
        return self.currentData(_KEY)


class Preview(QAbstractTableModel):
    """The first rows of a table as they were read."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._table: Table | None = None

    def show_table(self, table: Table) -> None:
        """Show the rows of this table."""
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return min(SHOWN, len(self._table.rows)) if self._table is not None else 0

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return min(COLUMNS_SHOWN, len(self._table.headers)) if self._table is not None else 0

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._table is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        cells = self._table.rows[index.row()][1]
        return (text_of(cells[index.column()]) or "") if index.column() < len(cells) else ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self._table is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self._table.rows[section][0])
        return self._table.headers[section] or letter_of(section)


class ReadPage(QWidget):
    """Asks how a file is to be read, and shows what comes of it."""

    def __init__(self, desk: Desk, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self._item: Item | None = None
        self.sheet = Choice(tr("Sheet"))
        self.header = Choice(tr("Header"))
        self.encoding = Choice(tr("Encoding"), ENCODINGS)
        self.delimiter = Choice(tr("Columns divided by"), DELIMITERS)
        self.decimal = Choice(tr("Numbers"), DECIMALS)
        self.dates = Choice(tr("Dates"), DATES)
        self._found = label("", "note", wrap=True)
        self._notices = label("", "note", wrap=True)
        self.preview = QTableView()
        self._model = Preview(self)
        self._fields: dict[str, QWidget] = {}
        self._lay_out()
        for box in (self.sheet, self.header, self.encoding, self.delimiter):
            box.activated.connect(lambda _: self._lay_out_anew())
        self.decimal.activated.connect(lambda _: self._say(decimal=self.decimal.key))
        self.dates.activated.connect(lambda _: self._say(order=self.dates.key or None, orders={}))

    def _lay_out(self) -> None:
        top = card()
        fields = []
        for key, box in (
            ("sheet", self.sheet), ("header", self.header), ("encoding", self.encoding),
            ("delimiter", self.delimiter), ("decimal", self.decimal), ("dates", self.dates),
        ):  # fmt: skip
            field = QWidget()
            field.setLayout(column(label(box.accessibleName(), "label"), box, spacing=4))
            self._fields[key] = field
            fields.append(field)
        self._top = top
        across = row(*fields, spacing=12)
        inside = QVBoxLayout(top)
        inside.setContentsMargins(16, 14, 16, 14)
        inside.setSpacing(8)
        inside.addLayout(across)
        inside.addWidget(self._found)
        inside.addWidget(self._notices)
        self.preview.setModel(self._model)
        self.preview.setObjectName("preview")
        self.preview.setAccessibleName(tr("The first rows"))
        self.preview.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.preview.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.preview.setShowGrid(False)
        self.preview.setWordWrap(False)
        self.preview.verticalHeader().setDefaultSectionSize(30)
        self.preview.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.preview.horizontalHeader().setMaximumSectionSize(320)
        self.preview.horizontalHeader().setMinimumSectionSize(70)
        self.preview.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 0, 20, 16)
        outer.setSpacing(12)
        outer.addWidget(top)
        outer.addWidget(label(tr("The first rows as they are read"), "strong"))
        outer.addWidget(self.preview, 1)

    def show_item(self, item: Item) -> None:
        """Show a table and how it is read."""
        self._item = item
        layout, table = item.layout, item.table
        is_text = bool(table.encoding)
        named = tuple(
            (name, tr("{sheet} (hidden)").format(sheet=name) if hidden else name)
            for name, hidden in item.sheets
        )
        self.sheet.offer(named, layout.sheet or table.sheet)
        self._fields["sheet"].setVisible(len(named) > 1)
        self.header.offer(self._headers(table), table.header_row)
        for key in ("header", "decimal", "dates"):
            self._fields[key].setVisible(not table.exact)
        for key in ("encoding", "delimiter"):
            self._fields[key].setVisible(is_text)
        self.encoding.show_key(layout.encoding)
        self.delimiter.show_key(layout.delimiter)
        self.decimal.show_key(item.reading.decimal)
        self.dates.show_key(item.reading.order or "")
        self._found.setText(self._found_words(table))
        self._notices.setText("\n".join(table.notices))
        self._notices.setVisible(bool(table.notices))
        self._model.show_table(table)
        self.preview.resizeColumnsToContents()

    def _headers(self, table: Table) -> tuple[tuple[int, str], ...]:
        rows = [table.header_row, *(number_ for number_, _ in table.rows[:HEADERS_OFFERED])]
        before = range(1, table.header_row)
        every = sorted({*before, *rows} - {0})
        return (
            *((each, tr("Row {n}").format(n=each)) for each in every[: HEADERS_OFFERED + 5]),
            (0, tr("There is none")),
        )

    def _found_words(self, table: Table) -> str:
        size = tr("{rows} rows, {columns} columns").format(
            rows=number(len(table.rows)), columns=number(len(table.headers))
        )
        if not table.encoding:
            return size
        signs = {key: words for key, words in DELIMITERS if key}
        names = {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252"}
        return tr("{size}; read as {encoding}, divided by {sign}").format(
            size=size,
            encoding=names.get(table.encoding, table.encoding.upper()),
            sign=signs.get(table.delimiter, table.delimiter).lower(),
        )

    def _lay_out_anew(self) -> None:
        item = self._item
        if item is None:
            return
        told = self.header.key
        sheet = self.sheet.key if len(item.sheets) > 1 else None
        moved = sheet != (item.layout.sheet or item.table.sheet) if sheet else False
        layout = Layout(
            sheet=sheet if moved or item.layout.sheet else item.layout.sheet,
            header_row=None if moved else told if told != item.table.header_row else item.layout.header_row,
            encoding=self.encoding.key or "",
            delimiter=self.delimiter.key or "",
        )
        self._draft.lay_out(item, layout)

    def _say(self, **changes: Any) -> None:
        if self._item is not None:
            item = self._item
            if "order" in changes:
                item.asked = dict.fromkeys(item.asked, changes["order"])
            item.reading = replace(item.reading, **changes)
            self._draft.replan()

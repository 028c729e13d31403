"""Where an import begins, and where whole lists go out: drop, choose, paste; earlier imports; exports."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from salesdesk.answers.lists import BatchRow
from salesdesk.translation import tr
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.widgets import IconLabel, Icons, button, column, label, row
from salesdesk.ui.screens.exchange.history import Earlier, Taken
from salesdesk.ui.screens.exchange.names import ICONS, many
from salesdesk.ui.screens.exchange.parts import card, held

OUT = ("companies", "contacts", "deals", "activities", "products", "people")


class DropZone(QFrame):
    """Says that files may be dropped, and offers the other ways to name them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("dropZone")
        self._theme, self._lit = desk.theme, False
        self._icons = Icons(desk.theme)
        self.setMinimumHeight(216)
        self.choose_button = button(tr("Choose files"), "primary")
        self.paste_button = button(
            tr("Paste a table"), tip=tr("Ctrl+V: cells copied in a spreadsheet program")
        )
        self._icons.put(self.choose_button, "folder-open", "on_accent")
        self._icons.put(self.paste_button, "clipboard-paste")
        title = label(tr("Drop files here: Excel, CSV, OpenDocument or vCard"), "title")
        note = label(
            tr("Several at once may refer to each other. Nothing is written before you say so."), "note"
        )
        self.error = label("", "error", wrap=True)
        self.reading = label("", "strong", wrap=True)
        self.cancel_button = button(tr("Do not read it"))
        for each in (title, note, self.error, self.reading):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
        picture = IconLabel(desk.theme, "file-spreadsheet", "accent_text", 36)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 20)
        outer.setSpacing(8)
        outer.addStretch(1)
        for part in (picture, title, note):
            outer.addWidget(part)
        outer.addSpacing(6)
        outer.addLayout(row(None, self.choose_button, self.paste_button, None))
        outer.addWidget(self.reading)
        outer.addLayout(row(None, self.cancel_button, None))
        outer.addWidget(self.error)
        outer.addStretch(1)
        self.error.hide()
        self.show_reading("")
        desk.theme.changed.connect(self.update)

    def light(self, lit: bool) -> None:
        """Show that what hangs over the window may be dropped."""
        self._lit = lit
        self.update()

    def show_reading(self, words: str) -> None:
        """Say how far a file is read, with the way to end that; nothing where none is read."""
        self.reading.setText(words)
        for part, shown in (
            (self.reading, bool(words)), (self.cancel_button, bool(words)),
            (self.choose_button, not words), (self.paste_button, not words),
        ):  # fmt: skip
            part.setVisible(shown)

    def say(self, sentence: str) -> None:
        """Say why nothing was read."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.colour("accent" if self._lit else "ctl"), 1.5)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(self._theme.colour("accent_soft" if self._lit else "surface"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 9, 9)


class Home(QWidget):
    """The screen while nothing is imported."""

    export_asked = Signal(str)
    undo_asked = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.drop = DropZone(desk)
        self.earlier = Earlier(desk, 12, tr("Nothing was imported yet."))
        self.taken = Taken(desk)
        self.earlier.undo_asked.connect(self.undo_asked)
        self._icons = Icons(desk.theme)
        self.export_buttons: dict[str, QPushButton] = {}
        self.read_only = label(desk.read_only, "note", wrap=True)
        self.read_only.setVisible(bool(desk.read_only))
        inside = QWidget()
        inside.setObjectName("page")
        inside.setLayout(
            column(
                self.read_only,
                self.drop,
                held(self._lists()),
                None,
                spacing=16,
                margins=(20, 20, 20, 20),
            )
        )
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self.drop.setVisible(not desk.read_only)

    def _lists(self) -> QHBoxLayout:
        layout = row(self._imports(), self._exports(), spacing=16)
        layout.setStretch(0, 1)
        return layout

    def _imports(self) -> QWidget:
        made = card()
        made.setLayout(
            column(label(tr("Earlier imports"), "title"), 4, self.earlier, None, margins=(16, 14, 16, 14))
        )
        taken = card()
        taken.setLayout(
            column(label(tr("Taken out"), "title"), 4, self.taken, None, margins=(16, 14, 16, 14))
        )
        both = QWidget()
        both.setLayout(column(made, taken, None, spacing=16))
        return both

    def _exports(self) -> QWidget:
        made = card()
        made.setFixedWidth(360)
        rows: list[QWidget | int | None] = [
            label(tr("Take out"), "title"),
            label(
                tr(
                    "Whole lists with every field, as far as you may see them. "
                    "Each list page exports what it shows."
                ),
                "note",
                wrap=True,
            ),
            4,
        ]
        for record in OUT:
            rows.append(self._export(record, many(record), ICONS[record]))
        rows.append(self._export("all", tr("Everything, as JSON"), "database"))
        made.setLayout(column(*rows, None, spacing=4, margins=(16, 14, 16, 14)))
        return made

    def _export(self, key: str, words: str, icon: str) -> QPushButton:
        made = button(words, tip=tr("Choose where to, and in which format"))
        made.setObjectName("take")
        self._icons.put(made, icon)
        made.clicked.connect(lambda: self.export_asked.emit(key))
        self.export_buttons[key] = made
        return made

    def show_batches(self, batches: list[BatchRow]) -> None:
        """Show what was imported before."""
        self.earlier.show_batches(batches)

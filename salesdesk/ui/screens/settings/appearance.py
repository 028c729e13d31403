"""How SalesDesk looks on this computer: bright or dark, airy or dense, large or small."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QWidget

from salesdesk.translation import tr
from salesdesk.ui.kit.widgets import button, label, row
from salesdesk.ui.screens.settings.page import Page, card

if TYPE_CHECKING:
    from salesdesk.store import Session

CHOICES = (
    (
        tr("Colours"),
        tr("As the system follows what this computer shows, by day and by night."),
        (("look.light", tr("Light")), ("look.dark", tr("Dark")), ("look.system", tr("As the system"))),
    ),
    (
        tr("Density"),
        tr("How many rows and cards fit on the screen."),
        (("look.airy", tr("Comfortable")), ("look.dense", tr("Compact"))),
    ),
    (
        tr("Size"),
        tr("Ctrl+Plus and Ctrl+Minus do the same everywhere."),
        (("zoom.out", tr("Smaller")), ("zoom.reset", tr("Usual")), ("zoom.in", tr("Larger"))),
    ),
)


class AppearancePage(Page):
    """What the shell can do to the look, in one place."""

    key = "appearance"
    title = tr("Appearance")
    icon = "palette"
    right = ""
    words = tr("This holds on this computer only; colleagues keep their own.")

    def build(self) -> None:
        self.buttons: dict[str, Any] = {}
        for name, note, choices in CHOICES:
            made: list[QWidget] = []
            for key, words in choices:
                each = button(words)
                each.setObjectName("segment")
                each.setCheckable(not key.startswith("zoom"))
                each.clicked.connect(partial(self._choose, key))
                self.buttons[key] = each
                made.append(each)
            segments = QFrame()
            segments.setObjectName("segments")
            segments.setAccessibleName(name)
            segments.setLayout(row(*made, spacing=2, margins=(3, 3, 3, 3)))
            heading = label(name, "choice")
            heading.setFixedWidth(130)
            line = row(
                heading, segments, label(note, "note", wrap=True), margins=(16, 12, 16, 12), spacing=16
            )
            line.setStretch(2, 1)
            self.body.addWidget(card(line))
        self.desk.theme.changed.connect(self._mark)
        self._mark()

    def refresh(self) -> None:
        self._shown(None)

    def read(self, session: "Session") -> None:
        return None

    def show_answer(self, answer: Any) -> None:
        self._mark()

    def _choose(self, key: str, _: bool = False) -> None:
        self.desk.run(key)
        self._mark()

    def _mark(self) -> None:
        theme = self.desk.theme
        dense = theme.is_compact
        for key in ("light", "dark", "system"):
            self.buttons[f"look.{key}"].setChecked(theme.choice == key)
        self.buttons["look.dense"].setChecked(dense)
        self.buttons["look.airy"].setChecked(not dense)

"""Which pages stand in one's own rail."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from salesdesk.answers.rail import Standing
from salesdesk.queries.rail import standing
from salesdesk.rules.rail import ALWAYS, in_rail
from salesdesk.translation import tr
from salesdesk.ui.kit.widgets import IconLabel, label, row
from salesdesk.ui.screens.settings.page import Page, card

if TYPE_CHECKING:
    from salesdesk.store import Session


class NavigationPage(Page):
    """A tick for each page, saved as it is made."""

    key = "navigation"
    title = tr("Navigation")
    icon = "panel-left"
    right = ""
    words = tr(
        "Your position decides which pages stand at the left until you choose otherwise; this is yours on"
        " every computer. The others are under “More”, and Ctrl+K finds every page."
    )
    watches = frozenset({"person", "person_setting"})

    def build(self) -> None:
        self.boxes: dict[str, QCheckBox] = {}
        lines = []
        for name, title, icon in self.desk.pages:
            box = self.boxes[name] = QCheckBox(title)
            box.setEnabled(not self.locked and name not in ALWAYS)
            box.clicked.connect(lambda shown, name=name: self.desk.choose_page(name, shown))
            lines.append(row(IconLabel(self.desk.theme, icon, "text_2", 18), box, None, spacing=12))
            if name in ALWAYS:
                lines[-1].addWidget(label(tr("Always there"), "quiet"))
        self.body.addWidget(card(*lines, spacing=10, margins=(16, 14, 16, 14)))

    def read(self, session: "Session") -> Standing:
        return standing(session)

    def show_answer(self, answer: Standing) -> None:
        for name, box in self.boxes.items():
            box.setChecked(in_rail(name, answer))

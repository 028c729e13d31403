"""The line above a screen that offers what was typed before the program ended."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy

from salesdesk.drafts import Draft
from salesdesk.translation import tr
from salesdesk.ui.kit.format import moment, number
from salesdesk.ui.kit.widgets import ElidedLabel, button, label, row


class DraftBar(QFrame):
    """Offers drafts one after the other: `opened` and `discarded` carry the one that is offered."""

    opened = Signal(object)
    discarded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("draftBar")
        self.draft: Draft | None = None
        self.words, self.count = ElidedLabel(), label()
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.open_button = button(tr("Open the form again"), "link")
        self.discard_button = button(tr("Discard"), "link")
        across = row(self.words, self.count, self.open_button, self.discard_button, margins=(20, 3, 16, 3))
        across.setStretch(0, 1)
        across.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(across)
        self.open_button.clicked.connect(lambda: self.opened.emit(self.draft))
        self.discard_button.clicked.connect(lambda: self.discarded.emit(self.draft))
        self.hide()

    def offer(self, drafts: Sequence[Draft]) -> None:
        """Offer the first of these; nothing where there are none."""
        self.draft = drafts[0] if drafts else None
        self.setVisible(self.draft is not None)
        if self.draft is not None:
            self.words.say(
                tr("SalesDesk ended before this was saved: {title} ({when}).").format(
                    title=self.draft.title, when=moment(_when(self.draft), date.today())
                )
            )
            self.count.setText(tr("1 of {n}").format(n=number(len(drafts))) if len(drafts) > 1 else "")


def _when(draft: Draft) -> datetime:
    try:
        return datetime.fromisoformat(draft.at)
    except ValueError:
        return datetime.now(UTC)

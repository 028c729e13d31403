"""What was typed for something that is not there any more: to copy it, or to keep it as a draft."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from salesdesk.drafts import Draft
from salesdesk.translation import tr
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.widgets import button


class TypedSheet(Sheet):
    """`kept` follows where it is to be offered again, `discarded` where it is not wanted."""

    def __init__(
        self,
        over: QWidget,
        theme: Theme,
        draft: Draft,
        sentence: str,
        *,
        kept: Callable[[], None],
        discarded: Callable[[], None],
    ) -> None:
        super().__init__(
            over, theme, caps=tr("Not saved"), title=draft.title, note=sentence, accept=tr("Copy the text")
        )
        self.draft_shown = draft
        self.text = QPlainTextEdit(draft.words)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(220)
        self.add(tr("What you wrote"), self.text)
        self.keep_button, self.discard_button = button(tr("Keep as draft")), button(tr("Discard"), "danger")
        self.keep_button.clicked.connect(lambda: self._end(kept))
        self.discard_button.clicked.connect(lambda: self._end(discarded))
        self.foot.insertWidget(0, self.discard_button)
        self.foot.insertWidget(self.foot.count() - 1, self.keep_button)
        self.cancel_button.hide()
        self.open(self.text)

    def tell(self, sentence: str) -> None:
        """Say more exactly what happened to the record."""
        self.note_words.setText(sentence)

    def accept(self) -> None:
        QGuiApplication.clipboard().setText(self.draft_shown.words)
        self.accept_button.setText(tr("Copied"))

    def _end(self, then: Callable[[], None]) -> None:
        self.leave(True)
        then()

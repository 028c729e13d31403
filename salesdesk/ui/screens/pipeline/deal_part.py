"""One part at the right of a deal's page: rows, and a short form that adds another."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from salesdesk.answers.records import DealPage
from salesdesk.ui.kit.record.parts import empty_layout
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.typed import put_state, state_of
from salesdesk.ui.kit.widgets import Icons, column, icon_button, label, row

Save = Callable[..., None]
"""Saves something about the deal: what, its kind, its words; `then` and `failed` hear what came of it."""


@dataclass(frozen=True, slots=True)
class _Form:
    """What stands in the fields of a short form, and why it was not taken."""

    states: tuple[Any, ...]
    error: str


class DealPart(QWidget):
    """A section with a plus that opens its short form, which closes when what it holds is saved.

    What stands in the form belongs to the deal it was typed for, and waits there while another is shown.
    """

    def __init__(self, desk: Desk, save: Save, title: str, add: str) -> None:
        super().__init__()
        self.desk, self.save = desk, save
        self.icons = Icons(desk.theme)
        self.page: DealPage | None = None
        self._shown: Any = None
        self._waiting: dict[int, _Form] = {}
        self._blank: tuple[str, ...] = ()
        self._saving: set[int] = set()
        self.add_button = icon_button(add)
        self.icons.put(self.add_button, "plus")
        self.rows = QVBoxLayout()
        self.rows.setSpacing(2)
        self.form = QFrame()
        self.form.setObjectName("cardBox")
        self.total = label("", "strong")
        self.error = label("", "error", wrap=True)
        self.error.hide()
        layout = column(spacing=4)
        layout.addLayout(row(label(title.upper(), "caps"), None, self.total, self.add_button))
        layout.addLayout(self.rows)
        layout.addWidget(self.form)
        layout.addWidget(self.error)
        self.setLayout(layout)
        self.form.hide()
        self.add_button.clicked.connect(lambda: self.show_form(self.form.isHidden()))

    def show_form(self, shown: bool) -> None:
        """Open or close the short form."""
        self.form.setVisible(shown)
        self.refuse("")
        if shown:
            self.first().setFocus()

    def first(self) -> QWidget:
        """The field that takes the focus."""
        raise NotImplementedError

    def refuse(self, sentence: str) -> None:
        """Say below the form why it was not taken."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    def begin(self, page: DealPage, read_only: bool, *rows: Any) -> bool:
        """Take another state of the deal, or another deal; False where these rows are shown already."""
        before, self.page = self.page, page
        if before is None or before.id != page.id:
            self._change_form(before.id if before is not None else None, page.id)
        self.add_button.setVisible(not read_only)
        if read_only:
            self.form.hide()
        now = (page.id, rows)
        if now == self._shown:
            return False
        self._shown = now
        empty_layout(self.rows)
        return True

    def fields(self) -> tuple[QWidget, ...]:
        """The fields of the short form."""
        raise NotImplementedError

    def empty(self) -> None:
        """Put the short form back to how it begins."""
        raise NotImplementedError

    @property
    def has_typed(self) -> bool:
        """Whether something stands in the short form of this deal or another that is not saved."""
        return bool(self._waiting) or self._is_filled

    @property
    def _is_filled(self) -> bool:
        return not self.form.isHidden() and self._texts() != self._blank

    def _texts(self) -> tuple[str, ...]:
        return tuple(field.text() for field in self.fields() if isinstance(field, QLineEdit))

    def _change_form(self, before: int | None, now: int) -> None:
        if before is not None and self._is_filled:
            self._waiting[before] = _Form(tuple(map(state_of, self.fields())), self.error.text())
        self.empty()
        self._blank = self._texts()
        self.refuse("")
        waiting = self._waiting.pop(now, None)
        self.form.setVisible(waiting is not None)
        if waiting is not None:
            for field, state in zip(self.fields(), waiting.states, strict=True):
                put_state(field, state)
            self.refuse(waiting.error)

    def kept_states(self) -> dict[int, tuple[Any, ...]]:
        """What stands in the short form and is not saved, by the deal."""
        found = {deal_id: form.states for deal_id, form in self._waiting.items()}
        if self.page is not None and self._is_filled:
            found[self.page.id] = tuple(map(state_of, self.fields()))
        return found

    def put_states(self, deal_id: int, states: tuple[Any, ...]) -> None:
        """Show what stood in the short form, as soon as its deal is shown."""
        self._waiting[deal_id] = _Form(states, "")
        if self.page is not None and self.page.id == deal_id:
            self._change_form(None, deal_id)

    def let_go(self, deal_id: int) -> None:
        """Forget what stands in the short form about a deal."""
        self._waiting.pop(deal_id, None)
        if self.page is not None and self.page.id == deal_id:
            self.empty()
            self.form.hide()

    def submit(self, action: Callable[[Any], Any], kind: str, words: str) -> None:
        """Save what the form holds; it stays as it is until that is saved."""
        page = self.page
        if page is None or page.id in self._saving:
            return
        deal_id, title = page.id, page.title
        self._saving.add(deal_id)

        def saved(_: Any) -> None:
            self._saving.discard(deal_id)
            self._waiting.pop(deal_id, None)
            if self.page is not None and self.page.id == deal_id:
                self.empty()
                self.show_form(False)

        def failed(sentence: str) -> None:
            self._saving.discard(deal_id)
            if self.page is not None and self.page.id == deal_id:
                self.refuse(sentence)
            else:
                waiting = self._waiting.get(deal_id)
                if waiting is not None:
                    self._waiting[deal_id] = replace(waiting, error=sentence)
                self.desk.toast(f"{title}: {sentence}")

        self.save(action, kind, words, then=saved, failed=failed)

    def remover(self, tip: str, do: Callable[[], None]) -> QWidget:
        """A button that takes a row out."""
        made = icon_button(tip)
        self.icons.put(made, "x", "text_3", 14)
        made.clicked.connect(do)
        made.setDisabled(bool(self.desk.read_only))
        return made


def short_line(words: str) -> QLineEdit:
    made = QLineEdit()
    made.setPlaceholderText(words)
    made.setAccessibleName(words)
    return made

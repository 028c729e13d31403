"""Which other record one record is the same as: those that look like it, or any other by name."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from salesdesk.answers.lists import Hit
from salesdesk.queries.duplicates import records_alike
from salesdesk.translation import tr
from salesdesk.ui.kit.record.picker import RecordField
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import button, column, label


class MergeWithSheet(Sheet):
    """`submit` gets the key of the other record."""

    def __init__(
        self, desk: Desk, record: str, record_id: int, name: str, submit: Callable[[int], None]
    ) -> None:
        super().__init__(
            desk.sheet_parent,
            desk.theme,
            caps=tr("Merge"),
            title=tr("Merge {name} with …").format(name=name),
            note=tr("Both are shown side by side before anything happens."),
            accept=tr("Compare"),
        )
        self._record, self._record_id, self._submit = record, record_id, submit
        self.field = RecordField(desk, record, tr("Name of the other one"), in_form=True)
        self._alike = column(spacing=2)
        self.add(tr("The other one"), self.field)
        self.body.addLayout(self._alike)
        self.hits: tuple[Hit, ...] = ()

        def query(session: Any) -> tuple[Hit, ...]:
            return records_alike(session, record=record, name=name, limit=6)

        desk.background.ask(query, self._show_alike, owner=self, failed=lambda _: None)
        self.open(self.field)

    def _show_alike(self, hits: tuple[Hit, ...]) -> None:
        self.hits = tuple(hit for hit in hits if hit.id != self._record_id)
        if self.hits:
            self._alike.addWidget(label(tr("These look like it").upper(), "caps"))
        for hit in self.hits:
            words = f"{hit.title} · {hit.detail}" if hit.detail else hit.title
            made = button(words.replace("&", "&&"), "link")
            made.clicked.connect(lambda _=False, key=hit.id: self._choose(key))
            self._alike.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)

    def _choose(self, key: int) -> None:
        self.leave(True)
        self._submit(key)

    def accept(self) -> None:
        key = self.field.record_id
        if key is None:
            self.refuse(tr("Choose the other one first: type its name and take it from the list."))
            self.field.setFocus()
        elif key == self._record_id:
            self.refuse(tr("That is the same one. Choose another."))
        else:
            self._choose(key)

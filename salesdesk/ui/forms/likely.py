"""Pairs of records that look like one: compared and merged, or told apart for good."""

from typing import Any, ClassVar

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from salesdesk.answers.merging import LikelyPair
from salesdesk.queries.duplicates import likely_pairs
from salesdesk.services.merge import tell_apart
from salesdesk.translation import tr, trn
from salesdesk.ui.forms.merge import Merged, open_merge
from salesdesk.ui.kit.record.header import tinted
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import ElidedLabel, button, column, label, row

STEP = 50
WHY = {
    "name": tr("same name"),
    "domain": tr("same website"),
    "email": tr("same e-mail"),
    "phone": tr("same phone"),
}
TITLES = {"company": tr("Companies that may be one"), "contact": tr("Contacts that may be one")}


class PairRow(QFrame):
    """Two records below each other, why they look alike, and what to do about it."""

    def __init__(self, sheet: "LikelySheet", pair: LikelyPair, read_only: bool) -> None:
        super().__init__()
        self.setObjectName("cardBox")
        self.pair = pair
        self.compare_button = button(tr("Compare"))
        self.apart_button = button(tr("Not the same"), "quiet")
        both = f"{pair.first}, {pair.second}"
        self.compare_button.setAccessibleName(tr("Compare: {names}").format(names=both))
        self.apart_button.setAccessibleName(tr("Not the same: {names}").format(names=both))
        self.compare_button.clicked.connect(lambda: sheet.compare(pair))
        self.apart_button.clicked.connect(lambda: sheet.tell_apart(pair))
        names = column(spacing=4)
        for name, detail in ((pair.first, pair.first_detail), (pair.second, pair.second_detail)):
            names.addWidget(ElidedLabel(f"{name} · {detail}" if detail else name, "strong"))
        pills = [tinted(WHY[why], "amber") for why in pair.why]
        names.addLayout(row(*pills, None, spacing=6))
        inside = row(spacing=8, margins=(14, 10, 10, 10))
        inside.addLayout(names, 1)
        if not read_only:
            inside.addWidget(self.apart_button)
            inside.addWidget(self.compare_button)
        self.setLayout(inside)


class LikelySheet(Sheet):
    """The likely pairs of one kind of record, the surest first; `merged` gets the key of what stays."""

    wide: ClassVar[int] = 720

    def __init__(self, desk: Desk, record: str, merged: Merged) -> None:
        super().__init__(
            desk.sheet_parent,
            desk.theme,
            caps=tr("Duplicates"),
            title=TITLES[record],
            note=tr(
                "Compare shows two side by side and makes one of them. Not the same takes a pair off this "
                "list, for everybody. Ctrl+Z takes either back."
            ),
            accept=tr("Done"),
        )
        self._desk, self._record, self._merged = desk, record, merged
        self.pairs: tuple[LikelyPair, ...] = ()
        self.rows: list[PairRow] = []
        self._shown = STEP
        self.count = label(tr("Looking …"), "note")
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.more_button = button("", "link")
        self.more_button.clicked.connect(self._show_more)
        self.more_button.hide()
        self.cancel_button.hide()
        self.body.addWidget(self.count)
        self.body.addSpacing(4)
        self.body.addLayout(self._list)
        self.body.addWidget(self.more_button)
        self.read()
        self.open(self.accept_button)

    def read(self) -> None:
        """Look for pairs again."""
        record = self._record

        def query(session: Any) -> tuple[LikelyPair, ...]:
            return likely_pairs(session, record=record)

        self._desk.background.ask(query, self._show, owner=self, key="likely", failed=self.refuse)

    def _show(self, pairs: tuple[LikelyPair, ...]) -> None:
        self.pairs = pairs
        self.count.setText(
            trn("{n} pair looks alike.", "{n} pairs look alike.", len(pairs))
            if pairs
            else tr("No two of them look alike.")
        )
        was = self.window().focusWidget()
        inside = was is not None and any(each.isAncestorOf(was) for each in self.rows)
        place = next((n for n, each in enumerate(self.rows) if was is not None and each.isAncestorOf(was)), 0)
        for old in self.rows:
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        read_only = bool(self._desk.read_only)
        self.rows = [PairRow(self, pair, read_only) for pair in pairs[: self._shown]]
        for each in self.rows:
            self._list.addWidget(each)
        left = len(pairs) - len(self.rows)
        self.more_button.setVisible(left > 0)
        self.more_button.setText(trn("Show {n} more", "Show {n} more", left))
        if inside:
            self._focus_row(place)

    def _focus_row(self, place: int) -> None:
        """After a pair is dealt with, the next one has the focus, so that Enter goes on."""
        target: QWidget = self.accept_button
        if self.rows:
            target = self.rows[min(place, len(self.rows) - 1)].compare_button
        target.setFocus()

    def _show_more(self) -> None:
        self._shown += STEP
        self._show(self.pairs)

    def compare(self, pair: LikelyPair) -> None:
        """Show the two side by side."""

        def merged(kept_id: int) -> None:
            self._merged(kept_id)
            if isValid(self):
                self.read()

        open_merge(self._desk, self._record, pair.first_id, pair.second_id, merged)

    def tell_apart(self, pair: LikelyPair) -> None:
        """Remember that the two are not the same."""
        self._desk.save(
            lambda session: tell_apart(
                session, record=pair.record, first_id=pair.first_id, second_id=pair.second_id
            ),
            kind="tell_apart",
            words=tr("Not the same: {first} and {second}").format(first=pair.first, second=pair.second),
            then=lambda _: self.read(),
            owner=self,
        )

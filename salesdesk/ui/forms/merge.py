"""Two companies or contacts side by side, before one is made of them."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QLabel, QVBoxLayout

from salesdesk.answers.merging import MergePair, MergeSide
from salesdesk.queries.merging import merge_pair
from salesdesk.services.merge import merge_records
from salesdesk.translation import tr, trn
from salesdesk.ui.forms.merge_choice import FieldChoice, ValueChoice, differing
from salesdesk.ui.kit.format import day
from salesdesk.ui.kit.record.facts import fact_words
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.widgets import label, line

Merged = Callable[[int], None]
TITLES = {"company": tr("Make one company of two"), "contact": tr("Make one contact of two")}


def open_merge(desk: Desk, record: str, first_id: int, second_id: int, merged: Merged) -> None:
    """Show two records side by side; `merged` gets the key of the one that stays."""

    def show(pair: MergePair) -> None:
        MergeSheet(desk, pair, merged)

    desk.background.ask(
        lambda session: merge_pair(session, record=record, first_id=first_id, second_id=second_id),
        show,
        owner=desk.life,
        key="merge",
        failed=desk.toast,
    )


class MergeSheet(Sheet):
    """Which record stays, which value of each field that differs, and what comes of it."""

    wide: ClassVar[int] = 860

    def __init__(self, desk: Desk, pair: MergePair, merged: Merged) -> None:
        super().__init__(
            desk.sheet_parent,
            desk.theme,
            caps=tr("Merge"),
            title=TITLES[pair.record],
            note=tr(
                "All that hangs on the other one moves to the one that stays, and the other goes to the "
                "trash. Undo brings both back as they were."
            ),
            accept=tr("Merge"),
        )
        self._desk, self._pair, self._merged = desk, pair, merged
        self._sides = (pair.first, pair.second)
        self.choices = {
            mine.key: FieldChoice(mine, theirs)
            for mine, theirs in differing(pair.first.facts, pair.second.facts)
        }
        self.stays = QButtonGroup(self)
        self._result = QGridLayout()
        self._results: dict[str, QLabel] = {}
        self.moving = label("", "note", wrap=True)
        self._lay_out_fields()
        self._lay_out_result()
        for choice in self.choices.values():
            choice.setParent(self)
            choice.chosen.connect(self._show_result)
        self.stays.idClicked.connect(lambda _: self._kept_changed())
        first = self.stays.button(_fuller(*self._sides))
        first.setChecked(True)
        self._kept_changed()
        self.open(first)

    def _lay_out_fields(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.setColumnMinimumWidth(0, 110)
        grid.addWidget(label(tr("Which one stays?"), "strong", wrap=True), 0, 0)
        for place, side in enumerate(self._sides):
            button = ValueChoice(side.name, tr("Stays"))
            self.stays.addButton(button, place)
            grid.addWidget(button, 0, place + 1)
            grid.addWidget(label(_about(side), "quiet", wrap=True), 1, place + 1)
        grid.addWidget(line(), 2, 0, 1, 3)
        row = 3
        for choice in self.choices.values():
            row = choice.place_in(grid, row)
        self.body.addLayout(grid)
        if not self.choices:
            self.body.addWidget(label(tr("Their fields are the same."), "note"))

    def _lay_out_result(self) -> None:
        card = QFrame()
        card.setObjectName("cardBox")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(14, 12, 14, 12)
        inside.setSpacing(8)
        inside.addWidget(label(tr("What stays").upper(), "caps"))
        self._result.setHorizontalSpacing(16)
        self._result.setVerticalSpacing(4)
        self._result.setColumnStretch(1, 1)
        self._result.setColumnMinimumWidth(0, 96)
        for row, fact in enumerate(self._pair.first.facts):
            if fact.key:
                value = label("", "strong" if fact.key == "name" else "", wrap=True)
                top = Qt.AlignmentFlag.AlignTop
                self._result.addWidget(label(fact.label, "label"), row, 0, top)
                self._result.addWidget(value, row, 1, top)
                self._results[fact.key] = value
        inside.addLayout(self._result)
        inside.addWidget(line())
        inside.addWidget(self.moving)
        self.body.addSpacing(10)
        self.body.addWidget(card)

    @property
    def kept(self) -> int:
        """Which of the two stays: 0 or 1."""
        return self.stays.checkedId()

    def _kept_changed(self) -> None:
        for choice in self.choices.values():
            choice.follow(self.kept)
        self._show_result()

    def result_words(self) -> Mapping[str, str]:
        """What the one that stays will hold, by field."""
        held = {fact.key: fact_words(fact) for fact in self._sides[self.kept].facts if fact.key}
        return held | {key: choice.words for key, choice in self.choices.items()}

    def _show_result(self) -> None:
        words = self.result_words()
        for row, fact in enumerate(self._pair.first.facts):
            value = self._results.get(fact.key)
            if value is None:
                continue
            value.setText(words[fact.key])
            for column in (0, 1):
                item = self._result.itemAtPosition(row, column)
                part = item.widget() if item is not None else None
                if part is not None:
                    part.setVisible(bool(words[fact.key]))
        self.moving.setText(self._moving_words())

    def _moving_words(self) -> str:
        kept, other = self._sides[self.kept], self._sides[1 - self.kept]
        moves = hanging_words(other.hangs)
        told = (
            tr("Moves to it from {name}: {things}.").format(things=moves, name=other.name)
            if moves
            else tr("Nothing hangs on {name}.").format(name=other.name)
        )
        tags = sorted({*kept.tags, *other.tags}, key=str.lower)
        return f"{told} {tr('Tags: {tags}.').format(tags=', '.join(tags))}" if tags else told

    def accept(self) -> None:
        kept, other = self._sides[self.kept], self._sides[1 - self.kept]
        record = self._pair.record
        fields = {key: choice.value for key, choice in self.choices.items()}
        self.accept_button.setEnabled(False)

        def act(session: Any) -> int:
            merge_records(
                session,
                record=record,
                kept_id=kept.id,
                other_id=other.id,
                fields=fields,
                versions=(kept.version, other.version),
            )
            return kept.id

        self._desk.save(
            act,
            kind=f"merge_{record}",
            words=tr("Merged: {other} is {kept} now").format(
                other=other.name, kept=self.result_words()["name"]
            ),
            then=self._merged,
            sheet=self,
        )


def _fuller(first: MergeSide, second: MergeSide) -> int:
    """The one on which more hangs; of equals the older one."""
    counts = [sum(side.hangs.values()) for side in (first, second)]
    if counts[0] != counts[1]:
        return 0 if counts[0] > counts[1] else 1
    return 0 if first.id < second.id else 1


def _about(side: MergeSide) -> str:
    made = tr("since {day}").format(day=day(side.made_on))
    return " · ".join(filter(None, (made, hanging_words(side.hangs))))


def hanging_words(hangs: Mapping[str, int]) -> str:
    """What hangs on a record, counted: "3 deals, 1 note"."""
    told: dict[str, Callable[[int], str]] = {
        "deal": lambda n: trn("{n} deal", "{n} deals", n),
        "contact": lambda n: trn("{n} contact", "{n} contacts", n),
        "company": lambda n: trn("{n} company of it", "{n} companies of it", n),
        "stakeholder": lambda n: trn("{n} part in a deal", "{n} parts in deals", n),
        "activity": lambda n: trn("{n} activity", "{n} activities", n),
        "note": lambda n: trn("{n} note", "{n} notes", n),
        "attachment": lambda n: trn("{n} file", "{n} files", n),
    }
    parts = [words(hangs[kind]) for kind, words in told.items() if hangs.get(kind)]
    rest = sum(count for kind, count in hangs.items() if kind not in told and kind != "tagging")
    return ", ".join([*parts, trn("{n} more thing", "{n} more things", rest)] if rest else parts)

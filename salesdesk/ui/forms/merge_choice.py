"""One field of two records that become one: which of the two values stays."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QRadioButton, QSizePolicy

from salesdesk.answers.records import Fact
from salesdesk.translation import tr
from salesdesk.ui.kit.record.facts import fact_words
from salesdesk.ui.kit.widgets import label

FIRST, SECOND, BOTH = 0, 1, 2


class ValueChoice(QRadioButton):
    """A value that can be chosen; one that does not fit ends in dots and is told whole in its tip."""

    def __init__(self, words: str, name: str) -> None:
        super().__init__()
        self._words = " ".join(words.split()) or tr("empty")
        self.setAccessibleName(f"{name}: {self._words}")
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(30)
        self.setProperty("kind", "value")
        self.setProperty("empty", not words.strip())
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 30)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # In bold, as the chosen one is written, so that nothing moves when it is chosen.
        face = self.font()
        face.setBold(True)
        room = max(20, self.width() - 30)
        told = QFontMetrics(face).elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(told.replace("&", "&&"))


class FieldChoice(QButtonGroup):
    """The same field of both records, side by side. `chosen` tells that a person chose.

    Until then the value of the record that stays is taken, or the other's where that has none.
    """

    chosen = Signal()

    def __init__(self, first: Fact, second: Fact) -> None:
        super().__init__()
        self.facts = (first, second)
        self._touched = False
        self.name: QLabel = label(first.label, "label")
        self.radios = [ValueChoice(fact_words(fact), fact.label) for fact in self.facts]
        if first.kind == "long_text" and all(fact_words(fact) for fact in self.facts):
            self.radios.append(ValueChoice(tr("Both, one below the other"), first.label))
        for place, each in enumerate(self.radios):
            self.addButton(each, place)
        self.radios[FIRST].setChecked(True)
        self.idClicked.connect(lambda _: self._choose())

    def place_in(self, grid: QGridLayout, line: int) -> int:
        """Lie in the columns of a grid from this line on; the next free line."""
        grid.addWidget(self.name, line, 0)
        for place in (FIRST, SECOND):
            grid.addWidget(self.radios[place], line, place + 1)
        for both in self.radios[BOTH:]:
            grid.addWidget(both, line + 1, 1, 1, 2)
        return line + len(self.radios) - 1

    def _choose(self) -> None:
        self._touched = True
        self.chosen.emit()

    def follow(self, kept: int) -> None:
        """Take what the record that stays (0 or 1) brings, unless somebody chose already."""
        if not self._touched:
            own = bool(fact_words(self.facts[kept]))
            self.radios[kept if own else 1 - kept].setChecked(True)

    @property
    def value(self) -> Any:
        """The value that stays."""
        if self.checkedId() == BOTH:
            return "\n\n".join(str(fact.value) for fact in self.facts)
        return self.facts[self.checkedId()].value

    @property
    def words(self) -> str:
        """The value that stays, as people read it."""
        return str(self.value) if self.checkedId() == BOTH else fact_words(self.facts[self.checkedId()])


def differing(first: Sequence[Fact], second: Sequence[Fact]) -> list[tuple[Fact, Fact]]:
    """The fields that can be chosen between: what is told only, and what is the same, is left out."""
    return [
        (mine, theirs)
        for mine, theirs in zip(first, second, strict=True)
        if mine.key and mine.value != theirs.value and (fact_words(mine) or fact_words(theirs))
    ]

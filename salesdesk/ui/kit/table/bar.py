"""The row above a list: search, filters as chips, how much there is, grouping, columns, export."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from salesdesk.answers.lists import Column, Condition
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import SearchField
from salesdesk.ui.kit.table.filters import FilterChip, Names
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.tokens import INSET
from salesdesk.ui.kit.widgets import Icons, button, icon_button, label

HEIGHT, TYPING_MS, LEAST_CHIP = 48, 180, 64


class ListBar(QFrame):
    """`typed` comes a moment after the last key; `change_asked` and `removed` carry the place of a filter."""

    typed = Signal(str)
    change_asked = Signal(int)
    removed = Signal(int)

    def __init__(self, theme: Theme, search: str) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self._icons = Icons(theme)
        self._group_words = tr("Group")
        self.chips: list[FilterChip] = []
        self._own: list[QWidget] = []
        self.search = SearchField(theme, search)
        self.search.setFixedWidth(196)
        self.view_button = button("", tip=tr("Saved views"))
        self.view_button.setAccessibleName(tr("Saved views"))
        self.view_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._for_rows = True
        self._told = ""
        self.filter_button = button(tr("Filter"), "quiet", tip=tr("Add a filter (F)"))
        self.clear_button = button(tr("Clear"), "quiet", tip=tr("Take all filters away"))
        self.total, self.sum = label("", "strong"), label("", "quiet")
        self.group_button = button(tr("Group"), tip=tr("Group by a column"))
        self.columns_button = button(tr("Columns"), tip=tr("Choose and order the columns"))
        self.columns_button.setAccessibleName(tr("Columns"))
        self.export_button = icon_button(tr("Export this list"))
        self.export_button.setProperty("kind", "plain")
        for made, icon in (
            (self.view_button, "chevron-down"),
            (self.filter_button, "plus"),
            (self.group_button, "group"),
            (self.columns_button, "columns-3"),
            (self.export_button, "download"),
        ):
            self._icons.put(made, icon)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._tell)
        self.search.textChanged.connect(lambda _: self._timer.start())

    def _lay_out(self) -> None:
        self._chips = QHBoxLayout()
        self._chips.setSpacing(8)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(INSET, 0, INSET, 0)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self.view_button)
        layout.addLayout(self._chips)
        layout.addWidget(self.filter_button)
        layout.addWidget(self.clear_button)
        layout.addStretch(1)
        for part in (self.total, self.sum, self.group_button, self.columns_button, self.export_button):
            layout.addWidget(part)
        self.clear_button.hide()
        self.view_button.hide()

    def add(self, part: QWidget) -> None:
        """Add something of the screen's own before the buttons that concern rows."""
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(layout.indexOf(self.group_button), part)
        self._own.append(part)
        self._fit()

    def _tell(self) -> None:
        self._told = self.search.text().strip()
        self.typed.emit(self.search.text())

    def show_for_rows(self, shown: bool) -> None:
        """Offer what concerns rows of a list; else the views, for then no tabs stand above."""
        self._for_rows = shown
        for part in (self.group_button, self.columns_button, self.export_button):
            part.setVisible(shown)
        self.view_button.setVisible(not shown)
        self._fit()

    def show_view(self, name: str, is_changed: bool) -> None:
        """Show which view is shown, and whether otherwise than it was saved."""
        self.view_button.setText((tr("{view} (changed)") if is_changed else "{view}").format(view=name))
        self.view_button.setAccessibleName(tr("View: {name}").format(name=self.view_button.text()))
        self._fit()

    def show_search(self, text: str) -> None:
        """Show a text without asking for it again."""
        if text.strip() == self._told:
            return  # nothing new: what is being typed stays
        self._told = text.strip()
        if self.search.text().strip() != text.strip():
            self.search.blockSignals(True)
            self.search.setText(text)
            self.search.blockSignals(False)

    def show_filters(
        self, columns: dict[str, Column], conditions: tuple[Condition, ...], names: Names
    ) -> None:
        """Show these filters as chips."""
        focused = next((place for place, chip in enumerate(self.chips) if chip.hasFocus()), None)
        for chip in self.chips:
            self._chips.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for place, condition in enumerate(conditions):
            if condition.field in columns:
                self._add(place, columns[condition.field], condition, names)
        self.clear_button.setVisible(bool(conditions))
        if focused is not None:
            rest: object = self.chips[min(focused, len(self.chips) - 1)] if self.chips else self.filter_button
            rest.setFocus()  # type: ignore[attr-defined]
        self._fit()

    def _add(self, place: int, column: Column, condition: Condition, names: Names) -> None:
        chip = FilterChip(self._theme, column, condition, names)
        chip.clicked.connect(lambda: self.change_asked.emit(place))
        chip.removed.connect(lambda: self.removed.emit(place))
        self._chips.addWidget(chip)
        self.chips.append(chip)
        chip.show()

    def show_totals(self, words: str, sums: str) -> None:
        """Show how many rows there are, and what is open of them."""
        self.total.setText(words)
        self.sum.setText(sums)
        self._fit()

    def show_group(self, name: str) -> None:
        """Show what the list is grouped by."""
        self._group_words = name or tr("Group")
        self.group_button.setAccessibleName(tr("Group by: {name}").format(name=name or tr("nothing")))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Drop what matters least until the row fits: the sum, the count, then the width of the chips."""
        room = self.width() - 2 * INSET
        self.sum.setVisible(bool(self.sum.text()))
        self.total.setVisible(True)
        self.group_button.setText(self._group_words)
        self.columns_button.setText(tr("Columns"))
        for chip in self.chips:
            chip.setFixedWidth(chip.sizeHint().width())
        excess = self._needed() - room
        if excess > 0 and self.sum.isVisibleTo(self):
            excess -= self.sum.sizeHint().width() + 8
            self.sum.hide()
        if excess > 0:
            excess -= self.total.sizeHint().width() + 8
            self.total.hide()
        if excess > 0 and self.chips:
            before = self._needed()
            self.group_button.setText("")
            self.columns_button.setText("")
            excess -= before - self._needed()
        if excess > 0 and self.chips:
            wide = [chip.sizeHint().width() for chip in self.chips]
            most = _cut_to(wide, sum(wide) - excess)
            for chip in self.chips:
                chip.setFixedWidth(min(most, chip.sizeHint().width()))

    def _needed(self) -> int:
        rows = [self.group_button, self.columns_button, self.export_button]
        parts = (
            self.search,
            self.filter_button,
            *([self.clear_button] if self.clear_button.isVisibleTo(self) else []),
            self.total,
            *([self.sum] if self.sum.text() else []),
            *(rows if self._for_rows else [self.view_button]),
            *(part for part in self._own if part.isVisibleTo(self)),
            *self.chips,
        )
        return sum((196 if part is self.search else part.sizeHint().width()) + 8 for part in parts)


def _cut_to(wide: list[int], room: int) -> int:
    """The width to which the widest are cut so that all of them fit; 64 at least."""
    for most in range(max(wide), LEAST_CHIP, -1):
        if sum(min(width, most) for width in wide) <= room:
            return most
    return LEAST_CHIP

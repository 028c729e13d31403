"""An open database as one sees it: the rail, the screen shown, the panel beside it, the way back."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.answers.cards import RecordCard
from salesdesk.answers.changes import Changes
from salesdesk.translation import tr
from salesdesk.ui.kit.pasting import holds_table
from salesdesk.ui.kit.screen import Desk, Screen
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.tokens import DETAIL
from salesdesk.ui.kit.top_bar import TopBar
from salesdesk.ui.kit.widgets import button, label, row
from salesdesk.ui.shell import menu
from salesdesk.ui.shell.draft_bar import DraftBar
from salesdesk.ui.shell.places import Place, Places
from salesdesk.ui.shell.rail import Rail

if TYPE_CHECKING:
    from salesdesk.ui.shell.card_panel import CardPanel

CARDS = ("product",)
"""What is shown in the panel at the right as long as no screen shows it."""
NARROW = 1100
"""Below this width of the window the rail folds by itself."""


class Pages(QWidget):
    """Shows screens and records by name, remembers where one was, and passes changes on to the screens."""

    arrived = Signal(object)
    seen = Signal(str, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.rail = Rail(theme)
        self.screens: dict[str, Screen] = {}
        self.places = Places()
        self._desk: Desk | None = None
        self._details: dict[str, QWidget] = {}
        self._card: CardPanel | None = None
        self._folded = False
        self._stack = QStackedWidget()
        self.banner = QFrame()
        self.banner.setObjectName("banner")
        self._banner_words = label("", wrap=True)
        self.open_line = QFrame()
        self.open_line.setObjectName("openLine")
        self.sample_bar = QFrame()
        self.sample_bar.setObjectName("sampleBar")
        self.own_button = button(tr("Start your own"), "link")
        self.draft_bar = DraftBar()
        self._detail = QStackedWidget()
        self._lay_out()
        self.rail.chosen.connect(self.open)

    def _lay_out(self) -> None:
        self.banner.setLayout(row(self._banner_words, margins=(20, 8, 20, 8)))
        self.banner.hide()
        told = label(tr("Sample data: look around and try everything, nothing here is real."))
        self.sample_bar.setLayout(row(told, None, self.own_button, margins=(20, 3, 16, 3)))
        self.sample_bar.hide()
        warned = label(tr("Not verified: whoever is in this network could read along or pose as the server."))
        self.open_line.setLayout(row(warned, margins=(20, 3, 16, 3)))
        self.open_line.hide()
        self._detail.setFixedWidth(DETAIL)
        self._detail.hide()
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.open_line)
        middle.addWidget(self.sample_bar)
        middle.addWidget(self.banner)
        middle.addWidget(self.draft_bar)
        middle.addWidget(self._stack, 1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(middle, 1)
        across.addWidget(self._detail)

    @property
    def current(self) -> Screen | None:
        """The screen shown."""
        now = self.places.now
        return self.screens.get(now.screen) if now is not None else None

    def begin(self, desk: Desk, place: str = "") -> None:
        """Show another database: where it was left ("pipeline" or "deal:12"), else the first screen."""
        self.forget()
        self._desk = desk
        record, _, record_id = place.partition(":")
        entry = menu.screen_of(record) if record_id.isdigit() else None
        known = {each.name for each in menu.SCREENS}
        self.open(place if place in known else entry.name if entry is not None else menu.SCREENS[0].name)
        if entry is not None:
            self.open(record, int(record_id))
        if self.current is not None:
            self.current.setFocus()

    def forget(self) -> None:
        """Put the screens of the database before away."""
        self._desk = None
        self._details.clear()
        self._card = None
        self._detail.hide()
        for widget in self._detail.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            self._detail.removeWidget(widget)
            widget.deleteLater()
        for screen in self.screens.values():
            self._stack.removeWidget(screen)
            screen.deleteLater()
        self.screens.clear()
        self.places.clear()
        self.rail.forget_counts()

    def open(self, name: str, record_id: int | None = None) -> None:
        """Show a screen by its name, or a record by its kind and id."""
        entry = menu.screen_of(name) if record_id is not None else None
        if entry is not None:
            self._go(Place(entry.name, name, record_id))
        elif any(entry.name == name for entry in menu.SCREENS):
            self._go(Place(name))
        elif name in CARDS and record_id is not None:
            self._ask_card(name, record_id)

    def _ask_card(self, record: str, record_id: int) -> None:
        assert self._desk is not None

        def query(session: Any) -> RecordCard:
            from salesdesk.queries.cards import record_card

            return record_card(session, record=record, record_id=record_id)

        self._desk.background.ask(
            query, self._show_card, owner=self._desk.life, key="card", failed=self._desk.toast
        )

    def _show_card(self, card: RecordCard) -> None:
        """Show a product beside the screen, over what that shows there itself."""
        from salesdesk.ui.shell.card_panel import CardPanel

        assert self._desk is not None
        panel = CardPanel(self._desk.theme, card)
        panel.closed.connect(self._close_card)
        self._close_card()
        self._card = panel
        self._fill_detail(panel)
        self.seen.emit(card.record, card.id)
        panel.close_button.setFocus()

    def _close_card(self) -> None:
        if self._card is not None:
            self._detail.removeWidget(self._card)
            self._card.deleteLater()
            self._card = None
            now = self.places.now
            self._fill_detail(self._details.get(now.screen) if now is not None else None)
            if self.current is not None:
                self.current.setFocus()

    def step(self, by: int) -> None:
        """Go back (-1) or forward (1)."""
        place = self.places.step(by)
        if place is not None:
            self._show(place)

    def is_shown(self, name: str) -> bool:
        """Whether a screen is the one shown."""
        now = self.places.now
        return now is not None and now.screen == name

    def make(self, name: str) -> None:
        """Begin what is new on a screen, shown now if it is not."""
        if not self.is_shown(name):
            self.open(name)
        self.screens[name].new_record()

    def take_files(self, paths: list[Path]) -> None:
        """Give files to the screen that takes them, shown now if it is not."""
        entry = next((entry for entry in menu.SCREENS if entry.takes_files), None)
        if entry is not None and self._desk is not None:
            self.open(entry.name)
            self.screens[entry.name].take_files(paths)

    def paste(self) -> None:
        """Give the table on the clipboard to the screen that takes files, shown now if it is not.

        Elsewhere a word that was copied for something else is no table.
        """
        entry = next((entry for entry in menu.SCREENS if entry.takes_files), None)
        if entry is None or self._desk is None:
            return
        if not self.is_shown(entry.name):
            if not holds_table(QGuiApplication.clipboard().mimeData()):
                self._desk.toast(
                    tr("There is no table on the clipboard; copy cells in a spreadsheet program first.")
                )
                return
            self.open(entry.name)
        self.screens[entry.name].paste()

    def focus_search(self) -> None:
        """Put the cursor into the search field of the screen shown."""
        if self.current is not None:
            self.current.focus_search()

    def _go(self, place: Place) -> None:
        self.places.go(place)
        self._show(place)

    def _show(self, place: Place) -> None:
        self._close_card()
        is_new = place.screen not in self.screens
        screen = self._screen(place.screen)
        self._stack.setCurrentWidget(screen)
        self._place_focus(screen, is_new)
        self.rail.show_screen(place.screen)
        self._fill_detail(self._details.get(place.screen))
        if place.record_id is None:
            screen.show_all()
        else:
            screen.open_record(place.record, place.record_id)
            self.seen.emit(place.record, place.record_id)
        self.arrived.emit(place)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.current is not None:
            self._place_focus(self.current, is_new=False)

    def _place_focus(self, screen: Screen, is_new: bool) -> None:
        """Leave the focus where it was in the screen; Qt else puts it on the first thing in the bar above."""
        focus = QApplication.focusWidget()
        if is_new or focus is None or not screen.isAncestorOf(focus) or isinstance(focus.parent(), TopBar):
            screen.setFocus()

    def _screen(self, name: str) -> Screen:
        if name not in self.screens:
            assert self._desk is not None
            entry = next(entry for entry in menu.SCREENS if entry.name == name)
            made = entry.build(replace(self._desk, show_detail=partial(self._set_detail, name)))
            self.screens[name] = made
            self._stack.addWidget(made)
        return self.screens[name]

    def _set_detail(self, name: str, widget: QWidget | None) -> None:
        """Keep what a screen shows beside itself; seen while that screen is."""
        if widget is None:
            self._details.pop(name, None)
        else:
            self._details[name] = widget
        if self.places.now is not None and self.places.now.screen == name:
            self._fill_detail(widget)

    def _fill_detail(self, widget: QWidget | None) -> None:
        # What is not shown any more stays a part of the window: on its own it would become a window itself.
        if widget is not None:
            if self._detail.indexOf(widget) < 0:
                self._detail.addWidget(widget)
            self._detail.setCurrentWidget(widget)
        self._detail.setVisible(widget is not None)

    def changed(self, changes: Changes) -> None:
        """Tell the screens what changed; with the settings it may be who sees what, in every one of them."""
        if changes.rows.get("setting"):
            changes = Changes(everything=True)
        for screen in self.screens.values():
            screen.changed(changes)

    def say_above(self, words: str) -> None:
        """Show a sentence above the screen, or none."""
        self._banner_words.setText(words)
        self.banner.setVisible(bool(words))

    def fold(self, folded: bool) -> None:
        """Show the rail as icons only, also where there is room."""
        self._folded = folded
        self._fit()

    def _fit(self) -> None:
        wanted = self._folded or self.width() < NARROW
        if wanted != self.rail.is_folded:
            self.rail.fold(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

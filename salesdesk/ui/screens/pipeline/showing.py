"""In which form the deals are shown: board, list, calendar, funnel, inbox of leads; all under one filter."""

from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from salesdesk.answers.lists import Condition
    from salesdesk.ui.screens.pipeline.screen import PipelineScreen


class FormPage(Protocol):
    """A form of its own: it reads what the screen's filter lets through, and takes the focus."""

    def read(self) -> None: ...

    def focus_deals(self) -> None: ...


class Showing(QObject):
    """Keeps which form is shown; the forms beside board and list are made when they are first asked for."""

    def __init__(self, screen: "PipelineScreen") -> None:
        super().__init__(screen)
        self._screen = screen
        self._made: dict[str, FormPage] = {}
        self.form = "board"

    def page(self, form: str) -> FormPage | None:
        """The page of a form; None for the list and the board without lanes, which the screen has itself."""
        if form == "board" and self._screen.lane_choice.by is not None:
            form = "lanes"
        if form in self._made or form in ("board", "list"):
            return self._made.get(form)
        self._made[form] = self._make(form)
        return self._made[form]

    def _make(self, form: str) -> FormPage:
        # Loaded when they are asked for: the first board is not to wait for them.
        if form == "calendar":
            from salesdesk.ui.screens.pipeline.calendar import CalendarPage

            return CalendarPage(self._screen)
        if form == "funnel":
            from salesdesk.ui.screens.pipeline.funnel import FunnelPage

            return FunnelPage(self._screen)
        if form == "inbox":
            from salesdesk.ui.screens.pipeline.inbox import InboxPage

            return InboxPage(self._screen)
        if form == "lanes":
            from salesdesk.ui.screens.pipeline.lanes import LanesPage

            return LanesPage(self._screen)
        raise LookupError(form)

    def widget(self) -> QWidget:
        """What stands below the filters now."""
        page = self.page(self.form)
        return cast(QWidget, page) if page is not None else self._screen.board

    def show(self, form: str) -> None:
        """Show the deals in this form."""
        self.form = form
        self._screen.place_form()
        page = self.page(form)
        if page is not None:
            page.read()
        self.focus_deals()

    def follow(self) -> None:
        """Read again what is shown, because something changed."""
        page = self.page(self.form)
        if page is not None:
            page.read()

    def focus_deals(self) -> None:
        """Put the focus on the deals."""
        page = self.page(self.form)
        if page is not None:
            page.focus_deals()
        elif self.form == "list":
            self._screen.page.focus_list()
        else:
            self._screen.board.focus_cards()

    def as_list(self, conditions: "tuple[Condition, ...]") -> None:
        """Show as a list what these conditions leave of the deals that are shown; other filters stay."""
        fields = {condition.field for condition in conditions}
        kept = tuple(each for each in self._screen.page.view.conditions if each.field not in fields)
        self.show("list")
        self._screen.page.ask(conditions=(*kept, *conditions))

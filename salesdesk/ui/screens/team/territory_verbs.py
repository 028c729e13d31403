"""What is done on the Territories tab: each is one save, with what it says and its undo."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint

from salesdesk.answers.changes import Changes
from salesdesk.services.assigning import assign_companies, delete_rule, place_rule
from salesdesk.services.territories import retire_territory
from salesdesk.translation import tr
from salesdesk.ui.screens.team.rule_sheet import RuleSheet
from salesdesk.ui.screens.team.rule_words import assigned_words
from salesdesk.ui.screens.team.territory_sheet import TerritorySheet

if TYPE_CHECKING:
    from salesdesk.answers.territories import Territories
    from salesdesk.ui.screens.team.screen import TeamScreen


class TerritoryVerbs:
    """The verbs of the tab; what is shown and chosen it asks the screen."""

    def __init__(self, screen: "TeamScreen") -> None:
        self._screen = screen
        page = screen.places
        page.place_asked.connect(self.change_place)
        page.menu_asked.connect(self.show_menu)
        page.rule_asked.connect(self.change_rule)
        page.rule_moved.connect(self.move_rule)
        page.rule_dropped.connect(self.drop_rule)
        page.assign_asked.connect(self.assign)
        page.company_opened.connect(lambda key: screen.desk.open("company", key))

    @property
    def _known(self) -> "Territories | None":
        return self._screen.places.known

    def add_place(self) -> None:
        """Show the tab, and a new territory to fill in."""
        self._screen.show_tab("territories")
        self.change_place(0)

    def change_place(self, territory_id: int, parent_id: int | None = None) -> None:
        """Show a territory to change, or a new one (0), inside another one if told."""
        screen, known = self._screen, self._known
        if known is None or screen.team is None or screen.refused():
            return
        screen.sheet = TerritorySheet(
            screen.desk, known, screen.team, place=known.place(territory_id), parent_id=parent_id,
            saved=self._read_again,
        )  # fmt: skip

    def change_rule(self, rule_id: int, territory_id: int | None = None) -> None:
        """Show a rule to change, or a new one (0), for a territory if told."""
        screen, known = self._screen, self._known
        if known is None or not known.places or screen.team is None or screen.refused():
            return
        screen.sheet = RuleSheet(
            screen.desk, known, screen.team, rule=known.rule(rule_id),
            territory_id=territory_id or screen.places.tree.current_id, saved=self._read_again,
        )  # fmt: skip

    def menu(self, territory_id: int) -> Any:
        """What can be done with a territory."""
        return self._screen.places.place_menu(
            territory_id,
            {
                "change": self.change_place,
                "inside": lambda key: self.change_place(0, key),
                "rule": lambda key: self.change_rule(0, key),
                "retire": self.retire,
            },
        )

    def show_menu(self, territory_id: int, point: QPoint) -> None:
        """Show that menu."""
        menu = self.menu(territory_id)
        if menu.actions():
            menu.popup(point)

    def retire(self, territory_id: int) -> None:
        """Take a territory out of use; Undo brings it back."""
        place = self._known.place(territory_id) if self._known is not None else None
        if place is not None and not self._screen.refused():
            self._save(
                lambda session: retire_territory(session, territory_id=territory_id),
                "territories",
                tr("Out of use: {name}").format(name=place.name),
            )

    def move_rule(self, rule_id: int, place: int) -> None:
        """Put a rule at another place in the order."""
        if not self._screen.refused():
            self._save(
                lambda session: place_rule(session, rule_id=rule_id, position=place),
                "assignment_rule",
                tr("Rule moved to place {n}").format(n=place + 1),
            )

    def drop_rule(self, rule_id: int) -> None:
        """Take a rule out; Undo brings it back."""
        if not self._screen.refused():
            self._save(
                lambda session: delete_rule(session, rule_id=rule_id),
                "assignment_rule",
                tr("Rule taken out"),
            )

    def assign(self) -> None:
        """Give the companies that were told to whom the rules say."""
        told = self._known.assigning if self._known is not None else None
        if told is None or not told.ids or self._screen.desk.read_only:
            return
        self._screen.desk.save_many(
            lambda session, part: assign_companies(session, ids=part),
            told.ids,
            kind="assign_companies",
            words=assigned_words(told),
            then=self._read_again,
            owner=self._screen,
        )

    def _save(self, action: Any, kind: str, words: str) -> None:
        self._screen.desk.save(
            action, kind=kind, words=words, owner=self._screen, then=self._read_again,
            failed=self._refused,
        )  # fmt: skip

    def _refused(self, sentence: str) -> None:
        self._screen.desk.toast(sentence)
        self._read_again(None)

    def _read_again(self, _: Any) -> None:
        self._screen.refresh(Changes(everything=True))

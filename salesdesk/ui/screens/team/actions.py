"""What is done to people on the Team screen: each is one save, with what it says and its undo."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog

from salesdesk.answers.changes import Changes
from salesdesk.answers.clash import Clash
from salesdesk.answers.team import MoveAhead, TeamMember
from salesdesk.exchange.taking import FILTERS, take_list
from salesdesk.services.people import activate_person, grant_rights, move_person
from salesdesk.services.planned_moves import apply_planned_move, drop_planned_move, plan_move
from salesdesk.services.portraits import remove_portrait, set_portrait
from salesdesk.services.records import set_field
from salesdesk.settings import documents_folder
from salesdesk.translation import tr
from salesdesk.ui.kit.clash import ClashSheet, clashes_of, seen
from salesdesk.ui.kit.faces import square_picture
from salesdesk.ui.kit.format import day, number
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.screens.team.panel import as_stored

if TYPE_CHECKING:
    from salesdesk.ui.screens.team.screen import TeamScreen


class TeamActions:
    """The verbs of the screen; who is chosen and what is shown it asks the screen."""

    def __init__(self, screen: "TeamScreen") -> None:
        self._screen = screen

    def drop(self, person_id: int, target: int) -> None:
        """Move somebody onto whom they were dragged."""
        self.move(person_id, target, None)

    def move(
        self, person_id: int, target: int | None, sheet: Sheet | None, later: date | None = None
    ) -> None:
        """Let somebody report to `target` (None: nobody), now or on a day to come."""
        team = self._screen.team
        member = team.member(person_id) if team is not None else None
        if team is None or member is None:
            return
        above = team.member(target)
        if later is not None:
            self.plan(member, target, later, sheet)
            return
        words = (
            tr("{name} reports to {above} now").format(name=member.name, above=above.name)
            if above is not None
            else tr("{name} reports to nobody now").format(name=member.name)
        )
        self._screen.forget_wanted()
        self.save(
            lambda session: move_person(session, person_id=person_id, reports_to_id=target),
            "move_person",
            words,
            sheet,
            then=lambda: self._screen.follow(person_id),
        )

    def plan(self, member: TeamMember, target: int | None, later: date, sheet: Sheet | None) -> None:
        """Write a move down for a day to come."""
        self.save(
            lambda session: plan_move(session, person_id=member.id, reports_to_id=target, due_on=later),
            "plan_move",
            tr("The move of {name} is planned for {day}").format(name=member.name, day=day(later)),
            sheet,
        )

    def apply(self, ahead: MoveAhead) -> None:
        """Make a planned move now."""
        self.save(
            lambda session: apply_planned_move(session, move_id=ahead.id),
            "move_person",
            tr("{name} is moved").format(name=ahead.name),
        )

    def forget(self, ahead: MoveAhead) -> None:
        """Drop a planned move."""
        self.save(
            lambda session: drop_planned_move(session, move_id=ahead.id),
            "drop_planned_move",
            tr("The planned move of {name} is forgotten").format(name=ahead.name),
        )

    def save(
        self,
        action: Callable[[Any], Any],
        kind: str,
        words: str,
        sheet: Sheet | None = None,
        failed: Callable[[str], None] | None = None,
        then: Callable[[], None] | None = None,
    ) -> None:
        """One save that can be undone, after which the team is read again."""

        def saved(_: Any) -> None:
            if then is not None:
                then()
            self._screen.refresh(Changes(everything=True))

        self._screen.desk.save(
            action, kind=kind, words=words, sheet=sheet, owner=self._screen, failed=failed, then=saved
        )

    def bring_back(self) -> None:
        """Let somebody who left sign in again."""
        member = self._screen.member
        if member is not None and not member.active and not self._screen.refused():
            person_id = member.id
            self.save(
                lambda session: activate_person(session, person_id=person_id),
                "activate_person",
                tr("{name} is active again").format(name=member.name),
            )

    def grant(self, rights: object) -> None:
        """Give the one chosen exactly these rights."""
        member = self._screen.member
        if member is None or not isinstance(rights, list):
            return
        person_id, wanted = member.id, list(rights)

        def refused(sentence: str) -> None:
            self._screen.desk.toast(sentence)
            self._screen.show_chosen()

        self.save(
            lambda session: grant_rights(session, person_id=person_id, rights=wanted),
            "grant_rights",
            tr("Rights of {name} saved").format(name=member.name),
            failed=refused,
        )

    def edit(self, person_id: int, key: str, value: object, was: object) -> None:
        """Save a field of a person, or say beside it why not."""
        facts = self._screen.panel.facts
        member = self._screen.team.member(person_id) if self._screen.team is not None else None
        if member is None:
            facts.let_go(person_id, key)
            return
        if key == "reports_to_id":
            # A box shows what is so until the move is confirmed with its preview.
            facts.let_go(person_id, key)
            if person_id == self._screen.page.current_id:
                self._screen.move_to(value if isinstance(value, int) else None)
            return
        field, new = as_stored(key, value)
        self._save_field(member, key, field, new, as_stored(key, was)[1])

    def _save_field(self, member: TeamMember, key: str, field: str, new: Any, old: Any) -> None:
        """Save one field of a person; where somebody changed it since it was `old`, both sides are shown."""
        facts, desk = self._screen.panel.facts, self._screen.desk

        def decided(kept: Sequence[Clash], _: Sequence[Clash]) -> None:
            if kept:
                self._save_field(member, key, field, new, seen(kept)[field])
            else:
                facts.let_go(member.id, key)
                self._screen.refresh(Changes(everything=True))

        def refused(sentence: str) -> None:
            if not facts.refuse(member.id, key, sentence):
                desk.toast(f"{member.name}: {sentence}")
            if clashes_of(sentence):
                ClashSheet(desk, member.name, clashes_of(sentence), decided)

        self.save(
            lambda session: set_field(
                session, record="person", record_id=member.id, field=field, value=new, was=old
            ),
            "edit_person",
            tr("{name} saved").format(name=member.name),
            then=lambda: facts.settle(member.id, key),
            failed=refused,
        )

    def choose_picture(self) -> None:
        """Ask for a photograph of the one chosen."""
        words = tr("Pictures (*.png *.jpg *.jpeg)")
        where, _ = QFileDialog.getOpenFileName(self._screen, tr("Choose a picture"), "", words)
        if where:
            self.put_picture(Path(where))

    def put_picture(self, path: Path) -> None:
        """Show the middle of a photograph wherever the one chosen is shown."""
        member = self._screen.member
        if member is None:
            return
        words = tr("{name} has a picture").format(name=member.name)

        def cut(content: bytes) -> None:
            self.save(
                lambda session: set_portrait(session, person_id=member.id, content=content),
                "portrait",
                words,
            )

        # A large one from a slow place takes seconds, in which nobody else could save.
        self._screen.desk.background.run(
            lambda: square_picture(path), cut, owner=self._screen, failed=self._screen.desk.toast
        )

    def remove_picture(self) -> None:
        """Show the one chosen by their initials again."""
        member = self._screen.member
        if member is not None:
            person_id = member.id
            self.save(
                lambda session: remove_portrait(session, person_id=person_id),
                "portrait",
                tr("The picture of {name} is taken away").format(name=member.name),
            )

    def import_people(self) -> None:
        """Go to where a workbook with people is read in."""
        self._screen.desk.open("exchange")

    def export(self) -> None:
        """Ask where to, then write the people into a file."""
        filters = ";;".join(f"{words} (*{ending})" for ending, words in FILTERS["people"])
        proposed = documents_folder() / f"{tr('Team')}.xlsx"
        where, _ = QFileDialog.getSaveFileName(self._screen, tr("Export the team"), str(proposed), filters)
        if where:
            self.export_to(Path(where))

    def export_to(self, target: Path) -> None:
        """Write the people into a file."""
        self._screen.desk.background.ask(
            lambda session: take_list(session, "people", target),
            lambda rows: self._screen.desk.toast(
                tr("{n} people are in {file}.").format(n=number(rows), file=target.name)
            ),
            owner=self._screen,
            failed=self._screen.desk.toast,
        )

"""A person on the way to somebody else: who is dragged, over whom, and what that would change."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from salesdesk.answers.team import MovePreview, Team
from salesdesk.queries.team_changes import move_preview
from salesdesk.ui.kit.screen import Desk


class Moving(QObject):
    """Shared by the list and the chart, so that both show the same marks. `changed` tells of any change.

    `allowed` says whether people can be moved now; `drop` gets who goes to whom.
    """

    changed = Signal()

    def __init__(self, desk: Desk, drop: Callable[[int, int], None]) -> None:
        super().__init__()
        self._desk, self._drop = desk, drop
        self.allowed = False
        self.team: Team | None = None
        self.person_id: int | None = None
        self.target_id: int | None = None
        self.preview: MovePreview | None = None
        self._branch: frozenset[int] = frozenset()

    def begin(self, person_id: int) -> bool:
        """Take somebody up; False where that is not allowed."""
        if not self.allowed or self.team is None:
            return False
        self.person_id = person_id
        self._branch = self.team.branch(person_id)
        self.changed.emit()
        return True

    def takes(self, person_id: int | None) -> bool:
        """Whether the one on the way could report to this person."""
        member = self.team.member(person_id) if self.team is not None else None
        if member is None or not member.active or member.id in self._branch or self.team is None:
            return False
        moved = self.team.member(self.person_id)
        return moved is not None and moved.reports_to_id != member.id

    def aim(self, person_id: int | None) -> None:
        """Be over somebody, or over nobody who could take them."""
        target = person_id if self.takes(person_id) else None
        if target == self.target_id or self.person_id is None:
            return
        self.target_id, self.preview = target, None
        if target is not None:
            moved = self.person_id
            self._desk.background.ask(
                lambda session: move_preview(session, person_id=moved, reports_to_id=target),
                self._answered,
                owner=self,
                key="preview",
            )
        self.changed.emit()

    def _answered(self, preview: MovePreview) -> None:
        if preview.person_id == self.person_id and self.target_id is not None:
            self.preview = preview
            self.changed.emit()

    def cancel(self) -> None:
        """Leave everything as it was."""
        if self.person_id is not None:
            self.person_id = self.target_id = self.preview = None
            self.changed.emit()

    def drop(self) -> None:
        """Let go: over somebody who can take them, they move."""
        person, target = self.person_id, self.target_id
        self.cancel()
        if person is not None and target is not None:
            self._drop(person, target)

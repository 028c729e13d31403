"""What this window did and can take back: Ctrl+Z and Ctrl+Y over all screens."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from salesdesk.translation import tr
from salesdesk.ui.kit.background import Background, Saved
from salesdesk.ui.kit.steps import Taken, undo_in_steps

DEEPEST = 100


@dataclass(frozen=True, slots=True)
class _Step:
    text: str
    action_id: int
    in_steps: bool = False


class UndoStack(QObject):
    """Own saves, newest last. Undo is a save of its own; what others changed since is not touched."""

    said = Signal(str)
    changed = Signal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._saving = 0
        self._asked = 0

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._done)

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way that can be taken back once it is done."""
        return self._saving > 0

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back last."""
        return bool(self._undone)

    @property
    def undo_words(self) -> str:
        """What Ctrl+Z would take back, in the words it was told in."""
        return self._done[-1].text if self._done else ""

    @property
    def redo_words(self) -> str:
        """What Ctrl+Y would do again."""
        return self._undone[-1].text if self._undone else ""

    def expect(self) -> None:
        """A save is under way: Ctrl+Z from now on means that one, so it waits for it."""
        self._saving += 1

    def expect_no_more(self) -> None:
        """A save that was under way was refused, or is remembered."""
        self._saving -= 1
        while self._asked and not self._saving:
            self._asked -= 1
            self.undo()

    def push(self, text: str, action_id: int, *, in_steps: bool = False) -> None:
        """Remember a save by the words it was told in; `in_steps` one of very many records in several parts,
        of which this is the first: it is taken back in steps as well."""
        self._done = [*self._done, _Step(text, action_id, in_steps)][-DEEPEST:]
        self._undone = []
        self.changed.emit()

    def steps(self) -> list[tuple[str, int]]:
        """What can be undone, newest last, to hand on to another window."""
        return [(step.text, step.action_id) for step in self._done]

    def take_over(self, steps: list[tuple[str, int]]) -> None:
        """Be able to undo what another window did."""
        self._done, self._undone = [_Step(text, action_id) for text, action_id in steps], []
        self.changed.emit()

    def clear(self) -> None:
        """Forget everything; another database is open."""
        self._saving = self._asked = 0
        self._done, self._undone = [], []
        self.changed.emit()

    def undo(self) -> None:
        """Take back the newest save; one that is still under way as soon as it is done."""
        if self._saving:
            self._asked += 1
        elif self._done:
            step = self._done.pop()
            self._take_back(step, self._undone, tr("Undone: {what}"))

    def undo_this(self, action_id: int) -> None:
        """Take back one save, wherever it stands."""
        step = next((step for step in self._done if step.action_id == action_id), None)
        if step is not None:
            self._done.remove(step)
            self._take_back(step, self._undone, tr("Undone: {what}"))

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._undone:
            step = self._undone.pop()
            self._take_back(step, self._done, tr("Done again: {what}"), again=True)

    def _take_back(self, step: _Step, onto: list[_Step], words: str, again: bool = False) -> None:
        if step.in_steps:
            self._take_back_in_steps(step, onto, words, again)
            return
        from salesdesk.services.undo import undo_action

        def then(saved: Saved) -> None:
            onto.append(_Step(step.text, saved.action_id))
            self.said.emit(words.format(what=step.text))
            self.changed.emit()

        self._background.do(
            lambda session: undo_action(session, action_id=step.action_id, again=again),
            then,
            kind="undo",
            undo_of_id=step.action_id,
            owner=self,
            failed=self.said.emit,
        )
        self.changed.emit()

    def _take_back_in_steps(self, step: _Step, onto: list[_Step], words: str, again: bool) -> None:
        def progress(taken: Taken) -> None:
            if taken.done < taken.all:
                self.said.emit(tr("{n} of {all} done …").format(n=taken.done, all=taken.all))

        def then(taken: Taken) -> None:
            if taken.refused or taken.action_id is None:
                told = tr("Only {n} of {all} parts of it were taken back: {why}")
                self.said.emit(told.format(n=taken.done, all=taken.all, why=taken.refused))
            else:
                onto.append(_Step(step.text, taken.action_id, True))
                self.said.emit(words.format(what=step.text))
            self.changed.emit()
            self.expect_no_more()

        def failed(sentence: str) -> None:
            self.said.emit(sentence)
            self.expect_no_more()

        self.expect()
        steps = undo_in_steps(step.action_id, again=again)
        self._background.do_steps(steps, progress, then, owner=self, failed=failed)
        self.changed.emit()

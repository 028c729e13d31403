"""What this window did and can take back: Ctrl+Z and Ctrl+Y over all screens."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from salesdesk.translation import tr
from salesdesk.ui.kit.background import Background, Saved
from salesdesk.ui.kit.steps import Taken, undo_in_steps

DEEPEST = 100
Handed = list[tuple[str, int, bool]]
"""What can be undone: the words of each save, its action, and whether it is undone in steps."""


@dataclass(frozen=True, slots=True)
class _Step:
    text: str
    action_id: int
    in_steps: bool = False
    begun: Taken | None = None
    refused: str = ""


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
        self._done.append(_Step(text, action_id, in_steps))
        del self._done[:-DEEPEST]
        self._undone = []
        self.changed.emit()

    def steps(self) -> Handed:
        """What can be undone, newest last, to hand on to another window."""
        return [(step.text, step.action_id, step.in_steps) for step in self._done]

    def take_over(self, steps: Handed) -> None:
        """Be able to undo what another window did."""
        self._done, self._undone = [_Step(*step) for step in steps], []
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
            self._take_back(self._done[-1], self._done, self._undone, tr("Undone: {what}"))

    def undo_this(self, action_id: int) -> None:
        """Take back one save, wherever it stands."""
        step = next((step for step in self._done if step.action_id == action_id), None)
        if step is not None:
            self._take_back(step, self._done, self._undone, tr("Undone: {what}"))

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._undone:
            step = self._undone[-1]
            self._take_back(step, self._undone, self._done, tr("Done again: {what}"), again=True)

    def _take_back(
        self, step: _Step, stack: list[_Step], onto: list[_Step], words: str, again: bool = False
    ) -> None:
        """Take a step from its stack `onto` the other; where that is refused it goes back to its place."""
        place = stack.index(step)
        stack.remove(step)
        if step.in_steps:
            self._take_back_in_steps(step, (stack, place), onto, words, again)
            return
        from salesdesk.services.undo import undo_action

        def then(saved: Saved) -> None:
            onto.append(_Step(step.text, saved.action_id))
            self.said.emit(words.format(what=step.text))
            self.changed.emit()

        def failed(sentence: str) -> None:
            self._put_back(step, stack, place, sentence)

        self._background.do(
            lambda session: undo_action(session, action_id=step.action_id, again=again),
            then,
            kind="undo",
            undo_of_id=step.action_id,
            owner=self,
            failed=failed,
        )
        self.changed.emit()

    def _put_back(self, step: _Step, stack: list[_Step], place: int, sentence: str) -> None:
        """It was refused, perhaps for a moment only: it can be tried again.

        What is refused for the same reason once more goes below the one before, so as not to bar its way.
        """
        if step.refused == sentence:
            place = max(0, place - 1)
        if stack is self._done or stack is self._undone:
            stack.insert(place, replace(step, refused=sentence))
        self.said.emit(sentence)
        self.changed.emit()

    def _take_back_in_steps(
        self, step: _Step, source: tuple[list[_Step], int], onto: list[_Step], words: str, again: bool
    ) -> None:
        def progress(taken: Taken) -> None:
            if taken.done < taken.all:
                self.said.emit(tr("{n} of {all} done …").format(n=taken.done, all=taken.all))

        def then(taken: Taken) -> None:
            if taken.refused or taken.action_id is None:
                told = tr("Only {n} of {all} parts of it were taken back: {why}")
                told = told.format(n=taken.done, all=taken.all, why=taken.refused)
                self._put_back(replace(step, begun=taken), *source, told)
            else:
                onto.append(_Step(step.text, taken.action_id, True))
                self.said.emit(words.format(what=step.text))
            self.changed.emit()
            self.expect_no_more()

        def failed(sentence: str) -> None:
            self._put_back(step, *source, sentence)
            self.expect_no_more()

        self.expect()
        steps = undo_in_steps(step.action_id, again=again, begun=step.begun)
        self._background.do_steps(steps, progress, then, owner=self, failed=failed)
        self.changed.emit()

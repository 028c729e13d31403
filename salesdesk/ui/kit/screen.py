"""What every screen is: a page with a name, that shows answers and follows changes while it is seen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from salesdesk.answers.changes import Changes
from salesdesk.answers.viewer import Viewer
from salesdesk.drafts import Draft
from salesdesk.rules.parts import AT_ONCE
from salesdesk.translation import tr
from salesdesk.ui.kit.background import Background, Saved
from salesdesk.ui.kit.notice import Notice
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.steps import Taken, save_in_steps
from salesdesk.ui.kit.theme import Theme
from salesdesk.ui.kit.undo import UndoStack

Message = Callable[..., None]


class Open(Protocol):
    """Shows a screen ("companies") or a record ("company", 12), whichever screen shows that."""

    def __call__(self, name: str, id: int | None = None, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Command:
    """Something one can do now: a line of the command palette and of the keyboard map.

    `key` names it for good ("deal.new"); `keys` holds its shortcuts as Qt writes them, the first one shown,
    divided by spaces ("Ctrl+Y Ctrl+Shift+Z"), or nothing. The shell makes them work while the screen is
    shown and no sheet lies over it; letters alone do nothing while somebody types. `do` is None where the
    part with the focus answers to the keys itself (arrows in a list): such a line stands in the keyboard map
    only. `over_sheets` is for what works over a form as well.
    """

    key: str
    words: str
    icon: str = ""
    keys: str = ""
    do: Callable[[], object] | None = None
    over_sheets: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What a screen gets: background work, the look, undo, and the shell's few doors.

    `open(name, id=None)` shows a screen or a record; `find()` opens the command palette;
    `run(key)` does a command of the shell ("look.dark");
    `toast(text, action_id=None)` says something, with Undo; `look()` asks at once what changed;
    `notify(notice)` puts something under the bell; `show_detail(widget | None)` fills the panel at the right
    while this screen is shown; `sheet_parent` is what sheets lie over; `set_count(name, n)` shows a number
    beside a screen in the rail. `pages` are name, title and icon of every screen; `choose_page(name, shown)`
    lets one stand in this person's rail, or not. `life` ends when another database is opened.
    `lost(draft, sentence, then)` tells that what was typed has no record any more, so that it can be copied
    or kept; `then` follows when it need not stay where it was typed.
    """

    background: Background
    theme: Theme
    undo: UndoStack
    viewer: Viewer
    read_only: str
    open: Open
    find: Callable[[], None]
    run: Callable[[str], None]
    toast: Message
    look: Callable[[], None]
    notify: Callable[[Notice], None]
    show_detail: Callable[[QWidget | None], None]
    sheet_parent: QWidget
    set_count: Callable[[str, int | None], None]
    pages: tuple[tuple[str, str, str], ...]
    choose_page: Callable[[str, bool], None]
    life: QObject
    kept: "Kept"
    lost: Callable[[Draft, str, Callable[[], None]], None]

    def save(
        self,
        action: Callable[[Any], Any],
        *,
        kind: str,
        words: str,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[str], None] | None = None,
        sheet: Sheet | None = None,
        quiet: bool = False,
        owner: QObject | None = None,
    ) -> None:
        """One save that can be undone: `words` tell what was done, in the toast and beside Undo.

        `quiet` leaves the toast out. `then` gets what the action gave. A refusal goes to the `sheet`, which
        stays as typed, and to `failed`; to a toast where neither is given. An `owner` that is gone by then
        hears nothing; the save and its undo stand all the same.
        """

        def saved(result: Saved) -> None:
            if sheet is not None and isValid(sheet):
                sheet.leave(True)
            self.undo.push(words, result.action_id)
            self.undo.expect_no_more()
            if quiet:
                self.look()
            else:
                self.toast(words, result.action_id)
            _tell(owner, then, result.result)

        refused = partial(self._refused, sheet, failed, owner)
        self.undo.expect()
        self.background.do(action, saved, kind=kind, owner=self.life, failed=refused)

    def _refused(
        self,
        sheet: Sheet | None,
        failed: Callable[[str], None] | None,
        owner: QObject | None,
        sentence: str,
    ) -> None:
        self.undo.expect_no_more()
        if sheet is not None and isValid(sheet):
            sheet.refuse(sentence)
        elif sheet is not None or failed is None:
            self.toast(sentence)  # a sheet left meanwhile cannot tell it any more
        _tell(owner, failed, sentence)

    def save_many(
        self,
        work: Callable[[Any, Sequence[int]], Any],
        ids: Sequence[int],
        *,
        kind: str,
        words: str,
        then: Callable[[list[Any]], None] | None = None,
        failed: Callable[[str], None] | None = None,
        sheet: Sheet | None = None,
        owner: QObject | None = None,
    ) -> None:
        """As `save`, for `work` that is done to many records: some at a time where they are very many, so
        that nobody else waits, and with one undo for all. `then` gets what each of the saves gave.

        Where one of the saves is refused, what was saved before stands; how much that is, is told.
        """
        if len(ids) <= AT_ONCE:
            self.save(
                lambda session: [work(session, ids)],
                kind=kind, words=words, then=then, failed=failed, sheet=sheet, owner=owner,
            )  # fmt: skip
            return

        def progress(taken: Taken) -> None:
            if sheet is not None and taken.done and isValid(sheet):
                sheet.leave(True)
            if taken.done < taken.all and not taken.refused:
                self.toast(tr("{n} of {all} done …").format(n=f"{taken.done:,}", all=f"{taken.all:,}"))

        def done(taken: Taken) -> None:
            if taken.action_id is None:
                refused(taken.refused)
                return
            self.undo.push(words, taken.action_id, in_steps=True)
            self.undo.expect_no_more()
            _tell(owner, then, taken.results)
            told = words
            if taken.refused:
                told = tr("Only {n} of {all} are done: {why}").format(
                    n=f"{taken.done:,}", all=f"{taken.all:,}", why=taken.refused
                )
            self.toast(told, taken.action_id)

        refused = partial(self._refused, sheet, failed, owner)
        self.undo.expect()
        steps = save_in_steps(work, ids, kind=kind)
        self.background.do_steps(steps, progress, done, owner=self.life, failed=refused)


def _tell(owner: QObject | None, listener: Callable[[Any], None] | None, what: Any) -> None:
    """Call a listener unless the one who asked is gone."""
    if listener is not None and (owner is None or isValid(owner)):
        listener(what)


class Kept:
    """Small choices of one person on one database that outlast the window, each a word such as "folded:3"."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words = set(words)

    @property
    def words(self) -> tuple[str, ...]:
        """All that is kept."""
        return tuple(sorted(self._words))

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def put(self, word: str, kept: bool) -> None:
        """Keep a word, or forget it."""
        (self._words.add if kept else self._words.discard)(word)


class Screen(QWidget):
    """One page of the window. `watches` names the tables whose changes it has to follow.

    F1 shows its page of the user guide: the one called like the screen, unless `help_page` names another.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    icon: ClassVar[str]
    watches: ClassVar[frozenset[str]] = frozenset()
    help_page: ClassVar[str] = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk = desk
        self._stale = True

    def refresh(self, changes: Changes) -> None:
        """Read again what changed; `everything` at the first time."""
        raise NotImplementedError

    def changed(self, changes: Changes) -> None:
        """Called by the shell: refresh when seen, else remember to."""
        if not changes.touches(self.watches):
            return
        if self.isVisible():
            self.refresh(changes)
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh(Changes(everything=True))

    def show_all(self) -> None:
        """Show the screen itself, no record of it: called for a jump to the screen, and on the way back."""

    def open_record(self, record: str, record_id: int) -> None:
        """Show a record of one of the kinds that the menu says this screen shows."""
        raise NotImplementedError

    def take_files(self, paths: list[Path]) -> None:
        """Take files that were dropped onto the window: for the screen that the menu says takes them."""

    def paste(self) -> None:
        """Take what lies on the clipboard: for the same screen."""

    @property
    def has_unsaved(self) -> bool:
        """Whether something is typed here that no save has taken yet: the window asks before it goes."""
        return False

    def drafts(self) -> tuple[Draft, ...]:
        """What is typed on this screen and not saved, for the case that the program ends."""
        return ()

    def take_draft(self, draft: Draft) -> None:
        """Put back what was typed on this screen: a draft of its own, whose record is there."""

    @property
    def guide_page(self) -> str:
        """The page of the guide about what is shown now."""
        return self.help_page or self.name

    def commands(self) -> tuple[Command, ...]:
        """What can be done on this screen now, beside what the shell offers everywhere."""
        return ()

    def focus_search(self) -> None:
        """Put the cursor into the search field, if the screen has one."""

    def new_record(self) -> None:
        """Begin whatever "new" means here, if anything."""

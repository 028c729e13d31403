"""Work away from the window's thread: reading on a small pool, writing on one thread by priority."""

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from salesdesk.errors import KnownError, Refusal, ReplyLost, SalesDeskError
from salesdesk.translation import tr

if TYPE_CHECKING:
    # The store brings SQLAlchemy with it; the first window is painted before that is loaded.
    from salesdesk.store import Session, Store

log = logging.getLogger(__name__)
READERS = 2
NOW, LATER = 0, 10
"""Priorities of writing: what a person waits for, and long work such as an import."""
FOLLOWS_S, GIVES_WAY_S, LOOK_S = 0.03, 0.1, 0.005
"""How soon after a save the window asks what came of it, and how long at most long work waits for answers."""
PATIENCE_S = 20
"""How long a window that closes waits for questions under way."""

Then = Callable[[Any], None]
Failed = Callable[[str], None]


@dataclass(order=True)
class _Job:
    priority: int
    number: int
    run: Callable[[], None] = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Answer:
    owner: QObject | None
    key: str
    number: int
    result: Any
    error: BaseException | None
    then: Then | None
    failed: Failed | None
    ends_order: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """What a write gave, and the action by which it can be undone."""

    result: Any
    action_id: int


class Background(QObject):
    """Questions and orders of the screens, answered on the window's thread.

    An answer is dropped when its owner is gone, or when the same `key` was asked again meanwhile. That
    something was not saved is always told: to `refused` where nobody else is left to hear it. `unsaved`
    tells of every such refusal, whoever hears it too. What they hear is a Refusal: a sentence that knows why.
    """

    _answered = Signal(object)
    refused = Signal(object)
    unsaved = Signal(object)
    broke = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store: Store | None = None
        self._numbers = itertools.count(1)
        self._newest: dict[tuple[int, str], int] = {}
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="read")
        self._orders: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._asked: set[Future[None]] = set()
        self._closing = False
        self._finishing = False
        self._ordered = 0
        self._saved_at = 0.0
        self._long = 0
        self._holders: set[QObject] = set()
        self._doubt: tuple[Store, str] | None = None
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._writer = threading.Thread(target=self._write_all, name="write", daemon=True)
        self._writer.start()

    @property
    def is_busy(self) -> bool:
        """Whether long work is under way, or something large is held for it."""
        self._holders = {holder for holder in self._holders if isValid(holder)}
        return self._long > 0 or bool(self._holders)

    @property
    def is_working_long(self) -> bool:
        """Whether long work is under way."""
        return self._long > 0

    def hold(self, holder: QObject, large: bool) -> None:
        """Say that `holder` keeps much that is no garbage, so that nobody goes through it; or no more."""
        if large:
            self._holders.add(holder)
        else:
            self._holders.discard(holder)

    @property
    def is_saving(self) -> bool:
        """Whether something ordered is neither saved nor refused yet."""
        return self._ordered > 0

    def ask(
        self,
        query: Callable[["Session"], Any],
        then: Then,
        *,
        owner: QObject | None = None,
        key: str = "",
        failed: Failed | None = None,
    ) -> None:
        """Run `query` with a reading session; `then` gets its answer."""
        store = self._open_store()

        def work() -> Any:
            with store.read() as session:
                return query(session)

        self.run(work, then, owner=owner, key=key, failed=failed)

    def run(
        self,
        work: Callable[[], Any],
        then: Then,
        *,
        owner: QObject | None = None,
        key: str = "",
        failed: Failed | None = None,
    ) -> "Future[None] | None":
        """Run anything that only waits or reads on the pool; `then` gets its result.

        What runs, to wait for away from the window's thread; None when all is closing.
        """
        if self._closing:
            return None
        number = self._ticket(owner, key)
        answer = self._pool.submit(self._attempt, work, owner, key, number, then, failed)
        self._asked.add(answer)
        answer.add_done_callback(self._asked.discard)
        return answer

    def do(
        self,
        action: Callable[["Session"], Any],
        then: Callable[[Saved], None] | None = None,
        *,
        kind: str,
        undo_of_id: int | None = None,
        owner: QObject | None = None,
        failed: Failed | None = None,
        priority: int = NOW,
    ) -> None:
        """Run `action` as one save, after those before it; `then` gets its result and its action.

        After a save of which nobody knows whether it arrived the next one is done only when that is known,
        and refused once if it did: it may be the same again.
        """
        store = self._open_store()

        def work() -> Saved:
            self._settle_doubt(store)
            try:
                with store.write(kind, undo_of_id=undo_of_id) as session:
                    result = action(session)
                    action_id = session.info["action_id"]
            except ReplyLost as error:
                self._doubt = store, error.client_key
                raise
            self._saved_at = time.monotonic()
            return Saved(result, action_id)

        self._ordered += 1
        number = next(self._numbers)
        job = _Job(priority, number, lambda: self._attempt(work, owner, "", number, then, failed, True))
        self._orders.put(job)

    def do_steps(
        self,
        steps: Callable[["Store"], Iterator[Any]],
        progress: Then,
        then: Then,
        *,
        owner: QObject | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Run long work one small step per turn, so that a save of somebody waiting goes first.

        `progress` gets what each step yields, `then` the last of it.
        """
        running = steps(self._open_store())
        last: list[Any] = [None]
        self._long += 1
        self._ordered += 1

        def turn() -> None:
            number = next(self._numbers)
            if not self._give_way():
                self._orders.put(_Job(LATER, number, turn))
                return
            try:
                if self._finishing:
                    raise KnownError(tr("Stopped before its end; start it again to go on."))
                last[0] = next(running)
            except StopIteration:
                self._long -= 1
                self._send(_Answer(owner, "", number, last[0], None, then, failed, True))
                return
            except BaseException as error:
                self._long -= 1
                self._send(_Answer(owner, "", number, None, error, then, failed, True))
                return
            self._send(_Answer(owner, "", number, last[0], None, progress, failed))
            self._orders.put(_Job(LATER, next(self._numbers), turn))

        self._orders.put(_Job(LATER, next(self._numbers), turn))

    def _give_way(self) -> bool:
        """Hold long work back for a moment while what somebody waits for is read: it would take turns with it
        on one processor. False as soon as a save is ordered that goes before it."""
        begun = time.monotonic()
        while not self._finishing:
            if self._is_overtaken():
                return False
            now, asked = time.monotonic(), frozenset(self._asked)
            if now >= self._saved_at + FOLLOWS_S and (not asked or now >= begun + GIVES_WAY_S):
                break
            wait(asked, LOOK_S) if asked else time.sleep(LOOK_S)
        return True

    def _is_overtaken(self) -> bool:
        with self._orders.mutex:
            return bool(self._orders.queue) and self._orders.queue[0].priority < LATER

    def after_saves(self, work: Callable[[], Any]) -> None:
        """Run `work` when all that was ordered so far is saved and all that was asked is answered."""
        number = next(self._numbers)
        asked = frozenset(self._asked)

        def last() -> Any:
            wait(asked)
            return work()

        job = _Job(LATER, number, lambda: self._attempt(last, None, "", number, None, lambda _: None))
        self._orders.put(job)

    def finish(self, then: Callable[[], None]) -> None:
        """Stop long work at its next step; `then` follows when all else that was ordered is saved or refused
        and all that was asked is answered. `go_on` lets long work be begun again."""
        self._finishing = True
        asked = frozenset(self._asked)
        number = next(self._numbers)

        def last() -> None:
            wait(asked, PATIENCE_S)

        job = _Job(
            LATER + 1,
            number,
            lambda: self._attempt(last, None, "", number, lambda _: then(), lambda _: then()),
        )
        self._orders.put(job)

    def go_on(self) -> None:
        """Work as before `finish`."""
        self._finishing = False

    def close(self) -> None:
        """Do what was ordered, long work up to its next step, then stop. A window calls `finish` before, so
        that nothing is left to wait for."""
        self._closing = self._finishing = True
        self._orders.put(_Job(LATER + 2, next(self._numbers), self._stop))
        self._writer.join(10)
        self._pool.shutdown(wait=not self._writer.is_alive())

    def _settle_doubt(self, store: "Store") -> None:
        """KnownError when the save before did arrive, though nobody could say so then."""
        doubt = self._doubt
        arrived = doubt is not None and doubt[0] is store and store.has_arrived(doubt[1])
        self._doubt = None
        if arrived:
            raise KnownError(
                tr(
                    "What you saved when the connection broke did arrive after all. Look at it first; "
                    "then save this again if it is something else."
                )
            )

    def _stop(self) -> None:
        raise SystemExit

    def _open_store(self) -> "Store":
        if self.store is None:
            raise RuntimeError("no database is open")
        return self.store

    def _ticket(self, owner: QObject | None, key: str) -> int:
        number = next(self._numbers)
        if key:
            self._newest[(id(owner), key)] = number
        return number

    def _write_all(self) -> None:
        while True:
            job = self._orders.get()
            try:
                job.run()
            except SystemExit:
                return

    def _attempt(
        self,
        work: Callable[[], Any],
        owner: QObject | None,
        key: str,
        number: int,
        then: Then | None,
        failed: Failed | None,
        ends_order: bool = False,
    ) -> None:
        if key and self._newest.get((id(owner), key)) != number:
            return  # asked again while this one waited; nobody wants its answer
        try:
            answer = _Answer(owner, key, number, work(), None, then, failed, ends_order)
        except BaseException as error:
            answer = _Answer(owner, key, number, None, error, then, failed, ends_order)
        self._send(answer)

    def _send(self, answer: _Answer) -> None:
        if isValid(self):
            self._answered.emit(answer)

    def _deliver(self, answer: _Answer) -> None:
        if answer.ends_order:
            self._ordered -= 1
        if self._closing:
            return
        is_heard = answer.owner is None or isValid(answer.owner)
        if answer.key and self._newest.get((id(answer.owner), answer.key)) != answer.number:
            return
        self._newest.pop((id(answer.owner), answer.key), None)
        if answer.error is not None and (is_heard or answer.ends_order):
            self._tell(answer.error, answer.failed if is_heard else None, answer.ends_order)
        elif answer.error is None and answer.then is not None and is_heard:
            answer.then(answer.result)

    def _tell(self, error: BaseException, failed: Failed | None, was_order: bool) -> None:
        if isinstance(error, SalesDeskError):
            sentence = Refusal(str(error), error)
        else:
            log.error("background work broke", exc_info=error)
            sentence = Refusal(tr("Something went wrong in SalesDesk; nothing was saved."), error)
            self.broke.emit(error)
        if failed is not None:
            failed(sentence)
        else:
            self.refused.emit(sentence)
        if was_order:
            self.unsaved.emit(sentence)

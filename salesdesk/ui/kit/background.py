"""Work away from the window's thread: reading on a small pool, writing on one thread by priority."""

import itertools
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from salesdesk.errors import SalesDeskError
from salesdesk.translation import tr

if TYPE_CHECKING:
    # The store brings SQLAlchemy with it; the first window is painted before that is loaded.
    from salesdesk.store import Session, Store

log = logging.getLogger(__name__)
READERS = 2
NOW, LATER = 0, 10
"""Priorities of writing: what a person waits for, and long work such as an import."""

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


@dataclass(frozen=True, slots=True)
class Saved:
    """What a write gave, and the action by which it can be undone."""

    result: Any
    action_id: int


class Background(QObject):
    """Questions and orders of the screens, answered on the window's thread.

    An answer is dropped when its owner is gone, or when the same `key` was asked again meanwhile.
    """

    _answered = Signal(object)
    refused = Signal(str)
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
        self._long = 0
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._writer = threading.Thread(target=self._write_all, name="write", daemon=True)
        self._writer.start()

    @property
    def is_busy(self) -> bool:
        """Whether long work is under way."""
        return self._long > 0

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
    ) -> None:
        """Run anything that only waits or reads on the pool; `then` gets its result."""
        if self._closing:
            return
        number = self._ticket(owner, key)
        answer = self._pool.submit(self._attempt, work, owner, key, number, then, failed)
        self._asked.add(answer)
        answer.add_done_callback(self._asked.discard)

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
        """Run `action` as one save, after those before it; `then` gets its result and its action."""
        store = self._open_store()

        def work() -> Saved:
            with store.write(kind, undo_of_id=undo_of_id) as session:
                result = action(session)
                action_id = session.info["action_id"]
            return Saved(result, action_id)

        number = next(self._numbers)
        job = _Job(priority, number, lambda: self._attempt(work, owner, "", number, then, failed))
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

        def turn() -> None:
            number = next(self._numbers)
            try:
                last[0] = next(running)
            except StopIteration:
                self._long -= 1
                self._send(owner, number, last[0], None, then, failed)
                return
            except BaseException as error:
                self._long -= 1
                self._send(owner, number, None, error, then, failed)
                return
            self._send(owner, number, last[0], None, progress, failed)
            self._orders.put(_Job(LATER, next(self._numbers), turn))

        self._orders.put(_Job(LATER, next(self._numbers), turn))

    def after_saves(self, work: Callable[[], Any]) -> None:
        """Run `work` when all that was ordered so far is saved and all that was asked is answered."""
        number = next(self._numbers)
        asked = frozenset(self._asked)

        def last() -> Any:
            wait(asked)
            return work()

        job = _Job(LATER, number, lambda: self._attempt(last, None, "", number, None, lambda _: None))
        self._orders.put(job)

    def close(self) -> None:
        """Finish what was ordered, then stop."""
        self._closing = True
        done = threading.Event()
        self._orders.put(_Job(LATER + 1, next(self._numbers), done.set))
        done.wait(10)
        self._orders.put(_Job(LATER + 2, next(self._numbers), self._stop))
        self._writer.join(10)
        self._pool.shutdown(wait=True)

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
    ) -> None:
        if key and self._newest.get((id(owner), key)) != number:
            return  # asked again while this one waited; nobody wants its answer
        try:
            answer = _Answer(owner, key, number, work(), None, then, failed)
        except BaseException as error:
            answer = _Answer(owner, key, number, None, error, then, failed)
        if isValid(self):
            self._answered.emit(answer)

    def _send(
        self,
        owner: QObject | None,
        number: int,
        result: Any,
        error: BaseException | None,
        then: Then | None,
        failed: Failed | None,
    ) -> None:
        self._answered.emit(_Answer(owner, "", number, result, error, then, failed))

    def _deliver(self, answer: _Answer) -> None:
        if self._closing or (answer.owner is not None and not isValid(answer.owner)):
            return
        if answer.key and self._newest.get((id(answer.owner), answer.key)) != answer.number:
            return
        if answer.error is None:
            if answer.then is not None:
                answer.then(answer.result)
            return
        self._tell(answer.error, answer.failed)

    def _tell(self, error: BaseException, failed: Failed | None) -> None:
        if isinstance(error, SalesDeskError):
            sentence = str(error)
        else:
            log.error("background work broke", exc_info=error)
            sentence = tr("Something went wrong in SalesDesk; nothing was saved.")
            self.broke.emit(error)
        if failed is not None:
            failed(sentence)
        else:
            self.refused.emit(sentence)

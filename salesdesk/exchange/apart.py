"""Work that may take its process down with it is done in a child process with limits.

A library in another language ends the whole process when a hostile file makes it ask for more memory than
there is; nothing in Python can catch that. The child needs neither the window nor the database.
"""

import os
from collections.abc import Callable, Generator, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any

from salesdesk.exchange.memory import limit_memory

MEGABYTES, SECONDS = 208, 120
_LOOK_EVERY = 0.1


class Ended(Exception):
    """The child came to an end before its work was done: by a limit, or by the mistake of a library."""


class TooSlow(Ended):
    """The child took too long and was ended."""


class Failed(Exception):
    """The work gave up. Its one argument is a word that says why."""


def apart(
    work: Callable[..., Iterator[Any]],
    *args: Any,
    megabytes: int = MEGABYTES,
    seconds: float = SECONDS,
    waits: Callable[[], None] = lambda: None,
) -> Generator[Any, None, None]:
    """What `work(*args)` yields, from a child process that may take so much memory and time.

    `work` is a function of a module, what it yields can be pickled. Failed as `work` raised it; Ended.
    `waits` is called now and then meanwhile; whoever stops asking, or raises there, ends the child.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_serve, args=(theirs, work, args, megabytes), daemon=True)
    child.start()
    theirs.close()
    try:
        yield from _received(ours, monotonic() + seconds, waits)
    finally:
        ours.close()
        child.kill()
        child.join()
        child.close()


def _received(ours: Connection, until: float, waits: Callable[[], None]) -> Iterator[Any]:
    while True:
        while not ours.poll(_LOOK_EVERY):
            waits()
            if monotonic() > until:
                raise TooSlow
        try:
            kind, content = ours.recv()
        except (EOFError, OSError) as error:
            raise Ended from error
        if kind == "done":
            return
        if kind == "failed":
            raise Failed(content)
        yield content


def _serve(theirs: Connection, work: Callable[..., Iterator[Any]], args: tuple[Any, ...], most: int) -> None:
    """The child: do the work and send what it yields."""
    _be_silent()
    limit_memory(most)
    try:
        for content in work(*args):
            theirs.send(("some", content))
        theirs.send(("done", None))
    except Failed as failed:
        theirs.send(("failed", failed.args[0]))


def _be_silent() -> None:
    """What a library says while it breaks down is not for the user."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)

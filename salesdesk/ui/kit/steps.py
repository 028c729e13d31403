"""What is done to very many records, and its undo: many small saves, so that nobody else waits for it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import sleep
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from salesdesk.errors import SalesDeskError
from salesdesk.rules.parts import AT_ONCE, part_key

if TYPE_CHECKING:
    from salesdesk.store import Session, Store

PAUSE = 0.005
"""Seconds after each save in which others come in between."""


@dataclass(slots=True)
class Taken:
    """How far it came: records, of how many; what each save gave; the first action, by which all are undone.

    `refused` says why it went no further, `whole` what the parts have in common.
    """

    all: int
    done: int = 0
    action_id: int | None = None
    results: list[Any] = field(default_factory=list)
    refused: str = ""
    whole: str = ""


def save_in_steps(
    work: "Callable[[Session, Sequence[int]], Any]", ids: Sequence[int], *, kind: str
) -> "Callable[[Store], Iterator[Taken]]":
    """Do `work` to all `ids`, some at a time; what was saved before one part is refused stands."""
    parts = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]

    def steps(store: "Store") -> Iterator[Taken]:
        taken, whole = Taken(len(ids)), uuid4().hex
        for number, part in enumerate(parts, start=1):
            try:
                with store.write(kind, client_key=part_key(whole, number, len(parts))) as session:
                    taken.results.append(work(session, part))
                    taken.action_id = taken.action_id or session.info["action_id"]
            except SalesDeskError as error:
                taken.refused = str(error)
                break
            taken.done += len(part)
            yield taken
            sleep(PAUSE)
        yield taken

    return steps


def undo_in_steps(
    action_id: int, *, again: bool, begun: Taken | None = None
) -> "Callable[[Store], Iterator[Taken]]":
    """Undo all parts of a save, the last first. All are looked at before the first is written back.

    `begun` is how far it came before: it goes on from there, and all of it is one undo.
    """

    def steps(store: "Store") -> Iterator[Taken]:
        from salesdesk.queries.parts import parts_of
        from salesdesk.services.undo import check_undo, undo_actions

        with store.read() as session:
            parts = parts_of(session, [action_id])
            done = begun.done if begun is not None else 0
            left = list(reversed(parts))[done:]
            check_undo(session, action_ids=left, again=again)
        taken = Taken(len(parts), whole=uuid4().hex)
        if begun is not None:
            taken = replace(begun, refused="")
        for number, part in enumerate(left, start=done + 1):
            try:
                key = part_key(taken.whole, number, len(parts))
                with store.write("undo", client_key=key, undo_of_id=part) as session:
                    undo_actions(session, action_ids=[part], again=again)
                    taken.action_id = taken.action_id or session.info["action_id"]
            except SalesDeskError as error:
                if taken.done == done:
                    raise
                taken.refused = str(error)
                break
            taken.done += 1
            yield taken
            sleep(PAUSE)
        yield taken

    return steps

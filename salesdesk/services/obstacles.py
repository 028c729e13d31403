"""What stands in the way of an undo, told in words: who did what since, to which of how many records."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.queries.trash import TITLES
from salesdesk.rules.words import RECORDS
from salesdesk.services.meanwhile import label_in, who_changed
from salesdesk.translation import tr, trn

_SHOWN = 3


@dataclass(slots=True)
class Obstacles:
    """Gathers why something cannot be undone: one reason per record, put into words only if it is told.

    `undone` are the saves to be undone, `count` the records they touched; `again` speaks of doing again what
    was undone before.
    """

    session: Session
    undone: Collection[int]
    count: int
    again: bool = False
    reasons: dict[tuple[str, int], Callable[[], str]] = field(default_factory=dict)

    def changed(self, table: str, row: Mapping[str, Any], column: str) -> None:
        """Somebody changed a field since; or deleted the record, or took it out of the trash."""

        def words() -> str:
            who = who_changed(self.session, table=table, row_id=row["id"], column=column, besides=self.undone)
            title = title_of(table, row)
            if column != "deleted_at":
                named = label_in(self.session, table=table, column=column)
                return tr("{who} changed {field} of {title}").format(who=who, field=named, title=title)
            if row["deleted_at"] is None:
                return tr("{who} took {title} out of the trash").format(who=who, title=title)
            return tr("{who} deleted {title}; restore it from the trash first").format(who=who, title=title)

        self.reasons.setdefault((table, row["id"]), words)

    def removed(self, table: str, row_id: int) -> None:
        """A record was removed for good."""
        self.reasons.setdefault(
            (table, row_id),
            lambda: tr("a record ({kind}) was removed for good").format(
                kind=RECORDS.get(table, tr("one of its details"))
            ),
        )

    def used(self, table: str, row_id: int, title: str, user: str) -> None:
        """A record that would go is named by another, `user`, that stays."""
        self.reasons.setdefault(
            (table, row_id), lambda: tr("{other} belongs to {title}").format(other=user, title=title)
        )

    def lacks(self, table: str, row: Mapping[str, Any], other: str) -> None:
        """A record would name another again that lies in the trash."""
        title = title_of(table, row)
        self.reasons.setdefault(
            (table, row["id"]),
            lambda: tr("{title} belongs to {other}, which is in the trash; restore that first").format(
                title=title, other=other
            ),
        )

    def refuse(self) -> None:
        """RuleBroken with the first reasons, if there are any; how many records of how many if several."""
        if not self.reasons:
            return
        told = dict.fromkeys(words() for words in list(self.reasons.values())[:_SHOWN])
        why = "; ".join(told) + (" …" if len(self.reasons) > _SHOWN else "")
        if self.count < 2:
            one = (
                tr("This cannot be done again: {why}.") if self.again else tr("This cannot be undone: {why}.")
            )
            raise RuleBroken(one.format(why=why))
        n = len(self.reasons)
        if self.again:
            raise RuleBroken(
                trn(
                    "Nothing was done again, because of {n} of {all} records: {why}.",
                    "Nothing was done again, because of {n} of {all} records: {why}.",
                    n,
                    all=self.count,
                    why=why,
                )
            )
        raise RuleBroken(
            trn(
                "Nothing was undone, because of {n} of {all} records: {why}.",
                "Nothing was undone, because of {n} of {all} records: {why}.",
                n,
                all=self.count,
                why=why,
            )
        )


def title_of(table: str, row: Mapping[str, Any]) -> str:
    """What people call a row, by its own name or by its kind."""
    title = row.get(TITLES.get(table, "name"))
    return " ".join(str(title).split()) if title else RECORDS.get(table, tr("one of its details"))

"""What a database holds already, by name, by number, by its key in another system or by what it says."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import (
    Activity,
    Base,
    Company,
    Contact,
    Currency,
    Deal,
    DealFacts,
    DealLine,
    LeadSource,
    LostReason,
    Person,
    Product,
    Segment,
    Territory,
)
from salesdesk.models.base import table_of
from salesdesk.queries.exports import database_key
from salesdesk.queries.merged import standing
from salesdesk.rules.names import name_key
from salesdesk.services.rows import chunked

MODELS: dict[str, type[Base]] = {
    "products": Product,
    "people": Person,
    "companies": Company,
    "contacts": Contact,
    "deals": Deal,
    "activities": Activity,
}
_NAMED = MODELS | {
    "territories": Territory,
    "segments": Segment,
    "lead_sources": LeadSource,
    "lost_reasons": LostReason,
}
_SINGULAR = {"companies": "company", "contacts": "contact"}
Facts = dict[Any, list[int]]


class Known:
    """Live records by what an import may call them; each list is read once, when it is first asked for.

    `only` limits the records of some kinds to those with these ids.
    """

    def __init__(self, session: Session, only: Mapping[str, frozenset[int]] | None = None) -> None:
        self.session = session
        self._only = only or {}
        self._keys: dict[tuple[str, ...], Facts] = {}
        self._names: dict[str, Facts] = {}
        self._origins: dict[str, dict[tuple[str | None, str], int]] = {}
        self._told: dict[str, dict[int, tuple[str | None, str]]] = {}
        self._numbers: dict[str, dict[str, int]] = {}
        self._ids: dict[str, frozenset[int]] = {}
        self._held: dict[tuple[str, str], dict[int, Any]] = {}
        self._rows: dict[tuple[str, int], dict[str, Any]] = {}

    def named(self, record: str, key: str) -> list[int]:
        """The records with this key of their name, the oldest first; people answer to their login too."""
        if record not in self._names:
            table = table_of(_NAMED[record])
            found = self._gathered(record, table.c.name_key, table)
            if record == "people":
                for login, ids in self._gathered(record, Person.login, table).items():
                    found.setdefault(name_key(login), ids)
            self._names[record] = found
        return self._names[record].get(key, [])

    def _gathered(self, record: str, word: Any, table: sa.Table) -> Facts:
        found: Facts = defaultdict(list)
        rows = self.session.execute(
            sa.select(word, table.c.id)
            .where(table.c.deleted_at.is_(None), word.is_not(None))
            .order_by(table.c.id)
        )
        for row in rows:
            if self._counts(record, row[1]):
                found[row[0]].append(row[1])
        return dict(found)

    def _counts(self, record: str, key: int) -> bool:
        return record not in self._only or key in self._only[record]

    def keyed(self, record: str, columns: tuple[str, ...], values: Sequence[Any]) -> list[int]:
        """The records that hold these values in these columns; texts are compared like names."""
        if (record, *columns) not in self._keys:
            table = table_of(MODELS[record])
            found: Facts = defaultdict(list)
            rows = self.session.execute(
                sa.select(table.c.id, *(table.c[name] for name in columns))
                .where(table.c.deleted_at.is_(None))
                .order_by(table.c.id)
            )
            for key, *facts in rows:
                if self._counts(record, key):
                    found[tuple(map(comparable, facts))].append(key)
            self._keys[(record, *columns)] = found
        return self._keys[(record, *columns)].get(tuple(map(comparable, values)), [])

    def live(self, record: str, key: int) -> int | None:
        """A record by its id, or the one that it was merged into; None if it is gone."""
        if key not in self.ids(record) and record in _SINGULAR:
            key = standing(self.session, record=_SINGULAR[record], record_id=key)
        return key if key in self.ids(record) else None

    def ids(self, record: str) -> frozenset[int]:
        """All live records of a kind."""
        if record not in self._ids:
            table = table_of(MODELS[record])
            self._ids[record] = frozenset(
                self.session.scalars(sa.select(table.c.id).where(table.c.deleted_at.is_(None)))
            )
        return self._ids[record]

    @cached_property
    def home(self) -> str:
        """What stands before the numbers of records of this database where they leave it."""
        return database_key(self.session)

    def held(self, record: str, column: str) -> dict[int, Any]:
        """What the records of a kind hold in a column that refers to others, without those that hold none."""
        if (record, column) not in self._held:
            table = table_of(MODELS[record])
            rows = self.session.execute(
                sa.select(table.c.id, table.c[column]).where(table.c[column].is_not(None))
            )
            self._held[(record, column)] = {row[0]: row[1] for row in rows}
        return self._held[(record, column)]

    def origins(self, record: str) -> dict[tuple[str | None, str], int]:
        """Records by where they came from: source and key there."""
        if record not in self._origins:
            table = table_of(MODELS[record])
            rows = self.session.execute(
                sa.select(table.c.source, table.c.external_id, table.c.id).where(
                    table.c.deleted_at.is_(None), table.c.external_id.is_not(None)
                )
            )
            found = {(row[0], row[1]): row[2] for row in rows if self._counts(record, row[2])}
            self._origins[record] = self._merged_origins(record, table) | found
        return self._origins[record]

    def _merged_origins(self, record: str, table: sa.Table) -> dict[tuple[str | None, str], int]:
        """Where records came from that were merged into others, with what they became."""
        if "merged_into_id" not in table.columns:
            return {}
        rows = self.session.execute(
            sa.select(table.c.source, table.c.external_id, table.c.id).where(
                table.c.deleted_at.is_not(None),
                table.c.merged_into_id.is_not(None),
                table.c.external_id.is_not(None),
            )
        ).all()
        became = {row[2]: standing(self.session, record=_SINGULAR[record], record_id=row[2]) for row in rows}
        there: set[int] = set()
        for part in chunked(set(became.values())):
            live = sa.select(table.c.id).where(table.c.id.in_(part), table.c.deleted_at.is_(None))
            there |= set(self.session.scalars(live))
        return {
            (row[0], row[1]): became[row[2]]
            for row in rows
            if became[row[2]] in there and self._counts(record, became[row[2]])
        }

    def origin_of(self, record: str, key: int) -> tuple[str | None, str] | None:
        """Where a record came from."""
        if record not in self._told:
            # Its own key comes after those of records that were merged into it.
            self._told[record] = {found: origin for origin, found in self.origins(record).items()}
        return self._told[record].get(key)

    @cached_property
    def deals_by_external(self) -> dict[str, int]:
        """Deals by their key in any other system."""
        return {origin[1]: found for origin, found in self.origins("deals").items()}

    def numbered(self, record: str, number: str) -> int | None:
        """The deal or company with this number."""
        if record not in self._numbers:
            model = Deal if record == "deals" else Company
            found = self._gathered(record, model.number, table_of(model))
            self._numbers[record] = {key: ids[0] for key, ids in found.items()}
        return self._numbers[record].get(number)

    @cached_property
    def contacts_by_email(self) -> dict[str, int]:
        """Contacts by their address in small letters; the oldest of several."""
        table = table_of(Contact)
        found = self._gathered("contacts", sa.func.lower(Contact.email), table)
        return {email: ids[0] for email, ids in found.items()}

    @cached_property
    def deals_with_next_step(self) -> frozenset[int]:
        """The deals for which something is planned."""
        return frozenset(
            self.session.scalars(sa.select(DealFacts.deal_id).where(DealFacts.next_step.is_not(None)))
        )

    @cached_property
    def currencies(self) -> frozenset[str]:
        """The codes of the currencies that the company deals in."""
        return frozenset(self.session.scalars(sa.select(Currency.code)))

    @cached_property
    def _deal_facts(self) -> dict[str, list[tuple[int, int | None, date | None, date | None]]]:
        found = defaultdict(list)
        rows = self.session.execute(
            sa.select(Deal.name_key, Deal.id, Deal.company_id, Deal.started_on, Deal.closed_on)
            .where(Deal.deleted_at.is_(None))
            .order_by(Deal.id)
        )
        for row in rows:
            if self._counts("deals", row[1]):
                found[row[0]].append((row[1], row[2], row[3], row[4]))
        return dict(found)

    def deals_like(
        self, key: str, companies: Collection[Any], begun: date | None, closed: date | None
    ) -> list[int]:
        """Deals of this title, one of these companies, this first day, decided on this one if it is told."""
        return [
            found[0]
            for found in self._deal_facts.get(key, [])
            if found[1] in companies and found[2] == begun and (closed is None or found[3] == closed)
        ]

    @cached_property
    def activities(self) -> Facts:
        """Activities by subject, kind, deal, day due and day done."""
        found: Facts = defaultdict(list)
        rows = self.session.execute(
            sa.select(
                Activity.subject,
                Activity.kind,
                Activity.deal_id,
                Activity.due_on,
                Activity.done_at,
                Activity.id,
            )
            .where(Activity.deleted_at.is_(None))
            .order_by(Activity.id)
        )
        for subject, kind, deal, due, done, key in rows:
            if not self._counts("activities", key):
                continue
            found[activity_key(subject, kind, deal, due, done.date() if done else None)].append(key)
        return dict(found)

    def rows(self, record: str, ids: Iterable[int]) -> dict[tuple[str, int], dict[str, Any]]:
        """Everything that these records hold."""
        table = table_of(MODELS[record])
        found: dict[tuple[str, int], dict[str, Any]] = {}
        for part in chunked(ids):
            rows = self.session.execute(sa.select(table).where(table.c.id.in_(part))).mappings()
            found |= {(record, row["id"]): dict(row) for row in rows}
        return found

    def told(self, record: str, ids: Sequence[int]) -> list[tuple[int, dict[str, Any]]]:
        """Everything that these records hold, one after the other; read once."""
        new = [each for each in ids if (record, each) not in self._rows]
        self._rows |= self.rows(record, new)
        return [(each, self._rows[(record, each)]) for each in ids if (record, each) in self._rows]

    def deals_with_lines(self, ids: Iterable[int]) -> set[int]:
        """Those of these deals that have a product."""
        found: set[int] = set()
        for part in chunked(ids):
            question = sa.select(DealLine.deal_id).where(
                DealLine.deal_id.in_(part), DealLine.deleted_at.is_(None)
            )
            found |= set(self.session.scalars(question))
        return found


def comparable(value: Any) -> Any:
    """A value as it is compared in keys: texts without case, accents and double blanks."""
    return name_key(value) if isinstance(value, str) else value


def activity_key(subject: str, kind: str, deal: Any, due: date | None, done: date | None) -> tuple[Any, ...]:
    """What tells one activity from another where it has no key of its own."""
    return name_key(subject), kind, deal, due, done

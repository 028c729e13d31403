"""The words of a file that stand for something: stages, people, products ... which of them are unknown."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.exchange.coded import Coded
from salesdesk.exchange.columns import text_of
from salesdesk.exchange.mapping import Mapping as ColumnMapping
from salesdesk.exchange.sheet import Table
from salesdesk.exchange.stages import DECIDED_WORDS
from salesdesk.exchange.ways import Target
from salesdesk.models import (
    Currency,
    LeadSource,
    LostReason,
    Person,
    Pipeline,
    Product,
    Segment,
    Stage,
)
from salesdesk.rules.names import bare_key, name_key

KINDS: dict[Target, str] = {
    ("deals", "stage"): "stages",
    ("deals", "owner"): "people",
    ("deals", "product"): "products",
    ("deals", "lead_source"): "lead_sources",
    ("deals", "segment"): "segments",
    ("deals", "lost_reason"): "lost_reasons",
    ("deals", "currency"): "currencies",
    ("products", "currency"): "currencies",
    ("companies", "owner"): "people",
    ("companies", "segment"): "segments",
    ("contacts", "owner"): "people",
    ("people", "reports_to"): "people",
    ("activities", "person"): "people",
}
"""The fields whose values name something that has to be known, and what that is. Fields that know only a few
values are "choices", those of the team's own that name somebody "members"."""
MAKEABLE = frozenset({"stages", "people", "products", "lead_sources", "segments", "lost_reasons"})
_ALIKE = 0.85
_MODELS: dict[str, Any] = {
    "products": Product,
    "lead_sources": LeadSource,
    "segments": Segment,
    "lost_reasons": LostReason,
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a file: in how many rows it stands, and what it could mean that is known (or nothing)."""

    text: str
    count: int
    like: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The words in a field that nobody knows, the most frequent first, and the names that are known."""

    target: Target
    kind: str
    unknown: tuple[Word, ...]
    known: tuple[str, ...]

    @property
    def can_make(self) -> bool:
        """Whether what is missing may be made by the import."""
        return self.kind in MAKEABLE


Constants = Mapping[Target, str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Per table (by its place) the words that stand for nothing known, here or in the files; per field of
    what the tables hold the names that are known."""

    unknown: dict[int, list[Words]]
    offers: dict[Target, tuple[str, ...]]


def unknown_words(session: Session, tables: Sequence[tuple[Table, ColumnMapping, Constants]]) -> Vocabulary:
    """What the words of the tables, and the constants set for all their rows, stand for."""
    names = _Names(session, [(table, mapping) for table, mapping, _ in tables])
    found: dict[int, list[Words]] = {}
    offers: dict[Target, tuple[str, ...]] = {}
    for place, (table, mapping, constants) in enumerate(tables):
        for target in names.targets(mapping.record):
            if target not in offers:
                offers[target] = tuple(dict.fromkeys(names.meaning(target, ()).values()))
        told = [(target, table.column(column)) for column, target in mapping.columns.items()]
        told += [(target, [text] * len(table.rows)) for target, text in constants.items()]
        for target, cells in told:
            kind = names.kind(target)
            if kind is None:
                continue
            texts = Counter(text for text in map(text_of, cells) if text is not None)
            known = names.meaning(target, texts)
            unknown = tuple(
                Word(text, count, _like(name_key(text), known))
                for text, count in texts.most_common()
                if name_key(text) not in known
            )
            if unknown:
                shown = tuple(dict.fromkeys(known.values()))
                found.setdefault(place, []).append(Words(target, kind, unknown, shown))
    return Vocabulary(found, offers)


def _like(key: str, known: Mapping[str, str]) -> str:
    """The known name that this word most likely means; nothing where none is close."""
    bare = {bare_key(name): name for name in known.values()}
    if bare_key(key) in bare:
        return bare[bare_key(key)]
    close = get_close_matches(key, known, n=1, cutoff=_ALIKE)
    return known[close[0]] if close else ""


class _Names:
    """What is known by name: per kind the names by their keys, of the database and of the files together."""

    def __init__(self, session: Session, tables: Sequence[tuple[Table, ColumnMapping]]) -> None:
        self._session, self._tables = session, tables
        self._found: dict[str, dict[str, str]] = {}
        self._coded = Coded(session)

    def kind(self, target: Target) -> str | None:
        """What the values of a field name, if they have to be known."""
        record, field = target
        if field in self._coded.members(record):
            return "members"
        # Several rights stand in one cell, which no single word answers.
        if field != "rights" and field in self._coded.words(record):
            return "choices"
        return KINDS.get(target)

    def targets(self, record: str) -> list[Target]:
        """The fields of a kind of record whose values have to be known."""
        own = {*self._coded.words(record), *self._coded.members(record)} - {"rights"}
        return [target for target in KINDS if target[0] == record] + [
            (record, field) for field in sorted(own)
        ]

    def meaning(self, target: Target, texts: Iterable[str]) -> dict[str, str]:
        """What is known in a field by every word that means it; stages are those that fit the `texts`."""
        kind = self.kind(target)
        if kind == "choices":
            return self._coded.known(*target)
        return self.stages(texts) if kind == "stages" else self.of(kind or "")

    def of(self, kind: str) -> dict[str, str]:
        """The names of a kind by every key that means one of them."""
        if kind not in self._found:
            named = self._people if kind in ("people", "members") else self._named
            self._found[kind] = named(kind)
        return self._found[kind]

    def _named(self, kind: str) -> dict[str, str]:
        if kind == "currencies":
            codes = self._session.scalars(sa.select(Currency.code).order_by(Currency.code))
            return {name_key(code): code for code in codes}
        model = _MODELS[kind]
        question = sa.select(model.name).where(model.deleted_at.is_(None)).order_by(model.name_key)
        found = {name_key(name): name for name in self._session.scalars(question)}
        return found | {name_key(name): name for name in self._in_files(kind, "name")}

    def _people(self, kind: str) -> dict[str, str]:
        """People answer to their name and their login; own fields name only who is there already."""
        rows = self._session.execute(
            sa.select(Person.name, Person.login).where(Person.deleted_at.is_(None)).order_by(Person.name_key)
        ).all()
        found = {name_key(name): name for name, _ in rows}
        for name, login in rows:
            if login:
                found.setdefault(name_key(login), name)
        for name in self._in_files("people", "name") if kind == "people" else ():
            found.setdefault(name_key(name), name)
        return found

    def _in_files(self, record: str, field: str) -> Iterable[str]:
        for table, mapping in self._tables:
            column = mapping.fields(record).get(field) if mapping.record == record else None
            if column is not None:
                yield from (text for text in map(text_of, table.column(column)) if text is not None)

    def stages(self, words: Iterable[str]) -> dict[str, str]:
        """The stages of the pipeline that has all these words, else of the first one."""
        rows = self._session.execute(
            sa.select(Stage.pipeline_id, Stage.name)
            .join(Pipeline, Pipeline.id == Stage.pipeline_id)
            .where(Stage.deleted_at.is_(None), Pipeline.deleted_at.is_(None))
            .order_by(Pipeline.position, Stage.position)
        )
        pipelines: dict[int, dict[str, str]] = {}
        for pipeline_id, name in rows:
            pipelines.setdefault(pipeline_id, {})[name_key(name)] = name
        wanted = {name_key(word) for word in words} - DECIDED_WORDS.keys()
        fitting = (stages for stages in pipelines.values() if wanted <= stages.keys())
        chosen = next(fitting, next(iter(pipelines.values()), {}))
        return chosen | {word: chosen.get(word, word.capitalize()) for word in DECIDED_WORDS}

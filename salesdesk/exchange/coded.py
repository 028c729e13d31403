"""Cells of fields that know only a few values: read by the words of the screen, or as the keys themselves."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.exchange.plan import Refused
from salesdesk.models import CustomField
from salesdesk.queries.exports import LIST_OF
from salesdesk.queries.team import position_labels
from salesdesk.rules.coded import Words, code_of, coded_fields
from salesdesk.rules.names import name_key
from salesdesk.translation import tr

OTHER_WORDS: dict[tuple[str, str], dict[str, str]] = {
    ("activities", "kind"): {
        "phone call": "call", "phone": "call", "anruf": "call", "telefonat": "call", "e-mail": "email",
        "mail": "email", "besprechung": "meeting", "termin": "meeting", "event": "meeting",
        "lunch": "meeting", "besuch": "visit", "to do": "task", "todo": "task", "to-do": "task",
        "aufgabe": "task", "deadline": "task", "notiz": "note",
    },
    ("activities", "state"): {
        "open": "planned", "not started": "planned", "in progress": "planned", "scheduled": "planned",
        "to do": "planned", "offen": "planned", "geplant": "planned", "completed": "done",
        "closed": "done", "held": "done", "yes": "done", "erledigt": "done", "no": "planned",
        "canceled": "cancelled", "not held": "cancelled", "abgesagt": "cancelled",
    },
}  # fmt: skip
"""What other programs and languages call a key, by the field and the word's name key."""


class Coded:
    """What words mean in a database; it is asked once."""

    def __init__(self, session: Session) -> None:
        self._positions = position_labels(session)
        self._fields: dict[str, dict[str, Words]] = {}
        self._own: dict[str, dict[str, Words]] = {}
        self._members: dict[str, set[str]] = {}
        rows = session.execute(
            sa.select(CustomField.record, CustomField.key, CustomField.kind, CustomField.choices).where(
                CustomField.deleted_at.is_(None), CustomField.kind.in_(("choice", "person"))
            )
        )
        for owner, key, kind, choices in rows:
            if kind == "person":
                self._members.setdefault(LIST_OF[owner], set()).add(f"custom.{key}")
            else:
                words = {choice: choice for choice in choices or ()}
                self._own.setdefault(LIST_OF[owner], {})[f"custom.{key}"] = words

    def words(self, record: str) -> dict[str, Words]:
        """Per field of a kind of record that knows only a few values what these are called."""
        if record not in self._fields:
            fixed = coded_fields(record, self._positions)
            self._fields[record] = {**fixed, **self._own.get(record, {})}
        return self._fields[record]

    def own_choices(self, record: str) -> dict[str, Words]:
        """Those that the team added."""
        return self._own.get(record, {})

    def members(self, record: str) -> set[str]:
        """The fields that the team added and that name somebody."""
        return self._members.get(record, set())

    def meant(self, record: str, field: str, word: str) -> str | None:
        """The key that a word means; None if it means none."""
        others = OTHER_WORDS.get((record, field), {})
        return code_of(word, self.words(record)[field]) or others.get(name_key(word))

    def known(self, record: str, field: str) -> dict[str, str]:
        """What is known in a field by every word that means it, the words of the screen first."""
        words = self.words(record)[field]
        found = {name_key(called): called for called in words.values()}
        others: Mapping[str, str] = {**{key: key for key in words}, **OTHER_WORDS.get((record, field), {})}
        return {**{name_key(word): words[key] for word, key in others.items()}, **found}

    def key(self, record: str, field: str, word: str, whole: str | None = None) -> str:
        """The key that a word means. Refused with those known; `whole` is the cell in which the word stands,
        where it is not alone there."""
        found = self.meant(record, field, word)
        if found is None:
            listed = ", ".join(self.words(record)[field].values())
            raise Refused(field, whole or word, tr("this word is unknown; use {words}").format(words=listed))
        return found

"""Cells of fields that hold one of a few keys: read by the words of the screen, or as the keys themselves."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from salesdesk.exchange.plan import Refused
from salesdesk.queries.team import position_labels
from salesdesk.rules.coded import Words, code_of, coded_fields
from salesdesk.rules.names import name_key
from salesdesk.translation import tr


class Coded:
    """What words mean in a database; each kind of record is looked up once."""

    def __init__(self, session: Session) -> None:
        self._positions = position_labels(session)
        self._fields: dict[str, dict[str, Words]] = {}

    def words(self, record: str) -> dict[str, Words]:
        """Per field of a kind of record that holds keys what they are called."""
        if record not in self._fields:
            self._fields[record] = coded_fields(record, self._positions)
        return self._fields[record]

    def key(
        self,
        record: str,
        field: str,
        word: str,
        others: Mapping[str, str] | None = None,
        whole: str | None = None,
    ) -> str:
        """The key that a word means; `others` are further words, by their name key. Refused with those known.

        `whole` is the cell in which the word stands, where it is not alone there.
        """
        known = self.words(record)[field]
        found = code_of(word, known) or (others or {}).get(name_key(word))
        if found is None:
            listed = ", ".join(known.values())
            raise Refused(field, whole or word, tr("this word is unknown; use {words}").format(words=listed))
        return found

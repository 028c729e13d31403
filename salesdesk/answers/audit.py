"""What the audit shows: who did what to which record, when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from salesdesk.answers.lists import FieldChange

Deed = Literal["", "created", "changed", "deleted", "restored"]
Undo = Literal["", "undone", "again"]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are shown: of one person, of one deed, about one kind of record ("deal"), of some days.

    `first` and `last` are business days, both included; `text` stands in a name or in what was changed.
    """

    person_id: int | None = None
    deed: Deed = ""
    record: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What one save did to one record. `title` is what the record is called now, empty where it is gone.

    `person` is empty for the database itself, `file` names the import that this was part of.
    `undo` says that the save took an earlier one back, or did again what had been taken back.
    """

    id: int
    action_id: int
    at: datetime
    person_id: int | None
    person: str
    deed: Deed
    record: str
    record_id: int
    title: str
    changes: tuple[FieldChange, ...]
    file: str = ""
    undo: Undo = ""


@dataclass(frozen=True, slots=True)
class AuditChoices:
    """What the audit can be filtered by; `is_whole` is false where the person does not see every record."""

    people: tuple[tuple[int, str], ...]
    is_whole: bool

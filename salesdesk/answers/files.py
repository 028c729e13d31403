"""Files that are kept with records."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FileRow:
    """One kept file; `size` in bytes, `deal` the title of the deal it hangs on, if it hangs on one."""

    id: int
    name: str
    size: int
    added_at: datetime
    person: str = ""
    deal: str = ""
    deal_id: int | None = None


@dataclass(frozen=True, slots=True)
class FileContent:
    """A kept file with its bytes, compared with what they were when it was taken in."""

    name: str
    content: bytes

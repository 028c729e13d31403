"""What was typed and not saved yet, kept on this computer in case the program ends before it is.

One file per open window, beside the settings, readable by its owner only: the company's data are in the
database alone, and a draft goes as soon as its form is saved or left. Floor of the house: no Qt, no database.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from salesdesk.settings import replace_file, settings_file, without_password

FORMAT = 1
"""The number of the file's layout; a file with another one is left alone."""
MOST_BYTES = 2_000_000
"""How much one window keeps; what is typed beyond that is not written any more."""


@dataclass(frozen=True, slots=True)
class DraftField:
    """One field: `was` and `now` as the form can put them back, `words` what stands there, to be copied."""

    key: str
    label: str
    was: Any
    now: Any
    words: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One form as it stood. `form` and `about` say how to open it again, `title` what it is called, `at` is
    when it was typed, in ISO format."""

    form: str
    about: dict[str, Any]
    title: str
    at: str
    fields: tuple[DraftField, ...]

    @property
    def words(self) -> str:
        """All that was typed, a field after the other."""
        return "\n".join(f"{each.label}: {each.words}" for each in self.fields)

    def is_like(self, other: "Draft") -> bool:
        """Whether the same stands in another one, whenever it was typed."""
        return (self.form, self.about, self.fields) == (other.form, other.about, other.fields)


def draft_folder() -> Path:
    """Where the drafts lie; it need not exist."""
    return settings_file().parent / "drafts"


def seat_name(where: str, login: str) -> str:
    """How the files of one person on one database begin."""
    return hashlib.sha256(f"{login} {without_password(where)}".encode()).hexdigest()[:20]


def draft_files(where: str, login: str) -> list[Path]:
    """The files of one person on one database, the oldest first."""
    found = draft_folder().glob(f"{seat_name(where, login)}-*.json")
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))


def read_drafts(path: Path, database: str = "") -> tuple[Draft, ...]:
    """What a file holds. A damaged one is kept as `….damaged` and holds nothing; another layout stays, and so
    does what was typed in another database than `database` that lay at the same place."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            return ()
        if database and document.get("database") not in ("", None, database):
            return ()
        return tuple(_draft(each) for each in document["drafts"])
    except OSError:
        return ()
    except (ValueError, TypeError, KeyError, AttributeError):
        path.replace(path.with_name(f"{path.name}.damaged"))
        return ()


def _draft(told: dict[str, Any]) -> Draft:
    fields = tuple(DraftField(**each) for each in told["fields"])
    texts = [told["form"], told["title"], told["at"], *(each.words for each in fields)]
    if not isinstance(told["about"], dict) or not all(isinstance(text, str) for text in texts):
        raise ValueError("a draft of the wrong kind")
    return Draft(told["form"], told["about"], told["title"], told["at"], fields)


def write_drafts(path: Path, drafts: Sequence[Draft], database: str = "") -> bool:
    """Keep these drafts of the database with this id, and no file where there are none; False where they are
    too large to be kept."""
    if not drafts:
        path.unlink(missing_ok=True)
        return True
    document = {"format": FORMAT, "database": database, "drafts": [asdict(each) for each in drafts]}
    text = json.dumps(document)
    if len(text) > MOST_BYTES:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    replace_file(path, text)
    return True

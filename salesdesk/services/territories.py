"""Territories that people work: named, renamed, taken out of use."""

from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Territory
from salesdesk.models.base import now
from salesdesk.rules.names import name_key
from salesdesk.rules.texts import one_line
from salesdesk.services.people import insert_territories
from salesdesk.services.rights import require_right
from salesdesk.services.rows import edit_record, live_record
from salesdesk.translation import tr


def add_territory(session: Session, *, name: str) -> int:
    """Add a territory; its id. RuleBroken where the name is taken."""
    return insert_territories(session, [name])[0]


def rename_territory(session: Session, *, territory_id: int, name: str) -> None:
    """Give a territory another name; RuleBroken where that is taken."""
    require_right(session, "administrator")
    words = one_line(name, tr("The territory"))
    if not words:
        raise RuleBroken(tr("A territory needs a name."))
    edit_record(session, _live(session, territory_id), {"name": words, "name_key": name_key(words)})


def retire_territory(session: Session, *, territory_id: int) -> None:
    """Put a territory into the trash: who and what has it keeps it, nobody can choose it any more."""
    require_right(session, "administrator")
    edit_record(session, _live(session, territory_id), {"deleted_at": now()})


def _live(session: Session, territory_id: int) -> Territory:
    gone = tr("This territory is not there any more.")
    return live_record(session, Territory, territory_id, gone=gone)

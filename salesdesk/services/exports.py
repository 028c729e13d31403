"""Notes who took which list out, into which file, and how much of it."""

from sqlalchemy.orm import Session

from salesdesk.models import Export
from salesdesk.services.rights import viewer_of


def note_export(session: Session, *, record: str, file_name: str, rows: int, what: str = "") -> None:
    """Note that a list ("deals", or "all") left for a file; `what` is the view of it or what limited it."""
    person_id = viewer_of(session).person_id
    session.add(Export(person_id=person_id, record=record, what=what, file_name=file_name, row_count=rows))
    session.flush()

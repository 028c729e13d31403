"""Files kept with a deal, a company or a contact: read in once, found again to the byte."""

import hashlib
import stat
from pathlib import Path

from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Attachment, AttachmentContent
from salesdesk.models.base import now
from salesdesk.rules.file_names import shown_name
from salesdesk.services.hanging import hold
from salesdesk.services.rights import require_deals, require_owned
from salesdesk.services.rows import edit_record, live_record
from salesdesk.services.tags import TAGGED, owner_of
from salesdesk.translation import tr

LARGEST_MB = 25
LARGEST = LARGEST_MB * 1024 * 1024


def attach_file(session: Session, *, record: str, record_id: int, name: str, content: bytes) -> int:
    """Keep a file with a record ("company", "contact", "deal"); its id. RuleBroken above 25 MB."""
    if len(content) > LARGEST:
        raise _too_large(shown_name(name), len(content))
    owner_id = owner_of(session, record, record_id)
    if record != "deal":
        hold(session, TAGGED[record], [record_id])
        gone = tr("This record is not there any more.")
        live_record(session, TAGGED[record], record_id, gone=gone)
    deal_id = record_id if record == "deal" else None
    kept = Attachment(
        record=record,
        record_id=record_id,
        deal_id=deal_id,
        owner_id=owner_id,
        name=shown_name(name),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    session.add(kept)
    session.flush()
    session.add(AttachmentContent(attachment_id=kept.id, deal_id=deal_id, owner_id=owner_id, content=content))
    session.flush()
    return kept.id


def attach_paths(session: Session, *, record: str, record_id: int, paths: list[Path]) -> list[int]:
    """Read these files from this computer and keep them with a record, all or none; their ids."""
    return [
        attach_file(session, record=record, record_id=record_id, name=path.name, content=read_file(path))
        for path in paths
    ]


def delete_file(session: Session, *, attachment_id: int) -> None:
    """Put a file into the trash; its bytes go when the trash is emptied."""
    file = live_record(session, Attachment, attachment_id, gone=tr("This file is not there any more."))
    if file.deal_id is not None:
        require_deals(session, [file.deal_id])
    else:
        require_owned(session, [file.owner_id])
    edit_record(session, file, {"deleted_at": now()})


def read_file(path: Path) -> bytes:
    """The bytes of an ordinary file; RuleBroken where there is none, or too many of them."""
    try:
        told = path.stat()
        if not stat.S_ISREG(told.st_mode):
            raise RuleBroken(tr("{name} is no file; only files can be kept.").format(name=path.name))
        if told.st_size > LARGEST:
            raise _too_large(path.name, told.st_size)
        with path.open("rb") as file:
            # One byte more than fits: a file may grow while it is read.
            return file.read(LARGEST + 1)
    except OSError as error:
        raise RuleBroken(
            tr("{name} cannot be read: {reason}.").format(name=path.name, reason=error.strerror or error)
        ) from error


def _too_large(name: str, size: int) -> RuleBroken:
    return RuleBroken(
        tr("{name} has {n} MB; at most {most} MB are kept. Keep it elsewhere and write down where.").format(
            name=name, n=-(-size // (1024 * 1024)), most=LARGEST_MB
        )
    )

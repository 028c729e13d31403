"""Pictures of people: put there, replaced, taken away, undone; nobody changes another's; on either store."""

from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.errors import KnownError, RuleBroken
from salesdesk.models import Portrait, PortraitContent
from salesdesk.queries.portraits import portrait_ids, portraits
from salesdesk.services.portraits import LARGEST, remove_portrait, set_portrait
from salesdesk.services.undo import undo_action
from tests.office import Office

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


def put(office: Office, person: str, content: bytes, login: str | None = None) -> int:
    with office.write(login) as session:
        set_portrait(session, person_id=office.people[person], content=content)
        return office.action(session)


def shown(office: Office, login: str | None = None) -> dict[str, bytes]:
    names = {key: name for name, key in office.people.items()}
    with office.read(login) as session:
        ids = portrait_ids(session)
        bytes_ = portraits(session, ids.values())
        return {names[person]: bytes_[key] for person, key in ids.items()}


def test_a_picture_is_put_there_replaced_taken_away_and_each_is_undone(office: Office) -> None:
    put(office, "rita", PNG + b"1")
    second = put(office, "rita", JPEG + b"2")
    assert shown(office, "otto") == {"rita": JPEG + b"2"}
    with office.write() as session:
        undo_action(session, action_id=second)
    assert shown(office) == {"rita": PNG + b"1"}
    with office.write() as session:
        third = office.action(session)
        remove_portrait(session, person_id=office.people["rita"])
    assert shown(office) == {}
    with pytest.raises(RuleBroken, match="no picture to take"), office.write() as session:
        remove_portrait(session, person_id=office.people["rita"])
    with office.write() as session:
        undo_action(session, action_id=third)
    assert shown(office) == {"rita": PNG + b"1"}


def test_everybody_changes_their_own_and_only_an_administrator_another_s(office: Office) -> None:
    own = put(office, "rita", PNG, login="rita")
    for login in ("vera", "otto"):
        with pytest.raises(RuleBroken, match="administrator"):
            put(office, "rita", JPEG, login=login)
        with pytest.raises(RuleBroken, match="administrator"), office.write(login) as session:
            remove_portrait(session, person_id=office.people["rita"])
        with pytest.raises(RuleBroken, match="administrator"), office.write(login) as session:
            undo_action(session, action_id=own)
    assert shown(office) == {"rita": PNG}


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "no picture"), (b"GIF89a", "no picture"), (b"<svg/>", "no picture"), (b"MZ", "no picture"),
     (PNG + b"0" * LARGEST, "too large")],
)  # fmt: skip
def test_what_is_no_small_picture_is_refused(office: Office, content: bytes, why: str) -> None:
    with pytest.raises(RuleBroken, match=why):
        put(office, "rita", content)
    assert shown(office) == {}


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE portrait SET person_id = {otto}",
        "UPDATE portrait SET deleted_at = now()",
        "UPDATE portrait_content SET content = 'x'",
        "DELETE FROM portrait_content",
        "INSERT INTO portrait (person_id, size, sha256, created_at, updated_at)"
        " VALUES ({vera}, 1, '', now(), now())",
        "INSERT INTO portrait_content (portrait_id, person_id, content)"
        " SELECT id, person_id, 'x' FROM portrait",
    ],
)
def test_a_server_refuses_who_writes_the_picture_of_another(office: Office, attack: str) -> None:
    put(office, "rita", PNG)
    changed = 0
    try:
        with office.write("otto") as session:
            done: Any = session.execute(sa.text(attack.format(**office.people)))
            changed = done.rowcount
    except (KnownError, sa.exc.DBAPIError):
        changed = 0
    assert changed == 0 and shown(office) == {"rita": PNG}
    with office.read() as session:
        counts = [
            session.scalar(sa.select(sa.func.count()).select_from(t)) for t in (Portrait, PortraitContent)
        ]
    assert counts == [1, 1]

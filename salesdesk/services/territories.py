"""Territories and branches that people work: named, put inside each other, taken out of use."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Person, Territory
from salesdesk.models.base import now
from salesdesk.rules.names import name_key
from salesdesk.rules.territories import KINDS
from salesdesk.rules.texts import one_line
from salesdesk.services.people import live_person
from salesdesk.services.rights import require_active, require_right
from salesdesk.services.rows import edit_record, live_record, only_known, save, update_rows
from salesdesk.translation import tr

_EDITABLE = frozenset({"name", "kind", "parent_id"})


def add_territory(
    session: Session, *, name: str, kind: str = "territory", parent_id: int | None = None
) -> int:
    """Add a territory or branch (`kind`), inside another one if told; its id."""
    require_right(session, "administrator")
    made = Territory(**_values(session, {"name": name, "kind": kind, "parent_id": parent_id}))
    session.add(made)
    save(session, made.name)
    return made.id


def edit_territory(session: Session, *, territory_id: int, version: int | None = None, **fields: Any) -> None:
    """Change name, kind or what it lies in. RuleBroken for a taken name, and inside one of its own."""
    require_right(session, "administrator")
    only_known(fields, _EDITABLE)
    territory = _live(session, territory_id, version)
    values = _values(session, fields)
    if values.get("parent_id") is not None and territory_id in _line(session, values["parent_id"]):
        raise RuleBroken(tr("{name} cannot lie inside itself.").format(name=territory.name))
    edit_record(session, territory, values)


def put_people(session: Session, *, territory_id: int, person_ids: Collection[int]) -> int:
    """Let exactly these people work a territory; how many changed. Who worked another one leaves that."""
    require_right(session, "administrator")
    _live(session, territory_id)
    wanted = set(person_ids)
    for person_id in wanted:
        live_person(session, person_id)
        require_active(session, person_id)
    working = sa.select(Person.id).where(
        Person.territory_id == territory_id, Person.deleted_at.is_(None), Person.active
    )
    there = set(session.scalars(working))
    rows: list[dict[str, Any]] = [{"id": key, "territory_id": territory_id} for key in sorted(wanted - there)]
    rows += [{"id": key, "territory_id": None} for key in sorted(there - wanted)]
    return update_rows(session, Person, rows)


def retire_territory(session: Session, *, territory_id: int) -> None:
    """Put a territory into the trash: who and what has it keeps it, nobody can choose it any more, its rules
    rest."""
    require_right(session, "administrator")
    edit_record(session, _live(session, territory_id), {"deleted_at": now()})


def _values(session: Session, fields: dict[str, Any]) -> dict[str, Any]:
    values = dict(fields)
    if "name" in values:
        values["name"] = one_line(values["name"], tr("The territory"))
        if not values["name"]:
            raise RuleBroken(tr("A territory needs a name."))
        values["name_key"] = name_key(values["name"])
    if values.get("kind", "territory") not in KINDS:
        raise RuleBroken(tr("{word} is no kind of territory.").format(word=values["kind"]))
    if values.get("parent_id") is not None:
        _live(session, values["parent_id"])
    return values


def _line(session: Session, territory_id: int) -> set[int]:
    """A territory with all that it lies in."""
    above = {row[0]: row[1] for row in session.execute(sa.select(Territory.id, Territory.parent_id))}
    found: set[int] = set()
    key: int | None = territory_id
    while key is not None and key not in found:
        found.add(key)
        key = above.get(key)
    return found


def _live(session: Session, territory_id: int, version: int | None = None) -> Territory:
    gone = tr("This territory is not there any more.")
    return live_record(session, Territory, territory_id, gone=gone, version=version)

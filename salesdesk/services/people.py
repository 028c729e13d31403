"""People and the tree they form; every move is dated and takes effect at once."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Person, PersonTree, Territory
from salesdesk.models.base import now, table_of
from salesdesk.models.person import FUNCTIONS, POSITIONS, RIGHTS
from salesdesk.rules.names import name_key
from salesdesk.rules.texts import one_line
from salesdesk.services.rows import Row, insert_rows
from salesdesk.translation import tr

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def add_person(
    session: Session,
    *,
    name: str,
    login: str | None = None,
    position: str = "sales_rep",
    function: str = "sales",
    reports_to_id: int | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> int:
    """Add a person below `reports_to_id` (nobody: a root of the tree) from `at` on; their id."""
    row = {"name": name, "login": login, "position": position, "function": function, **fields}
    return insert_people(session, [{**row, "reports_to_id": reports_to_id}], at=at)[0]


def insert_people(session: Session, rows: Sequence[Row], *, at: datetime | None = None) -> list[int]:
    """Add many people, superiors before those who report to them in any order; their ids.

    `reports_to_id` must name people who are there already; use `move_people` for those of the same list.
    """
    logins = {
        login.lower()
        for login in session.scalars(sa.select(Person.login).where(Person.deleted_at.is_(None)))
        if login
    }
    ready = []
    for row in rows:
        prepared = _person_row(row)
        login = prepared.get("login")
        if login and login.lower() in logins:
            raise RuleBroken(tr("The login {login} is taken; choose another.").format(login=login))
        if login:
            logins.add(login.lower())
        ready.append(prepared)
    ids = insert_rows(session, Person, ready)
    _enter_tree(session, ids, [row.get("reports_to_id") for row in ready], at or ALWAYS)
    return ids


def _person_row(row: Row) -> dict[str, Any]:
    name = one_line(row.get("name"), tr("The name"))
    if not name:
        raise RuleBroken(tr("A person needs a name."))
    position, function = row.get("position") or "sales_rep", row.get("function") or "sales"
    if position not in POSITIONS or function not in FUNCTIONS:
        raise RuleBroken(
            tr("{word} is not a known position or function.").format(word=f"{position}, {function}")
        )
    unknown = set(row.get("rights") or ()) - set(RIGHTS)
    if unknown:
        raise RuleBroken(tr("{word} is not a known right.").format(word=", ".join(sorted(unknown))))
    defaults = {"active": True, "rights": []}
    return {
        **defaults,
        **row,
        "name": name,
        "name_key": name_key(name),
        "position": position,
        "function": function,
    }


def _enter_tree(session: Session, ids: Sequence[int], above: Sequence[int | None], at: datetime) -> None:
    tree = table_of(PersonTree)
    lines = _lines(session, {key for key in above if key is not None})
    rows = []
    for person, superior in zip(ids, above, strict=True):
        rows.append({"ancestor_id": person, "descendant_id": person, "depth": 0})
        for depth, ancestor in enumerate(lines.get(superior or 0, ()), start=1):
            rows.append({"ancestor_id": ancestor, "descendant_id": person, "depth": depth})
    stamped = [{**row, "from_at": at, "to_at": None} for row in rows]
    session.connection().execute(sa.insert(tree), stamped)


def _lines(session: Session, people: Iterable[int]) -> dict[int, list[int]]:
    """For each person themself and all above today, nearest first."""
    found: dict[int, list[int]] = {}
    rows = session.execute(
        sa.select(PersonTree.descendant_id, PersonTree.ancestor_id)
        .where(PersonTree.descendant_id.in_(list(people)), PersonTree.to_at.is_(None))
        .order_by(PersonTree.depth)
    )
    for person, ancestor in rows:
        found.setdefault(person, []).append(ancestor)
    return found


def move_person(
    session: Session, *, person_id: int, reports_to_id: int | None, at: datetime | None = None
) -> None:
    """Let a person with everybody below them report to somebody else from `at` (default now) on."""
    person = session.get(Person, person_id)
    if person is None:
        raise RuleBroken(tr("This person is not there any more."))
    if person.reports_to_id == reports_to_id:
        return
    below = _below(session, person_id)
    if reports_to_id in below:
        raise RuleBroken(tr("{name} cannot report to somebody who reports to them.").format(name=person.name))
    person.reports_to_id = reports_to_id
    session.flush()
    _move_branch(session, below, reports_to_id, at or now())


def _below(session: Session, person_id: int) -> dict[int, int]:
    """Everybody below today with their depth, the person at 0."""
    rows = session.execute(
        sa.select(PersonTree.descendant_id, PersonTree.depth).where(
            PersonTree.ancestor_id == person_id, PersonTree.to_at.is_(None)
        )
    )
    return {row[0]: row[1] for row in rows}


def _move_branch(session: Session, below: dict[int, int], superior: int | None, at: datetime) -> None:
    tree = table_of(PersonTree)
    branch = list(below)
    outside = sa.and_(
        tree.c.descendant_id.in_(branch), tree.c.ancestor_id.not_in(branch), tree.c.to_at.is_(None)
    )
    connection = session.connection()
    connection.execute(sa.delete(tree).where(outside, tree.c.from_at >= at))
    connection.execute(sa.update(tree).where(outside).values(to_at=at))
    above = _lines(session, [superior]).get(superior, []) if superior is not None else []
    rows = [
        {
            "ancestor_id": ancestor,
            "descendant_id": person,
            "depth": inner + depth,
            "from_at": at,
            "to_at": None,
        }
        for person, inner in below.items()
        for depth, ancestor in enumerate(above, start=1)
    ]
    if rows:
        connection.execute(sa.insert(tree), rows)


def deactivate_person(session: Session, *, person_id: int) -> None:
    """Let a person no longer sign in; what they did and own stays theirs."""
    person = session.get(Person, person_id)
    if person is None:
        raise RuleBroken(tr("This person is not there any more."))
    person.active = False


def insert_territories(session: Session, names: Sequence[str]) -> list[int]:
    """Add territories by name; their ids."""
    return insert_rows(session, Territory, [{"name": name, "name_key": name_key(name)} for name in names])

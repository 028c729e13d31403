"""People and the tree they form; every move is dated and takes effect at once."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Person, PersonTree, Territory
from salesdesk.models.base import now, table_of
from salesdesk.models.person import FUNCTIONS, POSITIONS, RIGHTS
from salesdesk.queries.company_calendar import today
from salesdesk.rules.names import name_key
from salesdesk.rules.texts import check_texts, custom_fields, one_line
from salesdesk.services.rights import require_right
from salesdesk.services.rows import Row, edit_record, insert_rows, live_record, only_known, save, update_rows
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
    """Add many people; their ids in the same order.

    `reports_to_id` must name people who are there already; move_person places those of the same list.
    """
    require_right(session, "administrator")
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
    _require_people(session, {row.get("reports_to_id") for row in ready})
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
    _check_rights(row.get("rights") or ())
    values = {"active": True, "rights": [], "custom": {}, **row}
    values["custom"] = custom_fields(values["custom"])
    check_texts(values, lines=("login", "email", "phone", "source", "external_id"))
    _check_limit(values.get("discount_limit"))
    return {
        **values,
        "name": name,
        "name_key": name_key(name),
        "position": position,
        "function": function,
    }


def _check_limit(limit: Any) -> None:
    """RuleBroken for a discount limit that is no share of a price: 0.15 are 15 %."""
    if limit is not None and not 0 <= limit <= 1:
        raise RuleBroken(tr("A discount limit lies between 0 and 100 %."))


def _check_rights(rights: Iterable[str]) -> None:
    unknown = set(rights) - set(RIGHTS)
    if unknown:
        raise RuleBroken(tr("{word} is not a known right.").format(word=", ".join(sorted(unknown))))


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


def _require_people(session: Session, ids: Iterable[int | None]) -> None:
    wanted = {key for key in ids if key is not None}
    known = set(
        session.scalars(sa.select(Person.id).where(Person.id.in_(wanted), Person.deleted_at.is_(None)))
    )
    if wanted - known:
        raise RuleBroken(tr("This person is not there any more."))


def move_person(
    session: Session, *, person_id: int, reports_to_id: int | None, at: datetime | None = None
) -> None:
    """Let a person with everybody below them report to somebody else from `at` (default now) on."""
    require_right(session, "administrator")
    person = live_person(session, person_id)
    if person.reports_to_id == reports_to_id:
        return
    _require_people(session, [reports_to_id])
    below = _below(session, person_id)
    if reports_to_id in below:
        raise RuleBroken(tr("{name} cannot report to somebody who reports to them.").format(name=person.name))
    person.reports_to_id = reports_to_id
    save(session, person.name)
    _move_branch(session, below, reports_to_id, at or now())


def live_person(session: Session, person_id: int, version: int | None = None) -> Person:
    """The person, unless they are gone."""
    gone = tr("This person is not there any more.")
    return live_record(session, Person, person_id, version=version, gone=gone)


def follow_tree(session: Session, *, person_ids: Iterable[int]) -> None:
    """Make the tree what `reports_to_id` says for these people, after an undo wrote that column back."""
    tree = table_of(PersonTree)
    for person_id in person_ids:
        person = session.get_one(Person, person_id)
        below = _below(session, person_id)
        if person.deleted_at is not None:
            gone = sa.or_(tree.c.descendant_id == person_id, tree.c.ancestor_id == person_id)
            session.connection().execute(sa.delete(tree).where(gone))
        elif not below:
            _enter_tree(session, [person_id], [person.reports_to_id], ALWAYS)
        elif _superior(session, person_id) != person.reports_to_id:
            _move_branch(session, below, person.reports_to_id, now())


def _superior(session: Session, person_id: int) -> int | None:
    return session.scalar(
        sa.select(PersonTree.ancestor_id).where(
            PersonTree.descendant_id == person_id, PersonTree.depth == 1, PersonTree.to_at.is_(None)
        )
    )


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
    # What the tree said for the time after `at`, earlier moves on later days included, no longer holds.
    outside = sa.and_(
        tree.c.descendant_id.in_(branch),
        tree.c.ancestor_id.not_in(branch),
        sa.or_(tree.c.to_at.is_(None), tree.c.to_at > at),
    )
    connection = session.connection()
    connection.execute(sa.delete(tree).where(outside, tree.c.from_at >= at))
    connection.execute(sa.update(tree).where(outside, tree.c.from_at < at).values(to_at=at))
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


_EDITABLE = frozenset(
    {
        "name",
        "email",
        "phone",
        "position",
        "function",
        "territory_id",
        "started_on",
        "ended_on",
        "discount_limit",
        "custom",
    }
)

_IMPORTED = frozenset({"login", "active", "rights"})
"""What else a file may tell of somebody who is there already."""


def edit_person(session: Session, *, person_id: int, version: int | None = None, **fields: Any) -> None:
    """Change what is known about a person; RuleBroken if they changed since `version` was read."""
    require_right(session, "administrator")
    only_known(fields, _EDITABLE)
    person = live_person(session, person_id, version)
    values = _person_row(
        {"name": person.name, "position": person.position, "function": person.function} | fields
    )
    changed = (*fields, "name_key") if "name" in fields else fields
    edit_record(session, person, {name: values[name] for name in changed})


def update_people(session: Session, rows: Sequence[Row]) -> int:
    """Change the given fields of people by id; how many. `reports_to_id` moves them from now on.

    Who is no longer `active` leaves today, unless `ended_on` tells another day; a `login` may be given to
    somebody who has none.
    """
    require_right(session, "administrator")
    listed = []
    for row in rows:
        only_known(row, _EDITABLE | _IMPORTED | {"id", "reports_to_id", "source", "external_id"})
        person = live_person(session, row["id"])
        row = {**row, **_entering(session, person, row)}
        if "rights" in row:
            grant_rights(session, person_id=person.id, rights=row["rights"])
        if "reports_to_id" in row:
            move_person(session, person_id=person.id, reports_to_id=row["reports_to_id"])
        known = {"name": person.name, "position": person.position, "function": person.function}
        checked = _person_row({**known, **row})
        fields = set(row) - {"reports_to_id", "rights"} | ({"name_key"} if "name" in row else set())
        listed.append({name: checked[name] for name in fields})
    return update_rows(session, Person, [row for row in listed if len(row) > 1])


def _entering(session: Session, person: Person, row: Row) -> dict[str, Any]:
    """What else changes with the login of a person, and with whether they may sign in."""
    login = row.get("login")
    if login is not None and person.login is not None:
        raise RuleBroken(
            tr("The login of {name} stays {login}.").format(name=person.name, login=person.login)
        )
    if login is not None and session.scalar(_with_login(login)) is not None:
        raise RuleBroken(tr("The login {login} is taken; choose another.").format(login=login))
    if row.get("active", person.active) == person.active:
        return {}
    if row["active"]:
        return {"ended_on": row.get("ended_on")}
    _keep_an_administrator(session, person)
    return {"ended_on": row.get("ended_on") or person.ended_on or today(session)}


def _with_login(login: str) -> sa.Select[int]:
    return sa.select(Person.id).where(
        sa.func.lower(Person.login) == login.lower(), Person.deleted_at.is_(None)
    )


def grant_rights(session: Session, *, person_id: int, rights: Iterable[str]) -> None:
    """Give a person exactly these rights; somebody has to remain administrator."""
    require_right(session, "administrator")
    wanted = set(rights)
    _check_rights(wanted)
    person = live_person(session, person_id)
    if "administrator" not in wanted:
        _keep_an_administrator(session, person)
    person.rights = [right for right in RIGHTS if right in wanted]
    save(session, person.name)


def deactivate_person(session: Session, *, person_id: int, on: date | None = None) -> None:
    """Let a person no longer sign in, from `on` (default today); what they did and own stays theirs."""
    require_right(session, "administrator")
    person = live_person(session, person_id)
    _keep_an_administrator(session, person)
    person.active, person.ended_on = False, on or today(session)
    save(session, person.name)


def activate_person(session: Session, *, person_id: int) -> None:
    """Let a person sign in again."""
    require_right(session, "administrator")
    person = live_person(session, person_id)
    person.active, person.ended_on = True, None
    save(session, person.name)


def _keep_an_administrator(session: Session, leaving: Person) -> None:
    others = session.scalars(
        sa.select(Person.rights).where(Person.deleted_at.is_(None), Person.active, Person.id != leaving.id)
    )
    if "administrator" in leaving.rights and not any("administrator" in rights for rights in others):
        raise RuleBroken(
            tr("{name} is the only administrator; make somebody else one first.").format(name=leaving.name)
        )


def insert_territories(session: Session, names: Sequence[str]) -> list[int]:
    """Add territories by name; their ids."""
    require_right(session, "administrator")
    rows = []
    for given in names:
        name = one_line(given, tr("The territory"))
        if not name:
            raise RuleBroken(tr("A territory needs a name."))
        rows.append({"name": name, "name_key": name_key(name)})
    return insert_rows(session, Territory, rows)

"""Who may change what: asked before a write, so that a refusal is a sentence and not an empty result."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.viewer import Viewer
from salesdesk.errors import RuleBroken
from salesdesk.models import Base, Deal, DealMember, Person, PersonTree, Setting
from salesdesk.models.base import table_of
from salesdesk.rules.words import RIGHTS
from salesdesk.services.rows import chunked
from salesdesk.translation import tr


def viewer_of(session: Session) -> Viewer:
    """Who acts in this session."""
    viewer: Viewer = session.info["viewer"]
    return viewer


def require_right(session: Session, right: str) -> None:
    """RuleBroken unless the person holds this right; administrators hold all."""
    viewer = viewer_of(session)
    if not viewer.is_administrator and right not in viewer.rights:
        words = RIGHTS.get(right, right)
        raise RuleBroken(tr("This takes the right “{right}”; ask an administrator.").format(right=words))


def writes_for_all(session: Session) -> bool:
    """Whether the person may write everybody's records: administrators, and who may import."""
    viewer = viewer_of(session)
    return viewer.is_administrator or "import" in viewer.rights


def require_sight_of_all(session: Session) -> None:
    """RuleBroken unless the person sees everybody's deals: who does not cannot tell which of them a change of
    the whole process would touch."""
    told = sa.select(Setting.value).where(Setting.key == "visibility", Setting.deleted_at.is_(None))
    if viewer_of(session).is_administrator or session.scalar(told) in (None, "open_team"):
        return
    raise RuleBroken(tr("This touches deals that you do not see; ask an administrator."))


def people_below(session: Session) -> frozenset[int]:
    """The person and everybody below today."""
    rows = session.scalars(
        sa.select(PersonTree.descendant_id).where(
            PersonTree.ancestor_id == viewer_of(session).person_id, PersonTree.to_at.is_(None)
        )
    )
    return frozenset(rows)


def require_active(session: Session, person_id: int | None, before: int | None = None) -> None:
    """RuleBroken where something is to be given to somebody who left; what they have `before` they keep."""
    if person_id is None or person_id == before:
        return
    found = session.execute(sa.select(Person.name, Person.active).where(Person.id == person_id)).first()
    if found is not None and not found.active:
        raise RuleBroken(tr("{name} is not in the team any more.").format(name=found.name))


def active_people(session: Session, person_ids: Iterable[int | None]) -> frozenset[int]:
    """Those of these people who are in the team still."""
    wanted = {person_id for person_id in person_ids if person_id is not None}
    question = sa.select(Person.id).where(Person.id.in_(wanted), Person.active, Person.deleted_at.is_(None))
    return frozenset(session.scalars(question)) if wanted else frozenset()


def require_owned(session: Session, owner_ids: Iterable[int | None]) -> None:
    """RuleBroken unless the person may change what belongs to these people: themself, below, or nobody."""
    others = {owner_id for owner_id in owner_ids if owner_id is not None}
    if not others or writes_for_all(session):
        return
    beyond = others - people_below(session)
    if beyond:
        name = session.scalar(sa.select(Person.name).where(Person.id == min(beyond)))
        raise RuleBroken(
            tr("This belongs to {name}; only they and the people above them may change it.").format(
                name=name or tr("somebody else")
            )
        )


def require_deals(session: Session, deal_ids: Iterable[int]) -> None:
    """RuleBroken unless the person may change these deals: by the tree, or as a member who edits."""
    if writes_for_all(session):
        return
    person_id = viewer_of(session).person_id
    deal, member = table_of(Deal), table_of(DealMember)
    edited = sa.select(member.c.deal_id).where(
        member.c.person_id == person_id, member.c.access == "edit", member.c.deleted_at.is_(None)
    )
    for part in chunked(set(deal_ids)):
        # Past the models, so that a deal out of sight is refused like any other that is not one's own.
        question = sa.select(deal.c.id, deal.c.owner_id, deal.c.id.in_(edited)).where(deal.c.id.in_(part))
        rows = session.connection().execute(question).all()
        if len(rows) < len(part):
            raise RuleBroken(tr("This deal is not there any more; somebody deleted it or gave it away."))
        require_owned(session, {owner_id for _, owner_id, mine in rows if not mine})


def require_records(session: Session, model: type[Base], ids: Iterable[int]) -> None:
    """RuleBroken unless the person may change these companies, contacts or notes by their owner."""
    if writes_for_all(session):
        return
    table = table_of(model)
    for part in chunked(set(ids)):
        question = sa.select(table.c.owner_id).where(table.c.id.in_(part)).distinct()
        require_owned(session, session.connection().scalars(question).all())


def require_own(session: Session, person_ids: Iterable[int]) -> None:
    """RuleBroken where something is of somebody else, unless an administrator changes it."""
    if set(person_ids) - {viewer_of(session).person_id}:
        require_right(session, "administrator")


def require_changes(session: Session, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """RuleBroken unless the person may change these rows of a table, whatever it holds."""
    if writes_for_all(session) and "owner_id" in table.columns:
        return
    model = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table)
    changed = model.__visibility__.changed
    if changed in ("administrator", "process", "import"):
        require_right(session, changed)
    elif changed == "self":
        require_own(session, {row[model.__visibility__.person] for row in rows})
    elif changed == "line":
        require_owned(session, {row["owner_id"] for row in rows})
    elif "owner_id" in table.columns:
        listed = list(rows)
        key = "id" if table.name == "deal" else "deal_id"
        require_deals(session, {row[key] for row in listed if row.get(key) is not None})
        require_owned(session, {row["owner_id"] for row in listed if row.get(key) is None})

"""What a change of the team would do: who would see which deals, and what somebody who leaves hands over."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.team import CompanyLeft, Leaving, MovePreview, SightChange
from salesdesk.models import (
    Activity,
    Company,
    Contact,
    Deal,
    DealFacts,
    DealMember,
    Person,
    Stage,
)
from salesdesk.queries.company_calendar import base_currency, today
from salesdesk.queries.keys import among
from salesdesk.queries.sums import sum_and_missing
from salesdesk.queries.team import OPEN, granted_functions, is_by_tree, reports_to_on
from salesdesk.rules.sight import line_above
from salesdesk.translation import tr

_Sums = list[Any]  # open deals, their value, those without a rate, decided deals


def move_preview(session: Session, *, person_id: int, reports_to_id: int | None) -> MovePreview:
    """Who would see which deals if somebody, with all below, reported to somebody else (None: to nobody).

    Counted exactly only for who sees all deals, as an administrator does. Members of a deal, administrators,
    and functions that see all, gain and lose nothing.
    """
    above = reports_to_on(session, today(session))
    names = {row[0]: row[1] for row in session.execute(sa.select(Person.id, Person.name))}
    branch = {key for key in above if person_id in line_above(key, above)} | {person_id}
    before = above.get(person_id)
    old = line_above(before, above) if before is not None else []
    new = line_above(reports_to_id, above) if reports_to_id is not None else []
    preview = MovePreview(
        person_id=person_id,
        name=names.get(person_id, ""),
        from_name=names.get(before or 0, ""),
        to_name=names.get(reports_to_id or 0, ""),
        moving=len(branch),
        by_tree=is_by_tree(session),
        currency=base_currency(session),
        refused=_refusal(reports_to_id, before, branch, names),
    )
    if preview.refused:
        return preview
    whole = _owned(session, branch)
    change = SightChange(person_id, preview.name, *whole)
    if not preview.by_tree:
        return MovePreview(**_parts(preview), whole=change)
    touched = [key for key in (*new, *old) if (key in new) != (key in old)]
    limited = _limited(session, touched)
    shared = _as_members(session, branch, limited)
    changes = {
        key: SightChange(
            key, names[key], *(all_ - mine for all_, mine in zip(whole, shared[key], strict=True))
        )
        for key in touched
        if key in limited
    }
    return MovePreview(
        **_parts(preview),
        whole=change,
        gaining=tuple(changes[key] for key in new if key in changes),
        losing=tuple(changes[key] for key in old if key in changes),
    )


def _parts(preview: MovePreview) -> dict[str, Any]:
    kept = ("person_id", "name", "from_name", "to_name", "moving", "by_tree", "currency", "refused")
    return {name: getattr(preview, name) for name in kept}


def _refusal(to: int | None, before: int | None, branch: set[int], names: Mapping[int, str]) -> str:
    if to in branch:
        return tr("Nobody can report to themself or to somebody below them.")
    if to == before:
        reports = tr("Reports to {name} already.").format(name=names.get(to or 0, ""))
        return reports if to is not None else tr("Reports to nobody already.")
    return ""


def _by_state() -> list[Any]:
    """Open deals, their value, those of them without a rate, decided deals."""
    is_open = Stage.type.in_(OPEN)
    return [
        sa.func.count(sa.case((is_open, 1))),
        *sum_and_missing(Deal, DealFacts, is_open),
        sa.func.count(sa.case((sa.not_(is_open), 1))),
    ]


def _owned(session: Session, owners: Iterable[int]) -> _Sums:
    question = (
        sa.select(*_by_state())
        .select_from(Deal)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(DealFacts, DealFacts.deal_id == Deal.id)
        .where(Deal.deleted_at.is_(None), among(session, Deal.owner_id, owners))
    )
    count, value, unvalued, decided = session.execute(question).one()
    return [count, value or Decimal(0), unvalued, decided]


def _limited(session: Session, people: Iterable[int]) -> set[int]:
    """Those of the people who see deals by the tree only."""
    granted = granted_functions(session)
    question = sa.select(Person).where(Person.id.in_(list(people)), Person.active)
    return {
        person.id
        for person in session.scalars(question)
        if "administrator" not in person.rights and person.function not in granted
    }


def _as_members(session: Session, owners: Iterable[int], people: Iterable[int]) -> dict[int, _Sums]:
    """What these people see of the owners' deals in any case, since they are members of them."""
    found: dict[int, _Sums] = defaultdict(lambda: [0, Decimal(0), 0, 0])
    question = (
        sa.select(DealMember.person_id, *_by_state())
        .select_from(DealMember)
        .join(Deal, Deal.id == DealMember.deal_id)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(DealFacts, DealFacts.deal_id == Deal.id)
        .where(DealMember.deleted_at.is_(None), Deal.deleted_at.is_(None))
        .where(among(session, Deal.owner_id, owners), DealMember.person_id.in_(list(people)))
        .group_by(DealMember.person_id)
    )
    for person, count, value, unvalued, decided in session.execute(question):
        found[person] = [count, value or Decimal(0), unvalued, decided]
    return found


def leaving(session: Session, *, person_id: int) -> Leaving | None:
    """What somebody has to hand over before they leave; None if they are not there."""
    person = session.get(Person, person_id)
    if person is None or person.deleted_at is not None:
        return None
    count, value, unvalued, _ = _owned(session, [person_id])
    planned = [Activity.person_id == person_id, Activity.state == "planned"]
    return Leaving(
        person_id=person_id,
        version=person.version,
        name=person.name,
        reports_to_id=person.reports_to_id,
        deals=count,
        open_value=value,
        unvalued=unvalued,
        companies=_count(session, Company, Company.owner_id == person_id),
        contacts=_count(session, Contact, Contact.owner_id == person_id),
        activities=_count(session, Activity, *planned),
        people=_count(session, Person, Person.reports_to_id == person_id, Person.active),
        currency=base_currency(session),
        by_company=_companies_left(session, person_id),
    )


def _count(session: Session, model: Any, *conditions: Any) -> int:
    question = sa.select(sa.func.count()).select_from(model).where(model.deleted_at.is_(None), *conditions)
    return session.scalar(question) or 0


def _companies_left(session: Session, person_id: int) -> tuple[CompanyLeft, ...]:
    """Companies with open deals of theirs, those with most of them first."""
    count = sa.func.count()
    question = (
        sa.select(Company.id, Company.name, count)
        .select_from(Deal)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(Company, Company.id == Deal.company_id)
        .where(Deal.deleted_at.is_(None), Deal.owner_id == person_id, Stage.type.in_(OPEN))
        .group_by(Company.id, Company.name, Company.name_key)
        .order_by(count.desc(), Company.name_key, Company.id)
    )
    return tuple(CompanyLeft(*row) for row in session.execute(question))

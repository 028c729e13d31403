"""Somebody leaves: what they had open goes to others in the same save, what they did stays told of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Activity, Company, Contact, Deal, Person, Stage
from salesdesk.services.activities import update_activities
from salesdesk.services.companies import update_companies
from salesdesk.services.contacts import update_contacts
from salesdesk.services.deals import update_deals
from salesdesk.services.people import deactivate_person, live_person, move_person
from salesdesk.services.rights import require_right
from salesdesk.services.rows import Row, chunked, update_rows
from salesdesk.translation import tr, trn

KINDS = ("deals", "companies", "contacts", "activities", "people")
"""What is handed over: open deals, companies, contacts, planned activities, and who reports to them."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many records of each kind went to others."""

    deals: int = 0
    companies: int = 0
    contacts: int = 0
    activities: int = 0
    people: int = 0


def hand_over_and_leave(
    session: Session,
    *,
    person_id: int,
    successors: Mapping[str, int | None],
    by_company: Mapping[int, int] | None = None,
    on: date | None = None,
    version: int | None = None,
) -> HandedOver:
    """Give everything open of a person to others and let them no longer sign in, from `on` (default today).

    `successors` names one person per kind of KINDS; for "people" None lets them report to nobody. What hangs
    on a company in `by_company`, and the company itself, goes to the person named there instead. Decided
    deals and what is done stay theirs. RuleBroken where something has no active successor, so that nothing
    is lost, and for the last administrator.
    """
    require_right(session, "administrator")
    person = live_person(session, person_id, version)
    if not person.active:
        raise RuleBroken(tr("{name} has left already.").format(name=person.name))
    apart = dict(by_company or {})
    _require_successors(session, person_id, {*successors.values(), *apart.values()})
    taking = _Taking(session, person, successors, apart)
    done = HandedOver(
        deals=taking.deals(),
        companies=taking.owned("companies", Company, Company.id, update_companies),
        contacts=taking.owned("contacts", Contact, Contact.company_id, update_contacts),
        activities=taking.activities(),
        people=taking.people(),
    )
    deactivate_person(session, person_id=person_id, on=on)
    return done


def _require_successors(session: Session, person_id: int, ids: set[int | None]) -> None:
    wanted = {key for key in ids if key is not None}
    if person_id in wanted:
        raise RuleBroken(tr("Somebody who leaves cannot be their own successor."))
    known = session.scalars(
        sa.select(Person.id).where(Person.id.in_(wanted), Person.deleted_at.is_(None), Person.active)
    )
    if wanted - set(known):
        raise RuleBroken(tr("A successor has to be somebody who is there and active."))


@dataclass(frozen=True, slots=True)
class _Taking:
    """One hand-over; each method gives one kind of record away and tells how many."""

    session: Session
    person: Person
    successors: Mapping[str, int | None]
    apart: Mapping[int, int]

    def deals(self) -> int:
        """Open deals; what hangs on them follows."""
        rows = self.session.execute(
            sa.select(Deal.id, Deal.company_id)
            .join(Stage, Stage.id == Deal.stage_id)
            .where(Deal.owner_id == self.person.id, Deal.deleted_at.is_(None))
            .where(Stage.type.in_(("lead", "open")))
        ).all()
        return self._give("deals", rows, "owner_id", update_deals)

    def owned(self, kind: str, model: Any, company: Any, update: Any) -> int:
        """Companies or contacts."""
        rows = self.session.execute(
            sa.select(model.id, company).where(model.owner_id == self.person.id, model.deleted_at.is_(None))
        ).all()
        return self._give(kind, rows, "owner_id", update)

    def activities(self) -> int:
        """Planned activities, by the company of their deal if they have no other."""
        rows = self.session.execute(
            sa.select(Activity.id, sa.func.coalesce(Activity.company_id, Deal.company_id))
            .outerjoin(Deal, Deal.id == Activity.deal_id)
            .where(Activity.person_id == self.person.id, Activity.state == "planned")
            .where(Activity.deleted_at.is_(None))
        ).all()
        return self._give("activities", rows, "person_id", _give_activities)

    def people(self) -> int:
        """Who reports to them: those who left too stay where they were."""
        ids = self.session.scalars(
            sa.select(Person.id).where(Person.reports_to_id == self.person.id, Person.deleted_at.is_(None))
            .where(Person.active)
        ).all()  # fmt: skip
        if ids and "people" not in self.successors:
            raise self._missing("people", len(ids))
        for key in ids:
            move_person(self.session, person_id=key, reports_to_id=self._head(key))
        return len(ids)

    def _head(self, key: int) -> int | None:
        """Whom somebody reports to afterwards; a successor out of the same team to whom the leaver did."""
        chosen = self.successors["people"]
        return self.person.reports_to_id if chosen == key else chosen

    def _give(self, kind: str, rows: Any, column: str, update: Any) -> int:
        chosen = self.successors.get(kind)
        changed = [{"id": key, column: self.apart.get(company or 0, chosen)} for key, company in rows]
        without = sum(1 for row in changed if row[column] is None)
        if without:
            raise self._missing(kind, without)
        if changed:
            update(self.session, changed)
        return len(changed)

    def _missing(self, kind: str, count: int) -> RuleBroken:
        words = {
            "deals": trn("{n} open deal needs a successor.", "{n} open deals need a successor.", count),
            "companies": trn("{n} company needs a successor.", "{n} companies need a successor.", count),
            "contacts": trn("{n} contact needs a successor.", "{n} contacts need a successor.", count),
            "activities": trn(
                "{n} planned activity needs a successor.", "{n} planned activities need a successor.", count
            ),
            "people": trn(
                "{n} person needs somebody to report to.", "{n} people need somebody to report to.", count
            ),
        }
        return RuleBroken(words[kind])


def _give_activities(session: Session, rows: Sequence[Row]) -> int:
    """Give activities to others; those without a deal are seen by whom they belong to."""
    count = update_activities(session, rows)
    alone: set[int] = set()
    for part in chunked(row["id"] for row in rows):
        question = sa.select(Activity.id).where(Activity.id.in_(part), Activity.deal_id.is_(None))
        alone.update(session.scalars(question))
    owned = [{"id": row["id"], "owner_id": row["person_id"]} for row in rows if row["id"] in alone]
    update_rows(session, Activity, owned)
    return count

"""Deal members and stakeholders: who works on a deal beside its owner, and who decides at the customer's."""

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Contact, Deal, DealMember, Person, Stakeholder
from salesdesk.models.base import now
from salesdesk.models.deal import STAKEHOLDER_ROLES
from salesdesk.rules.texts import long_text
from salesdesk.services.hanging import owners_of_deals
from salesdesk.services.rights import require_deals, require_records
from salesdesk.services.rows import edit_record, live_record, save
from salesdesk.translation import tr

ACCESS = ("view", "edit")


def set_member(
    session: Session, *, deal_id: int, person_id: int, access: str = "view", credit: Decimal = Decimal(0)
) -> int:
    """Let somebody see or edit a deal with a part of its credit (a fraction; the rest is the owner's).

    Their id as a member. All members together have at most 1.
    """
    _require_line(session, deal_id)
    if access not in ACCESS or not 0 <= credit <= 1:
        raise RuleBroken(tr("A member views or edits a deal with a credit between 0 and 100 %."))
    gone = tr("This person is not there any more.")
    person = live_record(session, Person, person_id, gone=gone)
    members = session.scalars(_members(deal_id)).all()
    others = sum((member.credit for member in members if member.person_id != person_id), Decimal(0))
    if others + credit > 1:
        raise RuleBroken(tr("The members of a deal cannot have more than 100 % of its credit together."))
    member = next((member for member in members if member.person_id == person_id), None)
    if member is None:
        owner_id, _ = owners_of_deals(session, [deal_id])[deal_id]
        member = DealMember(deal_id=deal_id, person_id=person_id, owner_id=owner_id)
        session.add(member)
    member.access, member.credit = access, credit
    save(session, person.name)
    return member.id


def _members(deal_id: int) -> sa.Select[DealMember]:
    return sa.select(DealMember).where(DealMember.deal_id == deal_id, DealMember.deleted_at.is_(None))


def _require_line(session: Session, deal_id: int) -> None:
    """Who else works on a deal is for its owner and the line above to say, not for members who edit it."""
    require_deals(session, [deal_id])
    require_records(session, Deal, [deal_id])


def remove_member(session: Session, *, deal_id: int, person_id: int) -> None:
    """Let somebody no longer work on a deal."""
    _require_line(session, deal_id)
    member = session.scalars(_members(deal_id).where(DealMember.person_id == person_id)).first()
    if member is None:
        raise RuleBroken(tr("This person is not a member of the deal."))
    edit_record(session, member, {"deleted_at": now()})


def name_stakeholder(
    session: Session, *, deal_id: int, contact_id: int, role: str, note: str | None = None
) -> int:
    """Say which part a contact plays in a deal; their id as a stakeholder."""
    require_deals(session, [deal_id])
    if role not in STAKEHOLDER_ROLES:
        raise RuleBroken(tr("{word} is not a role of a stakeholder.").format(word=role))
    contact = live_record(session, Contact, contact_id, gone=tr("This contact is not there any more."))
    known = session.scalars(
        sa.select(Stakeholder).where(
            Stakeholder.deal_id == deal_id,
            Stakeholder.contact_id == contact_id,
            Stakeholder.role == role,
            Stakeholder.deleted_at.is_(None),
        )
    ).first()
    if known is None:
        owner_id, _ = owners_of_deals(session, [deal_id])[deal_id]
        known = Stakeholder(deal_id=deal_id, contact_id=contact_id, role=role, owner_id=owner_id)
        session.add(known)
    known.note = long_text(note, tr("The note"))
    save(session, contact.name)
    return known.id


def remove_stakeholder(session: Session, *, stakeholder_id: int) -> None:
    """Take back that a contact plays a part in a deal."""
    gone = tr("This stakeholder is not there any more.")
    stakeholder = live_record(session, Stakeholder, stakeholder_id, gone=gone)
    require_deals(session, [stakeholder.deal_id])
    edit_record(session, stakeholder, {"deleted_at": now()})

"""The words of a timeline's entries, read for one page at a time."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.timeline import TimelineEntry, TimelineKey
from salesdesk.models import (
    Action,
    Activity,
    Attachment,
    Company,
    Contact,
    Deal,
    DealMember,
    History,
    ImportBatch,
    Note,
    Person,
)
from salesdesk.queries.history import changes_in_words
from salesdesk.rules.repeats import told_repeat
from salesdesk.translation import tr

Words = dict[TimelineKey, TimelineEntry]
_FIELDS = {"stage": "stage_id", "amount": "amount", "close_on": "close_on", "owner": "owner_id"}


def words_of(session: Session, keys: Sequence[TimelineKey]) -> Words:
    """The entries of these keys; one that is gone meanwhile has none."""
    tables: dict[str, dict[int, list[TimelineKey]]] = defaultdict(lambda: defaultdict(list))
    for key in keys:
        tables[key.table][key.id].append(key)
    titles = _deal_titles(session, {key.deal_id for key in keys if key.deal_id is not None})
    found: Words = {}
    for table, asked in tables.items():
        found |= _READERS[table](session, asked, titles)
    return {key: found[key] for key in keys if key in found}


def _deal_titles(session: Session, ids: set[int]) -> dict[int, str]:
    rows = session.execute(sa.select(Deal.id, Deal.title).where(Deal.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


Asked = Mapping[int, list[TimelineKey]]
Titles = Mapping[int, str]


def _activities(session: Session, asked: Asked, titles: Titles) -> Words:
    rows = session.execute(
        sa.select(Activity, Person.name, Contact.name)
        .outerjoin(Person, Person.id == Activity.person_id)
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .where(Activity.id.in_(list(asked)))
    )
    found: Words = {}
    for activity, person, contact in rows:
        again = told_repeat(activity.repeat, activity.state)
        minutes = tr("{n} min").format(n=activity.minutes) if activity.minutes else ""
        found |= {
            key: TimelineEntry(
                key,
                activity.subject,
                body=activity.outcome or activity.description or "",
                person=person or "",
                deal=titles.get(key.deal_id or 0, ""),
                note=", ".join(filter(None, (contact, minutes, again))),
                timed=activity.done_at is not None or activity.due_at is not None,
            )
            for key in asked[activity.id]
        }
    return found


def _notes(session: Session, asked: Asked, titles: Titles) -> Words:
    rows = session.execute(
        sa.select(Note.id, Note.text, Person.name)
        .outerjoin(Person, Person.id == Note.author_id)
        .where(Note.id.in_(list(asked)))
    )
    return {
        key: TimelineEntry(
            key,
            tr("Note by {person}").format(person=person) if person else tr("Note"),
            body=text,
            person=person or "",
            deal=titles.get(key.deal_id or 0, ""),
        )
        for note_id, text, person in rows
        for key in asked[note_id]
    }


def _files(session: Session, asked: Asked, titles: Titles) -> Words:
    who = _makers(session, "attachment", asked)
    rows = session.execute(
        sa.select(Attachment.id, Attachment.name, Attachment.size).where(Attachment.id.in_(list(asked)))
    )
    return {
        key: TimelineEntry(
            key,
            tr("File added"),
            person=who.get(file_id, ""),
            deal=titles.get(key.deal_id or 0, ""),
            before=name,
            after=size,
        )
        for file_id, name, size in rows
        for key in asked[file_id]
    }


def _history(session: Session, asked: Asked, titles: Titles) -> Words:
    found: Words = {}
    for entry_id, person, changes in changes_in_words(session, "deal", list(asked)):
        for key in asked[entry_id]:
            change = changes.get(_FIELDS[key.kind])
            if change is not None:
                title = _change_title(key.kind, change.new)
                deal = titles.get(key.deal_id or 0, "")
                found[key] = TimelineEntry(
                    key,
                    title,
                    person=person,
                    deal=deal,
                    before=change.before,
                    after=change.after,
                    currency=change.currency,
                )
    return found


def _change_title(kind: str, new: str) -> str:
    if kind == "stage":
        return tr("Moved to {stage}").format(stage=new)
    if kind == "amount":
        return tr("Amount changed") if new else tr("Amount taken out")
    if kind == "close_on":
        return tr("Expected close changed") if new else tr("Expected close taken out")
    return tr("Given to {person}").format(person=new) if new else tr("Belongs to nobody now")


def _members(session: Session, asked: Asked, titles: Titles) -> Words:
    rows = session.execute(
        sa.select(DealMember.id, Person.name, DealMember.access, DealMember.credit)
        .join(Person, Person.id == DealMember.person_id)
        .where(DealMember.id.in_(list(asked)))
    )
    found: Words = {}
    for member_id, name, access, credit in rows:
        words = tr("{person} may edit this deal") if access == "edit" else tr("{person} may see this deal")
        share = tr("{n} % of the credit").format(n=f"{credit * 100:.0f}") if credit else ""
        for key in asked[member_id]:
            deal = titles.get(key.deal_id or 0, "")
            found[key] = TimelineEntry(key, words.format(person=name), deal=deal, note=share)
    return found


def _makers(session: Session, table: str, ids: Asked) -> dict[int, str]:
    """Who made these rows."""
    return {row_id: who for row_id, (who, _) in _beginnings(session, table, ids).items()}


def _beginnings(session: Session, table: str, ids: Asked) -> dict[int, tuple[str, str]]:
    """Who made these rows, and from which file they were imported."""
    rows = session.execute(
        sa.select(History.row_id, Person.name, ImportBatch.file_name)
        .join(Action, Action.id == History.action_id)
        .outerjoin(Person, Person.id == Action.person_id)
        .outerjoin(ImportBatch, ImportBatch.id == Action.batch_id)
        .where(History.tbl == table, History.row_id.in_(list(ids)), History.op == "created")
    )
    return {row[0]: (row[1] or "", row[2] or "") for row in rows}


def _made(table: str, model: Any, words: str) -> Callable[[Session, Asked, Titles], Words]:
    def read(session: Session, asked: Asked, titles: Titles) -> Words:
        begun = _beginnings(session, table, asked)
        there = session.scalars(sa.select(model.id).where(model.id.in_(list(asked))))
        found: Words = {}
        for row_id in there:
            who, file = begun.get(row_id, ("", ""))
            title = tr("Imported from {file}").format(file=file) if file else tr(words)
            for key in asked[row_id]:
                deal = titles.get(key.deal_id or 0, "")
                found[key] = TimelineEntry(key, title, person=who, deal=deal)
        return found

    return read


_READERS: dict[str, Callable[[Session, Asked, Titles], Words]] = {
    "activity": _activities,
    "note": _notes,
    "attachment": _files,
    "history": _history,
    "deal_member": _members,
    "deal": _made("deal", Deal, "Deal written down"),
    "company": _made("company", Company, "Company written down"),
    "contact": _made("contact", Contact, "Contact written down"),
}

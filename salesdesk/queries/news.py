"""What others did that concerns the viewer: mentions, things assigned to them, changes of their deals."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.news import News, NewsKind, NewsList
from salesdesk.models import (
    Action,
    Activity,
    Company,
    Deal,
    History,
    ImportBatch,
    Note,
    Person,
    PersonSetting,
    Stage,
)
from salesdesk.models.base import now
from salesdesk.rules.fields import label_of
from salesdesk.rules.mentions import is_mentioned
from salesdesk.translation import tr

SEEN = "news_seen"
AT_MOST, ACTIONS, DAYS = 40, 400, 30
# What the program itself keeps is no news.
_UNTOLD = frozenset({"name_key", "rank", "pipeline_id", "closed_on", "stage_entered_at", "probability"})
_EXCERPT = 140


def my_news(session: Session) -> NewsList:
    """The latest things that others did to what is the viewer's, imports left out."""
    me: int | None = session.info["viewer"].person_id
    if me is None:
        return NewsList((), 0)
    found = [*_of_deals(session, me), *_of_activities(session, me), *_of_notes(session, me)]
    found.sort(key=lambda news: (news.action_id, news.record_id), reverse=True)
    seen = session.scalar(
        sa.select(PersonSetting.value).where(PersonSetting.person_id == me, PersonSetting.key == SEEN)
    )
    return NewsList(tuple(found[:AT_MOST]), int(seen or 0))


def news_since(session: Session, since: datetime) -> tuple[News, ...]:
    """What happened after a moment: what concerns the viewer first, then what others decided and imported."""
    me: int | None = session.info["viewer"].person_id
    mine = [news for news in my_news(session).news if news.at > since]
    told = {(news.record, news.record_id) for news in mine}
    others = [
        news
        for news in (*_decided(session, me, since), *_imported(session, me, since))
        if (news.record, news.record_id) not in told
    ]
    return (*mine, *sorted(others, key=lambda news: news.at, reverse=True))


def _decided(session: Session, me: int | None, since: datetime) -> Iterator[News]:
    """What others won and lost."""
    question = (
        sa.select(
            Deal.id, Deal.title, Company.name, Stage.type, Deal.stage_entered_at, Person.id, Person.name
        )
        .join(Stage, Stage.id == Deal.stage_id)
        .join(Person, Person.id == Deal.owner_id)
        .outerjoin(Company, Company.id == Deal.company_id)
        .where(Deal.deleted_at.is_(None), Stage.type.in_(("won", "lost")), Deal.stage_entered_at > since)
        .where(sa.true() if me is None else Deal.owner_id != me)
        .order_by(Deal.stage_entered_at.desc(), Deal.id.desc())
        .limit(AT_MOST)
    )
    for deal_id, title, company, kind, at, who_id, who in session.execute(question):
        outcome: NewsKind = "won" if kind == "won" else "lost"
        words = tr("Won: {title}") if kind == "won" else tr("Lost: {title}")
        yield News(0, at, who_id, who, outcome, words.format(title=title), company or "", "deal", deal_id)


def _imported(session: Session, me: int | None, since: datetime) -> Iterator[News]:
    """What others imported."""
    question = (
        sa.select(ImportBatch.id, ImportBatch.file_name, ImportBatch.finished_at, Person.id, Person.name)
        .outerjoin(Person, Person.id == ImportBatch.person_id)
        .where(ImportBatch.finished_at > since, ImportBatch.state == "done")
        .where(sa.true() if me is None else ImportBatch.person_id.is_distinct_from(me))
        .order_by(ImportBatch.finished_at.desc())
        .limit(AT_MOST)
    )
    for batch_id, file_name, at, who_id, who in session.execute(question):
        assert at is not None
        words = tr("Imported: {file}").format(file=file_name)
        yield News(0, at, who_id, who or "", "imported", words, "", "import", batch_id)


def _by_others(me: int, table: str) -> sa.Select[Any]:
    """Rows of the history that others wrote lately: action, history, and who."""
    # The outermost actions are cut first: one import or a busy year must not make this slow.
    lately = (
        sa.select(Action.id, Action.at, Action.person_id)
        .where(
            Action.at > now() - timedelta(days=DAYS),
            Action.batch_id.is_(None),
            Action.person_id.is_not(None),
            Action.person_id != me,
        )
        .order_by(Action.id.desc())
        .limit(ACTIONS)
        .subquery()
    )
    return (
        sa.select(lately.c.id, lately.c.at, lately.c.person_id, Person.name, History.op, History.changes)
        .select_from(lately)
        .join(History, History.action_id == lately.c.id)
        .join(Person, Person.id == lately.c.person_id)
        .where(History.tbl == table)
        .order_by(History.id.desc())
        .limit(AT_MOST)
    )


def _of_deals(session: Session, me: int) -> Iterator[News]:
    question = (
        _by_others(me, "deal")
        .add_columns(Deal.id, Deal.title, sa.func.coalesce(Company.name, ""))
        .join(Deal, Deal.id == History.row_id)
        .outerjoin(Company, Company.id == Deal.company_id)
        .where(Deal.owner_id == me)
    )
    rows = session.execute(question).all()
    stages = {
        row[0]: (row[1], row[2]) for row in session.execute(sa.select(Stage.id, Stage.name, Stage.type))
    }
    earlier: set[int] = set()
    for action, at, who_id, who, op, changes, deal_id, title, company in rows:
        if deal_id in earlier:
            continue  # what happened before it was mine
        if (changes or {}).get("owner_id"):
            earlier.add(deal_id)
        told = _deal_words(title, op, changes or {}, stages, me)
        if told is not None:
            yield News(action, at, who_id, who, told[0], told[1], company, "deal", deal_id)


def _deal_words(
    title: str, op: str, changes: dict[str, list[Any]], stages: dict[int, tuple[str, str]], me: int
) -> tuple[NewsKind, str] | None:
    """What was done to a deal, in words; None where nobody would call it news."""
    if op == "created":
        return "assigned", tr("New deal for you: {title}").format(title=title)
    if changes.get("owner_id", [None, None])[1] == me:
        return "assigned", tr("Yours now: {title}").format(title=title)
    if changes.get("deleted_at", [None, None])[1]:
        return "lost", tr("Deleted: {title}").format(title=title)
    stage = stages.get(changes.get("stage_id", [None, None])[1])
    if stage is not None:
        name, kind = stage
        if kind == "won":
            return "won", tr("Won: {title}").format(title=title)
        if kind == "lost":
            return "lost", tr("Lost: {title}").format(title=title)
        return "moved", tr("{title} moved to {stage}").format(title=title, stage=name)
    fields = [label_of(name) for name in changes if name not in _UNTOLD]
    if not fields:
        return None
    return "changed", tr("{title}: {fields} changed").format(title=title, fields=", ".join(fields[:3]))


def _of_activities(session: Session, me: int) -> Iterator[News]:
    question = (
        _by_others(me, "activity")
        .add_columns(Activity.id, Activity.subject, Activity.deal_id, Activity.company_id)
        .join(Activity, Activity.id == History.row_id)
        .where(Activity.person_id == me, Activity.deleted_at.is_(None), Activity.state == "planned")
    )
    for action, at, who_id, who, op, changes, own, subject, deal_id, company_id in session.execute(question):
        given = op == "created" or (changes or {}).get("person_id", [None, None])[1] == me
        if given:
            record, record_id = _about(deal_id, company_id, None, "activity", own)
            words = tr("For you: {subject}").format(subject=subject)
            yield News(action, at, who_id, who, "assigned", words, "", record, record_id)


def _of_notes(session: Session, me: int) -> Iterator[News]:
    names = session.execute(sa.select(Person.name, Person.login).where(Person.id == me)).one()
    question = (
        _by_others(me, "note")
        .add_columns(Note.id, Note.text, Note.deal_id, Note.company_id, Note.contact_id)
        .join(Note, Note.id == History.row_id)
        .where(Note.deleted_at.is_(None), Note.text.contains("@"), History.op == "created")
    )
    for row in session.execute(question):
        action, at, who_id, who, _, _, own, text, deal_id, company_id, contact_id = row
        if is_mentioned(text, names[0], names[1]):
            record, record_id = _about(deal_id, company_id, contact_id, "note", own)
            words = tr("{person} mentions you").format(person=who)
            excerpt = " ".join(text.split())[:_EXCERPT]
            yield News(action, at, who_id, who, "mention", words, excerpt, record, record_id)


def _about(
    deal_id: int | None, company_id: int | None, contact_id: int | None, record: str, record_id: int
) -> tuple[str, int]:
    """The record on which something hangs, which is what one wants to open."""
    hung = (("deal", deal_id), ("company", company_id), ("contact", contact_id))
    return next(((name, key) for name, key in hung if key is not None), (record, record_id))

"""Makes a database with the sample company in it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Acknowledgement, Person
from salesdesk.models.base import now, table_of
from salesdesk.queries.beginnings import SAMPLE
from salesdesk.rules.conduct import FIRST
from salesdesk.services.sample import write_large_sample, write_sample
from salesdesk.services.settings import change_setting
from salesdesk.store.migrate import create_database, made_whole
from salesdesk.store.session import open_store

ADMINISTRATOR, NAME = "petra", "Petra Dorn"


def make_sample(
    where: str,
    *,
    as_of: date | None = None,
    admin_password: str | None = None,
    rows: int | None = None,
    told: Callable[[int, int], None] = lambda done, rows: None,
) -> None:
    """Make the sample company at `where` as it stands on `as_of`, by default today and then as it is now; its
    director is the administrator. With `rows` it is the large one, with so many companies, contacts and deals
    each, and `told` hears how many there are. A file appears under its name only when it is whole."""
    with made_whole(where) as making:
        create_database(making, admin_login=ADMINISTRATOR, admin_name=NAME, admin_password=admin_password)
        store = open_store(making, login=ADMINISTRATOR)
        try:
            with store.write("sample", client_key="sample") as session:
                change_setting(session, key=SAMPLE, value=True)
                day, root_id = as_of or date.today(), store.viewer.person_id or 1
                if rows is None:
                    write_sample(session, as_of=day, root_id=root_id, until=None if as_of else now())
                else:
                    write_large_sample(session, as_of=day, root_id=root_id, rows=rows, told=told)
                _agree_all(session, day)
        finally:
            store.close()


def _agree_all(session: Session, day: date) -> None:
    """Everybody of the sample agreed to the rules as they came in: nobody who looks around is asked."""
    at = datetime.combine(day, time(6), UTC)
    people = session.scalars(sa.select(Person.id).where(Person.active).order_by(Person.id))
    rows = [{"person_id": key, "version": FIRST, "at": at} for key in people]
    session.connection().execute(sa.insert(table_of(Acknowledgement)), rows)

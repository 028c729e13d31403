"""Makes a database with the sample company in it."""

from datetime import date
from pathlib import Path

from salesdesk.services.sample import write_sample
from salesdesk.store.migrate import create_database
from salesdesk.store.place import find_place
from salesdesk.store.session import open_store

ADMINISTRATOR, NAME = "petra", "Petra Dorn"


def make_sample(where: str, *, as_of: date | None = None, admin_password: str | None = None) -> None:
    """Make the sample company at `where` as it stands on `as_of` (default today); its director is the
    administrator. A file appears under its name only when it is whole."""
    place = find_place(where)
    making = where
    if place.path is not None:
        place.path.parent.mkdir(parents=True, exist_ok=True)
        making = str(place.path.with_name(f".{place.path.name}.sample"))
        Path(making).unlink(missing_ok=True)
    create_database(making, admin_login=ADMINISTRATOR, admin_name=NAME, admin_password=admin_password)
    store = open_store(making, login=ADMINISTRATOR)
    try:
        with store.write("sample") as session:
            write_sample(session, as_of=as_of or date.today(), root_id=store.viewer.person_id or 1)
    finally:
        store.close()
    if place.path is not None:
        Path(making).replace(place.path)

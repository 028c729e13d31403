"""A small company on a server whose people sign in with roles of their own, to try things in plain SQL."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import psycopg
import sqlalchemy as sa

from salesdesk.models import Deal, Export, ImportBatch, PersonSetting, SavedView
from salesdesk.services.activities import insert_activities
from salesdesk.services.companies import create_company, insert_companies
from salesdesk.services.contacts import create_contact
from salesdesk.services.members import set_member
from salesdesk.services.notes import write_note
from salesdesk.services.people import add_person
from salesdesk.services.settings import change_setting, grant_to_function
from salesdesk.services.tags import put_tag
from salesdesk.services.territories import add_territory
from salesdesk.store import create_database, open_store
from salesdesk.store.generated.tables import declared
from tests.office import TREE, Office, furnish, login_address
from tests.postgres import Server
from tests.store.attacks import Attack


@dataclass
class Guarded:
    """The office, where each of its people signs in, where its owner does, and the ids that attacks name."""

    office: Office
    url: str
    server: Server
    addresses: dict[str, str] = field(default_factory=dict)
    names: dict[str, object] = field(default_factory=dict)
    looking: "psycopg.Connection[tuple[str, str]] | None" = None

    def statement(self, sql: str, login: str) -> str:
        """What somebody sends, with the ids in it."""
        return sql.format(me=self.office.people[login], **self.names)


@contextmanager
def guarded_office(server: Server, *, tree: bool) -> Iterator[Guarded]:
    """Everybody owns one deal; Fiona of finance reads all deals by a grant, Mia reads Otto's as a member.

    With `tree` companies and deals follow the tree, else everybody reads everything.
    """
    name = server.new_database()
    url = server.url(name)
    create_database(url, admin_password="administrator")
    with closing(open_store(url, login="admin")) as store:
        office = furnish(store, tree=tree)
        made = Guarded(office, url, server)
        for login in TREE:
            office.deal(title=login, owner=login, amount=None)
        _fill(office, tree)
        for login in (*TREE, "fiona", "mia"):
            made.addresses[login] = login_address(url, login, office.people[login])
        office.stores["ron"] = open_store(made.addresses["ron"])
        for login in ("rita", "fiona", "mia"):
            with psycopg.connect(made.addresses[login]) as connection:
                act_as_oneself(connection, "earlier")
        made.names = _names(url) | {"database": name, "dora": office.people["dora"]}
        with closing(office):
            yield made
        if made.looking is not None:
            made.looking.close()
    server.drop_database(name)


def _fill(office: Office, tree: bool) -> None:
    """What hangs on the deals, what is private, and who only reads."""
    with office.write() as session:
        for login in TREE:
            key = session.scalars(sa.select(Deal.id).where(Deal.title == login)).one()
            insert_activities(session, [{"kind": "call", "subject": login, "deal_id": key}])
        insert_companies(session, [{"name": "Everybody's"}])
        otto = office.people["otto"]
        firm = create_company(session, name="Secret Corp", domain="secret.example", owner_id=otto)
        create_contact(session, name="Secret Client", company_id=firm, owner_id=otto)
        put_tag(session, record="company", record_id=firm, name="Key")
        add_territory(session, name="North")
        office.people["fiona"] = add_person(session, name="Fiona", login="fiona", function="finance")
        office.people["mia"] = add_person(session, name="Mia", login="mia")
        grant_to_function(session, function="finance", kinds=["deals"])
        deal = session.scalars(sa.select(Deal.id).where(Deal.title == "otto")).one()
        set_member(session, deal_id=deal, person_id=office.people["mia"], access="view")
        write_note(session, text="of otto's deal", deal_id=deal)
        if tree:
            change_setting(session, key="companies_visible", value="tree")
        dora = office.people["dora"]
        session.add(PersonSetting(person_id=dora, key="x", value=1))
        session.add(SavedView(person_id=dora, record="deal", name="Mine", definition={}))
        session.add(Export(person_id=dora, record="deal", file_name="x.csv", row_count=1))
        session.add(ImportBatch(file_name="x.csv", fingerprint="x"))


def _names(url: str) -> dict[str, object]:
    """What the statements of the attacks name."""
    asked = {
        "otto": "SELECT id FROM deal WHERE title = 'otto'",
        "firm": "SELECT id FROM company WHERE name = 'Secret Corp'",
        "client": "SELECT id FROM contact WHERE name = 'Secret Client'",
        "batch": "SELECT min(id) FROM import_batch",
        "admins": "SELECT priv.role_prefix() || '_admins'",
        "owner": "SELECT session_user::text",
    }
    return {name: ask(url, question)[0][0] for name, question in asked.items()}


def ask(address: str, statement: str) -> list[tuple]:  # type: ignore[type-arg]
    """The rows that a person gets with plain SQL."""
    with psycopg.connect(address) as connection:
        return connection.execute(statement.encode()).fetchall()


def act_as_oneself(connection: psycopg.Connection, kind: str = "attack") -> None:  # type: ignore[type-arg]
    """Begin an action of one's own in this transaction, as the app does in each save."""
    own = connection.execute(
        b"INSERT INTO action (person_id, at, kind) VALUES (priv.me(), now(), %s) RETURNING id", (kind,)
    ).fetchone()
    assert own is not None
    connection.execute(b"SELECT set_config('sd.action', %s, true)", (str(own[0]),))


def dump(guarded: Guarded) -> dict[str, str]:
    """Everything there is: each table's rows, and what guards them. Attackers' own actions are left out."""
    if guarded.looking is None:
        address = guarded.server.admin_url(str(guarded.names["database"]))
        guarded.looking = psycopg.connect(address, autocommit=True)
    tables = [
        f"SELECT '{entry.name}', md5(string_agg(t::text, ';' ORDER BY t::text)) FROM public.{entry.name} t"
        + (" WHERE kind <> 'attack'" if entry.name == "action" else "")
        for entry in declared()
    ]
    guards = [
        f"SELECT '{name}', md5(string_agg(t::text, ';' ORDER BY t::text)) FROM ({question}) t"
        for name, question in _CATALOGUE.items()
    ]
    rows = guarded.looking.execute(" UNION ALL ".join([*tables, *guards]).encode()).fetchall()
    return {name: text or "" for name, text in rows}


_CATALOGUE = {
    "policies": "SELECT * FROM pg_policies",
    "functions": "SELECT proname, prosrc, prosecdef, proconfig, proacl FROM pg_proc"
    " WHERE pronamespace IN ('public'::regnamespace, 'priv'::regnamespace)",
    "triggers": "SELECT tgname, tgrelid, tgenabled FROM pg_trigger",
    "relations": "SELECT relname, relkind, relowner, relacl, relrowsecurity FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace",
    "schemas": "SELECT nspname, nspacl FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'",
    "extensions": "SELECT extname FROM pg_extension",
    "database": "SELECT datname, datacl FROM pg_database WHERE datname = current_database()",
    "roles": "SELECT a.* FROM pg_authid a WHERE starts_with(rolname, priv.role_prefix())",
    "members": "SELECT m.roleid, m.member FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member"
    " WHERE starts_with(rolname, priv.role_prefix())",
    "role settings": "SELECT setrole, setconfig FROM pg_db_role_setting JOIN pg_roles r ON r.oid = setrole"
    " WHERE starts_with(rolname, priv.role_prefix())",
    "large objects": "SELECT count(*) FROM pg_largeobject_metadata",
}


def try_it(guarded: Guarded, login: str, attack: Attack) -> tuple[str, list[tuple], int]:  # type: ignore[type-arg]
    """What the server answers to somebody's plain SQL: its refusal's code, the rows, how many it touched.

    What it did not refuse is committed.
    """
    rows: list[tuple] = []  # type: ignore[type-arg]
    touched = 0
    try:
        with psycopg.connect(guarded.addresses[login], autocommit=attack.alone) as connection:
            if not attack.alone:
                act_as_oneself(connection)
            answer = connection.execute(guarded.statement(attack.sql, login).encode())
            while True:
                rows += answer.fetchall() if answer.description else []
                touched += max(answer.rowcount, 0) if not answer.description else 0
                if not answer.nextset():
                    break
    except psycopg.Error as error:
        return error.sqlstate or str(error), [], 0
    return "", rows, touched


def refused(guarded: Guarded, login: str, attack: Attack, before: dict[str, str]) -> None:
    """Somebody's plain SQL is not allowed or touches no row, and leaves everything as it was."""
    code, rows, touched = try_it(guarded, login, attack)
    assert not code or code in attack.code.split(), code
    assert (rows, touched) == ([], 0)
    after = dump(guarded)
    assert {name for name in before if before[name] != after[name]} == set()

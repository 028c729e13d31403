"""Lists, search, board and reports against hand-written SQL over the same rows."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from salesdesk.answers.board import BoardFilter
from salesdesk.answers.lists import ListView
from salesdesk.models import Contact, Deal, DealFacts
from salesdesk.models.base import table_of
from salesdesk.queries.board import pipeline_board
from salesdesk.queries.lists import list_page, list_rows_at
from salesdesk.queries.reports import report_pipeline, report_win_loss
from salesdesk.queries.search import search
from salesdesk.services.companies import insert_companies
from salesdesk.services.contacts import insert_contacts
from salesdesk.services.deals import insert_deals
from salesdesk.services.people import add_person
from salesdesk.services.settings import change_setting
from salesdesk.store import Store, create_database, open_store
from tests.benchmarks.data import new_store
from tests.benchmarks.measure import Benchmark, Figure, against, milliseconds
from tests.office import login_address
from tests.postgres import start_server, stop_server

STEP = 5_000
_SYLLABLES = ("ba", "lo", "mi", "ker", "stein", "dor", "fal", "tu", "rin", "ga", "hol", "wen", "pra", "sil")


def name(number: int) -> str:
    """A name that is unlike its neighbours."""
    parts = []
    rest = number * 7919
    for _ in range(4):
        rest, place = divmod(rest, len(_SYLLABLES))
        parts.append(_SYLLABLES[place])
    return "".join(parts).capitalize() + f" {number}"


def fill_contacts(store: Store, count: int) -> None:
    """Many contacts."""
    for start in range(0, count, STEP):
        with store.write("fill") as session:
            rows = [
                {"name": name(n), "email": f"p{n}@example.org"}
                for n in range(start, min(start + STEP, count))
            ]
            insert_contacts(session, rows)


def first_pages(folder: Path) -> list[Figure]:
    """The first 1,000 rows, and any place, of 20,000 and of 200,000 contacts."""
    figures, pages = [], []
    for count in (20_000, 200_000):
        store = new_store(folder)
        fill_contacts(store, count)
        table = table_of(Contact).name
        bare = (
            f"SELECT id, name, name_key, email, phone FROM {table} WHERE deleted_at IS NULL"
            " ORDER BY name_key, id LIMIT 1000"
        )
        with store.read() as session:
            took = milliseconds(lambda s=session: list_page(s, ListView("contact"), limit=1000))
            lower = milliseconds(lambda s=session, q=bare: s.connection().exec_driver_sql(q).fetchall())
            ids = list(range(count // 2, count // 2 + 256))
            jump = milliseconds(lambda s=session, i=ids: list_rows_at(s, ListView("contact"), i))
            marks = ", ".join(map(str, ids))
            question = f"SELECT id, name, name_key, email, phone FROM {table} WHERE id IN ({marks})"
            keyed = milliseconds(lambda s=session, q=question: s.connection().exec_driver_sql(q).fetchall())
        store.close()
        pages.append(took)
        figures.append(against(f"first page of {count:,} contacts", took, lower, 5))
        figures.append(against(f"jump in {count:,} contacts", jump, keyed, 3))
    figures.append(against("first page, ten times as many contacts", pages[1], pages[0], 1.5))
    return figures


def searching(folder: Path) -> list[Figure]:
    """Search as you type in 100,000 companies."""
    store = new_store(folder)
    for start in range(0, 100_000, STEP):
        with store.write("fill") as session:
            insert_companies(session, [{"name": name(n)} for n in range(start, start + STEP)])
    with store.read() as session:
        took = milliseconds(lambda: search(session, text="steindor", records=("company",)))
        bare = (
            "SELECT c.id, c.name FROM company_search s JOIN company c ON c.id = s.rowid"
            " WHERE company_search MATCH 'steindor' ORDER BY c.name_key LIMIT 20"
        )
        lower = milliseconds(lambda: session.connection().exec_driver_sql(bare).fetchall())
    store.close()
    return [against("search in 100,000 companies", took, lower, 3)]


def fill_deals(
    store: Store, count: int, stages: tuple[int, ...], owners: tuple[int | None, ...] = (None,)
) -> None:
    """Many deals over these stages."""
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    for start in range(0, count, STEP):
        with store.write("fill") as session:
            insert_deals(
                session,
                [
                    {"title": f"Deal {n}", "stage_id": stages[n % len(stages)],
                     "amount": Decimal(n % 9000), "owner_id": owners[n % len(owners)],
                     "stage_entered_at": begin + timedelta(hours=n % 9000)}
                    for n in range(start, min(start + STEP, count))
                ],
            )  # fmt: skip


def board(folder: Path) -> list[Figure]:
    """The board with 10,000 open deals, against the SQL of its totals and of the cards in sight."""
    store = new_store(folder)
    fill_deals(store, 10_000, (1, 2, 3, 4, 5, 6, 7))
    deal, facts = table_of(Deal).name, table_of(DealFacts).name
    totals = (
        f"SELECT d.stage_id, s.probability, count(*), sum(f.amount_base) FROM {deal} d JOIN stage s ON"
        f" s.id = d.stage_id JOIN {facts} f ON f.deal_id = d.id WHERE d.deleted_at IS NULL GROUP BY 1, 2"
    )
    cards = (
        "SELECT d.*, f.*, c.name, p.name FROM deal d JOIN deal_facts f ON f.deal_id = d.id"
        " LEFT JOIN company c ON c.id = d.company_id LEFT JOIN person p ON p.id = d.owner_id"
        " WHERE d.stage_id = ? AND d.deleted_at IS NULL ORDER BY d.rank, d.id LIMIT 200"
    )
    with store.read() as session:
        run = session.connection().exec_driver_sql
        took = milliseconds(lambda: pipeline_board(session, filters=BoardFilter()))

        def bare() -> None:
            run(totals).fetchall()
            for stage in range(1, 8):
                run(cards, (stage,)).fetchall()

        lower = milliseconds(bare)
    store.close()
    return [against("board with 10,000 open deals", took, lower, 3)]


def reports(folder: Path) -> list[Figure]:
    """Both reports over 100,000 deals, against hand-written SQL."""
    store = new_store(folder)
    fill_deals(store, 100_000, (1, 2, 3, 4, 5, 6, 7, 8, 9))
    pipeline = (
        "SELECT d.stage_id, coalesce(d.probability, s.probability), count(*), sum(f.amount_base) FROM deal d"
        " JOIN stage s ON s.id = d.stage_id JOIN deal_facts f ON f.deal_id = d.id WHERE d.deleted_at IS NULL"
        " GROUP BY 1, 2"
    )
    decided = (
        "SELECT s.type, count(*), sum(f.amount_base) FROM deal d JOIN stage s ON s.id = d.stage_id"
        " JOIN deal_facts f ON f.deal_id = d.id WHERE d.deleted_at IS NULL AND s.type IN ('won', 'lost')"
        " AND d.kind <> 'renewal' GROUP BY 1"
    )
    with store.read() as session:
        run = session.connection().exec_driver_sql
        figures = [
            against(
                "report pipeline, 100,000 deals",
                milliseconds(lambda: report_pipeline(session)),
                milliseconds(lambda: run(pipeline).fetchall()),
                3,
            ),
            against(
                "report win-loss, 100,000 deals",
                milliseconds(lambda: report_win_loss(session)),
                milliseconds(lambda: run(decided).fetchall()),
                3,
            ),
        ]
    store.close()
    return figures


def rep_totals(folder: Path) -> list[Figure]:
    """A rep's totals by stage on a server, against the same SQL with the owners written by hand."""
    folder.chmod(0o755)
    folder.parent.chmod(0o755)
    server = start_server(folder / "server")
    try:
        url = server.url(server.new_database())
        create_database(url)
        store = open_store(url, login="admin")
        with store.write("people") as session:
            people = [add_person(session, name=f"Rep {n}", login=f"rep{n}") for n in range(50)]
            change_setting(session, key="visibility", value="tree")
        _process(store)
        fill_deals(store, 100_000, (1, 2, 3, 4, 5), tuple(people))
        with store.everything() as connection:
            connection.exec_driver_sql("ANALYZE")
        rep = open_store(login_address(url, "rep7", people[7]))
        totals = (
            "SELECT stage_id, count(*), sum(amount) FROM deal WHERE deleted_at IS NULL{} GROUP BY stage_id"
        )
        with rep.read() as session:
            run = session.connection().exec_driver_sql
            took = milliseconds(lambda: run(totals.format("")).fetchall(), runs=9)
        own = f" AND (owner_id IS NULL OR owner_id = ANY (ARRAY[{people[7]}]))"
        with store.everything() as connection:
            hand = connection.exec_driver_sql
            lower = milliseconds(lambda: hand(totals.format(own)).fetchall(), runs=9)
        rep.close()
        store.close()
    finally:
        stop_server(server)
    return [against("a rep's totals, 100,000 deals, row security", took, lower, 1.5)]


def _process(store: Store) -> None:
    from salesdesk.services.pipelines import add_shipped_process

    with store.write("process") as session:
        add_shipped_process(session, steps=5)


BENCHMARKS: dict[str, Benchmark] = {
    "first_page": first_pages,
    "search": searching,
    "board": board,
    "reports": reports,
    "rep_totals": rep_totals,
}

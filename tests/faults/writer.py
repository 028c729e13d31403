"""A process that saves again and again and says after each save that it is done; made to be killed."""

import sys
from decimal import Decimal

from salesdesk.services.deals import insert_deals
from salesdesk.store import open_store, sqlite


def main(where: str, journal: str, rows: int) -> None:
    """Save `rows` deals per transaction until killed; one line per save that was acknowledged."""
    if journal == "delete":
        sqlite.is_remote = lambda path: True
    store = open_store(where, login="admin")
    number = 0
    while True:
        with store.write("writer") as session:
            insert_deals(
                session,
                [{"title": f"{number}/{row}", "stage_id": 1, "amount": Decimal(1)} for row in range(rows)],
            )
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        number += 1


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))

"""`salesdesk imports`: past imports, and taking one back."""

import argparse
import json
import sys

from salesdesk.cli.database import open_database
from salesdesk.cli.parser import Subparsers
from salesdesk.translation import tr

STATES = {
    "done": tr("done"),
    "running": tr("not finished"),
    "stopped": tr("stopped"),
    "undone": tr("undone"),
}


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("imports", help=tr("list past imports, undo one"))
    verbs = parser.add_subparsers(metavar="list|undo ID", required=True)
    listing = verbs.add_parser("list", help=tr("all imports"))
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_list)
    undo = verbs.add_parser("undo", help=tr("take an import back"))
    undo.add_argument("batch", type=int, metavar="ID")
    undo.set_defaults(run=run_undo)


def run_list(args: argparse.Namespace) -> int:
    """Show every import, the latest first."""
    from salesdesk.queries.imports import import_batches

    store = open_database(args)
    try:
        with store.read() as session:
            batches = import_batches(session)
    finally:
        store.close()
    if args.json:
        rows = [
            {
                "batch": batch.batch_id,
                "file": batch.file_name,
                "person": batch.person,
                "started_at": batch.started_at.isoformat(),
                "state": batch.state,
                **batch.outcome,
            }
            for batch in batches
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    if not batches:
        print(tr("Nothing was imported yet."), file=sys.stderr)
    else:
        heads = (tr("number"), tr("begun"), tr("state"), tr("records"), tr("by"), tr("file"))
        print(*heads, sep="\t")
    for batch in batches:
        began = f"{batch.started_at.astimezone():%Y-%m-%d %H:%M}"
        state = STATES.get(batch.state, batch.state)
        print(batch.batch_id, began, state, batch.rows, batch.person, batch.file_name, sep="\t")
    return 0


def run_undo(args: argparse.Namespace) -> int:
    """Take an import back as a whole; refused where its records were changed since."""
    from salesdesk.services.undo import undo_batch

    store = open_database(args)
    try:
        with store.write("undo_import") as session:
            undo_batch(session, batch_id=args.batch)
    finally:
        store.close()
    print(tr("Import {n} is undone.").format(n=args.batch))
    return 0

"""`salesdesk import`: spreadsheets in, as one import that can be undone."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.cli.database import open_database
from salesdesk.cli.parser import Subparsers, listed, one_of
from salesdesk.cli.progress import Bar
from salesdesk.translation import tr, trn

if TYPE_CHECKING:
    from salesdesk.exchange.plan import Options
    from salesdesk.exchange.reading import Reading
    from salesdesk.exchange.run import Outcome
    from salesdesk.exchange.values import ReadTable
    from salesdesk.store import Store

RECORDS = ("auto", "people", "companies", "contacts", "deals", "products", "activities")
PLANNED = ("quotas",)
MISSING = ("stages", "products", "people", "lead_sources", "segments", "lost_reasons")
ROWS_IN_ERROR = 3
LEFT_OUT = "!"
_SHOWN = 20
_COUNTED = {
    "created": tr("created"),
    "updated": tr("updated"),
    "skipped": tr("skipped"),
    "errors": tr("errors"),
}


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("import", help=tr("bring spreadsheets in"))
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help=tr("spreadsheets, or .vcf files of contacts")
    )
    parser.add_argument(
        "--as", dest="record", type=one_of(RECORDS, PLANNED), metavar=listed(RECORDS), default="auto",
        help=tr("what they hold"),
    )  # fmt: skip
    parser.add_argument(
        "--map", action="append", default=[], metavar="COLUMN=object.field", help=tr("what a column means")
    )
    parser.add_argument(
        "--profile", metavar="NAME", help=tr("read as the profile says; what is said besides is kept in it")
    )
    parser.add_argument(
        "--key", action="append", default=[], type=_key, metavar="object=field,...",
        help=tr("the fields by which a row and a record are the same"),
    )  # fmt: skip
    parser.add_argument(
        "--on-match", choices=("skip", "update", "fill", "create"), default="update",
        help=tr("what becomes of records that are there already (update)"),
    )  # fmt: skip
    parser.add_argument(
        "--create-missing", type=_missing, default=frozenset(), metavar=",".join(MISSING),
        help=tr("make what the files name and nobody knows"),
    )  # fmt: skip
    parser.add_argument(
        "--set", dest="constants", action="append", default=[], type=_set, metavar="object.field=VALUE",
        help=tr("a value for rows that leave the field blank"),
    )  # fmt: skip
    parser.add_argument(
        "--word", dest="words", action="append", default=[], type=_word, metavar="object.field:WORD=MEANING",
        help=tr("what a word stands for; nothing for blank, ! to leave its rows out"),
    )  # fmt: skip
    parser.add_argument(
        "--fill-only", action="append", default=[], metavar="object.field",
        help=tr("a field that is changed only where a record holds nothing"),
    )  # fmt: skip
    parser.add_argument("--decimal", choices=(".", ","), default="", help=tr("the decimal mark of numbers"))
    parser.add_argument("--date-order", choices=("dmy", "mdy"), help=tr("which number of a date is the day"))
    parser.add_argument("--sheet", metavar="NAME", help=tr("the sheet of a workbook"))
    parser.add_argument("--dry-run", action="store_true", help=tr("only say what would be done"))
    parser.add_argument("--errors", metavar="OUT.xlsx", help=tr("where rows in error go, to be mended"))
    parser.add_argument("--json", action="store_true", help=tr("the outcome as JSON"))
    parser.set_defaults(run=run)


def _missing(text: str) -> frozenset[str]:
    words = frozenset(word.strip() for word in text.split(",") if word.strip())
    if not words <= set(MISSING):
        raise argparse.ArgumentTypeError(tr("choose from {words}").format(words=", ".join(MISSING)))
    return words


def _key(text: str) -> tuple[str, tuple[str, ...]]:
    record, sign, fields = text.partition("=")
    names = tuple(name.strip() for name in fields.split(",") if name.strip())
    if not sign or not names:
        raise argparse.ArgumentTypeError(tr("write object=field,..."))
    return record.strip(), names


def _set(text: str) -> tuple[str, str]:
    target, sign, value = text.partition("=")
    if not sign or "." not in target:
        raise argparse.ArgumentTypeError(tr("write object.field=VALUE"))
    return target.strip(), value.strip()


def _word(text: str) -> tuple[str, str, str | None]:
    word, sign, meaning = text.rpartition("=")
    target, colon, word = word.partition(":")
    if not sign or not colon or not word.strip():
        raise argparse.ArgumentTypeError(tr("write object.field:WORD=MEANING"))
    meaning = meaning.strip()
    return target.strip(), word.strip(), None if meaning == LEFT_OUT else meaning


def run(args: argparse.Namespace) -> int:
    """Import the files; 3 when rows were left out because of errors."""
    from salesdesk.exchange.plan import Options
    from salesdesk.exchange.reading import read_files, remember

    options = Options(args.on_match, args.create_missing, dict(args.key))
    reading = _reading(args)
    store = open_database(args)
    try:
        with store.read() as session:
            bar = Bar()
            try:
                files = [Path(name).expanduser() for name in args.files]
                tables = read_files(session, files, reading, lambda rows: bar.say(_rows_read(rows)))
            finally:
                bar.clear()
        outcome = _carry_out(store, tables, options, args)
        worked = outcome.plan.operations or outcome.plan.skipped
        if worked and not args.dry_run and reading.says_something:
            with store.write("import_profile") as session:
                remember(session, tables, reading)
    finally:
        store.close()
    _say(outcome, as_json=args.json, dry=args.dry_run)
    if outcome.plan.problems and args.errors:
        from salesdesk.exchange.errors import write_error_workbook

        write_error_workbook(Path(args.errors), outcome.plan)
    if outcome.plan.problems and not args.json:
        _say_where_they_are(len(outcome.plan.problems), args.errors)
    return ROWS_IN_ERROR if outcome.plan.problems else 0


def _rows_read(rows: int) -> str:
    return trn("{n} row read", "{n} rows read", rows) if rows else tr("Opening the file …")


def _reading(args: argparse.Namespace) -> "Reading":
    from salesdesk.exchange.reading import Reading

    record = None if args.record == "auto" else args.record
    words: dict[str, dict[str, str | None]] = {}
    for target, word, meaning in args.words:
        words.setdefault(target, {})[word] = meaning
    return Reading(
        record, tuple(args.map), args.date_order, args.sheet, args.profile or "",
        decimal=args.decimal, words=words, constants=dict(args.constants), fill=frozenset(args.fill_only),
    )  # fmt: skip


def _carry_out(
    store: "Store", tables: "list[ReadTable]", options: "Options", args: argparse.Namespace
) -> "Outcome":
    from salesdesk.exchange.run import Outcome, Progress, plan_import, run_import

    if args.dry_run:
        plan = plan_import(store, tables, options)
        return Outcome(None, plan.counts(), plan.messages, plan)
    bar = Bar()
    last: Any = None
    for last in run_import(store, tables, options):
        if isinstance(last, Progress):
            bar.show(last.done, last.steps)
    bar.clear()
    outcome: Outcome = last
    return outcome


def _say(outcome: "Outcome", *, as_json: bool, dry: bool) -> None:
    from salesdesk.exchange.plan import gathered_problems, problem_lines

    if as_json:
        problems = list(problem_lines(outcome.plan))
        document = {"batch": outcome.batch_id, **outcome.counts, "messages": [*outcome.messages, *problems]}
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for record, counts in outcome.counts.items():
        words = ", ".join(f"{count} {_COUNTED[word]}" for word, count in counts.items())
        print(f"{record}: {words}")
    for message in outcome.messages:
        print(message)
    problems = gathered_problems(outcome.plan)
    for line in problems[:_SHOWN]:
        print(line, file=sys.stderr)
    if len(problems) > _SHOWN:
        print(tr("… and {n} more.").format(n=len(problems) - _SHOWN), file=sys.stderr)
    if dry:
        print(tr("Nothing was written."))
    elif outcome.batch_id is not None:
        print(tr("Undo it with: salesdesk imports undo {n}").format(n=outcome.batch_id))


def _say_where_they_are(count: int, errors: str | None) -> None:
    rows = trn("{n} row in error", "{n} rows in error", count)
    if errors:
        words = tr("{rows}: mend what is red in {file}, then import that file.")
    else:
        words = tr("{rows}: with --errors OUT.xlsx they go into a workbook, to be mended and imported.")
    print(words.format(rows=rows, file=errors), file=sys.stderr)

"""`salesdesk report`: figures as a table, for programs, or as a workbook."""

import argparse
import json
import sys
from dataclasses import asdict, fields
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.cli.database import open_database
from salesdesk.cli.parser import Subparsers, listed, one_of
from salesdesk.errors import RuleBroken
from salesdesk.translation import tr, trn

if TYPE_CHECKING:
    from salesdesk.answers.reports import MissingRate

NAMES = ("list", "pipeline", "win-loss")
PLANNED = (
    "conversion", "velocity", "activity", "lost-reasons", "quota-attainment", "forecast", "waterfall",
    "forecast-accuracy", "coverage", "stage-honesty", "weekly",
)  # fmt: skip
FORMATS, PLANNED_FORMATS = ("table", "json", "xlsx"), ("pdf", "png")
"""What there is, and what a later version brings."""
RATE_DIGITS = 6
GROUPS = ("owner", "manager", "territory", "product", "quarter", "source", "segment")


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("report", help=tr("figures of the pipeline, of wins and losses"))
    parser.add_argument(
        "name", type=one_of(NAMES, PLANNED), metavar=listed(NAMES), help=tr("which report; list names them")
    )
    parser.add_argument("--by", choices=GROUPS, help=tr("group wins and losses"))
    parser.add_argument("--period", metavar="2026-Q4")
    parser.add_argument("--person", metavar="LOGIN", help=tr("a person with everybody below"))
    parser.add_argument("--pipeline", metavar="NAME")
    parser.add_argument(
        "--format", type=one_of(FORMATS, PLANNED_FORMATS), metavar=listed(FORMATS), default="table"
    )
    parser.add_argument("--out", metavar="FILE", help=tr("write there instead of to the screen"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask and write."""
    if args.name == "list":
        print("\n".join(NAMES[1:]))
        return 0
    if args.name == "pipeline" and (args.period or args.by):
        raise RuleBroken(
            tr("The report pipeline shows what is open now; --period and --by belong to win-loss.")
        )
    if args.format == "xlsx" and not args.out:
        raise RuleBroken(tr("Say where the workbook goes: --out FILE.xlsx"))
    rows, left_out = _ask(args)
    if args.format == "xlsx":
        _write_workbook(Path(args.out).expanduser(), args.name, rows, left_out)
    else:
        text = _json(rows) if args.format == "json" else _table(rows, left_out)
        if args.out:
            _write_text(Path(args.out).expanduser(), text)
        else:
            print(text)
    if args.format != "table":
        # A document for programs has no room for sentences, and a person is told all the same.
        print(*left_out, sep="\n", end="\n" if left_out else "", file=sys.stderr)
    if args.out:
        print(tr("Written to {file}.").format(file=args.out))
    return 0


def _write_text(target: Path, text: str) -> None:
    from salesdesk.exchange.writing import replacing

    with replacing(target) as part:
        part.write_text(text + "\n", encoding="utf-8")


def _ask(args: argparse.Namespace) -> tuple[list[Any], list[str]]:
    from salesdesk.answers.reports import ReportFilter
    from salesdesk.queries.reports import missing_rates, report_pipeline, report_win_loss

    store = open_database(args)
    try:
        with store.read() as session:
            limits = ReportFilter(args.period, args.person, args.pipeline)
            if args.name == "pipeline":
                rows: list[Any] = list(report_pipeline(session, pipeline=args.pipeline, person=args.person))
            else:
                rows = list(report_win_loss(session, by=args.by, filters=limits))
            missing = missing_rates(session, filters=limits, decided=args.name == "win-loss")
    finally:
        store.close()
    return rows, [_left_out(each) for each in missing]


def _left_out(missing: "MissingRate") -> str:
    return trn(
        "{n} deal in {currency} has no rate and is in no sum.",
        "{n} deals in {currency} have no rate and are in no sum.",
        missing.deals,
        currency=missing.currency,
    )


def _plain(name: str, value: Any) -> Any:
    """Amounts as decimal strings with all their digits, rates with six: they are quotients without an end."""
    if not isinstance(value, Decimal):
        return value
    kept = round(value, RATE_DIGITS) if name.startswith("win_rate") else value
    return format(kept.normalize(), "f")


def _json(rows: list[Any]) -> str:
    listed = [{name: _plain(name, value) for name, value in asdict(row).items()} for row in rows]
    return json.dumps(listed, ensure_ascii=False, indent=2)


def _table(rows: list[Any], left_out: list[str]) -> str:
    if not rows:
        return tr("Nothing to report.")
    names = [field.name for field in fields(rows[0])]
    cells = [[_shown(name, getattr(row, name)) for name in names] for row in rows]
    widths = [max(len(name), *(len(line[place]) for line in cells)) for place, name in enumerate(names)]
    numbers = [isinstance(getattr(rows[0], name), Decimal | int | None) for name in names]
    lines = [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(line, widths, numbers, strict=True)
        ).rstrip()
        for line in [names, *cells]
    ]
    return "\n".join([*lines, *left_out])


def _shown(name: str, value: Any) -> str:
    if value is None:
        return tr("n/a")
    if isinstance(value, Decimal):
        return f"{value * 100:.1f} %" if name.startswith("win_rate") else f"{value:,.2f}"
    return str(value)


def _write_workbook(target: Path, name: str, rows: list[Any], left_out: list[str]) -> None:
    from salesdesk.exchange.writing import write_list
    from salesdesk.rules.fields import Field

    names = [field.name for field in fields(rows[0])] if rows else []
    described = [Field(each, each, _kind(each)) for each in names]
    values = [[getattr(row, each) for each in names] for row in rows]
    write_list(target, described, values, title=name, notes=left_out)


def _kind(name: str) -> Any:
    if name.startswith("win_rate"):
        return "share"
    if name in ("sum", "weighted", "won_value", "lost_value"):
        return "money"
    return "whole" if name.endswith("count") else "text"

"""`python3 run.py bench [NAME] [--json]`: measure, print each figure beside its lower bound."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.benchmarks import exchange, figures, lists, window
from tests.benchmarks.grounds import Grounds, Sizes
from tests.benchmarks.measure import Figure

BENCHMARKS: dict[str, Callable[[Grounds], list[Figure]]] = {
    "start": window.starting,
    "board": window.opening,
    "drop": window.dropping,
    "stall": window.stalling,
    "busy": window.working,
    "import": exchange.importing,
    "reading": exchange.reading,
    "reports": figures.reporting,
    "export": exchange.exporting,
    "list": lists.first_pages,
    "memory": window.weighing,
    "search": lists.searching,
    "totals": figures.rows_of_people,
}


def main() -> int:
    """Measure what was named, or all; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(prog="run.py bench")
    parser.add_argument("name", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    unknown = set(args.name) - set(BENCHMARKS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder).resolve(), args.name or list(BENCHMARKS), Sizes())
    if args.json:
        sys.stdout.write(json.dumps([row(figure) for figure in measured], indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(line(figure) for figure in measured) + "\n")
    return 0 if all(figure.met for figure in measured) else 1


def measure(folder: Path, names: list[str], sizes: Sizes) -> list[Figure]:
    """The figures of these benchmarks; how far it is goes to standard error."""
    measured: list[Figure] = []
    with closing(Grounds(folder, sizes)) as grounds:
        for name in names:
            sys.stderr.write(f"{name} ...\n")
            measured += BENCHMARKS[name](grounds)
    return measured


def row(figure: Figure) -> dict[str, str | float]:
    """One figure for machines."""
    return {
        "name": figure.name,
        "value": round(figure.value, 3),
        "unit": figure.unit,
        "lower_bound": round(figure.lower_bound, 3),
        "ratio": round(figure.ratio, 3),
        "bound": figure.bound,
    }


def line(figure: Figure) -> str:
    """One figure as a line."""
    verdict = "" if figure.met else "  MISSED"
    return (
        f"{figure.name:<54}{figure.value:10.1f} {figure.unit:<4} lower bound {figure.lower_bound:10.1f}"
        f"  {figure.ratio:8.2f} of {figure.bound:g}{verdict}"
    )


if __name__ == "__main__":
    sys.exit(main())

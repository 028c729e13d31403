"""`python3 run.py bench [NAME] [--json]`: measure, print each figure beside its lower bound."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import data, lists, window
from tests.benchmarks.measure import Benchmark, Figure

BENCHMARKS: dict[str, Benchmark] = {**data.BENCHMARKS, **lists.BENCHMARKS, **window.BENCHMARKS}


def main() -> int:
    """Measure what was named, or all; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(prog="run.py bench")
    parser.add_argument("name", nargs="?", choices=sorted(BENCHMARKS), metavar="NAME")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, measure in BENCHMARKS.items():
            if args.name in (None, name):
                place = Path(folder) / name
                place.mkdir()
                figures += measure(place)
                if not args.json:
                    for figure in figures[-1:]:
                        sys.stderr.write(f"{figure.name} measured\n")
    if args.json:
        rows = [
            {"name": each.name, "value": each.value, "unit": each.unit, "lower_bound": each.lower_bound,
             "ratio": each.ratio, "bound": each.bound}
            for each in figures
        ]  # fmt: skip
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(line(each) for each in figures) + "\n")
    return 0 if all(each.met for each in figures) else 1


def line(figure: Figure) -> str:
    """One figure as a line."""
    verdict = "" if figure.met else "  MISSED"
    return (
        f"{figure.name:<44} {figure.value:10.1f} {figure.unit:<4} lower bound {figure.lower_bound:10.1f}"
        f"  {figure.ratio:8.2f} of {figure.bound:g}{verdict}"
    )


if __name__ == "__main__":
    sys.exit(main())

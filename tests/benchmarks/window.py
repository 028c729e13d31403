"""The window: how soon it stands, how fast the board opens and a card drops, its stalls and its weight."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.grounds import Grounds
from tests.benchmarks.measure import Figure, above, at_most, times

ROOT = Path(__file__).parents[2]
KEPT_PAGES = 40
"""Pages of 256 rows that a list keeps."""


def ask(module: str, *arguments: object) -> dict[str, Any]:
    """Run a program of this folder in a process of its own; what it told."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    # Python keeps what it compiled, as it does wherever somebody starts a program the second time.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def starting(grounds: Grounds) -> list[Figure]:
    """From the start of the process to a painted shell, and to a painted board; what that weighs."""
    first = ask("starting", time.perf_counter(), grounds.sample)
    bare, ours = [], []
    for _ in range(grounds.sizes.runs):
        bare.append(ask("bare", time.perf_counter())["painted"])
        ours.append(ask("starting", time.perf_counter(), grounds.sample))
    lower = statistics.median(bare)
    shell, painted, weight = (
        statistics.median(told[name] for told in ours) for name in ("shell", "board", "weight")
    )
    imports = ask("bare", time.perf_counter(), *first["loaded"])["weight"]
    return [
        times("start to a painted shell", shell, lower, 2.5),
        times("start to a painted board, sample company", painted, lower, 6),
        times("memory with the sample company", weight, imports, 2, "MiB"),
    ]


def opening(grounds: Grounds) -> list[Figure]:
    """The board with many open deals."""
    told = ask("inside", "board", 0, grounds.board, grounds.sizes.runs)
    name = f"board with {grounds.sizes.cards:,} open deals, opened"
    return [times(name, told["value"], told["lower"], 3)]


def dropping(grounds: Grounds) -> list[Figure]:
    """A card drop until it is saved, read again and painted."""
    told = ask("inside", "drop", 0, grounds.sample, grounds.sizes.runs)
    return [above("card drop, saved and repainted", told["value"], told["lower"], 30)]


def stalling(grounds: Grounds) -> list[Figure]:
    """The longest pause of the window while rows come in, beside that of a timer alone at the same time."""
    path = grounds.folder / "stall.salesdesk"
    shutil.copy(grounds.sample, path)
    command = [sys.executable, "-m", "tests.benchmarks.ticking"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as alone:
        told = ask("inside", "stall", 0, path, grounds.sizes.arriving)
        lower, _ = alone.communicate()
    name = f"longest stall, {grounds.sizes.arriving:,} rows coming in"
    return [at_most(name, told["longest"], float(lower), 50)]


def working(grounds: Grounds) -> list[Figure]:
    """What somebody does in a window with much in it while rows come in, beside the same at rest."""
    told = ask("inside", "busy", 0, grounds.busy, grounds.sizes.arriving)
    much = f"{grounds.sizes.many:,} contacts, {grounds.sizes.cards:,} deals, {grounds.sizes.arriving:,} rows coming in"  # noqa: E501
    names = {"jump": "jump in the list", "search": "search", "drop": "card drop"}
    return [at_most(f"{name}: {much}", *told[what], 100) for what, name in names.items()]


def weighing(grounds: Grounds) -> list[Figure]:
    """What a long list adds to the window's memory."""
    told = ask("inside", "contacts", 0, grounds.contacts(grounds.sizes.many), KEPT_PAGES)
    bare = grounds.sizes.many * 8 / 1024 / 1024
    return [at_most(f"memory added by {told['count']:,} contacts", told["added"], bare, 60, "MiB")]

"""Benchmarks run with few rows and tell their figures; the long ones and those with a server run by hand."""

from pathlib import Path

import pytest

from tests.benchmarks.__main__ import BENCHMARKS, measure, row
from tests.benchmarks.grounds import Sizes

FEW = Sizes(rows=300, few=50, many=600, imported=60, cards=80, arriving=60, runs=1)
PROMISED = {
    "start": 3,
    "board": 1,
    "drop": 1,
    "stall": 1,
    "busy": 3,
    "import": 1,
    "reading": 1,
    "reports": 3,
    "export": 1,
    "list": 8,
    "memory": 1,
    "search": 6,
    "totals": 3,
}
"""How many figures each benchmark gives."""


def test_no_benchmark_is_missing() -> None:
    assert list(BENCHMARKS) == list(PROMISED)


@pytest.mark.parametrize("name", ("start", "drop", "busy", "import", "reading", "reports", "export", "list"))
def test_a_benchmark_measures_each_of_its_figures_beside_a_bound(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALESDESK_HOME", str(tmp_path))
    figures = measure(tmp_path, [name], FEW)
    assert len(figures) == PROMISED[name]
    for figure in figures:
        told = row(figure)
        assert list(told) == ["name", "value", "unit", "lower_bound", "ratio", "bound"]
        assert figure.value > 0
        assert figure.lower_bound > 0
        assert figure.met == (figure.ratio <= figure.bound)

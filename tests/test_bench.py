"""`scripts/bench` finds its modules by itself and prints what people can read."""

import subprocess
import sys
from types import ModuleType
from typing import get_args, get_type_hints

import pytest

from scripts.benchmarks import Row
from scripts.benchmarks.__main__ import HEADINGS, modules, table, width
from tests.conftest import ROOT


def test_every_benchmark_that_is_named_runs_and_only_those() -> None:
    everything = {module.__name__ for module in modules([])}
    one = min(everything)
    assert [module.__name__ for module in modules([one.rpartition(".")[2]])] == [one]


@pytest.mark.parametrize("module", modules([]), ids=lambda module: module.__name__)
def test_every_benchmark_answers_lines_of_the_table(module: ModuleType) -> None:
    assert get_args(get_type_hints(module.rows)["return"]) == (Row,)


def test_an_unknown_benchmark_is_an_error_before_anything_is_measured() -> None:
    command = [sys.executable, "-m", "scripts.benchmarks", "locat"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr.startswith("There is no benchmark locat. Known are: ")


@pytest.mark.parametrize(("text", "columns"), [("map", 3), ("地图", 4), ("µs ×", 4)])
def test_a_chinese_sign_takes_two_columns(text: str, columns: int) -> None:
    assert width(text) == columns


def test_the_columns_of_the_table_stand_below_each_other() -> None:
    lines = table([Row("找网格", "1 s", "sjoin 20 s", "20 ×", "15 ×"), Row("a longer name", "2 µs", "", "", "5 µs")]).splitlines()
    places = {width(line[: line.index(mark)]) for line, mark in zip(lines, ["ours", "", "1 s", "2 µs"], strict=True) if mark}
    assert lines[0].split() == list(HEADINGS)
    assert len(places) == 1

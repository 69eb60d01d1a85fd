"""`scripts/bench [NAME…]`: run the modules beside this one that have `rows()`."""

import importlib
import pkgutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from types import ModuleType
from typing import cast

from scripts import benchmarks
from scripts.benchmarks import Row

HEADINGS = Row("benchmark", "ours", "peer", "ratio", "goal")


def modules(names: Sequence[str]) -> list[ModuleType]:
    """The benchmarks called so; all when no name is given. An unknown name is an error before anything is measured."""
    known = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_"))
    if unknown := set(names) - set(known):
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}. Known are: {', '.join(known)}.")
    found = [importlib.import_module(f"scripts.benchmarks.{name}") for name in names or known]
    return [module for module in found if hasattr(module, "rows")]


def measured(module: ModuleType) -> list[Row]:
    sys.stderr.write(f"{module.__name__.rpartition('.')[2]} …\n")
    return list(cast(Callable[[], Iterable[Row]], module.rows)())


def width(text: str) -> int:
    """Columns on a screen: Chinese signs take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def table(rows: Sequence[Row]) -> str:
    widths = [max(width(row[column]) for row in [HEADINGS, *rows]) for column in range(len(HEADINGS))]
    lines = [HEADINGS, tuple("-" * size for size in widths), *rows]
    return "\n".join(
        "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(line, widths, strict=True)).rstrip() for line in lines
    )


if __name__ == "__main__":
    print(table([row for module in modules(sys.argv[1:]) for row in measured(module)]))

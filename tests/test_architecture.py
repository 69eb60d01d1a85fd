"""The contracts hold, every name in them matches something, each catches its breach; files and functions stay short."""

import ast
import fnmatch
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("app", "maps", "grids")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
}
BREACHES = {
    "packages": ("grids/measures.py", "import maps.page"),
    "grids": ("grids/measures.py", "import sqlalchemy"),
    "maps": ("maps/layers.py", "import flask"),
    "rules": ("app/cases/rules/moves.py", "from app.core import clock"),
    "http": ("app/cases/actions/moves.py", "import flask"),
    "tables": ("app/catalogue/views/items.py", "import app.catalogue.models"),
    "inside": ("app/cases/queries/one.py", "import app.cases.actions"),
    "features": ("app/households/queries/find.py", "import app.cases.queries"),
    "cycles": ("app/core/errors.py", "import app.core.journal"),
}
FEATURE_WORDS = {"household", "resident", "grid", "village", "township", "post", "item", "material", "bundle", "visit"} | {
    "delivery",
    "reminder",
    "chaser",
    "rating",
    "incident",
    "ledger",
    "team",
    "stand_in",
}
LONGEST_FILE, LONGEST_TEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW = 300, 650, 40, 25
# folium costs 0.8 s and 85 MiB, geopandas 0.4 s and 86 MiB, vroom brings pandas: only the first map, file of shapes, round pay
IMPORTS_INSIDE_FUNCTIONS = {
    "app/desk/views/drawing.py",
    "app/desk/queries/exporting.py",
    "app/territory/actions/grid_file.py",
    "grids/ordering.py",
}


def lint(folder: Path, *contract: str) -> subprocess.CompletedProcess[str]:
    chosen = [argument for one in contract for argument in ("--contract", one)]
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", *chosen]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_contracts_hold() -> None:
    answer = lint(ROOT)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: str(c["id"]))
def test_each_contract_catches_its_breach(contract: dict[str, str], tmp_path: Path) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("lib", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path, line = BREACHES[contract["id"]]
    (tmp_path / path).write_text((tmp_path / path).read_text() + f"\n{line}\n")
    answer = lint(tmp_path, contract["id"])
    assert answer.returncode == 1, answer.stdout
    assert contract["name"] + " BROKEN" in re.sub(r"\s+", " ", answer.stdout)


def test_a_new_package_in_the_application_must_be_given_its_layer(tmp_path: Path) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("lib", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "app" / "helpers.py").write_text("")
    assert "app.helpers" in lint(tmp_path, "features").stdout


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: str(c["id"]))
def test_every_name_in_a_contract_matches_something(contract: dict[str, list[str]]) -> None:
    """import-linter keeps a wildcard that matches nothing without a word."""
    for key in ("source_modules", "forbidden_modules", "containers", "ancestors"):
        for pattern in contract.get(key, []):
            ours = [name for name in MODULES if fnmatch.fnmatchcase(name, pattern)]
            assert ours or ("*" not in pattern and importlib.util.find_spec(pattern)), pattern


def test_every_feature_is_a_container_and_every_built_layer_has_lost_its_parentheses() -> None:
    by_id = {contract["id"]: contract for contract in CONTRACTS}
    features = {f"app.{p.parent.name}" for p in ROOT.glob("app/*/__init__.py")} - {"app.core", "app.cli"}
    assert features == set(by_id["inside"]["containers"])
    for name in re.findall(r"\((\w+)\)", " ".join(by_id["features"]["layers"])):
        assert f"app.{name}" not in MODULES, f"{name} is built now: take it out of its parentheses"


@pytest.mark.parametrize("feature", sorted(path.parent.name for path in (ROOT / "app").glob("*/rules*")))
def test_rules_load_without_flask_or_sqlalchemy(feature: str) -> None:
    loaded = "bool({'flask', 'sqlalchemy', 'folium', 'geopandas'} & set(sys.modules))"
    code = f"import sys, app.{feature}.rules; sys.exit({loaded})"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_application_starts_without_folium_and_geopandas() -> None:
    code = "import sys, app.factory; sys.exit(bool({'folium', 'geopandas', 'pandas'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize(
    "path",
    sorted(p for folder in ("app", "grids", "maps", "scripts", "tests") for p in (ROOT / folder).rglob("*.py")),
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_files_and_functions_are_short_and_imports_stand_on_top(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= (LONGEST_TEST_FILE if "tests" in path.relative_to(ROOT).parts else LONGEST_FILE)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name
            inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inner or str(path.relative_to(ROOT)) in IMPORTS_INSIDE_FUNCTIONS, node.name


@pytest.mark.parametrize("path", sorted((ROOT / "app" / "core").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_the_core_speaks_no_feature_s_word(path: Path) -> None:
    names = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
    names |= {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    names = {name for name in names if not name.startswith("__")}  # Python's own words, such as __post_init__
    words = {part for name in names for part in (name.lower(), *name.lower().split("_"))}
    assert not words & FEATURE_WORDS


@pytest.mark.parametrize("path", sorted((ROOT / "app").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_is_called_by_a_name_that_says_nothing(path: Path) -> None:
    assert not set(path.with_suffix("").parts) & {"helpers", "utils", "common", "manager", "service", "handler", "misc", "tools"}


@pytest.mark.parametrize("path", sorted((ROOT / "app").glob("*/views*")), ids=lambda p: p.parent.name)
def test_a_view_reads_asks_acts_and_answers_in_few_lines(path: Path) -> None:
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef) and node.decorator_list:
                assert (node.end_lineno or 0) - node.lineno < LONGEST_VIEW, f"{file.name}: {node.name}"

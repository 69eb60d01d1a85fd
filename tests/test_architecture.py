"""Proof 4: the contracts hold, every name in them matches something, and each one catches its breach."""

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
    "rules": ("app/cases/rules.py", "from app.core import clock"),
    "http": ("app/cases/actions.py", "import flask"),
    "tables": ("app/cases/views.py", "import app.cases.models"),
    "inside": ("app/cases/queries.py", "import app.cases.actions"),
    "features": ("app/households/queries.py", "import app.cases.queries"),
    "cycles": ("app/core/errors.py", "import app.core.journal"),
}
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
# folium costs 0.8 s and 85 MiB, geopandas 0.4 s and 86 MiB: only the first map and the first import of shapes pay
IMPORTS_INSIDE_FUNCTIONS = {"app/desk/views.py", "app/territory/actions/grid_file.py"}


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


def test_rules_load_without_flask_or_sqlalchemy() -> None:
    code = "import sys, app.cases.rules; sys.exit(bool({'flask', 'sqlalchemy', 'folium'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_application_starts_without_folium_and_geopandas() -> None:
    code = "import sys, app.factory; sys.exit(bool({'folium', 'geopandas', 'pandas'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("path", sorted({*ROOT.glob("app/**/*.py"), *ROOT.glob("[!.]*/*.py")}), ids=str)
def test_files_and_functions_are_short_and_imports_stand_on_top(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name
            inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inner or str(path.relative_to(ROOT)) in IMPORTS_INSIDE_FUNCTIONS, node.name

"""Set-up installs once; the second time it needs no network and no time. What it installs is pinned, and used."""

import ast
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from flask import Flask

from app.core.assets import UnknownLibraryFile
from tests.conftest import ROOT

FILES = [
    "requirements.txt",
    "requirements-dev.txt",
    "constraints.txt",
    "package.json",
    "package-lock.json",
    ".npmrc",
    "static-files.txt",
]
FOLDERS = ["scripts", "app/translations"]
WITHOUT_NETWORK = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
STARTED_NOT_IMPORTED = {"gunicorn", "honcho"}  # by the Procfile
LOADED_BY_NAME = {"psycopg"}  # SQLAlchemy's driver, called by the database's address
PIN = re.compile(r"^([A-Za-z][\w.-]*)(?:\[\w+\])?==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return {package.lower(): version for package, version in PIN.findall((ROOT / name).read_text(encoding="utf-8"))}


def set_up(
    folder: Path, *before: str, path: str = os.environ["PATH"], after: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    command = [*before, "scripts/setup", *after]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=os.environ | {"PATH": path})


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose requirements are Babel alone (the packages' own download isn't our subject), set up once."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "LC_MESSAGES"))
    (folder / "requirements.txt").write_text("-c constraints.txt\nbabel\n")
    answer = set_up(folder)
    assert answer.returncode == 0, answer.stderr
    return folder


@pytest.mark.slow
def test_the_second_run_needs_no_network_and_under_two_seconds(fresh: Path) -> None:
    began = time.perf_counter()
    answer = set_up(fresh, *WITHOUT_NETWORK)
    assert (answer.returncode, answer.stdout + answer.stderr) == (0, "")
    assert time.perf_counter() - began < 2


@pytest.mark.slow
def test_changed_words_are_compiled_again_and_a_fault_in_them_stops_set_up(fresh: Path) -> None:
    compiled = fresh / "app/translations/zh/LC_MESSAGES/messages.mo"
    words = fresh / "app/translations/zh/test.po"
    words.write_text('msgid "A word of this test"\nmsgstr "本测试的词"\n', encoding="utf-8")
    assert set_up(fresh, *WITHOUT_NETWORK).returncode == 0
    assert "本测试的词".encode() in compiled.read_bytes()
    words.write_text('msgid "A word of this test"\nmsgstr ""\n', encoding="utf-8")
    for _ in range(2):  # the second time, too: a broken run leaves no stamp
        answer = set_up(fresh)
        assert (answer.returncode, answer.stderr) == (2, "test.po:1: “A word of this test” has no Chinese\n")
    words.unlink()
    assert set_up(fresh).returncode == 0


@pytest.mark.slow
def test_an_unknown_option_is_answered_by_the_known_one(fresh: Path) -> None:
    answer = set_up(fresh, after=("--devel",))
    assert (answer.returncode, answer.stderr) == (2, "scripts/setup [--dev]\n")


@pytest.mark.slow
def test_a_changed_manifest_is_noticed_and_a_wrong_name_in_it_stops_set_up(fresh: Path) -> None:
    manifest = fresh / "static-files.txt"
    good = manifest.read_text()
    manifest.write_text(good.replace("leaflet.css", "leaflet.cs"))
    answer = set_up(fresh)
    assert answer.returncode != 0
    assert "leaflet.cs, which isn't there" in answer.stderr
    manifest.write_text(good)
    assert set_up(fresh).returncode == 0


@pytest.mark.full  # downloads 61 MB
@pytest.mark.slow
def test_npm_from_pypi_serves_where_the_machine_has_none(fresh: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    for program in ("bash", "python3", "sha256sum", "cut", "cat", "dirname", "rm", "env", "sh", "uname"):
        (bare / program).symlink_to(shutil.which(program) or "")
    shutil.rmtree(fresh / "app" / "static" / "lib")
    answer = set_up(fresh, path=str(bare))
    assert answer.returncode == 0, answer.stderr
    assert (fresh / "app/static/lib/index.json").exists()


def test_the_lock_file_holds_no_addresses() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = [package for name, package in lock["packages"].items() if name]
    assert packages
    assert all(package["integrity"].startswith("sha512-") and "resolved" not in package for package in packages)
    assert all({name for name, value in package.items() if "http" in str(value)} <= {"funding"} for package in packages)


def test_a_page_links_stamped_files_that_are_served_and_an_unknown_one_is_an_error(app: Flask) -> None:
    lib = app.extensions["lib"]
    with app.test_request_context():
        url = lib("leaflet/leaflet.css")
        with pytest.raises(UnknownLibraryFile):
            lib("leaflet/leaflet.cs")
    for address in (url, url.rsplit("/", 1)[0] + "/images/layers.png"):  # leaflet.css names the picture by a relative address
        with app.test_client().get(address) as answer:
            assert (answer.status_code, answer.cache_control.max_age) == (200, 31_536_000)


def test_every_requirement_is_pinned_and_no_version_is_said_twice() -> None:
    runtime, tests, along = pins("requirements.txt"), pins("requirements-dev.txt"), pins("constraints.txt")
    lines = [
        line
        for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt")
        for line in (ROOT / name).read_text().splitlines()
    ]
    assert len(runtime) + len(tests) + len(along) == len([line for line in lines if line and not line.startswith(("#", "-"))])
    assert not runtime.keys() & tests.keys()
    assert not (runtime | tests).keys() & along.keys()


def test_what_is_installed_here_is_what_is_pinned() -> None:
    for package, version in (pins("requirements.txt") | pins("requirements-dev.txt")).items():
        assert importlib.metadata.version(package) == version, package


def test_every_requirement_is_used() -> None:
    """A package that nothing imports is a risk that nobody needs."""
    imported = {
        name
        for folder in ("app", "grids", "maps", "migrations")
        for path in (ROOT / folder).rglob("*.py")
        for name in _imports(path)
    }
    distributions = importlib.metadata.packages_distributions()
    used = {distribution.lower() for name in imported for distribution in distributions.get(name, [])}
    assert pins("requirements.txt").keys() - used == STARTED_NOT_IMPORTED | LOADED_BY_NAME


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found

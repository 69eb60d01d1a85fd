"""Running it for good: the unit files fit the installation, and the bundle installs and serves without any network."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.app.core.test_logs import wait_for
from tests.conftest import ROOT

DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
INSTALLED = "/opt/daiban"
HARDENED = {
    "NoNewPrivileges=true",
    "ProtectSystem=strict",
    f"ReadWritePaths={INSTALLED}/instance",
    "Restart=always",
    "User=daiban",
}


def commands(unit: Path) -> list[str]:
    return re.findall(r"^Exec\w+=(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


def test_there_is_a_unit_for_the_pages_and_one_for_the_scheduler() -> None:
    assert [unit.name for unit in UNITS] == ["daiban-scheduler.service", "daiban-web.service"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_what_exists_under_its_own_user_and_writes_into_the_instance_only(unit: Path) -> None:
    said = set(unit.read_text(encoding="utf-8").splitlines())
    assert said >= HARDENED
    for command in commands(unit):
        program, flag, module, *_ = command.split()
        assert (ROOT / Path(program).relative_to(INSTALLED)).exists()
        asked = subprocess.run([sys.executable, flag, module, "--help"], cwd=ROOT, capture_output=True, text=True, check=False)
        assert asked.returncode == 0, asked.stderr
    for written in re.findall(rf"{INSTALLED}/(docs[^\s]+)", unit.read_text(encoding="utf-8")):
        assert (ROOT / written).exists()


def test_the_units_start_what_the_procfile_starts() -> None:
    """One process with threads, for the counters and SQLite's queue; and the scheduler."""
    procfile = (ROOT / "Procfile").read_text(encoding="utf-8")
    web, scheduler = (" ".join(commands(DEPLOY / f"daiban-{name}.service")) for name in ("web", "scheduler"))
    for part in ("-m gunicorn --workers 1 --threads 16", "--no-control-socket", "wsgi:app"):
        assert part in procfile
        assert part in web
    assert "-m flask --app wsgi jobs serve" in procfile
    assert "-m flask --app wsgi jobs serve" in scheduler


@pytest.mark.parametrize("name", ["jobs serve", "db upgrade"])
def test_the_commands_of_the_units_exist(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *name.split(), "--help"]
    environment = os.environ | {"DAIBAN_INSTANCE": str(tmp_path)}
    assert subprocess.run(command, cwd=ROOT, capture_output=True, env=environment, check=False).returncode == 0


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here")
    for unit in UNITS:
        here = unit.read_text(encoding="utf-8").replace(INSTALLED, str(ROOT)).replace("User=daiban", "User=root")
        (tmp_path / unit.name).write_text(here.replace("Group=daiban", "Group=root"), encoding="utf-8")
    checked = ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)]
    answer = subprocess.run(checked, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr.strip()) == (0, "")


@pytest.mark.full
@pytest.mark.slow
def test_the_bundle_installs_and_serves_without_any_network(tmp_path: Path) -> None:
    if not (shutil.which("git") and (ROOT / ".git").exists()):
        pytest.skip("a bundle is made of a commit, and this is no clone")
    packed = tmp_path / "daiban.tar.gz"
    made = subprocess.run(["scripts/bundle", str(packed)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    with tarfile.open(packed) as tar:
        tar.extractall(tmp_path, filter="data")
    (folder,) = [path for path in tmp_path.iterdir() if path.is_dir()]
    cut_off = environment_without_network(tmp_path)
    for step in (["./install"], ["scripts/setup"]):  # set-up afterwards finds nothing left to fetch
        done = subprocess.run([*alone(), *step], cwd=folder, capture_output=True, text=True, env=cut_off, check=False)
        assert done.returncode == 0, done.stderr
    python = str(folder / ".venv" / "bin" / "python")
    subprocess.run([*alone(), python, "-m", "flask", "--app", "wsgi", "db", "upgrade"], cwd=folder, env=cut_off, check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [python, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--no-control-socket", "wsgi:app"]
    process = subprocess.Popen(command, cwd=folder, env=cut_off)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz/ready")
    finally:
        process.terminate()
        process.wait(timeout=30)


def alone() -> list[str]:
    """Runs a command in a network of its own, with nobody in it, where this is allowed."""
    apart = ["unshare", "--net"]
    can = shutil.which("unshare") and subprocess.run([*apart, "true"], capture_output=True, check=False).returncode == 0
    return apart if can else []


def environment_without_network(folder: Path) -> dict[str, str]:
    """No index for pip, no proxy that answers, and an npm that fails when it is called; the shared settings left out."""
    programs = folder / "programs"
    programs.mkdir()
    for name in ("npm", "node"):
        (programs / name).write_text("#!/bin/sh\necho the bundle called npm >&2\nexit 1\n")
        (programs / name).chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "DAIBAN_", "DATABASE_"))}
    dead = "http://127.0.0.1:9"
    path = f"{programs}:{os.environ['PATH']}"
    return kept | {"PIP_NO_INDEX": "1", "http_proxy": dead, "https_proxy": dead, "no_proxy": "127.0.0.1", "PATH": path}

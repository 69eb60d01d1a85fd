"""Backups: what was saved comes back to the last row; a bad file is answered by one sentence, and nothing is half done."""

import datetime as dt
import io
import json
import os
import shlex
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.cases.rules import Stage
from app.core import clock, crypto, seals, uploads
from app.core.backup import archive, databases, rotation
from app.core.backup.facts import Facts, facts_of
from app.core.db import db, transaction
from app.households.actions.values import RESIDENT_ID, sealed_id
from app.households.models import Resident
from app.ledger import queries as ledger
from tests import makers, postgres, town
from tests.conftest import ROOT, an_app, migrate

PASSPHRASE = "a passphrase of the office"
ID_NUMBER = "532822194405060011"
NOW = dt.datetime(2026, 11, 22, 4, tzinfo=dt.UTC)


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def refused(app: Flask, *arguments: str) -> str:
    """The one sentence with which a command refuses."""
    answer = run(app, *arguments)
    assert answer.exit_code == 2, answer.output
    assert len(answer.stderr.strip().splitlines()) == 1
    return answer.stderr.strip()


def fill(app: Flask) -> None:
    """A town with a finished case, a sealed journal, a sealed number and a picture."""
    town.build(app)
    with town.looking_on(app):
        makers.a_case(at_stage=Stage.COMPLETED)
        makers.a_case(household="2")
        with transaction():
            seal_a_number()
        with transaction():
            seals.seal_waiting(NOW)
        picture = io.BytesIO()
        Image.new("RGB", (20, 20), "red").save(picture, "PNG")
        uploads.keep(picture.getvalue())


def seal_a_number() -> None:
    """The first household's head gets an identity number."""
    resident = db.session.get_one(Resident, town.resident_id("1"))
    for name, value in sealed_id(ID_NUMBER).items():
        setattr(resident, name, value)


def a_backup(app: Flask) -> Path:
    return Path(json.loads(run(app, "backup", "create", "--json").stdout)["file"])


def the_keys(app: Flask, folder: Path) -> list[str]:
    """A file of the keys, as the options that give it back."""
    (folder / "passphrase").write_text(PASSPHRASE + "\n")
    said = ["--passphrase-file", str(folder / "passphrase")]
    assert run(app, "backup", "keys", "--out", str(folder / "keys.json"), *said).exit_code == 0
    return ["--keys", str(folder / "keys.json"), *said]


def facts(app: Flask) -> Facts:
    with app.app_context(), db.engine.connect() as connection:
        return facts_of(connection, ledger.sums)


def read_number(app: Flask) -> str:
    with town.looking_on(app):
        sealed = db.session.get_one(Resident, town.resident_id("1")).id_sealed
        return crypto.unseal(sealed or b"", purpose=RESIDENT_ID)


@pytest.fixture
def another(app: Flask, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """A fresh machine: a new instance folder with keys of its own, an empty database of the same kind."""
    with app.app_context():
        lite = db.engine.dialect.name == "sqlite"
    folder = tmp_path / "fresh"
    folder.mkdir()
    server = "" if lite else request.getfixturevalue("postgres_server")
    if not lite:
        postgres.run(server, "CREATE DATABASE fresh")
    url = f"sqlite:///{folder}/daiban.db" if lite else server + "fresh"
    migrate(url, folder)
    fresh = an_app(url, folder)
    yield fresh
    with fresh.app_context():
        db.session.remove()
        db.engine.dispose()
    if not lite:
        for each in postgres.names(server, "fresh"):
            postgres.run(server, f"DROP DATABASE {each} WITH (FORCE)")


def test_what_was_saved_comes_back_on_a_fresh_machine_to_the_last_row(app: Flask, another: Flask, tmp_path: Path) -> None:
    fill(app)
    file, keys, saved = a_backup(app), the_keys(app, tmp_path), facts(app)
    assert saved.figures["ledger case"] == 1
    assert saved.seal is not None
    answer = run(another, "backup", "restore", str(file), *keys, "--json")
    assert answer.exit_code == 0, answer.output
    restored = an_app(another.config["SETTINGS"].database, another.config["SETTINGS"].instance_folder)
    found = facts(restored)
    assert found == saved
    assert len(found.tables) > 40
    assert read_number(restored) == ID_NUMBER
    assert [path.suffix for path in (another.config["SETTINGS"].instance_folder / "uploads").rglob("*.jpg")] == [".jpg"]
    with town.looking_on(restored):
        assert seals.verify().is_whole
        db.session.remove()
        db.engine.dispose()


def test_a_backup_holds_neither_keys_nor_secrets(app: Flask, instance: Path) -> None:
    (instance / "config.toml").write_text('secret_key = "very secret"\nday_ends = "18:00"\nbehind_proxy = true\n')
    file = a_backup(app)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert tomllib.loads(archive.read("config.toml").decode()) == {"day_ends": "18:00", "behind_proxy": True}
        assert not [name for name in archive.namelist() if "key" in name]
    assert (instance / "keys" / "master.key").read_text().encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_a_file_cut_short_or_with_one_byte_changed_is_refused_wherever_it_is(app: Flask, tmp_path: Path) -> None:
    fill(app)
    file = a_backup(app)
    assert json.loads(run(app, "backup", "verify", str(file), "--json").stdout)["ok"] is True
    whole, bad = file.read_bytes(), tmp_path / "bad.zip"
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        bad.write_bytes(whole[:length])
        assert "bad.zip" in refused(app, "backup", "verify", str(bad))
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert "bad.zip" in refused(app, "backup", "verify", str(bad))
    before = facts(app)
    assert "损坏" in refused(app, "backup", "restore", str(bad), "--yes") or "不是" in refused(app, "backup", "restore", str(bad))
    assert facts(app) == before
    assert "读不出" in refused(app, "backup", "verify", str(tmp_path / "none.zip"))


def test_over_a_database_that_holds_something_only_with_yes_and_the_old_one_is_kept(
    app: Flask, instance: Path, request: pytest.FixtureRequest
) -> None:
    fill(app)
    file = a_backup(app)
    saved = facts(app)
    with town.looking_on(app):
        makers.a_case(household="3")
    assert "--yes" in refused(app, "backup", "restore", str(file))
    assert facts(app).tables["cases"] == 3
    answer = json.loads(run(app, "backup", "restore", str(file), "--yes", "--json").stdout)
    assert facts(app) == saved
    if "sqlite" in answer["into"]:
        with databases.reading(sa.URL.create("sqlite", database=answer["aside"])) as old:
            assert old.scalar(sa.text("SELECT count(*) FROM cases")) == 3
    else:
        server = request.getfixturevalue("postgres_server")
        with databases.reading(sa.make_url(server + answer["aside"])) as old:
            assert old.scalar(sa.text("SELECT count(*) FROM cases")) == 3
        postgres.run(server, f"DROP DATABASE {answer['aside']} WITH (FORCE)")
    assert not list(instance.glob(".restoring-*"))


def test_without_its_key_a_backup_is_refused_naming_the_key(app: Flask, another: Flask, tmp_path: Path) -> None:
    fill(app)
    file, keys = a_backup(app), the_keys(app, tmp_path)
    with app.app_context():
        needed = crypto.key_name()
    assert needed in refused(another, "backup", "restore", str(file))
    (tmp_path / "passphrase").write_text("another passphrase")
    assert "口令" in refused(another, "backup", "restore", str(file), *keys)
    assert "至少" in refused(
        app, "backup", "keys", "--out", str(tmp_path / "k"), "--passphrase-file", str(file_of(tmp_path, "short"))
    )
    assert "keys.json" in refused(app, "backup", "keys", "--out", str(tmp_path / "keys.json"), *keys[2:])
    assert facts(another).rows == 0


def file_of(folder: Path, text: str) -> Path:
    (folder / "some").write_text(text)
    return folder / "some"


def test_another_installation_s_backup_is_refused_unless_it_is_meant(app: Flask, another: Flask, tmp_path: Path) -> None:
    fill(app)
    town.build(another)
    file, keys = a_backup(app), the_keys(app, tmp_path)
    assert "--other-installation" in refused(another, "backup", "restore", str(file), *keys, "--yes")
    kept = facts(another)
    assert run(another, "backup", "restore", str(file), *keys, "--yes", "--other-installation").exit_code == 0
    assert facts(another).installation == facts(app).installation != kept.installation
    aside = next(another.config["SETTINGS"].instance_folder.glob("before-*/keys"))
    assert (aside / "master.key").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda said: said | {"format": 99}, "更新版本"),
        (lambda said: said | {"facts": said["facts"] | {"revision": "9999"}}, "9999"),
        (lambda said: said | {"facts": said["facts"] | {"tables": said["facts"]["tables"] | {"cases": 7}}}, "cases 7 → 2"),
        (lambda said: said | {"facts": said["facts"] | {"figures": {"ledger case": 5}}}, "ledger case 5 → 1"),
        (lambda said: said | {"facts": said["facts"] | {"seal": [1, "0"]}}, "seal"),
        (lambda said: said | {"database": "oracle"}, "oracle"),
    ],
)
def test_a_newer_one_and_one_that_does_not_hold_what_it_says_are_refused(
    app: Flask, tmp_path: Path, change: Callable[[dict[str, Any]], dict[str, Any]], says: str
) -> None:
    fill(app)
    file, before = rewritten(a_backup(app), tmp_path / "strange.zip", change), facts(app)
    assert says in refused(app, "backup", "restore", str(file), "--yes")
    assert facts(app) == before


def rewritten(file: Path, target: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Path:
    """The same backup with another manifest, sealed anew."""
    with zipfile.ZipFile(file) as old, target.open("w+b") as out, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, json.dumps(change(json.loads(text))) if name == "manifest.json" else text)
        new.comment = archive.MARK + b"0" * archive.HEX
    with target.open("r+b") as sealing:
        sealing.seek(-archive.HEX, 2)
        sealing.write(archive.digest_of(target).encode())
    return target


def test_while_somebody_works_with_the_database_nothing_is_replaced(app: Flask) -> None:
    fill(app)
    file = a_backup(app)
    url = app.config["SETTINGS"].database
    with databases.reading(sa.make_url(url)) as somebody:
        somebody.execute(sa.text("SELECT count(*) FROM cases")).all()
        assert "停止" in refused(app, "backup", "restore", str(file), "--yes")
    assert facts(app).tables["cases"] == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_into_another_folder_everything_is_there_to_start_from(app: Flask, tmp_path: Path) -> None:
    fill(app)
    file, keys, folder = a_backup(app), the_keys(app, tmp_path), tmp_path / "copy"
    assert run(app, "backup", "restore", str(file), *keys, "--into", str(folder)).exit_code == 0
    copy = an_app(f"sqlite:///{folder}/daiban.db", folder)
    assert facts(copy) == facts(app)
    assert read_number(copy) == ID_NUMBER
    assert "copy" in refused(app, "backup", "restore", str(file), *keys, "--into", str(folder))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_can_t_be_read_any_more_is_set_aside_with_yes(app: Flask, instance: Path) -> None:
    fill(app)
    file, saved = a_backup(app), facts(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        lies = Path(db.engine.url.database or "")
    lies.write_bytes(b"nonsense" * 4000)
    assert "daiban.db" in refused(app, "backup", "restore", str(file))
    assert run(app, "backup", "restore", str(file), "--yes").exit_code == 0
    assert facts(app) == saved
    assert next(instance.glob("before-*/daiban.db")).read_bytes().startswith(b"nonsense")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_space_leaves_no_half_backup_and_the_database_as_it_was(app: Flask, instance: Path) -> None:
    """The system refuses files above 200 KB, as a full disk would."""
    fill(app)
    file, before = a_backup(app), facts(app)
    environment = os.environ | {"DAIBAN_INSTANCE": str(instance), "DATABASE_URL": app.config["SETTINGS"].database}
    for command in (["create"], ["restore", str(file), "--yes"]):
        limited = f"ulimit -f 200; exec {sys.executable} -m flask --app wsgi backup {shlex.join(command)}"
        answer = subprocess.run(["bash", "-c", limited], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert answer.returncode == 2, answer.stderr
        assert "Traceback" not in answer.stderr
    assert list((instance / "backups").iterdir()) == [file]
    assert not list(instance.glob(".restoring-*"))
    assert facts(app) == before


def test_a_passphrase_is_asked_for_twice_without_being_shown(app: Flask, tmp_path: Path) -> None:
    out = tmp_path / "asked.json"
    typed = f"{PASSPHRASE}\n{PASSPHRASE}\n"
    answer = app.test_cli_runner().invoke(args=["backup", "keys", "--out", str(out)], input=typed)
    assert answer.exit_code == 0
    assert PASSPHRASE not in answer.output
    assert (app.config["SETTINGS"].instance_folder / "keys" / "master.key").read_text() not in out.read_text()
    assert out.stat().st_mode & 0o077 == 0


DAYS = st.lists(st.integers(0, 900), min_size=1, max_size=200, unique=True)


@given(ages=DAYS)
def test_of_the_old_ones_seven_daily_four_weekly_and_twelve_monthly_stay(ages: list[int]) -> None:
    moments = [NOW - dt.timedelta(days=age) for age in ages]
    kept = rotation.stay(moments, now=NOW, daily=7, weekly=4, monthly=12)
    assert max(moments) in kept
    assert set(sorted(moments, reverse=True)[:7]) <= kept
    assert len(kept) <= 7 + 4 + 12
    months = {(clock.on(one).year, clock.on(one).month) for one in moments}
    assert len({(clock.on(one).year, clock.on(one).month) for one in kept}) >= min(12, len(months))


def test_all_of_the_last_day_stay() -> None:
    moments = [NOW - dt.timedelta(hours=hours) for hours in range(20)]
    assert rotation.stay(moments, now=NOW, daily=1, weekly=0, monthly=0) == set(moments)

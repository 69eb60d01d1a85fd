"""The administrator's page of backups, and the auditor's of seals."""

import datetime as dt

import pytest
from flask import Flask

from app import jobs
from app.core import clock
from tests import town
from tests.walls import force, tear_down


def wish(app: Flask, who: str, address: str) -> int:
    """Press the page's button."""
    client, headers = town.signed_in(app, who)
    form = {"event_id": str(town.a_stamp().event_id), "at": clock.now().isoformat()}
    return client.post(address, data=form, headers=headers).status_code


def page(app: Flask, who: str, address: str) -> str:
    client, _ = town.signed_in(app, who)
    return client.get(address).text


def test_the_page_warns_until_there_is_a_backup_and_shows_its_proof(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    town.build(app)
    empty = page(app, "system_admin", "/admin/backups")
    assert "还没有备份" in empty
    assert "超过 26 小时" in empty
    assert wish(app, "system_admin", "/admin/backups") == 303
    assert "定时任务执行" in page(app, "system_admin", "/admin/backups")
    with app.app_context():
        assert jobs.run("asked", now=clock.now())["done"] == ["backup"]
        assert jobs.run("prove_backup", now=clock.now())["ok"] is True
    made = page(app, "system_admin", "/admin/backups")
    assert "恢复成功" in made
    assert ".zip" in made
    assert "超过 26 小时" not in made
    assert "定时任务执行" not in made
    later = clock.now() + dt.timedelta(hours=27)
    monkeypatch.setattr("app.core.clock.now", lambda: later)
    assert "超过 26 小时" in page(app, "system_admin", "/admin/backups")


def test_a_backup_that_fails_is_told_on_the_page(app: Flask) -> None:
    town.build(app)
    folder = app.config["SETTINGS"].backups
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be")
    assert wish(app, "system_admin", "/admin/backups") == 303
    answer = app.test_cli_runner().invoke(args=["jobs", "run", "backup"])
    assert answer.exit_code == 2


def test_only_the_system_administrator_looks_after_backups(app: Flask) -> None:
    town.build(app)
    for who in ("auditor", "security_admin", "head", "worker"):
        assert wish(app, who, "/admin/backups") == 403


def test_the_auditor_sees_the_seals_and_has_them_verified(app: Flask) -> None:
    town.build(app)
    with app.app_context():
        jobs.run("seal", now=clock.now())
    assert wish(app, "auditor", "/journal/seals") == 303
    with app.app_context():
        assert jobs.run("asked", now=clock.now())["done"] == ["audit"]
    shown = page(app, "auditor", "/journal/seals")
    assert "全部相符" in shown
    assert "1 条待封存" in shown
    with town.looking_on(app):
        tear_down("journal_no_update")
        force("UPDATE journal SET deed = 'another'")
        jobs.run("audit", now=clock.now())
    broken = page(app, "auditor", "/journal/seals")
    assert "第 1 号封签" in broken
    assert "journal_no_update" in broken
    assert wish(app, "system_admin", "/journal/seals") == 403

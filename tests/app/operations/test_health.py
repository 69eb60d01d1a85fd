"""The health page and its command, and the numbers for Prometheus, on both databases."""

import datetime as dt
import json
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from app.config import Settings
from app.core import clock, runs
from app.core.backup import make_backup
from app.core.db import db, transaction
from app.core.lease import acquire
from app.factory import create_app
from app.ledger import queries as ledger
from app.operations.queries.machine import certificate
from tests import makers, town

CHECKS = {"scheduler", "backup", "disk", "database", "engine", "migrations", "outbox", "keys", "uploads", "translations", "files"}


def said(app: Flask, *options: str) -> tuple[int, dict[str, str]]:
    """The exit code of the command, and each check's state."""
    answer = app.test_cli_runner().invoke(args=["health", "--json", *options])
    told = json.loads(answer.stdout)
    return answer.exit_code, {check["name"]: check["state"] for check in told["checks"]} | {"all": told["state"]}


def with_scheduler(app: Flask) -> None:
    with app.app_context(), transaction():
        acquire("scheduler", holder="town:7", now=clock.now(), seconds=60)


def with_backup(app: Flask, instance: Path) -> None:
    with app.app_context():
        make_backup(instance / "backups", now=clock.now(), figures=ledger.sums)


def test_the_command_leaves_with_2_while_something_is_broken_and_with_0_when_all_is_well(app: Flask, instance: Path) -> None:
    code, states = said(app)
    assert (code, states["scheduler"], states["all"]) == (2, "broken", "broken")
    assert states.keys() >= CHECKS
    with_scheduler(app)
    code, states = said(app)
    assert (code, states["backup"], states["all"]) == (0, "attention", "attention")
    assert said(app, "--strict")[0] == 2
    with_backup(app, instance)
    code, states = said(app, "--strict")
    assert (code, states["all"]) == (0, "ok"), states


def test_a_database_that_waits_for_its_migration_is_broken(app: Flask, instance: Path) -> None:
    with_scheduler(app)
    with_backup(app, instance)
    with app.app_context(), db.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert said(app) == (2, said(app)[1] | {"migrations": "broken", "all": "broken"})


def test_a_lost_key_is_named(app: Flask, instance: Path) -> None:
    (instance / "keys" / "master.key").write_text("half a ke")
    assert said(app)[1]["keys"] == "broken"
    assert "master.key" in app.test_cli_runner().invoke(args=["health"]).stdout


def test_a_job_that_failed_is_shown_with_its_fault_to_those_who_may_see_it(app: Flask) -> None:
    town.build(app)
    with app.app_context(), transaction():
        runs.begin("backup", at=clock.now())
        runs.fail("backup", at=clock.now(), fault="BackupFailed: pg_dump is not installed here")
    client, _ = town.signed_in(app, "system_admin")
    page = client.get("/admin/health").text
    assert "pg_dump is not installed here" in page
    assert "有故障" in page
    assert "journalctl -u daiban-scheduler" in page
    for who, status in {"auditor": 200, "head": 200, "worker": 403, "clerk": 403, "security_admin": 403}.items():
        assert (who, town.signed_in(app, who)[0].get("/admin/health").status_code) == (who, status)


def test_the_administrator_s_first_page_leads_there(app: Flask) -> None:
    town.build(app)
    assert "/admin/health" in town.signed_in(app, "system_admin")[0].get("/").text


def test_the_last_backup_is_found_by_its_name(app: Flask, instance: Path) -> None:
    at = dt.datetime(2026, 9, 30, 4, tzinfo=dt.UTC)
    with app.app_context():
        make_backup(instance / "backups", now=at, figures=ledger.sums)
    answer = json.loads(app.test_cli_runner().invoke(args=["health", "--json"]).stdout)
    (line,) = [check for check in answer["checks"] if check["name"] == "backup"]
    assert line["facts"]["at"] == at.isoformat()


def test_a_certificate_is_read_for_its_last_day(tmp_path: Path) -> None:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "daiban.example")])
    until = dt.datetime(2026, 12, 31, tzinfo=dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), until)
    file = tmp_path / "daiban.pem"
    file.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    assert (found := certificate(str(file))) is not None
    assert found.until == until
    file.write_text("no certificate")
    assert (broken := certificate(str(file))) is not None
    assert broken.until is None
    assert certificate("") is None


def test_numbers_tell_deeds_doors_lights_and_jobs_of_both_processes(own_app: Flask) -> None:
    town.build(own_app)
    with_scheduler(own_app)
    with town.looking_on(own_app):
        makers.a_case(at=clock.now())
        makers.a_case(household="2", at=clock.now() - dt.timedelta(days=60))
        with transaction():
            runs.begin("clocks", at=clock.now())
            runs.end("clocks", at=clock.now(), result={"done": 1})
    client = own_app.test_client()
    client.get("/cases/unknown")
    text = client.get("/metrics").text
    assert 'daiban_deeds_today{deed="cases.open",door="web"} 1.0' in text
    assert 'daiban_open_cases{light="red"} 1.0' in text
    assert 'daiban_job_lag_seconds{job="clocks"} 0.0' in text
    assert 'daiban_job_seconds{job="clocks"}' in text
    assert 'daiban_requests_total{method="GET",rule="none",status="404"} 1.0' in text
    assert 'daiban_refusals_total{code="not_found"} 1.0' in text
    assert "daiban_outbox_waiting" in text
    assert "daiban_scheduler_lease_seconds 0.0" not in text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("trusted", [0, 1])
def test_numbers_are_for_programs_on_this_machine_and_nothing_passed_on(database_url: str, instance: Path, trusted: int) -> None:
    app = create_app(Settings(database_url=database_url, instance=str(instance), trusted_proxies=trusted))
    client = app.test_client()

    def status(address: str, **headers: str) -> int:
        return client.get("/metrics", environ_base={"REMOTE_ADDR": address}, headers=headers).status_code

    assert status("127.0.0.1") == status("::1") == 200
    assert status("192.0.2.7") == 404
    assert status("192.0.2.7", **{"X-Forwarded-For": "127.0.0.1"}) == 404
    assert status("127.0.0.1", **{"X-Forwarded-For": "192.0.2.7"}) == 404
    assert status("127.0.0.1", **{"X-Forwarded-For": "127.0.0.1"}) == 404
    assert status("") == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("trusted", [0, 1])
def test_a_proxy_s_word_on_the_scheme_counts_only_where_it_is_trusted(database_url: str, instance: Path, trusted: int) -> None:
    app = create_app(Settings(database_url=database_url, instance=str(instance), trusted_proxies=trusted))
    answer = app.test_client().get("/sign-in", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"})
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    assert all(("Secure" in cookie) is bool(trusted) for cookie in cookies)
    assert ("Strict-Transport-Security" in answer.headers) is bool(trusted)

"""Migrations 0009 and 0011 fill what figures are counted from out of what stands: on both databases, with rows of every kind."""

from typing import Any

import flask_migrate
import sqlalchemy as sa
from flask import Flask

import app.reports.actions as reports
from app.cases import actions, queries
from app.cases.rules import Outcome, Stage
from app.core.db import db, transaction
from app.ratings.rules import Level
from app.reports.rules import Verdict
from tests import makers, town
from tests.app.ratings.ground import completed, rated, reopened

KEPT = (
    "SELECT case_id FROM awaiting_review",
    "SELECT id, level FROM invitation",
    "SELECT * FROM ledger_month WHERE amount <> 0",
    "SELECT * FROM invited_month WHERE number <> 0",
)


def kept(app: Flask) -> list[list[Any]]:
    with app.app_context(), db.engine.connect() as connection:
        return [sorted((tuple(row) for row in connection.execute(sa.text(asked))), key=str) for asked in KEPT]


def reviewed(case_id: Any, verdict: Verdict) -> None:
    with transaction():
        reports.review(queries.case_to_change(case_id), verdict, reason="缺签字", stamp=makers.a_stamp("reviewer"))


def test_an_upgrade_with_rows_fills_in_what_the_deeds_would_have_kept(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        rated(completed("1"), Level.DISSATISFIED)
        taken_back = completed("2")
        rated(taken_back, Level.VERY_SATISFIED)
        reopened(taken_back.id)
        reviewed(completed("2").id, Verdict.REVIEWED)
        again = completed("3")
        reviewed(again.id, Verdict.SENT_BACK)
        with transaction():  # at the same instant
            actions.complete(queries.case_to_change(again.id), outcome=Outcome.GRANTED, stamp=makers.a_stamp("clerk"))
        reviewed(completed("3").id, Verdict.SENT_BACK)
        makers.a_case(at_stage=Stage.WITHDRAWN)
        db.session.remove()
    before = kept(app)
    assert [len(rows) for rows in before] == [2, 6, 8, 4]
    with app.app_context():
        flask_migrate.downgrade(revision="0008")
        flask_migrate.upgrade()
    assert kept(app) == before

"""Both databases are migrated, with data, up and down; the models equal the newest migration."""

import re

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from app.core.db import Base, db
from tests import town
from tests.conftest import ROOT

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


def test_migrations_are_numbered_in_a_row_and_named_by_what_they_do() -> None:
    names = [path.stem for path in VERSIONS]
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    assert all(re.fullmatch(r"\d{4}_[a-z_]{4,}", name) for name in names)


def test_the_models_equal_the_newest_migration(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_all_the_way_down_and_up_again_makes_the_same_tables(app: Flask) -> None:
    with app.app_context():
        before = sorted(sa.inspect(db.engine).get_table_names())
        flask_migrate.downgrade(revision="base")
        assert sa.inspect(db.engine).get_table_names() == ["alembic_version"]
        flask_migrate.upgrade()
        assert sorted(sa.inspect(db.engine).get_table_names()) == before


@pytest.mark.parametrize("path", VERSIONS[1:], ids=lambda path: path.stem)
def test_each_migration_goes_down_and_up_with_data_in_what_stands_below_it(app: Flask, path: object) -> None:
    town.build(app)
    number = int(str(path).rsplit("/", maxsplit=1)[-1][:4])
    with app.app_context():
        flask_migrate.downgrade(revision=f"{number - 1:04}")
        flask_migrate.upgrade()
        with db.engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT count(*) FROM journal")) or number == 1


def test_a_violated_constraint_can_be_recognised_by_its_name(app: Flask) -> None:
    town.build(app)
    with app.app_context(), db.engine.connect().execution_options(writing=True) as connection:
        again = sa.text("INSERT INTO department (id, name) SELECT :id, name FROM department")
        with pytest.raises(sa.exc.IntegrityError) as caught:
            connection.execute(again, {"id": "1" * 32})
        named = "department.name" if db.engine.dialect.name == "sqlite" else "uq_department_name"
        assert named in str(caught.value.orig)

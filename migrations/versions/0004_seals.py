"""The journal is sealed in ranges; the database refuses to change what was entered.

Whoever rebuilds one of the guarded tables in a later migration (batch_alter_table on SQLite) must build its walls anew:
`tests/app/core/test_seals.py` asks whether all stand at the newest revision.
"""

import datetime as dt
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CLOSED = ("journal", "journal_seal", "sealed_entry", "ledger_entry", "ledger_beneficiary")
# a case that goes elsewhere takes its history along: these two columns follow it, nothing else ever changes
CASE_EVENT_MOVES = ("place_path", "other_path")
CASE_EVENT_STAYS = (
    "journal_id",
    "position",
    "case_id",
    "number",
    "move",
    "stage_after",
    "at",
    "recorded_at",
    "by",
    "reason",
    "facts",
)


def upgrade() -> None:
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)  # noqa: TID251  a migration is a door of its own
    installation = op.create_table(
        "installation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.bulk_insert(installation, [{"id": uuid4(), "made_at": now}])
    op.create_table(
        "journal_seal",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first", BIG, nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous_digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_journal_seal")),
    )
    entry = ["journal.event_id"]
    op.create_table(
        "sealed_entry",
        sa.Column("number", BIG, autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], entry, name=op.f("fk_sealed_entry_event_id_journal")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sealed_entry")),
        sa.UniqueConstraint("event_id", name=op.f("uq_sealed_entry_event_id")),
    )
    op.create_table(
        "unsealed_entry",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], entry, name=op.f("fk_unsealed_entry_event_id_journal")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_unsealed_entry")),
    )
    op.execute("INSERT INTO unsealed_entry (event_id) SELECT event_id FROM journal")
    for statement in _on_postgresql() if op.get_bind().dialect.name == "postgresql" else _on_sqlite():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for function in ("refuse_change", "refuse_change_of_case_event", "journal_waits"):
            op.execute(f"DROP FUNCTION IF EXISTS {function}() CASCADE")
    else:
        walls = [f"{table}_no_{deed}" for table in (*CLOSED, "case_event") for deed in ("update", "delete")]
        for name in ("journal_waits", *walls):
            op.execute(f"DROP TRIGGER {name}")
    for table in ("unsealed_entry", "sealed_entry", "journal_seal", "installation"):
        op.drop_table(table)


def _on_sqlite() -> list[str]:
    refuse = "SELECT RAISE(ABORT, '{table}: what was entered is never {done}');"
    statements = [
        (
            "CREATE TRIGGER journal_waits AFTER INSERT ON journal BEGIN "
            "INSERT INTO unsealed_entry (event_id) VALUES (NEW.event_id); END"
        )
    ]
    for table in CLOSED:
        body = refuse.format(table=table, done="changed")
        statements.append(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {body} END")
    columns = ", ".join(f'"{name}"' for name in CASE_EVENT_STAYS)
    body = refuse.format(table="case_event", done="changed")
    statements.append(f"CREATE TRIGGER case_event_no_update BEFORE UPDATE OF {columns} ON case_event BEGIN {body} END")
    for table in (*CLOSED, "case_event"):
        body = refuse.format(table=table, done="deleted")
        statements.append(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {body} END")
    return statements


def _on_postgresql() -> list[str]:
    refuse = (
        "RAISE EXCEPTION '%: what was entered is never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"
    )
    without = "".join(f" - '{name}'" for name in CASE_EVENT_MOVES)
    statements = [
        (
            "CREATE FUNCTION journal_waits() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN INSERT INTO unsealed_entry (event_id) VALUES (NEW.event_id); RETURN NULL; END $$"
        ),
        "CREATE TRIGGER journal_waits AFTER INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_waits()",
        f"CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse} END $$",
        (
            "CREATE FUNCTION refuse_change_of_case_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF to_jsonb(NEW){without} IS DISTINCT FROM to_jsonb(OLD){without} THEN {refuse} END IF; RETURN NEW; END $$"
        ),
        (
            "CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event FOR EACH ROW "
            "EXECUTE FUNCTION refuse_change_of_case_event()"
        ),
    ]
    statements += [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for table in CLOSED
    ]
    for table in (*CLOSED, "case_event"):  # TRUNCATE knows no rows: it is stopped as a statement, and DELETE with it
        statements.append(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT "
            "EXECUTE FUNCTION refuse_change()"
        )
    return statements

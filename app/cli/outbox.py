"""The messages that go outside: how each stands, and one more try for what failed."""

from uuid import UUID

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app.cli.door import as_json, command_stamp, refusing, show
from app.core import outbox
from app.core.db import transaction
from app.core.outbox import Message, State
from app.notices import actions

group = AppGroup("outbox", help="The messages that go outside.")


@group.command("list")
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only those that stand so.")
@as_json
@refusing
def list_messages(*, state: str | None, as_json: bool) -> None:
    """How the messages to the outside stand, the latest first; nothing personal beyond a case's number."""
    rows = [_row(message) for message in outbox.outside(state=State.of(state) if state else None)]
    plain = "\n".join(
        f"{row['id']}  {row['channel']:<6} {row['state']:<9} {row['tries']:>2}  {row['number'] or '–':<28} {row['why'] or ''}"
        for row in rows
    )
    show(rows, as_json=as_json, plain=plain or gettext("Nothing went outside yet."))


@group.command("retry")
@click.argument("id", type=click.UUID)
@as_json
@refusing
def retry(*, as_json: bool, **said: UUID) -> None:
    """Send a message again that failed or was given up, beginning with the first try."""
    with transaction():
        message = outbox.outside_to_change(said["id"])
        actions.try_again(message, stamp=command_stamp())
        answer = _row(message)
    show(answer, as_json=as_json)


def _row(message: Message) -> dict[str, object]:
    return {
        "id": str(message.id),
        "channel": message.channel,
        "number": message.facts.get("number"),
        "state": message.state.value,
        "tries": message.tries,
        "due_at": message.due_at.isoformat(),
        "sent_at": message.sent_at.isoformat() if message.sent_at else None,
        "fault": message.fault.value if message.fault else None,
        "code": message.code,
        "why": gettext(message.fault.label) if message.fault else None,
    }

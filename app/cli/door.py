"""The command line as a door: its stamp, its scope, one clear sentence and exit code 2 when it refuses."""

import datetime as dt
import functools
import json
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID, uuid4

import click
from flask_babel import gettext
from sqlalchemy.exc import NoResultFound

from app.core import clock
from app.core.errors import Refusal
from app.core.pages import sentence
from app.core.scope import Everywhere, looking
from app.core.stamp import MACHINE, Door, Stamp

Command = TypeVar("Command", bound=Callable[..., Any])
REFUSED = 2

as_json = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")


def command_stamp(*, at: dt.datetime | None = None, by: UUID = MACHINE, event_id: UUID | None = None) -> Stamp:
    """The stamp of a deed from the command line; `at` when it happened, if not now."""
    now = clock.now()
    return Stamp(by=by, on_behalf_of=None, at=at or now, recorded_at=now, event_id=event_id or uuid4(), door=Door.COMMAND)


def refusing(command: Command) -> Command:
    """Run a command in the scope of everything; a refusal is one sentence on standard error and exit code 2."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            with looking(Everywhere("command line")):
                return command(*args, **kwargs)
        except Refusal as refusal:
            refuse(sentence(refusal))
        except NoResultFound:
            refuse(gettext("There is nothing with this name or number."))

    return run  # type: ignore[return-value]


def refuse(text: str) -> None:
    """Say why on standard error and leave with exit code 2."""
    click.echo(text, err=True)
    raise SystemExit(REFUSED)


def show(answer: object, *, as_json: bool, plain: str | None = None) -> None:
    """Print the answer: JSON when asked for, else `plain` or readable JSON."""
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, default=str))
    else:
        click.echo(plain if plain is not None else json.dumps(answer, ensure_ascii=False, default=str, indent=2))

"""What the running process tells whoever runs it: one line per event, as JSON or for a terminal, and nothing personal in it.

Nobody's name, number or password gets here, because nothing that was sent or stored does: of an error its type, its place and its
statement without values; of a foreign library's message its pattern without arguments, or its place.
Facts are given one by one, by us.
"""

import datetime as dt
import json
import logging
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.config import ROOT, Settings
from app.core.errors import Refusal

OURS = "daiban"  # not Flask's own "app": that one writes the address that was asked
DEPTH = 5  # causes of causes


class Lines(logging.Formatter):
    """Formats a record as one line of JSON, or as one line (and the frames of a fault) for a terminal."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self.as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        said = told(record)
        return json.dumps(said, ensure_ascii=False, default=str) if self.as_json else _for_a_terminal(said)


class Voice(logging.Handler):
    """Writes to standard error as it is at that moment, so that whoever catches it there hears it."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
        except Exception:  # noqa: BLE001  logging's own manner: what can't be said must not stop the work
            self.handleError(record)


def init_logs(settings: Settings) -> None:
    """Let the whole process speak through one voice. JSON tells everything, a terminal what is wrong, unless `log_level` says."""
    lines = Lines(as_json=settings.log_format == "json")
    root = logging.getLogger()
    for voice in [handler for handler in root.handlers if isinstance(handler, Voice)]:
        root.removeHandler(voice)
    voice = Voice()
    voice.setFormatter(lines)
    voice.addFilter(_is_worth_telling)
    root.addHandler(voice)
    logging.getLogger(OURS).setLevel((settings.log_level or ("info" if lines.as_json else "warning")).upper())
    for handler in logging.getLogger("gunicorn.error").handlers:  # in gunicorn's worker
        handler.setFormatter(lines)


def tell(event: str, *, level: int = logging.INFO, fault: BaseException | None = None, **facts: object) -> None:
    """Say what happened, in words that are always the same, and its facts: ids, codes, counts and times, nothing else."""
    logging.getLogger(OURS).log(level, event, exc_info=fault, extra={"facts": facts})


def told(record: logging.LogRecord) -> dict[str, Any]:
    """What a line says, as values."""
    is_ours = _is_ours(record)
    said: dict[str, Any] = {
        "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": record.getMessage() if is_ours else _pattern(record),
        **getattr(record, "facts", {}),
    }
    if not is_ours:
        said["logger"] = record.name
    if record.exc_info and record.exc_info[1]:
        said["fault"] = described(record.exc_info[1])
    return said


def described(error: BaseException, *, depth: int = DEPTH) -> dict[str, Any]:
    """An error without what people entered: its type, where it rose, its SQL with placeholders, and what caused it."""
    said: dict[str, Any] = {"type": in_short(error), "frames": list(_frames(error))}
    if statement := getattr(error, "statement", None):
        said["sql"] = str(statement)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and depth:
        said["cause"] = described(cause, depth=depth - 1)
    return said


def in_short(error: BaseException) -> str:
    """An error in a few words that hold nothing personal: what it is, and what the database or the system calls it."""
    name = type(error).__name__
    if isinstance(error, Refusal):
        return f"{name}: {error.facts.get('why')}" if error.is_impersonal else f"{name} ({error.code})"
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    original = getattr(error, "orig", None)
    known = (getattr(getattr(original, "diag", None), "constraint_name", None), getattr(original, "sqlstate", None))
    words = [str(word) for word in known if word]
    return f"{name} ({', '.join(words)})" if words else name


def _frames(error: BaseException) -> Iterator[str]:
    """file:line function: the line of code."""
    for frame in traceback.extract_tb(error.__traceback__):
        file = Path(frame.filename)
        shown = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file.name
        yield f"{shown}:{frame.lineno} {frame.name}: {frame.line}"


def _pattern(record: logging.LogRecord) -> str:
    """Of a foreign message what its author wrote. One without arguments may have been put together by then, with an address or a
    name in it (Flask's own "Exception on /…"): of it only the place is told."""
    if record.args or record.levelno < logging.WARNING:
        return str(record.msg)
    return f"{record.module}.{record.funcName}:{record.lineno}"


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name == OURS or record.name.startswith(f"{OURS}.")


def _is_worth_telling(record: logging.LogRecord) -> bool:
    """Ours, and what went wrong elsewhere; of the development server where it listens, not its line per request."""
    says_where = record.name == "werkzeug" and not record.args
    return _is_ours(record) or record.levelno >= logging.WARNING or says_where


def _for_a_terminal(said: Mapping[str, Any]) -> str:
    facts = " ".join(f"{name}={value}" for name, value in said.items() if name not in {"time", "level", "event", "fault"})
    line = f"{said['time'][11:19]} {said['level']:<7} {said['event']} {facts}".rstrip()
    return "\n".join([line, *_fault_lines(said.get("fault"))])


def _fault_lines(fault: Mapping[str, Any] | None) -> Iterator[str]:
    while fault:
        yield f"    {fault['type']}"
        yield from (f"      {frame}" for frame in fault["frames"])
        if "sql" in fault:
            yield f"      SQL: {fault['sql']}"
        fault = fault.get("cause")

"""How an import answers on the command line: one JSON shape, and the same in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import click

from app.cli.door import show
from app.core.errors import Refusal
from app.core.named import N_
from app.core.pages import sentence

Option = Callable[..., object]
SHOWN_ROWS = 20

the_file = click.argument("file", type=click.Path(exists=False, dir_okay=True, path_type=Path))
town_code = click.option("--town", "town_code", metavar="C12", help="The township's code; may be left out when there is one.")
dry_run = click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
strict = click.option("--strict", is_flag=True, help="Refuse all when anything is at fault.")
from_on = click.option(
    "--from", "from_on", type=click.DateTime(["%Y-%m-%d"]), help="From which day on it holds; today if not given."
)


class FileUnreadable(Refusal):
    code = "cli.file_unreadable"
    says = N_("The file %(file)s can't be read.")
    field = "file"


def content_of(file: Path) -> bytes:
    """The file's bytes; raises FileUnreadable."""
    try:
        return file.read_bytes()
    except OSError:
        raise FileUnreadable(file=file.name) from None


def refused_row(row: int, field: str | None, refusal: Refusal) -> dict[str, object]:
    """One refused row as JSON has it: row, field, and why in words."""
    return {"row": row, "field": field or "", "why": sentence(refusal)}


def tell(answer: Mapping[str, object], *, as_json: bool, dry_run: bool, notes: Iterable[str] = ()) -> None:
    """Print an import's answer: the counts in a line, then the refused rows."""
    refused = answer["refused"]
    rows: Sequence[Mapping[str, object]] = refused if isinstance(refused, list) else []
    lines = [("Dry run, nothing was changed. " if dry_run else "") + _counts(answer, len(rows))]
    lines += [f"  row {row['row']} {row['field']}: {row['why']}" for row in rows[:SHOWN_ROWS]]
    if len(rows) > SHOWN_ROWS:
        lines.append(f"  … {len(rows) - SHOWN_ROWS} more: --json shows all")
    show(answer, as_json=as_json, plain="\n".join([*lines, *notes]))


def _counts(answer: Mapping[str, object], refused: int) -> str:
    return f"{answer['read']} read, {answer['added']} added, {answer['changed']} changed, {refused} refused."

"""Files that a command writes: whole or not at all, and never over one that is there unless it is said so."""

import tempfile
from pathlib import Path

from flask_babel import gettext

from app.core.errors import Refusal
from app.core.named import N_


class FileThere(Refusal):
    code = "reports.file_there"
    says = N_("There is a file %(file)s already. Give another name, or --force to write over it.")
    field = "out"


class NotWritable(Refusal):
    code = "reports.not_writable"
    says = N_("The file %(file)s can't be written: %(why)s.")
    field = "out"


class NoFile(Refusal):
    code = "reports.no_file"
    says = N_("%(file)s is a folder. Say the name of a file in it.")
    field = "out"


def demand_free(out: Path, *, force: bool) -> None:
    """Raises NoFile, FileThere, NotWritable, before anything is counted."""
    if out.is_dir():
        raise NoFile(file=out)
    if out.exists() and not force:
        raise FileThere(file=out)
    if not out.parent.is_dir():
        raise NotWritable(file=out, why=gettext("its folder does not exist"))


def write_whole(out: Path, content: bytes, *, force: bool) -> None:
    """All of the file or nothing: written beside it, then given its name. Raises NotWritable, FileThere."""
    beside: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
            beside = Path(file.name)
            file.write(content)
        beside.chmod(0o640)
        if out.exists() and not force:  # somebody has made it meanwhile
            raise FileThere(file=out)
        beside.replace(out)
    except OSError as error:
        raise NotWritable(file=out, why=error.strerror) from None
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)

"""A table judged row by row, before anything changes: what it would do, and what is wrong with the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from app.core.errors import Refusal
from app.core.sheets import Fault, Row, Sheet
from app.posts.rules import Wrong


class Entry(Protocol):
    """A good row: what it does to what stands."""

    @property
    def is_new(self) -> bool: ...
    @property
    def is_changed(self) -> bool: ...


EntryT = TypeVar("EntryT", bound=Entry)
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Judged(Generic[EntryT]):
    """What a table would do. `digest`: SHA-256 of the file."""

    read: int
    entries: Sequence[EntryT]
    refused: Sequence[Fault]
    digest: str

    @property
    def added(self) -> int:
        return sum(entry.is_new for entry in self.entries)

    @property
    def changed(self) -> int:
        return sum(entry.is_changed and not entry.is_new for entry in self.entries)


def judged(table: Sheet, *, read: Callable[[Row], Said | list[Wrong]], judge: Callable[[Said], EntryT]) -> Judged[EntryT]:
    """Read each row and ask whether it holds (`judge` raises what is wrong with it)."""
    entries: list[EntryT] = []
    refused: list[Fault] = []
    for row in table.rows:
        said = read(row)
        if row.faults:
            refused += row.faults
        elif isinstance(said, list):
            refused += [Fault(row.line, one.field, one.refusal) for one in said]
        else:
            try:
                entries.append(judge(said))
            except Refusal as refusal:
                refused.append(Fault(row.line, refusal.field or "", refusal))
    return Judged(len(table.rows), entries, refused, table.digest)

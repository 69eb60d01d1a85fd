"""What an import did, or would do, or why it did nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.errors import Refusal
from app.core.sheets import Fault
from app.territory.rules import NOTHING, Counts
from grids.topology import Finding


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of an import. With `refusal` nothing was changed, and that is why; `counts` are then nothing.

    `objection`: why the same file would be refused if this weren't a dry run. `names` of all grids by code, for the findings.
    """

    read: int
    counts: Counts = NOTHING
    refused: Sequence[Fault] = ()
    findings: Sequence[Finding] = ()
    refusal: Refusal | None = None
    objection: Refusal | None = None
    names: Mapping[str, str] = field(default_factory=dict)

"""What is measured. A module here with `rows()` is one benchmark; `scripts/bench` runs them all and prints one table."""

from typing import NamedTuple


class Row(NamedTuple):
    """One line of the table, ready to read: figures come with their unit, and the ratio is of one run on one machine."""

    name: str
    ours: str
    peer: str  # who, and its figure; "" where nobody does the same
    ratio: str
    goal: str

"""News travels upward here: a feature says what happened, the one REACTIONS table (app/factory.py) says who listens.

Reactions run in the same transaction as the deed, in the table's order.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from app.core.stamp import Stamp

Reaction: TypeAlias = Callable[..., None]

_reactions: dict[type, tuple[Reaction, ...]] = {}


def listen(table: Mapping[type, Sequence[Reaction]]) -> None:
    """Set the whole table; said once by the factory."""
    _reactions.clear()
    _reactions.update({kind: tuple(reactions) for kind, reactions in table.items()})


def dispatch(event: Any, *, stamp: Stamp) -> None:
    """Tell everyone who listens to this kind of event: `reaction(event, stamp=…)`."""
    for reaction in _reactions.get(type(event), ()):
        reaction(event, stamp=stamp)

"""What a team's rounds have in common. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID


def shared(orders: Iterable[Sequence[UUID]]) -> frozenset[UUID]:
    """The visits that stand in more than one person's round: nobody in particular has them."""
    counted = Counter(one for order in orders for one in set(order))
    return frozenset(one for one, count in counted.items() if count > 1)

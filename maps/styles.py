"""What a number looks like on a map. Pure."""

from collections.abc import Sequence

STEPS = 5


def thresholds(counts: Sequence[int]) -> tuple[int, ...]:
    """The lowest count of each of five steps of load: 0, then evenly up to the largest, never finer than one.

    >>> thresholds([0, 1, 3, 8])
    (0, 2, 4, 6, 8)
    >>> thresholds([0, 0, 2])
    (0, 1, 2, 3, 4)
    """
    each = max(1, -(-max(counts, default=0) // STEPS))
    return tuple(step * each for step in range(STEPS))


def step(count: int, *, limits: Sequence[int]) -> int:
    """The step 1–5 that a count falls into."""
    return max(number for number, least in enumerate(limits, start=1) if count >= least)


def legend(limits: Sequence[int]) -> list[str]:
    """The words under the ramp: `0–1`, `2–3`, …, `8+`."""
    ends = [following - 1 for following in limits[1:]]
    spans = [f"{least}" if least == end else f"{least}–{end}" for least, end in zip(limits, ends, strict=False)]
    return [*spans, f"{limits[-1]}+"]

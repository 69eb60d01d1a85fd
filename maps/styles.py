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


REACH_STEPS = (0, 20, 40, 60, 80)  # percent


def reached(within: int, households: int) -> int:
    """The step 1–5 of the share within the limit; 0 where nobody with a place on the map lives.

    >>> [reached(0, 0), reached(0, 3), reached(1, 2), reached(4, 5)]
    [0, 1, 3, 5]
    """
    return step(100 * within // households, limits=REACH_STEPS) if households else 0


def reach_legend() -> list[str]:
    """The words under its ramp, in percent."""
    ends = [following - 1 for following in REACH_STEPS[1:]]
    return [*(f"{least}–{end}" for least, end in zip(REACH_STEPS, ends, strict=False)), f"{REACH_STEPS[-1]}+"]


CONTENT_STEPS = (0, 80, 90, 95, 100)  # percent: below 80, 80–89, 90–94, 95–99, all


def content(good: int, valid: int) -> int:
    """The step 1–5 of satisfaction, good of valid ratings; 0 where nobody has rated.

    >>> [content(0, 0), content(1, 2), content(19, 20), content(3, 3)]
    [0, 1, 4, 5]
    """
    return step(100 * good // valid, limits=CONTENT_STEPS) if valid else 0


def content_legend() -> list[str]:
    """The words under its ramp."""
    ends = [following - 1 for following in CONTENT_STEPS[1:]]
    return [f"<{CONTENT_STEPS[1]}", *(f"{least}–{end}" for least, end in zip(CONTENT_STEPS[1:], ends[1:], strict=False)), "100"]

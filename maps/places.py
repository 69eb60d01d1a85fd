"""Where words find room on a drawing: one after the other, each beside its own place, none over what is there already."""

import math
from collections.abc import Iterable

import numpy as np

Box = tuple[float, float, float, float]  # left, top, right, bottom in units of the drawing
LETTER, DIGIT, LINE = 12.0, 6.7, 13.0  # of the type in which app/static/sheet.css writes: 12 units, three millimetres
DIAGONAL = 0.75
TURNS = 16


def width_of(words: str) -> float:
    """About how wide these words are, in units: Chinese letters are square, others half as wide."""
    return sum(LETTER if letter > "\u2e80" else DIGIT for letter in words)


class Room:
    """A drawing on which boxes are taken. A place that is given away is taken at once."""

    def __init__(self, width: float, height: float, taken: Iterable[Box] = ()) -> None:
        self.width, self.height = width, height
        self._boxes = np.array([*taken], np.float64).reshape(-1, 4)

    def take(self, box: Box) -> None:
        self._boxes = np.vstack([self._boxes, box])

    def beside(
        self, x: float, y: float, *, width: float, gap: float, farther: Iterable[float] = ()
    ) -> tuple[float, float] | None:
        """The middle of a free place for a word of this width beside (x, y): right, left, above, below, then aslant.

        Then the same on each side at the `farther` gaps; None where there is no place.
        """
        spots = (place for far in (gap, *farther) for place in _round(x, y, gap=far, half=width / 2, many=far > gap))
        return next((place for spot in spots if (place := self.on(*spot, width=width)) is not None), None)

    def on(self, x: float, y: float, *, width: float) -> tuple[float, float] | None:
        """This very place, if a word of this width is free to stand there."""
        box = (x - width / 2, y - LINE / 2, x + width / 2, y + LINE / 2)
        if not self._is_free(box):
            return None
        self.take(box)
        return x, y

    def _is_free(self, box: Box) -> bool:
        left, top, right, bottom = box
        if left < 1 or top < 1 or right > self.width - 1 or bottom > self.height - 1:
            return False
        there = self._boxes
        over = (there[:, 0] < right) & (there[:, 2] > left) & (there[:, 1] < bottom) & (there[:, 3] > top)
        return not over.any()


def _round(x: float, y: float, *, gap: float, half: float, many: bool) -> list[tuple[float, float]]:
    """Places round (x, y) with so much free between it and a word of half this width, the best first."""
    if many:
        turns = [math.tau * turn / TURNS for turn in range(TURNS)]
        return [(x + (gap + half) * math.cos(turn), y + (gap + LINE / 2) * math.sin(turn)) for turn in turns]
    over, up = gap + half, gap + LINE / 2
    aslant = (gap * DIAGONAL + half, gap * DIAGONAL + LINE / 2)
    sides = [(over, 0.0), (-over, 0.0), (0.0, -up), (0.0, up)]
    sides += [(across * aslant[0], along * aslant[1]) for across in (1, -1) for along in (-1, 1)]
    return [(x + dx, y + dy) for dx, dy in sides]

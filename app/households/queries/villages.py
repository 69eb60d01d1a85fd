"""How tables name a village: by its code, its name, or the name without 村委会."""

import re
from collections import Counter
from collections.abc import Sequence

from app.households.rules.vocabulary import plain
from app.territory.models import Division

ENDINGS = re.compile(r"(村民委员会|村委会|居民委员会|社区居委会|居委会|行政村|社区|村)$")


class Villages:
    """The villages of a township, found by any of their names that only one of them has."""

    def __init__(self, town: Division, villages: Sequence[Division]) -> None:
        self.town = town
        self._names = {village.code: village.short_name for village in villages}
        named = [
            (village, name) for village in villages for name in {village.code, *_names(village.name), *_names(village.short_name)}
        ]
        shared = Counter(name for _, name in named)
        self._codes = {name: village.code for village, name in named if shared[name] == 1}

    def code_of(self, text: str) -> str | None:
        """The 12-digit code; None for an empty or unknown name."""
        return next((self._codes[name] for name in _names(text) if name in self._codes), None)

    def name_of(self, code: str) -> str:
        return self._names.get(code, code)


def _names(text: str) -> list[str]:
    whole = plain(text).replace(" ", "")
    short = ENDINGS.sub("", whole)
    return [name for name in dict.fromkeys((whole, short)) if name]

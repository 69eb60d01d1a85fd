"""One page of many, as `look/pager.html` shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for


@dataclass(frozen=True, slots=True)
class Pager:
    """Which page of how many, and the address of each with the filters that it keeps: never a name or a number of somebody."""

    endpoint: str
    number: int
    pages: int
    kept: Mapping[str, str] = field(default_factory=dict)

    def url_for(self, number: int) -> str:
        values: dict[str, Any] = {name: value for name, value in self.kept.items() if value}
        return url_for(self.endpoint, **values, page=number)

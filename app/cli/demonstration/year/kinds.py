"""Which items the services of a class are for, and the course that each takes within its limit. Pure."""

from collections.abc import Mapping
from random import Random

from app.cases.rules import Mode

ITEMS: Mapping[str, str] = {  # of the services that are not done at home: item and how often, by class
    "A": "A01*6 A02*4 A03*4 A04*6 A08*5 A09*4 A10*4 A11*2 A13*1",
    "B": "B11*2 B01*3 B02*2 B03*5 B05*9 B07*9 B08*4 B09*4 B10*3 B13*1 B16*1",
    "C": "C01*4 C02*6 C03*10 C05*4 C06*4 C07*2 C08*1 C09*2 C10*2",
    "D": "D01*3 D02*2 D03*1 D05*2 D08*3",
    "E": "E08*2 E01*4 E02*3 E07*1",
}
COMMON = {"A": "XD-A01", "B": "XD-B07", "C": "XD-C02", "D": "XD-D08", "E": "XD-E01"}  # what anybody may need, in any village
ASSISTED_ONLY = {"XD-A05", "XD-B11"}  # the person must come, or be met (办件 “只能帮办”)
AT_ONCE, SHORT, LONG = 1, 4, 10  # working days


def deck(class_code: str, luck: Random) -> list[str]:
    """The items of a class, as many as it has services, shuffled; what can only be assisted first, to be dealt first."""
    listed = [word.split("*") for word in ITEMS[class_code].split()]
    codes = [f"XD-{code}" for code, times in listed for _ in range(int(times))]
    return sorted(luck.sample(codes, len(codes)), key=lambda code: code not in ASSISTED_ONLY)


def fits(item: str, mode: Mode) -> bool:
    return mode is Mode.ASSIST or item not in ASSISTED_ONLY


def course(limit: int, luck: Random) -> str:
    """An ordinary course that ends within `limit` working days after acceptance."""
    if limit <= AT_ONCE:
        return luck.choice(("take@0 complete:granted@0", "take@0 collect@0 complete:granted@1"))
    taken = luck.choice((0, 0, 1))
    if limit < SHORT:
        return f"take@{taken} collect@{taken} forward@{taken + 1} complete:granted@{limit}"
    done = luck.randint(max(taken + 2, limit // 2), limit - 1)
    return f"take@{taken} collect@{taken + 1} forward@{taken + 2} complete:granted@{max(done, taken + 2)}"


def late(limit: int) -> str:
    """Two days after the promised one."""
    return f"take@1 collect@2 forward@3 complete:granted@{limit + 2}"


def papers_later(limit: int) -> str:
    """Papers are collected by the team, and only then is it accepted: the limit counts from that day."""
    return f"take@0 collect@2 accept@2 forward@3 complete:granted@{2 + limit - 1}"


def sent_back(limit: int) -> str:
    """Something was missing; with it, it went on."""
    return f"take@0 send_back@1 resume@4 collect@4 accept@4 forward@5 complete:granted@{4 + limit - 1}"


def paused(limit: int) -> str:
    """The clocks stood for five days."""
    return f"take@0 collect@0 forward@1 pause@2 resume@7 complete:granted@{limit}"


def reviewed_twice(limit: int) -> str:
    """The reviewer did not believe the first completion."""
    return f"take@0 collect@0 forward@1 complete:granted@{limit - 3} review:sent_back@{limit - 2} complete:granted@{limit - 1}"

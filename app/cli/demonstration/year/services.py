"""The 149 services of the proxy register as scripts: which item, on which day, by whose hand, on what course."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from random import Random

from app.accounts.rules import Role
from app.cases.rules import Intake, Mode
from app.cli.demonstration.catalogue import items
from app.cli.demonstration.chance import chance
from app.cli.demonstration.courses import Script, length
from app.cli.demonstration.year import kinds
from app.cli.demonstration.year.days import Days
from app.cli.demonstration.year.home import HOMES, Home
from app.cli.demonstration.year.households import Households
from app.cli.demonstration.year.margins import SOURCE, Row, deal

TOWNSHIP_TEAM = "T000"
NEAR_THE_SEAT = ("201", "202", "206", "201", "203", "205")  # whose people come to the township's hall
PASSED_ON = "pass_on@0 "
LEADER_TAKES = 4  # every so manyeth of a team is taken by its leader
WHY_LATE = (
    "连日降雨，通村道路中断，材料晚送县级两天，已向本人说明",
    "县级系统升级停办两天，已向本人说明",
    "本人外出未归，结果文书晚两天签收，已向本人说明",
)
Special = Callable[[int], str]
INCOMPLETE = {kinds.papers_later, kinds.sent_back}
SPECIALS: Mapping[Special, int] = {
    kinds.late: 3,
    kinds.papers_later: 4,
    kinds.sent_back: 3,
    kinds.paused: 2,
    kinds.reviewed_twice: 2,
}
LIMITS: Mapping[Special, range] = {  # of the items that may take this course, in working days
    kinds.late: range(5, 11),
    kinds.papers_later: range(5, 16),
    kinds.sent_back: range(5, 11),
    kinds.paused: range(10, 16),
    kinds.reviewed_twice: range(8, 16),
}


def plausible(row: Row) -> bool:
    """Who is accompanied came to a window or a station; the township's own team hears of it in its hall or by telephone."""
    if (row.mode is Mode.HOME) is not (row.intake is Intake.HOME):
        return False
    if row.mode is Mode.ASSIST and row.intake not in {Intake.WINDOW, Intake.STATION}:
        return False
    return row.team != TOWNSHIP_TEAM or row.intake in {Intake.WINDOW, Intake.PHONE}


def rows() -> tuple[Row, ...]:
    """The 149, those at home first."""
    at_home = [row for home in HOMES for row in home.rows]
    return deal(SOURCE, luck=chance("year", "rows"), fixed=at_home, allowed=plausible)


def services(days: Days, free: Households, *, since: Mapping[str, dt.date]) -> list[Script]:
    """All 149. `since`: from which day on an item is in the township's hall."""
    drawing = Drawing(days, free, since)
    made = [script for home in HOMES for script in at_home(home, days, free)]
    rest = sorted(rows()[len(made) :], key=lambda row: row.mode is not Mode.ASSIST)
    return made + [drawing.script(row) for row in rest]


def at_home(home: Home, days: Days, free: Households) -> Iterator[Script]:
    """The cases of one household; one that is settled beside another was asked for with it."""
    luck = chance("year", "home", home.village)
    longest = max(length(service.course) for service in home.services)
    dates = sorted(days.pick(luck, length=longest) for service in home.services if not service.is_beside)
    asked = [dates[min(n, len(dates) - 1)] for n in range(len(home.services))]
    household = free.take_home(home, asked)
    for service, asked_on in zip(home.services, asked, strict=True):
        yield Script(
            village=home.village,
            items=(service.item,),
            mode=Mode.HOME,
            intake=Intake.HOME,
            asked_on=asked_on,
            course=service.course,
            household=household.code,
            served=service.served,
        )


@dataclass
class Drawing:
    """Draws a script for each row, by chance but the same each time."""

    days: Days
    free: Households
    since: Mapping[str, dt.date]
    luck: Random = field(default_factory=partial(chance, "year", "services"))
    decks: dict[str, list[str]] = field(default_factory=dict)
    specials: dict[Special, int] = field(default_factory=lambda: dict(SPECIALS))
    drawn: Counter[str] = field(default_factory=Counter)

    def script(self, row: Row) -> Script:
        """The item from the class's deck, or the common one where nobody of the village can ask for that."""
        self.drawn[row.team] += 1
        drawn, item = self.drawn[row.team], self.item(row)
        village = NEAR_THE_SEAT[drawn % len(NEAR_THE_SEAT)] if row.team == TOWNSHIP_TEAM else row.team[1:]
        for code in (item, kinds.COMMON[row.class_code]):
            special, course = self.course(code, row)
            asked_on = self.days.pick(self.luck, length=length(course), since=self.since[code])
            household = self.free.find(village, code, asked_on, needs_phone=row.intake is Intake.PHONE)
            if household is not None:
                return Script(
                    village=village,
                    items=(code,),
                    mode=row.mode,
                    intake=row.intake,
                    asked_on=asked_on,
                    course=course,
                    is_complete=special not in INCOMPLETE,
                    carrier=Role.LEADER if drawn % LEADER_TAKES == 0 else Role.WORKER,
                    household=household.code,
                    late_reason=WHY_LATE[self.specials[special]] if special is kinds.late else "",
                )
        message = f"nobody in village {village} can ask for {item}"
        raise LookupError(message)

    def item(self, row: Row) -> str:
        deck = self.decks.setdefault(row.class_code, kinds.deck(row.class_code, self.luck))
        return deck.pop(next(n for n, code in enumerate(deck) if kinds.fits(code, row.mode)))

    def course(self, code: str, row: Row) -> tuple[Special | None, str]:
        """A special course while some of these are to be dealt, else an ordinary one."""
        limit = items()[code].workdays or 0
        if row.team == TOWNSHIP_TEAM:
            return None, PASSED_ON + kinds.course(limit, self.luck)
        for special, left in self.specials.items():
            if left and row.mode is Mode.PROXY and limit in LIMITS[special]:
                self.specials[special] -= 1
                return special, special(limit)
        return None, kinds.course(limit, self.luck)

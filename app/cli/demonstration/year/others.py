"""What is not among the 149: electricity online, a death in the family at the window, open cases, some of the year before."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import cycle, islice

from app.cases.rules import Intake, Mode
from app.cli.demonstration.chance import chance
from app.cli.demonstration.courses import Script, length
from app.cli.demonstration.enterprises import COMPANY, Enterprise
from app.cli.demonstration.period import Period
from app.cli.demonstration.year.days import Days
from app.cli.demonstration.year.households import Households

ELECTRICITY, HOUSEHOLDS, ENTERPRISES = "XD-E13", 58, 2
CONNECTED = "complete:granted@2"
VILLAGES = ("201", "209", "204", "211", "206", "208", "202", "205", "203", "210", "207")

AFTER_DEATH = (  # which of the seven window items apply to the deceased; the first needs all
    "A06 A07 B06 B12 B14 B15 C04",
    "A06 A07 B06 B14 C04",
    "A06 A07 B14 B15 C04",
    "A06 A07 B12 B14 C04",
    "A06 A07 B06 B14 C04",
    "A06 A07 B14 C04",
)
SETTLED = "complete:granted@7"
STEPS_BEFORE = (  # nine steps: two of other bodies, then the seven of the window
    "为已故家人办理身后一件事。窗口受理前的两个外部环节已办："
    "一、居民死亡医学证明(推断)书（乡卫生院签发）；二、户口注销（公安派出所）。"
)

FORWARDED = "take@0 collect@0 forward@1"
OPEN = (  # working days before the load day, village, item, mode, intake, course, whether all papers were there
    (1, "", "XD-C01", Mode.ASSIST, Intake.ONLINE, "", False),  # asked for, in the desk pool
    (1, "", "XD-A09", Mode.PROXY, Intake.PHONE, "", True),  # accepted, in the desk pool
    (1, "210", "XD-C06", Mode.PROXY, Intake.PHONE, "", True),  # assigned
    (2, "203", "XD-D01", Mode.PROXY, Intake.STATION, FORWARDED, True),
    (6, "210", "XD-B07", Mode.PROXY, Intake.PHONE, "take@0 collect@2", True),  # three days: overdue, and still here
    (4, "210", "XD-A09", Mode.PROXY, Intake.STATION, FORWARDED, True),  # five days: yellow
    (4, "211", "XD-D05", Mode.PROXY, Intake.GROUP, FORWARDED, True),  # five days: yellow
    (9, "206", "XD-C07", Mode.PROXY, Intake.GROUP, "take@0 collect@0 forward@1 pause@3", True),
    (4, "208", "XD-C11", Mode.PROXY, Intake.STATION, "take@0 send_back@1", False),  # waits for papers: nothing runs
)
LAST_YEAR = (  # working days before the year shown
    (31, "", "XD-C08", Mode.PROXY, Intake.WINDOW, "assign@0 take@1 collect@1 forward@2 complete:granted@12", True),
    (
        28,
        "210",
        "XD-B13",
        Mode.HOME,
        Intake.HOME,
        "take@0 visit:put_off@1 visit:papers_taken@6 forward@7 complete:granted@16",
        True,
    ),
    (26, "209", "XD-A13", Mode.PROXY, Intake.WINDOW, "take@0 withdraw@2", True),
    (24, "204", "XD-A11", Mode.PROXY, Intake.WINDOW, "reject@1", True),
    (
        22,
        "206",
        "XD-D03",
        Mode.PROXY,
        Intake.PHONE,
        "take@0 visit:papers_missing@2 visit:papers_taken@5 forward@6 complete:granted@9",
        True,
    ),
)


def electricity(days: Days, free: Households, enterprises: Sequence[Enterprise], *, since: dt.date) -> Iterator[Script]:
    """58 households and two enterprises applied online by themselves; the application says of which variant."""
    luck = chance("year", "electricity")
    for enterprise in companies(enterprises):
        note = f"经营主体：{enterprise.name}（统一社会信用代码{enterprise.credit_code}）"
        yield electric(enterprise.household_code, days.pick(luck, length=length(CONNECTED), since=since), variant=1, note=note)
    for village in islice(cycle(VILLAGES), HOUSEHOLDS):
        asked_on = days.pick(luck, length=length(CONNECTED), since=since)
        household = free.take(village, ELECTRICITY, asked_on, needs_phone=True)
        yield electric(household.code, asked_on, variant=0)


def companies(enterprises: Sequence[Enterprise]) -> list[Enterprise]:
    """The two that asked for a connection: companies, in the order of the register."""
    return [one for one in enterprises if one.kind == COMPANY][:ENTERPRISES]


def electric(household: str, asked_on: dt.date, *, variant: int, note: str = "") -> Script:
    return Script(
        village=household[2:5],
        items=(ELECTRICITY,),
        mode=Mode.SELF,
        intake=Intake.ONLINE,
        asked_on=asked_on,
        course=CONNECTED,
        household=household,
        variant=variant,
        note=note,
    )


def after_death(days: Days, free: Households) -> Iterator[Script]:
    """Six families, 31 items: one form and one set of papers at one window."""
    luck = chance("year", "after death")
    for village, codes in zip(VILLAGES, AFTER_DEATH, strict=False):
        items = tuple(f"XD-{code}" for code in codes.split())
        asked_on = days.pick(luck, length=length(SETTLED))
        household = free.take(village, items[0], asked_on)
        yield Script(
            village=village,
            items=items,
            mode=Mode.SELF,
            intake=Intake.WINDOW,
            asked_on=asked_on,
            course=SETTLED,
            household=household.code,
            note=f"{STEPS_BEFORE}本窗口集成办理{len(items)}项，共{len(items) + 2}个环节。",
        )


Table = Sequence[tuple[int, str, str, Mode, Intake, str, bool]]


def dated(table: Table, before: dt.date, *, period: Period, free: Households) -> Iterator[Script]:
    """The lines of a table that counts working days back from a day."""
    workdays = period.workdays_before(before, max(line[0] for line in table))
    for days_ago, village, item, mode, intake, course, is_complete in table:
        asked_on = workdays[days_ago - 1]
        household = free.take(village, item, asked_on, needs_phone=intake is Intake.PHONE)
        yield Script(
            village=village,
            items=(item,),
            mode=mode,
            intake=intake,
            asked_on=asked_on,
            course=course,
            is_complete=is_complete,
            household=household.code,
            served=1,
        )

"""About a hundred and twenty invented enterprises 经营主体 of the township, each kept by a head of a household."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.cli.demonstration.chance import chance
from app.cli.demonstration.identity import ENTERPRISE_PHONES, credit_code
from app.cli.demonstration.people import Household
from app.cli.demonstration.period import Period
from app.households.rules import CareMark

ENTERPRISES = 120
HOUSEHOLD_BUSINESS, COMPANY, COOPERATIVE = "个体工商户", "企业", "农民专业合作社"
BODY_KINDS = {COMPANY: "1", HOUSEHOLD_BUSINESS: "2", COOPERATIVE: "3"}
TRADES = (  # what the name ends with, what it is, how common
    ("百货店", HOUSEHOLD_BUSINESS, 24),
    ("小吃店", HOUSEHOLD_BUSINESS, 16),
    ("茶叶初制所", HOUSEHOLD_BUSINESS, 30),
    ("农资店", HOUSEHOLD_BUSINESS, 8),
    ("摩托车修理店", HOUSEHOLD_BUSINESS, 9),
    ("农家乐", HOUSEHOLD_BUSINESS, 7),
    ("碾米加工坊", HOUSEHOLD_BUSINESS, 6),
    ("茶业有限公司", COMPANY, 7),
    ("茶叶种植专业合作社", COOPERATIVE, 8),
    ("甘蔗种植专业合作社", COOPERATIVE, 5),
)
YEARS_BACK = 9


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An enterprise 企业(个体工商户): its credit code, who keeps it, and the household where it stands."""

    credit_code: str
    name: str
    kind: str
    household_code: str
    grid_code: str
    keeper: str
    phone: str
    registered_on: dt.date


def enterprises(households: Sequence[Household], period: Period) -> tuple[Enterprise, ...]:
    """Spread over the grids by chance, registered within the last nine years before the one shown."""
    luck = chance("enterprises")
    keepers = [household for household in households if not household.head.marks or household.head.marks == (CareMark.VETERAN,)]
    found = []
    for serial, household in enumerate(luck.sample(keepers, ENTERPRISES), start=1):
        trade, kind, _ = luck.choices(TRADES, weights=[weight for *_, weight in TRADES])[0]
        registered_on = period.first_on - dt.timedelta(days=luck.randint(20, YEARS_BACK * 365))
        number, phone = credit_code(body_kind=BODY_KINDS[kind], serial=serial), str(ENTERPRISE_PHONES + serial)
        title = f"勐海县西定乡{household.group}{household.head.name}{trade}"
        owner = household.head.name
        found.append(Enterprise(number, title, kind, household.code, household.grid_code, owner, phone, registered_on))
    return tuple(found)

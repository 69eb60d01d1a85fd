"""The days off that the package chinesecalendar publishes: the State Council's notices from 2004 to this year's."""

from chinese_calendar import Holiday
from chinese_calendar.constants import holidays, workdays

from app.deadlines.rules.calendar import Day, Source

_FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}  # as the notices write them
_CHINESE = {holiday.value: _FULL_NAMES.get(holiday.chinese, holiday.chinese) for holiday in Holiday}


def published_days() -> list[Day]:
    """Every day off and every make-up day of the package, in order."""
    off = [Day(on, is_workday=False, name=_CHINESE[name], source=Source.PACKAGE) for on, name in holidays.items()]
    make_up = [Day(on, is_workday=True, name=_CHINESE[name], source=Source.PACKAGE) for on, name in workdays.items()]
    return sorted(off + make_up, key=lambda day: day.on)

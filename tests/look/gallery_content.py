"""What the gallery shows: synthetic, in Chinese, as long as real content gets."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    name: str
    role: str


@dataclass(frozen=True)
class Pages:
    number: int
    pages: int

    def url_for(self, number: int) -> str:
        return f"?page={number}"


MENU = ("首页", "办件", "上门", "地图", "月报", "事项")
TABS = (("待办", "tasks"), ("地图", "map"), ("农户", "home"), ("我的", "person"))
CONTEXT = {
    "brand": "西定乡帮办代办",
    "menu": [(label, "#", label == "办件") for label in MENU],
    "tabs": [(label, "#", glyph == "tasks", glyph) for label, glyph in TABS],
    "me": Person("玉南相", "乡便民服务中心"),
    "may_search": True,
    "sent_today": 41,
}


def _cells() -> list[dict[str, object]]:
    """15 working days from 28 October 2026, two of them paused, and one day over."""
    cells: list[dict[str, object]] = [{"kind": "start", "label": "受理", "date_label": "10月28日"}]
    weeks: list[list[int | str]] = [[1, 2], [3, 4, 5, 6, 7], [8, 9, "pause", "pause", 10], [11, 12, 13, 14, 15]]
    starts = [None, "11月2日", "11月9日", "11月16日"]
    for week, start in zip(weeks, starts, strict=True):
        for place, number in enumerate(week):
            kind = "pause" if number == "pause" else "warn" if isinstance(number, int) and number > 12 else "count"
            cell: dict[str, object] = {"kind": kind, "label": None if kind == "pause" else number}
            if place == 0 and start:
                cell["date_label"] = start
            if kind == "pause" and place == 2:
                cell["above"] = "暂停 2 个工作日"
            cells.append(cell)
        if week is weeks[-1]:
            cells.append({"kind": "due", "above": "承诺到期 11月20日"})
        cells += [{"kind": "rest"}, {"kind": "rest"}]
    cells.append({"kind": "over", "label": "+1", "date_label": "11月23日", "today": True})
    return cells


CONTENT = {
    "today": dt.date(2026, 11, 23),
    "teams": [
        ("帕龙", 11, 14, 2),
        ("曼皮", 5, 6, 1),
        ("曼佤", 6, 7, 0),
        ("曼迈兑", 9, 10, 0),
        ("西定", 15, 16, 0),
        ("旧过", 8, 8, 0),
        ("暖和", 2, 3, 0),
    ],
    "page": Pages(2, 9),
    "cells": _cells(),
    "lines": [
        {"part": "受理", "dates": "10月28日(周三) 10:20", "how": "受理当天不算，从第二天起算", "total": 0},
        {"part": "计时", "dates": "10月29日 – 11月10日", "how": "9 个工作日，跳过 2 个周末", "total": 9},
        {"part": "暂停", "dates": "11月11日 – 11月12日", "how": "等户口簿复印件，2 个工作日不算", "total": 9, "light": "blue"},
        {"part": "计时", "dates": "11月13日 – 11月20日", "how": "6 个工作日，跳过 1 个周末", "total": 15},
        {"part": "超期", "dates": "11月23日(周一) 起", "how": "周末不算，今天是第 1 个工作日", "total": "15 + 1", "light": "red"},
    ],
    "subject": "岩温叫 · 高龄津贴申领",
    "mine": [("经办人", "门二"), ("下一步", "明天上门，取本人签字")],
    "theirs": [("经办人", "玉香罕"), ("下一步", "明天上门，取本人签字")],
    "who": "飘优",
    "at": dt.datetime(2026, 11, 23, 6, 5, tzinfo=dt.UTC),
    "now_url": "/case",
    "action": "/deed",
    "resend": [("worker", "门二")],
}

"""The yearly notice 国务院办公厅关于部分节假日安排的通知 as a file: JSON like holiday-cn, or CSV. Text in, days out."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import Invalid
from app.core.named import N_
from app.deadlines.rules.calendar import FIRST, LAST, Day, Source

COLUMNS: Mapping[str, str] = {"日期": "date", "名称": "name", "是否放假": "isOffDay"}  # Chinese headings of a CSV
FIELDS = ("date", "name", "isOffDay")
YES_NO = {"true": True, "1": True, "是": True, "放假": True, "false": False, "0": False, "否": False, "上班": False}
_DECEMBER = 12


class UnreadableNotice(Invalid):
    """A file that is no notice, or a wrong one; nothing of it is taken."""

    code = "unreadable_notice"
    says = N_("This file is no holiday notice.")
    field = "file"


class NotAnnounced(UnreadableNotice):
    """A file for a year whose notice is not out."""

    says = N_("This file holds no days: the year is not announced yet.")


class BrokenNotice(UnreadableNotice):
    """Not JSON although it begins like it."""

    says = N_("The notice can't be read: line %(line)s is not valid JSON.")


class MissingColumn(UnreadableNotice):
    """The table lacks a column, or the JSON its list of days."""

    says = N_("The notice has no field %(name)s.")


class WrongEntry(UnreadableNotice):
    """One entry is wrong; `line` counts a CSV's lines, or the JSON's days from 1."""

    says = N_("Line %(line)s of the notice: %(name)s can't be %(value)s.")


class MixedYears(UnreadableNotice):
    """Days of several years in one notice; only the December before may be among them."""

    says = N_("Line %(line)s of the notice: %(value)s does not belong to %(year)s.")


class TwiceInNotice(UnreadableNotice):
    """A day is told twice."""

    says = N_("Line %(line)s of the notice: %(value)s is there twice.")


class NoNewYear(UnreadableNotice):
    """Every notice gives its year's 1 January off: without it, the file is cut off or means something else."""

    says = N_("The notice for %(year)s does not give 1 January off, so it is not complete.")


@dataclass(frozen=True, slots=True)
class Notice:
    """A year's days off and make-up days."""

    year: int
    days: tuple[Day, ...]


def decoded(content: bytes) -> str:
    """The file's text: UTF-8 or UTF-16 by its mark, else UTF-8, else GB18030 as offices save it. Raises UnreadableNotice."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableNotice


def read_notice(text: str) -> Notice:
    """The notice in `text`, JSON or CSV; refused as a whole with the line and field to blame."""
    text = text.removeprefix("\ufeff").strip()
    entries, year = _json_entries(text) if text.startswith(("{", "[")) else (_csv_entries(text), None)
    days = {line: _day(entry, line) for line, entry in entries}
    if not days:
        raise NotAnnounced
    year = year or max(day.on.year for day in days.values())
    _check(days, year)
    return Notice(year, tuple(sorted(days.values(), key=lambda day: day.on)))


def _json_entries(text: str) -> tuple[Iterable[tuple[int, Mapping[str, Any]]], int | None]:
    try:
        told = json.loads(text)
    except ValueError as fault:
        raise BrokenNotice(line=getattr(fault, "lineno", 1)) from None
    whole = told if isinstance(told, dict) else {"days": told}
    days, year = whole.get("days"), whole.get("year")
    if not isinstance(days, list):
        raise MissingColumn(name="days")
    if year is not None and (not isinstance(year, int) or not FIRST.year <= year <= LAST.year):
        raise WrongEntry(line=1, name="year", value=year)
    return enumerate((day if isinstance(day, dict) else {} for day in days), start=1), year


def _csv_entries(text: str) -> list[tuple[int, Mapping[str, Any]]]:
    rows = csv.DictReader(io.StringIO(text))
    headings = [COLUMNS.get(heading.strip(), heading.strip()) for heading in rows.fieldnames or ()]
    rows.fieldnames = headings
    for name in FIELDS:
        if name not in headings:
            raise MissingColumn(name=name)
    return [(rows.line_num, row) for row in rows]


def _day(entry: Mapping[str, Any], line: int) -> Day:
    on, name, off = (entry.get(field) for field in FIELDS)
    is_off = off if isinstance(off, bool) else YES_NO.get(str(off).strip().lower())
    if is_off is None:
        raise WrongEntry(line=line, name="isOffDay", value=off)
    if not isinstance(name, str) or not name.strip():
        raise WrongEntry(line=line, name="name", value=name)
    return Day(_date(on, line), is_workday=not is_off, name=name.strip(), source=Source.NOTICE)


def _date(value: object, line: int) -> dt.date:
    try:
        on = dt.date.fromisoformat(str(value).strip().replace("/", "-"))
    except ValueError:
        raise WrongEntry(line=line, name="date", value=value) from None
    if not FIRST <= on <= LAST:
        raise WrongEntry(line=line, name="date", value=value)
    return on


def _check(days: Mapping[int, Day], year: int) -> None:
    seen: set[dt.date] = set()
    for line, day in days.items():
        if day.on in seen:
            raise TwiceInNotice(line=line, value=day.on.isoformat())
        seen.add(day.on)
        if day.on.year != year and (day.on.year, day.on.month) != (year - 1, _DECEMBER):
            raise MixedYears(line=line, value=day.on.isoformat(), year=year)
    if not any(day.on == dt.date(year, 1, 1) and not day.is_workday for day in days.values()):
        raise NoNewYear(year=year)

"""Rows of people and of posts as offices write them. Pure: texts become values, or refusals that name the column."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.accounts.rules import PersonFacts, Role, parts, role_of
from app.accounts.rules.people import LONGEST_LANGUAGES, LONGEST_NAME, LONGEST_PHONE
from app.core.errors import DayUnreadable, Refusal, TooLong
from app.posts.rules.refusals import (
    NeitherYesNorNo,
    RoleMissing,
    UnknownPostKind,
    UnknownRole,
    WrongPeriod,
    WrongPhone,
)
from app.posts.rules.routing import PostKind
from app.territory.rules.refusals import NameMissing

PEOPLE_HEADINGS = {
    "name": ("姓名",),
    "phone": ("电话", "手机", "手机号", "联系电话"),
    "team": ("服务队", "代办服务队", "所属服务队"),
    "party_branch": ("党支部", "所属党支部"),
    "role": ("角色", "roles"),
    "languages": ("语言", "会讲的语言"),
    "party_member": ("党员", "是否党员"),
}
POST_HEADINGS = {
    "grid": ("网格", "网格编码", "网格名称"),
    "person": ("人员", "姓名", "网格责任人"),
    "role": ("岗位", "角色"),
    "from": ("开始", "开始日期"),
    "to": ("结束", "结束日期"),
}
POST_WORDS = {"网格员": PostKind.WORKER, "网格长": PostKind.LEADER}
YES, NO = {"是", "yes", "y", "true", "1", "√", "党员", "中共党员"}, {"否", "no", "n", "false", "0", "×", "群众"}
PHONE = re.compile(r"\+?\d[\d -]{4,30}")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
ROLES_OFFERED = "网格员、网格长、乡领导、窗口人员、部门经办人、审核员、系统管理员、安全管理员、审计员"
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with roles and the team as it was written (a team, a village, the township, or nothing)."""

    line: int
    facts: PersonFacts
    roles: tuple[Role, ...]
    team: str


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as it was written: grid by code or name, person by sign-in name or name."""

    line: int
    grid: str
    person: str
    kind: PostKind
    from_on: dt.date
    to_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in a row, and in which column."""

    field: str
    refusal: Refusal


def read_person(line: int, cells: Mapping[str, str]) -> PersonRow | list[Wrong]:
    """A row of people, or everything that is wrong with it."""
    roles, party_member = (
        _tried("role", lambda: _roles(cells["role"])),
        _tried("party_member", lambda: _yes(cells["party_member"])),
    )
    wrong = [*_wrong_texts(cells), *(one for one in (roles, party_member) if isinstance(one, Wrong))]
    if wrong or isinstance(roles, Wrong) or isinstance(party_member, Wrong):
        return wrong
    facts = PersonFacts(
        name=" ".join(cells["name"].split()),
        phone=cells["phone"] or None,
        languages="、".join(parts(cells["languages"])) or None,
        party_branch=cells["party_branch"] or None,
        party_member=party_member,
    )
    return PersonRow(line, facts, roles, cells["team"])


def read_post(line: int, cells: Mapping[str, str], *, today: dt.date) -> PostRow | list[Wrong]:
    """A row of posts, or everything that is wrong with it. Without a first day it begins today."""
    kind = _tried("role", lambda: _kind(cells["role"]))
    from_on = _tried("from", lambda: day_of(cells["from"]) or today)
    to_on = _tried("to", lambda: day_of(cells["to"]))
    wrong = [one for one in (kind, from_on, to_on) if isinstance(one, Wrong)]
    if isinstance(kind, Wrong) or isinstance(from_on, Wrong) or isinstance(to_on, Wrong):
        return wrong
    if to_on is not None and to_on < from_on:
        return [Wrong("to", WrongPeriod(from_on=from_on, to_on=to_on))]
    return PostRow(line, cells["grid"], cells["person"], kind, from_on, to_on)


def day_of(text: str) -> dt.date | None:
    """2026-03-01, 2026/3/1, 2026.3.1 or 2026年3月1日; None for an empty cell. Raises DayUnreadable."""
    if not text:
        return None
    found = DAY.fullmatch(text)
    try:
        return dt.date(*(int(part) for part in found.groups())) if found else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> dt.date:
    raise DayUnreadable(text=text)


def _tried(field: str, read: Callable[[], Value]) -> Value | Wrong:
    try:
        return read()
    except Refusal as refusal:
        return Wrong(field, refusal)


def _wrong_texts(cells: Mapping[str, str]) -> Iterator[Wrong]:
    if not cells["name"]:
        yield Wrong("name", NameMissing())
    longest = {"name": LONGEST_NAME, "party_branch": LONGEST_NAME, "team": LONGEST_NAME, "languages": LONGEST_LANGUAGES}
    for field, most in longest.items():
        if len(cells[field]) > most:
            yield Wrong(field, TooLong(most=most))
    if cells["phone"] and (len(cells["phone"]) > LONGEST_PHONE or not PHONE.fullmatch(cells["phone"])):
        yield Wrong("phone", WrongPhone(text=cells["phone"][:LONGEST_PHONE]))


def _roles(text: str) -> tuple[Role, ...]:
    words = parts(text)
    if not words:
        raise RoleMissing
    found = {word: role_of(word) for word in words}
    if unknown := [word for word, role in found.items() if role is None]:
        raise UnknownRole(text="、".join(unknown), known=ROLES_OFFERED)
    return tuple(dict.fromkeys(role for role in found.values() if role is not None))


def _yes(text: str) -> bool | None:
    word = text.casefold()
    if word not in YES | NO | {""}:
        raise NeitherYesNorNo(text=text)
    return word in YES if word else None


def _kind(text: str) -> PostKind:
    if text in POST_WORDS:
        return POST_WORDS[text]
    try:
        return PostKind.of(text.casefold())
    except ValueError:
        raise UnknownPostKind(text=text or "–") from None

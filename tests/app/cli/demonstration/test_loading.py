"""What the load needs to know by itself: which year it shows, how to sign in, whose hand does what. No database."""

import datetime as dt
import json
import re
import stat
from pathlib import Path

import pytest

from app.accounts.actions import hash_of
from app.accounts.rules import Role
from app.cli.demonstration.courses import Act
from app.cli.demonstration.loading.deeds import MOVES
from app.cli.demonstration.loading.refusals import FIRST_YEAR, YearCannotBeShown, year_to_show
from app.cli.demonstration.loading.sign_ins import keep, new_password, sign_ins
from app.cli.demonstration.loading.stamps import Stamps
from app.cli.demonstration.township import Township
from app.core.stamp import MACHINE, Door

NOVEMBER, FEBRUARY, MARCH = dt.date(2026, 11, 22), dt.date(2026, 2, 28), dt.date(2026, 3, 1)
NOON = dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC)


def test_it_shows_this_year_from_march_on_and_last_year_before() -> None:
    assert [year_to_show(None, today=day) for day in (FEBRUARY, MARCH, NOVEMBER)] == [2025, 2026, 2026]


def test_an_earlier_year_can_be_asked_for_but_none_that_has_not_been() -> None:
    assert year_to_show(2025, today=NOVEMBER) == 2025
    for asked in (2027, FIRST_YEAR - 1):
        with pytest.raises(YearCannotBeShown):
            year_to_show(asked, today=NOVEMBER)
    with pytest.raises(YearCannotBeShown):
        year_to_show(2026, today=FEBRUARY)


def test_a_password_can_be_read_out_and_is_another_each_time() -> None:
    drawn = {new_password() for _ in range(20)}
    assert len(drawn) == 20
    assert all(re.fullmatch(r"[a-z]+-[a-z]+-[a-z]+-\d{4}", password) for password in drawn)
    assert hash_of(drawn.pop())  # not too short and not too simple


def test_the_sign_ins_begin_with_one_of_every_role_and_leave_nobody_out(xiding: Township) -> None:
    lines = list(sign_ins(xiding.staff, password="cha-meng-yun-4705"))
    assert [line["role"] for line in lines[: len(Role)]] == [role.value for role in Role]
    assert sorted(line["name"] for line in lines) == sorted(one.sign_in_name for one in xiding.staff.everybody)
    assert lines[0]["name"] == "worker-210"
    assert re.fullmatch(r"\S+ 曼皮村网格员", lines[0]["who"])


def test_the_sign_ins_are_kept_where_their_owner_alone_can_read_them(xiding: Township, tmp_path: Path) -> None:
    for password in ("the first load", "the second load"):
        file = keep(xiding.staff, password=password, folder=tmp_path)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert {line["password"] for line in json.loads(file.read_text(encoding="utf-8"))} == {password}


def test_every_act_of_a_plan_has_its_deed() -> None:
    assert set(MOVES) | {Act.VISIT, Act.REVIEW} == set(Act)


def test_the_same_deed_has_the_same_id_in_every_load_of_a_day_and_another_on_another_day() -> None:
    once, again, other = (Stamps(f"2026 2026-11-{day}", dt.date(2025, 3, 1)) for day in (22, 22, 23))
    assert once.made("township") == again.made("township")
    assert once.made("township").event_id != once.made("households").event_id != other.made("households").event_id


def test_a_worker_s_deed_came_by_phone_and_a_clerk_s_by_the_web() -> None:
    stamps = Stamps("2026", dt.date(2025, 3, 1))
    doors = [stamps.at(NOON, "x", role=role).door for role in (Role.WORKER, Role.CLERK, None)]
    assert doors == [Door.FIELD, Door.WEB, Door.COMMAND]
    assert stamps.made("land").by == MACHINE

"""Xiding in miniature: two villages, four grids of which two share a river, three teams, and somebody in every role.

`build(app)` makes it by the same deeds that make a real township; dates are fixed. Land (degrees, EPSG:4490):

    204001 | 204002 ~river~ 209001 | 209002        帕龙 204: grids 001 一组, 002 二组 · 章朗 209: grids 001 一组, 002 二组
"""

import datetime as dt
import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from uuid import UUID, uuid5

import shapely
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

import app.catalogue.actions as catalogue
import app.posts.actions as posts
import app.territory.actions as land
from app.accounts.models import Grant, Person
from app.accounts.rules import Role
from app.catalogue.rules import parse
from app.core.db import db, transaction
from app.core.scope import Everywhere, looking
from app.core.stamp import MACHINE, Door, Stamp
from app.households.actions.values import take_numbers
from app.households.models import Household, Resident
from app.households.rules import GridSource, IdType, Placed
from app.posts.models import Team
from app.posts.rules import PostKind
from app.territory.models import Division, Grid
from app.territory.rules import DivisionRow, GridRow
from tests import kept

NOON = dt.datetime(2026, 9, 30, 4, tzinfo=dt.UTC)  # a Wednesday at twelve in Xiding, the day before the National Day holiday
SINCE = dt.date(2026, 1, 1)
TOWN, PALONG, ZHANGLANG = "532822205000", "532822205204", "532822205209"
FAR, FAR_VILLAGE = "532822206000", "532822206201"  # another township, where a test asks for it
PASSWORD = "long enough"
NAMESPACE = UUID("53282220-5000-4000-8000-000000000000")

RIVER = [(100.120, 21.90), (100.121, 21.905), (100.1195, 21.91), (100.1205, 21.915), (100.120, 21.92)]
SHAPES = {
    f"{PALONG}001": [(100.10, 21.90), (100.11, 21.90), (100.11, 21.92), (100.10, 21.92)],
    f"{PALONG}002": [(100.11, 21.90), *RIVER, (100.11, 21.92)],
    f"{ZHANGLANG}001": [*RIVER, (100.13, 21.92), (100.13, 21.90)],
    f"{ZHANGLANG}002": [(100.13, 21.90), (100.14, 21.90), (100.14, 21.92), (100.13, 21.92)],
}
GRIDS = {
    f"{PALONG}001": ("帕龙一组网格", "一组"),
    f"{PALONG}002": ("帕龙二组网格", "二组"),
    f"{ZHANGLANG}001": ("章朗一组网格", "一组"),
    f"{ZHANGLANG}002": ("章朗二组网格", "二组"),
}
PLACES = {TOWN: f"{TOWN}/", PALONG: f"{TOWN}/204/", ZHANGLANG: f"{TOWN}/209/"}
TEAMS = {TOWN: "西定乡代办服务队", PALONG: "帕龙代办服务队", ZHANGLANG: "章朗代办服务队"}
# sign-in name: (name, role, where, member of the team there, languages)
PEOPLE: dict[str, tuple[str, Role, str, bool, str]] = {
    "worker": ("门二", Role.WORKER, PALONG, True, "汉语、布朗语"),
    "second": ("玉应", Role.WORKER, PALONG, True, "汉语、傣语"),
    "leader": ("飘优", Role.LEADER, PALONG, True, "汉语、哈尼语"),
    "neighbour": ("岩三", Role.WORKER, ZHANGLANG, True, "汉语、布朗语"),
    "neighbour_leader": ("玉香罕", Role.LEADER, ZHANGLANG, True, "汉语、傣语"),
    "clerk": ("玉南相", Role.CLERK, TOWN, True, "汉语、傣语"),
    "department_clerk": ("李梅", Role.DEPARTMENT_CLERK, TOWN, False, "汉语"),
    "reviewer": ("王审", Role.REVIEWER, TOWN, False, "汉语"),
    "head": ("周乡长", Role.HEAD, TOWN, False, "汉语"),
    "system_admin": ("陈管", Role.SYSTEM_ADMIN, TOWN, False, "汉语"),
    "security_admin": ("赵安", Role.SECURITY_ADMIN, TOWN, False, "汉语"),
    "auditor": ("孙计", Role.AUDITOR, TOWN, False, "汉语"),
}
# 二组 of 帕龙 has two workers; 二组 of 章朗 has a leader only
POSTS = [
    (f"{PALONG}001", "worker", PostKind.WORKER),
    (f"{PALONG}002", "worker", PostKind.WORKER),
    (f"{PALONG}002", "second", PostKind.WORKER),
    (f"{PALONG}001", "leader", PostKind.LEADER),
    (f"{PALONG}002", "leader", PostKind.LEADER),
    (f"{ZHANGLANG}001", "neighbour", PostKind.WORKER),
    (f"{ZHANGLANG}002", "neighbour_leader", PostKind.LEADER),
]
# code: (head, village, group, lon, lat, grid or None, how placed)
HOUSEHOLDS = {
    "1": ("岩温叫", PALONG, "一组", 100.105, 21.91, f"{PALONG}001", Placed.INSIDE),
    "2": ("玉罕", PALONG, "二组", 100.115, 21.91, f"{PALONG}002", Placed.INSIDE),
    "3": ("岩坎", ZHANGLANG, "一组", 100.125, 21.91, f"{ZHANGLANG}001", Placed.INSIDE),
    "4": ("依波", PALONG, "二组", 100.11956, 21.91, None, Placed.ON_BORDER),
    "5": ("岩香", ZHANGLANG, "二组", None, None, f"{ZHANGLANG}002", Placed.NO_POINT),
}
PENSION, OLD_AGE, WORKSHOP, POWER, ADVICE = "XD-A01", "XD-B02", "XD-D01", "XD-E13", "XD-C03"
CERTIFICATE = "XD-B07"  # brought home


def person_id(key: str) -> UUID:
    """The id of somebody by sign-in name; the same in every test."""
    return uuid5(NAMESPACE, key)


def household_id(code: str) -> UUID:
    return uuid5(NAMESPACE, f"household {code}")


_COUNT = itertools.count(1)


def a_stamp(by: str | None = None, *, at: dt.datetime = NOON, event_id: UUID | None = None, door: Door = Door.WEB) -> Stamp:
    """A stamp of its own; by the machine unless somebody is named."""
    event_id = event_id or uuid5(NAMESPACE, f"event {next(_COUNT)}")
    return Stamp(by=person_id(by) if by else MACHINE, on_behalf_of=None, at=at, recorded_at=at, event_id=event_id, door=door)


def build(app: Flask) -> None:
    """The whole town, in one transaction; on an empty database the town that was built on the first of them (see `kept`)."""
    with looking_on(app):
        empty = db.session.scalar(sa.select(sa.func.count(Division.id))) == 0
    if empty:
        kept.once(app, partial(_build, app))
    else:
        _build(app)


def _build(app: Flask) -> None:
    with app.app_context(), looking(Everywhere("test")), transaction():
        _land()
        _people()
        _posts()
        catalogue.put_items(parse(json.dumps(CATALOGUE).encode()), from_on=SINCE, stamp=a_stamp())
        _households()


def add_far_township(app: Flask) -> None:
    """Another township beside this one, with a village: where it stands, pages that show the one township ask which."""
    with looking_on(app), transaction():
        land.add_township(FAR, "勐满镇", stamp=a_stamp())
        land.put_divisions([DivisionRow(FAR_VILLAGE, "城子村", "城子")], stamp=a_stamp())


def add_everybody(app: Flask, place_path: str) -> dict[Role, str]:
    """Somebody more for every role, who holds it at this place and nowhere else; their sign-in names."""
    everybody = {role: f"{role.value} of {place_path}" for role in Role}
    with looking_on(app), transaction():
        for role, key in everybody.items():
            person = Person(id=person_id(key), name="岩叫", sign_in_name=key, password_hash=_password_hash(), languages="汉语")
            person.grants.append(Grant(role=role, place_path=place_path, from_on=SINCE))
            db.session.add(person)
    return everybody


@contextmanager
def looking_on(app: Flask) -> Iterator[None]:
    """The application's context, with everything in sight: where tests call queries and actions."""
    with app.app_context(), looking(Everywhere("test")):
        yield


def signed_in(
    app: Flask, who: str = "worker", *, base_url: str = "http://localhost", client: FlaskClient | None = None
) -> tuple[FlaskClient, dict[str, str]]:
    """A client that is signed in as this person, and the headers that its posts need."""
    client = client or app.test_client()
    token = csrf_field(client.get("/sign-in", base_url=base_url).text)
    form = {"name": who, "password": PASSWORD, "csrf_token": token, "next": "/account"}
    answer = client.post("/sign-in", data=form, base_url=base_url, headers={"Referer": base_url + "/sign-in"})
    assert answer.status_code == 302, answer.text
    page = client.get("/sign-in", base_url=base_url).text
    return client, {"X-CSRFToken": page.split('name="csrf-token" content="')[1].split('"')[0], "Referer": base_url}


def csrf_field(page: str) -> str:
    """The hidden token of the page's first form."""
    return page.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]


@cache
def _password_hash() -> str:
    """Made with the least work: a verification takes its cost from the hash, and a thousand tests sign in."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def _land() -> None:
    land.add_township(TOWN, "西定哈尼族布朗族乡", short_name="西定乡", stamp=a_stamp(at=NOON))
    villages = [DivisionRow(PALONG, "帕龙村", "帕龙"), DivisionRow(ZHANGLANG, "章朗村", "章朗")]
    land.put_divisions(villages, stamp=a_stamp())
    rows = [
        GridRow(code, name, groups=[group], shape=shapely.to_wkb(shapely.Polygon(SHAPES[code])))
        for code, (name, group) in GRIDS.items()
    ]
    land.put_grids(rows, from_on=SINCE, stamp=a_stamp())


def _people() -> None:
    for key, (name, role, where, _, languages) in PEOPLE.items():
        person = Person(id=person_id(key), name=name, sign_in_name=key, password_hash=_password_hash(), languages=languages)
        person.grants.append(Grant(role=role, place_path=PLACES[where], from_on=SINCE))
        db.session.add(person)
    db.session.flush()


def _posts() -> None:
    for code, name in TEAMS.items():
        division = db.session.query(Division).filter_by(code=code).one()
        team, _ = posts.put_team(f"T{code[-3:]}", name, division=division, party_branch=None, from_on=SINCE, stamp=a_stamp())
        for key, (_, _, where, is_member, _) in PEOPLE.items():
            if where == code and is_member:
                posts.join_team(a_person(key), team, from_on=SINCE, stamp=a_stamp())
    for code, key, kind in POSTS:
        posts.put_post(a_grid(code), a_person(key), kind=kind, from_on=SINCE, to_on=None, stamp=a_stamp())


def a_person(key: str) -> Person:
    return db.session.get_one(Person, person_id(key))


def a_grid(code: str) -> Grid:
    return db.session.query(Grid).filter_by(code=code).one()


def a_team(code: str) -> Team:
    """The team of a division, by the division's code."""
    return db.session.query(Team).filter_by(code=f"T{code[-3:]}").one()


def _households() -> None:
    for code, (head, village, group, lon, lat, grid_code, placed) in HOUSEHOLDS.items():
        division = db.session.query(Division).filter_by(code=village).one()
        grid = a_grid(grid_code) if grid_code else None
        by_point = GridSource.POINT if lon is not None else GridSource.GROUP
        household = Household(
            id=household_id(code),
            town_code=TOWN,
            code=code,
            number=take_numbers(1),
            division=division,
            group=group,
            head=head,
            phone_mask="138****004" + code,
            lon=lon,
            lat=lat,
            placed=placed,
            grid=grid,
            grid_source=by_point if grid else None,
            place_path=grid.place_path if grid else f"{PLACES[PALONG]}002/",
            other_path=None if grid else f"{PLACES[ZHANGLANG]}001/",  # the river between them
        )
        household.residents.extend(_residents(code, head, household.place_path))
        db.session.add(household)
    db.session.flush()


def _residents(code: str, head: str, place_path: str) -> list[Resident]:
    """The head, who in household 1 speaks Blang only, and a second person."""
    first = Resident(
        id=uuid5(NAMESPACE, f"resident {code} 1"),
        position=1,
        name=head,
        relation="户主",
        sex="男",
        born_on=dt.date(1944, 5, 6),
        ethnicity="布朗族",
        id_type=IdType.RESIDENT_CARD,
        id_mask="5328**********0X",
        language="布朗语",
        needs_interpreter=code == "1",
        place_path=place_path,
    )
    second = Resident(
        id=uuid5(NAMESPACE, f"resident {code} 2"),
        position=2,
        name="玉香",
        relation="配偶",
        id_type=IdType.NONE,
        place_path=place_path,
    )
    return [first, second]


def resident_id(code: str, position: int = 1) -> UUID:
    """A resident of a household, by the household's code."""
    return uuid5(NAMESPACE, f"resident {code} {position}")


def _item(code: str, name: str, promised: int, statutory: int, **more: object) -> dict[str, object]:
    return {
        "code": code,
        "name": name,
        "class_code": code[3],
        "counter_dept": "为民服务中心",
        "dept": "县级部门",
        "handling_type": "即办件" if promised == 1 else "承诺件",
        "statutory_limit": statutory,
        "statutory_unit": "工作日",
        "promised_limit": promised,
        "promised_unit": "工作日",
        "targets": ["个人"],
        "proxy_modes": ["帮办", "代办", "上门办"],
        "village_level": True,
        "doorstep_delivery": False,
        "cross_region": False,
        "is_permit": False,
        "home_visit_needed": False,
        "in_person_required": False,
        "fee": False,
        "result_type": "登记",
        "visits": 0,
        "materials": [],
        **more,
    }


def _paper(name: str, form: str = "原件核验", required: str = "必要", *, shareable: bool = True) -> dict[str, object]:
    return {"name": name, "form": form, "source": "申请人自备", "copies": 1, "required": required, "shareable": shareable}


_CARD, _BOOK = _paper("居民身份证"), _paper("居民户口簿", "原件")
CATALOGUE: dict[str, object] = {
    "classes": [{"code": code, "name": f"{code} 类"} for code in "ABCDE"],
    "counter_departments": ["为民服务中心"],
    "items": [
        _item(
            PENSION,
            "城乡居民基本养老保险参保登记",
            1,
            10,
            materials=[_CARD, _BOOK, _paper("业务申请表", "原件", shareable=False)],
        ),
        _item(
            OLD_AGE,
            "高龄津贴申领",
            15,
            30,
            materials=[_CARD, _BOOK, _paper("银行卡复印件", "复印件"), _paper("近期照片", "电子", "容缺后补")],
            home_visit_needed=True,
            evidence=["photo"],
        ),
        _item(WORKSHOP, "食品小作坊登记", 10, 20, materials=[_CARD, _paper("场所平面图", "原件")], is_permit=True),
        _item(
            POWER,
            "用电报装",
            2,
            5,
            variants=[
                {"code": "home", "name": "居民用电", "targets": ["个人"], "materials": [_CARD]},
                {"code": "business", "name": "企业用电", "targets": ["企业"], "materials": [_paper("营业执照")]},
            ],
        ),
        _item(ADVICE, "政策咨询登记", 1, 5),
        _item(CERTIFICATE, "老年人优待证办理", 3, 10, materials=[_CARD], doorstep_delivery=True),
    ],
}

"""Townships: a new, empty one and its first administrator."""

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app.accounts import actions as accounts
from app.accounts.rules import PersonFacts, Role
from app.cli.demonstration import loading
from app.cli.demonstration.township import township
from app.cli.door import as_json, command_stamp, refusing, show
from app.core import clock
from app.core.db import transaction
from app.core.named import N_
from app.core.settings import settings
from app.deadlines.queries import calendar
from app.territory import actions

group = AppGroup("town", help="Townships.")
ADMINISTRATOR = "管理员"


@group.command("init")
@click.option("--code", required=True, help="12 digits that end in 000.")
@click.option("--name", required=True, help="The township's name.")
@as_json
@refusing
def init(code: str, name: str, as_json: bool) -> None:  # noqa: FBT001  click's flag
    """Make a new, empty township, and a one-time link for its first administrator."""
    stamp = command_stamp()
    with transaction():
        town = actions.add_township(code.strip(), name.strip(), stamp=stamp)
        administrator = accounts.add_person(PersonFacts(ADMINISTRATOR), stamp=stamp.part(2))
        accounts.give_role(administrator, Role.SYSTEM_ADMIN, town.place_path, from_on=clock.on(stamp.at), stamp=stamp.part(3))
        sign_in_name, link = administrator.sign_in_name, f"/first/{accounts.make_link(administrator, stamp=stamp.part(4))}"
    plain = gettext(
        "Township %(name)s is there. Its administrator signs in as %(sign_in_name)s, and sets a password within three days "
        "at this link, which works once: %(link)s",
        name=name,
        sign_in_name=sign_in_name,
        link=link,
    )
    show({"code": code, "name": name, "sign_in_name": sign_in_name, "link": link}, as_json=as_json, plain=plain)


@group.command("demo")
@click.option("--year", type=int, help="The year to show: this one, or last year before March, unless given.")
@as_json
@refusing
def demo(year: int | None, as_json: bool) -> None:  # noqa: FBT001  click's flag
    """Load the demonstration township, all of it made up, into an empty database."""
    loading.check_empty()
    now, today = clock.now(), clock.today()
    year = loading.year_to_show(year, today=today)
    _say(N_("Making up a township …"))
    made_up = township(year, today, is_workday=calendar().is_workday)
    password = loading.new_password()
    hashed = accounts.hash_of(password)  # takes its time, so before the database is locked
    with transaction():
        loading.check_empty()
        counted = loading.pour(made_up, hashed=hashed, now=now, say=_say)
        kept = loading.keep(made_up.staff, password=password, folder=settings().instance_folder)
    plain = gettext(
        "%(township)s %(year)s is there, all of it made up. How to sign in is written in %(file)s; the password of everybody: "
        "%(password)s",
        township=counted["township"],
        year=year,
        file=kept.name,
        password=password,
    )
    show(counted, as_json=as_json, plain=plain)


def _say(text: str) -> None:
    """How far it is, beside the answer."""
    click.echo(gettext(text), err=True)

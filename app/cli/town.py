"""Townships: a new, empty one and its first administrator."""

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app.accounts import actions as accounts
from app.accounts.rules import PersonFacts, Role
from app.cli.door import as_json, command_stamp, refusing, show
from app.core import clock
from app.core.db import transaction
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

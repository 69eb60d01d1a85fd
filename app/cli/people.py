"""The people who work here: one by one or from a table, each with a link by which the first password is set."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app.accounts import actions as accounts
from app.accounts import queries as accounts_queries
from app.accounts.models import Person
from app.cli import reports
from app.cli.door import as_json, command_stamp, refusing, show
from app.core import clock
from app.core.db import transaction
from app.core.errors import Refusal
from app.core.named import N_
from app.core.stamp import Stamp
from app.posts import actions, queries
from app.posts.queries import Giving, Judged, PersonEntry
from app.posts.rules import read_person
from app.posts.rules.refusals import UnknownPerson
from app.territory import queries as territory
from app.territory.rules.refusals import StrictlyRefused

group = AppGroup("people", help="The people who work here.")
OWNER_ONLY = 0o600
AFTER_THE_IMPORT = 1_000_000  # parts of the stamp that no row of a table uses


class LinksUnwritable(Refusal):
    code = "people.links_unwritable"
    says = N_("The links can't be written to %(file)s: it is there already, or its folder can't be written.")
    field = "links"


@group.command("add")
@click.option("--name", required=True, help="The full name; the sign-in name is made of it.")
@click.option("--role", "roles", multiple=True, required=True, help="worker, leader, clerk … or 网格员 …; may be given again.")
@click.option("--team", default="", help="A team, or the village or township whose team it is.")
@click.option("--phone", default="")
@click.option("--languages", default="", help="Joined by 、.")
@click.option("--party-branch", default="")
@click.option("--party-member", is_flag=True)
@reports.town_code
@as_json
@refusing
def add(roles: Sequence[str], town_code: str | None, as_json: bool, party_member: bool, **texts: str) -> None:  # noqa: FBT001  click's flags
    """Add somebody, and print the link by which they set their password once."""
    cells = {**texts, "role": "、".join(roles), "party_member": "是" if party_member else ""}
    row = read_person(1, {name: text.strip() for name, text in cells.items()})
    if isinstance(row, list):
        raise row[0].refusal
    stamp = command_stamp()
    with transaction():
        town = territory.township_to_change(town_code)
        entry = queries.judge_person(row, town=town, on=clock.on(stamp.at))
        (person,) = actions.import_people([entry], town=town, digest=str(stamp.event_id), giving=Giving.GIVE, stamp=stamp)
        answer = _way_in(person, stamp=stamp.part(AFTER_THE_IMPORT))
    show(answer, as_json=as_json, plain=_told(answer))


@group.command("import")
@reports.the_file
@reports.town_code
@click.option("--links", type=click.Path(path_type=Path), help="Write a one-time link for everybody new to this file.")
@reports.dry_run
@reports.strict
@as_json
@refusing
def import_(file: Path, town_code: str | None, links: Path | None, dry_run: bool, strict: bool, as_json: bool) -> None:  # noqa: FBT001
    """Add or change people with teams and roles from a CSV or XLSX (name phone team party_branch role languages party_member)."""
    content = reports.content_of(file)
    on = clock.today()
    if dry_run:
        town = territory.township(town_code)
        _tell(queries.judge_people(content, name=file.name, town=town, on=on, giving=Giving.GIVE), as_json, strict, dry_run=True)
        return
    stamp = command_stamp()
    handle = _opened(links) if links else None
    try:
        with transaction():
            town = territory.township_to_change(town_code)
            judged = queries.judge_people(content, name=file.name, town=town, on=on, giving=Giving.GIVE)
            ways = [] if strict and judged.refused else _enter(judged, town=town, stamp=stamp, with_links=handle is not None)
        if handle:
            csv.writer(handle).writerows([("name", "sign_in_name", "link"), *(way.values() for way in ways)])
    except BaseException:
        if links and handle:
            links.unlink(missing_ok=True)
        raise
    finally:
        if handle:
            handle.close()
    _tell(judged, as_json, strict, dry_run=False)


@group.command("link")
@click.argument("sign_in_name")
@as_json
@refusing
def link(sign_in_name: str, as_json: bool) -> None:  # noqa: FBT001  click's flag
    """Print a new link by which somebody sets a password once; earlier links end."""
    with transaction():
        answer = _way_in(_to_change(sign_in_name), stamp=command_stamp())
    show(answer, as_json=as_json, plain=_told(answer))


@group.command("reset-second-factor")
@click.argument("sign_in_name")
@as_json
@refusing
def reset_second_factor(sign_in_name: str, as_json: bool) -> None:  # noqa: FBT001  click's flag
    """Take somebody's second factor away, for a phone that is lost; all their sign-ins end."""
    with transaction():
        person = _to_change(sign_in_name)
        accounts.reset_second_factor(person, stamp=command_stamp())
        name = person.name
    plain = gettext("The second factor of %(name)s was reset. All their sign-ins have ended.", name=name)
    show({"sign_in_name": sign_in_name, "reset": True}, as_json=as_json, plain=plain)


@group.command("leave")
@click.argument("sign_in_name")
@as_json
@refusing
def leave(sign_in_name: str, as_json: bool) -> None:  # noqa: FBT001  click's flag
    """Somebody leaves today: no sign-in, no role, never offered again; refused while anything is in their hands."""
    stamp = command_stamp()
    with transaction():
        person = _to_change(sign_in_name)
        actions.leave_township(person, stamp=stamp)
        name, on = person.name, clock.on(stamp.at)
    plain = gettext("%(name)s has left: no sign-in, no role, and never offered again.", name=name)
    show({"sign_in_name": sign_in_name, "left_on": on}, as_json=as_json, plain=plain)


def _to_change(sign_in_name: str) -> Person:
    """Raises UnknownPerson."""
    found = accounts_queries.person_by_sign_in_name(sign_in_name)
    if found is None:
        raise UnknownPerson(person=sign_in_name)
    return accounts_queries.person_to_change(found.id)


def _enter(judged: Judged[PersonEntry], *, town: Any, stamp: Stamp, with_links: bool) -> list[dict[str, str]]:
    added = actions.import_people(judged.entries, town=town, digest=judged.digest, giving=Giving.GIVE, stamp=stamp)
    if not with_links:
        return []
    return [_way_in(person, stamp=stamp.part(AFTER_THE_IMPORT + number)) for number, person in enumerate(added)]


def _way_in(person: Person, *, stamp: Stamp) -> dict[str, str]:
    key = accounts.make_link(person, stamp=stamp)
    return {"name": person.name, "sign_in_name": person.sign_in_name, "link": f"/first/{key}"}


def _told(way: dict[str, str]) -> str:
    return str(
        gettext("%(name)s signs in as %(sign_in_name)s, after setting a password within three days at this link: %(link)s", **way)
    )


def _opened(links: Path) -> TextIO:
    """A new file that only its owner can read; raises LinksUnwritable."""
    try:
        return os.fdopen(os.open(links, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w", encoding="utf-8", newline="")
    except OSError:
        raise LinksUnwritable(file=str(links)) from None


def _tell(judged: Judged[PersonEntry], as_json: bool, strict: bool, *, dry_run: bool) -> None:  # noqa: FBT001  click's flags
    stopped = strict and bool(judged.refused)
    answer = {
        "read": judged.read,
        "added": 0 if stopped else judged.added,
        "changed": 0 if stopped else judged.changed,
        "refused": [reports.refused_row(fault.line, fault.field, fault.refusal) for fault in judged.refused],
    }
    reports.tell(answer, as_json=as_json, dry_run=dry_run)
    if stopped:
        raise StrictlyRefused(count=len(judged.refused))

"""`cases`: open, show, move and verify cases, and bring their certificates home, from the command line."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import click
from flask.cli import AppGroup

import app.households.queries as households
import app.posts.queries as posts
import app.territory.queries as land
from app.accounts.queries import person_by_sign_in_name
from app.cases import actions, queries
from app.cases.queries import Case
from app.cases.rules import (
    Intake,
    Mode,
    Move,
    NobodyNamed,
    NothingAsked,
    Outcome,
    PaperState,
    PersonUnreadable,
    move_of,
    opening_said,
)
from app.cases.views import opened_answer
from app.cli.door import as_json, command_stamp, refusing, show
from app.cli.pictures import photo_option, pictures_of, signature_option
from app.core import clock
from app.core.db import transaction
from app.core.errors import Invalid
from app.core.named import N_, Named
from app.core.stamp import MACHINE
from app.visits import actions as visits
from app.visits.rules import BY_PEOPLE, Relation, WhyBack, step_of
from app.visits.views import whole_answer

group = AppGroup("cases", help="Open, show, move, deliver and verify cases 办件.")


class InstantUnreadable(Invalid):
    code = "cases.instant_unreadable"
    says = N_("“%(text)s” is no instant with a time zone, such as 2026-09-30T12:00:00+08:00.")
    field = "at"


class PapersUnreadable(Invalid):
    code = "cases.papers_unreadable"
    says = N_("Say papers as POSITION=STATE, such as 2=held; not “%(text)s”.")
    field = "papers"


def values(kind: Iterable[Named]) -> click.Choice[str]:
    return click.Choice([member.value for member in kind])


at_option = click.option("--at", "at", metavar="ISO", help="When it happened, with its zone; now when not given.")
by_option = click.option("--by", "by", metavar="NAME", help="Whose deed it is, by sign-in name; the machine's when not given.")


@group.command("open")
@click.option("--household", "household", required=True, metavar="CODE", help="The household's code.")
@click.option("--item", "item_codes", multiple=True, metavar="CODE", help="The item; several make one case.")
@click.option("--bundle", metavar="CODE", help="A bundle: its steps named by --item, or all of them.")
@click.option("--variant", metavar="CODE", help="The item's variant, where it has some.")
@click.option("--mode", type=values(Mode), default=Mode.PROXY.value, show_default=True)
@click.option("--intake", type=values(Intake), default=Intake.WINDOW.value, show_default=True)
@click.option("--incomplete", is_flag=True, help="Papers are missing: it is assigned, but not accepted.")
@click.option("--note", default="", help="For whoever does it.")
@click.option("--town", metavar="C12", help="May be left out when there is exactly one.")
@at_option
@by_option
@as_json
@refusing
def open_(household: str, item_codes: tuple[str, ...], at: str | None, by: str | None, as_json: bool, **options: Any) -> None:  # noqa: FBT001  click's flag
    """Open a case: it is numbered, routed, and accepted when its papers are here."""
    variant = options.pop("variant") or None
    if variant and not item_codes:
        raise NothingAsked
    said = {
        **options,
        "items": [{"item": code, "variant": variant} for code in item_codes],
        "complete_papers": not options["incomplete"],
    }
    stamp = command_stamp(at=_instant(at), by=_who(by))
    with transaction():
        found = households.household_by_code(household, _town_code(options["town"]))
        case = actions.open_case(found, **opening_said(said), stamp=stamp)
    answer = opened_answer(queries.case(case.id), now=clock.now())
    show(answer, as_json=as_json, plain=_in_words(answer))


@group.command("show")
@click.argument("number")
@as_json
@refusing
def show_(number: str, as_json: bool) -> None:  # noqa: FBT001  click's flag
    """The case with its events and clocks."""
    show(whole_answer(queries.case_by_number(number), now=clock.now()), as_json=as_json)


@group.command("move")
@click.argument("number")
@click.argument("move", type=values(Move))
@click.option("--reason", default="", help="Why; several moves demand it.")
@click.option("--team", metavar="NAME", help="A team's name or code.")
@click.option("--person", metavar="NAME", help="Somebody's sign-in name.")
@click.option("--grid", metavar="CODE", help="A grid's code, to decide between two.")
@click.option("--to", "to", default="", help="To whom papers are forwarded.")
@click.option(
    "--papers", multiple=True, metavar="POSITION=STATE", help="Where a paper is: missing, seen, held, given_back, deferred."
)
@click.option("--all-papers", is_flag=True, help="Every paper of the case was here.")
@click.option("--missing", multiple=True, type=int, metavar="POSITION", help="A paper that is missing.")
@click.option("--outcome", type=values(Outcome))
@click.option("--note", default="")
@click.option("--late-reason", default="", help="Why it ends after its promised day.")
@click.option("--given-back", is_flag=True, help="All originals are back with their owner.")
@at_option
@by_option
@as_json
@refusing
def move_(number: str, move: str, at: str | None, by: str | None, as_json: bool, **options: Any) -> None:  # noqa: FBT001  click's flag
    """Make one move: accept, assign, take, collect, forward, complete …."""
    stamp, case = command_stamp(at=_instant(at), by=_who(by)), queries.case_by_number(number)
    said = {**options, **_named(options), "missing": list(options["missing"]), "papers": _papers(case, options)}
    with transaction():
        actions.make(queries.case_to_change(case.id), move_of(move), said, stamp=stamp)
    answer = whole_answer(queries.case_by_number(number), now=clock.now())
    show(answer, as_json=as_json, plain=_in_words(answer))


@group.command("deliver")
@click.argument("number")
@click.argument("step", type=values(BY_PEOPLE))
@click.option("--item", type=int, metavar="POSITION", help="Of which item of the case; else the first that the step fits.")
@click.option("--relation", type=values(Relation), help="Who signs for it.")
@click.option("--signer", default="", help="Their name; not needed for the person themselves.")
@click.option("--witness", default="", help="A second person, in place of the picture that an item asks for.")
@photo_option
@signature_option
@click.option("--why", type=values(WhyBack), help="Why it was brought back.")
@click.option("--reason", default="", help="Why the hand-over does not hold.")
@click.option("--note", default="")
@at_option
@by_option
@as_json
@refusing
def deliver_(number: str, step: str, at: str | None, by: str | None, as_json: bool, **told: Any) -> None:  # noqa: FBT001  click's flag
    """Bring a certificate home: receive, set out, hand over, bring back, fetch, take back."""
    chosen = step_of(step)
    said = {**told, "photos": pictures_of(chosen, photos=told["photos"], signatures=told["signatures"])}
    stamp, case_id = command_stamp(at=_instant(at), by=_who(by)), queries.case_by_number(number).id
    with transaction():
        visits.make(queries.case_to_change(case_id), chosen, said, stamp=stamp)
    answer = whole_answer(queries.case(case_id), now=clock.now())
    lines = (f"{one['item']} {one['name']} {one['state'] or '-'}" for one in answer["certificates"])
    show(answer, as_json=as_json, plain="\n".join([number, *lines]))


@group.command("verify")
@as_json
@refusing
def verify(as_json: bool) -> None:  # noqa: FBT001  click's flag
    """Prove that every case stands where its events say."""
    looked_at, wrong = queries.mismatches()
    found = [
        {"number": one.number, "stage": one.stage.value, "events_say": one.told.value if one.told else None} for one in wrong
    ]
    show(
        {"cases": looked_at, "mismatches": found},
        as_json=as_json,
        plain=f"{looked_at} cases, {len(found)} mismatches" + "".join(f"\n{one}" for one in found),
    )


def _instant(text: str | None) -> dt.datetime | None:
    if text is None:
        return None
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise InstantUnreadable(text=text) from None
    if at.tzinfo is None:
        raise InstantUnreadable(text=text)
    return at


def _who(name: str | None) -> UUID:
    if name is None:
        return MACHINE
    person = person_by_sign_in_name(name)
    if person is None:
        raise PersonUnreadable
    return person.id


def _town_code(code: str | None) -> str:
    return land.township(code).code


def _named(options: Mapping[str, Any]) -> dict[str, Any]:
    """Teams, people and grids by the names people use, as the ids that deeds take."""
    named: dict[str, Any] = {"team": None, "person": None, "grid": None}
    if options["team"]:
        team = posts.team_by_name(options["team"])
        if team is None:
            raise NobodyNamed
        named["team"] = team.id
    if options["person"]:
        named["person"] = _who(options["person"])
    if options["grid"]:
        named["grid"] = land.grid(options["grid"]).id
    return named


def _papers(case: Case, options: Mapping[str, Any]) -> dict[str, str]:
    papers = {str(paper.position): PaperState.SEEN.value for paper in case.papers} if options["all_papers"] else {}
    for text in options["papers"]:
        position, equals, state = text.partition("=")
        if not equals:
            raise PapersUnreadable(text=text)
        papers[position.strip()] = state.strip()
    return papers


def _in_words(answer: Mapping[str, Any]) -> str:
    who = answer["worker"] or answer["team"] or "-"
    return "\n".join([f"{answer['number']} {answer['stage']} {who} {answer['due_on'] or '-'}", *answer["why"]])

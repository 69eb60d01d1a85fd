"""What a map's page shows, as its address says it: the colour, the filters, the form (map, table, paper). Nothing personal."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext

from app.catalogue import queries as catalogue
from app.core.named import N_, Named
from app.deadlines.rules import Light
from app.desk.queries import Within
from app.posts.views.choices import team_options

LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE)


class By(Named):
    """By what the grids are coloured; each is a chip."""

    LOAD = "load", N_("By load")
    LATE = "late", N_("By overdue")
    CONTENT = "content", N_("By satisfaction")


class Form(Named):
    """The same facts drawn, listed, or on paper."""

    MAP = "map", N_("Map")
    TABLE = "table", N_("Table")
    PAPER = "paper", N_("Paper")


@dataclass(frozen=True, slots=True)
class Choice:
    """One look at a map. What can't be read in the address does not narrow."""

    by: By
    form: Form
    wanted: Within

    def address(self, path: str, *, form: str = "") -> str:
        """The same look in another form."""
        said = {name: value for name, value in self.said.items() if name != "as"} | ({"as": form} if form else {})
        return f"{path}?{'&'.join(f'{name}={value}' for name, value in said.items())}" if said else path

    @property
    def said(self) -> Mapping[str, str]:
        told = {
            "by": "" if self.by is By.LOAD else self.by.value,
            "class": self.wanted.class_code,
            "light": self.wanted.light.value if self.wanted.light else "",
            "team": str(self.wanted.team_id or ""),
            "as": "" if self.form is Form.MAP else self.form.value,
        }
        return {name: value for name, value in told.items() if value}

    @property
    def is_narrow(self) -> bool:
        return bool(self.wanted.class_code or self.wanted.light or self.wanted.team_id)


def choice() -> Choice:
    """As the address says it."""
    asked = request.args
    classes = {one.code for one in catalogue.classes()} if asked.get("class") else set()
    return Choice(
        by=_one(By, asked.get("by"), By.LOAD),
        form=_one(Form, asked.get("as"), Form.MAP),
        wanted=Within(
            class_code=asked["class"] if asked.get("class") in classes else "",
            light=next((light for light in LIGHTS if light.value == asked.get("light")), None),
            team_id=_id(asked.get("team")),
        ),
    )


def options(today: dt.date, *, with_teams: bool) -> Mapping[str, list[tuple[str, str]]]:
    """What the filters offer."""
    offered = {
        "classes": [("", gettext("All classes")), *((one.code, f"{one.code} {one.name}") for one in catalogue.classes())],
        "lights": [("", gettext("All lights")), *((light.value, gettext(light.label)) for light in LIGHTS)],
    }
    return offered | {"teams": team_options(today, chosen=_id(request.args.get("team"))) if with_teams else []}


def part(offered: Mapping[str, list[tuple[str, str]]], wanted: Within) -> list[str]:
    """What a narrowed map shows, in the words of its filters: on tables and paper the filters themselves don't stand."""
    light = wanted.light.value if wanted.light else ""
    chosen = {"classes": wanted.class_code, "lights": light, "teams": str(wanted.team_id or "")}
    return [label for name, labels in offered.items() for value, label in labels if value and value == chosen[name]]


def _one(kind: Any, text: str | None, default: Any) -> Any:
    return next((one for one in kind if one.value == text), default)


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None

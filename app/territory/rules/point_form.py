"""What a service point's form says, and what is wrong with it. Pure."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.core.errors import DayUnreadable, Refusal, TooLong
from app.territory.rules.refusals import (
    NameMissing,
    NameTooLong,
    NumberUnreadable,
    PlaceHalf,
    PointOutOfRange,
)
from app.territory.rules.values import WindowRow

LENGTHS = {"name": 64, "hours": 128, "phone": 32, "contact": 64}
TEXTS = ("name", "hours", "phone", "contact")
MOST_LON, MOST_LAT = 180, 90


@dataclass(frozen=True, slots=True)
class PointForm:
    """What was typed, read; with errors by field nothing of it may be put."""

    name: str
    hours: str
    phone: str | None
    contact: str | None
    lon: float | None
    lat: float | None
    windows: tuple[WindowRow, ...]
    errors: Mapping[str, Refusal]


def read_point(form: Mapping[str, str]) -> PointForm:
    """Read the form: the point's fields, and windows as `window-<number>-name`, `-pioneer_from_on`, `-to_on`."""
    errors: dict[str, Refusal] = {}
    texts = {name: form.get(name, "").strip() for name in TEXTS}
    if not texts["name"]:
        errors["name"] = NameMissing()
    for name, most in LENGTHS.items():
        if len(texts[name]) > most:
            errors[name] = NameTooLong(most=most) if name == "name" else TooLong(most=most)
    lon, lat = (_degrees(form, name, most, errors) for name, most in (("lon", MOST_LON), ("lat", MOST_LAT)))
    if (lon is None) != (lat is None) and not {"lon", "lat"} & set(errors):
        errors["lat" if lat is None else "lon"] = PlaceHalf()
    windows = tuple(_windows(form, errors))
    return PointForm(texts["name"], texts["hours"], texts["phone"] or None, texts["contact"] or None, lon, lat, windows, errors)


def seen(values: Iterable[object]) -> str:
    """A short digest of what a form showed, to notice that somebody changed it while the page was open."""
    text = "\n".join("" if value is None else str(value) for value in values)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _degrees(form: Mapping[str, str], name: str, most: float, errors: dict[str, Refusal]) -> float | None:
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        errors[name] = NumberUnreadable(text=text[:20])
        return None
    if not -most <= value <= most:
        errors[name] = PointOutOfRange()
        return None
    return value


def _windows(form: Mapping[str, str], errors: dict[str, Refusal]) -> Iterable[WindowRow]:
    numbers = sorted(int(key.split("-")[1]) for key in form if key.startswith("window-") and key.endswith("-name"))
    for number in numbers:
        name = form[f"window-{number}-name"].strip()
        pioneer, until = (_day(form, f"window-{number}-{part}", errors) for part in ("pioneer_from_on", "to_on"))
        if len(name) > LENGTHS["name"]:
            errors[f"window-{number}-name"] = NameTooLong(most=LENGTHS["name"])
        elif name:
            yield WindowRow(number, name, pioneer_from_on=pioneer, to_on=until)
        elif pioneer or until:
            errors[f"window-{number}-name"] = NameMissing()


def _day(form: Mapping[str, str], name: str, errors: dict[str, Refusal]) -> dt.date | None:
    text = form.get(name, "").strip()
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        errors[name] = DayUnreadable(text=text)
        return None

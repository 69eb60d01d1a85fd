"""The blueprint of this feature, and the timetable that is handed to it from above."""

import datetime as dt
from collections.abc import Callable, Sequence

from flask import Blueprint, Flask, current_app
from flask_babel import gettext

from app.core import clock
from app.operations.rules import Planned

bp = Blueprint("operations", __name__)
Timetable = Callable[[dt.datetime], Sequence[Planned]]


def init_operations(app: Flask, *, timetable: Timetable) -> None:
    """`timetable` answers what runs when; the jobs themselves stand above this feature."""
    app.extensions["timetable"] = timetable
    app.add_template_filter(job_word, "job_word")
    app.register_blueprint(bp)


def job_word(name: str) -> str:
    """What a job does, in words."""
    says = {line.name: line.says for line in timetable(clock.now())}
    return str(gettext(says[name])) if name in says else name


def timetable(now: dt.datetime) -> Sequence[Planned]:
    asked: Timetable = current_app.extensions["timetable"]
    return asked(now)

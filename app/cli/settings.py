"""The settings as they hold now, without secrets."""

from flask import current_app
from flask.cli import AppGroup

from app.cli.door import as_json, refusing, show
from app.config import shown

group = AppGroup("config", help="The settings.")


@group.command("show")
@as_json
@refusing
def show_settings(as_json: bool) -> None:  # noqa: FBT001  click's flag
    """Print every setting that holds now; of secrets only whether they are set."""
    settings = shown(current_app.config["SETTINGS"])
    width = max(map(len, settings))
    plain = "\n".join(f"{name:<{width}}  {value}" for name, value in settings.items())
    show(settings, as_json=as_json, plain=plain)

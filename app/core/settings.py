"""The settings of the running application, for what lies below its doors."""

from flask import current_app

from app.config import Settings


def settings() -> Settings:
    """The settings that this application was started with."""
    said: Settings = current_app.config["SETTINGS"]
    return said

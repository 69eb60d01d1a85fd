"""Settings: one frozen value, read once at the start; an unknown key is an error."""

import dataclasses
import datetime as dt
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

from maps.mbtiles import NoTileFile, tile_file

ROOT = Path(__file__).parent.parent
PREFIX = "DAIBAN_"
DEFAULT_INSTANCE = str(ROOT / "instance")
LANGUAGES = ("zh", "en")
SECRET = frozenset({"secret_key", "database_url", "smtp_password", "sms_url", "sms_headers", "tianditu_key"})
CHOICES: Mapping[str, tuple[str, ...]] = {
    "language": LANGUAGES,
    "log_format": ("console", "json"),
    "log_level": ("", "debug", "info", "warning", "error"),
    "second_factor": ("off", "administrators", "everybody"),
    "smtp_tls": ("tls", "starttls", "none"),
}
TIANDITU_KEY = re.compile(r"[0-9A-Za-z]{8,64}")


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set, with its default. docs/settings.md explains each."""

    instance: str = DEFAULT_INSTANCE
    database_url: str = ""
    secret_key: str = ""
    lib_folder: str = str(ROOT / "app" / "static" / "lib")
    language: str = "zh"
    day_begins: str = "08:30"
    day_ends: str = "17:30"
    round_visit_min: int = 20
    round_at_most_h: float = 8.0
    round_heights: str = ""
    local_holidays: bool = False
    lease_s: float = 15.0
    trusted_proxies: int = 0
    public_url: str = ""
    certificate_file: str = ""
    log_format: str = "console"
    log_level: str = ""
    max_upload_mb: int = 64
    backup_folder: str = ""
    backup_daily: int = 7
    backup_weekly: int = 4
    backup_monthly: int = 12
    second_factor: str = "off"
    leader_after_days: int = 1
    township_after_days: int = 3
    quiet_from: str = "21:00"
    quiet_until: str = "07:30"
    outside_test: bool = False
    send_timeout_s: float = 10.0
    send_tries: int = 16
    smtp_host: str = ""
    smtp_port: int = 465
    smtp_tls: str = "tls"
    smtp_ca_file: str = ""
    smtp_user: str = ""
    smtp_password: str = ""
    mail_from: str = ""
    sms_url: str = ""
    sms_form: bool = False
    sms_body: str = '{"to": "{to}", "text": "{text}", "id": "{id}"}'
    sms_headers: str = ""
    sms_expects: str = ""
    map_tiles: str = ""
    tianditu_key: str = ""

    @property
    def database(self) -> str:
        """The database's address; a file in the instance folder unless set otherwise."""
        return self.database_url or f"sqlite:///{self.instance}/daiban.db"

    @property
    def instance_folder(self) -> Path:
        return Path(self.instance)

    @property
    def backups(self) -> Path:
        """Where backups lie; in the instance folder unless set otherwise."""
        return Path(self.backup_folder) if self.backup_folder else self.instance_folder / "backups"


class WrongSetting(Exception):
    """A setting that no one knows, or whose value can't be read. The text is one clear sentence."""


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """Defaults, then instance/config.toml, then DAIBAN_* and DATABASE_URL of the environment."""
    said = {key[len(PREFIX) :].lower(): value for key, value in environment.items() if key.startswith(PREFIX)}
    if url := environment.get("DATABASE_URL"):
        said["database_url"] = url
    instance = str(Path(said.get("instance", DEFAULT_INSTANCE)).resolve())
    written = _written(Path(instance) / "config.toml")
    values = {name: _read(name, value) for name, value in (written | said | {"instance": instance}).items()}
    return checked(Settings(**values))


def checked(settings: Settings) -> Settings:
    """The settings; raises WrongSetting where a value can't be meant."""
    if settings.sms_url and not settings.sms_url.startswith(("http://", "https://")):
        raise WrongSetting("sms_url must begin with http:// or https://.")
    if settings.public_url and not settings.public_url.startswith(("http://", "https://")):
        raise WrongSetting("public_url must begin with http:// or https://.")
    for name in ("day_begins", "day_ends", "quiet_from", "quiet_until"):
        try:
            dt.time.fromisoformat(getattr(settings, name))
        except ValueError:
            raise WrongSetting(f"{name} must be a time of day like 21:00, not {getattr(settings, name)!r}.") from None
    if settings.day_begins >= settings.day_ends:
        raise WrongSetting("day_begins must be before day_ends.")
    if not (0 < settings.round_visit_min <= 24 * 60 and 0 < settings.round_at_most_h <= 24):  # noqa: PLR2004  a day
        raise WrongSetting("round_visit_min and round_at_most_h must be above 0, and within a day.")
    _check_base_maps(settings)
    if not 0 <= settings.leader_after_days <= settings.township_after_days:
        raise WrongSetting("leader_after_days must not be below 0 nor above township_after_days.")
    return settings


def _check_base_maps(settings: Settings) -> None:
    if settings.tianditu_key and not TIANDITU_KEY.fullmatch(settings.tianditu_key):
        raise WrongSetting("tianditu_key must be the key as it was given: letters and digits only.")
    if settings.map_tiles:
        try:
            tile_file(Path(settings.map_tiles))
        except NoTileFile as wrong:
            raise WrongSetting(f"map_tiles can't be used: {settings.map_tiles} {wrong}.") from None


def shown(settings: Settings) -> dict[str, object]:
    """Every setting for people's eyes: secrets only as set or not set."""
    values = dataclasses.asdict(settings)
    return {name: ("(set)" if value else "(not set)") if name in SECRET else value for name, value in values.items()}


def _written(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as bad:
        raise WrongSetting(f"{file.name} can't be read: {bad}") from bad


def _read(name: str, value: object) -> Any:
    known = get_type_hints(Settings)
    if name not in known:
        raise WrongSetting(f"There is no setting {name!r}. Known are: {', '.join(sorted(known))}.")
    if known[name] is bool and isinstance(value, str):
        if value.lower() not in {"true", "false", "1", "0"}:
            raise WrongSetting(f"{name} must be true or false, not {value!r}.")
        return value.lower() in {"true", "1"}
    if name in CHOICES and value not in CHOICES[name]:
        raise WrongSetting(f"{name} must be one of {', '.join(filter(None, CHOICES[name]))}, not {value!r}.")
    try:
        return known[name](value)
    except (TypeError, ValueError) as bad:
        raise WrongSetting(f"{name} can't be {value!r}: {bad}") from bad

"""config.toml and the environment -> typed settings.

An unknown key, a wrong type or a value out of range stops the start with file, line and reason.
Secrets never stand in the file: they come from the environment or from a file it names (`NAME_FILE`).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge import tomlfile
from knowledge.workhours import OfficeHours

PLACEHOLDER = "[CHƯA ĐIỀN]"
"""What a setting that only the department can give holds until it is given."""

MIN_SECRET = 32


class ConfigError(Exception):
    """The configuration cannot be used; the message is "file:line: reason"."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Agency(_Table):
    """Who runs the service. Fields with the placeholder are shown to people as not known yet."""

    name: str
    short_name: str
    province: str
    address: str
    hours: str
    phone: str
    email: str
    website: str
    portal: str
    feedback_office: str
    reception: str
    complaint_office: str


class Unit(_Table):
    """A unit of the department, as named in `organisation.decision`."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    name: str
    parent: str | None = None


class Organisation(_Table):
    """Where the tree of units comes from, and whether the department has confirmed it."""

    decision: str
    confirmed: bool


class TimeLimit(_Table):
    """A time limit of feedback handling, counted by the calendar."""

    value: Annotated[int, Field(ge=1, le=365)]
    unit: Literal["working", "calendar"]
    basis: str
    confirmed: bool


class TimeLimits(_Table):
    """The clocks of a case, each from its receipt; `publish` from the reply, `extension` from the end of `reply`.

    `data_…`: requests about a person's own data (NĐ 356/2025/NĐ-CP, Điều 5). The receipt itself is
    acknowledged at once, by the program.
    """

    classify: TimeLimit
    transfer: TimeLimit
    interim: TimeLimit
    reply: TimeLimit
    extension: TimeLimit
    publish: TimeLimit
    data_answer: TimeLimit
    data_view: TimeLimit
    data_correct: TimeLimit
    data_withdraw: TimeLimit
    data_erase: TimeLimit


class FeedbackRules(_Table):
    """How the office handles cases, where the law leaves it open.

    `pause_while_waiting`: the clock of the reply stands still while the sender is asked for more; only
    where a rule of the department allows it. `reply_without_approval`: kinds that an officer answers
    without the head. `warn_at`: percent of a limit at which the officer, the head, the dispatcher are
    told. `close_after_days`: working days without a word after the reply, 0 = never.
    """

    pause_while_waiting: bool
    reply_without_approval: tuple[str, ...]
    warn_at: tuple[
        Annotated[int, Field(ge=1, le=100)], Annotated[int, Field(ge=1, le=100)], Annotated[int, Field(ge=1, le=100)]
    ]
    close_after_days: Annotated[int, Field(ge=0, le=365)]


class WorkingHours(_Table):
    """When the office works on a working day, as "HH:MM-HH:MM" in order; warnings are sent only then."""

    spans: Annotated[tuple[Annotated[str, Field(pattern=r"^\d\d:\d\d-\d\d:\d\d$")], ...], Field(min_length=1)]
    confirmed: bool

    @property
    def office(self) -> OfficeHours:
        """The hours to count with."""
        return OfficeHours.parse(self.spans)

    @model_validator(mode="after")
    def _in_order(self) -> WorkingHours:
        OfficeHours.parse(self.spans)
        return self


class Retention(_Table):
    """How many months each class of records is kept after its end; 0 = for ever, until the department decides."""

    cases: Annotated[int, Field(ge=0, le=1200)]
    contact: Annotated[int, Field(ge=0, le=1200)]
    questions: Annotated[int, Field(ge=0, le=1200)]
    consent: Annotated[int, Field(ge=0, le=1200)]
    basis: str
    confirmed: bool


class RoutingRule(_Table):
    """The first rule whose given parts all fit a case proposes its unit."""

    unit: str
    field: str | None = None
    kind: str | None = None
    why: str


class Routing(_Table):
    """Which unit is proposed for a case."""

    default_unit: str
    default_why: str
    rules: tuple[RoutingRule, ...] = ()


class Understanding(_Table):
    """When the assistant is sure: the chance that answering at once is right is at least `min_score`, and the likeliest
    procedure leads by at least `min_gap` (both 0-1).

    `neighbours_file`: portal records of other agencies' procedures, "" = none.
    """

    min_score: Annotated[float, Field(ge=0, le=1)]
    min_gap: Annotated[float, Field(ge=0, le=1)]
    clarify_score: Annotated[float, Field(ge=0, le=1)]
    max_options: Annotated[int, Field(ge=2, le=6)]
    context_minutes: Annotated[int, Field(ge=1, le=10080)]
    neighbours_file: str = ""

    @property
    def neighbours(self) -> Path | None:
        """The file of other agencies' procedures, from the folder in which the service runs."""
        return Path(self.neighbours_file) if self.neighbours_file else None


class Web(_Table):
    """Where the web chat and the console listen, and how people reach them from outside."""

    host: str
    port: Annotated[int, Field(ge=0, le=65535)]
    public_url: Annotated[str, Field(pattern=r"^https?://[^\s/]+$")]
    messages_per_minute: Annotated[int, Field(ge=1, le=1000)]


class Telegram(_Table):
    """How Telegram is used once TELEGRAM_TOKEN is set. `staff_chat` 0 = no notices to a group."""

    mode: Literal["polling", "webhook"]
    staff_chat: int


class EntryPoints(_Table):
    """Where QR codes of desks lead beside the web chat; "" = no code for that channel.

    `telegram_bot` is the user name of the bot, `zalo_link` the address that opens the chat of the official account.
    """

    telegram_bot: Annotated[str, Field(pattern=r"^(?:[A-Za-z][A-Za-z0-9_]{4,31})?$")] = ""
    zalo_link: Annotated[str, Field(pattern=r"^(?:https://[^\s<>\"]+)?$")] = ""


class Files(_Table):
    """Limits for files that people send."""

    max_megabytes: Annotated[int, Field(ge=1, le=20)]
    max_per_case: Annotated[int, Field(ge=1, le=50)]


class SignIn(_Table):
    """Console sessions and the throttle of failed sign-ins."""

    session_hours: Annotated[int, Field(ge=1, le=24)]
    idle_minutes: Annotated[int, Field(ge=5, le=720)]
    tries_per_account: Annotated[int, Field(ge=3, le=50)]
    tries_per_address: Annotated[int, Field(ge=3, le=200)]
    window_minutes: Annotated[int, Field(ge=1, le=1440)]


class Settings(_Table):
    """Everything a department sets, plus what the environment adds (`Environment`)."""

    agency: Agency
    organisation: Organisation
    units: tuple[Unit, ...]
    time_limits: TimeLimits
    feedback: FeedbackRules
    working_hours: WorkingHours
    retention: Retention
    routing: Routing
    understanding: Understanding
    web: Web
    telegram: Telegram
    entry_points: EntryPoints = EntryPoints()
    files: Files
    sign_in: SignIn

    @model_validator(mode="after")
    def _units_known(self) -> Settings:
        known = [unit.key for unit in self.units]
        if len(set(known)) != len(known):
            raise ValueError("units: the same key twice")
        named = [unit.parent for unit in self.units if unit.parent]
        named += [self.routing.default_unit, *(rule.unit for rule in self.routing.rules)]
        for key in named:
            if key not in known:
                raise ValueError(f"unit {key!r} is named but not listed under [[units]]")
        return self

    def without_staff_group(self) -> Settings:
        """The same settings, for where no channel could deliver a notice to the staff group."""
        return self.model_copy(update={"telegram": self.telegram.model_copy(update={"staff_chat": 0})})

    def missing(self) -> list[str]:
        """What only the department can give and has not given yet, as keys of the file."""
        found = [f"agency.{key}" for key, value in self.agency if PLACEHOLDER in str(value)]
        if not self.organisation.confirmed:
            found.append("organisation.confirmed")
        found += [f"time_limits.{key}" for key, limit in self.time_limits if not limit.confirmed]
        found += [f"{key}.confirmed" for key in ("working_hours", "retention") if not getattr(self, key).confirmed]
        return found


class Environment(_Table):
    """What comes from the environment: addresses and secrets."""

    database_url: str
    var: Path
    secret_key: str
    telegram_token: str | None = None
    telegram_base_url: str = "https://api.telegram.org"

    @property
    def files(self) -> Path:
        """The folder of received files."""
        return self.var / "files"


def load(path: Path) -> Settings:
    """Read and check the configuration file. Raises ConfigError naming file, line and reason."""
    try:
        return tomlfile.load(path, Settings)
    except tomlfile.TomlError as error:
        raise ConfigError(str(error)) from error


def environment(values: Mapping[str, str] = os.environ, var: Path = Path("var")) -> Environment:
    """Read addresses and secrets. Makes a secret of its own in `var/secret_key` on a first start.

    Raises ConfigError when a named secret cannot be read or is too weak.
    """
    folder = Path(values.get("BOT_VAR") or var)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Environment(
        database_url=values.get("DATABASE_URL") or f"sqlite:///{folder / 'bot.sqlite3'}",
        var=folder,
        secret_key=_secret_key(values, folder),
        telegram_token=_secret(values, "TELEGRAM_TOKEN"),
        telegram_base_url=(values.get("TELEGRAM_BASE_URL") or "https://api.telegram.org").rstrip("/"),
    )


def _secret(values: Mapping[str, str], name: str) -> str | None:
    """A secret from `NAME`, or from the file that `NAME_FILE` names."""
    if file := values.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip() or None
        except OSError as error:
            raise ConfigError(f"{name}_FILE: {file}: cannot be read: {error.strerror}") from error
    return values.get(name) or None


def _secret_key(values: Mapping[str, str], folder: Path) -> str:
    own = folder / "secret_key"
    given = _secret(values, "SECRET_KEY")
    where = "SECRET_KEY" if given else f"{own}:1"
    if given is None and not own.exists():
        descriptor = os.open(own, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
    if given is None:
        if own.stat().st_mode & 0o077:
            raise ConfigError(f"{where}: others can read it; run: chmod 600 {own}")
        given = own.read_text(encoding="utf-8").strip()
    if len(given) < MIN_SECRET or len(set(given)) < 10:
        raise ConfigError(f"{where}: the secret must have at least {MIN_SECRET} characters and not repeat a few")
    return given

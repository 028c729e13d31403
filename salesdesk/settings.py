"""What this computer remembers between two starts: the last database, recent ones, theme, window place.

Nothing of the company's data and no password is ever kept here. Floor of the house: no Qt, no database.
"""

import contextlib
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

import platformdirs
import tomli_w

from salesdesk.errors import KnownError
from salesdesk.translation import tr

Theme = Literal["system", "light", "dark"]
THEMES: tuple[Theme, ...] = ("system", "light", "dark")
Density = Literal["comfortable", "compact"]
DENSITIES: tuple[Density, ...] = ("comfortable", "compact")
ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)
"""The sizes of the window's contents, in per cent."""
FORMAT = 1
"""The number of the file's layout; a file with a greater one comes from a newer SalesDesk."""
RECENT_KEPT = 10
SECRETS = ("password", "sslpassword", "pass", "passwd")
"""What an address may hold behind its ? that nobody is to read."""


@dataclass(frozen=True, slots=True)
class Seat:
    """How one person left the window of one database.

    `window` is Qt's saved geometry in base64, `place` the name of a screen or a record ("deal:12"), `recent`
    what was used last, newest first, by kind and id. `kept` are words of the screens' own: "folded:3".
    """

    window: str = ""
    place: str = ""
    recent: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one person on one computer.

    `last_database` and `recent` hold paths or postgresql:// addresses without a password, newest first.
    `pinned` ones of them are never dropped, `opened` says when each was opened last, in ISO 8601 and UTC.
    `logins` says who signed in last, by database, `stays` the mark of who is to stay signed in to a file,
    `seats` how each left the window there. `window` is Qt's saved geometry in base64, for databases not
    opened before. `zoom` is one of ZOOMS.
    `notice` is a sentence for the user when the file could not be used; it is never written.
    """

    theme: Theme = "system"
    language: str = ""
    last_database: str = ""
    recent: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    opened: Mapping[str, str] = field(default_factory=dict)
    logins: Mapping[str, str] = field(default_factory=dict)
    stays: Mapping[str, str] = field(default_factory=dict)
    window: str = ""
    zoom: int = 100
    density: Density = "comfortable"
    narrow_rail: bool = False
    seats: Mapping[str, Seat] = field(default_factory=dict)
    notice: str = ""

    def with_database(self, where: str, login: str = "") -> "Settings":
        """The settings after `where` was opened by `login` just now: last, first of the recent ones."""
        name = without_password(where)
        others = [other for other in self.recent if other != name]
        loose = [other for other in others if other not in self.pinned][: RECENT_KEPT - 1]
        recent = (name, *(other for other in others if other in self.pinned or other in loose))
        logins = {**self.logins, name: login} if login else self.logins
        opened = {**self.opened, name: datetime.now(UTC).isoformat(timespec="seconds")}
        return replace(self, last_database=name, recent=recent, logins=logins, opened=opened)._only_recent()

    def without_database(self, where: str) -> "Settings":
        """The settings when nothing is remembered of a database any more; the database stays what it is."""
        recent = tuple(other for other in self.recent if other != where)
        last = "" if self.last_database == where else self.last_database
        return replace(self, recent=recent, last_database=last)._only_recent()

    def with_pin(self, where: str, pinned: bool) -> "Settings":
        """The settings with a recent database pinned, or loose again."""
        others = tuple(other for other in self.pinned if other != where)
        return replace(self, pinned=(*others, where) if pinned else others)

    def with_stay(self, where: str, mark: str) -> "Settings":
        """The settings with somebody staying signed in to a file; without a mark nobody is."""
        others = {key: kept for key, kept in self.stays.items() if key != where}
        return replace(self, stays={**others, where: mark} if mark else others)

    @property
    def shown_recent(self) -> tuple[str, ...]:
        """The databases to choose from: pinned ones first, then the one opened last."""
        pinned = tuple(where for where in self.recent if where in self.pinned)
        return pinned + tuple(where for where in self.recent if where not in self.pinned)

    def _only_recent(self) -> "Settings":
        """Without what is kept of databases that are not remembered."""

        def kept(by_place: Mapping[str, str]) -> dict[str, str]:
            return {where: value for where, value in by_place.items() if where in self.recent}

        seats = {key: seat for key, seat in self.seats.items() if key.partition(" ")[2] in self.recent}
        return replace(
            self,
            pinned=tuple(where for where in self.pinned if where in self.recent),
            opened=kept(self.opened),
            logins=kept(self.logins),
            stays=kept(self.stays),
            seats=seats,
        )

    def seat(self, where: str, login: str) -> Seat:
        """How a person left the window of a database."""
        return self.seats.get(_seat_key(where, login), Seat())

    def with_seat(self, where: str, login: str, seat: Seat) -> "Settings":
        """The settings after a person left the window of a database."""
        return replace(self, seats={**self.seats, _seat_key(where, login): seat})


def _seat_key(where: str, login: str) -> str:
    return f"{login} {without_password(where)}"


def data_folder() -> Path:
    """Where the sample company and new databases go unless somebody says otherwise."""
    home = _home()
    return home if home else platformdirs.user_data_path("salesdesk", appauthor=False)


def documents_folder() -> Path:
    """Where people keep what they make; a company's own file is proposed there, where it is found again."""
    documents = _home() or platformdirs.user_documents_path()
    return documents if documents.is_dir() else Path.home()


def log_folder() -> Path:
    """Where the accounts of faults go."""
    home = _home()
    return home / "log" if home else platformdirs.user_log_path("salesdesk", appauthor=False)


def settings_file() -> Path:
    """The file that holds the settings; it need not exist."""
    home = _home()
    folder = home if home else platformdirs.user_config_path("salesdesk", appauthor=False)
    return folder / "settings.toml"


def chosen_language() -> str:
    """The language this program speaks here: SALESDESK_LANGUAGE, else what the settings say; "" is English.

    Asked before anything else is loaded, so it leaves a file that cannot be used to `load_settings`.
    """
    told = os.environ.get("SALESDESK_LANGUAGE")
    if told:
        return told
    with contextlib.suppress(OSError, ValueError):
        language = tomllib.loads(settings_file().read_text(encoding="utf-8")).get("language")
        return language if isinstance(language, str) else ""
    return ""


def translations_folder() -> Path:
    """Where somebody may lay a language of their own; it need not exist."""
    return settings_file().parent / "translations"


def _home() -> Path | None:
    home = os.environ.get("SALESDESK_HOME")
    return Path(home).expanduser().absolute() if home else None


def load_settings() -> Settings:
    """The settings of this computer; defaults with a notice where the file cannot be used.

    A damaged file is kept beside the new one as `settings.toml.damaged`, one of a newer SalesDesk as
    `settings.toml.newer`.
    """
    path = settings_file()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        if values.pop("format", FORMAT) != FORMAT:
            return _set_aside(path, "newer", tr("The settings were made by a newer SalesDesk"))
        return _checked(values)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        reason = error.strerror or str(error)
        return Settings(
            notice=tr("The settings in {path} cannot be read ({reason}); the usual ones are used.").format(
                path=path, reason=reason
            )
        )
    except (ValueError, TypeError):
        return _set_aside(path, "damaged", tr("The settings file is damaged"))


def _set_aside(path: Path, ending: str, what: str) -> Settings:
    kept = path.with_name(f"{path.name}.{ending}")
    try:
        path.replace(kept)
    except OSError:
        kept = path
    return Settings(
        notice=tr("{what}; the usual ones are used, and the file is kept as {kept}.").format(
            what=what, kept=kept
        )
    )


def _checked(values: dict[str, Any]) -> Settings:
    """The settings in `values`; ValueError when one is not of its kind."""
    known = {field.name for field in fields(Settings)} - {"notice"}
    values = {key: value for key, value in values.items() if key in known}
    values.update({name: tuple(values.get(name, ())) for name in ("recent", "pinned")})
    values.update({name: dict(values.get(name, {})) for name in ("logins", "stays", "opened")})
    values["seats"] = {key: _seat(dict(kept)) for key, kept in dict(values.get("seats", {})).items()}
    settings = Settings(**values)
    texts = [settings.language, settings.last_database, settings.window, *settings.recent, *settings.pinned]
    for kept in (settings.logins, settings.stays, settings.opened):
        texts += [*kept.keys(), *kept.values()]
    texts += [
        text
        for seat in settings.seats.values()
        for text in (seat.window, seat.place, *seat.recent, *seat.kept)
    ]
    usable = settings.theme in THEMES and settings.density in DENSITIES and settings.zoom in ZOOMS
    if not usable or not isinstance(settings.narrow_rail, bool) or not all(isinstance(t, str) for t in texts):
        raise ValueError("a setting of the wrong kind")
    return settings


def _seat(values: dict[str, Any]) -> Seat:
    known = {key: value for key, value in values.items() if key in {field.name for field in fields(Seat)}}
    return Seat(**{**known, **{name: tuple(known.get(name, ())) for name in ("recent", "kept")}})


def change_settings(change: Callable[[Settings], Settings]) -> None:
    """Change what is kept; a settings file that cannot be written is no obstacle.

    The file is read anew: another window may have written it meanwhile.
    """
    with contextlib.suppress(KnownError):
        save_settings(change(load_settings()))


def save_settings(settings: Settings) -> None:
    """Write the settings so that the file is the old one or the new one at every moment."""
    path = settings_file()
    values = {key: value for key, value in asdict(settings).items() if key != "notice"}
    text = tomli_w.dumps({"format": FORMAT, **values})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, text)
    except OSError as error:
        reason = error.strerror or str(error)
        raise KnownError(
            tr("The settings could not be kept in {path}: {reason}.").format(path=path, reason=reason)
        ) from error


def replace_file(path: Path, text: str) -> None:
    """Write a file that only its owner may read, so that it is the old one or the new one at every moment."""
    import tempfile  # no start is to wait for it

    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def remember_database(where: str, login: str = "") -> None:
    """Make `where` the last database opened; a settings file that cannot be written is no obstacle."""
    change_settings(lambda settings: settings.with_database(where, login))


def without_password(where: str) -> str:
    """The address without its password, for files, messages and logs; a path stays as it is.

    Postgres takes a password both as `user:password@` and as `?password=`.
    """
    if not where.startswith("postgres"):
        return where
    try:
        parts = urlsplit(where)
    except ValueError:
        return where.partition("://")[0] + "://…"
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0].casefold() not in SECRETS])
    user, at, server = parts.netloc.rpartition("@")
    netloc = user.partition(":")[0] + at + server
    return joined(parts._replace(netloc=netloc, query=query))


def with_password(where: str, password: str) -> str:
    """The address of a server with a password in it, for the driver alone; the address itself without one."""
    if not password or not where.startswith("postgres"):
        return where
    parts = urlsplit(where)
    user, at, server = parts.netloc.rpartition("@")
    if not user:
        query = "&".join(part for part in (parts.query, f"password={quote(password, safe='')}") if part)
        return joined(parts._replace(query=query))
    netloc = f"{user.partition(':')[0]}:{quote(password, safe='')}{at}{server}"
    return joined(parts._replace(netloc=netloc))


def joined(parts: SplitResult) -> str:
    """The address of these parts; the two strokes stay where no server is named ("postgresql:///sales")."""
    text = parts.geturl()
    return text if "://" in text else text.replace(":", "://", 1)

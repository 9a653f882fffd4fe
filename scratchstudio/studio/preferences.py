"""What the app remembers between starts: look, layout, recent files. A JSON file, never fatal."""

from __future__ import annotations

import base64
import errno
import json
import os
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths

from scratchstudio.atomic import write_atomically
from scratchstudio.studio.text import tr

MOST_RECENT = 8
TEXT_SIZES = (100, 125, 150, 200)


@dataclass(frozen=True)
class Preferences:
    """A person's choices. `theme` is "system" or a key of `theme.THEMES`; `text` is in percent."""

    theme: str = "system"
    text: int = 100
    reduced_motion: bool = False
    recent: tuple[str, ...] = ()
    geometry: str = ""
    layout: str = ""

    def with_recent(self, path: str) -> Preferences:
        """These, with `path` as the newest of the recent files."""
        others = [known for known in self.recent if known != path]
        return replace(self, recent=tuple([path, *others][:MOST_RECENT]))


def packed(data: Any) -> str:
    """Qt's bytes as text for the file."""
    return base64.b64encode(bytes(data)).decode("ascii")


def unpacked(text: str) -> bytes:
    """The bytes that `packed` took; nothing where the text is damaged."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


@dataclass
class PreferenceStore:
    """The preferences and the file they are kept in; `complaints` are sentences for the person."""

    path: Path
    values: Preferences = field(default_factory=Preferences)
    complaints: list[str] = field(default_factory=list)

    @staticmethod
    def open() -> PreferenceStore:
        """The person's own preferences; the defaults where there are none or they are damaged."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
        store = PreferenceStore(Path(folder) / "preferences.json")
        store.load()
        store.try_folder()
        return store

    def try_folder(self) -> None:
        """Complains now rather than at the end of the day where nothing can be kept."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._cannot_keep(error)
            return
        if not os.access(self.path.parent, os.W_OK):
            self._cannot_keep(PermissionError(errno.EACCES, os.strerror(errno.EACCES)))

    def load(self) -> None:
        """Reads the file, if there is one."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            self.complaints.append(
                tr("The settings in {} can't be read ({}); the defaults are used.").format(
                    self.path, getattr(error, "strerror", None) or tr("not text")
                )
            )
            return
        try:
            self.values = _checked(json.loads(text))
        except (ValueError, RecursionError):
            self.complaints.append(
                tr("The settings in {} are damaged; the defaults are used.").format(self.path)
            )

    def save(self, **changes: Any) -> None:
        """Changes some preferences and writes them; says so once when it can't."""
        self.values = replace(self.values, **changes)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.path, json.dumps(asdict(self.values), indent=1).encode())
        except OSError as error:
            self._cannot_keep(error)

    def _cannot_keep(self, error: OSError) -> None:
        sentence = tr("The settings can't be kept: {} ({}).").format(
            self.path, error.strerror or tr("not writable")
        )
        if sentence not in self.complaints:
            self.complaints.append(sentence)


def _checked(data: object) -> Preferences:
    if not isinstance(data, dict):
        raise ValueError("not a table")
    defaults = Preferences()
    known: dict[str, Any] = {}
    for column in fields(Preferences):
        value = data.get(column.name, getattr(defaults, column.name))
        if column.name == "recent":
            if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
                raise ValueError("recent")
            value = tuple(value[:MOST_RECENT])
        elif type(value) is not type(getattr(defaults, column.name)):
            raise ValueError(column.name)
        known[column.name] = value
    if known["text"] not in TEXT_SIZES:
        known["text"] = 100
    return Preferences(**known)

"""Whether a window can be opened here at all, found out before Qt would abort the process."""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from pathlib import Path

HEADLESS = "Without a display, use the command line: scratchstudio train PROJECT --epochs 100"


def display_problem() -> str | None:
    """Why no window can be opened, as a sentence that names the way without; None if it can."""
    if not sys.platform.startswith("linux"):
        return None
    chosen = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if chosen and chosen not in ("xcb", "wayland"):
        return None
    if os.environ.get("WAYLAND_DISPLAY") and chosen != "xcb":
        return None
    display = os.environ.get("DISPLAY", "")
    if not display:
        return f"There is no display to open a window on. {HEADLESS}"
    if not _answers(display):
        return f"The display {display} does not answer, so no window can be opened. {HEADLESS}"
    missing = _missing_library()
    if missing:
        return (
            f"Qt cannot open a window because the system lacks {missing}. The README lists the "
            f"system packages that Qt needs (libxcb-cursor0 among them). {HEADLESS}"
        )
    return None


def _answers(display: str) -> bool:
    """True unless the X server that `display` names is certainly not there."""
    parts = re.fullmatch(r"(?:unix)?(?P<host>[^:]*):(?P<number>\d+)(?:\.\d+)?", display)
    if parts is None:
        return False
    host, number = parts["host"], int(parts["number"])
    if host:
        return _connects(socket.AF_INET, (host, 6000 + number))
    path = f"/tmp/.X11-unix/X{number}"
    return _connects(socket.AF_UNIX, path) or _connects(socket.AF_UNIX, f"\0{path}")


def _connects(family: int, address: object) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.settimeout(2.0)
        try:
            door.connect(address)
        except OSError:
            return False
    return True


def _missing_library() -> str | None:
    """The system library without which Qt's X11 plug-in does not load."""
    import PySide6

    plugin = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.exists():
        return None
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return str(error).partition(":")[0]
    return None

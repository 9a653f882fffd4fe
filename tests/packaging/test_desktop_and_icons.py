"""What an installed application shows of itself: its menu entry and its icons."""

from __future__ import annotations

import configparser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scratchstudio.resources import resource_path

INKED = ("-black", "-white")
"""Endings of the small marks in check boxes, choosers and number boxes: style sheets cannot ink."""
ICONS = sorted(
    path
    for path in resource_path("icons").iterdir()
    if path.stem != "scratchstudio" and not path.stem.endswith(INKED)
)
DESKTOP = Path(__file__).parents[2] / "packaging" / "scratchstudio.desktop"


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_every_icon_is_drawn_with_the_same_pen(path: Path) -> None:
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke") == "currentColor"
    assert root.get("stroke-width") == "1.75"
    assert root.get("stroke-linecap") == root.get("stroke-linejoin") == "round"


def test_the_menu_entry_starts_the_installed_command_with_the_shipped_icon() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(DESKTOP, encoding="utf-8")
    desktop = entry["Desktop Entry"]
    assert desktop["Exec"] == "scratchstudio %f"
    assert resource_path(f"icons/{desktop['Icon']}.svg").is_file()

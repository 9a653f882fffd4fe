"""Whether a window can be opened is found out before Qt would abort."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from scratchstudio.studio import display
from scratchstudio.studio.display import display_problem

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland")


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_display_the_sentence_names_the_command_line():
    assert "scratchstudio train" in display_problem()


def test_a_display_that_nobody_serves_is_named(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":98765")
    monkeypatch.setattr(display, "_connects", lambda family, address: False)

    assert ":98765" in display_problem()


@pytest.mark.parametrize("name", ["nonsense", "a:b:c", ":", "localhost"])
def test_a_display_that_is_none_is_refused(monkeypatch, name):
    monkeypatch.setenv("DISPLAY", name)

    assert name in display_problem()


def test_a_platform_without_a_display_needs_none(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    assert display_problem() is None


def test_a_missing_system_library_is_named_with_the_package(monkeypatch, tmp_path):
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(display, "_answers", lambda display: True)
    monkeypatch.setattr(display, "_missing_library", lambda: "libxcb-cursor.so.0")

    problem = display_problem()

    assert "libxcb-cursor.so.0" in problem
    assert "libxcb-cursor0" in problem


@pytest.mark.parametrize("name", [None, ":98765"])
def test_the_program_says_so_in_one_sentence_and_exits_with_1(name):
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment.pop("QT_QPA_PLATFORM", None)
    if name is not None:
        environment["DISPLAY"] = name

    ended = subprocess.run(
        [sys.executable, "-m", "scratchstudio"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "scratchstudio train" in ended.stderr

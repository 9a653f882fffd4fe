"""Whoever pulls the plug while a project is being saved finds one of the two projects whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(os.name == "nt", reason="kills a forked process")
def test_a_killed_save_leaves_the_old_project_or_the_new_one(tmp_path: Path) -> None:
    script = Path(__file__).with_name("saver_to_kill.py")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    one, other, neither = map(int, done.stdout.split())
    assert neither == 0
    assert one + other == 40

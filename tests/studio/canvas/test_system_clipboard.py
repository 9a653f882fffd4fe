"""What is copied lies on the desktop's clipboard, and the program still ends well."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtGui import QGuiApplication

from scratchstudio.studio.canvas import system_clipboard
from scratchstudio.studio.canvas.clipboard import MIME

PROGRAM = """
from PySide6.QtWidgets import QApplication
from scratchstudio.studio.canvas import system_clipboard
application = QApplication(["test", "-platform", "offscreen"])
system_clipboard.put("neurons")
system_clipboard.put("more neurons")
"""


def test_a_program_that_copied_ends_without_a_crash() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, timeout=60)
    assert ended.returncode == 0, ended.stderr


def test_plain_text_is_left_at_the_end(qapp) -> None:
    system_clipboard.put("neurons")
    assert QGuiApplication.clipboard().mimeData().hasFormat(MIME)

    system_clipboard._let_go()

    assert not QGuiApplication.clipboard().mimeData().hasFormat(MIME)
    assert system_clipboard.taken() == "neurons"


def test_what_another_program_copied_since_is_left_alone(qapp) -> None:
    system_clipboard.put("neurons")
    QGuiApplication.clipboard().setText("a letter")

    system_clipboard._let_go()

    assert system_clipboard.taken() == "a letter"

"""Starts the window: checks that there can be one, dresses it, opens the project, runs."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QApplication

from scratchstudio.errors import ScratchStudioError
from scratchstudio.project import load, start_project
from scratchstudio.resources import resource_path
from scratchstudio.studio.display import display_problem
from scratchstudio.studio.document import Document
from scratchstudio.studio.faults import Faults, keep_crash_log
from scratchstudio.studio.files import not_opened
from scratchstudio.studio.preferences import PreferenceStore
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.window import MainWindow

SWITCH_INTERVAL = 0.0005
"""Seconds: how long the trainer may hold the interpreter while the window wants to paint."""


def run(path: str | None = None) -> int:
    """Opens the window on the project at `path`, or on the first project; returns the exit code."""
    problem = display_problem()
    if problem is not None:
        print(problem, file=sys.stderr)
        return 1
    sys.setswitchinterval(SWITCH_INTERVAL)
    application = make_application()
    crash_log = keep_crash_log()
    faults = Faults(application)
    faults.install()
    window = open_window(path)
    faults.caught.connect(window.tell_fault)
    # Python sees Ctrl+C in the terminal only when it runs some bytecode now and then.
    signal.signal(signal.SIGINT, lambda *_: window.close())
    wake = QTimer(application, interval=300)
    wake.timeout.connect(lambda: None)
    wake.start()
    code = application.exec()
    if crash_log is not None:
        crash_log.close()
    return int(code)


def make_application() -> QApplication:
    """The QApplication with our name, icon and style."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("ScratchStudio")
    application.setOrganizationName("ScratchStudio")
    application.setDesktopFileName("scratchstudio")
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(resource_path("icons/scratchstudio.svg"))))
    font = application.font()
    if font.pointSize() < 10:
        font.setPointSize(10)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    application.setFont(font)
    return application


def open_window(path: str | None) -> MainWindow:
    """The window, shown, on the project at `path`; what went wrong is said in its message bar."""
    complaint = ""
    project, opened = None, None
    if path is not None:
        try:
            project, opened = load(path), Path(path).resolve()
        except (ScratchStudioError, OSError) as error:
            complaint = not_opened(error, Path(path))
    store = PreferenceStore.open()
    window = MainWindow(Document(project or start_project()), Appearance(), store)
    window.files.set_path(opened)
    if project is not None:
        window.use_view(project.view)
    window.show_first()
    notices = () if project is None else project.notices
    if complaint:
        window.messages.tell(complaint)
    elif store.complaints or notices:
        window.messages.tell(" ".join([*store.complaints, *notices]), "warning")
    else:
        window.recovering.offer()
    if opened is None:
        window.invite(tr("Press Space to train this network; double-click to add a neuron."))
    return window

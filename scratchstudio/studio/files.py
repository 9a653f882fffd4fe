"""Opening and saving projects, as the window does it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from scratchstudio.errors import ScratchStudioError
from scratchstudio.project import SUFFIX, Project, load, save, start_project
from scratchstudio.studio.history.timeline import timeline_of
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.window import MainWindow


class Files(QObject):
    """The file behind the document: where it is, whether it is up to date."""

    changed = Signal()
    """Path or dirtiness are others."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._document = window.document
        self.path: Path | None = None
        self._document.undo_stack.cleanChanged.connect(lambda *_: self.changed.emit())

    @property
    def dirty(self) -> bool:
        """True while there are changes that no file holds."""
        return not self._document.undo_stack.isClean() or self._window.session.playing

    @property
    def name(self) -> str:
        """What the title bar calls the project."""
        return self.path.stem if self.path is not None else tr("Untitled")

    def set_path(self, path: Path | None) -> None:
        """The file that the document has just come from or gone to."""
        self.path = path
        if path is not None:
            store = self._window.preferences
            store.save(recent=store.values.with_recent(str(path)).recent)
        self.changed.emit()

    def new(self) -> None:
        """The first project again."""
        if self.may_leave():
            self.show(start_project(), None)

    def ask_open(self) -> None:
        """Asks for a project file and opens it."""
        folder = str(self.path.parent) if self.path else ""
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open a project"), folder, _project_filter()
        )
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Opens a project; a bad file is told in the message bar, and nothing changes."""
        if not self.may_leave():
            return
        try:
            project = load(path)
        except (ScratchStudioError, OSError) as error:
            self._window.messages.tell(not_opened(error, path))
            return
        self.show(project, path.resolve())
        if project.notices:
            self._window.messages.tell(" ".join(project.notices), "warning")

    def save(self) -> bool:
        """Saves to the present file, or asks for one. True when it is saved."""
        if self.path is None:
            return self.save_as()
        return self._write(self.path)

    def save_as(self) -> bool:
        """Asks where, then saves. True when it is saved."""
        start = str(self.path) if self.path else f"{self.name}{SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save the project"), start, _project_filter()
        )
        if not name:
            return False
        path = Path(name)
        if path.suffix != SUFFIX:
            path = path.with_name(path.name + SUFFIX)
        return self._write(path)

    def may_leave(self) -> bool:
        """Asks about unsaved changes. False when the person would rather stay."""
        self._window.session.pause()
        if not self.dirty:
            return True
        button = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._window,
            tr("Unsaved changes"),
            tr("“{}” has changes that are not saved. Save them?").format(self.name),
            button.Save | button.Discard | button.Cancel,
            button.Save,
        )
        if answer == button.Save:
            return self.save()
        return answer == button.Discard

    def show(self, project: Project, path: Path | None) -> None:
        """Shows another project; the work before is saved, or was given up on purpose."""
        self._window.recovering.forget()
        self._document.open(project)
        self._window.use_view(project.view)
        self.set_path(path)

    def project(self) -> Project:
        """The project as it is now, with the run and what is kept of the past."""
        window = self._window
        run, timeline = window.session.capture(), timeline_of(self._document, window.session)
        return self._document.project(
            run, window.view_state(), timeline.runs.saved(), timeline.saved()
        )

    def _write(self, path: Path) -> bool:
        self._window.session.pause()
        try:
            save(self.project(), path)
        except (ScratchStudioError, OSError) as error:
            self._window.messages.tell(
                _sentence(error, path), offer=(tr("Save elsewhere…"), self.save_as)
            )
            return False
        self._document.undo_stack.setClean()
        self.set_path(path)
        self._window.recovering.forget()
        self._window.messages.tell(tr("Saved as {}.").format(path.name), "good")
        return True


def declare_files(window: MainWindow) -> None:
    """The commands of the menu File."""
    files, add = window.files, window.actions_registry.add
    commands: tuple[tuple[str, str, Callable[[], Any], str, tuple[str, ...], str], ...] = (
        ("file.new", tr("New"), files.new, tr("The first network again."), ("Ctrl+N",), "new"),
        (
            "file.open",
            tr("Open…"),
            files.ask_open,
            tr("Opens a project file."),
            ("Ctrl+O",),
            "open",
        ),
        (
            "file.save",
            tr("Save"),
            files.save,
            tr("Saves network, weights, data, settings and history in one file."),
            ("Ctrl+S",),
            "save",
        ),
        (
            "file.save_as",
            tr("Save as…"),
            files.save_as,
            tr("Saves to another file."),
            ("Ctrl+Shift+S",),
            "save",
        ),
    )
    for key, text, run, help_, keys, symbol in commands:
        add(key, text, run, menu="File", help=help_, keys=keys, symbol=symbol)


def not_opened(error: Exception, path: Path) -> str:
    """Why a project was not opened, with its name."""
    sentence = _sentence(error, path)
    if path.name in sentence:
        return sentence
    return tr("“{}” was not opened. {}").format(path.name, sentence)


def _project_filter() -> str:
    return tr("ScratchStudio projects") + f" (*{SUFFIX})"


def _sentence(error: Exception, path: Path) -> str:
    if isinstance(error, ScratchStudioError):
        return str(error)
    reason = getattr(error, "strerror", None) or str(error)
    return tr("{} can't be used: {}.").format(path, reason)

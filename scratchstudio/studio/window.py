"""The window: canvas in the middle, docks around it, every command from one registry."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSize, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QUndoView, QVBoxLayout, QWidget

from scratchstudio.engine import Divergence
from scratchstudio.project import SUFFIX
from scratchstudio.studio.actions import Actions
from scratchstudio.studio.canvas import CanvasView
from scratchstudio.studio.clinic.ward import Ward
from scratchstudio.studio.compare_commands import declare_comparing
from scratchstudio.studio.docks.data_dock import DataDock
from scratchstudio.studio.docks.inspector_dock import InspectorDock
from scratchstudio.studio.docks.tables_dock import TablesDock
from scratchstudio.studio.docks.training_dock import TrainingDock
from scratchstudio.studio.document import Document
from scratchstudio.studio.exporting import Exports, declare_exports
from scratchstudio.studio.files import Files, declare_files
from scratchstudio.studio.importing import Imports, declare_imports
from scratchstudio.studio.layout import Layout
from scratchstudio.studio.menus import add_tool_bar, fill_menus
from scratchstudio.studio.message_bar import MessageBar
from scratchstudio.studio.palette import Palette
from scratchstudio.studio.preferences import PreferenceStore, packed, unpacked
from scratchstudio.studio.recovering import Recovering
from scratchstudio.studio.session import Session
from scratchstudio.studio.space_key import SpaceKey
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import THEMES, Appearance, system_theme
from scratchstudio.studio.undo_commands import UndoCommands
from scratchstudio.studio.views import VIEWS, response_choice, sample_choice
from scratchstudio.studio.window_commands import (
    declare_look,
    declare_time_line,
    declare_training,
    declare_window,
)

LAYOUT_VERSION = 2
FIRST_SIZE = QSize(1600, 980)
TABLES = (".csv", ".tsv", ".txt", ".tab")


class MainWindow(QMainWindow):
    """One document and all that shows it. `close` asks about unsaved work first."""

    def __init__(
        self, document: Document, appearance: Appearance, preferences: PreferenceStore
    ) -> None:
        super().__init__()
        self.document = document
        self.appearance = appearance
        self.preferences = preferences
        self.session = Session(document, self)
        self.actions_registry = Actions(self)
        self.messages = MessageBar(appearance)
        self.files = Files(self)
        self.recovering = Recovering(self)
        self.exports = Exports(self)
        self.imports = Imports(self)
        self.layout_of_docks = Layout(self)
        self._arranged = False
        self._camera: tuple[float, float, float] | None = None
        self.use_look()
        declare_files(self)
        declare_imports(self)
        declare_exports(self)
        self._undo = UndoCommands(document.undo_stack, self.actions_registry, self)
        declare_training(self)
        declare_time_line(self)
        declare_comparing(self)
        self.canvas = CanvasView(document, self.session, appearance, self.actions_registry)
        self.canvas.reduced_motion = preferences.values.reduced_motion
        self.ward = Ward(self)
        declare_look(self)
        declare_window(self)
        self._build()
        self.palette_popup = Palette(self.actions_registry, self)
        self._space = SpaceKey(self)
        self._connect()
        fill_menus(self)
        add_tool_bar(self)
        self.setAcceptDrops(True)
        self._take_size()
        self._title()

    # Building.

    def _build(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        self.messages.lie_over(self.canvas)
        self.setCentralWidget(middle)
        document, session, appearance = self.document, self.session, self.appearance
        self.data_dock = DataDock(document, session, appearance)
        self.inspector = InspectorDock(
            document, session, appearance, self.actions_registry, self.ward.clinic
        )
        self.training = TrainingDock(document, session, appearance, self.actions_registry)
        self.tables = TablesDock(document, session, self.messages.tell, self.ward.clinic)
        history = QUndoView(document.undo_stack)
        history.setEmptyLabel(tr("As opened"))
        history.setAccessibleName(tr("Undo history"))
        self._dock("data", tr("Data"), self.data_dock, tr("What goes in."))
        self._dock("inspector", tr("Inspector"), self.inspector, tr("What is selected."))
        self._dock("training", tr("Training"), self.training, tr("How it learns."))
        self._dock("tables", tr("Tables"), self.tables, tr("Neurons and edges as tables."))
        self._dock("history", tr("History"), history, tr("Every act; click one to go back to it."))
        for view in VIEWS:
            made = view.make(document, session, appearance)
            self._dock(view.key, tr(view.title), made, tr(view.help))
        # A click on a cell of the confusion matrix asks for its samples.
        sample_choice(document).chosen.connect(lambda *_: self.layout_of_docks.show("predictions"))
        # Asking for a neuron's response asks for the map.
        response_choice(document).chosen.connect(
            lambda *_: self.layout_of_docks.show("decision_map")
        )
        self.invitation = QLabel()
        self.statusBar().addWidget(self.invitation, 1)
        self.statusBar().addPermanentWidget(self.ward.badge)
        self.sizes = QLabel()
        self.statusBar().addPermanentWidget(self.sizes)

    def _dock(self, key: str, title: str, widget: QWidget, help_: str) -> None:
        dock = self.layout_of_docks.add(key, title, widget)
        action = self.actions_registry.add(
            f"dock.{key}",
            title,
            partial(self._toggle_dock, key),
            menu="Docks",
            help=help_,
            checked=True,
        )
        dock.visibilityChanged.connect(lambda *_: action.setChecked(not dock.isHidden()))

    def _toggle_dock(self, key: str) -> None:
        self.layout_of_docks.toggle(key)
        dock = self.layout_of_docks.docks[key]
        self.actions_registry[f"dock.{key}"].setChecked(not dock.isHidden())

    def _take_size(self) -> None:
        """As large as the person left the window, at first as large as the screen allows."""
        values = self.preferences.values
        if not self.restoreGeometry(QByteArray(unpacked(values.geometry))):
            self.resize(self._first_size())

    def _first_size(self) -> QSize:
        return FIRST_SIZE.boundedTo(self.screen().availableGeometry().size())

    def show_first(self) -> None:
        """Shows the window; on a small screen it fills it, where its frame would not fit."""
        fresh = not self.preferences.values.geometry
        if fresh and self._first_size() != FIRST_SIZE:
            self.showMaximized()
        else:
            self.show()

    def _arrange(self) -> None:
        """The person's own layout, or that of the first start.

        Only once the window is shown: before, Qt leaves tab bars behind that belong to no dock.
        """
        self.layout_of_docks.keep_size(self.size())
        layout = QByteArray(unpacked(self.preferences.values.layout))
        if self.restoreState(layout, LAYOUT_VERSION):
            QTimer.singleShot(0, self._frame_first)
        else:
            self.layout_of_docks.reset()

    def _frame_first(self) -> None:
        if self._camera is None:
            self.canvas.frame()
        else:
            self.canvas.use_camera(*self._camera)

    def _connect(self) -> None:
        self.layout_of_docks.settled.connect(self._frame_first)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self.session.troubled.connect(self._tell_trouble)
        self.session.endedByItself.connect(lambda why: self.messages.tell(tr(why), "good"))
        self.session.playingChanged.connect(lambda *_: self._title())
        self.files.changed.connect(self._title)
        self.canvas.filesDropped.connect(self.take_files)
        self.data_dock.importRequested.connect(self.imports.ask)
        self.data_dock.picturesRequested.connect(self.imports.ask_pictures)
        self.document.networkChanged.connect(lambda *_: self._count())
        self.document.opened.connect(self._count)
        self._count()

    # What the parts ask of the window.

    def invite(self, sentence: str) -> None:
        """One line in the status bar, until the person acts."""
        self.invitation.setText(sentence)

    def use_look(self) -> None:
        """Dresses the window as the preferences say."""
        before = self.size()
        values = self.preferences.values
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        size = application.property("text") or application.font().pointSizeF()
        application.setProperty("text", size)
        font = application.font()
        font.setPointSizeF(size * values.text / 100)
        application.setFont(font)
        self.appearance.use(THEMES.get(values.theme) or system_theme())
        self.layout_of_docks.make_room(values.text)
        if self.isVisible():
            self.layout_of_docks.keep_size(before)
        self.actions_registry.refresh_icons()

    def _follow_system(self, *_: object) -> None:
        if self.preferences.values.theme == "system":
            self.use_look()

    def change_look(self, **changes: Any) -> None:
        """Changes and keeps a preference of the look."""
        self.preferences.save(**changes)
        self.use_look()
        self.canvas.reduced_motion = self.preferences.values.reduced_motion
        if self.preferences.complaints:
            self.messages.tell(self.preferences.complaints[-1], "warning")

    def view_state(self) -> dict[str, Any]:
        """What a project keeps of the window: the camera, unless all of the drawing is in view."""
        return {} if self.canvas.shows_all() else {"camera": list(self.canvas.camera())}

    def use_view(self, view: Any) -> None:
        """Looks as the project was left; the whole network where that is not known."""
        camera = view.get("camera") if hasattr(view, "get") else None
        self._camera = None
        if isinstance(camera, list) and len(camera) == 3:
            try:
                x, y, scale = (float(v) for v in camera)
            except (TypeError, ValueError):
                return
            self._camera = (x, y, scale)
            self.canvas.use_camera(x, y, scale)

    def take_files(self, names: list[str]) -> None:
        """Opens a dropped project, or imports a dropped table or folder of pictures."""
        for name in names[:1]:
            path = Path(name)
            if path.suffix.lower() == SUFFIX:
                self.files.open(path)
            elif path.suffix.lower() in TABLES:
                self.imports.read(path)
            elif path.is_dir():
                self.imports.read_pictures(path)
            else:
                self.messages.tell(
                    tr(
                        "{} is neither a project nor a table (CSV, TSV), nor a folder of pictures."
                    ).format(path.name)
                )

    def tell_fault(self, sentence: str, details: str) -> None:
        """A fault of the program: told, not fatal."""
        self.messages.tell(
            tr("Something went wrong in ScratchStudio: {}").format(sentence), details=details
        )

    def _tell_trouble(self, error: Exception) -> None:
        if isinstance(error, Divergence):
            self.ward.tell(error)
        else:
            self.messages.tell(str(error), details=str(error.__cause__ or ""))

    def _title(self) -> None:
        self.setWindowTitle(f"{self.files.name}[*] – ScratchStudio")
        self.setWindowModified(self.files.dirty)
        if self.session.playing or not self.document.undo_stack.isClean():
            self.invitation.clear()

    def _count(self) -> None:
        network = self.document.network
        self.sizes.setText(
            tr("{:,} neurons · {:,} edges").format(len(network.neurons), len(network.edges))
        )

    # Qt's events.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._arranged:
            self._arranged = True
            QTimer.singleShot(0, self._arrange)
        self.canvas.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        self.preferences.save(
            geometry=packed(self.saveGeometry()), layout=packed(self.saveState(LAYOUT_VERSION))
        )
        self.session.close()
        self.recovering.close()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_files([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])

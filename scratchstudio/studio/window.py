"""The window: canvas in the middle, docks around it, every command from one registry."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QMainWindow,
    QMenu,
    QTabWidget,
    QToolBar,
    QUndoView,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.engine import Divergence
from scratchstudio.project import SUFFIX
from scratchstudio.studio.actions import Actions
from scratchstudio.studio.canvas import CanvasView
from scratchstudio.studio.docks.data_dock import DataDock
from scratchstudio.studio.docks.inspector_dock import InspectorDock
from scratchstudio.studio.docks.tables_dock import TablesDock
from scratchstudio.studio.docks.training_dock import TrainingDock
from scratchstudio.studio.document import Document
from scratchstudio.studio.exporting import Exports, declare_exports
from scratchstudio.studio.files import Files, declare_files
from scratchstudio.studio.importing import Imports, declare_imports
from scratchstudio.studio.message_bar import MessageBar
from scratchstudio.studio.palette import Palette
from scratchstudio.studio.preferences import PreferenceStore, packed, unpacked
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import THEMES, Appearance, system_theme
from scratchstudio.studio.views import VIEWS
from scratchstudio.studio.window_commands import declare_look, declare_training, declare_window

MENUS = ("File", "Edit", "Select", "Network", "Training", "View", "Help")
LAYOUT_VERSION = 1
TABLES = (".csv", ".tsv", ".txt", ".tab")
RIGHT_VIEWS = ("decision_map", "weights", "predictions", "confusion")


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
        self.exports = Exports(self)
        self.imports = Imports(self)
        self.docks: dict[str, QDockWidget] = {}
        self._camera_given = False
        self._retitle = QTimer(self, singleShot=True, interval=0)
        self._retitle.timeout.connect(self._hide_doubled_titles)
        self.use_look()
        declare_files(self)
        declare_imports(self)
        declare_exports(self)
        self._declare_undo()
        declare_training(self)
        self.canvas = CanvasView(document, self.session, appearance, self.actions_registry)
        self.canvas.reduced_motion = preferences.values.reduced_motion
        declare_look(self)
        declare_window(self)
        self._build()
        self.palette_popup = Palette(self.actions_registry, self)
        self._connect()
        self._fill_menus()
        self.setAcceptDrops(True)
        self._arrange()
        self._title()

    # Building.

    def _declare_undo(self) -> None:
        stack, add = self.document.undo_stack, self.actions_registry.add
        undo = add(
            "edit.undo",
            tr("Undo"),
            stack.undo,
            menu="Edit",
            help=tr("Takes back the last act, training runs included."),
            keys=("Ctrl+Z",),
            symbol="undo",
        )
        redo = add(
            "edit.redo",
            tr("Redo"),
            stack.redo,
            menu="Edit",
            help=tr("Does again what was undone."),
            keys=("Ctrl+Shift+Z", "Ctrl+Y"),
            symbol="redo",
        )
        for action, word, changed, text in (
            (undo, tr("Undo"), stack.undoTextChanged, stack.undoText),
            (redo, tr("Redo"), stack.redoTextChanged, stack.redoText),
        ):
            changed.connect(lambda *_, a=action, w=word, t=text: a.setText(f"{w} {t()}".strip()))
        stack.canUndoChanged.connect(lambda *_: self._allow_undo())
        stack.canRedoChanged.connect(lambda *_: self._allow_undo())
        self._allow_undo()

    def _allow_undo(self) -> None:
        stack, allow = self.document.undo_stack, self.actions_registry.allow
        allow("edit.undo", None if stack.canUndo() else tr("There is nothing to undo."))
        allow("edit.redo", None if stack.canRedo() else tr("There is nothing to redo."))

    def _build(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.canvas, 1)
        self.setCentralWidget(middle)
        options = QMainWindow.DockOption
        self.setDockOptions(
            options.AnimatedDocks
            | options.AllowNestedDocks
            | options.AllowTabbedDocks
            | options.GroupedDragging
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        document, session, appearance = self.document, self.session, self.appearance
        self.data_dock = DataDock(document, session, appearance)
        self.inspector = InspectorDock(document, session, appearance)
        self.training = TrainingDock(document, session, appearance, self.actions_registry)
        self.tables = TablesDock(document, session, self.messages.tell)
        history = QUndoView(document.undo_stack)
        history.setEmptyLabel(tr("As opened"))
        history.setAccessibleName(tr("Undo history"))
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        self._dock("data", tr("Data"), self.data_dock, left)
        self._dock("inspector", tr("Inspector"), self.inspector, right)
        self._dock("training", tr("Training"), self.training, bottom)
        for view in VIEWS:
            if view.key != "loss":
                made = view.make(document, session, appearance)
                self._dock(view.key, tr(view.title), made, right).setToolTip(tr(view.help))
        self._dock("tables", tr("Tables"), self.tables, bottom)
        self._dock("history", tr("History"), history, right)
        self.invitation = QLabel()
        self.statusBar().addWidget(self.invitation, 1)
        self.sizes = QLabel()
        self.statusBar().addPermanentWidget(self.sizes)
        self._tool_bar()

    def _dock(self, key: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock.{key}")
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        self.docks[key] = dock
        dock.topLevelChanged.connect(lambda *_: self._retitle.start())
        dock.visibilityChanged.connect(lambda *_: self._retitle.start())
        dock.dockLocationChanged.connect(lambda *_: self._retitle.start())
        return dock

    def _hide_doubled_titles(self) -> None:
        """A dock among tabs has its name on the tab; it needs no title above it as well."""
        for dock in self.docks.values():
            tabbed = bool(self.tabifiedDockWidgets(dock)) and not dock.isFloating()
            if tabbed and dock.titleBarWidget() is None:
                dock.setTitleBarWidget(QWidget(dock))
            elif not tabbed and dock.titleBarWidget() is not None:
                dock.setTitleBarWidget(None)

    def _arrange(self) -> None:
        """The layout of the first start, then the person's own if there is one."""
        self.reset_layout()
        values = self.preferences.values
        if values.geometry:
            self.restoreGeometry(QByteArray(unpacked(values.geometry)))
        else:
            room = self.screen().availableGeometry()
            self.resize(min(1600, room.width() - 20), min(980, room.height() - 40))
        if values.layout:
            self.restoreState(QByteArray(unpacked(values.layout)), LAYOUT_VERSION)

    def reset_layout(self) -> None:
        """Puts every dock where it was at the first start."""
        docks = self.docks
        places = {
            "data": Qt.DockWidgetArea.LeftDockWidgetArea,
            "training": Qt.DockWidgetArea.BottomDockWidgetArea,
            "tables": Qt.DockWidgetArea.BottomDockWidgetArea,
        }
        for key, dock in docks.items():
            dock.setFloating(False)
            self.addDockWidget(places.get(key, Qt.DockWidgetArea.RightDockWidgetArea), dock)
            dock.show()
        self.splitDockWidget(docks["inspector"], docks["decision_map"], Qt.Orientation.Vertical)
        for key in RIGHT_VIEWS[1:]:
            self.tabifyDockWidget(docks["decision_map"], docks[key])
        self.tabifyDockWidget(docks["inspector"], docks["history"])
        self.tabifyDockWidget(docks["training"], docks["tables"])
        for key in ("decision_map", "inspector", "training"):
            docks[key].raise_()
        QTimer.singleShot(0, self._share_room)

    def _share_room(self) -> None:
        docks, width, height = self.docks, self.width(), self.height()
        side = Qt.Orientation.Horizontal
        self.resizeDocks(
            [docks["data"], docks["decision_map"]], [int(width * 0.2), int(width * 0.27)], side
        )
        self.resizeDocks([docks["training"]], [int(height * 0.3)], Qt.Orientation.Vertical)
        self.resizeDocks(
            [docks["inspector"], docks["decision_map"]],
            [int(height * 0.38), int(height * 0.56)],
            Qt.Orientation.Vertical,
        )
        # Only now is the canvas as large as it stays.
        QTimer.singleShot(0, self._frame_first)

    def _frame_first(self) -> None:
        if not self._camera_given:
            self.canvas.frame()

    def _tool_bar(self) -> None:
        bar = QToolBar(tr("Tools"))
        bar.setObjectName("tools")
        bar.setMovable(False)
        groups = (
            ("file.new", "file.open", "file.save"),
            ("edit.undo", "edit.redo"),
            ("network.add", "network.add_layer", "network.layout"),
            ("view.frame",),
            ("window.palette",),
        )
        known = {entry.key for entry in self.actions_registry}
        for group in groups:
            for key in group:
                if key in known:
                    bar.addAction(self.actions_registry[key])
            bar.addSeparator()
        self.addToolBar(bar)

    def _fill_menus(self) -> None:
        menus: dict[str, QMenu] = {}
        for name in MENUS:
            menus[name] = self.menuBar().addMenu(tr(name))
            menus[name].setToolTipsVisible(True)
        export = QMenu(tr("Export"), self)
        recent = QMenu(tr("Open recent"), self)
        recent.aboutToShow.connect(lambda: self._list_recent(recent))
        theme, text = QMenu(tr("Theme"), self), QMenu(tr("Text size"), self)
        inner = {"Export": export, "Theme": theme, "Text size": text}
        for entry in self.actions_registry:
            if entry.menu not in inner and entry.menu not in menus:
                menus[entry.menu] = self.menuBar().addMenu(tr(entry.menu))
            (inner.get(entry.menu) or menus[entry.menu]).addAction(entry.action)
            self.addAction(entry.action)
        menus["File"].insertMenu(self.actions_registry["file.save"], recent)
        menus["File"].insertMenu(self.actions_registry["file.quit"], export)
        menus["View"].addSeparator()
        menus["View"].addMenu(theme)
        menus["View"].addMenu(text)
        windows = menus["View"].addMenu(tr("Docks"))
        for dock in self.docks.values():
            windows.addAction(dock.toggleViewAction())

    def _list_recent(self, menu: QMenu) -> None:
        menu.clear()
        for name in self.preferences.values.recent:
            action = QAction(Path(name).name, menu)
            action.setToolTip(name)
            action.triggered.connect(lambda *_, n=name: self.files.open(Path(n)))
            menu.addAction(action)
        if menu.isEmpty():
            menu.addAction(tr("None yet")).setEnabled(False)

    def _connect(self) -> None:
        self.session.troubled.connect(self._tell_trouble)
        self.session.playingChanged.connect(lambda *_: self._title())
        self.files.changed.connect(self._title)
        self.canvas.filesDropped.connect(self.take_files)
        self.data_dock.importRequested.connect(self.imports.ask)
        self.document.networkChanged.connect(lambda *_: self._count())
        self.document.opened.connect(self._count)
        self._count()

    # What the parts ask of the window.

    def invite(self, sentence: str) -> None:
        """One line in the status bar, until the person acts."""
        self.invitation.setText(sentence)

    def use_look(self) -> None:
        """Dresses the window as the preferences say."""
        values = self.preferences.values
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        size = application.property("text") or application.font().pointSizeF()
        application.setProperty("text", size)
        font = application.font()
        font.setPointSizeF(size * values.text / 100)
        application.setFont(font)
        self.appearance.use(THEMES.get(values.theme) or system_theme())
        self.actions_registry.refresh_icons()

    def change_look(self, **changes: Any) -> None:
        """Changes and keeps a preference of the look."""
        self.preferences.save(**changes)
        self.use_look()
        self.canvas.reduced_motion = self.preferences.values.reduced_motion
        if self.preferences.complaints:
            self.messages.tell(self.preferences.complaints[-1], "warning")

    def view_state(self) -> dict[str, Any]:
        """What a project keeps of the window: the camera."""
        return {"camera": list(self.canvas.camera())}

    def use_view(self, view: Any) -> None:
        """Looks as the project was left; the whole network where that is not known."""
        camera = view.get("camera") if hasattr(view, "get") else None
        if isinstance(camera, list) and len(camera) == 3:
            try:
                x, y, scale = (float(v) for v in camera)
            except (TypeError, ValueError):
                return
            self._camera_given = True
            self.canvas.use_camera(x, y, scale)

    def take_files(self, names: list[str]) -> None:
        """Opens a dropped project, or imports a dropped table."""
        for name in names[:1]:
            path = Path(name)
            if path.suffix.lower() == SUFFIX:
                self.files.open(path)
            elif path.suffix.lower() in TABLES:
                self.imports.read(path)
            else:
                self.messages.tell(
                    tr("{} is neither a project nor a table (CSV, TSV).").format(path.name)
                )

    def tell_fault(self, sentence: str, details: str) -> None:
        """A fault of the program: told, not fatal."""
        self.messages.tell(
            tr("Something went wrong in ScratchStudio: {}").format(sentence), details=details
        )

    def _tell_trouble(self, error: Exception) -> None:
        offer = None
        if isinstance(error, Divergence):
            offer = (tr("Continue with half the learning rate"), self._halve_rate)
        self.messages.tell(str(error), offer=offer, details=str(error.__cause__ or ""))

    def _halve_rate(self) -> None:
        settings = self.document.settings
        self.document.change(
            tr("Halve the learning rate"),
            settings=replace(settings, learning_rate=settings.learning_rate / 2),
        )
        self.session.play()

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
        self.canvas.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        self.preferences.save(
            geometry=packed(self.saveGeometry()), layout=packed(self.saveState(LAYOUT_VERSION))
        )
        self.session.close()
        self.files.forget_recovery()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_files([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])

"""A document, its session and an appearance, as the window has them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from scratchstudio.project import start_project
from scratchstudio.studio.document import Document
from scratchstudio.studio.preferences import PreferenceStore
from scratchstudio.studio.session import Session
from scratchstudio.studio.theme import LIGHT, Appearance
from scratchstudio.studio.window import MainWindow

# A busy machine may take its time; only what never comes is to fail.
for _wait in (QtBot.waitUntil, QtBot.waitSignal):
    _wait.__kwdefaults__["timeout"] = 20_000


@pytest.fixture(autouse=True)
def no_widgets_left() -> Iterator[None]:
    """Widgets that are to be deleted later are deleted now, or each new style dresses them all."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def no_key_held(qapp: QApplication) -> None:
    """Qt remembers the modifiers of the last event it was sent, also from the test before."""
    if QApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        QTest.keyRelease(QWidget(), Qt.Key.Key_Control)
    assert QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier


@pytest.fixture
def appearance(qapp) -> Appearance:
    dressed = Appearance()
    dressed.use(LIGHT)
    return dressed


@pytest.fixture
def document(qapp) -> Document:
    return Document(start_project())


@pytest.fixture
def session(qapp, document) -> Iterator[Session]:
    training = Session(document)
    yield training
    training.close()


@pytest.fixture
def store(tmp_path) -> PreferenceStore:
    return PreferenceStore(tmp_path / "preferences.json")


@pytest.fixture
def window(qtbot, qapp, store) -> Iterator[MainWindow]:
    made = MainWindow(Document(start_project()), Appearance(), store)
    made.resize(1366, 768)
    made.show()
    qtbot.waitUntil(lambda: made.session.frame is not None)
    yield made
    made.document.undo_stack.setClean()
    made.session.pause()
    made.document.undo_stack.setClean()
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)

"""A document, its session and an appearance, as the window has them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from scratchstudio.project import start_project
from scratchstudio.studio.document import Document
from scratchstudio.studio.session import Session
from scratchstudio.studio.theme import LIGHT, Appearance


@pytest.fixture(autouse=True)
def no_widgets_left() -> Iterator[None]:
    """Widgets that are to be deleted later are deleted now, or each new style dresses them all."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


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

"""Exporting from the window: asks where, writes off the GUI thread, tells how the file compares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QObject,
    QRunnable,
    QSize,
    Qt,
    QThreadPool,
    Signal,
)
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog

from scratchstudio.atomic import write_atomically
from scratchstudio.data import Prepared
from scratchstudio.errors import ExportError, ScratchStudioError
from scratchstudio.export import EXPORTERS, Exporter, Report, export, model_of, svg_text
from scratchstudio.network import Network
from scratchstudio.project import feed
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.window import MainWindow

MOST_SAMPLES = 1000
"""Rows on which an export is compared with the engine."""
PNG_SCALE = 2.0
LARGEST_PNG = 8000
"""Pixels on the longer side."""


@dataclass(frozen=True)
class Answer:
    """How an export went: a report, or the sentence of what went wrong."""

    path: Path
    report: Report | None
    problem: str = ""


class _Told(QObject):
    done = Signal(object)


class _Job(QRunnable):
    """Work on another thread; `told.done` brings its answer back."""

    def __init__(self, work: Callable[[], Answer]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.told = _Told()
        self._work = work

    def run(self) -> None:
        self.told.done.emit(self._work())


class Exports(QObject):
    """The export commands of the window."""

    finished = Signal(object)
    """An Answer, once a file is written or refused."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._jobs: set[_Job] = set()

    def ask(self, exporter: Exporter) -> None:
        """Asks for a file name, then exports in the exporter's format."""
        start = f"{self._window.files.name}{exporter.suffix}"
        wanted = f"{exporter.label} (*{exporter.suffix})"
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Export"), start, wanted)
        if name:
            self.write(_with_suffix(Path(name), exporter.suffix), exporter.key)

    def ask_png(self) -> None:
        """Asks for a file name, then writes the network as a picture."""
        start = f"{self._window.files.name}.png"
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Export"), start, "PNG (*.png)")
        if name:
            self.write_png(_with_suffix(Path(name), ".png"))

    def write(self, path: Path, key: str) -> None:
        """Exports the network as it is now; the message bar tells how it went."""
        network, prepared = self._window.session.network(), self._window.document.prepared
        job = _Job(partial(_export, network, prepared, path, key))
        self._jobs.add(job)
        job.told.done.connect(
            lambda answer: self._tell(job, answer), Qt.ConnectionType.QueuedConnection
        )
        QThreadPool.globalInstance().start(job)

    def write_png(self, path: Path) -> None:
        """Paints the network's SVG as a PNG, reads it back and tells how it went."""
        try:
            size = write_png(self._window.session.network(), path, self._window.files.name)
        except ScratchStudioError as error:
            self._window.messages.tell(str(error))
            return
        self._window.messages.tell(
            tr("Wrote {}: {} × {} pixels, read back as painted.").format(
                path.name, size.width(), size.height()
            ),
            "good",
        )

    def _tell(self, job: _Job, answer: Answer) -> None:
        self._jobs.discard(job)
        if answer.report is None:
            self._window.messages.tell(answer.problem)
        else:
            report = answer.report
            self._window.messages.tell(
                tr(
                    "Wrote {}. Read back with {} and compared with the engine on {:,} samples: "
                    "largest difference {:.1e}."
                ).format(
                    report.path.name,
                    report.checked_with,
                    report.samples,
                    report.largest_difference,
                ),
                "good",
            )
        self.finished.emit(answer)


def _export(network: Network, prepared: Prepared | None, path: Path, key: str) -> Answer:
    try:
        if prepared is None:
            raise ExportError("The data can't be prepared, so the export can't be compared.")
        fed = feed(network, prepared)
        raw = np.concatenate([prepared.raw_held_out_inputs, prepared.raw_train_inputs])
        report = export(model_of(network, prepared), path, raw[:MOST_SAMPLES, fed.features], key)
    except ScratchStudioError as error:
        return Answer(path, None, str(error))
    return Answer(path, report)


def write_png(network: Network, path: Path, title: str = "") -> QSize:
    """Writes the network as a PNG and returns its size. Raises ExportError."""
    renderer = QSvgRenderer(QByteArray(svg_text(network, title).encode()))
    size = renderer.defaultSize() * PNG_SCALE
    longest = max(size.width(), size.height())
    if longest > LARGEST_PNG:
        size = size * (LARGEST_PNG / longest)
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    data = QByteArray()
    _save_png(image, data)
    try:
        write_atomically(path, data.data())
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportError(f"“{path}” can't be written: {reason}. Choose another place.") from error
    back = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    if back != image:
        raise ExportError(f"“{path}” did not read back as it was painted. Try another place.")
    return size


def _save_png(image: QImage, data: QByteArray) -> None:
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):
        raise ExportError("The picture can't be turned into a PNG; it may be too large.")


def _with_suffix(path: Path, suffix: str) -> Path:
    return path if path.name.lower().endswith(suffix) else path.with_name(path.name + suffix)


def declare_exports(window: MainWindow) -> None:
    """The commands of the menu Export."""
    add = window.actions_registry.add
    for exporter in EXPORTERS.values():
        add(
            f"export.{exporter.key}",
            tr("{} ({})…").format(tr(exporter.label), exporter.suffix),
            partial(window.exports.ask, exporter),
            menu="Export",
            help=tr(exporter.help),
            symbol="export",
        )
    add(
        "export.png",
        tr("PNG picture…"),
        window.exports.ask_png,
        menu="Export",
        help=tr("The network as a picture, at twice its size."),
        symbol="export",
    )

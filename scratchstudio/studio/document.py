"""The document: what is open, its undo stack and the selection.

Everything that can be undone is one frozen `Content`; a command keeps the content before and after,
nothing clever. While training runs the engine owns the weights: the content keeps those of the
moment when it began, edits in between are recorded on top of them, and when training pauses the
change of the weights becomes one entry of its own ("Train 1,240 steps").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from scratchstudio.data import Prepared, Recipe, Source, prepare
from scratchstudio.engine import LOSSES, TrainerState, TrainingSettings, carry_state, compile
from scratchstudio.errors import EngineError, ScratchStudioError
from scratchstudio.network import Network, settled, with_values_from
from scratchstudio.project import PastRun, Project, fit_network, suggested

MOST_UNDO = 500


@dataclass(frozen=True, eq=False)
class Run:
    """A trainer's state, and the network whose wiring it fits."""

    state: TrainerState
    network: Network


@dataclass(frozen=True, eq=False)
class Content:
    """All that undo covers. `run` is None before the first step; `start` holds the weights then."""

    network: Network
    source: Source
    recipe: Recipe
    settings: TrainingSettings
    start: Network
    run: Run | None = None

    @staticmethod
    def of(project: Project) -> Content:
        run = None if project.state is None else Run(project.state, project.network)
        return Content(
            project.network,
            project.source,
            project.recipe,
            project.settings,
            project.start,
            run,
        )


def carried(run: Run, network: Network, precision: str) -> TrainerState | None:
    """The run's state as one that fits `network`; None where the drawing cannot be computed."""
    if run.network is network or run.network.same_wiring(network):
        return run.state
    try:
        return carry_state(run.state, compile(run.network, precision), compile(network, precision))
    except EngineError:
        return None


def loss_for(task: str, loss: str) -> str:
    """The loss to train on this task: `loss` where it suits, else the one suggested for it."""
    suggestion, _ = suggested(task)
    fits_any_output = LOSSES[loss].output_activation is None and loss != "hinge"
    return loss if task == "regression" and fits_any_output else suggestion


class Change(QUndoCommand):
    """One act of the person. Acts with the same merge key in a row become one."""

    def __init__(self, document: Document, text: str, after: Content, merge: str | None) -> None:
        # In a name, a new line would part what the history shows from what the menu shows.
        super().__init__(" ".join(text.split()))
        self._document = document
        self._before = document.content
        self._after = after
        self._merge = merge

    def redo(self) -> None:
        self._document.show_content(self._after)

    def undo(self) -> None:
        self._document.show_content(self._before)

    def id(self) -> int:
        return -1 if self._merge is None else hash(self._merge) & 0x3FFFFFFF

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, Change) or other._merge != self._merge:
            return False
        self._after = other._after
        self.setText(other.text())
        return True


class Document(QObject):
    """What is open. Widgets read it, listen to it, and change it through `change` and `draw`."""

    changed = Signal(object, object)
    """The content before and after; the finer signals below follow it."""
    networkChanged = Signal(object, object)
    """The network before and after."""
    partsChanged = Signal()
    """There are other neurons or edges, or they have other names: what can be chosen from."""
    dataChanged = Signal()
    """Source or recipe, and so `prepared`, are others."""
    settingsChanged = Signal()
    runChanged = Signal()
    """The training state was replaced: reset, undone training, another project."""
    selectionChanged = Signal()
    opened = Signal()
    """Another project was opened; everything may differ."""

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(MOST_UNDO)
        self._content = Content.of(project)
        self._project = project
        self._selection: frozenset[int] = frozenset()
        self._prepare()

    @property
    def content(self) -> Content:
        return self._content

    @property
    def network(self) -> Network:
        return self._content.network

    @property
    def settings(self) -> TrainingSettings:
        return self._content.settings

    @property
    def prepared(self) -> Prepared | None:
        """The data as the network gets them, or None when they cannot be prepared."""
        return self._prepared

    @property
    def data_error(self) -> str:
        """Why `prepared` is None, as a sentence; "" while all is well."""
        return self._data_error

    @property
    def selection(self) -> frozenset[int]:
        """Ids of the selected neurons, edges and frames."""
        return self._selection

    def select(self, ids: Iterable[int]) -> None:
        """Makes these neurons, edges and frames the selection; unknown ids are left out."""
        network = self.network
        frames = {frame.id for frame in network.frames}
        chosen = frozenset(
            int(i) for i in ids if i in network.neurons or i in network.edges or i in frames
        )
        if chosen != self._selection:
            self._selection = chosen
            self.selectionChanged.emit()

    def change(self, text: str, *, merge: str | None = None, **fields: Any) -> None:
        """One undoable act: `text` is its name in the undo history, `fields` are Content's."""
        self.undo_stack.push(Change(self, text, replace(self._content, **fields), merge))

    def draw(
        self,
        text: str,
        network: Network,
        *,
        merge: str | None = None,
        touched: Iterable[int] = (),
    ) -> None:
        """One undoable edit of the network. Before the first step, it is also the new start.

        `touched` are ids whose value the person typed: while training runs they take that value
        even where it happens to equal the one from before training.
        """
        network = settled(self.network, network)
        self.touched = frozenset(touched)
        self.change(text, merge=merge, network=network, start=self._start_of(network))
        self.touched = frozenset()

    def change_data(
        self, text: str, source: Source, recipe: Recipe, *, merge: str | None = None
    ) -> None:
        """One undoable change of the data, to which the network is fitted where they need it.

        Where inputs, outputs or task are others than before, the network gets the inputs and
        outputs they ask for, and the loss becomes one that suits the task. Data that cannot be
        prepared leave the network alone; `data_error` says why.
        """
        fields: dict[str, Any] = {"source": source, "recipe": recipe}
        try:
            prepared = prepare(source.table(), recipe)
        except ScratchStudioError:
            prepared = None
        if prepared is not None and not _alike(prepared, self._prepared):
            fields |= self._fitted(prepared)
        self.change(text, merge=merge, **fields)

    def fit_to_data(self, text: str) -> None:
        """One undoable act: exactly the inputs and outputs of the data, and a loss that suits."""
        if self._prepared is not None:
            self.change(text, **self._fitted(self._prepared))

    def _fitted(self, prepared: Prepared) -> dict[str, Any]:
        """The fields of the content with the network and the loss that these data ask for."""
        settings = self._content.settings
        network = fit_network(self._content.network, prepared, settings.initialiser, settings.seed)
        network = settled(self._content.network, network)
        return {
            "network": network,
            "start": self._start_of(network),
            "settings": replace(settings, loss=loss_for(prepared.task, settings.loss)),
        }

    def _start_of(self, network: Network) -> Network:
        """The start weights for an edited network; before the first step it is its own start."""
        if self._content.run is None and not self.training:
            return network
        return with_values_from(network, self._content.start)

    training = False
    """True while the engine owns the weights; set by the session."""
    touched: frozenset[int] = frozenset()
    """Ids whose values the edit under way sets, whatever they were."""

    def show_content(self, content: Content) -> None:
        """Puts this content up and tells everyone what differs. For commands; see `change`."""
        before, self._content = self._content, content
        if content.source is not before.source or content.recipe != before.recipe:
            self._prepare()
        self.changed.emit(before, content)
        if content.source is not before.source or content.recipe != before.recipe:
            self.dataChanged.emit()
        if content.settings != before.settings:
            self.settingsChanged.emit()
        if content.network is not before.network:
            self.networkChanged.emit(before.network, content.network)
            if not _same_parts(before.network, content.network):
                self.partsChanged.emit()
            self.select(self._selection)
        if content.run is not before.run:
            self.runChanged.emit()

    def open(self, project: Project) -> None:
        """Replaces everything by `project`; the undo history begins anew."""
        self._project = project
        self._content = Content.of(project)
        self._selection = frozenset()
        self.undo_stack.clear()
        self._prepare()
        self.opened.emit()

    @property
    def past_runs(self) -> tuple[PastRun, ...]:
        """The kept runs that were saved with the project."""
        return self._project.runs

    @property
    def present_run(self) -> PastRun | None:
        """The time line that was saved with the project."""
        return self._project.present

    def project(
        self,
        run: Run | None,
        view: dict[str, Any],
        runs: tuple[PastRun, ...] = (),
        present: PastRun | None = None,
    ) -> Project:
        """What to save: the content, the trainer's state, the window's look, runs, time line."""
        content = self._content
        state = None if run is None else carried(run, content.network, content.settings.precision)
        return replace(
            self._project,
            network=content.network,
            source=content.source,
            recipe=content.recipe,
            settings=content.settings,
            start=content.start,
            state=state,
            view=view,
            runs=runs,
            present=present,
        )

    def _prepare(self) -> None:
        self._prepared: Prepared | None = None
        self._data_error = ""
        try:
            self._prepared = prepare(self._content.source.table(), self._content.recipe)
        except ScratchStudioError as error:
            self._data_error = str(error)


def _same_parts(one: Network, other: Network) -> bool:
    return all(
        a is b or np.array_equal(a, b)
        for a, b in (
            *(
                (getattr(one.neurons, column), getattr(other.neurons, column))
                for column in ("id", "kind", "name", "column")
            ),
            *(
                (getattr(one.edges, column), getattr(other.edges, column))
                for column in ("id", "source", "target")
            ),
        )
    )


def _alike(one: Prepared, other: Prepared | None) -> bool:
    """Whether a network for the one is a network for the other."""
    return other is not None and (one.task, one.features, one.outputs) == (
        other.task,
        other.features,
        other.outputs,
    )

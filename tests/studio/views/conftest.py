"""A stage for views: a real document and a real trainer, but one step at a time and no thread."""

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from scratchstudio.data import Column, GeneratedSource, Recipe, SampleSource, Table, TableSource
from scratchstudio.engine import Keyframe, TrainingSettings
from scratchstudio.evaluate import score
from scratchstudio.network import Kind, set_edges, set_neurons
from scratchstudio.project import Project, new_project
from scratchstudio.studio.document import Document
from scratchstudio.studio.moment import Frame, Moment
from scratchstudio.studio.retrain import build


class Stage(QObject):
    """Stands in for the session: the same signals and attributes, frames when a test asks."""

    frameReady = Signal(object)
    playingChanged = Signal(bool)
    problemChanged = Signal(str)
    troubled = Signal(object)
    runEnded = Signal(object)
    kept = Signal(object)

    def __init__(self, project):
        super().__init__()
        self.document = Document(project, self)
        self.frame = None
        self.playing = False
        self.problem = ""
        self.probes = {}
        self.asked = []
        self.adopt()

    def set_probe(self, key, probe):
        self.asked.append((key, probe))
        self.probes.pop(key, None)
        if probe is not None:
            self.probes[key] = probe
            self.publish()

    def weights(self):
        return self.frame.snapshot.weights

    def biases(self):
        return self.frame.snapshot.biases

    def train(self, steps):
        self.trainer.advance(steps=steps)
        self.publish()

    def set_parameters(self, vector):
        self.trainer.set_parameters(vector)
        self.publish()

    def adopt(self):
        """What the worker does after an edit."""
        self.prepared = self.document.prepared
        self.trainer, self.fed = build(self.document.content, self.document.prepared)
        self.publish()

    def moment(self):
        snapshot = self.trainer.snapshot()
        return Moment(
            program=self.trainer.program,
            parameters=self.trainer.parameters,
            network=snapshot.network.with_parameters(snapshot.weights, snapshot.biases),
            prepared=self.prepared,
            fed=self.fed,
            settings=self.trainer.settings,
            history=self.trainer.history,
            snapshot=snapshot,
            update=self.trainer.last_update,
        )

    def publish(self):
        moment = self.moment()
        self.frame = Frame(
            snapshot=self.trainer.snapshot(),
            playing=self.playing,
            steps_per_second=0.0,
            training_score=self._score(self.fed.train_inputs, self.fed.train_targets),
            held_out_score=self._score(self.fed.held_out_inputs, self.fed.held_out_targets),
            history=self.trainer.history,
            probes={key: probe(moment) for key, probe in self.probes.items()},
        )
        self.kept.emit(Keyframe.of(self.frame.snapshot, self.trainer.state()))
        self.frameReady.emit(self.frame)

    def _score(self, inputs, targets):
        if not len(inputs):
            return None
        outputs = self.trainer.program.forward(inputs, self.trainer.parameters)
        return score(self.prepared.task, outputs, targets)

    def fail(self, problem):
        self.problem = problem
        self.problemChanged.emit(problem)


@pytest.fixture
def stage(qapp):
    """Makes a stage for a project."""
    made = []

    def make(project: Project) -> Stage:
        made.append(Stage(project))
        return made[-1]

    return make


@pytest.fixture
def show(qtbot, appearance):
    """Makes a view and shows it, at a size that a dock has."""

    def make(view, stage: Stage, size=(520, 360)):
        widget = view(stage.document, stage, appearance)
        qtbot.addWidget(widget)
        widget.resize(*size)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return make


@pytest.fixture
def divided(stage) -> Stage:
    """200 samples on x1 from 0 to 10 and x2 from 0 to 1, class "left" below x1 = 5, one neuron."""
    rng = np.random.default_rng(0)
    x1, x2 = rng.uniform(0, 10, 200), rng.uniform(0, 1, 200)
    label = Column("side", (x1 > 5).astype(float), ("left", "right"))
    table = Table("divided", (Column("x1", x1), Column("x2", x2), label))
    project = new_project(TableSource(table), Recipe(("x1", "x2"), ("side",)), hidden=())
    set_up = stage(project)
    network = set_up.document.network
    scaling = set_up.document.prepared.scaling
    edges = network.edges.id.tolist()
    [output] = network.neurons.id[network.neurons.kind == Kind.OUTPUT].tolist()
    # Steep in x1 alone, and one half exactly at 5.
    network = set_edges(network, edges, weight=[20.0 * scaling.scale[0], 0.0])
    network = set_neurons(network, [output], bias=20.0 * (scaling.mean[0] - 5.0))
    set_up.document.draw("By hand", network)
    set_up.adopt()
    return set_up


@pytest.fixture
def iris(stage) -> Stage:
    """Iris with one hidden layer of four."""
    return stage(new_project(SampleSource("iris"), hidden=(4,)))


@pytest.fixture
def plane(stage) -> Stage:
    """The regression plane with one hidden layer of three."""
    settings = TrainingSettings(learning_rate=0.03)
    return stage(new_project(GeneratedSource("plane", 300), hidden=(3,), settings=settings))

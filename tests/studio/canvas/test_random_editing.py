"""Whatever a person does in whatever order: the canvas shows the document, and undo leads back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scratchstudio.errors import ScratchStudioError
from scratchstudio.network import EMPTY, Kind, Network, levels
from scratchstudio.studio.canvas.editor import Editor

PLACES = st.tuples(st.integers(-30, 30), st.integers(-30, 30))
ACTS = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(list(Kind)), PLACES),
    st.tuples(st.just("connect"), st.integers(0, 99), st.integers(0, 99)),
    st.tuples(st.just("layer"), st.integers(1, 4), st.integers(0, 99)),
    st.tuples(st.just("remove"), st.integers(0, 99), st.booleans()),
    st.tuples(st.just("move"), st.integers(0, 99), PLACES),
    st.tuples(st.just("duplicate"), st.integers(0, 99), st.integers(0, 99)),
    st.tuples(st.just("paste"), st.integers(0, 99), st.booleans()),
    st.tuples(st.just("weight"), st.integers(0, 99), st.integers(-5, 5)),
    st.tuples(st.just("tie"), st.integers(0, 99), st.booleans()),
    st.tuples(st.just("split"), st.integers(0, 99), PLACES),
    st.tuples(st.just("replug"), st.integers(0, 99), st.integers(0, 99)),
    st.tuples(st.just("mute"), st.integers(0, 99), st.booleans()),
    st.tuples(st.just("layout"), st.just(0), st.just(0)),
    st.tuples(st.just("undo"), st.just(0), st.just(0)),
    st.tuples(st.just("redo"), st.just(0), st.just(0)),
)


class Person:
    """Does an act with the things that happen to be there."""

    def __init__(self, editor: Editor) -> None:
        self.editor = editor
        self.document = editor.document
        self.said = "."

    @property
    def network(self) -> Network:
        return self.document.network

    def neuron(self, number: int) -> int:
        ids = self.network.neurons.id
        return int(ids[number % len(ids)])

    def edge(self, number: int) -> int:
        ids = self.network.edges.id
        return int(ids[number % len(ids)])

    def does(self, act: str, first, second) -> None:
        needs_edge = act in ("weight", "tie", "split", "replug")
        needs_neuron = act in ("connect", "move", "duplicate", "paste")
        if needs_edge and not len(self.network.edges):
            return
        if needs_neuron and not len(self.network.neurons):
            return
        if act == "layout" and not len(self.network.neurons):
            return
        try:
            getattr(self, act)(first, second)
        except ScratchStudioError as error:
            self.said = str(error)

    def add(self, kind, place):
        self.editor.add(kind, np.array(place) * 10.0)

    def connect(self, source, target):
        self.editor.connect(self.neuron(source), self.neuron(target))

    def layer(self, count, _):
        self.editor.add_layer(count, "tanh")

    def remove(self, number, of_edges):
        part = self.network.edges if of_edges else self.network.neurons
        if len(part):
            self.editor.remove([int(part.id[number % len(part)])])

    def move(self, number, place):
        self.editor.move([self.neuron(number)], [np.array(place) * 10.0])

    def duplicate(self, first, second):
        self.document.select({self.neuron(first), self.neuron(second)})
        self.editor.duplicate()

    def paste(self, number, outside):
        self.document.select([self.neuron(number)])
        self.editor.paste_text(self.editor.copy_text(), (50.0, 50.0), outside=outside)

    def weight(self, number, value):
        self.editor.set_weight([self.edge(number)], value / 2)

    def tie(self, number, again):
        self.document.select({self.edge(number), self.edge(number + 1)})
        if again:
            self.editor.untie()
        else:
            self.editor.tie()

    def split(self, number, place):
        self.editor.split(self.edge(number), np.array(place) * 10.0)

    def replug(self, number, target):
        self.editor.replug(self.edge(number), self.neuron(target))

    def mute(self, number, of_edge):
        part = self.network.edges if of_edge else self.network.neurons
        if len(part):
            self.document.select([int(part.id[number % len(part)])])
            self.editor.toggle_flag("muted", "Mute")

    def layout(self, _, __):
        self.editor.move(self.network.neurons.id, self.editor.layout([]))

    def undo(self, _, __):
        self.document.undo_stack.undo()

    def redo(self, _, __):
        self.document.undo_stack.redo()


@pytest.fixture
def hands(show):
    return show(EMPTY)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(ACTS, max_size=25))
def test_canvas_and_document_agree_and_undo_leads_back(hands, acts):
    document, canvas = hands.document, hands.canvas
    document.undo_stack.setIndex(0)
    document.undo_stack.clear()
    first = document.network
    person = Person(canvas.editor)
    for act in acts:
        person.does(*act)
        assert person.said.endswith("."), "a refusal is a sentence"
        network = document.network
        levels(network)
        assert canvas.picture.network is network
        assert np.array_equal(canvas.picture.position, network.neurons.position)
        assert all(i in network.neurons or i in network.edges for i in document.selection)
        assert_hits_agree(canvas)
    canvas.grab()
    document.undo_stack.setIndex(document.undo_stack.count())
    last = document.network
    document.undo_stack.setIndex(0)
    assert document.network.same(first)
    document.undo_stack.setIndex(document.undo_stack.count())
    assert document.network.same(last)
    document.undo_stack.setIndex(0)


def assert_hits_agree(canvas) -> None:
    """Where a neuron is drawn, a neuron with that centre is hit."""
    picture = canvas.picture
    for id_ in picture.network.neurons.id[-3:].tolist():
        hit = picture.hit(canvas.viewport, canvas.viewport.to_screen(picture.place(id_)))
        assert hit is not None
        assert np.allclose(picture.place(hit.id), picture.place(id_), atol=60)

"""Whatever a person does in whatever order: document, canvas, tables and program are one drawing.

Hypothesis edits as a person does, with the mouse, the keys and the commands, and does the same to a
plain drawing of dicts (`plain_drawing`). After every act all four must show what the plain one
holds; in the end undo leads back to the first network and redo to the last.

A new act is one more rule that calls `does` with two things: what the person does, and what
becomes of the plain drawing. A long run: `python -m tests.soak editing`.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from scratchstudio.engine import compile
from scratchstudio.network import EMPTY, in_layer, members
from scratchstudio.studio.actions import Actions
from scratchstudio.studio.canvas import CanvasView
from scratchstudio.studio.canvas.entry import Entry
from scratchstudio.studio.canvas.layer_columns import joining
from scratchstudio.studio.canvas.note_entry import NoteEntry
from scratchstudio.studio.canvas.search_popup import SearchPopup
from scratchstudio.studio.canvas.viewport import Viewport
from scratchstudio.studio.clinic.clinic import Clinic
from scratchstudio.studio.docks.tables_dock import TablesDock
from scratchstudio.studio.document import Document
from scratchstudio.studio.session import Session
from scratchstudio.studio.undo_commands import UndoCommands

from .conftest import ALT, CONTROL, NONE, RIGHT, SHIFT, Hands, project_of
from .frame_rules import FrameRules
from .plain_drawing import HIDDEN, INPUT, OUTPUT, Copied, Drawing, Refused, Wire

Key = Qt.Key
SOAK = int(os.environ.get("SCRATCHSTUDIO_SOAK", "0"))
"""Examples of a long run with new luck each time; 0 is the suite's short one, always the same."""
MANY = 26
"""Neurons from which on nothing is added by the handful."""
COLUMNS = {INPUT: ("x1", "x2"), HIDDEN: (), OUTPUT: ("label=blue",)}
NUMBERS = st.integers(0, 10_000)
KINDS = {INPUT: "input", HIDDEN: "hidden", OUTPUT: "output"}
WEIGHTS = st.integers(-8, 8).map(lambda quarters: quarters / 4)
SAMPLES = np.random.default_rng(7).uniform(-1, 1, (3, 40))
NAMES = st.sampled_from(["", "a", "x1", "<b>bold</b>", "R&D", "שלום", "👩‍🔬", "z" * 64])


class Desk:
    """Canvas and tables as the window has them, on one document."""

    def __init__(self, appearance) -> None:
        self.document = Document(project_of(EMPTY))
        self.session = Session(self.document)
        self.owner = QWidget()
        self.actions = Actions(self.owner)
        self.undo = UndoCommands(self.document.undo_stack, self.actions, self.owner)
        self.canvas = CanvasView(self.document, self.session, appearance, self.actions, self.owner)
        self.owner.addActions([self.actions["edit.undo"], self.actions["edit.redo"]])
        self.refusals: list[str] = []
        self.tables = TablesDock(
            self.document,
            self.session,
            self.refusals.append,
            Clinic(self.document, self.session),
            self.owner,
        )
        self.canvas.reduced_motion = True
        self.owner.resize(900, 800)
        self.canvas.resize(900, 600)
        self.tables.setGeometry(0, 600, 900, 200)
        self.hands = Hands(self.canvas)

    def clear(self) -> None:
        """As it was in the beginning, whatever the last person left."""
        for popup in (Entry, NoteEntry, SearchPopup):
            for left in self.canvas.findChildren(popup):
                left.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        for _ in range(2):
            self.canvas.escape()
        self.document.open(project_of(EMPTY))
        for view in self.tables.views.values():
            view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.canvas.setFocus()
        self.hands.hover(QPoint(1, 1))
        self.canvas.look(Viewport(1.0).centred((0, 0), 900, 600))


@pytest.fixture
def desk(qtbot, appearance):
    made = Desk(appearance)
    qtbot.addWidget(made.owner)
    made.owner.show()
    made.owner.activateWindow()
    made.canvas.setFocus()
    qtbot.waitUntil(made.canvas.hasFocus)
    made.actions["view.snap"].trigger()
    yield made
    made.session.close()
    made.owner.close()


class Editing(FrameRules, RuleBasedStateMachine):
    """One person at one desk."""

    desk: Desk

    def __init__(self) -> None:
        super().__init__()
        self.hands, self.canvas = self.desk.hands, self.desk.canvas
        self.document = self.desk.document
        self.desk.clear()
        self.first = self.document.network
        self.drawing = Drawing()
        self.selection: set[int] = set()
        self.history: list[tuple[Drawing, str]] = [(self.drawing, "")]
        self.outlines: dict[int, tuple[object, ...]] = {0: self._outlines()}
        self.at = 0
        self.clipboard: Copied | None = None

    # The two drawings.

    def does(
        self,
        act: Callable[[], object],
        plan: Callable[[Drawing], Drawing],
        *,
        selects: Callable[[Drawing], Iterable[int]] | None = None,
        merge: str = "",
    ) -> bool:
        """Does it in the studio and in the plain drawing; False where it had to be refused.

        `selects` says what the act selects (else what is left of the selection stays).
        """
        try:
            after = plan(self.drawing)
        except Refused:
            after = None
        self.canvas.bubble.hide()
        act()
        if after is None:
            assert self.canvas.bubble.isVisible(), "a refusal is said"
            assert self.canvas.bubble.text().endswith("."), "in a sentence"
            return False
        self.learn(after)
        del self.history[self.at + 1 :]
        if merge and self.history[-1][1] == merge:
            self.history[-1] = after, merge
        else:
            self.history.append((after, merge))
        self.at = len(self.history) - 1
        self.outlines[self.at] = self._outlines()
        self.selection = set(selects(after)) if selects else self.selection & after.ids
        self.drawing = after
        return True

    def learn(self, after: Drawing) -> None:
        """Takes over the weights and places that were the studio's to choose."""
        network = self.document.network
        self._number(after)
        self.learn_frames(after)
        lined = self.lined()
        assert network.neurons.id.tolist() == sorted(after.neurons)
        assert network.edges.id.tolist() == sorted(after.wires)
        for i, place in zip(
            network.neurons.id.tolist(), network.neurons.position.tolist(), strict=True
        ):
            expected = after.neurons[i].at
            assert expected is None or i in lined or math.dist(expected, place) < 1e-6
            after.neurons[i] = replace(after.neurons[i], at=tuple(place))
        for i, weight in zip(network.edges.id.tolist(), network.edges.weight.tolist(), strict=True):
            if after.wires[i].weight is None:
                assert weight != 0, "a new wire begins with a weight of the initialiser"
                after.wires[i] = replace(after.wires[i], weight=weight)
            assert math.isclose(after.wires[i].weight, weight, abs_tol=1e-12)
            after.wires[i] = replace(after.wires[i], weight=weight)

    def lined(self) -> set[int]:
        """The neurons of layers: they stand evenly in a column, wherever a person puts them."""
        network = self.document.network
        for layer in network.layers:
            ids = in_layer(network, layer.id)
            x, y = network.neurons.position[network.neurons.rows(ids)].T
            assert len(ids), "no layer is empty"
            assert np.allclose(x, x[0])
            assert np.allclose(np.diff(y), layer.spacing)
        return set(network.neurons.id[network.neurons.layer > 0].tolist())

    def _number(self, after: Drawing) -> None:
        """Gives what is new the studio's ids: layers and groups take some in between."""
        network, first = self.document.network, self.drawing.next_id
        assert network.next_id >= after.next_id, "an id is used once"
        after.next_id = network.next_id
        kinds = (
            (after.neurons, network.neurons.id.tolist()),
            (after.wires, network.edges.id.tolist()),
            (after.frames, [each.id for each in network.frames]),
        )
        new: dict[int, int] = {}
        for plain, drawn in kinds:
            ids = [i for i in sorted(drawn) if i >= first]
            new |= zip((i for i in sorted(plain) if i >= first), ids, strict=True)
        after.frames = {new.get(i, i): frame for i, frame in after.frames.items()}
        after.neurons = {new.get(i, i): neuron for i, neuron in after.neurons.items()}
        after.wires = {
            new.get(i, i): replace(
                wire,
                source=new.get(wire.source, wire.source),
                target=new.get(wire.target, wire.target),
            )
            for i, wire in after.wires.items()
        }

    def neuron(self, number: int, among: list[int] | None = None) -> int:
        chosen = sorted(self.drawing.neurons) if among is None else among
        return chosen[number % len(chosen)]

    def wire(self, number: int) -> int:
        return sorted(self.drawing.wires)[number % len(self.drawing.wires)]

    def select(self, ids: Iterable[int]) -> None:
        self.selection = set(ids) & self.drawing.ids
        self.document.select(self.selection)

    @property
    def chosen_neurons(self) -> list[int]:
        return sorted(self.selection & set(self.drawing.neurons))

    @property
    def chosen_wires(self) -> list[int]:
        return sorted(self.selection & set(self.drawing.wires))

    def new_neurons(self, after: Drawing) -> list[int]:
        return [i for i in after.neurons if i >= self.drawing.next_id]

    def new_wires(self, after: Drawing) -> list[int]:
        return [i for i in after.wires if i >= self.drawing.next_id]

    def nearest(self, place: tuple[float, float], but: Iterable[int] = ()) -> float:
        """The distance from a place to the nearest neuron but those."""
        others = (n.at for i, n in self.drawing.neurons.items() if i not in set(but))
        return min((math.dist(place, at) for at in others), default=math.inf)

    def is_alone(self, neuron: int) -> bool:
        """Nothing lies so near that a hand could miss it."""
        return self.nearest(self.drawing.neurons[neuron].at, [neuron]) > 110

    def look_at(self, *neurons: int) -> bool:
        """Brings the neurons into view; False where they are too small there to be used."""
        self.canvas.frame(neurons)
        return self.canvas.viewport.scale > 0.4

    def hidden_activation(self) -> str:
        hidden = self.drawing.of_kind(HIDDEN)
        return self.drawing.neurons[hidden[-1]].activation if hidden else "tanh"

    # Adding.

    @initialize(count=st.integers(1, 3))
    def begins_with_a_small_network(self, count: int) -> None:
        for kind in (INPUT, INPUT, OUTPUT):
            self.adds_a_neuron(kind, 0, 0)
        self.adds_a_layer(count, "tanh", 0)

    @precondition(lambda self: len(self.drawing.neurons) < 2 * MANY)
    @rule(kind=st.sampled_from(list(KINDS)), x=st.integers(-4, 4), y=st.integers(-3, 3))
    def adds_a_neuron(self, kind: int, x: int, y: int) -> None:
        self.canvas.look(Viewport(1.0).centred((0, 0), 900, 600))
        self.hands.hover(self.hands.pixel((x * 90, y * 90)))
        activation = {
            INPUT: "linear",
            HIDDEN: self.hidden_activation(),
            OUTPUT: "sigmoid",
        }[kind]
        self.does(
            self.desk.actions[f"network.add_{KINDS[kind]}"].trigger,
            lambda before: before.added(kind, None, activation, COLUMNS[kind]),
            selects=self.new_neurons,
        )

    @precondition(lambda self: len(self.drawing.neurons) < MANY)
    @rule(
        count=st.integers(1, 3),
        activation=st.sampled_from(["tanh", "relu", "sine"]),
        number=NUMBERS,
    )
    def adds_a_layer(self, count: int, activation: str, number: int) -> None:
        if number % 2 and self.drawing.neurons:
            self.select({self.neuron(number), self.neuron(number // 3)})

        def act() -> None:
            self.hands.key(Key.Key_Tab)
            self.hands.type(self.hands.find(SearchPopup).line, f"{count} {activation}")

        chosen = list(self.selection)
        self.does(
            act,
            lambda before: before.with_layer(count, activation, chosen),
            selects=self.new_neurons,
        )

    @precondition(lambda self: self.drawing.wires)
    @rule(number=NUMBERS)
    def puts_a_neuron_into_an_edge(self, number: int) -> None:
        edge = self.wire(number)
        self.select([edge])
        activation = self.hidden_activation()
        self.does(
            lambda: self.hands.key(Key.Key_I, SHIFT),
            lambda before: before.split(edge, activation),
            selects=self.new_neurons,
        )

    # Wires.

    @precondition(lambda self: len(self.drawing.neurons) > 1)
    @rule(source=NUMBERS, end=NUMBERS, by_clicks=st.booleans())
    def draws_a_wire(self, source: int, end: int, by_clicks: bool) -> None:
        one, other = self.neuron(source), self.neuron(end)
        if one == other or not (self.is_alone(one) and self.is_alone(other)):
            return
        if not self.look_at(one, other):
            return
        start, stop = self.hands.out(one), self.hands.body(other)

        def act() -> None:
            if by_clicks:
                self.hands.click(start)
                self.hands.click(stop)
            else:
                self.hands.drag(start, (start + stop) / 2, stop)

        self.does(
            act,
            lambda before: before.connected(one, other),
            selects=self.new_wires,
        )

    @precondition(lambda self: 0 < len(self.drawing.neurons) < 2 * MANY)
    @rule(number=NUMBERS, down=st.integers(-2, 2))
    def drops_a_wire_on_nothing(self, number: int, down: int) -> None:
        source = self.neuron(number)
        x, y = self.drawing.neurons[source].at
        place = (x + 200.0, y + 90.0 * down)
        if not self.is_alone(source) or self.nearest(place) < 110:
            return
        self.canvas.look(Viewport(1.0).centred((x, y), 900, 600))
        activation = self.hidden_activation()
        self.does(
            lambda: self.hands.drag(self.hands.out(source), self.hands.pixel(place)),
            lambda before: before.added(HIDDEN, None, activation, fed_by=source),
            selects=self.new_neurons,
        )

    @precondition(lambda self: self.drawing.wires)
    @rule(number=NUMBERS, onto=NUMBERS, start=st.booleans())
    def moves_an_end_of_a_wire(self, number: int, onto: int, start: bool) -> None:
        edge, other = self.wire(number), self.neuron(onto)
        ends = self.drawing.wires[edge].pair
        here = ends[0] if start else ends[1]
        if other in ends or not (self.is_alone(here) and self.is_alone(other)):
            return
        if not self.look_at(here, other):
            return
        self.select([edge])
        port = self.hands.out(here) if start else self.hands.into(here)
        self.does(
            lambda: self.hands.drag(port, self.hands.body(other), held=CONTROL),
            lambda before: before.replugged(edge, **{"source" if start else "target": other}),
            selects=self.new_wires,
        )

    @precondition(lambda self: self.drawing.wires)
    @rule(number=NUMBERS)
    def breaks_the_wires_at_a_port(self, number: int) -> None:
        neuron = self.drawing.wires[self.wire(number)].source
        if not self.is_alone(neuron) or not self.look_at(neuron):
            return
        gone = [i for i, wire in self.drawing.wires.items() if wire.source == neuron]
        self.does(
            lambda: self.hands.click(self.hands.out(neuron), ALT),
            lambda before: before.without(gone),
        )

    @precondition(lambda self: self.drawing.wires)
    @rule(number=NUMBERS)
    def cuts_with_the_knife(self, number: int) -> None:
        (x, y), (u, v) = self.drawing.ends_of(self.wire(number))
        place = ((x + u) / 2, (y + v) / 2)
        self.canvas.look(Viewport(1.0).centred(place, 900, 600))
        first, last = (
            self.hands.pixel((place[0], place[1] - 40)),
            self.hands.pixel((place[0] + 3, place[1] + 40)),
        )
        begin, end = (
            tuple(self.canvas.viewport.to_canvas((at.x(), at.y())).tolist()) for at in (first, last)
        )
        sides = {i: _crossed(begin, end, *self.drawing.ends_of(i)) for i in self.drawing.wires}
        if any(near for _, near in sides.values()):
            return
        gone = [i for i, (crossed, _) in sides.items() if crossed]
        if gone:
            self.does(
                lambda: self.hands.drag(first, last, held=CONTROL, button=RIGHT),
                lambda before: before.without(gone),
            )

    @precondition(lambda self: len(self.drawing.neurons) > 2)
    @rule(numbers=st.lists(NUMBERS, min_size=2, max_size=3), onto=NUMBERS, pairs=st.booleans())
    def connects_many(self, numbers: list[int], onto: int, pairs: bool) -> None:
        sources = sorted({self.neuron(number) for number in numbers})
        end = self.neuron(onto)
        if end in sources:
            return
        self.select(sources)
        wished = [(source, end) for source in sources]
        if pairs:
            heights = {i: self.drawing.neurons[i].at[1] for i in sources}
            wished = [(min(sources, key=lambda i: heights[i]), end)]
        way = "pairs" if pairs else "dense"

        def act() -> None:
            self.desk.actions[f"network.connect_{way}"].trigger()
            self.canvas.bubble.hide()
            self.canvas.picked(end)

        self.does(
            act,
            lambda before: before.connected_pairs(wished),
            selects=self.new_wires,
        )

    # Removing.

    @precondition(lambda self: self.drawing.ids)
    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=3), key=st.booleans())
    def deletes(self, numbers: list[int], key: bool) -> None:
        everything = sorted(self.drawing.ids)
        chosen = {everything[number % len(everything)] for number in numbers}
        self.select(chosen)
        self.does(
            lambda: self.hands.key(Key.Key_Delete if key else Key.Key_Backspace),
            lambda before: before.without(chosen),
        )

    # Copies.

    @precondition(lambda self: self.drawing.neurons)
    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=4))
    def copies(self, numbers: list[int]) -> None:
        chosen = {self.neuron(number) for number in numbers}
        self.select(chosen)
        self.hands.key(Key.Key_C, CONTROL)
        self.clipboard = self.drawing.copied(chosen)

    @precondition(lambda self: self.drawing.neurons)
    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=3))
    def cuts(self, numbers: list[int]) -> None:
        chosen = {self.neuron(number) for number in numbers}
        self.select(chosen)
        self.clipboard = self.drawing.copied(chosen)
        self.does(
            lambda: self.hands.key(Key.Key_X, CONTROL),
            lambda before: before.without(chosen),
        )

    @precondition(lambda self: self.clipboard and len(self.drawing.neurons) < MANY)
    @rule(outside=st.booleans(), x=st.integers(20, 880), y=st.integers(20, 580))
    def pastes(self, outside: bool, x: int, y: int) -> None:
        taken = self.clipboard
        self.hands.hover(self.hands.pixel(self.canvas.viewport.to_canvas((x, y))))
        self.does(
            lambda: self.hands.key(Key.Key_V, CONTROL | (SHIFT if outside else NONE)),
            lambda before: before.pasted(taken, outside=outside),
            selects=lambda after: [*self.new_neurons(after), *self.new_frames(after)],
        )
        self.assert_moved_as_one(taken)

    @precondition(lambda self: 0 < len(self.drawing.neurons) < MANY)
    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=4))
    def duplicates(self, numbers: list[int]) -> None:
        chosen = {self.neuron(number) for number in numbers}
        self.select(chosen)
        taken = self.drawing.copied(chosen)
        self.does(
            lambda: self.hands.key(Key.Key_D, CONTROL),
            lambda before: before.pasted(taken),
            selects=self.new_neurons,
        )
        self.assert_moved_as_one(taken)

    def assert_moved_as_one(self, taken: Copied) -> None:
        ways = [
            np.subtract(self.drawing.neurons[new].at, old.at)
            for new, old in zip(self.chosen_neurons, taken.neurons.values(), strict=True)
        ]
        for moved in self.frame_corners(taken):
            ways.append(moved[:2])
            assert np.allclose(moved[2:], 0, atol=1e-6), "a copied frame is as large"
        assert np.allclose(ways, ways[0], atol=1e-6)

    # Values.

    @precondition(lambda self: self.drawing.wires)
    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=3), weight=WEIGHTS)
    def types_a_weight(self, numbers: list[int], weight: float) -> None:
        chosen = {self.wire(number) for number in numbers}
        self.select(chosen)
        typed = f"{weight:g}"

        def act() -> None:
            self.hands.key(typed[0])
            self.hands.type(self.hands.find(Entry), typed[1:])

        self.does(
            act,
            lambda before: before.with_wires(before.tied_with(chosen), weight=weight),
        )

    @precondition(lambda self: self.drawing.wires)
    @rule(number=NUMBERS, weight=WEIGHTS)
    def types_a_weight_into_the_table(self, number: int, weight: float) -> None:
        edge = self.wire(number)
        cell = self.cell("edges", edge, "Weight")
        self.does(
            lambda: cell.model().setData(cell, f"{weight:g}", Qt.ItemDataRole.EditRole),
            lambda before: before.with_wires(before.tied_with([edge]), weight=weight),
        )

    @precondition(lambda self: self.drawing.of_kind(HIDDEN, OUTPUT))
    @rule(number=NUMBERS, bias=WEIGHTS)
    def types_a_bias_into_the_table(self, number: int, bias: float) -> None:
        neuron = self.neuron(number, self.drawing.of_kind(HIDDEN, OUTPUT))
        cell = self.cell("neurons", neuron, "Bias")
        self.does(
            lambda: cell.model().setData(cell, f"{bias:g}", Qt.ItemDataRole.EditRole),
            lambda before: before.with_neurons([neuron], bias=bias),
        )

    @precondition(lambda self: self.drawing.parts)
    @rule(number=NUMBERS, flag=st.sampled_from(["muted", "frozen"]))
    def ticks_in_the_table(self, number: int, flag: str) -> None:
        everything = sorted(self.drawing.parts)
        chosen = everything[number % len(everything)]
        part = "neurons" if chosen in self.drawing.neurons else "edges"
        cell = self.cell(part, chosen, flag.capitalize())
        now = getattr((self.drawing.neurons | self.drawing.wires)[chosen], flag)
        state = Qt.CheckState.Unchecked if now else Qt.CheckState.Checked
        self.does(
            lambda: cell.model().setData(cell, state.value, Qt.ItemDataRole.CheckStateRole),
            lambda before: before.toggled(flag, [chosen]),
        )

    @precondition(lambda self: self.drawing.parts)
    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=4), freezes=st.booleans())
    def mutes_or_freezes(self, numbers: list[int], freezes: bool) -> None:
        everything = sorted(self.drawing.parts)
        chosen = {everything[number % len(everything)] for number in numbers}
        self.select(chosen)
        self.does(
            lambda: self.hands.key(Key.Key_M, CONTROL if freezes else NONE),
            lambda before: before.toggled("frozen" if freezes else "muted", chosen),
        )

    @precondition(lambda self: len(self.drawing.wires) > 1)
    @rule(numbers=st.lists(NUMBERS, min_size=2, max_size=4))
    def ties(self, numbers: list[int]) -> None:
        chosen = sorted({self.wire(number) for number in numbers})
        self.select(chosen)
        if len(chosen) > 1:
            self.does(
                lambda: self.hands.key(Key.Key_T, CONTROL), lambda before: before.tied(chosen)
            )

    @precondition(lambda self: any(self.drawing.shared_tie(i) for i in self.drawing.wires))
    @rule(number=NUMBERS)
    def unties(self, number: int) -> None:
        tied = [i for i in sorted(self.drawing.wires) if self.drawing.shared_tie(i)]
        chosen = tied[number % len(tied)]
        self.select([chosen])
        self.does(
            lambda: self.hands.key(Key.Key_T, CONTROL | SHIFT),
            lambda before: before.with_wires([chosen], tie=0),
        )

    @precondition(lambda self: self.drawing.neurons)
    @rule(number=NUMBERS, name=NAMES, in_table=st.booleans())
    def renames(self, number: int, name: str, in_table: bool) -> None:
        neuron = self.neuron(number)
        if name == self.drawing.spoken(neuron):
            return

        def act() -> None:
            if in_table:
                cell = self.cell("neurons", neuron, "Name")
                cell.model().setData(cell, name, Qt.ItemDataRole.EditRole)
            else:
                self.select([neuron])
                self.hands.key(Key.Key_F2)
                entry = self.hands.find(Entry)
                entry.setText(name)
                self.hands.key_in(entry, Key.Key_Return)

        if name:
            self.does(act, lambda before: before.with_neurons([neuron], name=name))
        else:
            act()  # The old name stays, and nothing is to be undone.

    @precondition(lambda self: self.drawing.of_kind(HIDDEN, OUTPUT))
    @rule(number=NUMBERS, activation=st.sampled_from(["tanh", "relu", "sigmoid", "sine"]))
    def picks_an_activation(self, number: int, activation: str) -> None:
        neuron = self.neuron(number, self.drawing.of_kind(HIDDEN, OUTPUT))
        self.select([neuron])

        def act() -> None:
            self.hands.key(Key.Key_A)
            self.hands.type(self.hands.find(SearchPopup).line, activation)

        self.does(act, lambda before: before.with_neurons([neuron], activation=activation))

    # Places.

    @precondition(lambda self: self.drawing.neurons)
    @rule(number=NUMBERS, right=st.integers(-20, 20), down=st.integers(-20, 20))
    def drags_a_neuron(self, number: int, right: int, down: int) -> None:
        neuron = self.neuron(number)
        step = (10.0 * right, 10.0 * down)
        if not self.is_alone(neuron) or math.hypot(*step) < 20:
            return
        moving = self.selection | {neuron} if neuron in self.selection else {neuron}
        if moving & set(self.drawing.frames):
            return  # See `drags_a_neuron_with_a_frame`.
        moving &= set(self.drawing.neurons)
        if moving & self.lined():
            return
        x, y = self.drawing.neurons[neuron].at
        self.canvas.look(Viewport(1.0).centred((x, y), 900, 600))
        after = self.drawing.moved(moving, step)
        place = after.neurons[neuron].at
        plan: Callable[[Drawing], Drawing] = lambda _: after  # noqa: E731
        if (
            len(moving) == 1
            and self.drawing.neurons[neuron].kind == HIDDEN
            and not self.drawing.touching([neuron])
            and not self.joins(neuron, place)
        ):
            away = {i: self.drawing.away_from(i, place) for i in self.drawing.wires}
            if any(abs(distance - 8.0) < 0.01 for distance in away.values()):
                return
            below = [i for i, distance in away.items() if distance < 8.0]
            if len(below) == 1:
                plan = lambda before: before.inserted(below[0], neuron, place)  # noqa: E731
        self.does(
            lambda: self.hands.drag(self.hands.pixel((x, y)), self.hands.pixel(place)),
            plan,
            selects=lambda _: moving if neuron not in self.selection else self.selection,
        )

    @precondition(lambda self: self.drawing.wires and self.loose())
    @rule(number=NUMBERS, edge=NUMBERS)
    def drops_a_neuron_on_an_edge(self, number: int, edge: int) -> None:
        neuron, below = self.neuron(number, self.loose()), self.wire(edge)
        (x, y), (u, v) = self.drawing.ends_of(below)
        place = ((x + u) / 2, (y + v) / 2)
        self.select([neuron])
        home = self.drawing.neurons[neuron].at
        step = (round(place[0] - home[0]), round(place[1] - home[1]))
        middle = np.rint(np.mean([home, place], axis=0))
        self.canvas.look(Viewport(1.0).centred(middle, 900, 600))
        if not self.is_alone(neuron) or abs(step[0]) > 800 or abs(step[1]) > 500:
            return
        if math.hypot(*step) < 20:
            return
        place = (home[0] + step[0], home[1] + step[1])
        others = [self.drawing.away_from(i, place) for i in self.drawing.wires if i != below]
        if self.joins(neuron, place):
            return
        if self.drawing.away_from(below, place) > 7 or min(others, default=99) < 9:
            return
        self.does(
            lambda: self.hands.drag(self.hands.pixel(home), self.hands.pixel(place)),
            lambda before: before.inserted(below, neuron, place),
        )

    def joins(self, neuron: int, place: tuple[float, float]) -> bool:
        """It would come to stand in a layer, of which the others make way for it."""
        return bool(joining(self.canvas.picture, neuron, np.array(place)))

    def loose(self) -> list[int]:
        hidden = self.drawing.of_kind(HIDDEN)
        return [i for i in hidden if not self.drawing.touching([i])]

    @precondition(lambda self: self.drawing.neurons)
    @rule(number=NUMBERS, times=st.integers(1, 3))
    def nudges(self, number: int, times: int) -> None:
        neuron = self.neuron(number)
        if neuron in self.lined():
            return
        self.select([neuron])
        for _ in range(times):
            self.does(
                lambda: self.hands.key(Key.Key_Right, CONTROL),
                lambda before: before.moved([neuron], (10.0, 0.0)),
                merge=f"nudge {neuron}",
            )

    @precondition(lambda self: len(self.drawing.neurons) > 1)
    @rule(
        numbers=st.lists(NUMBERS, min_size=2, max_size=5, unique=True),
        way=st.sampled_from([("W", 1, min), ("A", 0, min), ("S", 1, max), ("D", 0, max)]),
    )
    def aligns(self, numbers: list[int], way: tuple[str, int, Callable]) -> None:
        chosen = sorted({self.neuron(number) for number in numbers})
        letter, axis, outermost = way
        lines = {self.drawing.neurons[i].at[axis] for i in chosen}
        self.select(chosen)
        if len(lines) < 2 or self.lined() & set(chosen):
            return

        def plan(before: Drawing) -> Drawing:
            after = before.copy()
            for i in chosen:
                at = list(before.neurons[i].at)
                at[axis] = outermost(lines)
                after.neurons[i] = replace(before.neurons[i], at=tuple(at))
            return after

        self.does(lambda: self.hands.key(letter.lower(), SHIFT), plan)

    @precondition(lambda self: len(self.drawing.neurons) > 1)
    @rule(numbers=st.lists(NUMBERS, max_size=6))
    def arranges_in_layers(self, numbers: list[int]) -> None:
        chosen = {self.neuron(number) for number in numbers}
        self.select(chosen)
        moving = chosen if len(chosen) > 1 else set(self.drawing.neurons)
        before = self.document.network
        act = lambda: self.hands.key(Key.Key_L)  # noqa: E731
        act()
        if self.document.network is before:
            return
        self.does(lambda: None, lambda before: before.with_neurons(moving, at=None))
        places = [self.drawing.neurons[i].at for i in moving]
        assert len(set(places)) == len(places), "no two lie on one another"

    @precondition(lambda self: self.drawing.neurons)
    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=4))
    def makes_a_layer(self, numbers: list[int]) -> None:
        self.select({self.neuron(number) for number in numbers})
        self.does(lambda: self.hands.key(Key.Key_L, CONTROL | SHIFT), lambda before: before.copy())

    @precondition(lambda self: self.document.network.layers)
    @rule(number=NUMBERS, name=st.sampled_from(["", "first", "שלום"]))
    def names_a_layer(self, number: int, name: str) -> None:
        neuron = self.neuron(number, sorted(self.lined()))
        network = self.document.network
        layer = network.neurons.layer[network.neurons.rows([neuron])[0]]
        if name in {each.name for each in network.layers if each.id == layer}:
            return
        self.select([neuron])

        def act() -> None:
            self.hands.key(Key.Key_F2, SHIFT)
            entry = self.hands.find(Entry)
            entry.setText(name)
            self.hands.key_in(entry, Key.Key_Return)

        self.does(act, lambda before: before.copy())

    @precondition(lambda self: self.document.network.layers)
    @rule(number=NUMBERS)
    def dissolves_a_layer(self, number: int) -> None:
        self.select([self.neuron(number, sorted(self.lined()))])
        self.does(self.desk.actions["network.dissolve_layer"].trigger, lambda before: before.copy())

    # Groups: seen open, so that the mouse finds what lies in them. Grouping and opening is one act.

    def _outlines(self) -> tuple[object, ...]:
        """What is drawn round the neurons."""
        network = self.document.network
        return (
            network.groups,
            network.layers,
            network.frames,
            network.neurons.group.tolist(),
            network.neurons.layer.tolist(),
        )

    def _as_one(self, *keys: tuple[Key, Qt.KeyboardModifier]) -> None:
        self.document.undo_stack.beginMacro("Group")
        for key, held in keys:
            self.hands.key(key, held)
        self.document.undo_stack.endMacro()

    @precondition(lambda self: self.drawing.neurons)
    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=4))
    def groups(self, numbers: list[int]) -> None:
        chosen = {self.neuron(number) for number in numbers}
        self.select(chosen)
        self.does(
            lambda: self._as_one((Key.Key_G, CONTROL), (Key.Key_G, NONE)),
            lambda before: before.copy(),
        )
        network = self.document.network
        made = network.groups[-1]
        assert set(network.neurons.id[members(network, made.id)].tolist()) == chosen

    @precondition(lambda self: self.document.network.groups)
    @rule(number=NUMBERS)
    def collapses_and_opens(self, number: int) -> None:
        self.select([self.neuron(number, self.grouped())])
        shown = []

        def act() -> None:
            self.document.undo_stack.beginMacro("Group")
            self.hands.key(Key.Key_G)
            shown.extend(self.canvas.picture.blocks)
            self.canvas.grab()
            self.hands.key(Key.Key_G)
            self.document.undo_stack.endMacro()

        self.does(act, lambda before: before.copy())
        assert len(shown) == 1
        assert not self.canvas.picture.blocks

    @precondition(lambda self: self.document.network.groups)
    @rule(number=NUMBERS)
    def ungroups(self, number: int) -> None:
        count = len(self.document.network.groups)
        self.select([self.neuron(number, self.grouped())])
        self.does(lambda: self.hands.key(Key.Key_G, CONTROL | SHIFT), lambda before: before.copy())
        assert len(self.document.network.groups) == count - 1

    def grouped(self) -> list[int]:
        network = self.document.network
        assert all(members(network, each.id).any() for each in network.groups), "none is empty"
        return network.neurons.id[network.neurons.group > 0].tolist()

    # The mouse, the tables, and undo.

    @precondition(lambda self: self.drawing.neurons)
    @rule(number=NUMBERS, held=st.sampled_from([NONE, CONTROL, SHIFT]))
    def clicks_a_neuron(self, number: int, held: Qt.KeyboardModifier) -> None:
        neuron = self.neuron(number)
        if not self.is_alone(neuron) or not self.look_at(neuron):
            return
        self.hands.click(self.hands.body(neuron), held)
        if held == SHIFT:
            self.selection |= {neuron} | self.drawing.touching([neuron])
        elif held == CONTROL:
            self.selection ^= {neuron}
        else:
            self.selection = {neuron}

    @rule(column=st.integers(-1, 6), falling=st.booleans())
    def sorts_the_tables(self, column: int, falling: bool) -> None:
        order = Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
        for view in self.desk.tables.views.values():
            view.sortByColumn(column, order)

    @rule(times=st.integers(1, 6))
    def undoes(self, times: int) -> None:
        for _ in range(times):
            self.hands.key(Key.Key_Z, CONTROL)
            self._goes_to(max(self.at - 1, 0))

    @rule(times=st.integers(1, 6), other_key=st.booleans())
    def redoes(self, times: int, other_key: bool) -> None:
        for _ in range(times):
            if other_key:
                self.hands.key(Key.Key_Y, CONTROL)
            else:
                self.hands.key(Key.Key_Z, CONTROL | SHIFT)
            self._goes_to(min(self.at + 1, len(self.history) - 1))

    def _goes_to(self, index: int) -> None:
        self.at = index
        self.drawing = self.history[index][0]
        assert self._outlines() == self.outlines[index], "undo brings groups and layers back"
        self.selection &= self.drawing.ids

    # They agree.

    @invariant()
    def all_agree(self) -> None:
        self.undo_stack_agrees()
        self.document_agrees()
        self.canvas_agrees()
        self.tables_agree()
        self.program_agrees()

    def undo_stack_agrees(self) -> None:
        stack = self.document.undo_stack
        assert (stack.index(), stack.count()) == (self.at, len(self.history) - 1)
        assert self.document.selection == self.selection

    def document_agrees(self) -> None:
        network, drawing = self.document.network, self.drawing
        assert network.next_id == drawing.next_id
        neurons, edges = network.neurons, network.edges
        columns = (
            neurons.kind.tolist(),
            neurons.name.tolist(),
            neurons.activation.tolist(),
            map(tuple, neurons.position.tolist()),
            neurons.bias.tolist(),
            neurons.column.tolist(),
            neurons.frozen.tolist(),
            neurons.muted.tolist(),
        )
        shown = dict(zip(neurons.id.tolist(), zip(*columns, strict=True), strict=True))
        assert shown == {
            i: (n.kind, n.name, n.activation, n.at, n.bias, n.column, n.frozen, n.muted)
            for i, n in drawing.neurons.items()
        }
        columns = (
            edges.source.tolist(),
            edges.target.tolist(),
            edges.weight.tolist(),
            edges.frozen.tolist(),
            edges.muted.tolist(),
            edges.tie.tolist(),
        )
        wires = {
            i: Wire(*values)
            for i, values in zip(edges.id.tolist(), zip(*columns, strict=True), strict=True)
        }
        assert wires == drawing.wires
        self.frames_agree()

    def canvas_agrees(self) -> None:
        canvas, drawing = self.canvas, self.drawing
        picture = canvas.picture
        assert picture.network is self.document.network
        assert canvas.tool is None
        for i, neuron in drawing.neurons.items():
            hit = canvas.hit(canvas.viewport.to_screen(neuron.at))
            here = [j for j, other in drawing.neurons.items() if other.at == neuron.at]
            assert (hit.part, hit.id) == ("body", max(here)), i
        drawn = [drawing.ends_of(i) for i in sorted(drawing.wires)]
        assert np.array_equal(
            np.stack([picture.starts, picture.ends], axis=1), np.reshape(drawn, (-1, 2, 2))
        )
        for i in drawing.wires:
            (x, y), (u, v) = drawing.ends_of(i)
            place = ((x + u) / 2, (y + v) / 2)
            if (self.nearest(place) - 26) * canvas.viewport.scale > 15:
                hit = canvas.hit(canvas.viewport.to_screen(place))
                if hit.part == "group" and canvas.group_hit(canvas.viewport.to_screen(place)):
                    continue  # the head of a group lies over edges, and is seen above them
                assert hit.part == "edge"
                assert drawing.away_from(hit.id, place) < 1e-6

    def tables_agree(self) -> None:
        drawing = self.drawing
        shown = self.table("neurons")
        around = self.around()
        assert shown == {
            i: (
                neuron.name,
                KINDS[neuron.kind],
                neuron.activation,
                None if neuron.kind == INPUT else neuron.bias,
                neuron.column,
                neuron.frozen,
                neuron.muted,
                *around[i],
                "—",  # what was never trained does not ail
            )
            for i, neuron in drawing.neurons.items()
        }
        assert self.table("edges") == {
            i: (
                drawing.spoken(wire.source),
                drawing.spoken(wire.target),
                wire.weight,
                wire.frozen,
                wire.muted,
                drawing.shared_tie(i) or "—",
                None,  # nothing is compared
            )
            for i, wire in drawing.wires.items()
        }
        for view in self.desk.tables.views.values():
            model = view.model()
            rows = {
                model.headerData(index.row(), Qt.Orientation.Vertical, 0)
                for index in view.selectionModel().selectedRows()
            }
            present = {
                model.headerData(row, Qt.Orientation.Vertical, 0) for row in range(model.rowCount())
            }
            assert rows == self.selection & present

    def around(self) -> dict[int, tuple[str, str]]:
        """What the group and the layer of each neuron are called."""
        network = self.document.network
        called = {0: "—"} | {each.id: each.name for each in network.groups}
        places: dict[int, list[float]] = {each.id: [] for each in network.layers}
        columns = (network.neurons.id, network.neurons.group, network.neurons.layer)
        rows = list(zip(*(column.tolist() for column in columns), strict=True))
        for i, _, layer in rows:
            if layer:
                places[layer].append(self.drawing.neurons[i].at[0])
        from_left = sorted(places, key=lambda each: (float(np.mean(places[each])), each))
        for each in network.layers:
            called[each.id] = each.name or f"layer {1 + from_left.index(each.id)}"
        return {i: (called[group], called[layer]) for i, group, layer in rows}

    def table(self, part: str) -> dict[int, tuple[object, ...]]:
        """What the table shows: for each id, its cells."""
        model = self.desk.tables.views[part].model()
        return {
            model.headerData(row, Qt.Orientation.Vertical, 0): tuple(
                _shown(model.index(row, column)) for column in range(model.columnCount())
            )
            for row in range(model.rowCount())
        }

    def cell(self, part: str, id_: int, title: str):
        model = self.desk.tables.views[part].model()
        (row,) = (
            row
            for row in range(model.rowCount())
            if model.headerData(row, Qt.Orientation.Vertical, 0) == id_
        )
        (column,) = (
            column
            for column in range(model.columnCount())
            if model.headerData(column, Qt.Orientation.Horizontal, 0) == title
        )
        return model.index(row, column)

    def program_agrees(self) -> None:
        program = compile(self.document.network, "float64")
        assert len(program.parameters) == self.drawing.parameters
        samples = SAMPLES[:, : len(self.drawing.of_kind(INPUT))]
        plain = [self.drawing.outputs(sample) for sample in samples.tolist()]
        found = program.forward(samples)
        assert np.allclose(found, np.reshape(plain, found.shape), rtol=1e-9, atol=1e-9)

    def teardown(self) -> None:
        if sys.exc_info()[0] is not None:
            return  # A rule failed, and that is what is to be told.
        if self.drawing.neurons:
            self.assert_all_are_painted()
        stack, last = self.document.undo_stack, self.history[-1][0]
        while stack.canRedo():
            self.hands.key(Key.Key_Z, CONTROL | SHIFT)
        end = self.document.network
        while stack.canUndo():
            self.hands.key(Key.Key_Z, CONTROL)
        assert self.document.network.same(self.first)
        while stack.canRedo():
            self.hands.key(Key.Key_Y, CONTROL)
        assert self.document.network.same(end)
        self._goes_to(len(self.history) - 1)
        assert self.drawing is last
        self.document_agrees()

    def assert_all_are_painted(self) -> None:
        """In a picture of the whole, each neuron has an outline above its centre."""
        self.select(())
        self.canvas.bubble.hide()  # a refusal is said in white, and hides what it covers
        self.canvas.frame()
        image = self.canvas.grab().toImage()
        empty = QColor(self.canvas.theme.canvas)
        reach = math.ceil(26 * self.canvas.viewport.scale) + 2
        for neuron, drawn in self.drawing.neurons.items():
            if self.nearest(drawn.at, [neuron]) < 60:
                continue  # It lies under another.
            at = self.hands.body(neuron)
            colours = [image.pixelColor(at.x(), at.y() - up) for up in range(reach)]
            assert any(colour != empty for colour in colours), neuron


def _shown(index) -> object:
    """What a cell says: a number with every digit, a tick, or a text."""
    ticked = index.data(Qt.ItemDataRole.CheckStateRole)
    if ticked is not None:
        return Qt.CheckState(ticked) == Qt.CheckState.Checked
    value = index.data(Qt.ItemDataRole.EditRole)
    if index.data(Qt.ItemDataRole.TextAlignmentRole) is None:
        return value
    return None if value == "nan" else float(value)


def _crossed(p, q, a, b) -> tuple[bool, bool]:
    """Whether the line from p to q crosses that from a to b, and whether it is a near thing."""

    def side(one, two, point) -> float:
        length = math.dist(one, two) or 1.0
        return (
            (two[0] - one[0]) * (point[1] - one[1]) - (two[1] - one[1]) * (point[0] - one[0])
        ) / length

    sides = side(a, b, p), side(a, b, q), side(p, q, a), side(p, q, b)
    crossed = sides[0] * sides[1] < 0 and sides[2] * sides[3] < 0
    return crossed, min(map(abs, sides)) < 1.0


def test_document_canvas_tables_and_program_agree_whatever_is_done(desk):
    class AtThisDesk(Editing):
        pass

    AtThisDesk.desk = desk
    run_state_machine_as_test(
        AtThisDesk,
        settings=settings(
            max_examples=SOAK or 20,
            stateful_step_count=60 if SOAK else 35,
            derandomize=not SOAK,
            deadline=None,
            phases=(Phase.generate, Phase.shrink) if SOAK else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
            print_blob=bool(SOAK),
        ),
    )

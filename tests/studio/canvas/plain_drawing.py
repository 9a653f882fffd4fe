"""A drawing as plain dicts and sets: what random editing is held against.

Written from the description of the acts and not from `scratchstudio.network`, of which it imports
nothing. An act gives a new drawing or raises `Refused`. A weight or a place that the studio is free
to choose is None, and is learned from the studio afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

INPUT, HIDDEN, OUTPUT = range(3)
LETTERS = "xhy"
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "linear": lambda z: z,
    "tanh": math.tanh,
    "relu": lambda z: max(z, 0.0),
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)) if z > -700 else 0.0,
    "sine": math.sin,
}


class Refused(Exception):
    """The act is one that the studio must refuse with a sentence."""


@dataclass(frozen=True)
class Neuron:
    kind: int
    name: str
    activation: str = "linear"
    at: tuple[float, float] | None = None
    bias: float = 0.0
    column: str = ""
    frozen: bool = False
    muted: bool = False


@dataclass(frozen=True)
class Wire:
    source: int
    target: int
    weight: float | None = None
    frozen: bool = False
    muted: bool = False
    tie: int = 0

    @property
    def pair(self) -> tuple[int, int]:
        return self.source, self.target


@dataclass(frozen=True)
class Box:
    """A frame; its place is (left, top, width, height)."""

    place: tuple[float, float, float, float] | None = None
    title: str = ""
    note: str = ""
    colour: int = 2

    @property
    def words(self) -> tuple[str, str, int]:
        return self.title, self.note, self.colour

    def holds(self, at: tuple[float, float]) -> bool:
        x, y, width, height = self.place
        return x <= at[0] <= x + width and y <= at[1] <= y + height

    def holds_box(self, other: Box) -> bool:
        """The other lies within, and is not as large."""
        x, y, width, height = other.place
        corners = self.holds((x, y)) and self.holds((x + width, y + height))
        return corners and (width, height) != self.place[2:]


@dataclass(frozen=True)
class Copied:
    """What copying takes: neurons, the wires among them, those that lead outside, and frames."""

    neurons: dict[int, Neuron]
    inner: dict[int, Wire]
    outer: tuple[Wire, ...]
    frames: dict[int, Box] = field(default_factory=dict)


@dataclass
class Drawing:
    """Neurons, wires and frames by id, and the next id; acts leave it as it is, give another."""

    neurons: dict[int, Neuron] = field(default_factory=dict)
    wires: dict[int, Wire] = field(default_factory=dict)
    next_id: int = 1
    frames: dict[int, Box] = field(default_factory=dict)

    def copy(self) -> Drawing:
        return Drawing(dict(self.neurons), dict(self.wires), self.next_id, dict(self.frames))

    @property
    def parts(self) -> set[int]:
        """What computes."""
        return set(self.neurons) | set(self.wires)

    @property
    def ids(self) -> set[int]:
        return self.parts | set(self.frames)

    def of_kind(self, *kinds: int) -> list[int]:
        return [i for i, neuron in sorted(self.neurons.items()) if neuron.kind in kinds]

    def spoken(self, neuron: int) -> str:
        """The name, or the id while there is none."""
        return self.neurons[neuron].name or f"#{neuron}"

    # The shape.

    def onward(self, neuron: int) -> set[int]:
        return {wire.target for wire in self.wires.values() if wire.source == neuron}

    def reached(self, neuron: int) -> set[int]:
        """All that the neuron influences, itself not counted unless on a cycle."""
        seen: set[int] = set()
        front = self.onward(neuron)
        while front:
            seen |= front
            front = {after for near in front for after in self.onward(near)} - seen
        return seen

    def level(self, neuron: int) -> int:
        sources = [wire.source for wire in self.wires.values() if wire.target == neuron]
        return 1 + max(map(self.level, sources)) if sources else 0

    def touching(self, neurons: Iterable[int]) -> set[int]:
        chosen = set(neurons)
        return {i for i, wire in self.wires.items() if {wire.source, wire.target} & chosen}

    def shared_tie(self, wire: int) -> int:
        """The number of the tie that it shares with another wire, 0 for none."""
        number = self.wires[wire].tie
        return number * (sum(each.tie == number for each in self.wires.values()) > 1)

    def tied_with(self, wires: Iterable[int]) -> set[int]:
        ties = {self.wires[i].tie for i in wires} - {0}
        return set(wires) | {i for i, wire in self.wires.items() if wire.tie in ties}

    # Growing. These helpers change the drawing that an act is building.

    def _new_id(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    def _put(self, neuron: Neuron) -> int:
        id_ = self._new_id()
        self.neurons[id_] = neuron
        return id_

    def _wire(self, wire: Wire) -> int:
        if self.neurons[wire.target].kind == INPUT:
            raise Refused("a wire into an input")
        if wire.pair in {other.pair for other in self.wires.values()}:
            raise Refused("connected already")
        if wire.source == wire.target or wire.source in self.reached(wire.target):
            raise Refused("a cycle")
        id_ = self._new_id()
        self.wires[id_] = wire
        return id_

    def _free_names(self, kind: int, count: int) -> list[str]:
        taken = {neuron.name for neuron in self.neurons.values()}
        number, found = len(self.of_kind(kind)), []
        while len(found) < count:
            number += 1
            if f"{LETTERS[kind]}{number}" not in taken:
                found.append(f"{LETTERS[kind]}{number}")
        return found

    # Acts.

    def added(
        self,
        kind: int,
        at: tuple[float, float] | None,
        activation: str,
        columns: Sequence[str] = (),
        *,
        fed_by: int | None = None,
        feeding: int | None = None,
    ) -> Drawing:
        """With one more neuron, which takes the first of the data's `columns` that is free."""
        after = self.copy()
        taken = {neuron.column for neuron in self.neurons.values() if neuron.kind == kind}
        column = next((name for name in columns if name not in taken), "")
        name = column.rpartition("=")[2]
        if not name or name in {neuron.name for neuron in self.neurons.values()}:
            (name,) = self._free_names(kind, 1)
        new = after._put(Neuron(kind, name, activation, at, column=column))
        if fed_by is not None:
            after._wire(Wire(fed_by, new))
        if feeding is not None:
            after._wire(Wire(new, feeding))
        return after

    def with_layer(self, count: int, activation: str, chosen: Iterable[int]) -> Drawing:
        """With a dense layer behind the chosen neurons, or before the outputs."""
        outputs = self.of_kind(OUTPUT)
        sources = [i for i in sorted(chosen) if i in self.neurons and i not in outputs]
        if not sources:
            inner = self.of_kind(INPUT, HIDDEN)
            last = max(map(self.level, inner), default=0)
            sources = [i for i in inner if self.level(i) == last]
        fed = {wire.target for wire in self.wires.values() if wire.source in sources}
        targets = sorted(fed - set(sources)) or outputs
        after = self.copy()
        for neuron, place in self.neurons.items():
            after.neurons[neuron] = replace(place, at=None)
        new = [
            after._put(Neuron(HIDDEN, name, activation)) for name in self._free_names(HIDDEN, count)
        ]
        for source, target in [
            *((source, neuron) for source in sources for neuron in new),
            *((neuron, target) for neuron in new for target in targets),
        ]:
            after._wire(Wire(source, target))
        return after

    def connected(self, source: int, target: int) -> Drawing:
        after = self.copy()
        after._wire(Wire(source, target))
        return after

    def connected_pairs(self, pairs: Sequence[tuple[int, int]]) -> Drawing:
        """With a wire for each pair that has none yet."""
        after = self.copy()
        present = {wire.pair for wire in self.wires.values()}
        new = [pair for pair in pairs if pair not in present]
        if not new:
            raise Refused("nothing to connect")
        for source, target in new:
            after._wire(Wire(source, target))
        return after

    def without(self, ids: Iterable[int]) -> Drawing:
        gone = set(ids)
        gone |= self.touching(gone & set(self.neurons))
        return Drawing(
            {i: neuron for i, neuron in self.neurons.items() if i not in gone},
            {i: wire for i, wire in self.wires.items() if i not in gone},
            self.next_id,
            {i: frame for i, frame in self.frames.items() if i not in gone},
        )

    # Frames.

    def inside(self, *frames: int) -> tuple[set[int], set[int]]:
        """The neurons in these frames, and these frames with those in them."""
        boxes = [self.frames[i] for i in frames]
        neurons = {i for i, n in self.neurons.items() if any(box.holds(n.at) for box in boxes)}
        inner = {i for i, each in self.frames.items() if any(box.holds_box(each) for box in boxes)}
        return neurons, inner | set(frames)

    def framed(self, ids: Iterable[int]) -> Drawing:
        """With one more frame, as large as the studio finds right."""
        after = self.copy()
        after.frames[after._new_id()] = Box()
        return after

    def with_frames(self, ids: Iterable[int], **values: object) -> Drawing:
        after = self.copy()
        for i in ids:
            after.frames[i] = replace(after.frames[i], **values)
        return after

    def with_moved_frames(self, ids: Iterable[int], step: tuple[float, float]) -> Drawing:
        after = self.copy()
        for i in ids:
            x, y, width, height = after.frames[i].place
            place = (x + step[0], y + step[1], width, height)
            after.frames[i] = replace(after.frames[i], place=place)
        return after

    def inserted(self, edge: int, neuron: int, at: tuple[float, float]) -> Drawing:
        """With an unconnected neuron put into a wire, of which the first half is as it was."""
        old = self.wires[edge]
        after = self.without([edge])
        after.neurons[neuron] = replace(after.neurons[neuron], at=at)
        after._wire(replace(old, target=neuron))
        after._wire(Wire(neuron, old.target, 1.0))
        return after

    def split(self, edge: int, activation: str) -> Drawing:
        """With a new neuron in a wire."""
        after = self.without([edge]).added(HIDDEN, None, activation)
        neuron = after.next_id - 1
        after._wire(replace(self.wires[edge], target=neuron))
        after._wire(Wire(neuron, self.wires[edge].target, 1.0))
        return after

    def replugged(self, edge: int, **end: int) -> Drawing:
        """With another `source` or `target` for a wire."""
        after = self.without([edge])
        after._wire(replace(self.wires[edge], **end))
        return after

    def with_neurons(self, ids: Iterable[int], **values: object) -> Drawing:
        after = self.copy()
        for i in ids:
            after.neurons[i] = replace(after.neurons[i], **values)
        return after

    def with_wires(self, ids: Iterable[int], **values: object) -> Drawing:
        after = self.copy()
        for i in ids:
            after.wires[i] = replace(after.wires[i], **values)
        return after

    def toggled(self, flag: str, ids: Iterable[int]) -> Drawing:
        """With "muted" or "frozen" on for all, or off when all have it."""
        neurons = [i for i in ids if i in self.neurons]
        wires = [i for i in ids if i in self.wires]
        things = [self.neurons[i] for i in neurons] + [self.wires[i] for i in wires]
        value = not all(getattr(thing, flag) for thing in things)
        return self.with_neurons(neurons, **{flag: value}).with_wires(wires, **{flag: value})

    def tied(self, wires: Sequence[int]) -> Drawing:
        if len(wires) < 2:
            raise Refused("one edge alone")
        number = 1 + max(wire.tie for wire in self.wires.values())
        mean = sum(self.wires[i].weight for i in wires) / len(wires)
        return self.with_wires(wires, tie=number, weight=mean)

    def moved(self, neurons: Iterable[int], step: tuple[float, float]) -> Drawing:
        after = self.copy()
        for i in neurons:
            x, y = after.neurons[i].at
            after.neurons[i] = replace(after.neurons[i], at=(x + step[0], y + step[1]))
        return after

    def copied(self, neurons: Iterable[int], frames: Iterable[int] = ()) -> Copied:
        chosen = set(neurons)
        ends = {i: {wire.source, wire.target} & chosen for i, wire in self.wires.items()}
        return Copied(
            {i: self.neurons[i] for i in sorted(chosen)},
            {i: self.wires[i] for i, here in ends.items() if len(here) == 2},
            tuple(self.wires[i] for i, here in ends.items() if len(here) == 1),
            {i: self.frames[i] for i in sorted(frames)},
        )

    def pasted(self, taken: Copied, *, outside: bool = False) -> Drawing:
        """With a copy, all of it moved by one step that the studio chooses."""
        after = self.copy()
        new = {i: after._put(replace(neuron, at=None)) for i, neuron in taken.neurons.items()}
        last = max((wire.tie for wire in self.wires.values()), default=0)
        ties = sorted({wire.tie for wire in taken.inner.values()} - {0})
        fresh = {tie: last + number for number, tie in enumerate(ties, 1)} | {0: 0}
        for wire in taken.inner.values():
            id_ = after._new_id()
            after.wires[id_] = replace(
                wire,
                source=new[wire.source],
                target=new[wire.target],
                tie=fresh[wire.tie],
            )
        for box in taken.frames.values():
            after.frames[after._new_id()] = replace(box, place=None)
        for wire in taken.outer if outside else ():
            source, target = (new.get(end, end) for end in wire.pair)
            if all(end in new or end in self.neurons for end in wire.pair):
                try:
                    after._wire(Wire(source, target, wire.weight))
                except Refused:
                    continue
        return after

    # What it computes.

    @property
    def parameters(self) -> int:
        """Weights, tied ones counted once, and biases."""
        free = sum(not wire.tie for wire in self.wires.values())
        ties = {wire.tie for wire in self.wires.values()} - {0}
        return free + len(ties) + len(self.of_kind(HIDDEN, OUTPUT))

    def outputs(self, inputs: Sequence[float]) -> list[float]:
        """The outputs for one sample, neuron by neuron."""
        fed = dict(zip(self.of_kind(INPUT), inputs, strict=True))
        known: dict[int, float] = {}

        def value(neuron: int) -> float:
            if neuron not in known:
                known[neuron] = compute(neuron)
            return known[neuron]

        def compute(neuron: int) -> float:
            here = self.neurons[neuron]
            if here.muted:
                return 0.0
            if here.kind == INPUT:
                return fed[neuron]
            carried = sum(
                wire.weight * value(wire.source)
                for wire in self.wires.values()
                if wire.target == neuron and not wire.muted
            )
            return FUNCTIONS[here.activation](here.bias + carried)

        return [value(neuron) for neuron in self.of_kind(OUTPUT)]

    # Where things lie: in canvas units, a body has a radius of 26 with a port at either side.

    def ends_of(self, edge: int) -> tuple[tuple[float, float], tuple[float, float]]:
        source, target = (self.neurons[end].at for end in self.wires[edge].pair)
        return (source[0] + 26.0, source[1]), (target[0] - 26.0, target[1])

    def away_from(self, edge: int, place: tuple[float, float]) -> float:
        """The distance from a wire to a place."""
        (x, y), (u, v) = self.ends_of(edge)
        length = (u - x) ** 2 + (v - y) ** 2
        share = ((place[0] - x) * (u - x) + (place[1] - y) * (v - y)) / length if length else 0.0
        share = min(max(share, 0.0), 1.0)
        return math.dist(place, (x + share * (u - x), y + share * (v - y)))

"""`scratchstudio neuron`, `wire` and `tidy`: drawing a network neuron by neuron."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from scratchstudio.cli.arguments import Commands, activation_text, add_project, number
from scratchstudio.cli.opening import opened
from scratchstudio.cli.wording import counted
from scratchstudio.data import prepare
from scratchstudio.engine import initialise
from scratchstudio.errors import DataError, NetworkError
from scratchstudio.network import (
    COLUMN_SPACING,
    LONGEST_NAME,
    ROW_SPACING,
    Kind,
    Network,
    add_neuron,
    connect,
    layered,
    remove,
    set_edges,
    set_neurons,
)
from scratchstudio.project import Project, pixels_placed, redrawn, save, suggested

KINDS = {kind.name.lower(): kind for kind in Kind}
NAMING = "Neurons are named as “scratchstudio show” names them, or by number, such as #12."


def add_to(commands: Commands) -> None:
    """Adds the commands to the parser."""
    _add_neuron_command(commands)
    _add_wire_command(commands)
    tidy = commands.add_parser("tidy", help="lay the neurons out in columns")
    add_project(tidy)
    tidy.set_defaults(run=run_tidy)


def _add_neuron_command(commands: Commands) -> None:
    parser = commands.add_parser(
        "neuron",
        help="add, change or remove a neuron",
        description=f"Adds, changes or removes neurons. {NAMING}",
    )
    add_project(parser)
    actions = parser.add_subparsers(title="what to do", metavar="ACTION", required=True)

    add = actions.add_parser("add", help="add one neuron, not yet wired")
    add.add_argument("--kind", choices=sorted(KINDS), default="hidden", help="default: hidden")
    add.add_argument(
        "--at", nargs=2, type=number, metavar=("X", "Y"), help="where on the canvas, y downwards"
    )
    _add_values(add)
    add.set_defaults(run=run_add)

    change = actions.add_parser("set", help="change neurons")
    change.add_argument("neurons", nargs="+", metavar="NEURON")
    _add_values(change)
    change.set_defaults(run=run_set)

    gone = actions.add_parser("remove", help="remove neurons and their wires")
    gone.add_argument("neurons", nargs="+", metavar="NEURON")
    gone.set_defaults(run=run_remove)


def _add_values(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", type=_name, help="how it is called")
    parser.add_argument(
        "--activation",
        type=activation_text,
        metavar="NAME",
        help="tanh, relu, sigmoid, linear …; a new hidden neuron has tanh, a new output neuron "
        "what suits the data",
    )
    parser.add_argument("--bias", type=number, help="what it adds before the activation")
    parser.add_argument(
        "--column", help="the data column that an input reads or an output predicts"
    )
    parser.add_argument(
        "--frozen",
        action=argparse.BooleanOptionalAction,
        help="whether training leaves the bias as it is",
    )


def _name(text: str) -> str:
    if not text.strip() or text.startswith("#") or len(text) > LONGEST_NAME:
        raise argparse.ArgumentTypeError(
            f"a name has 1 to {LONGEST_NAME} characters and does not begin with #"
        )
    return text


def _add_wire_command(commands: Commands) -> None:
    parser = commands.add_parser(
        "wire",
        help="draw, change or remove wires",
        description="Draws a wire from each SOURCE to the TARGET after it. A new wire without "
        f"--weight gets a start weight by lot; an existing one takes the given weight. {NAMING}",
    )
    add_project(parser)
    parser.add_argument("neurons", nargs="+", metavar="SOURCE TARGET", help="pairs of neurons")
    parser.add_argument("--weight", type=number, help="the weight of these wires")
    parser.add_argument("--remove", action="store_true", help="remove these wires instead")
    parser.set_defaults(run=lambda options: run_wire(options, parser))


def run_add(options: argparse.Namespace) -> int:
    """Adds one neuron and names it."""
    project = opened(options.project)
    kind = KINDS[options.kind]
    values = _values(options)
    activation = "tanh"
    if kind != Kind.HIDDEN:
        activation = _end_activation(project, kind, values.get("column", ""))
    values.setdefault("activation", activation)
    if options.name in set(project.network.neurons.name):
        raise NetworkError(f"There is a neuron named “{options.name}” already.")
    place = tuple(options.at) if options.at else _free_place(project.network, kind)
    network, neuron = add_neuron(project.network, place, kind=int(kind), **values)
    return _saved(options.project, project, network, f"Added {network.name(neuron)} (#{neuron}).")


def run_set(options: argparse.Namespace) -> int:
    """Changes values of neurons."""
    project = opened(options.project)
    ids = [find_neuron(project.network, text) for text in options.neurons]
    network = set_neurons(project.network, ids, **_values(options))
    return _saved(options.project, project, network, f"Changed {counted(len(ids), 'neuron')}.")


def run_remove(options: argparse.Namespace) -> int:
    """Removes neurons with all their wires."""
    project = opened(options.project)
    ids = [find_neuron(project.network, text) for text in options.neurons]
    network = remove(project.network, ids)
    wires = len(project.network.edges) - len(network.edges)
    told = f"Removed {counted(len(set(ids)), 'neuron')} and {counted(wires, 'wire')}."
    return _saved(options.project, project, network, told)


def run_wire(options: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Draws, weights or removes wires."""
    if len(options.neurons) % 2:
        parser.error("give pairs of neurons: SOURCE TARGET [SOURCE TARGET …]")
    project = opened(options.project)
    ids = [find_neuron(project.network, text) for text in options.neurons]
    pairs = list(zip(ids[::2], ids[1::2], strict=True))
    if options.remove:
        gone = [_edge(project.network, source, target) for source, target in pairs]
        network = remove(project.network, gone)
        return _saved(options.project, project, network, f"Removed {counted(len(gone), 'wire')}.")
    network = _wired(project, pairs, options.weight)
    return _saved(options.project, project, network, f"Wired {counted(len(pairs), 'pair')}.")


def _wired(project: Project, pairs: list[tuple[int, int]], weight: float | None) -> Network:
    network, fresh = project.network, []
    for source, target in pairs:
        known = _edges_between(network, source, target)
        if known and weight is not None:
            network = set_edges(network, known, weight=weight)
        else:
            network, edge = connect(network, source, target, weight or 0.0)
            fresh.append(edge)
    if weight is None:
        settings = project.settings
        network = initialise(network, settings.initialiser, settings.seed, edges=fresh)
    return network


def run_tidy(options: argparse.Namespace) -> int:
    """Lays the drawing out in columns."""
    project = opened(options.project)
    network = project.network
    picture = project.source.table().picture
    places = pixels_placed(network, layered(network), picture)
    moved = set_neurons(network, network.neurons.id.tolist(), position=places)
    return _saved(options.project, project, moved, "Laid out in columns.")


def find_neuron(network: Network, text: str) -> int:
    """The id of the neuron with this name or number. Raises NetworkError when it is not one."""
    if text.startswith("#") and text[1:].isdecimal():
        number_ = int(text[1:])
        if number_ in network.neurons:
            return number_
    found = network.neurons.id[network.neurons.name == text].tolist()
    if len(found) == 1:
        return int(found[0])
    if found:
        numbers = ", ".join(f"#{id_}" for id_ in found)
        raise NetworkError(f"Several neurons are named “{text}”: give one of {numbers}.")
    raise NetworkError(f"There is no neuron “{text}”. “scratchstudio show” lists them.")


def _edges_between(network: Network, source: int, target: int) -> list[int]:
    both = (network.edges.source == source) & (network.edges.target == target)
    return [int(edge) for edge in network.edges.id[both]]


def _edge(network: Network, source: int, target: int) -> int:
    found = _edges_between(network, source, target)
    if not found:
        raise NetworkError(f"No wire leads from {network.name(source)} to {network.name(target)}.")
    return found[0]


def _values(options: argparse.Namespace) -> dict[str, Any]:
    names = ("name", "activation", "bias", "column", "frozen")
    given = {name: getattr(options, name) for name in names}
    return {name: value for name, value in given.items() if value is not None}


def _end_activation(project: Project, kind: Kind, column: str) -> str:
    """What an input or output neuron for this column computes. Raises DataError without such."""
    prepared = prepare(project.source.table(), project.recipe)
    known = prepared.features if kind == Kind.INPUT else prepared.outputs
    if column not in known:
        wanted = f"not “{column}”" if column else "and it needs one"
        names = ", ".join(f"“{name}”" for name in known)
        raise DataError(f"Such a neuron's --column is one of {names}, {wanted}.")
    return "linear" if kind == Kind.INPUT else suggested(prepared.task)[1]


def _free_place(network: Network, kind: Kind) -> tuple[float, float]:
    """Below the others of its kind; the first hidden neuron stands between inputs and outputs."""
    place = network.neurons.position[network.neurons.kind == kind]
    if len(place):
        lowest = place[np.argmax(place[:, 1])]
        return float(lowest[0]), float(lowest[1]) + ROW_SPACING
    others = network.neurons.position
    if not len(others):
        return 0.0, 0.0
    across = {
        Kind.INPUT: others[:, 0].min() - COLUMN_SPACING,
        Kind.HIDDEN: (others[:, 0].min() + others[:, 0].max()) / 2,
        Kind.OUTPUT: others[:, 0].max() + COLUMN_SPACING,
    }
    return float(across[kind]), 0.0


def _saved(path: Path, project: Project, network: Network, told: str) -> int:
    save(redrawn(project, network), path)
    print(told)
    return 0

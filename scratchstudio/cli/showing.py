"""`scratchstudio show`: what is in a project, as text."""

from __future__ import annotations

import argparse

import numpy as np

from scratchstudio.cli.arguments import Commands, add_project
from scratchstudio.cli.opening import opened
from scratchstudio.cli.wording import columns, sized
from scratchstudio.network import Kind, Network
from scratchstudio.project import Project

MOST_ROWS = 200


def add_to(commands: Commands) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "show",
        help="list the neurons and wires of a project",
        description="Lists what is in a project: data, settings, every neuron and every wire.",
    )
    add_project(parser)
    parser.add_argument(
        "--all", action="store_true", help=f"list all, where there are more than {MOST_ROWS}"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints the listing."""
    project = opened(options.project)
    print("\n".join(_head(project)))
    for head, rows, right in (_neurons(project.network), _edges(project.network)):
        shown = rows if options.all else rows[:MOST_ROWS]
        print()
        print(columns(head, shown, right))
        if len(shown) < len(rows):
            print(f"… and {len(rows) - len(shown):,} more (--all lists them)")
    return 0


def _head(project: Project) -> list[str]:
    recipe, settings = project.recipe, project.settings
    trained = "not trained yet"
    if project.state is not None:
        trained = f"trained for {project.state.meta['step']:,} steps"
    return [
        sized(project.network),
        f"Data: {project.source.name}; {', '.join(recipe.inputs)} → {', '.join(recipe.targets)}"
        f"{'; standardised' if recipe.standardise else ''}; {recipe.held_out:.0%} held out.",
        f"Training: {settings.loss}, {settings.optimiser}, rate {settings.learning_rate:g}, "
        f"batch {settings.batch_size or 'all'}, seed {settings.seed}; {trained}.",
    ]


Listing = tuple[list[str], list[list[str]], tuple[int, ...]]


def _neurons(network: Network) -> Listing:
    neurons = network.neurons
    rows = []
    for row in np.argsort(neurons.kind, kind="stable"):
        is_input = neurons.kind[row] == Kind.INPUT
        rows.append(
            [
                f"#{neurons.id[row]}",
                network.name(int(neurons.id[row])),
                Kind(neurons.kind[row]).name.lower(),
                "" if is_input else neurons.activation[row],
                "" if is_input else f"{neurons.bias[row]:.6g}",
                neurons.column[row],
                _marks(bool(neurons.frozen[row]), bool(neurons.muted[row])),
            ]
        )
    return ["id", "neuron", "kind", "activation", "bias", "column", ""], rows, (4,)


def _edges(network: Network) -> Listing:
    edges = network.edges
    names = dict(zip(network.neurons.id.tolist(), network.neurons.name.tolist(), strict=True))
    rows = [
        [
            f"#{edges.id[row]}",
            f"{names[int(edges.source[row])]} → {names[int(edges.target[row])]}",
            f"{edges.weight[row]:.6g}",
            _marks(bool(edges.frozen[row]), bool(edges.muted[row])),
        ]
        for row in range(len(edges))
    ]
    return ["id", "wire", "weight", ""], rows, (2,)


def _marks(frozen: bool, muted: bool) -> str:
    return ", ".join(["frozen"] * frozen + ["muted"] * muted)

"""`scratchstudio new`: a project from data and a list of layers."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from scratchstudio.cli.arguments import (
    Commands,
    activation_text,
    add_training_options,
    changed_settings,
    number,
    project_file,
    whole_number,
)
from scratchstudio.cli.wording import counted, sized
from scratchstudio.data import (
    GENERATORS,
    LEAST_SIDE,
    SAMPLES,
    USUAL_SIDE,
    GeneratedSource,
    Recipe,
    SampleSource,
    Source,
    TableSource,
    prepare,
    read_pictures,
    read_table,
    suggest_recipe,
)
from scratchstudio.errors import DataError
from scratchstudio.network import remove
from scratchstudio.project import new_project, redrawn, save
from scratchstudio.project.building import START_SETTINGS

MOST_NEURONS = 10_000
EPILOG = """\
examples:
  scratchstudio new --data iris --layers 8,8 -o iris.ssproj
  scratchstudio new --data spiral --noise 0.1 --layers 16 --activation relu -o spiral.ssproj
  scratchstudio new --data pets/ --side 16 -o pets.ssproj
  scratchstudio new --data houses.csv --target price --layers none -o houses.ssproj
"""


def add_to(commands: Commands) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "new",
        help="make a project from data",
        description="Makes a project: a network for the given data, not yet trained.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = ", ".join([*SAMPLES, *GENERATORS])
    parser.add_argument(
        "--data",
        required=True,
        metavar="DATA",
        help=f"{names}; or a file with a table (CSV, TSV), or a folder that has a folder of "
        "pictures for each class",
    )
    parser.add_argument(
        "-o", "--output", required=True, type=project_file, metavar="FILE", help="ends in .ssproj"
    )
    parser.add_argument(
        "--layers",
        type=_layers,
        default=(8, 8),
        metavar="N,N",
        help="neurons in each hidden layer, such as 8,8; “none” gives inputs and outputs "
        "without a wire, to go on with “neuron” and “wire” (default: 8,8)",
    )
    parser.add_argument(
        "--activation",
        type=activation_text,
        default="tanh",
        metavar="NAME",
        help="of the hidden neurons: tanh, relu, sigmoid …, or a formula in x such as "
        "“=x*tanh(x)” (default: tanh)",
    )
    parser.add_argument(
        "--seed",
        type=whole_number(0, "the seed"),
        default=0,
        help="of everything drawn by lot: start weights, order, held-out rows, generated data",
    )
    _add_data_options(parser)
    add_training_options(parser)
    parser.set_defaults(run=run)


def _add_data_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what to do with the data (suggested where not given)")
    group.add_argument("--inputs", nargs="+", metavar="COLUMN", help="columns that are read")
    group.add_argument("--target", nargs="+", metavar="COLUMN", help="what is to be predicted")
    group.add_argument(
        "--classes", nargs="+", metavar="COLUMN", help="number columns to be read as categories"
    )
    group.add_argument(
        "--standardise",
        action=argparse.BooleanOptionalAction,
        help="bring each number column, the target too, to mean 0 and standard deviation 1",
    )
    group.add_argument(
        "--missing",
        choices=["drop", "mean"],
        help="rows with an empty cell are left out, or filled with the training mean",
    )
    group.add_argument(
        "--held-out", type=number, metavar="SHARE", help="the share of rows kept for judging: 0.3"
    )
    group.add_argument("--samples", type=whole_number(2, "the samples"), help="of generated data")
    group.add_argument("--noise", type=number, help="of generated data, from 0 to 0.5")
    group.add_argument(
        "--side",
        type=whole_number(LEAST_SIDE, "the side"),
        default=USUAL_SIDE,
        metavar="PIXELS",
        help=f"pictures from a folder become so wide and high, grey (default: {USUAL_SIDE})",
    )


def _layers(text: str) -> tuple[int, ...] | None:
    if text.strip().lower() in ("none", ""):
        return None
    try:
        counts = tuple(int(part) for part in text.split(","))
    except ValueError:
        counts = (0,)
    if min(counts) < 1 or sum(counts) > MOST_NEURONS:
        raise argparse.ArgumentTypeError(
            f"layers are numbers of neurons with commas between them, such as 8,8, not {text!r}"
        )
    return counts


def run(options: argparse.Namespace) -> int:
    """Makes the project and says what is in it."""
    source = _source(options)
    recipe = _recipe(source, options)
    settings = changed_settings(START_SETTINGS, options)
    project = new_project(
        source, recipe, options.layers or (), options.activation, settings, options.loss
    )
    if options.layers is None:
        project = redrawn(project, remove(project.network, project.network.edges.id.tolist()))
    replaced = options.output.exists()
    save(project, options.output)
    prepared = prepare(source.table(), recipe)
    print(f"{options.output}: {sized(project.network)}")
    train, held_out = len(prepared.train_rows), len(prepared.held_out_rows)
    print(f"Data: {source.name}, {counted(train, 'row')} to train on, {held_out:,} held out.")
    for step in prepared.steps:
        print(f"  {step}")
    if replaced:
        print(f"The file that was there is now {options.output.name}.bak1.")
    return 0


def _source(options: argparse.Namespace) -> Source:
    key = options.data.lower().replace("-", "_")
    if key in SAMPLES:
        return SampleSource(key)
    if key in GENERATORS:
        given = {"samples": options.samples, "noise": options.noise, "seed": options.seed}
        return GeneratedSource(key, **{n: v for n, v in given.items() if v is not None})
    path = Path(options.data)
    if not path.suffix and not path.exists():
        raise DataError(
            f"There are no data named “{options.data}”. There are "
            f"{', '.join([*SAMPLES, *GENERATORS])}; anything else must be a file or a "
            "folder."
        )
    if path.is_dir():
        return TableSource(read_pictures(path, options.side, options.side))
    return TableSource(read_table(path))


def _recipe(source: Source, options: argparse.Namespace) -> Recipe:
    table = source.table()
    suggested = suggest_recipe(table)
    changes: dict[str, Any] = {"seed": options.seed}
    if options.target:
        changes["targets"] = tuple(options.target)
        changes["inputs"] = _all_but(options.target, (*suggested.inputs, *suggested.targets))
        if tuple(options.target) != suggested.targets:
            changes["as_classes"] = ()
            changes["standardise_target"] = suggested.standardise
    if options.inputs:
        changes["inputs"] = tuple(options.inputs)
    if options.classes:
        changes["as_classes"] = tuple(options.classes)
    if options.standardise is not None:
        changes["standardise"] = changes["standardise_target"] = options.standardise
    if options.missing is not None:
        changes["missing"] = options.missing
    if options.held_out is not None:
        changes["held_out"] = options.held_out
    return replace(suggested, **changes)


def _all_but(targets: list[str], columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(column for column in columns if column not in targets)

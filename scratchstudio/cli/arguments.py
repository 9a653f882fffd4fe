"""What several commands share: argument types, the options of training, and how they are read."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scratchstudio.engine import (
    INITIALISERS,
    LOSSES,
    OPTIMISERS,
    TrainingSettings,
    activation,
    check_settings,
)
from scratchstudio.errors import EngineError
from scratchstudio.project import SUFFIX

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = Any

MOST_COUNT = 10**9


def whole_number(low: int, what: str) -> Callable[[str], int]:
    """An argument type: a whole number of at least `low`."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if not low <= value <= MOST_COUNT:
            raise argparse.ArgumentTypeError(
                f"{what} must be a whole number of {low} or more, not {text!r}"
            )
        return value

    return read


def number(text: str) -> float:
    """An argument type: a finite number."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"this must be a number, not {text!r}")
    return value


def activation_text(text: str) -> str:
    """An argument type: the key of an activation, or a formula such as “=x*tanh(x)”."""
    try:
        activation(text)
    except EngineError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def project_file(text: str) -> Path:
    """An argument type: where a project is to be written."""
    path = Path(text)
    if path.suffix.lower() != SUFFIX:
        raise argparse.ArgumentTypeError(f"a project file ends in {SUFFIX}, and {text!r} does not")
    return path


def export_file(text: str) -> Path:
    """An argument type: a file of a kind that can be exported, known by its suffix."""
    from scratchstudio.export import EXPORTERS

    path = Path(text)
    suffixes = sorted({exporter.suffix for exporter in EXPORTERS.values()})
    if path.suffix.lower() not in suffixes:
        raise argparse.ArgumentTypeError(
            f"{text!r} ends in none of the kinds that can be exported: {', '.join(suffixes)}"
        )
    return path


_DEFAULTS = TrainingSettings()
_OTHERS = tuple(field.name for field in fields(TrainingSettings))


def setting(text: str) -> tuple[str, object]:
    """An argument type: the name of any training setting, "=", and its value."""
    name, equals, value = text.partition("=")
    if not equals or name not in _OTHERS:
        raise argparse.ArgumentTypeError(
            f"write NAME=VALUE with one of {', '.join(_OTHERS)}; {text!r} is not of that form"
        )
    default = getattr(_DEFAULTS, name)
    try:
        if isinstance(default, tuple):
            return name, tuple(float(part) for part in value.split(",") if part.strip())
        return name, type(default)(value)
    except ValueError as error:
        wanted = "numbers with commas between" if isinstance(default, tuple) else "a number"
        raise argparse.ArgumentTypeError(f"{name} takes {wanted}, not {value!r}") from error


def add_project(parser: argparse.ArgumentParser) -> None:
    """The project file that a command works on."""
    parser.add_argument("project", metavar="PROJECT", type=Path, help="a .ssproj file")


def add_training_options(parser: argparse.ArgumentParser) -> None:
    """The options that change how the network is trained; see `changed_settings`."""
    group = parser.add_argument_group("how to train (kept in the project)")
    group.add_argument("--optimiser", choices=sorted(OPTIMISERS), help="the way weights are moved")
    group.add_argument("--rate", type=number, help="learning rate: the size of the moves")
    group.add_argument(
        "--batch",
        type=whole_number(0, "the batch"),
        help="samples in one step; 0 takes all of them",
    )
    group.add_argument("--loss", choices=sorted(LOSSES), help="what training makes small")
    group.add_argument("--precision", choices=["float32", "float64"], help="of the arithmetic")
    group.add_argument(
        "--initialiser", choices=sorted(INITIALISERS), help="how new start weights are drawn"
    )
    group.add_argument(
        "--set",
        dest="others",
        metavar="NAME=VALUE",
        type=setting,
        action="append",
        default=[],
        help="any other setting, such as schedule=cosine, l2=0.001, patience=20 or "
        "class_weights=1,5; may be given several times. Names: " + ", ".join(_OTHERS),
    )


_FIELDS = {
    "optimiser": "optimiser",
    "rate": "learning_rate",
    "batch": "batch_size",
    "loss": "loss",
    "precision": "precision",
    "initialiser": "initialiser",
    "seed": "seed",
}


def changed_settings(settings: TrainingSettings, options: argparse.Namespace) -> TrainingSettings:
    """The settings with what the options ask for. Raises EngineError for a value out of range.

    Another optimiser brings its own usual learning rate, unless one is given.
    """
    given = {
        field: getattr(options, option)
        for option, field in _FIELDS.items()
        if getattr(options, option, None) is not None
    }
    given.update(options.others)
    if "optimiser" in given and "learning_rate" not in given:
        given["learning_rate"] = OPTIMISERS[given["optimiser"]].default_rate
    after = replace(settings, **given)
    check_settings(after)
    return after

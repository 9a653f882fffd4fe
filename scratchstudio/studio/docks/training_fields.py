"""What can be chosen about training: one line a setting, with what raising it does. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scratchstudio.engine import INITIALISERS, LOSSES, OPTIMISERS, SCHEDULES
from scratchstudio.studio.text import tr


@dataclass(frozen=True)
class Field:
    """A field of TrainingSettings; with `choices` (key to label and help) one of them is chosen."""

    name: str
    label: str
    help: str
    choices: Mapping[str, tuple[str, str]] | None = None
    whole: bool = False
    many: bool = False
    """Several numbers in one field, with spaces between; none is fine."""


@dataclass(frozen=True)
class Section:
    """Fields that belong together; all but the first section are folded away at first."""

    title: str
    fields: tuple[Field, ...]


def _entries(registry: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    return {
        key: (tr(getattr(entry, "label", key)), tr(getattr(entry, "help", "")))
        for key, entry in registry.items()
    }


def sections() -> tuple[Section, ...]:
    """Every setting there is, in the order of the dock."""
    precisions = {
        "float32": (tr("Single (float32)"), tr("Fast; about 7 digits.")),
        "float64": (tr("Double (float64)"), tr("Half as fast; about 16 digits.")),
    }
    return (
        Section(
            "",
            (
                Field(
                    "optimiser",
                    tr("Optimiser"),
                    tr("How the gradient becomes a change of the weights."),
                    _entries(OPTIMISERS),
                ),
                Field(
                    "learning_rate",
                    tr("Learning rate"),
                    tr("How far each step goes. Higher learns faster, too high never settles."),
                ),
                Field(
                    "batch_size",
                    tr("Batch size"),
                    tr(
                        "Samples in a step; 0 takes all. Larger gives calmer but fewer steps in an "
                        "epoch."
                    ),
                    whole=True,
                ),
                Field(
                    "loss",
                    tr("Loss"),
                    tr("How wrong an answer is, as one number: what training makes small."),
                    _entries(LOSSES),
                ),
            ),
        ),
        Section(
            tr("Start"),
            (
                Field(
                    "seed",
                    tr("Seed"),
                    tr("Where all chance comes from: the same seed gives the same training."),
                    whole=True,
                ),
                Field(
                    "initialiser",
                    tr("Start weights"),
                    tr("How new weights are drawn, for new edges and for “New weights”."),
                    _entries(INITIALISERS),
                ),
                Field(
                    "precision", tr("Precision"), tr("Digits with which is computed."), precisions
                ),
            ),
        ),
        Section(
            tr("Optimiser in detail"),
            (
                Field(
                    "momentum",
                    tr("Momentum"),
                    tr("How much of the last change goes on. Higher rolls through small dips."),
                ),
                Field(
                    "beta2",
                    tr("Memory of squares"),
                    tr("How long Adam and its kin remember the size of gradients."),
                ),
                Field(
                    "smoothing",
                    tr("RMSProp memory"),
                    tr("How long RMSProp remembers the size of gradients."),
                ),
                Field(
                    "epsilon",
                    tr("Epsilon"),
                    tr("Keeps divisions from exploding. Higher makes adaptive steps smaller."),
                ),
                Field(
                    "schedule",
                    tr("Schedule"),
                    tr("How the learning rate goes on with the steps."),
                    _entries(SCHEDULES),
                ),
                Field(
                    "schedule_steps",
                    tr("Schedule steps"),
                    tr("Steps from one fall of the rate to the next, or for the whole course."),
                    whole=True,
                ),
                Field(
                    "schedule_factor",
                    tr("Schedule factor"),
                    tr("What the rate is multiplied by at a fall, or in all."),
                ),
                Field(
                    "schedule_patience",
                    tr("Plateau patience"),
                    tr("Epochs without improvement before “plateau” lowers the rate."),
                    whole=True,
                ),
            ),
        ),
        Section(
            tr("Against overfitting"),
            (
                Field(
                    "l2", tr("L2"), tr("Pulls weights towards 0, large ones most. Higher smooths.")
                ),
                Field(
                    "l1", tr("L1"), tr("Pulls all weights towards 0 alike; many end at exactly 0.")
                ),
                Field(
                    "decay",
                    tr("Weight decay"),
                    tr("Shrinks weights apart from the gradient, as AdamW does."),
                ),
                Field(
                    "max_norm",
                    tr("Largest norm"),
                    tr("Keeps a neuron's incoming weights at most this long; 0 is off."),
                ),
                Field(
                    "input_noise",
                    tr("Input noise"),
                    tr("Noise added to inputs while training. Higher blurs details away."),
                ),
                Field(
                    "patience",
                    tr("Early stopping"),
                    tr(
                        "Epochs without a better held-out loss before training stops and takes the "
                        "best weights; 0 never stops."
                    ),
                    whole=True,
                ),
            ),
        ),
        Section(
            tr("Gradient and loss"),
            (
                Field(
                    "clip_value",
                    tr("Clip values"),
                    tr("Holds each gradient within ± this; 0 is off."),
                ),
                Field(
                    "clip_norm",
                    tr("Clip norm"),
                    tr("Shortens the whole gradient to at most this; 0 is off."),
                ),
                Field(
                    "class_weights",
                    tr("Class weights"),
                    tr(
                        "How much a sample of each class counts, such as 1 5 1, in the order of "
                        "the classes; empty counts all alike. Raise it for a rare class."
                    ),
                    many=True,
                ),
                Field(
                    "huber_delta",
                    tr("Huber border"),
                    tr("Where the Huber loss turns from squared to absolute."),
                ),
            ),
        ),
    )


def parse_number(text: str, whole: bool) -> float | int | None:
    """What a person typed as a number, with a decimal comma or point; None if it is none."""
    plain = text.strip().replace(" ", "").replace("−", "-")
    plain = plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain
    try:
        return int(plain) if whole else float(plain)
    except ValueError:
        return None


def parse_numbers(text: str) -> tuple[float, ...] | None:
    """Numbers with spaces or semicolons between; None if one of them is none."""
    numbers = [parse_number(part, whole=False) for part in text.replace(";", " ").split()]
    if any(number is None for number in numbers):
        return None
    return tuple(float(number) for number in numbers if number is not None)


def number_text(value: float) -> str:
    """A number as a person would type it, with every digit it has."""
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)

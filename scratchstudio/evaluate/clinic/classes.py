"""Classes that are never predicted, whatever the sample."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scratchstudio.evaluate.clinic.cures import new_start
from scratchstudio.evaluate.clinic.examination import Examination
from scratchstudio.evaluate.clinic.finding import Cure, Finding
from scratchstudio.evaluate.metrics import class_codes

LEAST_EPOCHS = 20
"""Passes through the data in which every class has had its chance."""
RARE = 0.5
"""The share of an even part of the samples below which a class is rare."""
MOST_NAMED = 3


def examine_classes(moment: Examination) -> tuple[Finding, ...]:
    """Says so when a class that the samples hold is predicted for none of them."""
    task = moment.prepared.task
    if task == "regression" or moment.epochs < LEAST_EPOCHS:
        return ()
    names = _class_names(moment)
    count = len(names)
    wanted = class_codes(task, moment.targets)
    predicted = class_codes(task, moment.outputs)
    held = np.bincount(wanted[wanted >= 0], minlength=count)
    seen = np.bincount(wanted[moment.sample], minlength=count)
    given = np.bincount(predicted[predicted >= 0], minlength=count)
    never = np.flatnonzero((seen > 0) & (given == 0))
    if not len(never) or not (predicted >= 0).all():
        return ()
    named = ", ".join(f"“{names[code]}”" for code in never[:MOST_NAMED].tolist())
    more = f" and {len(never) - MOST_NAMED:,} more" if len(never) > MOST_NAMED else ""
    rare = bool((held[never] < RARE * len(moment.inputs) / count).any())
    finding = Finding(
        key="classes",
        title="A class is never predicted"
        if len(never) == 1
        else f"{len(never):,} classes are never predicted",
        what=f"After {moment.epochs:,} epochs, {named}{more} "
        f"{'is' if len(never) == 1 else 'are'} the answer for none of {moment.samples_seen}; "
        f"it would be right for {held[never].sum():,} of all {len(moment.inputs):,}.",
        why=_cause(moment, held, never, rare),
        sure="certain" if moment.sees_all else "likely",
        because="Every training sample was looked at."
        if moment.sees_all
        else "Only a part of the samples was looked at.",
        step=moment.step,
        neurons=_outputs_of(moment, never),
        cures=_cures(moment, held, rare),
    )
    return (finding,)


def _class_names(moment: Examination) -> list[str]:
    """The classes in the order of their codes: as the output neurons stand in the drawing."""
    prepared = moment.prepared
    if prepared.task == "binary":
        return list(prepared.classes)
    place = {column: number for number, column in enumerate(prepared.outputs)}
    columns = moment.network.neurons.column[moment.network.output_rows].tolist()
    return [prepared.classes[place[column]] for column in columns]


def _outputs_of(moment: Examination, codes: NDArray[np.intp]) -> tuple[int, ...]:
    rows = moment.network.output_rows
    if moment.prepared.task == "binary":
        return moment.ids(rows[:1])
    return moment.ids(rows[codes])


def _cause(moment: Examination, held: NDArray[np.intp], never: NDArray[np.intp], rare: bool) -> str:
    if rare and not moment.settings.class_weights:
        share = held[never].min() / len(moment.inputs)
        return (
            f"There are few samples of it ({share * 100:.2g} %): leaving it out costs the loss "
            "next to nothing."
        )
    return (
        "The network does not tell this class from the others yet: it may be too small, the rate "
        "wrong, or the inputs may not say enough."
    )


def _cures(moment: Examination, held: NDArray[np.intp], rare: bool) -> tuple[Cure, ...]:
    anew = new_start(moment.network, moment.settings)
    if not rare or moment.settings.class_weights:
        return (anew,)
    even = len(moment.inputs) / len(held)
    weights = tuple(round(float(even / max(count, 1)), 3) for count in held.tolist())
    weigh = Cure(
        "Weigh the classes by their rarity",
        "Each class then counts the same in the loss: "
        + ", ".join(f"{weight:.3g}" for weight in weights[:6])
        + (" …" if len(weights) > 6 else "")
        + ".",
        settings={"class_weights": weights},
    )
    return weigh, anew
